"""The Wallet Allocation Rule, tried on riders whose money is divided at random."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from casekit.case import Case
from casekit.measure.wallet import wallet_allocation
from casekit.memo import memo
from casekit.world.engine.streams import generator

RIDERS, MOST_BRANDS = 10_000, 6


class Drawn(NamedTuple):
    """What is drawn at random for each rider, once for all settings."""

    money: np.ndarray  # shape (riders, 6): each division of the money is as likely as any other
    ranks: np.ndarray  # of the same shape: numbers whose order is a lot
    turn: np.ndarray  # shape (riders,): in which order their ranks are left to the lot, from 0 to 1


@memo(keep=1)
def _drawn(case: Case) -> Drawn:
    luck, shape = generator(case.seed, case.company.name, "lesson 03", "rule"), (RIDERS, MOST_BRANDS)
    return Drawn(luck.standard_exponential(shape), luck.random(shape), luck.permutation(RIDERS) / RIDERS)


class Fit(NamedTuple):
    """What the Rule says and what is so, a point for each brand that a rider uses; shares from 0 to 1."""

    rule: np.ndarray
    true: np.ndarray
    correlation: float
    standard_error: float
    by_rank: tuple[np.ndarray, np.ndarray]  # the Rule's share of each rank, and the mean true one, of several brands


def fit(case: Case, brands: int = 3, by_money: float = 1.0, one_brand: float = 0.0) -> Fit:
    """How well the Rule fits riders who use so many brands, apart from the share `one_brand` who use one only.

    A share `by_money` of the riders rank their brands in the order of what they spend; a lot ranks for the others.
    """
    money, ranks, turn = _drawn(case)
    several = np.arange(RIDERS) >= round(one_brand * RIDERS)
    true = money[several, :brands] / money[several, :brands].sum(axis=1, keepdims=True)
    order = np.where((turn[several] < by_money)[:, None], -true, ranks[several, :brands])
    rank = order.argsort(axis=1).argsort(axis=1) + 1
    says = np.asarray(wallet_allocation(rank, brands))
    means = np.bincount(rank.ravel(), true.ravel())[1:] / len(true)
    alone = np.ones(RIDERS - len(true))
    rider = np.concatenate((np.repeat(np.arange(len(true)), brands), len(true) + np.arange(len(alone))))
    points, shares = (np.concatenate((found.ravel(), alone)) for found in (says, true))
    correlation, error = _correlation(points, shares, rider)
    return Fit(points, shares, correlation, error, (np.sort(says[0])[::-1], means))


def _correlation(one: np.ndarray, other: np.ndarray, rider: np.ndarray) -> tuple[float, float]:
    """A correlation, and its standard error, the points of one rider going together."""
    a, b = ((values - values.mean()) / values.std() for values in (one, other))
    correlation = float((a * b).mean())
    moves = np.bincount(rider, a * b - correlation * (a**2 + b**2) / 2)  # its influence function
    return correlation, float(np.sqrt((moves**2).sum())) / len(one)
