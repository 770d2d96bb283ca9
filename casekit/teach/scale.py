"""Scale: the numbers among which a learner answers, from low to high, in steps and with a unit."""

from __future__ import annotations

import math
import numbers
from collections.abc import Iterable

from casekit.errors import CaseError, shown
from casekit.teach.quantity import read, write

MOST_DIGITS = 6
FINEST = 1e-6  # step, as a share of the scale: a slider cannot count finer ones


class Scale:
    """From `low` to `high`, in steps of about a hundredth unless `step` says otherwise.

    >>> scale = Scale(0, 10, "points", step=0.5)
    >>> scale.read("6 points", "A guess"), scale.write(6)
    (6.0, '6.0 points')
    >>> scale.read(11, "A guess")
    Traceback (most recent call last):
    casekit.errors.CaseError: A guess from 0.0 points to 10.0 points is wanted; 11 was given.
    """

    def __init__(self, low: float, high: float, unit: str = "", step: float | None = None):
        self.unit = unit
        self.low, self.high = finite("low", low), finite("high", high)
        if self.low >= self.high:
            raise CaseError(f"high must be greater than low ({shown(low)}); {shown(high)} was given.")
        self.span = self.high - self.low
        if not math.isfinite(self.span):
            raise CaseError(f"low and high must be nearer to each other; {shown(low)} and {shown(high)} were given.")
        self.step = 10.0 ** (math.floor(math.log10(self.span)) - 2) if step is None else finite("step", step)
        if not 0 < self.step <= self.span:
            raise CaseError(
                f"step must be above 0 and at most high - low ({shown(self.span)}); {shown(step)} was given."
            )
        if self.step < self.span * FINEST:
            raise CaseError(
                f"step must be at least a millionth of high - low ({shown(self.span)}); {shown(step)} was given."
            )
        self.digits = max(0, -math.floor(math.log10(self.step) + 1e-9))

    @property
    def middle(self) -> float:
        """Where a slider starts."""
        return self.nearest(self.low + self.span / 2)

    def nearest(self, value: float) -> float:
        """The step nearest to `value`, on the scale."""
        steps = round((min(max(value, self.low), self.high) - self.low) / self.step)
        return min(self.low + steps * self.step, self.high)

    def read(self, value: object, what: str) -> float:
        """`value` as a number of this scale, or CaseError; `what` names it: "A guess"."""
        number = read(value, self.unit)
        if self.unit == "of 100" and self.step >= 1 and 0 < number < 1:  # a fraction, or hardly anything?
            meant = self.write(100 * number)
            raise CaseError(
                f"One whole number of 100 is wanted; {shown(value)} was given. For that share, write {meant}."
            )
        if not self.low <= number <= self.high:
            raise CaseError(
                f"{what} from {self.write(self.low)} to {self.write(self.high)} is wanted; {shown(value)} was given."
            )
        return number

    def write(self, value: float, digits: int | None = None) -> str:
        """`value` with its unit, in the decimals of the step or in `digits`."""
        return write(value, self.unit, self.digits if digits is None else digits)

    def telling_digits(self, values: Iterable[float]) -> int:
        """Decimals that suit the scale, and more if different values would otherwise read the same."""
        values = set(values)
        digits = max(0, 2 - math.ceil(math.log10(self.span)))
        while digits < MOST_DIGITS and len({round(value, digits) for value in values}) < len(values):
            digits += 1
        return digits


def finite(name: str, value: object) -> float:
    """`value` as a float, or CaseError unless it is a finite number.

    >>> finite("truth", "6.4")
    Traceback (most recent call last):
    casekit.errors.CaseError: truth must be a number; '6.4' was given.
    """
    try:
        number = read(value) if isinstance(value, numbers.Real) else None
    except CaseError:
        number = None
    if number is None:
        raise CaseError(f"{name} must be a number; {shown(value)} was given.")
    return number
