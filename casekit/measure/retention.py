"""Retention: who of a cohort is still there, what revenue is made of, and how long customers will stay."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from casekit.measure.given import flag, number, shown
from casekit.measure.kinds import numbers
from casekit.measure.log import read_log
from casekit.measure.search import most_likely

UNITS = {"Y": 12, "Q": 3, "M": 1}  # months
MOST_PERIODS = 1_200  # a hundred years of months: a triangle beyond that comes from a date that stands for "never"
LARGEST = 1e4  # where the search for a parameter ends
STARTS = ([1.0, np.e],)  # alpha, beta
FEWEST, MOST = 3, 10_000  # values of a survival curve
FURTHEST = 100_000  # periods ahead


class ShiftedBetaGeometric(NamedTuple):
    """How likely customers are to leave, one by one: a chance a period for each, Beta(`alpha`, `beta`) among them.

    `log_likelihood` is that of one customer, on average.
    """

    alpha: float
    beta: float
    log_likelihood: float

    def survival(self, periods: ArrayLike) -> np.ndarray:
        """Per cent still there after so many whole periods, at most 100,000; float64, in the shape of `periods`.

        Raises ValueError for anything else, and for parameters that are not above zero.

        >>> ShiftedBetaGeometric(1.0, 1.0, 0.0).survival([0, 1, 3]).tolist()
        [100.0, 50.0, 25.0]
        """
        alpha, beta = number("alpha", self.alpha, 0), number("beta", self.beta, 0)
        must = f"whole numbers from 0 to {FURTHEST:,}"
        given = numbers("periods", periods, -np.inf, np.inf, flat=False, must=must)
        wrong = given[~((given >= 0) & (given <= FURTHEST) & (given == np.floor(given)))]
        if wrong.size or not given.size:
            raise ValueError(f"periods must be {must}; {shown(wrong[0]) if wrong.size else 'none'} was given.")
        step = np.arange(int(given.max()))
        stays = (beta + step) / (alpha + beta + step)
        return (100 * np.append(1.0, np.cumprod(stays)))[given.astype(int)]

    def __repr__(self) -> str:
        return f"shifted beta-geometric: alpha {self.alpha:.3f}, beta {self.beta:.3f}"


def cohorts(purchases: pd.DataFrame, unit: str = "Q", shares: bool = False) -> pd.DataFrame:
    """The cohort triangle: how many of those who came together still buy.

    `purchases` has the columns customer_id and at (datetimes), a row each. A row of the triangle holds the customers
    with their first purchase in one period ("Q" for quarters, "M" for months, "Y" for years), a column how many of
    them bought so many periods later; column 0 is all of them. With `shares`, per cent of column 0. Cells after the
    last period that has any purchase are not yet known: they are missing, not zero. That last period may be incomplete.
    A customer whose true first purchase lies before the table looks like a newcomer: leave such customers out.

    Raises ValueError for a table without rows or without those columns, for missing values, for dates more than 1,200
    periods apart, and for refunds: an amount below zero, where there is a column amount.

    >>> purchases = pd.DataFrame({"customer_id": [1, 1, 2, 3, 3], "at": pd.to_datetime(
    ...     ["2025-01-10", "2025-04-02", "2025-02-20", "2025-05-05", "2025-08-08"])})
    >>> cohorts(purchases)  # doctest: +NORMALIZE_WHITESPACE
    since      0  1     2
    cohort
    2025Q1     2  1     0
    2025Q2     1  1  <NA>
    """
    shares = flag("shares", shares)
    customer, period, _ = _periods(purchases, unit)
    first = np.full(customer.max() + 1, period.max())
    np.minimum.at(first, customer, period)
    both = np.unique(customer * (period.max() + 1) + period)
    customer, period = np.divmod(both, period.max() + 1)
    cohort = first[customer]
    wide = period.max() + 1 - cohort.min()
    start = cohort.min()
    cells = np.bincount((cohort - start) * wide + period - cohort, minlength=wide * wide).reshape(wide, wide)
    known = np.add.outer(np.arange(wide), np.arange(wide)) < wide
    index = pd.PeriodIndex.from_ordinals(_ordinals(start + np.arange(wide), unit), freq=unit, name="cohort")
    triangle = pd.DataFrame(cells, index, pd.RangeIndex(wide, name="since"), dtype="Int64").where(known)
    triangle = triangle[cells[:, 0] > 0]
    return triangle.astype("Float64").mul(100).div(triangle[0], axis=0) if shares else triangle


def revenue_parts(purchases: pd.DataFrame, unit: str = "Q") -> pd.DataFrame:
    """Revenue taken apart, a row a period: revenue = customers x frequency x ticket.

    `purchases` has the columns customer_id, at (datetimes) and amount (zero or more). Columns of the result: revenue;
    customers, who bought in the period; frequency, purchases of each of them; ticket, the mean amount; and lost, per
    cent of the customers of the period before who did not buy again (missing for the first). Nothing is rounded.
    Raises ValueError as `cohorts` does.

    >>> purchases = pd.DataFrame({"customer_id": [1, 1, 2, 2], "amount": [10.0, 30.0, 20.0, 45.0],
    ...     "at": pd.to_datetime(["2025-01-10", "2025-02-02", "2025-02-20", "2025-05-05"])})
    >>> revenue_parts(purchases)  # doctest: +NORMALIZE_WHITESPACE
            revenue  customers  frequency  ticket  lost
    period
    2025Q1     60.0          2        1.5    20.0   NaN
    2025Q2     45.0          1        1.0    45.0  50.0
    """
    customer, period, amount = _periods(purchases, unit, amounts=True)
    start, wide = period.min(), period.max() + 1 - period.min()
    there = np.unique((period - start) * (customer.max() + 1) + customer)
    customers = np.bincount(there // (customer.max() + 1), minlength=wide)
    again = np.isin(there + customer.max() + 1, there, assume_unique=True)
    kept = np.bincount(there[again] // (customer.max() + 1), minlength=wide)
    count = np.bincount(period - start, minlength=wide)
    cents = np.rint(100 * amount)  # whole numbers add up exactly, in any order; then what they leave of each amount
    revenue = np.bincount(period - start, weights=cents, minlength=wide) / 100
    revenue += np.bincount(period - start, weights=amount - cents / 100, minlength=wide)
    with np.errstate(invalid="ignore", divide="ignore"):  # a period without customers has no frequency
        lost = np.append(np.nan, 100 * (1 - kept[:-1] / customers[:-1]))
        parts = {"frequency": count / customers, "ticket": revenue / count, "lost": lost}
    index = pd.PeriodIndex.from_ordinals(_ordinals(start + np.arange(wide), unit), freq=unit, name="period")
    return pd.DataFrame({"revenue": revenue, "customers": customers, **parts}, index)


def fit_sbg(survival: ArrayLike) -> ShiftedBetaGeometric:
    """Fit the shifted-beta-geometric model to a survival curve, by maximum likelihood.

    `survival`, shape (periods + 1,), at most 10,000 values, is what is left of a cohort: per cent, from 100 on, or
    shares, from 1 on. For counts give 100 * counts / counts[0]. The model: in each period a customer leaves with a
    chance of their own, which never changes; those with a high chance leave first, so that a cohort's retention rises
    though nobody becomes more loyal. Where customers hardly differ, both parameters become large (the search ends at
    10,000).

    Raises ValueError for fewer than three values, missing ones, a curve that rises, does not start at 100 (or 1), or
    falls below 0; and where nobody has left, or everybody at once, for then no parameters fit best.

    Source: Fader & Hardie, "How to Project Customer Retention", Journal of Interactive Marketing 21(1), 2007.

    >>> fit_sbg([100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1])
    shifted beta-geometric: alpha 0.668, beta 3.806
    """
    shares = _survival(survival)
    leave, stay = -np.diff(shares), shares[-1]
    (alpha, beta), value, _ = most_likely(partial(_log_likelihood, leave, stay), STARTS, [LARGEST] * 2)
    return ShiftedBetaGeometric(float(alpha), float(beta), value)


def _log_likelihood(leave: np.ndarray, stay: float, logarithms: np.ndarray) -> tuple[float, np.ndarray]:
    """Of one customer, at these logarithms of alpha and beta, and its slope, shape (2,).

    `leave` is the share of customers who leave in each period, `stay` the share who are there after the last.
    """
    alpha, beta = np.exp(logarithms)
    # Who is there after t periods has stayed t times, and a stay in period i has the chance
    # (beta + i) / (alpha + beta + i). So each period counts as often as somebody stays in it, or leaves in it.
    stays = stay + np.append(np.cumsum(leave[::-1])[-2::-1], 0.0)
    here, either = beta + np.arange(len(leave)), alpha + beta + np.arange(len(leave))
    comes = stays + leave  # who comes to each period
    left = leave.sum()
    value = left * np.log(alpha) + (stays * np.log(here)).sum() - (comes * np.log(either)).sum()
    by_both = -(comes / either).sum()
    slope = np.array([left + alpha * by_both, beta * ((stays / here).sum() + by_both)])
    return float(value), slope


def _survival(survival: ArrayLike) -> np.ndarray:
    """Checked, as shares from 1 on."""
    values = numbers("survival", survival, flat=False)
    values = values[:, 0] if values.ndim == 2 and values.shape[1] == 1 else values
    if values.ndim != 1 or len(values) < FEWEST:
        raise ValueError(f"survival must be a list of at least {FEWEST} numbers; {shown(survival)} was given.")
    if len(values) > MOST:
        raise ValueError(f"survival must be a list of at most {MOST:,} numbers; {len(values):,} were given.")
    if np.isnan(values).any():
        raise ValueError("survival must have no missing values; leave out periods that are not yet known.")
    if values[0] not in (1.0, 100.0):
        raise ValueError(f"survival must start at 100 (per cent) or 1 (shares); it starts at {values[0]:g}.")
    if (np.diff(values) > 0).any():
        rise = int(np.argmax(np.diff(values) > 0))
        raise ValueError(f"survival must never rise; it goes from {values[rise]:g} to {values[rise + 1]:g}.")
    if values[-1] < 0:
        raise ValueError(f"survival must be zero or more; {values[-1]:g} was given.")
    if values[-1] == values[0] or values[1] == 0:
        who = "nobody has left" if values[-1] == values[0] else "everybody leaves at once"
        raise ValueError(f"survival must fall step by step; {who}, and no parameters fit that best.")
    return values / values[0]


def _periods(purchases: pd.DataFrame, unit: str, amounts: bool = False) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Customer, numbered from 0, period, numbered through the calendar, and amount of each purchase; all checked.

    The amount is nan where there is none, and it was not asked for.
    """
    if not isinstance(unit, str) or unit not in UNITS:
        raise ValueError(f"unit must be one of {', '.join(map(repr, UNITS))}; {shown(unit)} was given.")
    customers, at, amount = read_log(purchases, amounts=amounts)
    period = (at.astype("datetime64[M]").astype(np.int64) + 12 * 1970) // UNITS[unit]
    if period.max() - period.min() >= MOST_PERIODS:
        ends = f"{at.min().astype('datetime64[D]')} to {at.max().astype('datetime64[D]')}"
        raise ValueError(f"at must lie within {MOST_PERIODS:,} periods; the purchases reach from {ends}.")
    return pd.factorize(customers)[0].astype(np.int64), period, amount


def _ordinals(periods: np.ndarray, unit: str) -> np.ndarray:
    """As pandas counts them, from 1970 on."""
    return periods - 12 * 1970 // UNITS[unit]
