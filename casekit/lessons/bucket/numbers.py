"""What the pictures and the exercises compute of the two dealers, and of the brand as a whole."""

from __future__ import annotations

from casekit.cases import groups

from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from casekit.case import Case
from casekit.measure.retention import cohorts, revenue_parts
from casekit.world import bucket
from casekit.world.engine.calendar import Calendar
from casekit.world.engine.streams import Block

CUSTOMERS, MONTHS = 5_000, 36  # of the brand's own world
DECAY, NEWCOMERS, PRICE = 0.5, 10, 10  # as the notebook's tables have it: share of the worst, times, per cent
FIRST_ID = 100_000  # of Stone Bridge's riders, less one; Elk River's begin with 1
START = np.datetime64("2024-01", "M")
QUARTERS = tuple(f"{year}Q{number}" for year in (2024, 2025, 2026) for number in (1, 2, 3, 4))


class Signs:
    """What can be counted of one dealer, an array of twelve quarters each."""

    def __init__(self, dealer: bucket.Dealer, rules: Bucket) -> None:
        self.dealer, self.rules = dealer, rules
        self.quarter = np.arange(rules.quarters)

    @cached_property
    def revenue(self) -> np.ndarray:
        """Dollars."""
        return np.rint(self._sums(self.dealer.cents)) / 100

    @cached_property
    def purchases(self) -> np.ndarray:
        return self._sums(None)

    @cached_property
    def riders(self) -> np.ndarray:
        there = (self.dealer.joined[:, None] <= self.quarter) & (self.dealer.left[:, None] > self.quarter)
        return there.sum(axis=0)

    @cached_property
    def newcomers(self) -> np.ndarray:
        return np.bincount(self.dealer.joined[self.dealer.joined >= 0], minlength=self.rules.quarters)

    @cached_property
    def pull(self) -> np.ndarray:
        """Newcomers as a multiple of those who come unasked, or would in a usual quarter if those are more."""
        return self.newcomers / np.maximum(self.dealer.usual, self.rules.newcomers)

    @cached_property
    def kept(self) -> np.ndarray:
        """Per cent of the riders at the first quarter's beginning who are there."""
        return 100 * (self.dealer.left[self.dealer.joined < 0][:, None] > self.quarter).mean(axis=0)

    @cached_property
    def from_the_start(self) -> np.ndarray:
        """Dollars from riders who were there at the first quarter's beginning."""
        return self._sums(np.where(self.dealer.joined[self.dealer.rider] < 0, self.dealer.cents, 0)) / 100

    @cached_property
    def vital(self) -> dict[str, np.ndarray]:
        """The metrics that a dealer might watch; missing where a quarter has none."""
        left, joined = self.dealer.left, self.dealer.joined
        gone = np.bincount(left, minlength=self.rules.quarters + 1)[: self.rules.quarters]
        new, new_gone = self.newcomers, np.bincount(left[left == joined + 1], minlength=self.rules.quarters + 1)
        fresh = np.where(joined[self.dealer.rider] == self.dealer.quarter, self.dealer.cents, 0)
        before = np.append(np.nan, self.riders[:-1])
        return {
            "revenue": self.revenue,
            "revenue on the year before": self.revenue / np.append(np.full(4, np.nan), self.revenue[:-4]),
            "riders": self.riders.astype(float),
            "mean ticket": self.revenue / self.purchases,
            "newcomers' share of revenue": self._sums(fresh) / 100 / self.revenue,
            "newcomers lost at once": new_gone[: self.rules.quarters] / np.append(np.nan, new[:-1]),
            "riders lost": gone / before,
        }

    def _sums(self, values: np.ndarray | None) -> np.ndarray:
        return np.bincount(self.dealer.quarter, values, self.rules.quarters)


class Twins(NamedTuple):
    """The dealer that keeps its riders, and the one that leaks."""

    keeps: Signs
    leaks: Signs

    @property
    def short(self) -> np.ndarray:
        """Dollars, in each of the good quarters, by which the revenues are not equal."""
        return self.leaks.dealer.short[: self.leaks.rules.good] / 100


