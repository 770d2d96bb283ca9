"""What customers think of what they bought, and what they do about it: reviews and returns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from casekit.cases import groups
from casekit.world.amazon.deliveries import delivered, promises
from casekit.world.amazon.purchases import orders
from casekit.world.amazon.shelves import shelves
from casekit.world.engine.calendar import DAYS_IN_MONTH
from casekit.world.engine.draw import pick
from casekit.world.engine.world import World


@dataclass(frozen=True)
class Afterwards:
    """Some of the orders, and what became of them; sorted by customer, then time."""

    order: np.ndarray  # int64, index into `orders`
    at: np.ndarray  # float64, position in months
    detail: np.ndarray  # int8 stars of a review; int16 code of a return's reason


def felt(world: World) -> np.ndarray:
    """Stars that the buyer of each order would give, int8 from 1 to 5; 0 while nothing has come."""
    bought, rules = world.of(orders), world.company[groups.Reviews]
    spread = world.block.generator("stars", "spread").standard_normal(len(bought.at)) * rules.star_spread
    stars = 1 + 4 * world.of(shelves).quality[bought.product] + spread
    stars -= rules.late_costs * world.of(promises).broken[bought.rows]
    stars = np.clip(np.rint(stars), 1, 5)
    return np.where(np.isfinite(world.of(delivered)[bought.rows]), stars, 0).astype(np.int8)


def reviews(world: World) -> Afterwards:
    """Who writes a review, and when."""
    order, at = _done(world, "reviews", world.company[groups.Reviews].reviews)
    return Afterwards(order, at, world.of(felt)[order])


def returns(world: World) -> Afterwards:
    """Who sends the product back, when, and with which reason."""
    rules = world.company[groups.Reviews]
    order, at = _done(world, "returns", rules.returns)
    uniform = world.block.generator("returns", "reason").random(len(order))
    return Afterwards(order, at, pick(uniform, np.array(rules.reason_shares)))


def _done(world: World, table: str, chance: tuple[float, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Orders after which something is done, and when, if that is within the window; by customer, then time."""
    stars, draw = world.of(felt), world.block.generator
    luck = draw(table, "done").random(len(stars))
    after = draw(table, "after").standard_exponential(len(stars)) * world.company[groups.Reviews].days / DAYS_IN_MONTH
    bought = world.of(orders)
    at = world.of(delivered)[bought.rows] + after
    order = np.flatnonzero((luck < np.append(0.0, chance)[stars]) & (at < world.calendar.months))
    order = order[np.lexsort((at[order], bought.customer[order]))]
    return order, at[order]
