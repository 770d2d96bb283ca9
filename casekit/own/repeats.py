"""What comes twice: a number of which there should be one purchase, and purchases that are equal in everything."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from casekit.own.purchases import Purchases
from casekit.own.verdicts import Verdicts

DUPLICATE = "duplicate"
_WHAT = {"amount": "amount", "customer": "customer", "at": "date"}


def refuse_repeats(found: Purchases, number: np.ndarray, ids: pa.Array, name: str, verdicts: Verdicts) -> None:
    """Where a row is a purchase: refuse its copies, and all rows of a number that disagree, as any may hold."""
    rows = np.flatnonzero(~verdicts.refused & (number >= 0))
    table = pd.DataFrame({"number": number[rows], **_columns(found, rows)}, index=rows)
    table = table[table["number"].duplicated(keep=False)]
    if table.empty:
        return
    different = table.groupby("number")[list(_WHAT)].transform("nunique")
    disagrees = (different > 1).any(axis=1)
    for column, what in _WHAT.items():
        here = disagrees & (different[column] > 1)
        of_which = ids.take(pa.array(table["number"][here].to_numpy())).to_numpy(zero_copy_only=False).astype(object)
        verdicts.refuse(f"more than one {what} for one {name}", _mask(here, number), " (" + of_which + ")")
        disagrees &= ~here  # one reason will do
    copies = table["number"].duplicated() & ~verdicts.refused[table.index]
    first = pd.Series(table.index, table.index).groupby(table["number"]).transform("min")[copies]
    details = " of record " + (first + 1).astype(str).to_numpy(dtype=object)
    verdicts.refuse(DUPLICATE, _mask(copies, number), details)


def equal_purchases(found: Purchases, rows: np.ndarray) -> int:
    """How many of the purchases that begin in these rows are equal to an earlier one: customer, moment and amount."""
    return int(pd.DataFrame(_columns(found, rows)).duplicated().sum())


def _columns(found: Purchases, rows: np.ndarray) -> dict[str, np.ndarray]:
    group = found.groups.of_row[rows]
    return {"amount": found.amount[group], "customer": found.customer[group], "at": found.at[group]}


def _mask(here: pd.Series, number: np.ndarray) -> np.ndarray:
    mask = np.zeros(len(number), dtype=bool)
    mask[here.index[here]] = True
    return mask
