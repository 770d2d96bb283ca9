"""Retention: who of a cohort is still there, what revenue is made of, and how long customers will stay."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

UNITS = {"Y": 12, "Q": 3, "M": 1}  # months
LARGEST = 1e4  # where the search for a parameter ends
FEWEST = 3  # values of a survival curve


class ShiftedBetaGeometric(NamedTuple):
    """How likely customers are to leave, one by one: a chance a period for each, Beta(`alpha`, `beta`) among them.

    `log_likelihood` is that of one customer, on average.
    """

    alpha: float
    beta: float
    log_likelihood: float

    def survival(self, periods: ArrayLike) -> np.ndarray:
        """Per cent still there after so many whole periods; float64, in the shape of `periods`.

        >>> ShiftedBetaGeometric(1.0, 1.0, 0.0).survival([0, 1, 3]).tolist()
        [100.0, 50.0, 25.0]
        """
        periods = np.asarray(periods)
        if not periods.size or (periods < 0).any() or (periods != np.floor(periods)).any():
            raise ValueError(f"periods must be whole numbers from 0 up; {_brief(periods)} was given.")
        step = np.arange(int(periods.max()))
        stays = (self.beta + step) / (self.alpha + self.beta + step)
        return (100 * np.append(1.0, np.cumprod(stays)))[periods.astype(int)]

    def __repr__(self) -> str:
        return f"shifted beta-geometric: alpha {self.alpha:.3f}, beta {self.beta:.3f}"


def cohorts(purchases: pd.DataFrame, unit: str = "Q", shares: bool = False) -> pd.DataFrame:
    """The cohort triangle: how many of those who came together still buy.

    `purchases` has the columns customer_id and at (datetimes), a row each. A row of the triangle holds the customers
    with their first purchase in one period ("Q" for quarters, "M" for months, "Y" for years), a column how many of
    them bought so many periods later; column 0 is all of them. With `shares`, per cent of column 0. Cells after the
    last period that has any purchase are not yet known: they are missing, not zero. That last period may be incomplete.
    A customer whose true first purchase lies before the table looks like a newcomer: leave such customers out.

    Raises ValueError for a table without rows or without those columns, for missing values, and for refunds: an amount
    below zero, where there is a column amount.

    >>> purchases = pd.DataFrame({"customer_id": [1, 1, 2, 3, 3], "at": pd.to_datetime(
    ...     ["2025-01-10", "2025-04-02", "2025-02-20", "2025-05-05", "2025-08-08"])})
    >>> cohorts(purchases)  # doctest: +NORMALIZE_WHITESPACE
    since      0  1     2
    cohort
    2025Q1     2  1     0
    2025Q2     1  1  <NA>
    """
    customer, period = _periods(purchases, unit)
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
    cent of the customers of the period before who did not buy again (missing for the first). Raises ValueError as
    `cohorts` does.

    >>> purchases = pd.DataFrame({"customer_id": [1, 1, 2, 2], "amount": [10.0, 30.0, 20.0, 45.0],
    ...     "at": pd.to_datetime(["2025-01-10", "2025-02-02", "2025-02-20", "2025-05-05"])})
    >>> revenue_parts(purchases)  # doctest: +NORMALIZE_WHITESPACE
            revenue  customers  frequency  ticket  lost
    period
    2025Q1     60.0          2        1.5    20.0   NaN
    2025Q2     45.0          1        1.0    45.0  50.0
    """
    customer, period = _periods(purchases, unit, "amount")
    start, wide = period.min(), period.max() + 1 - period.min()
    there = np.unique((period - start) * (customer.max() + 1) + customer)
    customers = np.bincount(there // (customer.max() + 1), minlength=wide)
    again = np.isin(there + customer.max() + 1, there, assume_unique=True)
    kept = np.bincount(there[again] // (customer.max() + 1), minlength=wide)
    count = np.bincount(period - start, minlength=wide)
    cents = np.rint(100 * purchases["amount"].to_numpy(dtype=float))  # whole numbers add up exactly
    revenue = np.bincount(period - start, weights=cents, minlength=wide) / 100
    with np.errstate(invalid="ignore", divide="ignore"):  # a period without customers has no frequency
        lost = np.append(np.nan, 100 * (1 - kept[:-1] / customers[:-1]))
        parts = {"frequency": count / customers, "ticket": revenue / count, "lost": lost}
    index = pd.PeriodIndex.from_ordinals(_ordinals(start + np.arange(wide), unit), freq=unit, name="period")
    return pd.DataFrame({"revenue": revenue, "customers": customers, **parts}, index)


def fit_sbg(survival: ArrayLike) -> ShiftedBetaGeometric:
    """Fit the shifted-beta-geometric model to a survival curve, by maximum likelihood.

    `survival`, shape (periods + 1,), is what is left of a cohort: per cent, from 100 on, or shares, from 1 on. For
    counts give 100 * counts / counts[0]. The model: in each period a customer leaves with a chance of their own, which
    never changes; those with a high chance leave first, so that a cohort's retention rises though nobody becomes more
    loyal. Where customers hardly differ, both parameters become large (the search ends at 10,000).

    Raises ValueError for fewer than three values, missing ones, a curve that rises, does not start at 100 (or 1), or
    falls below 0; and where nobody has left, or everybody at once, for then no parameters fit best.

    Source: Fader & Hardie, "How to Project Customer Retention", Journal of Interactive Marketing 21(1), 2007.

    >>> fit_sbg([100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1])
    shifted beta-geometric: alpha 0.668, beta 3.806
    """
    from scipy.optimize import minimize
    from scipy.special import betaln, psi

    shares = _survival(survival)
    leave, stay = -np.diff(shares), shares[-1]
    before = np.arange(len(leave))  # whole periods survived by those who leave in each
    last = len(leave)

    def slope(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """Of betaln, in both arguments."""
        return np.array([psi(a) - psi(a + b), psi(b) - psi(a + b)])

    def minus_log_likelihood(logarithms: np.ndarray) -> tuple[float, np.ndarray]:
        alpha, beta = np.exp(logarithms)
        value = (leave * betaln(alpha + 1, beta + before)).sum() + stay * betaln(alpha, beta + last)
        slopes = (leave * slope(alpha + 1, beta + before)).sum(axis=1) + stay * slope(alpha, beta + last)
        return betaln(alpha, beta) - value, (slope(alpha, beta) - slopes) * (alpha, beta)

    bound = np.log(LARGEST)
    found = minimize(
        minus_log_likelihood,
        [0.0, 1.0],
        jac=True,
        method="TNC",
        bounds=[(-bound, bound)] * 2,
        options={"ftol": 1e-15, "gtol": 1e-10, "xtol": 1e-12, "maxfun": 2_000},
    )
    alpha, beta = np.exp(found.x)
    return ShiftedBetaGeometric(float(alpha), float(beta), -float(found.fun))


def _survival(survival: ArrayLike) -> np.ndarray:
    """Checked, as shares from 1 on."""
    try:
        values = np.asarray(survival, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"survival must be numbers; {_brief(survival)} was given.") from None
    if values.ndim != 1 or len(values) < FEWEST:
        raise ValueError(f"survival must be a list of at least {FEWEST} numbers; {_brief(values)} was given.")
    if not np.isfinite(values).all():
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


def _periods(purchases: pd.DataFrame, unit: str, *further: str) -> tuple[np.ndarray, np.ndarray]:
    """Customer, numbered from 0, and period, numbered through the calendar, of each purchase; all checked."""
    if unit not in UNITS:
        raise ValueError(f"unit must be one of {', '.join(map(repr, UNITS))}; {unit!r} was given.")
    wanted = ("customer_id", "at", *further)
    if not isinstance(purchases, pd.DataFrame):
        raise ValueError(f"purchases must be a table with {', '.join(wanted)}; {_brief(purchases)} was given.")
    missing = [name for name in wanted if name not in purchases]
    if missing:
        raise ValueError(f"purchases must have the columns {', '.join(wanted)}; {', '.join(missing)} is not there.")
    if not len(purchases):
        raise ValueError("purchases must have at least one row; the table is empty.")
    if not pd.api.types.is_datetime64_any_dtype(purchases["at"]):
        raise ValueError(f"at must be datetimes, as pd.to_datetime makes them; {purchases['at'].dtype} was given.")
    if purchases[list(wanted)].isna().any(axis=None):
        raise ValueError(f"purchases must have no missing {', '.join(wanted)}; at least one is missing.")
    if "amount" in purchases:
        if not pd.api.types.is_numeric_dtype(purchases["amount"]):
            raise ValueError(f"amount must be numbers; {purchases['amount'].dtype} was given.")
        if (purchases["amount"] < 0).any():
            raise ValueError(f"amount must be zero or more; {purchases['amount'].min():g} was given: a refund is none.")
    at = purchases["at"].dt.tz_localize(None) if purchases["at"].dt.tz is not None else purchases["at"]
    month = at.to_numpy().astype("datetime64[M]").astype(np.int64) + 12 * 1970
    return pd.factorize(purchases["customer_id"])[0].astype(np.int64), month // UNITS[unit]


def _ordinals(periods: np.ndarray, unit: str) -> np.ndarray:
    """As pandas counts them, from 1970 on."""
    return periods - 12 * 1970 // UNITS[unit]


def _brief(value: object) -> str:
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}" if value.size > 4 else f"{value.tolist()}"
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else text[:57] + "..."
