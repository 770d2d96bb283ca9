"""The brands that riders use, how satisfied they are with each, and the share of their wallet that follows from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from casekit.world.opinions import leniency
from casekit.world.people import people
from casekit.world.satisfaction import satisfaction
from casekit.world.world import World, pick

OWN = 0  # the company's own brand comes first; everybody uses it


@dataclass(frozen=True)
class Brands:
    """Arrays of shape (customers, brands)."""

    used: np.ndarray
    satisfaction: np.ndarray  # int8, 0 to 10
    rank: np.ndarray  # float64, 1 is best; brands that satisfy alike share the mean of their ranks
    share: np.ndarray  # float64, of the rider's wallet; 0 for brands not used

    @property
    def number(self) -> np.ndarray:
        """How many brands each rider uses, shape (customers,)."""
        return self.used.sum(axis=1)


def brand_names(world: World) -> tuple[str, ...]:
    """The company's own brand, and its rivals'."""
    return (world.company.title, *world.company.wallet.rivals)


def wallet_allocation(rank: np.ndarray, brands: np.ndarray) -> np.ndarray:
    """Share of wallet of a brand with this rank among so many brands used; the shares of a rider's brands add up to 1.

    Source: the Wallet Allocation Rule; Keiningham, Aksoy, Buoye & Cooil (2011), Customer loyalty isn't enough: grow
    your share of wallet, Harvard Business Review, October.

    >>> wallet_allocation(np.array([1, 2, 3]), np.array(3)).round(3).tolist()
    [0.5, 0.333, 0.167]
    """
    return (1 - rank / (brands + 1)) * 2 / brands


def brands(world: World) -> Brands:
    """Draw who uses which rivals, and how satisfied each rider is with each brand.

    With the own brand it is what the rider feels in the first month; one rider is as lenient with all brands.
    """
    rules, feeling, size = world.company.wallet, world.company.satisfaction, world.block.size

    def draw(variate: str) -> np.random.Generator:
        return world.block.generator("brands", variate)

    rivals = pick(draw("number").random(size), np.array(rules.brands))
    # Weighted sampling without replacement: the smallest of exponential numbers over the weights are chosen.
    turn = draw("rivals").standard_exponential((size, len(rules.rivals))) / np.array(rules.rival_popularity)
    used = (turn[:, :, None] > turn[:, None, :]).sum(axis=2) < rivals[:, None]
    used = np.concatenate((np.ones((size, 1), dtype=bool), used), axis=1)

    score = draw("own score").standard_normal((size, 1)) * feeling.score_spread
    score += np.array(feeling.score_mean)[world.of(satisfaction)[:, :1]]
    rival_score = rules.rival_score + draw("rival score").standard_normal(turn.shape) * rules.rival_spread
    felt = np.concatenate((score, rival_score), axis=1) + world.of(leniency)[:, None]
    felt = np.clip(np.rint(felt), 0, 10).astype(np.int8)

    others = used[:, None, :]
    better = ((felt[:, None, :] > felt[:, :, None]) & others).sum(axis=2)
    alike = ((felt[:, None, :] == felt[:, :, None]) & others).sum(axis=2)
    rank = better + (alike + 1) / 2
    share = np.where(used, wallet_allocation(rank, used.sum(axis=1)[:, None]), 0.0)
    return Brands(used, felt, rank, share)


def frame(world: World) -> pd.DataFrame:
    """The brands that each rider uses, a row each."""
    use = world.of(brands)
    customer, brand = np.nonzero(use.used)
    return pd.DataFrame(
        {
            "customer_id": world.of(people).customer_id[customer],
            "brand": pd.Categorical.from_codes(brand, brand_names(world)),
            "satisfaction": use.satisfaction[customer, brand],
            "rank": use.rank[customer, brand],
        }
    )
