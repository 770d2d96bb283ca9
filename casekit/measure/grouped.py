"""Groups: their order, sums and ranks within them, and parts of a ranking, whatever the order of the rows."""

from __future__ import annotations

import numpy as np
import pandas as pd


def totals(code: np.ndarray, amount: np.ndarray, groups: int) -> np.ndarray:
    """The sum of the amounts of each group: float64, shape (groups,); `code` is the group of each, from 0.

    Whole cents add up exactly, so that groups that spent the same have the same sum; then what they leave of each
    amount, from the smallest on.

    >>> totals(np.array([0, 0, 0, 1]), np.array([0.1, 0.2, 0.3, 0.6]), 2).tolist()
    [0.6, 0.6]
    """
    order = np.lexsort((amount, code))
    code, amount = code[order], amount[order]
    cents = np.rint(100 * amount)
    rest = np.bincount(code, weights=amount - cents / 100, minlength=groups)
    return np.bincount(code, weights=cents, minlength=groups) / 100 + rest


def mean_ranks(values: np.ndarray, code: np.ndarray) -> np.ndarray:
    """The rank of each value in its group, 1 for the smallest: float64; equal values share the mean of their ranks.

    >>> mean_ranks(np.array([5, 9, 9, 7]), np.array([0, 0, 0, 1])).tolist()
    [1.0, 2.5, 2.5, 1.0]
    """
    order = np.lexsort((values, code))
    code, values = code[order], values[order]
    row = np.arange(len(values))
    new_group = np.append(True, code[1:] != code[:-1])[: len(code)]
    new_value = new_group | np.append(True, values[1:] != values[:-1])[: len(code)]
    start = np.maximum.accumulate(np.where(new_group, row, 0))
    first = np.flatnonzero(new_value)
    last = np.append(first[1:], len(values)) - 1
    which = np.cumsum(new_value) - 1
    ranks = np.empty(len(values))
    ranks[order] = (first + last)[which] / 2 - start + 1
    return ranks


def parts_by_rank(values: np.ndarray, parts: int) -> np.ndarray:
    """In which of so many equal parts of the ranking each value is: int64, from 1, the lowest, to `parts`.

    Equal values are in one part, that of the middle one of them; so parts are of the same size only where values
    differ.

    >>> parts_by_rank(np.array([7, 9, 9, 5, 8, 9]), 3).tolist()
    [1, 3, 3, 1, 2, 3]
    """
    # By twice the place in the order, a whole number also where places are shared.
    twice = (2 * mean_ranks(values, np.zeros(len(values), dtype=np.int64)) - 1).astype(np.int64)
    return 1 + parts * twice // (2 * len(values))


def in_order(group: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """A number for each label, and the labels, sorted where they can be; categories in their own order.

    >>> code, names = in_order(pd.Series(["b", "a", "b"]))
    >>> code.tolist(), names.tolist()
    ([1, 0, 1], ['a', 'b'])
    """
    try:
        return pd.factorize(group, sort=True)
    except Exception:  # text and dates, say
        return pd.factorize(group)
