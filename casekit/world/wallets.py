"""What riders spend on riding, over all brands: what they mean to, and what they do."""

from __future__ import annotations

import numpy as np
import pandas as pd

from casekit.world.brands import OWN, brand_names, brands
from casekit.world.categories import categories
from casekit.world.people import people
from casekit.world.service import service
from casekit.world.world import World


def enthusiasm(world: World) -> np.ndarray:
    """How much riding means to each rider: float64, shape (customers,), standard normal."""
    return world.block.generator("people", "enthusiasm").standard_normal(world.block.size)


def wallet(world: World) -> np.ndarray:
    """Dollars a year by rider, category and brand, in expectation: float64, shape (customers, categories, brands).

    At the prices of the window's start, and without membership in the owner group. A rider's whole wallet is lognormal
    in enthusiasm; the own brand's share of it in each category is that of the Wallet Allocation Rule on average, and
    the rivals divide the rest as the rule says.
    """
    rules, rule = world.company.wallet, world.of(brands).share
    scale = np.exp(rules.spread * world.of(enthusiasm) - rules.spread**2 / 2)
    total = scale[:, None] * np.array(rules.dollars)
    own = rule[:, OWN, None]
    luck = world.block.generator("wallet", "share").random(total.shape)
    own = own + np.minimum(own, 1 - own) * rules.share_noise * (2 * luck - 1)
    rest = np.maximum(1 - rule[:, OWN], np.finfo(float).tiny)
    rivals = (rule[:, 1:] / rest[:, None])[:, None, :] * (1 - own)[:, :, None]
    return total[:, :, None] * np.concatenate((own[:, :, None], rivals), axis=2)


def price_index(world: World, at: np.ndarray) -> np.ndarray:
    """Prices at positions in months, against the window's start; they rise in a straight line, here and elsewhere."""
    return 1 + world.dial("price_rise") * world.company.wallet.price_rise * at / world.calendar.months


def frame(world: World) -> pd.DataFrame:
    """What was spent, a row for each rider, calendar year, category and brand with any; dollars, whole cents.

    It covers the time in which a rider is a customer. The own brand's rows are the sums of its purchases. The rivals'
    are purchases too, as many as come about at the rider's rate and of the category's mean price.
    """
    shop, rules = world.of(categories), world.company.wallet
    month = world.calendar.months_as_dates.astype("datetime64[Y]")
    years, length = np.unique(month, return_counts=True)
    edges = np.append(0, np.cumsum(length))

    def draw(variate: str) -> np.random.Generator:
        return world.block.generator("wallets", variate)

    bought = world.model("purchases")
    year = np.repeat(np.arange(len(years)), length)[bought.at.astype(np.int64)]
    cell = (bought.customer * len(years) + year) * len(shop.names) + shop.of_product[bought.product]
    own = np.bincount(cell, weights=bought.cents, minlength=world.block.size * len(years) * len(shop.names))

    rate = world.of(wallet)[:, None, :, 1:] / shop.mean_price[:, None]
    counts = draw("count").poisson(rate * (_there(world, edges) / 12)[:, :, None, None])
    price = np.multiply.outer(price_index(world, (edges[1:] + edges[:-1]) / 2), shop.mean_price)[:, :, None]
    sums = draw("amount").standard_gamma(counts * rules.price_shape) / rules.price_shape * price
    rivals = np.maximum(np.rint(sums * 100), counts > 0)

    spent = np.concatenate((own.reshape(*counts.shape[:3], 1), rivals), axis=3)
    customer, year, category, brand = np.nonzero(spent)
    return pd.DataFrame(
        {
            "customer_id": world.of(people).customer_id[customer],
            "year": (years.astype(np.int16) + 1970)[year],
            "category": pd.Categorical.from_codes(category, shop.names),
            "brand": pd.Categorical.from_codes(brand, brand_names(world)),
            "spend": spent[customer, year, category, brand] / 100,
        }
    )


def _there(world: World, edges: np.ndarray) -> np.ndarray:
    """Months that each rider is a customer between one edge and the next: float64, shape (customers, edges - 1)."""
    who, course, months = world.of(people), world.of(service), world.calendar.months

    def reached(start: np.ndarray, end: np.ndarray) -> np.ndarray:
        inside = np.clip(edges, start[:, None], np.minimum(end, months)[:, None])
        return np.diff(inside, axis=1)

    away = np.minimum(course.returned, months)
    return reached(who.active_from, course.left) + reached(away, np.maximum(course.left_again, away))
