"""Values of the same customers, row by row, and which of the customers were treated."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from casekit.measure.frames import known, same_length, same_order
from casekit.measure.kinds import booleans, numbers


def paired(**given: ArrayLike) -> tuple[np.ndarray, list[np.ndarray]]:
    """Of whom every value is there, and the values: each float64, shape (n,). True and False are 1 and 0.

    >>> there, (before, after) = paired(before=[1, 2, None], after=[True, None, False])
    >>> there.tolist(), after.tolist()
    ([True, False, False], [1.0, nan, 0.0])
    """
    read = {name: numbers(name, values, booleans=True) for name, values in given.items()}
    same_length("customer", **read)
    same_order(**given)
    return ~np.isnan(np.stack(list(read.values()))).any(axis=0), list(read.values())


def read_arms(treated: ArrayLike, **given: ArrayLike) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
    """Of whom every value is there, who was treated, and the values; `treated` must be known of whoever is there.

    Raises ValueError unless two customers who are there were treated, and two were not.

    >>> there, lot, (outcome,) = read_arms(["yes", "no", "yes", "no"], outcome=[1, 0, 1, 1])
    >>> lot.tolist()
    [True, False, True, False]
    """
    lot = booleans("treated", treated, "customer")
    there, values = paired(**given)
    same_length("customer", **dict(zip(given, values, strict=True)), treated=lot)
    same_order(**given, treated=treated)
    known("treated", "customer", there & np.isnan(lot))
    took = np.count_nonzero(there & (lot == 1))
    left = np.count_nonzero(there) - took
    if min(took, left) < 2:
        must = "treated must be True for two customers or more, and False for two or more"
        raise ValueError(f"{must}; of those without missing values, {took:,} are True and {left:,} False.")
    return there, lot == 1, values
