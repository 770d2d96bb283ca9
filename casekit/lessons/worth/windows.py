"""How large a part of the revenue the best fifth brings: model customers, by how they differ and how long one looks."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.cases.groups import Orders, Vouchers
from casekit.lessons.worth.numbers import FIFTHS
from casekit.measure.segments import concentration, lorenz
from casekit.memo import memo
from casekit.world.engine.streams import Block
from casekit.world.theory.bg_nbd import BgNbd, bg_nbd

PEOPLE, WEEKS = 4_000, 104
LOOKS = (1, 2, 3, 4, 6, 8, 13, 20, 26, 39, 52, 78, 104)  # windows that a line is drawn through, in weeks
ALIKE = 0.01  # of the differences that the case assumes: so small that nobody can be told apart


class Windows(NamedTuple):
    """What each model customer has spent within the last week, two weeks, ...; dollars, shape (104, customers)."""

    spent: np.ndarray

    def of(self, weeks: int, buyers_only: bool) -> np.ndarray:
        """What the customers spent in the last so many weeks: all on file, or only those who bought in them."""
        spent = self.spent[weeks - 1]
        return spent[spent > 0] if buyers_only else spent

    def top_share(self, weeks: int, buyers_only: bool) -> float:
        """The share of the revenue that the best fifth brings."""
        return concentration(self.of(weeks, buyers_only))

    def by_fifth(self, weeks: int, buyers_only: bool) -> np.ndarray:
        """The share of the revenue that each fifth of the customers brings, the lowest first; shape (5,)."""
        curve = lorenz(self.of(weeks, buyers_only)).points
        return np.diff(np.interp(np.linspace(0, 1, FIFTHS + 1), curve.customers, curve.value))


@memo(keep=6)
def windows(case: Case, differ: float) -> Windows:
    """Model customers who joined at some time within the last 104 weeks, by BG/NBD and gamma-gamma.

    Rates, chances to lapse and amounts have the case's means. `differ` scales the standard deviations between
    customers: 1 as the case assumes them, 0 all alike.
    """
    rules, shape = case.company[Orders], case.company[Vouchers].size_shape
    # A variance goes with one over its distribution's shape; that of the levels, one over a gamma, with 1 / (q - 2).
    scale = 1 / max(differ, ALIKE) ** 2
    q = 2 + scale * (rules.q - 2)
    block = Block(case.seed, f"{AMAZON.name} windows", 0, PEOPLE)
    joined = WEEKS * (1 - block.generator("people", "joined").random(PEOPLE))  # weeks ago
    timing = BgNbd(scale * rules.r, scale * rules.alpha, scale * rules.a, scale * rules.b)
    past = bg_nbd(block, timing, joined)
    customer = np.concatenate((np.arange(PEOPLE), np.repeat(np.arange(PEOPLE), past.counts)))
    ago = joined[customer] - np.append(np.zeros(PEOPLE), past.at / np.timedelta64(7, "D"))
    week = np.clip(np.ceil(ago).astype(int), 1, WEEKS) - 1
    orders = np.bincount(week * PEOPLE + customer, minlength=WEEKS * PEOPLE).reshape(WEEKS, PEOPLE)
    level = (q - 1) / block.generator("people", "spending").standard_gamma(q, PEOPLE)
    spent = level * block.generator("orders", "size").standard_gamma(shape * orders) / shape
    return Windows(np.cumsum(spent, axis=0).astype(np.float32))
