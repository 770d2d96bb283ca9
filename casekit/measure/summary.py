"""A log of purchases, summarised customer by customer: how often, when last, watched for how long, and how much."""

from __future__ import annotations

import numpy as np
import pandas as pd

from casekit.measure.frames import known
from casekit.measure.given import shown
from casekit.measure.log import day, read_log

DAYS = {"D": 1.0, "W": 7.0, "M": 365.25 / 12, "Y": 365.25}  # of each unit of time
LONGEST = 36_525  # days, a hundred years: a date further back stands for "unknown"


def summarise(purchases: pd.DataFrame, until: object, unit: str = "W") -> pd.DataFrame:
    """What the models of customer value need to know of each customer, a row each: index customer_id.

    `purchases` has the columns customer_id, at (datetimes, by their own clock) and amount (zero or more), a row a
    purchase or a line of one; without amount, mean_amount is missing. `until` is the last day included; later rows are
    left out, and with them the customers who came later. All purchases of a customer on one day count as one, whose
    amount is their sum. Columns of the result, float64:

    - frequency: repeat purchases, that is days with a purchase after the first such day
    - recency: time from the first purchase to the last; 0 for those who bought once
    - T: time from the first purchase to `until`
    - mean_amount: mean amount of the repeat purchases; missing (nan) for those who bought once

    Times are whole days over the days of a `unit`: "D", "W" for weeks, "M" for months (365.25 / 12 days) or "Y". The
    unit only scales. Customers who never bought are no customers to these models, and have no row. Who bought before
    the log begins looks like a newcomer: leave such customers out.

    Raises ValueError for a table without rows up to `until` or without those columns, for missing values, for a date
    more than a hundred years before `until`, and for refunds (an amount below zero): take them off the purchase they
    belong to, or leave them out.

    Source of the columns: Fader, Hardie & Lee, "Counting Your Customers the Easy Way", Marketing Science 24(2), 2005.

    >>> purchases = pd.DataFrame({"customer_id": [1, 1, 1, 2], "amount": [10.0, 4.0, 26.0, 9.0], "at": pd.to_datetime(
    ...     ["2025-01-01 09:00", "2025-01-15 10:00", "2025-01-15 18:00", "2025-01-22 12:00"])})
    >>> summarise(purchases, until="2025-01-29")  # doctest: +NORMALIZE_WHITESPACE
                 frequency  recency    T  mean_amount
    customer_id
    1                  1.0      2.0  4.0         30.0
    2                  0.0      0.0  1.0          NaN
    """
    if not isinstance(unit, str) or unit not in DAYS:
        raise ValueError(f"unit must be one of {', '.join(map(repr, DAYS))}; {shown(unit)} was given.")
    last = int(day("until", until).astype(np.int64))
    customers, at, amount = read_log(purchases)
    if "amount" in purchases:
        known("amount", "purchase", np.isnan(amount))
    days = at.astype("datetime64[D]").astype(np.int64)
    if (last - days).max() > LONGEST:
        raise ValueError(f"at must lie within a hundred years before until; {_date(days.min())} is there.")
    seen = days <= last
    if not seen.any():
        says = f"purchases must have a row up to until, {_date(last)}"
        raise ValueError(f"{says}; the first is of {_date(days.min())}.")
    customer, names = pd.factorize(customers[seen], sort=True)
    # A row a customer and day. Counted back from the last day, they are numbers from 0 on.
    visit, line = np.unique(customer * (LONGEST + 1) + LONGEST - (last - days[seen]), return_inverse=True)
    spent = np.bincount(line, weights=amount[seen])
    customer, days = np.divmod(visit, LONGEST + 1)
    first = np.flatnonzero(np.diff(customer, prepend=-1))
    visits = np.diff(first, append=len(visit))
    again = np.ones(len(visit), dtype=bool)
    again[first] = False
    frequency = visits - 1.0
    total = np.bincount(customer[again], weights=spent[again], minlength=len(visits))
    mean = np.divide(total, frequency, out=np.full(len(visits), np.nan), where=frequency > 0)
    recency, age = days[first + visits - 1] - days[first], LONGEST - days[first]
    times = {"recency": recency / DAYS[unit], "T": age / DAYS[unit]}
    return pd.DataFrame({"frequency": frequency, **times, "mean_amount": mean}, pd.Index(names, name="customer_id"))


def _date(day: int) -> np.datetime64:
    return np.datetime64(int(day), "D")
