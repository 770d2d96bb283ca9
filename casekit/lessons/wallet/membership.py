"""Who joins the owner group, and why members spend more: because they join, or because they are who they are."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import ndtr, ndtri

from casekit.case import Case
from casekit.cases import groups
from casekit.cases.harley import HARLEY
from casekit.lessons.wallet import numbers
from casekit.memo import memo
from casekit.world.engine.streams import generator

EFFECT = HARLEY[groups.OwnerGroup].effect
MOST_LINKED = 0.99
LOTS = 50  # to draw from


class Keen(NamedTuple):
    """The riders who bought in 2024, those who spend least first."""

    keenness: np.ndarray  # standardised: how much riding means to them
    otherwise: np.ndarray  # dollars a year here, without membership
    members: float  # share of them who are members


@memo(keep=1)
def keen(case: Case) -> Keen:
    """The truth about them, and how many members the file has."""
    found, who = numbers.file(case), numbers.listed(case)
    who = who[np.argsort(found.if_not[who], kind="stable")]
    keenness = found.keenness[who]
    return Keen((keenness - keenness.mean()) / keenness.std(), found.if_not[who], float(found.member[who].mean()))


class Club(NamedTuple):
    """Members against the others, in expectation; the others' spending is 100."""

    by_tenth: np.ndarray  # share of members, from the tenth of the riders who would spend least to that who would most
    anyway: float  # what members would spend without the club
    spent: float  # what they spend


def club(case: Case, selection: float = 1.0, effect: float = EFFECT) -> Club:
    """Who joins and what members spend, if membership adds the part `effect`.

    Keen riders join more easily (`selection` above 0) or less (below): as much as makes the gap in this world's records
    at 1, and not at all at 0. (A probit of membership on keenness, with the share of members kept.)
    """
    return _club(case, min(selection * _linked(case), MOST_LINKED), effect)


@memo(keep=1)
def _linked(case: Case) -> float:
    """The correlation of keenness with the inclination to join, with which the gap is that of the records."""
    wanted, low, high = 100 * (1 + numbers.raw_gap(case)), -MOST_LINKED, MOST_LINKED
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if _club(case, middle, EFFECT).spent < wanted else (low, middle)
    return low


def _club(case: Case, linked: float, effect: float) -> Club:
    keenness, otherwise, members = keen(case)
    joins = ndtr((linked * keenness - ndtri(1 - members)) / np.sqrt(1 - linked**2))
    inside, outside = ((otherwise * weight).sum() / weight.sum() for weight in (joins, 1 - joins))
    tenths = np.array([part.mean() for part in np.array_split(joins, numbers.TENTHS)])
    anyway = 100 * inside / outside
    return Club(tenths, anyway, anyway * (1 + effect))


def margin(case: Case, riders: float) -> float:
    """How far a lot among so many riders reaches to either side of the effect: a part of what joiners would spend.

    Two standard errors, scaled from those of this world's lot: with four times as many riders they are half as large.
    """
    found, drawn = numbers.per_joiner(case), numbers.file(case).drawn.sum()
    return 2 * found.standard_error / found.otherwise * float(np.sqrt(drawn / riders))


class Lot(NamedTuple):
    """What one lot finds: the part that membership adds, and two standard errors of it."""

    effect: float
    margin: float


def lot(case: Case, effect: float, riders: float, which: int = 1) -> Lot:
    """One of the LOTS among so many riders.

    Each errs as chance has it: with thousands of riders about as a normal distribution does.
    """
    reach = margin(case, riders)
    return Lot(effect + reach / 2 * float(_luck(case)[which - 1]), reach)


@memo(keep=1)
def _luck(case: Case) -> np.ndarray:
    """How many standard errors each of the LOTS is off."""
    return generator(case.seed, case.company.name, "lesson 03", "lots").standard_normal(LOTS)
