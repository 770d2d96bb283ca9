"""What the pictures and the exercises compute of the two dealers, and of the brand as a whole."""

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
KEEPER, LEAKER = (name for name, _ in RULES.dealers)
GOOD, QUARTERS = RULES.good, np.arange(RULES.quarters)
CALENDAR = Calendar(3 * GOOD, HARLEY[groups.Rhythm].hours)
DECAY, NEWCOMERS, PRICE = 0.5, 10, 10  # as the notebook's tables have it: share of the worst, times, per cent
FIRST_ID = 100_000  # of Stone Bridge's riders, less one; Elk River's begin with 1


class Signs:
    """What can be counted of one dealer, an array of twelve quarters each; money in dollars."""

    def __init__(self, dealer: Dealer) -> None:
        self.dealer = dealer
        joined, left = dealer.joined, dealer.left
        self.revenue = self._dollars(dealer.cents)
        self.purchases = _count(dealer.quarter)
        self.newcomers = _count(joined[joined >= 0])
        self.riders = ((joined[:, None] <= QUARTERS) & (left[:, None] > QUARTERS)).sum(axis=0)
        # Of those who were there at the first quarter's beginning: per cent who still are, and revenue from them.
        self.kept = 100 * (left[joined < 0][:, None] > QUARTERS).mean(axis=0)
        self.came = joined[dealer.rider]  # for each purchase, the quarter in which its rider joined
        self.from_the_start = self._dollars(np.where(self.came < 0, dealer.cents, 0))

    @cached_property
    def factors(self) -> dict[str, np.ndarray]:
        """What makes the revenue when multiplied, and the revenue."""
        each, ticket = self.purchases / self.riders, self.revenue / self.purchases
        return {"riders": self.riders, "purchases each": each, "mean ticket": ticket, "revenue": self.revenue}

    @cached_property
    def vital(self) -> dict[str, np.ndarray]:
        """The metrics that a dealer might watch; missing where a quarter has none."""
        left, joined, revenue = self.dealer.left, self.dealer.joined, self.revenue
        new = self._dollars(np.where(self.came == self.dealer.quarter, self.dealer.cents, 0))
        return {
            "revenue": revenue,
            "revenue on the year before": revenue / _before(revenue, 4),
            "riders": self.riders.astype(float),
            "mean ticket": self.factors["mean ticket"],
            "newcomers' share of revenue": new / revenue,
            "newcomers lost at once": _count(left[left == joined + 1]) / _before(self.newcomers),
            "riders lost": _count(left) / _before(self.riders),
        }

    def _dollars(self, cents: np.ndarray) -> np.ndarray:
        return np.bincount(self.dealer.quarter, cents, len(QUARTERS)) / 100


def _count(quarters: np.ndarray) -> np.ndarray:
    return np.bincount(quarters, minlength=len(QUARTERS))[: len(QUARTERS)]


def _before(values: np.ndarray, quarters: int = 1) -> np.ndarray:
    return np.append(np.full(quarters, np.nan), values[:-quarters])


class Twins(NamedTuple):
    """The dealer that keeps its riders, and the one that leaks."""

    keeps: Signs
    leaks: Signs

    @property
    def short(self) -> np.ndarray:
        """Dollars, in each of the good quarters, by which the revenues are not equal."""
        return self.leaks.dealer.short[:GOOD] / 100

    @property
    def pull(self) -> float:
        """The most newcomers, as a multiple of those who come unasked, or would in a usual quarter if that is more."""
        return (self.leaks.newcomers / np.maximum(self.leaks.dealer.usual, RULES.newcomers))[:GOOD].max()

    @property
    def dearer(self) -> float:
        """Per cent by which the prices have moved by the last good quarter."""
        return change(1, self.leaks.dealer.price[GOOD - 1])


@memo(keep=6)
def twins(case: Case, decay: float = DECAY, newcomers: float = NEWCOMERS, price: float = PRICE) -> Twins:
    """The two dealers of this world; `price` in per cent."""
    system, keeps = _system(case)
    return Twins(keeps, Signs(system.run(decay=decay, newcomers=newcomers, price=price / 100).leaks))


@memo(keep=1)
def _system(case: Case) -> tuple[LeakyBucket, Signs]:
    """The dealers, and what is counted of the one that is always the same."""
    system = LeakyBucket(case.company.assumptions, Block(case.seed, HARLEY.name, 0, RULES.riders))
    return system, Signs(system.keeps)


