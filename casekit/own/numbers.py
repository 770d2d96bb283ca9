"""The orders' numbers: which rows they bring together, and which they say are no purchase."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from casekit.own.column import np_mask, numbered, rounded
from casekit.own.customers import Customers
from casekit.own.money import Money
from casekit.own.roles import Roles
from casekit.own.table import Table
from casekit.own.transactions import counted


def order_numbers(
    table: Table, roles: Roles, live: np.ndarray, who: Customers
) -> tuple[np.ndarray, pa.Array, list[str]]:
    """Of each row the place of its number among the numbers, -1 for none; the numbers; and what is to be said of them.

    A number that a spreadsheet has rounded is none: two orders may have the same.
    """
    if roles.order is None:
        return np.full(table.records, -1), pa.array([], pa.string()), []
    number, ids = numbered(table.column(roles.order))
    is_lost = np.append(rounded(ids), False)[number] & live
    number = np.where(is_lost, -1, number)
    if roles.lines:
        number = _continued(number, live, who, table.column(roles.at).is_blank)
    lost = counted(int(is_lost.sum()), "row")
    return number, ids, [f"numbers that a spreadsheet has rounded: {lost}, each for itself"] if is_lost.any() else []


def _continued(number: np.ndarray, live: np.ndarray, who: Customers, no_date: np.ndarray) -> np.ndarray:
    """The numbers, with those of the row above where a row names neither order nor customer nor date: it goes on."""
    goes_on = live & (number < 0) & ~who.known & no_date
    above = np.maximum.accumulate(np.where(goes_on, 0, np.arange(len(number))))
    return np.where(goes_on & live[above], number[above], number)


def cancellations(number: np.ndarray, ids: pa.Array, cash: Money) -> np.ndarray:
    """Rows below zero whose number begins with C, where most numbers are digits only."""
    begins = np_mask(pc.match_substring_regex(ids, r"^[Cc]\d+$"))
    digits = np_mask(pc.match_substring_regex(ids, r"^\d+$"))
    if not begins.any() or digits.sum() < len(ids) / 2:
        return np.zeros(len(number), dtype=bool)
    return np.append(begins, False)[number] & np.logical_or.reduce(list(cash.negative.values()))
