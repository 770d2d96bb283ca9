"""The brands that riders use, how satisfied they are with each, and what share of their wallet goes to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from casekit.cases import groups
from casekit.world.common.opinions import leniency
from casekit.world.common.satisfaction import satisfaction
from casekit.world.engine.draw import pick
from casekit.world.engine.world import World
from casekit.world.theory.brand_choice import brand_shares
from casekit.world.theory.wallet_allocation import wallet_allocation

OWN = 0  # the company's own brand comes first; everybody uses it


@dataclass(frozen=True)
class Brands:
    """Arrays of shape (customers, brands)."""

    used: np.ndarray
    satisfaction: np.ndarray  # int8, 0 to 10
    rank: np.ndarray  # float64, 1 is best; brands that satisfy alike share the mean of their ranks
    share: np.ndarray  # float64, of the rider's wallet; 0 for brands not used


def brand_names(world: World) -> tuple[str, ...]:
    """The company's own brand, and its rivals'."""
    return (world.company.title, *world.company[groups.Wallet].rivals)


def brands(world: World) -> Brands:
    """Draw who uses which rivals, how satisfied each rider is with each brand, and how the wallet divides.

    With the own brand a rider is as satisfied as in the first month, and its share is that of the Wallet Allocation
    Rule. The rivals divide the rest by the Dirichlet model, and riders like best what they buy most: so large rivals
    have more buyers, who buy them more often and like them better. One rider is as lenient with all brands.
    """
    rules, feeling, size = world.company[groups.Wallet], world.company[groups.Satisfaction], world.block.size

    def draw(variate: str) -> np.random.Generator:
        return world.block.generator("brands", variate)

    number, popularity = pick(draw("number").random(size), np.array(rules.brands)), np.array(rules.rival_popularity)
    # Weighted sampling without replacement: the smallest of exponential numbers over the weights are chosen.
    turn = draw("rivals").standard_exponential((size, len(popularity))) / popularity
    rivals = (turn[:, :, None] > turn[:, None, :]).sum(axis=2) < number[:, None]
    used = np.concatenate((np.ones((size, 1), dtype=bool), rivals), axis=1)
    parts = brand_shares(draw("shares"), popularity, rules.switching, rivals)

    score = draw("own score").standard_normal((size, 1)) * feeling.score_spread
    score += np.array(feeling.score_mean)[world.of(satisfaction)[:, :1]]
    rival_score = rules.rival_score + draw("rival score").standard_normal(turn.shape) * rules.rival_spread
    rival_score = _best_to_largest(np.where(rivals, rival_score, -np.inf), parts)
    felt = np.concatenate((score, rival_score), axis=1) + world.of(leniency)[:, None]
    felt = np.clip(np.rint(felt), 0, 10).astype(np.int8)

    others = used[:, None, :]
    better = ((felt[:, None, :] > felt[:, :, None]) & others).sum(axis=2)
    alike = ((felt[:, None, :] == felt[:, :, None]) & others).sum(axis=2)
    rank = better + (alike + 1) / 2
    own = wallet_allocation(rank[:, [OWN]], used.sum(axis=1)[:, None])
    return Brands(used, felt, rank, np.concatenate((own, (1 - own) * parts), axis=1))


def _best_to_largest(values: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """Each row's values anew, so that the greatest stands where the row's largest part is, and so on."""
    place = np.argsort(np.argsort(-parts, axis=1, kind="stable"), axis=1, kind="stable")
    return np.take_along_axis(-np.sort(-values, axis=1), place, axis=1)
