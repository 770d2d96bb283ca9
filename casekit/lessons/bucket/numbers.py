"""What the pictures and the exercises compute of the two dealers."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from casekit.case import Case
from casekit.cases import groups
from casekit.cases.harley import HARLEY
from casekit.lessons.opening import takes
from casekit.memo import memo
from casekit.world.engine.calendar import Calendar
from casekit.world.engine.streams import Block, generator
from casekit.world.systems.bucket import Dealer, LeakyBucket

RULES = HARLEY[groups.Bucket]
KEEPER, LEAKER = DEALERS = tuple(name for name, _ in RULES.dealers)
A_YEAR = 4
GOOD, QUARTERS = RULES.good, np.arange(RULES.quarters)
CALENDAR = Calendar(3 * GOOD, HARLEY[groups.Rhythm].hours)
DECAY, NEWCOMERS, PRICE = 0.5, int(RULES.most_newcomers), 0  # as the tables have it: of the worst, times, per cent
FIRST_ID = 100_000  # of Stone Bridge's riders, less one; Elk River's begin with 1
EQUAL = 0.01  # apart: no owner would see less on a chart
THIRD, THIRD_DECAY = "Bear Creek", 0.35  # made as the dealer that leaks, which leaks more
NEW_YEAR, LATER = "2024-01-01", "2025Q3"  # who is an old rider, and when they are looked at once more


class Signs:
    """What can be counted of one dealer, an array of twelve quarters each; money in dollars."""

    def __init__(self, dealer: Dealer) -> None:
        self.dealer = dealer
        joined, left = dealer.joined, dealer.left
        self.revenue = self._dollars(dealer.cents)
        self.newcomers = _count(joined[joined >= 0])
        self.fetched = _count(joined[dealer.fetched])
        self.riders = ((joined[:, None] <= QUARTERS) & (left[:, None] > QUARTERS)).sum(axis=0)
        # Of those who were there at the first quarter's beginning: per cent who still are.
        self.kept = 100 * (left[joined < 0][:, None] > QUARTERS).mean(axis=0)

    @cached_property
    def lost(self) -> np.ndarray:
        """Share of the riders of the quarter before who are gone; missing for the first."""
        return _count(self.dealer.left) / _before(self.riders)

    @cached_property
    def lost_at_once(self) -> np.ndarray:
        """Share of the newcomers of the quarter before who are gone; missing for the first, and after nobody came."""
        lost, before = _count(self.dealer.left[self.dealer.left == self.dealer.joined + 1]), _before(self.newcomers)
        return np.divide(lost, before, out=np.full(len(QUARTERS), np.nan), where=before > 0)

    def profit(self, cost: float) -> np.ndarray:
        """Dollars that remain, if each rider whom a promotion fetches costs so many."""
        return RULES.margin * self.revenue - cost * self.fetched

    @cached_property
    def worth(self) -> float:
        """Margin in dollars, in the first year, of a rider whom the promotion fetched in the good quarters."""
        dealer = self.dealer
        chosen = (dealer.joined < GOOD) & dealer.fetched
        counts = chosen[dealer.rider] & (dealer.quarter < dealer.joined[dealer.rider] + A_YEAR)
        return float(RULES.margin * dealer.cents[counts].sum() / 100 / chosen.sum())

    def _dollars(self, cents: np.ndarray) -> np.ndarray:
        return np.bincount(self.dealer.quarter, cents, len(QUARTERS)) / 100


def _count(quarters: np.ndarray) -> np.ndarray:
    return np.bincount(quarters, minlength=len(QUARTERS))[: len(QUARTERS)]


def _before(values: np.ndarray) -> np.ndarray:
    return np.append(np.nan, values[:-1])


class Twins(NamedTuple):
    """The dealer that keeps its riders, and the one that leaks."""

    keeps: Signs
    leaks: Signs

    @property
    def equal(self) -> int:
        """In how many of the twelve quarters both take the same, give or take 1 %."""
        return int((np.abs(self.apart) < 100 * EQUAL).sum())

    @property
    def good(self) -> int:
        """In how many of the good quarters they take the same to the cent."""
        return int(np.isclose(self.keeps.revenue, self.leaks.revenue, rtol=0, atol=0.001)[:GOOD].sum())

    @property
    def apart(self) -> np.ndarray:
        """Per cent by which each quarter's revenue at the leaking dealer lies below the other's."""
        return 100 * (1 - self.leaks.revenue / self.keeps.revenue)

    @property
    def pull(self) -> float:
        """The most newcomers, as a multiple of those who come unasked, or would in a usual quarter if that is more."""
        return float((self.leaks.newcomers / np.maximum(self.leaks.dealer.usual, RULES.newcomers)).max())

    @property
    def dearer(self) -> float:
        """Per cent by which the prices have moved by the end."""
        return change(1, self.leaks.dealer.price[-1])


@memo(keep=6)
def twins(
    case: Case, decay: float = DECAY, newcomers: float = NEWCOMERS, price: float = PRICE,
    fickle: float = RULES.fickle, lasts: int = GOOD,
) -> Twins:  # fmt: skip
    """The two dealers of this world; `price` in per cent."""
    system, keeps = _system(case)
    run = system.run(decay=decay, newcomers=newcomers, price=price / 100, fickle=fickle, lasts=lasts)
    return Twins(keeps, Signs(run.leaks))


class Forecast(NamedTuple):
    """What the files of 2024 and 2025 say of a dealer's year 2026."""

    riders: int  # who bought in the last good quarter
    lost: float  # per cent of those of the quarter before who did not, with one decimal
    each: int  # dollars a rider in that quarter
    newcomers: int  # a quarter
    revenue: float  # of the year, in million dollars


