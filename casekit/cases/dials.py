"""Dials: the failures and biases that can be turned, from 0 (none) to 1 (as bad as it gets)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypedDict

from casekit.errors import choice


class DialValues(TypedDict, total=False):
    """The name of every dial there is. What each means, and where it stands by default, a company says in its `Dial`.

    So an editor and a type checker know a misspelt name when they see one.
    """

    # what happens
    ageing: float
    bots: float
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
    silence: float
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
