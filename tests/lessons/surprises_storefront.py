"""What lesson 01 exists for, in the terms of one world."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.cases.groups import Browsing
from casekit.lessons import storefront as lesson
from casekit.lessons.opening import fresh
from casekit.lessons.storefront import numbers, rights
from casekit.lessons.storefront.numbers import LETTERS, SHOWING
from casekit.lessons.storefront.rights import Gap, gap
from casekit.lessons.storefront.shoppers import LEARNT, store
from casekit.lessons.storefront.visitors import BUSIEST, BUSY

SHELF, EACH = 1, 2  # places in numbers.GRAINS


class Surprises(NamedTuple):
    shoppers: int
    gaps: list[Gap]  # points by which the personal list is ahead of the shelf's, by purchases known
    fewest: dict[int, int | None]  # purchases with which it is ahead, by customers learned from
    larger: Gap  # the same points with one purchase known, in the largest store
    rates: dict[str, tuple[float, float]]  # shares whom a list is right for, with one purchase known and with ten
    half: float  # the personal list, with five
    counts_behind: Gap  # points by which it is ahead of plain counts, with ten
    searched_most: tuple[float, float]  # the same from the largest store, if all use searches
    all_search: Gap  # points by which one purchase and a search are ahead of ten purchases
    starts: dict[str, tuple[float, float]]  # from one purchase known: share right, and middle place
    stated: float  # share of the shoppers of whom a goal is known
    bots: int  # of the busiest
    people_over: int  # beyond the rule for bots
    bots_under: float  # share of the bots that it misses
    best: dict[str, tuple[int, Gap]]  # the grain that brings most, by preset
    each_with_one: bool  # whether personal lists ever bring most with one purchase known, if a profile costs 6 cents
    each_if_dear: bool  # whether they ever do, however much is known, if a profile costs 30
    first_month: float  # per cent more purchases kept, if all bad reviews are hidden
    year: float
    turns: dict[float, tuple[float, float]]  # the same two with two per cent leaving, by how much a star sells
    two_persons: float


def surprises(case: Case) -> Surprises:
    case = fresh(case)  # so that what the lesson computes is computed once
    found, most, other = rights.rights(case), rights.rights(case, LEARNT[-1]), rights.others(case)
    oracle, seen = rights.oracle(case).mean(), lesson.visitors(case)
    by_rule = lesson.behind(case)
    bots = by_rule["bot"]
    return Surprises(
        shoppers=len(found.everybody),
        gaps=numbers.gaps(case),
        fewest={learnt: _fewest(rights.rights(case, learnt)) for learnt in (LEARNT[0], rights.USUAL, LEARNT[-1])},
        larger=gap(most.own[0], most.shelf[0]),
        rates={
            "everybody": (found.everybody.mean(), found.everybody.mean()),
            "oracle": (oracle, oracle),
            **{name: (hits[0].mean(), hits[-1].mean()) for name, hits in _by_history(found, other).items()},
        },
        half=found.own[4].mean(),
        counts_behind=gap(found.own[-1], other["counts"][-1]),
        all_search=gap(found.searched[0], found.own[-1]),
        starts={name: (one.right.mean(), one.place) for name, one in rights.starts(case).items()},
        searched_most=(most.searched[0].mean(), most.searched[-1].mean()),
        stated=store(case).shoppers.goals.any(axis=1).mean(),
        bots=int((_kinds(case).head(BUSIEST) == "bot").sum()),
        people_over=int((seen.pages_a_day > BUSY).sum() - bots[f"more than {BUSY} pages a day"]),
        bots_under=bots["fewer"] / bots.sum(),
        best={name: _best(case, **values) for name, values in _presets().items()},
        each_with_one=_each_wins(case, range(6, 31), slice(0, 1)),
        each_if_dear=_each_wins(case, range(30, 31), slice(None)),
        first_month=_hidden(case)[0],
        year=_hidden(case)[1],
        turns={heed: _hidden(case, heed, 0.02) for heed in (0.05, 0.1, 0.3)},
        two_persons=case.first(3_000).reveal().customers.shared.mean(),
    )


def _by_history(found: rights.Rights, other: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {"shelf": found.shelf, "own": found.own, "searched": found.searched, **other}


def _fewest(found: rights.Rights) -> int | None:
    pairs = enumerate(zip(found.own, found.shelf, strict=True), 1)
    return next((known for known, (own, shelf) in pairs if gap(own, shelf).side > 0), None)


def _kinds(case: Case) -> pd.Series:
    kind = case.first(3_000).reveal().visitors.set_index("visitor_id").kind
    return lesson.visitors(case).visitor_id.map(kind)


def _presets() -> dict[str, dict[str, float]]:
    start = {"known": 3, "budget": 2_000, "profile": round(100 * LETTERS.profile)}
    return {name: start | values for name, values in lesson.grains.presets.items()}


def _best(case: Case, known: int, budget: float, profile: float) -> tuple[int, Gap]:
    first, _, by = numbers.ahead(case, numbers.mailing(case, budget, profile / 100), known)
    return first, by


def _each_wins(case: Case, cents: range, known: slice) -> bool:
    """Whether one list for each customer brings most at any budget, at one of these prices of a profile."""
    made = [numbers.mailing(case, budget, one / 100) for budget in range(500, 4_001, 250) for one in cents]
    return any((one.margin[:, known].argmax(axis=0) == EACH).any() for one in made)


def _hidden(case: Case, heed: float = SHOWING.heed, lets_go: float = SHOWING.lets_go) -> tuple[float, float]:
    """Per cent more purchases kept in the first month, and in a year, if all bad reviews are hidden."""
    plain, hidden = (numbers.shown(case, part, heed, lets_go).kept for part in (1.0, 0.0))
    return 100 * (hidden[0] / plain[0] - 1), 100 * (hidden.sum() / plain.sum() - 1)


def _rises_fast_then_slowly(one: Surprises) -> bool:
    first, last = one.rates["own"]
    return one.half - first > 2 * (last - one.half) > 0


def _formulas(one: Surprises) -> bool:
    """Whether plain counts win with one purchase known, and lose with ten."""
    return one.rates["counts"][0] > one.rates["own"][0] and one.counts_behind.side > 0


PROSE = {
    "tries them on thousands of others": lambda one: one.shoppers > 2_500,
    "the shelf's list is right more often than the personal list": lambda one: one.gaps[0].side < 0,
    "half of the products on the personal lists lie beyond the best forty": (
        lambda one: one.starts["personal, 400 customers"][1] > 40
    ),
    "Without it, *plain counts* are right about as often as the shelf's list": (
        lambda one: abs(one.starts["plain counts, 400 customers"][0] - one.starts["shelf's, 400 customers"][0]) < 0.02
    ),
    "From two thousand customers, the personal list is right more often": (
        lambda one: one.starts["personal, 2,000 customers"][0] > one.starts["personal, 400 customers"][0] + 0.01
    ),
    "The formula does more harm than the small number": (
        lambda one: one.starts["plain counts, 400 customers"][0] > one.starts["personal, 2,000 customers"][0]
    ),
    "from one purchase to five it gains more than twice as much as from five to ten": _rises_fast_then_slowly,
    "These ten are **bots**": lambda one: one.bots == BUSIEST,
    "With ten purchases the personal list is ahead": lambda one: one.gaps[-1].side > 0,
    "there, the personal list is ahead from two or three purchases on": (lambda one: one.fewest[LEARNT[-1]] in (2, 3)),
    "with one purchase known the shelf's list is ahead even there": lambda one: one.larger.side < 0,
    "their searches help more than nine more purchases": lambda one: one.all_search.ahead > 0,
    "In three of ten cases a right list makes a sale": lambda one: LETTERS.sells == 0.3,
    "If a profile costs more than a few cents, a list for each customer needs a history": lambda one: (
        not one.each_with_one
    ),
    "A profile that costs thirty cents never pays": lambda one: not one.each_if_dear,
    "A letter costs thirty cents, and laying out a list fifty dollars": lambda one: (
        (LETTERS.letter, LETTERS.page) == (0.3, 50)
    ),
    "With the sliders as they stood, hiding sells more in the first month and less in the year": lambda one: (
        one.first_month > 0 > one.year
    ),
    "it loses in the year where a star sells ten per cent more, and wins where it sells thirty": (
        lambda one: one.turns[0.1][1] < 0 < one.turns[0.3][1]
    ),
    "The first month's sales tell the first": lambda one: (
        0 < one.turns[0.05][0] < one.turns[0.1][0] < one.turns[0.3][0]
    ),
    "finds most bots, and takes no person for one": lambda one: one.people_over == 0 and one.bots_under < 0.3,
    "It moves the hit rate by less than one point": lambda one: all(
        abs(goals - own) < 0.01 for goals, own in zip(one.rates["goals"], one.rates["own"], strict=True)
    ),
    "About one in four of the customers of this trial had stated any": lambda one: 0.22 < one.stated < 0.3,
    "with ten purchases known, the personal list beats it": lambda one: one.counts_behind.side > 0,
    "The one formula is better with one purchase, the other with ten": _formulas,
    "Where searches are used, ten purchases help hardly more than one": lambda one: (
        abs(one.rates["searched"][1] - one.rates["searched"][0]) < 0.035
    ),
    "Even a list from true tastes is right for fewer than four customers in ten": lambda one: (
        one.rates["oracle"][0] < 0.4
    ),
    "One account in five is used by two persons": lambda one: 0.17 < one.two_persons < 0.23,
    "Six purchases in ten begin with a search": lambda one: AMAZON[Browsing].searches[0] == 0.6,
}