@takes(HARLEY)
def riders(case: Case) -> pd.DataFrame:
    """Both dealers' riders of 2024 and 2025, a row each: customer_id, dealer, and since when."""
    return tables(case)[0].copy()


@takes(HARLEY)
def purchases(case: Case) -> pd.DataFrame:
    """What they paid in 2024 and 2025, a row each: customer_id, dealer, at, and amount in dollars."""
    return tables(case)[1].copy()


@memo(keep=1)
def tables(case: Case) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both, to be looked at only."""
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


def newcomers_triangle(signs: Signs, seen: int) -> pd.DataFrame:
    """What `cohorts` makes of the newcomers' purchases of the first `seen` quarters, as shares, in per cent.

    Counted from the riders themselves, who buy in each quarter in which they are there: that is ten times as fast.
    """
    joined, left, since = signs.dealer.joined, signs.dealer.left, np.arange(seen)
    there = np.array([(left[joined == quarter][:, None] > quarter + since).sum(axis=0) for quarter in since])
    shares = np.where(np.add.outer(since, since) < seen, 100 * there / there[:, :1], np.nan)
    return pd.DataFrame(shares, pd.period_range("2024Q1", periods=seen, freq="Q"))


@takes(HARLEY)
def greying(case: Case) -> Case:
    """The brand itself, with prices that rise as far as they go and a flow of new riders that dries up."""
    return case.with_dials(price_rise=1.0, ageing=1.0)


@memo(keep=1)
def brand(case: Case) -> pd.DataFrame:
    """The greying brand by quarter: revenue without motorcycles, in dollars, and who is there at the quarter's end.

    Riders, in truth: who left over an incident may have come back; those of them who never left; and names on file.
    """
    whole = greying(case)
    goods = whole.products.set_index("product_id").category
    bought = whole.purchases[whole.purchases.product_id.map(goods) != "motorcycles"]
    revenue = bought.groupby(bought["at"].dt.to_period("Q")).amount.sum()
    truth, joined = whole.reveal().customers, whole.customers.joined_at

    def counts(day: pd.Timestamp) -> dict[str, int]:
        known, gone = joined < day, truth.left_at < day
        back = (truth.returned_at < day) & ~(truth.left_again_at < day)
        riders = known & (~gone | back)
        return {"riders": riders.sum(), "never left": (riders & ~gone).sum(), "names": known.sum()}

    return pd.DataFrame(map(counts, (revenue.index + 1).start_time), revenue.index).assign(revenue=revenue)


def change(before: float, after: float) -> float:
    """In per cent."""
    return 100 * (after / before - 1)


RISING = "mean ticket", "newcomers' share of revenue", "newcomers lost at once", "riders lost"
FALLING = "revenue", "revenue on the year before", "riders"
TROUBLE = dict.fromkeys(FALLING, -1) | dict.fromkeys(RISING, 1)  # which way each of `Signs.vital` speaks of trouble
BASE = 2  # quarters: what a metric is compared with is its mean over the first so many that it is known for
NEVER = 99


def rings(pair: Twins, threshold: float, noise: float = 0.0) -> tuple[dict[str, int], dict[str, int]]:
    """In which quarter (0, 1, ...) each metric first rings at the dealer that keeps, and at the one that leaks.

    A metric rings when it has moved, towards trouble, more than `threshold` ordinary swings away from where it began.
    It cannot ring while that is still being found out.
    An ordinary swing is the standard deviation from quarter to quarter at the dealer that keeps its riders. `noise`
    is added to every figure, as a fraction of it.
    """
    found: tuple[dict[str, int], dict[str, int]] = ({}, {})
    for number, (name, towards) in enumerate(TROUBLE.items()):
        values = [signs.vital[name] for signs in pair]
        for place, series in enumerate(values):
            lot = generator(2 * number + place, "lesson 08", "warning", "noise", 0)  # the same in every world
            values[place] = series * (1 + noise * lot.standard_normal(len(series)))
        steps = np.diff(values[0][~np.isnan(values[0])])
        swing = np.std(steps, ddof=1) / np.sqrt(2)
        for ring, series in zip(found, values, strict=True):
            known = np.flatnonzero(~np.isnan(series))
            away = towards * (series - series[known[:BASE]].mean()) / swing
            away[: known[BASE]] = 0.0
            far = np.flatnonzero(away > threshold)
            ring[name] = int(far[0]) if len(far) else NEVER
    return found