def forecast(case: Case, dealer: str) -> Forecast:
    """The last quarter's loss and dollars a rider, carried on for a year, with as many newcomers as the keeper has.

    Where no promotion fetches riders, the other dealer's newcomers say how many would come unasked. All is rounded as
    it is told, so that a learner's sum of what is told is this one.
    """
    signs, last = signs_of(case, dealer), GOOD - 1
    riders, lost = int(signs.riders[last]), round(100 * float(signs.lost[last]), 1)
    each, newcomers = round(signs.revenue[last] / riders), round(signs_of(case, KEEPER).newcomers[:GOOD].mean())
    there, paid = float(riders), 0.0
    for _ in range(A_YEAR):
        there = there * (1 - lost / 100) + newcomers
        paid += there * each
    return Forecast(riders, lost, each, newcomers, paid / 1e6)


def signs_of(case: Case, dealer: str) -> Signs:
    """One of the two, or the third, by name."""
    return twins(case, THIRD_DECAY).leaks if dealer == THIRD else twins(case)[DEALERS.index(dealer)]


def year(signs: Signs, first: int) -> float:
    """Revenue of the four quarters from `first` (0, 1, ...) on, in million dollars."""
    return float(signs.revenue[first : first + 4].sum() / 1e6)


@memo(keep=1)
def _system(case: Case) -> tuple[LeakyBucket, Signs]:
    """The dealers, and what is counted of the one that is always the same."""
    system = LeakyBucket(case.company.assumptions, Block(case.seed, HARLEY.name, 0, RULES.riders))
    return system, Signs(system.keeps)


@takes(HARLEY)
def purchases(case: Case) -> pd.DataFrame:
    """What both dealers' riders paid in 2024 and 2025, a row a purchase.

    customer_id, dealer, at, amount in dollars, and since when the rider has come.
    """
    file, bought = tables(case)
    return bought.merge(file[["customer_id", "since"]])


@takes(HARLEY)
def old_riders(case: Case) -> pd.DataFrame:
    """Both dealers' riders of before 2024, a row each: customer_id, dealer, still_buys.

    `still_buys`: there is a purchase in the third quarter of 2025.
    """
    return still_buying(case)


def still_buying(case: Case, later: str = LATER, since: str = "", until: str = NEW_YEAR) -> pd.DataFrame:
    """The same for another quarter, and for riders who came before another day, or bought in `since` too."""
    file, bought = tables(case)
    quarter = bought["at"].dt.to_period("Q")
    rows = file[file.since < until]
    if since:
        rows = rows[rows.customer_id.isin(bought.customer_id[quarter == since])]
    still = rows.customer_id.isin(bought.customer_id[quarter == later])
    return rows.assign(still_buys=still).drop(columns="since").reset_index(drop=True)


@memo(keep=1)
def tables(case: Case) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Riders (customer_id, dealer, since) and purchases (customer_id, dealer, at, amount), to be looked at only."""
    pairs = [_dealer_tables(case, number, signs.dealer) for number, signs in enumerate(twins(case))]
    file, bought = (pd.concat(frames, ignore_index=True) for frames in zip(*pairs, strict=True))
    return file, bought


def _dealer_tables(case: Case, number: int, dealer: Dealer) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One dealer's riders and purchases up to the last good quarter, with moments drawn evenly within each quarter."""

    def drawn(quarters: np.ndarray, variate: str) -> np.ndarray:
        luck = generator(case.seed, HARLEY.name, "bucket tables", variate, number).random(len(quarters))
        return 3 * (quarters + luck)  # months

    def here(rows: np.ndarray) -> pd.Categorical:
        return pd.Categorical.from_codes(np.full(len(rows), number), [KEEPER, LEAKER])

    seen, rows = dealer.quarter < GOOD, np.flatnonzero(dealer.joined < GOOD)
    rider, at = dealer.rider[seen], drawn(dealer.quarter[seen], "at")
    order = np.lexsort((at, rider))
    at = CALENDAR.datetimes(at[order])
    since = CALENDAR.datetimes(drawn(dealer.joined[rows], "since"))
    since = np.where(dealer.joined[rows] < 0, since, at[np.searchsorted(rider, rows)])
    ids = (dealer.id + 1 + FIRST_ID * number).astype(np.int32)
    amount = dealer.cents[seen][order] / 100
    return (
        pd.DataFrame({"customer_id": ids[rows], "dealer": here(rows), "since": since}),
        pd.DataFrame({"customer_id": ids[rider], "dealer": here(at), "at": at, "amount": amount}),
    )


class Triangle(NamedTuple):
    """Newcomers by the quarter in which they came, and how many of them bought so many quarters later."""

    came: np.ndarray  # int64, shape (8,)
    there: np.ndarray  # float64, shape (8, 8): customers; missing where it is not known yet

    @property
    def shares(self) -> np.ndarray:
        """In per cent of those who came."""
        return 100 * self.there / self.came[:, None]


def newcomers_triangle(signs: Signs) -> Triangle:
    """What `cohorts` makes of the newcomers' purchases of the good quarters.

    Counted from the riders themselves, who buy in each quarter in which they are there: that is ten times as fast.
    """
    joined, left, since = signs.dealer.joined, signs.dealer.left, np.arange(GOOD)
    there = np.array([(left[joined == quarter][:, None] > quarter + since).sum(axis=0) for quarter in since])
    return Triangle(there[:, 0], np.where(np.add.outer(since, since) < GOOD, there, np.nan))


def change(before: float, after: float) -> float:
    """In per cent."""
    return 100 * (after / before - 1)
