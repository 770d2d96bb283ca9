"""What riders have spent on riding in each calendar year, here and elsewhere, while they were customers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from casekit.cases import groups
from casekit.world.common.people import people
from casekit.world.common.relation import relation
from casekit.world.engine.world import World
from casekit.world.harley.categories import categories
from casekit.world.harley.wallets import price_index, wallet


@dataclass(frozen=True)
class Spending:
    """What was spent, by year."""

    years: np.ndarray  # int16, the calendar years of the window
    cents: np.ndarray  # float64, whole numbers, shape (customers, years, categories, brands)
    purchases: np.ndarray  # int32, of the same shape


def spending(world: World) -> Spending:
    """The own brand's cents are the sums of its purchases.

    The rivals' are purchases too, as many as come about at the rider's rate and of the category's mean price.
    """
    shop, rules = world.of(categories), world.company[groups.Wallet]
    month = world.calendar.months_as_dates.astype("datetime64[Y]")
    years, length = np.unique(month, return_counts=True)
    edges = np.append(0, np.cumsum(length))

    def draw(variate: str) -> np.random.Generator:
        return world.block.generator("wallets", variate)

    bought = world.of(world.models.purchases)
    year = np.repeat(np.arange(len(years)), length)[bought.at.astype(np.int64)]
    cell = (bought.customer * len(years) + year) * len(shop.names) + shop.of_product[bought.product]
    cells = world.block.size * len(years) * len(shop.names)
    own, own_counts = np.bincount(cell, weights=bought.cents, minlength=cells), np.bincount(cell, minlength=cells)

    rate = world.of(wallet)[:, None, :, 1:] / shop.mean_price[:, None]
    counts = draw("count").poisson(rate * (_there(world, edges) / 12)[:, :, None, None])
    price = np.multiply.outer(price_index(world, (edges[1:] + edges[:-1]) / 2), shop.mean_price)[:, :, None]
    sums = draw("amount").standard_gamma(counts * rules.price_shape) / rules.price_shape * price
    rivals = np.maximum(np.rint(sums * 100), counts > 0)
    cents, purchases = (
        np.concatenate((ours.reshape(*counts.shape[:3], 1), theirs), axis=3)
        for ours, theirs in ((own, rivals), (own_counts, counts))
    )
    return Spending(years.astype(np.int16) + 1970, cents, purchases.astype(np.int32))


def _there(world: World, edges: np.ndarray) -> np.ndarray:
    """Months that each rider is a customer between one edge and the next: float64, shape (customers, edges - 1)."""
    who, course, months = world.of(people), world.of(relation), world.calendar.months

    def reached(start: np.ndarray, end: np.ndarray) -> np.ndarray:
        inside = np.clip(edges, start[:, None], np.minimum(end, months)[:, None])
        return np.diff(inside, axis=1)

    away = np.minimum(course.returned, months)
    return reached(who.active_from, course.left) + reached(away, np.maximum(course.left_again, away))
