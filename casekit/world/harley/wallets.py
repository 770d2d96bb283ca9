"""What riders spend on riding, over all brands: what they mean to, and what they do."""

from __future__ import annotations

import numpy as np

from casekit.cases import groups
from casekit.world.engine.world import World
from casekit.world.harley.brands import OWN, brands


def enthusiasm(world: World) -> np.ndarray:
    """How much riding means to each rider: float64, shape (customers,), standard normal."""
    return world.block.generator("people", "enthusiasm").standard_normal(world.block.size)


def wallet(world: World) -> np.ndarray:
    """Dollars a year by rider, category and brand, in expectation: float64, shape (customers, categories, brands).

    At the prices of the window's start, and without membership in the owner group. A rider's whole wallet is lognormal
    in enthusiasm; the own brand's share of it in each category is the rider's own on average, and the rivals divide the
    rest alike in all categories.
    """
    rules, share = world.company[groups.Wallet], world.of(brands).share
    scale = np.exp(rules.spread * world.of(enthusiasm) - rules.spread**2 / 2)
    total = scale[:, None] * np.array(rules.dollars)
    own = share[:, OWN, None]
    luck = world.block.generator("wallet", "share").random(total.shape)
    own = own + np.minimum(own, 1 - own) * rules.share_noise * (2 * luck - 1)
    rest = np.maximum(1 - share[:, OWN], np.finfo(float).tiny)
    rivals = (share[:, 1:] / rest[:, None])[:, None, :] * (1 - own)[:, :, None]
    return total[:, :, None] * np.concatenate((own[:, :, None], rivals), axis=2)


def price_index(world: World, at: np.ndarray) -> np.ndarray:
    """Prices at positions in months, against the window's start; they rise in a straight line, here and elsewhere."""
    return 1 + world.dials["price_rise"] * world.company[groups.Wallet].price_rise * at / world.calendar.months
