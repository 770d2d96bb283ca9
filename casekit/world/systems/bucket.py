"""Two dealers with the same revenue, to the cent: one keeps its riders, the other replaces those it loses.

The leaking dealer takes in just as many newcomers, and raises prices just as far, as it needs to come to the other's
revenue; so its riders depend on all the others, and nothing here is prefix-stable or shardable.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from casekit.cases.assumptions import Assumptions
from casekit.cases.groups import Bucket
from casekit.world.engine.streams import Block
from casekit.world.systems.system import System

KEEPS, LEAKS = 0, 1  # index into Bucket.dealers
MORE_THAN_EVER_COME = 1.5  # unasked, as a multiple of the mean: for a mean of 260 that is eight standard deviations


@dataclass(frozen=True, eq=False)
class Riders:
    """Everybody who is a dealer's rider at the start, or could become one; by quarter of joining.

    The last three have an entry for each purchase that a rider would make if nobody ever left, sorted by rider.
    """

    joined: np.ndarray  # int64, quarter: 0 to quarters - 1, and below 0 for those who were there before
    stays: np.ndarray  # float64: quarters until a rider leaves who is treated as ever, from the first or from joining
    patience: np.ndarray  # float64: so much added hazard a rider takes before leaving over it
    rider: np.ndarray  # int32, index into the two above
    quarter: np.ndarray  # int32
    cents: np.ndarray  # int32, at the prices of the start

    @cached_property
    def spending(self) -> np.ndarray:
        """Cents by rider and quarter, at the prices of the start: int64, shape (riders, quarters)."""
        quarters = int(self.quarter.max()) + 1
        table = np.bincount(self.rider * quarters + self.quarter, self.cents, len(self.joined) * quarters)
        return table.astype(np.int64).reshape(len(self.joined), quarters)


@dataclass(frozen=True, eq=False)
class Dealer:
    """What becomes of a dealer: its riders, and what they pay."""

    name: str
    joined: np.ndarray  # int64, shape (riders,): quarter, below 0 for those who were there before
    left: np.ndarray  # int64, shape (riders,): the first quarter without the rider; `quarters` for those who stay
    id: np.ndarray  # int64, shape (riders,): index into everybody who could have become a rider
    fetched: np.ndarray  # bool, shape (riders,): by a promotion, beyond those who came unasked
    rider: np.ndarray  # int32, index into the above, an entry for each purchase, sorted by rider, then quarter
    quarter: np.ndarray  # int32
    cents: np.ndarray  # int32
    usual: np.ndarray  # int64, shape (quarters,): how many would have come unasked
    price: np.ndarray  # float64, shape (quarters,): as a multiple of the first quarter's at the other dealer
    short: np.ndarray  # int64, shape (quarters,): cents below the other dealer's revenue, though it should be equal


class Dealers(NamedTuple):
    """The one that keeps its riders, and the one that leaks."""

    keeps: Dealer
    leaks: Dealer


class LeakyBucket(System[Dealers]):
    """Everybody who is a rider of one of two dealers, or could become one; the block is as large as a dealer."""

    def __init__(self, company: Assumptions, block: Block) -> None:
        super().__init__(company, block)
        self.rules = company[Bucket]
        self._could_be = everybody(block, self.rules, LEAKS)
        self.keeps = keeping(block, self.rules, everybody(block, self.rules, KEEPS))

    def run(
        self, *, decay: float, newcomers: float, price: float, fickle: float | None = None, lasts: int | None = None
    ) -> Dealers:
        """The dealer that keeps its riders, always the same, and the other one with its revenue: see `leaking`.

        It has that revenue in the first `lasts` quarters, at least one; the good ones, where none are given.
        """
        cents = np.bincount(self.keeps.quarter, self.keeps.cents, self.rules.quarters)
        wanted = np.rint(cents[: self.rules.good if lasts is None else lasts]).astype(np.int64)
        fickle = self.rules.fickle if fickle is None else fickle
        leaks = leaking(self.block, self.rules, self._could_be, wanted, decay, newcomers, price, fickle)
        return Dealers(self.keeps, leaks)


def everybody(block: Block, rules: Bucket, dealer: int) -> Riders:
    """The riders of one dealer, and all who could become its riders.

    How long a newcomer stays follows the shifted-beta-geometric model (Fader & Hardie, Journal of Interactive
    Marketing 21(1), 2007). Those who were there before are the survivors of such newcomers: by Bayes' rule, after k
    quarters their chance to leave is Beta(alpha, beta + k).
    """
    table = f"bucket {dealer}"

    def draw(variate: str) -> np.random.Generator:
        return block.generator(table, variate)

    age = np.arange(1, rules.oldest + 1)
    there = np.cumprod((rules.beta + age - 1) / (rules.alpha + rules.beta + age - 1)).round(12)
    tenure = 1 + np.searchsorted(np.cumsum(there), draw("tenure").random(rules.riders) * there.sum(), side="right")
    quarter = np.arange(rules.quarters)
    most = round(rules.newcomers * (rules.most_newcomers if dealer == LEAKS else MORE_THAN_EVER_COME))
    joined = np.append(-np.minimum(tenure, rules.oldest), np.repeat(quarter, most))
    size = len(joined)

    chance = draw("leaving").beta(rules.alpha, rules.beta + np.maximum(-joined, 0))
    hazard = -np.log1p(-np.clip(chance, 1e-12, 1 - 1e-12))
    stays = draw("stays").standard_exponential(size) / hazard
    patience = draw("patience").standard_exponential(size)
    rate = draw("rate").gamma(rules.extra_shape, rules.extra / rules.extra_shape, size)
    counts = 1 + draw("extra").poisson(rate[:, None], (size, rules.quarters))
    counts[quarter < joined[:, None]] = 0
    cell = np.repeat(np.arange(size * rules.quarters, dtype=np.int32), counts.ravel())
    ticket = draw("ticket").standard_gamma(rules.ticket_shape, len(cell)) * (rules.ticket / rules.ticket_shape)
    cents = np.maximum(np.rint(100 * ticket), 1).astype(np.int32)
    return Riders(joined, stays, patience, cell // rules.quarters, cell % rules.quarters, cents)


def ordinary_newcomers(block: Block, rules: Bucket, dealer: int) -> np.ndarray:
    """How many come to one dealer in each quarter unasked; int64, shape (quarters,)."""
    generator = block.generator(f"bucket {dealer}", "newcomers")
    return generator.poisson(rules.newcomers, rules.quarters)


def keeping(block: Block, rules: Bucket, riders: Riders) -> Dealer:
    """The dealer that keeps its riders: ordinary newcomers, the same prices, and hazards that never change."""
    come = ordinary_newcomers(block, rules, KEEPS)
    left = _leaving(riders, riders.stays, 0.0, rules)
    taken = _first(riders.joined, come)
    return _dealer(KEEPS, riders, taken, left, come, np.ones(rules.quarters), np.zeros(0, np.int64), rules)


def leaking(
    block: Block, rules: Bucket, riders: Riders, wanted: np.ndarray,
    decay: float, newcomers: float, price: float, fickle: float,
) -> Dealer:  # fmt: skip
    """The dealer that loses more and more riders, and comes to the `wanted` cents in each of as many quarters.

    Over the good quarters a hazard of leaving is added for everybody, up to `decay` times `worse` a quarter, and it
    stays there. Money that is missing comes first from prices, which may rise evenly by the fraction `price` in all,
    then from newcomers beyond the ordinary, at most `newcomers` times as many; those leave `fickle` times as easily as
    ordinary ones. The last newcomer seldom makes the sum exact: prices give way by that little, and what is left are
    single cents on single tickets. If all that is not enough, the quarter is `short`. After the `wanted` quarters there
    is no money for newcomers, and prices stay where they are.
    """
    ordinary = ordinary_newcomers(block, rules, LEAKS)
    unasked = _first(riders.joined, ordinary)
    left = _leaving(riders, np.where(unasked, riders.stays, riders.stays / fickle), decay * rules.worse, rules)
    spending = riders.spending
    first = np.searchsorted(riders.joined, np.arange(rules.quarters))  # of those who could come in each quarter
    come, at_price = ordinary.copy(), np.ones(rules.quarters)
    taken = riders.joined < 0
    for quarter, target in enumerate(wanted):
        highest = 1 + price * min(quarter / (rules.good - 1), 1)
        most = max(round(newcomers * rules.newcomers), ordinary[quarter])
        old = spending[taken & (left > quarter), quarter].sum()
        pool = slice(first[quarter], first[quarter] + most)
        sums = old + np.append(0, np.cumsum(spending[pool, quarter]))
        at_least, at_most = (int(np.searchsorted(sums, target / level)) for level in (highest, 1.0))
        come[quarter] = min(max(at_least, min(at_most, ordinary[quarter])), most)
        at_price[quarter] = min(highest, target / sums[come[quarter]])
        taken[first[quarter] : first[quarter] + come[quarter]] = True
    at_price[len(wanted) :] = at_price[len(wanted) - 1]
    return _dealer(LEAKS, riders, _first(riders.joined, come), left, ordinary, at_price, wanted, rules)


def _leaving(riders: Riders, stays: np.ndarray, added: float, rules: Bucket) -> np.ndarray:
    """The first quarter without each rider, who would have stayed so many, with hazard `added` over the good ones."""
    quarter = np.arange(rules.quarters)
    spent = np.append(0.0, np.cumsum(added * np.minimum(quarter / rules.good, 1.0)))
    begin = np.maximum(riders.joined, 0)
    as_ever = begin + np.ceil(np.minimum(stays, rules.quarters)).astype(np.int64)
    over_it = np.searchsorted(spent, spent[begin] + riders.patience)
    return np.minimum(np.minimum(as_ever, over_it), rules.quarters)


def _first(joined: np.ndarray, come: np.ndarray) -> np.ndarray:
    """Whether each rider is there at the start, or among the first so many to join in their quarter."""
    place = np.arange(len(joined)) - np.searchsorted(joined, joined)
    return (joined < 0) | (place < come[np.maximum(joined, 0)])


def _dealer(
    dealer: int,
    riders: Riders,
    taken: np.ndarray,
    left: np.ndarray,
    usual: np.ndarray,
    price: np.ndarray,
    wanted: np.ndarray,
    rules: Bucket,
) -> Dealer:
    """Keep the purchases that are made, at their prices, with cents moved so that quarters come to `wanted`."""
    made = taken[riders.rider] & (riders.quarter < left[riders.rider])
    quarter, base = riders.quarter[made], riders.cents[made]
    exact = base * price[quarter]
    cents = np.floor(exact).astype(np.int32)
    remainder = exact - cents
    sums = np.bincount(quarter, cents, rules.quarters).astype(np.int64)
    short = np.zeros(rules.quarters, np.int64)
    for number, target in enumerate(wanted):
        missing = int(target - sums[number])
        rows = np.flatnonzero(quarter == number)
        if missing <= len(rows):
            cents[rows[np.argsort(-remainder[rows], kind="stable")[:missing]]] += 1
        else:
            short[number] = missing
    id = np.flatnonzero(taken)
    who = np.searchsorted(id, riders.rider[made]).astype(np.int32)
    name = rules.dealers[dealer][0]
    fetched = ~_first(riders.joined, usual)[id]
    return Dealer(name, riders.joined[id], left[id], id, fetched, who, quarter, cents, usual, price, short)
