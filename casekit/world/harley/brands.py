"""The brands that riders use, how satisfied they are with each, and the share of their wallet that follows from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from casekit.cases import groups
from casekit.world.common.opinions import leniency
from casekit.world.common.satisfaction import satisfaction
from casekit.world.engine.draw import pick
from casekit.world.engine.world import World
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
    """Draw who uses which rivals, and how satisfied each rider is with each brand.

    With the own brand it is what the rider feels in the first month; one rider is as lenient with all brands.
    """
    rules, feeling, size = world.company[groups.Wallet], world.company[groups.Satisfaction], world.block.size

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
