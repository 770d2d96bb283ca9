"""Shares, changes and differences with their standard errors, and a chance taken once against one taken many times.

One programme can be judged in three ways: `before_after`, by those who are in it alone; `difference_in_differences`, by
how others changed meanwhile; and `difference`, by others whom a lot has chosen. Each says what it takes for granted.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from casekit.measure.arms import paired, read_arms
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


class Change(NamedTuple):
    """`change` = `after` - `before`, two means or shares of the same customers, with the change's standard error."""

    change: float
    standard_error: float
    before: float
    after: float

    def __repr__(self) -> str:
        means = f"{self.before:.4f} before, {self.after:.4f} after: change {self.change:+.3f}"
        return f"{means}, standard error {self.standard_error:.3f}"


class DifferenceInDifferences(NamedTuple):
    """`difference` = the change of the `treated` less that of the `control` group, with its standard error."""

    difference: float
    standard_error: float
    treated: Change
    control: Change

    def __repr__(self) -> str:
        changes = f"changes {self.treated.change:+.4f} and {self.control.change:+.4f}"
        return f"{changes}: difference {self.difference:+.3f}, standard error {self.standard_error:.3f}"


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

    Source: Neyman 1923, in Statistical Science 5(4), 1990. The example is a campaign against churn that did harm, by
    Ascarza, Iyengar & Schleicher, Journal of Marketing Research 53(1), 2016: of those who were sent a better plan,
    10.0 % left within three months, and 6.4 % of those who were not.

    >>> left_if_treated, left_if_not = [1] * 5_409 + [0] * 48_680, [1] * 644 + [0] * 9_414
    >>> difference(left_if_treated, left_if_not)
    0.1000 against 0.0640: difference +0.036, standard error 0.003
    """
    one = _there("treated", numbers("treated", treated, booleans=True))
    other = _there("control", numbers("control", control, booleans=True))
    means = float(one.mean()), float(other.mean())
    return Difference(means[0] - means[1], float(np.hypot(_error(one), _error(other))), *means)


def before_after(before: ArrayLike, after: ArrayLike) -> Change:
    """How far the mean of the same customers has moved from one time to another.

    `before` and `after` have shape (n,), a customer a row; of True and False, or 1 and 0, the mean is a share. A
    customer of whom either is missing is left out: who has left and buys nothing has a 0, not a missing value. The
    standard error is that of the mean of the customers' own changes, so that lasting differences between customers
    are not in it. It is the effect of a programme only if nothing else moved them meanwhile: neither the season, nor a
    return to the usual of customers who were chosen because they did badly. Raises ValueError unless the two go
    together, with two customers of whom both are known.

    Source: Student, "The Probable Error of a Mean", Biometrika 6(1), 1908.

    >>> before_after([10, 20, 30, 40], [12, 21, 33, 42])
    25.0000 before, 27.0000 after: change +2.000, standard error 0.408
    """
    there, (first, then) = paired(before=before, after=after)
    if np.count_nonzero(there) < 2:
        given = "one was" if there.any() else "none was"
        raise ValueError(f"before and after must both be known of at least two customers; {given} given.")
    return _change(first[there], then[there])


def difference_in_differences(before: ArrayLike, after: ArrayLike, treated: ArrayLike) -> DifferenceInDifferences:
    """How much more the treated changed than the others did over the same time.

    `before` and `after` have shape (n,), a customer a row, and `treated` says True or False (1 or 0, yes or no) of
    each, and must be known. A customer of whom `before` or `after` is missing is left out. The standard error is that
    of a difference between two groups' mean changes, whose variances need not be equal; the customers count as
    independent of each other. Where a whole shop or dealer was treated, give a row a dealer: the dealer's mean.

    It is the effect on the treated only if, without the treatment, both groups would have moved in parallel. Two times
    cannot show that. It fails where one group was growing faster before, and where the treated are those who had
    just done badly, or well. Raises ValueError unless the three go together, with two customers in each group.

    Sources: Ashenfelter & Card, Review of Economics and Statistics 67(4), 1985; Card & Krueger, American Economic
    Review 84(4), 1994.

    >>> difference_in_differences([10, 20, 30, 40], [15, 27, 31, 43], treated=[True, True, False, False])
    changes +6.0000 and +2.0000: difference +4.000, standard error 1.414
    """
    there, lot, (first, then) = read_arms(treated, before=before, after=after)
    one, other = (_change(first[group], then[group]) for group in (there & lot, there & ~lot))
    error = float(np.hypot(one.standard_error, other.standard_error))
    return DifferenceInDifferences(one.change - other.change, error, one, other)


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


def _error(values: np.ndarray) -> float:
    """The standard error of the mean."""
    return float(values.std(ddof=1) / np.sqrt(len(values)))


def _change(before: np.ndarray, after: np.ndarray) -> Change:
    moved = after - before
    return Change(float(moved.mean()), _error(moved), float(before.mean()), float(after.mean()))


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