def twins(case: Case, decay: float = DECAY, newcomers: float = NEWCOMERS, price: float = PRICE) -> Twins:
    """The two dealers of this world; `price` in per cent. Nothing that is done to the tables of `case` changes them."""
    return _twins(case.seed, case.company[groups.Bucket], round(decay, 6), round(newcomers, 6), round(price, 6))


@lru_cache(maxsize=24)
def _twins(seed: int, rules: Bucket, decay: float, newcomers: float, price: float) -> Twins:
    keeps, could_be = _steady(seed, rules)
    wanted = np.rint(100 * keeps.revenue[: rules.good]).astype(np.int64)
    return Twins(keeps, Signs(bucket.leaking(seed, rules, could_be, wanted, decay, newcomers, price / 100), rules))


@lru_cache(maxsize=3)
def _steady(seed: int, rules: Bucket) -> tuple[Signs, bucket.Riders]:
    steady = bucket.keeping(seed, rules, bucket.everybody(seed, rules, bucket.KEEPS))
    return Signs(steady, rules), bucket.everybody(seed, rules, bucket.LEAKS)


def riders(case: Case) -> pd.DataFrame:
    """Both dealers' riders of 2024 and 2025, a row each: customer_id, dealer, and since when."""
    return tables(case)[0].copy()


def purchases(case: Case) -> pd.DataFrame:
    """What they paid in 2024 and 2025, a row each: customer_id, dealer, at, and amount in dollars."""
    return tables(case)[1].copy()


def tables(case: Case) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both, to be looked at only."""
    return _tables(case.seed, case.company[groups.Bucket], case.company[groups.Rhythm].hours)


@lru_cache(maxsize=3)
def _tables(seed: int, rules: Bucket, hours: tuple[float, ...]) -> tuple[pd.DataFrame, pd.DataFrame]:
    pairs = [
        _dealer_tables(signs.dealer, rules, hours, Block(seed, "harley", number, rules.riders))
        for number, signs in enumerate(_twins(seed, rules, DECAY, NEWCOMERS, PRICE))
    ]
    return tuple(pd.concat(frames, ignore_index=True) for frames in zip(*pairs, strict=True))


def _dealer_tables(
    dealer: bucket.Dealer, rules: Bucket, hours: tuple[float, ...], block: Block
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One dealer's riders and purchases up to the last good quarter, with moments drawn evenly within each quarter."""
    calendar = Calendar(3 * rules.good, hours)
    seen = dealer.quarter < rules.good
    rider, quarter, cents = dealer.rider[seen], dealer.quarter[seen], dealer.cents[seen]
    at = 3 * (quarter + block.generator("bucket tables", "at").random(len(quarter)))
    order = np.lexsort((at, rider))
    at = calendar.datetimes(at[order])
    rows = np.flatnonzero(dealer.joined < rules.good)
    since = calendar.datetimes(3 * (dealer.joined[rows] + block.generator("bucket tables", "since").random(len(rows))))
    first = at[np.searchsorted(rider, rows)]
    ids = (dealer.id + 1 + FIRST_ID * block.index).astype(np.int32)
    names = [name for name, _ in rules.dealers]

    def here(rows: np.ndarray) -> pd.Categorical:
        return pd.Categorical.from_codes(np.full(len(rows), block.index, np.int8), names)

    file = {"customer_id": ids[rows], "dealer": here(rows), "since": np.where(dealer.joined[rows] < 0, since, first)}
    bought = {"customer_id": ids[rider], "dealer": here(at), "at": at, "amount": cents[order] / 100}
    return pd.DataFrame(file), pd.DataFrame(bought)


@lru_cache(maxsize=32)
def newcomers_triangle(signs: Signs, seen: int) -> pd.DataFrame:
    """Shares of the cohorts who came in the first `seen` quarters, in per cent, as the till has them."""
    dealer = signs.dealer
    joined = dealer.joined[dealer.rider]
    rows = (joined >= 0) & (dealer.quarter < seen)
    at = (START + 3 * dealer.quarter[rows]).astype("datetime64[s]")
    return cohorts(pd.DataFrame({"customer_id": dealer.rider[rows], "at": at}), shares=True)


