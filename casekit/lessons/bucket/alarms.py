"""When which metric rings: at the dealer that leaks, and falsely at others where nothing leaks."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from casekit.case import Case
from casekit.cases.harley import HARLEY
from casekit.lessons.bucket.numbers import GOOD, QUARTERS, RULES, Signs, twins
from casekit.lessons.bucket.others import others
from casekit.memo import memo
from casekit.world.engine.streams import generator

DRAWS = 200  # of the noise, and of dealers like the one that keeps its riders
BASE = 2  # quarters: what a metric is compared with is its mean over the first so many that it is known for
NEVER = len(QUARTERS)
# Which way each metric speaks of trouble.
TROUBLE = {"riders lost": 1, "newcomers lost": 1, "profit after promotion": -1, "revenue": -1}
SHARES = ("riders lost", "newcomers lost")  # their swings are in points, those of the others in per cent


class Rings(NamedTuple):
    """The quarter (0, 1, ...) after which one metric rings, a draw of the noise each; `NEVER` if it does not.

    Both int64, shape (draws,) and (2 draws,).
    """

    true: np.ndarray  # at the dealer that leaks
    false: np.ndarray  # at dealers like the one that keeps its riders: the swing's own, then as many others
    swing: float  # the ordinary one, of the middle draw: points of a share, per cent of an amount
    earliest: int  # the first quarter after which it can ring

    @property
    def middle(self) -> int:
        """Half of the draws have rung by then."""
        return int(np.sort(self.true)[(len(self.true) - 1) // 2])

    @property
    def band(self) -> tuple[int, int]:
        """Eight of ten draws ring between these two."""
        ordered = np.sort(self.true)
        return int(ordered[len(ordered) // 10]), int(ordered[-len(ordered) // 10 - 1])

    @property
    def false_alarms(self) -> float:
        """Share of the draws in which it rings within the good quarters, though nothing is wrong."""
        return float((self.false < GOOD).mean())


def metrics(signs: Signs) -> dict[str, np.ndarray]:
    """By name, a value for each quarter; missing where it is not known."""
    return {
        "riders lost": signs.lost,
        "newcomers lost": signs.lost_at_once,
        "profit after promotion": signs.profit(RULES.promotion),
        "revenue": signs.revenue,
    }


@memo(keep=1)
def _noise(case: Case) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """For each metric standard normal numbers of this world, at both dealers: shape (draws, quarters)."""

    def drawn(name: str, dealer: int) -> np.ndarray:
        lot = generator(case.seed, HARLEY.name, "bucket warning", name, dealer)
        return lot.standard_normal((DRAWS, len(QUARTERS)))

    return {name: (drawn(name, 0), drawn(name, 1)) for name in TROUBLE}


def rings(case: Case, decay: float, threshold: float, noise: float) -> dict[str, Rings]:
    """When each metric rings, over many draws of a noise that is this fraction of every figure.

    A metric rings when it has moved, towards trouble, more than `threshold` ordinary swings away from where it began.
    It cannot ring while that is still being found out. An ordinary swing is the standard deviation of the steps from
    quarter to quarter in the two good years of a dealer that keeps its riders. There is a new one for each draw, and
    another one to be watched beside the dealer that leaks.
    """
    leaks, sound = metrics(twins(case, decay).leaks), others(case, 2 * DRAWS)
    found = {}
    for name, towards in TROUBLE.items():
        calm_lot, wild_lot = _noise(case)[name]
        calm, unharmed = sound[name][:DRAWS] * (1 + noise * calm_lot), sound[name][DRAWS:] * (1 + noise * wild_lot)
        wild = leaks[name] * (1 + noise * wild_lot)
        first = int(np.isnan(leaks[name]).sum())
        swing = np.diff(calm[:, first:GOOD], axis=1).std(axis=1, ddof=1, keepdims=True)
        true, *false = (_first_beyond(one, towards * threshold * swing, first) for one in (wild, calm, unharmed))
        of = 1 if name in SHARES else sound[name][:, first : first + BASE].mean()
        found[name] = Rings(true, np.concatenate(false), float(100 * np.median(swing) / of), first + BASE)
    return found


def _first_beyond(series: np.ndarray, reach: np.ndarray, first: int) -> np.ndarray:
    """The first quarter further away than `reach`, in its direction, from the mean of the first that are known."""
    away = (series - series[:, first : first + BASE].mean(axis=1, keepdims=True)) * np.sign(reach) > np.abs(reach)
    away[:, : first + BASE] = False
    return np.where(away.any(axis=1), away.argmax(axis=1), NEVER)
