"""Newcomers of one month who stay as they began: each is of one kind for life, and has one chance to leave.

In a company's own world customers move between the states of satisfaction, and their chance to leave moves with them.
Here nobody moves. So whatever becomes of the cohort's retention, no newcomer has grown more loyal, or less; `run` can
let them. Newcomers do not interact, so a cohort is prefix-stable.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from casekit.cases import groups
from casekit.cases.assumptions import Assumptions
from casekit.world.engine.draw import pick
from casekit.world.engine.models import NEVER
from casekit.world.engine.rows import STRIDE
from casekit.world.engine.streams import Block
from casekit.world.systems.system import System
from casekit.world.theory.satisfaction_chain import Chain

A_YEAR = 12  # months


@dataclass(frozen=True, eq=False)
class Newcomers:
    """One entry a newcomer in each array."""

    kind: np.ndarray  # int16, code in Satisfaction.states
    joined: np.ndarray  # float64, position in months, in the first month of the window
    hazard: np.ndarray  # float64: of leaving, a month, in the first year
    wear: float  # by so much of itself the chance of each to leave changes from one year to the next
    at_most: float  # that chance, where it grows
    stays: np.ndarray  # float64: months until the newcomer leaves; infinite if not in the window

    def chance(self, year: int) -> np.ndarray:
        """Each newcomer's own chance to leave within this year (1, 2, ...), if they are there when it begins."""
        return _chances(self.hazard, self.wear, self.at_most, np.array([year]))[0]


@dataclass(frozen=True, eq=False)
class Visits:
    """One entry a visit, sorted by newcomer, then time; who leaves does so after the last."""

    newcomer: np.ndarray  # int32, index
    since: np.ndarray  # float64: months since the first visit, with which they came
    cents: np.ndarray  # int32


class Cohort(System[Newcomers]):
    """Newcomers and their luck; `run` says how long each stays.

    >>> from casekit.cases.starbucks import STARBUCKS
    >>> newcomers = Cohort(STARBUCKS, Block(1, "starbucks", 0, 20_000)).run()
    >>> [round(float((newcomers.stays > months).mean()), 1) for months in (0, 12, 60)]
    [1.0, 0.6, 0.2]
    """

    def __init__(self, company: Assumptions, block: Block) -> None:
        super().__init__(company, block)
        self.months, self.at_most = company[groups.Newcomers].months, company[groups.Newcomers].chance_at_most
        self.shares = shares_of_kinds(company)
        self._kind = pick(self._draw("kind").random(block.size), self.shares)
        self._joined = self._draw("joined").random(block.size)
        self._luck = self._draw("stays").standard_exponential(block.size)

    def run(self, *, differ: float = 1.0, wear: float = 0.0) -> Newcomers:
        """How long they stay.

        With `differ` 1 each kind stays as long as is published, with 0 all are alike, and as many leave in the first
        year. Each newcomer's own chance to leave within a year changes by the share `wear` of itself from one year to
        the next, up to the most that is assumed; within a year the hazard is constant.
        """
        published = 1 / (A_YEAR * np.array(self.company[groups.Satisfaction].life_years))
        alike = -np.log((self.shares * np.exp(-A_YEAR * published)).sum()) / A_YEAR
        hazard = (alike + differ * (published - alike))[self._kind]
        years = np.arange(1, -(-self.months // A_YEAR) + 1)
        stays = _stays(self._luck, _chances(hazard, wear, self.at_most, years))
        stays = np.where(self._joined + stays < self.months, stays, NEVER)
        return Newcomers(self._kind, self._joined, hazard, wear, self.at_most, stays)

    def visits(self, newcomers: Newcomers) -> Visits:
        """Every visit in the window: how often and for how much goes by kind, and by a rate of their own."""
        rules, size = self.company[groups.Visits], self.block.size
        own_rate = self._draw("visit rate").standard_gamma(rules.rate_shape, size) / rules.rate_shape
        rate = np.array(rules.per_month)[newcomers.kind] * own_rate
        left = np.isfinite(newcomers.stays)
        there = np.where(left, newcomers.stays, self.months - newcomers.joined)
        counts = 1 + left + self._draw("count").poisson(rate * there)
        newcomer = np.repeat(np.arange(size), counts)
        since = self._draw("at").random(len(newcomer)) * there[newcomer]
        first = np.cumsum(counts) - counts
        since[first] = 0.0
        since[first[left] + 1] = newcomers.stays[left]
        since = np.sort(newcomer * STRIDE + since) - newcomer * STRIDE
        size_of_ticket = self._draw("ticket").standard_gamma(rules.ticket_shape, len(newcomer)) / rules.ticket_shape
        cents = np.array(rules.ticket)[newcomers.kind[newcomer]] * size_of_ticket * 100
        return Visits(newcomer.astype(np.int32), since, np.maximum(np.rint(cents), 1).astype(np.int32))

    def _draw(self, variate: str) -> np.random.Generator:
        return self.block.generator("cohort", variate)


def shares_of_kinds(company: Assumptions) -> np.ndarray:
    """Share of each kind among those who leave in a chain whose mix stands still, and so among those who come.

    Shape (states,). In such a chain a customer who leaves is replaced by one of the same kind.

    >>> from casekit.cases.starbucks import STARBUCKS
    >>> shares_of_kinds(STARBUCKS).round(2).tolist()
    [0.51, 0.3, 0.2]
    """
    chain, rules = Chain.of(company), company[groups.Membership]
    mix, _ = chain.settled
    share = np.tile(rules.channel_shares, len(rules.places)) / len(rules.places)
    leave = (share[:, None] * mix).sum(axis=0) * chain.hazard
    return (leave / leave.sum()).round(9)


def _chances(hazard: np.ndarray, wear: float, at_most: float, years: np.ndarray) -> np.ndarray:
    """Chance to leave within each of these years (1, 2, ...), if they are there when it begins; a row a year."""
    first = -np.expm1(-A_YEAR * hazard)
    return np.minimum(first * ((1 + wear) ** (years - 1.0))[:, None], at_most)


def _stays(patience: np.ndarray, chances: np.ndarray) -> np.ndarray:
    """Months until each leaves, of people who leave when their patience is spent; infinite after the last year.

    `chances` has a row a year; `patience` is standard exponential.
    """
    hazard = -np.log1p(-chances)
    spent = np.vstack([np.zeros(len(patience)), hazard.cumsum(axis=0)])
    year = (spent[1:] <= patience).sum(axis=0)
    leaves, year, each = year < len(hazard), np.minimum(year, len(hazard) - 1), np.arange(len(patience))
    return np.where(leaves, A_YEAR * (year + (patience - spent[year, each]) / hazard[year, each]), NEVER)
