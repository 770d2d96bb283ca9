"""What a queue offers to a caller who finds all agents busy, where callers in line lose patience at a steady rate."""

from __future__ import annotations

import math

import numpy as np

POINTS, WEIGHTS = np.polynomial.legendre.leggauss(128)
NEGLIGIBLE = 45.0  # a density that has fallen by a factor of exp(45) adds nothing to a float
SMALL = 1e-3


class Offered:
    """The offered wait: how long a caller would have to stay to be served, in units of the mean patience.

    In that time the agents end `ends` calls if all are busy, and `comes` calls come in; `spare` is the first less the
    second, given apart as it may be small against both. The offered wait of those who find all agents busy has the
    density exp(-ends x + comes (1 - exp(-x))), but for a constant, and who is offered x stays with the chance exp(-x).
    What is asked here are integrals of the product of the two, which has one peak and no corners. They are taken about
    that peak, and all sums are of positive numbers: so nothing overflows, and no digits are lost, however many calls
    and agents there are.

    >>> offered = Offered(ends=20.0, comes=20.0, spare=0.0)  # as many calls as the agents can end
    >>> round(offered.abandoned, 3), round(offered.served, 3), round(offered.nobody_waits, 3)
    (0.168, 0.832, 0.168)
    """

    def __init__(self, ends: float, comes: float, spare: float) -> None:
        slope = spare + 1  # of the product's logarithm at 0, downwards
        if slope >= 0:
            self._peak, self._steep, self._bend = 0.0, slope, comes
        else:
            self._peak, self._steep, self._bend = math.log1p(-slope / (ends + 1)), 0.0, ends + 1
        self._ends = ends
        wait, mass = self._product(0.0)
        # Who hangs up: the density times 1 - exp(-x), by parts, as alone it may fall off too slowly for the rule.
        lost = float((mass * (1 - comes * np.expm1(-wait))).sum())
        served = ends * float(mass.sum())
        alone = math.exp(-self._bend * float(_excess(-self._peak)))  # as the peak counts as 1
        self._busy = lost + served
        self.nobody_waits = alone / self._busy  # share of the time with all agents busy in which the line is empty
        self.abandoned = lost / self._busy  # share of those who find all agents busy
        self.served = served / self._busy  # the others
        self.served_wait = ends * float((mass * wait).sum()) / self._busy  # mean; who is not served counts as 0

    def served_after(self, wait: float) -> float:
        """The share of those who find all agents busy that is served, but only after `wait`."""
        return self._ends * float(self._product(wait)[1].sum()) / self._busy

    def _product(self, low: float) -> tuple[np.ndarray, np.ndarray]:
        """Waits from `low` on, and how much of the product lies at each, shape (128,): Gauss and Legendre's rule."""
        far, bend = NEGLIGIBLE, self._bend
        left, right = -self._peak, math.inf
        if self._steep:
            right = far / self._steep
        if bend:
            right = min(right, (far + math.sqrt(far * (far + 8 * bend))) / (2 * bend))
            left = max(left, -math.sqrt(2 * far / bend), -1 - math.log1p(2 * far / bend))
        left = min(max(left, low - self._peak), right)
        half = (right - left) / 2
        off = left + half * (POINTS + 1)  # the peak, to the right
        return (self._peak + off).clip(0), half * WEIGHTS * np.exp(-self._steep * off - bend * _excess(off))


def _excess(values: float | np.ndarray) -> np.ndarray:
    """x - (1 - exp(-x)), shape of `values`, to all digits."""
    series = values**2 * (1 / 2 - values * (1 / 6 - values * (1 / 24 - values / 120)))
    return np.where(np.abs(values) < SMALL, series, values + np.expm1(-values))
