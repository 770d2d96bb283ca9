"""Shares and differences with their standard errors, and a chance taken once against a chance taken many times."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from casekit.measure.frames import go_together, plain
from casekit.measure.given import shown
from casekit.measure.kinds import booleans, numbers

CONFIDENT = 1.959964  # standard errors to either side of a 95 % interval


class Share(NamedTuple):
    """A share from 0 to 1, its standard error, and the ends of its 95 % interval after Wilson."""

    share: float
    standard_error: float
    low: float
    high: float

    def __repr__(self) -> str:
        return f"share {self.share:.3f}, standard error {self.standard_error:.3f}"


class Difference(NamedTuple):
    """`difference` = `treated` - `control`, two means or shares, with the standard error of the difference."""

    difference: float
    standard_error: float
    treated: float
    control: float

    def __repr__(self) -> str:
        # The means have a decimal more, as the difference is rounded itself, and is not that of the rounded means.
        groups = f"{self.treated:.4f} against {self.control:.4f}: difference {self.difference:+.3f}"
        return f"{groups}, standard error {self.standard_error:.3f}"


def share(hits: ArrayLike) -> Share:
    """The share of the customers of whom something is true.

    `hits` has shape (n,): True or False, 1 or 0, for each customer, or such text (true, yes); missing ones are left
    out. The standard error is that of a binomial share, sqrt(p (1 - p) / n). The interval also holds for few customers,
    and for a share of 0 or 1. Raises ValueError unless two customers are there, and for anything but 0 and 1.

    Source: Wilson, Journal of the American Statistical Association 22(158), 1927; method 3 of Newcombe, Statistics in
    Medicine 17(8), 1998.

    >>> stayed = share([True] * 81 + [False] * 182)
    >>> stayed
    share 0.308, standard error 0.028
    >>> round(stayed.low, 4), round(stayed.high, 4)
    (0.2553, 0.3662)
    """
    values = _there("hits", booleans("hits", hits, "customer"))
    n, p = len(values), float(values.mean())
    error = float(np.sqrt(p * (1 - p) / n))
    z2 = CONFIDENT**2 / n
    centre, reach = p + z2 / 2, CONFIDENT * np.sqrt(p * (1 - p) / n + z2 / (4 * n))
    low, high = (centre - reach) / (1 + z2), (centre + reach) / (1 + z2)
    return Share(p, error, max(float(low), 0.0), min(float(high), 1.0))


def difference(treated: ArrayLike, control: ArrayLike) -> Difference:
    """How far the mean of one group lies above that of another; of True and False, or 1 and 0, the mean is a share.

    `treated` has shape (n,), `control` (m,); missing values are left out. The groups' variances need not be equal
    (Neyman's standard error). If a lot has decided who is in which group, the difference estimates the effect of the
    treatment; otherwise it also holds whatever else sets the groups apart. Raises ValueError unless two customers are
    in each group.

    Source: Neyman 1923, in Statistical Science 5(4), 1990.

    >>> difference([1, 1, 1, 0], [1, 0, 0, 0])
    0.7500 against 0.2500: difference +0.500, standard error 0.354
    """
    one = _there("treated", numbers("treated", treated, booleans=True))
    other = _there("control", numbers("control", control, booleans=True))
    variance = one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other)
    means = float(one.mean()), float(other.mean())
    return Difference(means[0] - means[1], float(np.sqrt(variance)), *means)


def ever(chance: ArrayLike, times: ArrayLike) -> np.ndarray | float:
    """The chance that something happens at least once in so many times: 1 - (1 - chance) ** times.

    `chance`, from 0 to 1, is that of each time, whatever came before; `times` is zero or more. Both are numbers or
    arrays that go together. Raises ValueError outside these ranges, and for arrays that do not go together.

    >>> round(ever(0.2, 9), 3)
    0.866
    """
    p, k = _from_0_to_1("chance", chance), numbers("times", times, high=np.inf, flat=False)
    _check("times", "zero or more", k, k >= 0)
    go_together(chance=p, times=k)
    return plain(1 - (1 - p) ** k)


def each_time(ever: ArrayLike, times: ArrayLike) -> np.ndarray | float:
    """The chance of each time that makes `ever` in so many times: the inverse of the function `ever`.

    `ever` is from 0 to 1, `times` above zero. Raises ValueError as `ever` does.

    >>> round(each_time(0.86, 9), 3)
    0.196
    """
    share_ever, k = _from_0_to_1("ever", ever), numbers("times", times, high=np.inf, flat=False)
    _check("times", "above zero", k, k > 0)
    go_together(ever=share_ever, times=k)
    with np.errstate(over="ignore"):  # of next to no times, infinitely often
        return plain(1 - (1 - share_ever) ** (1 / k))


def _there(name: str, values: np.ndarray) -> np.ndarray:
    """The values that are not missing; at least two, since one customer has no spread."""
    values = values[~np.isnan(values)]
    if len(values) < 2:
        given = "one was" if len(values) else "none was"
        raise ValueError(f"{name} must hold at least two customers who are not missing; {given} given.")
    return values


def _from_0_to_1(name: str, values: ArrayLike) -> np.ndarray:
    found = numbers(name, values, 0, 1, flat=False)
    _check(name, "from 0 to 1", found, ~np.isnan(found))
    return found


def _check(name: str, must: str, values: np.ndarray, right: np.ndarray) -> None:
    if not right.all():
        raise ValueError(f"{name} must be {must}; {shown(values[~right].flat[0])} was given.")
