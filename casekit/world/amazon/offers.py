"""A voucher that a lot gives to some of the customers, and what each of them orders with it and without it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from casekit.cases import groups
from casekit.world.amazon.purchases import histories, mean_amount
from casekit.world.common.relation import relation
from casekit.world.common.touches import sensitivity
from casekit.world.engine.world import World


@dataclass(frozen=True)
class Outcome:
    """What customers do in the weeks after the lot; int64, shape (customers,)."""

    orders: np.ndarray
    cents: np.ndarray  # what the orders come to, before the voucher
    profit: np.ndarray  # cents: their margin, less what the voucher takes off


@dataclass(frozen=True)
class Offers:
    """The lot, drawn at the window's end among all customers, and both outcomes of each; shape (customers,)."""

    offered: np.ndarray  # bool
    if_offered: Outcome
    if_not: Outcome

    @property
    def seen(self) -> Outcome:
        """What the company sees: of each customer the outcome that the lot has chosen."""
        pairs = zip(vars(self.if_offered).values(), vars(self.if_not).values(), strict=True)
        return Outcome(*(np.where(self.offered, one, other) for one, other in pairs))


def months_away(world: World) -> np.ndarray:
    """How long ago each customer has left, at the window's end: float64, months; 0 for those who are there."""
    return np.maximum(world.calendar.months - world.of(relation).gone, 0.0)


def offers(world: World) -> Offers:
    """Go on where the window ends: customers who are there order and lapse as before, by BG/NBD.

    Without a voucher nobody comes back in these weeks. A voucher has some who left come back and order at their old
    rate, adds the same few orders to everybody who is there, and has some of these leave at once.
    """
    rules, past, size = world.company[groups.Vouchers], world.of(histories), world.block.size
    away, there = world.of(months_away), np.isinf(world.of(relation).gone)

    def draw(variate: str) -> np.random.Generator:
        return world.block.generator("offers", variate)

    lapses_after = draw("lapses after").geometric(np.maximum(past.dropout_probability, np.finfo(float).tiny))
    usual = np.minimum(draw("orders").poisson(past.purchase_rate * rules.weeks), lapses_after)
    more = draw("extra").poisson(rules.extra, size)
    comes_back = draw("comes back").random(size) < rules.won_back * 0.5 ** (away / rules.forgotten_months)
    annoyed = draw("annoyed").random(size) < rules.annoyed * world.of(sensitivity)

    def cents(variate: str, orders: np.ndarray) -> np.ndarray:
        sizes = draw(variate).standard_gamma(rules.size_shape * orders) / rules.size_shape
        return np.rint(100 * world.of(mean_amount) * sizes).astype(np.int64)

    orders, spent = np.stack((usual, more)), np.stack((cents("spent", usual), cents("spent more", more)))

    def outcome(happens: np.ndarray, kept: float) -> Outcome:
        came_to = (spent * happens).sum(axis=0)
        return Outcome((orders * happens).sum(axis=0), came_to, np.rint(came_to * kept).astype(np.int64))

    stays = there & ~annoyed
    return Offers(
        offered=draw("lot").random(size) < rules.offered,
        if_offered=outcome(np.stack((stays | (~there & comes_back), stays)), rules.margin - rules.discount),
        if_not=outcome(np.stack((there, np.zeros(size, dtype=bool))), rules.margin),
    )
