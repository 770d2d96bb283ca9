"""The order and the ids of rows: by customer, then by time."""

from __future__ import annotations

from typing import Any

import numpy as np

from casekit.world.engine.calendar import LONGEST

STRIDE = 256.0  # more than the longest window: customer index x STRIDE + position orders by customer, then time
assert STRIDE > LONGEST


def by_customer(customer: np.ndarray, at: np.ndarray) -> np.ndarray:
    """The order (indices) of rows by customer index, then by position in months; stable.

    Both in one whole number, 47 bits of it for the position (a few microseconds): rows that come as two or three
    sorted runs, as they do, are then merged rather than sorted.

    >>> by_customer(np.array([0, 2, 0]), np.array([5.5, 1.0, 0.25])).tolist()
    [2, 0, 1]
    """
    key = (customer.astype(np.int64) << 47) + (at * 2.0**40).astype(np.int64)
    return np.argsort(key, kind="stable")


class Taken:
    """A column of `rows` of a `whole`: taken from it whenever it is asked for, so that no second copy is kept.

    >>> class Whole:
    ...     cents = np.array([100, 250, 120])
    >>> class Some:
    ...     whole, rows = Whole(), np.array([0, 2])
    ...     cents = Taken()
    >>> Some().cents.tolist()
    [100, 120]
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, some: Any, owner: type) -> np.ndarray:
        return getattr(some.whole, self._name)[some.rows]


def row_ids(customer_id: np.ndarray) -> np.ndarray:
    """Ids for rows sorted by customer: customer_id x 10,000 + 0, 1, 2, ... within each customer; int64.

    >>> row_ids(np.array([1, 1, 3])).tolist()
    [10000, 10001, 30000]
    """
    if not len(customer_id):
        return np.empty(0, dtype=np.int64)
    first = np.flatnonzero(np.diff(customer_id, prepend=customer_id[0] - 1))
    ordinal = np.arange(len(customer_id)) - np.repeat(first, np.diff(first, append=len(customer_id)))
    if ordinal.max() >= 10_000:
        raise OverflowError("a customer has more than 10,000 rows in one table, so that row ids would collide")
    return customer_id.astype(np.int64) * 10_000 + ordinal
