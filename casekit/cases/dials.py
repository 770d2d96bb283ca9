"""Dials: the failures and biases that can be turned, from 0 (none) to 1 (as bad as it gets)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypedDict

from casekit.errors import choice


class DialValues(TypedDict, total=False):
    """The name of every dial there is, so that an editor and a type checker know a misspelt one when they see it."""

    # what happens
    ageing: float
    bots: float
    delight: float
    late: float
    leaving: float
    mix_shift: float
    price_rise: float
    self_selection: float
    shared: float
    slide: float
    unvoiced: float
    # what is written down of it
    anonymous: float
    channel_gap: float
    duplicates: float
    gaps: float
    silence: float
    typos: float
    withheld: float


NAMES = tuple(DialValues.__annotations__)


@dataclass(frozen=True)
class Dial:
    """One failure or bias at one company.

    `layer` is "world" if it changes what happens, "records" if only what the company writes down.

    >>> Dial("silents", "records", 0.5, "how much unhappiness keeps customers from answering")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    casekit.errors.CaseError: There is no dial 'silents'; did you mean 'silence'? Allowed: ageing, ...
    """

    name: str
    layer: Literal["world", "records"]
    default: float
    meaning: str

    def __post_init__(self) -> None:
        choice("dial", self.name, NAMES)


AMAZON_DIALS = (
    Dial("late", "world", 0.03, "share of deliveries that break their promise"),
    Dial("leaving", "world", 0.1, "chance that a customer leaves over a broken promise"),
    Dial("unvoiced", "world", 0.9, "share of customers who are let down and never complain"),
    Dial("shared", "world", 0.2, "share of accounts that two persons use"),
    Dial("bots", "world", 0.5, "how many of the visitors are programs, fifty times as busy as people"),
    Dial("anonymous", "records", 0.3, "share of visits by people who have not logged in"),
    Dial("withheld", "records", 0.2, "share of customers who do not consent to being recognised"),
    Dial("silence", "records", 0.9, "how much unhappiness keeps customers from answering the survey"),
    Dial("duplicates", "records", 0.4, "chance that a contact finds no record of the customer, and opens another"),
    Dial("typos", "records", 0.1, "share of what the channels write down that has a typo"),
    Dial("gaps", "records", 0.6, "how much the channels leave empty in their records"),
)

HARLEY_DIALS = (
    Dial("self_selection", "world", 0.5, "how much more the enthusiasts join the owner group than the others"),
    Dial("price_rise", "world", 0.3, "how far prices rise over the window"),
    Dial("ageing", "world", 0.3, "how far the flow of new riders dries up over the window, and newcomers get older"),
    Dial("leaving", "world", 0.15, "chance that a customer who notices an incident leaves over it"),
    Dial("unvoiced", "world", 0.96, "share of customers who notice an incident and never complain"),
    Dial("silence", "records", 0.6, "how much unhappiness keeps customers from answering the survey"),
)

STARBUCKS_DIALS = (
    Dial("slide", "world", 0.7, "how much worse service gets over the window, for those who wait in line"),
    Dial("delight", "world", 0.7, "how much more service delights over the window, for those who order ahead"),
    Dial("mix_shift", "world", 0.0, "how many of the newcomers go to the two best stores"),
    Dial("leaving", "world", 0.2, "chance that a customer who notices an incident leaves over it"),
    Dial("unvoiced", "world", 0.96, "share of customers who notice an incident and never complain"),
    Dial("silence", "records", 0.9, "how much unhappiness keeps customers from answering the survey"),
    Dial("channel_gap", "records", 0.8, "how much more app users answer than the others"),
)