@lru_cache(maxsize=6)
def parts(case: Case, dealer: int) -> pd.DataFrame:
    """One dealer's revenue of the eight quarters, taken apart."""
    return revenue_parts(sold(case, dealer))


@lru_cache(maxsize=6)
def sold(case: Case, dealer: int) -> pd.DataFrame:
    """One dealer's rows of the purchases, to be looked at only."""
    bought = tables(case)[1]
    return bought[bought.dealer == case.company[groups.Bucket].dealers[dealer][0]]


@lru_cache(maxsize=4)
def greying(case: Case) -> Case:
    """The brand itself, with prices that rise as far as they go and a flow of new riders that dries up."""
    return case.with_dials(price_rise=1.0, ageing=1.0)


@lru_cache(maxsize=4)
def brand(case: Case) -> pd.DataFrame:
    """The greying brand by quarter: revenue without motorcycles, in dollars, and riders at the quarter's end."""
    fresh = greying(case).with_dials()
    goods = fresh.products.set_index("product_id").category
    bought = fresh.purchases[fresh.purchases.product_id.map(goods) != "motorcycles"]
    revenue = bought.groupby(bought["at"].dt.to_period("Q")).amount.sum()
    ends = (revenue.index + 1).start_time
    truth, joined = fresh.reveal().customers, fresh.customers.joined_at
    return pd.DataFrame({"revenue": revenue, "riders": [_riding(truth, joined, day) for day in ends]})


def _riding(truth: pd.DataFrame, joined: pd.Series, day: pd.Timestamp) -> int:
    """How many riders the brand has on a day, in truth: who left over an incident may have come back."""
    gone, back = truth.left_at < day, (truth.returned_at < day) & ~(truth.left_again_at < day)
    return int(((joined < day) & (~gone | back)).sum())


# The direction in which each metric of `Signs.vital` speaks of trouble.
TROUBLE = {
    "revenue": -1,
    "revenue on the year before": -1,
    "riders": -1,
    "mean ticket": 1,
    "newcomers' share of revenue": 1,
    "newcomers lost at once": 1,
    "riders lost": 1,
}
BASE = 2  # quarters: what a metric is compared with is its mean over the first so many that it is known for
NEVER = 99


def rings(pair: Twins, threshold: float, noise: float = 0.0) -> tuple[dict[str, int], dict[str, int]]:
    """In which quarter (0, 1, ...) each metric first rings at the dealer that keeps, and at the one that leaks.

    A metric rings when it has moved, towards trouble, more than `threshold` ordinary swings away from where it began.
    It cannot ring while that is still being found out.
    An ordinary swing is the standard deviation from quarter to quarter at the dealer that keeps its riders. `noise`
    is added to every figure, as a fraction of it.
    """
    found = ({}, {})
    for number, (name, towards) in enumerate(TROUBLE.items()):
        values = [_shaken(signs, name, noise, 2 * number + place) for place, signs in enumerate(pair)]
        steps = np.diff(values[0][~np.isnan(values[0])])
        swing = np.std(steps, ddof=1) / np.sqrt(2)
        for ring, series in zip(found, values, strict=True):
            known = np.flatnonzero(~np.isnan(series))
            away = towards * (series - series[known[:BASE]].mean()) / swing
            away[: known[BASE]] = 0.0
            far = np.flatnonzero(away > threshold)
            ring[name] = int(far[0]) if len(far) else NEVER
    return found


def _shaken(signs: Signs, name: str, noise: float, stream: int) -> np.ndarray:
    values = signs.vital[name]
    return values * (1 + noise * _shakes(len(values), stream))


@lru_cache(maxsize=32)
def _shakes(size: int, stream: int) -> np.ndarray:
    return Block(stream, "lesson 08", 0, 1).generator("warning", "noise").standard_normal(size)
