"""What was seen of customers: the columns of a summary, as `summarise` or anybody else makes it, read and checked."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from casekit.measure.frames import columns, known, no_table
from casekit.measure.given import shown
from casekit.measure.kinds import numbers

LARGEST, SMALLEST = 1e9, 1e-9  # of counts and times
ROUNDED = 1e-9  # by which recency may exceed T, as a share of it


class Seen(NamedTuple):
    """Of each customer; float64, shape (n,). `amount` is nan where it was not asked for."""

    frequency: np.ndarray
    recency: np.ndarray
    T: np.ndarray
    amount: np.ndarray


def seen(summary: pd.DataFrame, amounts: bool = False) -> Seen:
    """The columns of a summary, of any legal dtype; ValueError for one that cannot be.

    With `amounts`, mean_amount must be there, and known and zero or more where frequency is above zero.
    """
    wanted = ("frequency", "recency", "T", "mean_amount")[: 4 if amounts else 3]
    made = f"a table with {', '.join(wanted)}, as summarise makes it"
    if not isinstance(summary, pd.DataFrame):
        raise ValueError(f"summary must be {made}; {no_table(summary, shown(summary))}")
    found = columns(summary, *wanted)
    missing = [name for name in wanted if name not in found]
    if missing:
        raise ValueError(f"summary must be {made}; {', '.join(missing)} is not there.")
    if not len(summary):
        raise ValueError("summary must have at least one row; the table is empty.")
    frequency, recency, age = (numbers(name, found[name], 0, LARGEST) for name in wanted[:3])
    for name, values in zip(wanted, (frequency, recency, age), strict=False):
        known(name, "customer", np.isnan(values))
    again = frequency > 0
    _must("frequency", "whole numbers", frequency, frequency == np.floor(frequency))
    _must("recency", "0 where frequency is 0", recency, again | (recency == 0))
    _must("recency", "at most T", recency, recency <= age * (1 + ROUNDED))
    _must("T", f"{SMALLEST:g} or more where frequency is above 0", age, ~again | (age >= SMALLEST))
    amount = np.full(len(age), np.nan)
    if amounts:
        amount = np.where(again, numbers("mean_amount", found["mean_amount"]), np.nan)
        known("mean_amount", "customer with repeat purchases", again & np.isnan(amount))
        _must("mean_amount", "zero or more", amount, ~(amount < 0))
    return Seen(frequency, np.minimum(recency, age), age, amount)


def _must(name: str, must: str, values: np.ndarray, right: np.ndarray) -> None:
    if not right.all():
        raise ValueError(f"{name} must be {must}; {shown(values[~right][0])} was given.")
