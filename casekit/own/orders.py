"""What a purchase is: a row, or the rows of one order together; and then, whether their amounts are added."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from casekit.errors import CaseError, choice, shown
from casekit.own.customers import Customers
from casekit.own.dates import Dates
from casekit.own.money import Money
from casekit.own.roles import Roles
from casekit.own.table import Table

ROW, LINES, ORDER = "row", "lines", "order"
PURCHASES = {
    ROW: "a row is a purchase",
    LINES: "the rows of one {order} are a purchase, and their amounts are added, postage among them",
    ORDER: "the rows of one {order} are a purchase, and the amount is that of the whole order",
}
_SHARE_OF_CONFLICTS, _FEWEST_CONFLICTS = 0.25, 3  # of all numbers: from here on they are orders' and not purchases'
_CENT = 0.005


def repeated_rows(
    table: Table, roles: Roles, number: np.ndarray, live: np.ndarray, who: Customers, when: Dates, cash: Money
) -> tuple[pd.DataFrame, int]:
    """The rows that share their number with another, as `purchase` takes them, and the count of all numbers."""
    times = np.bincount(number[live & (number >= 0)], minlength=max(1, number.max(initial=0) + 1))
    rows = np.flatnonzero(live & (number >= 0) & (times[number] > 1))
    frame = pd.DataFrame({"number": number, "customer": who.codes, "at": when.at, "amount": cash.amount}).iloc[rows]
    lines = pd.DataFrame({name: table.column(name).codes[rows] for name in roles.lines}, frame.index)
    frame["line"] = _told_apart(lines)
    frame["distinct"] = _told_apart(frame)
    frame["is_bare"] = ~who.known[rows] & table.column(roles.at).is_blank[rows]
    frame["product"] = np.nan if cash.product is None else cash.product[rows]
    return frame, int(np.count_nonzero(times))


def _told_apart(rows: pd.DataFrame) -> np.ndarray:
    """A number for each different row."""
    if rows.empty:
        return np.zeros(len(rows), dtype=np.int64)
    return rows.groupby(list(rows.columns), dropna=False).ngroup().to_numpy()


def purchase(
    rows: pd.DataFrame, numbers: int, name: str | None, ids: pa.Array, asked: str | None, is_order_total: bool
) -> tuple[str, str]:
    """ROW, LINES or ORDER, and the sentence that says so. `asked` is the reader's word.

    `name` is the column with the orders' numbers, None for none; `ids` are the numbers, so many `numbers` of them in
    use. `rows` are those whose number another row has, too: number, its place in `ids`; distinct, which tells rows
    apart that differ in anything that matters; line, which tells apart those that differ in what only a line of an
    order has (a product, a quantity); is_bare, where neither customer nor date is named; amount, and product, quantity
    times price, nan where there is none.

    The rows of a number are lines of one order if they differ as lines do, or if the first row alone names customer
    and date. Else a number that comes twice is one purchase exported twice. CaseError where each row of an order has
    the same amount, and nothing tells whose it is.
    """
    if asked is not None:
        choice("purchase", asked, PURCHASES)
        if name is None and asked != ROW:
            raise CaseError(f"purchase={asked!r} needs the orders' numbers; say order= with the column that has them.")
        return asked, f"{_said(asked, name)}, as you said"
    different = rows.groupby("number")["distinct"].nunique() > 1
    if name is None or not different.any():
        return ROW, _said(ROW, name)
    if not rows["is_bare"].any() and not (rows.groupby("number")["line"].nunique() > 1).any():
        conflicts = int(different.sum())
        if conflicts >= max(_FEWEST_CONFLICTS, _SHARE_OF_CONFLICTS * numbers):
            what = f"{conflicts:,} of {numbers:,} numbers in {shown(name)} stand in several rows that differ"
            raise CaseError(f"{what}; {_SAY}, or purchase='row' if each row is one.")
        return ROW, _said(ROW, name)
    found = _whose(rows[rows["number"].map(different)], name, ids, is_order_total)
    return found, _said(found, name)


def _whose(table: pd.DataFrame, name: str, ids: pa.Array, is_order_total: bool) -> str:
    """LINES if the amounts are the lines', ORDER if they are the order's; `table` has orders of several rows."""
    by_order = table.groupby("number")["amount"]
    fewest, most, known = by_order.min(), by_order.max(), by_order.count()
    if (known <= 1).all() and table["amount"].isna().any():
        return ORDER  # the first row alone has it
    if (most - fewest > _CENT).any():
        return LINES
    if is_order_total:
        return ORDER
    if table["product"].notna().all():
        off_by_row = (table["amount"] - table["product"]).abs().sum()
        off_by_order = (most - table.groupby("number")["product"].sum()).abs().sum()
        if abs(off_by_row - off_by_order) > _CENT:
            return LINES if off_by_row < off_by_order else ORDER
    first = known.index[0]
    what = f"{shown(name)} {ids[int(first)]} has {int(known[first])} rows, each with the amount {most[first]:g}"
    raise CaseError(f"{what}, and so it is with all of several rows; {_SAY}.")


_SAY = "say purchase='lines' if their amounts are to be added, purchase='order' if each is the whole order's"


def _said(what: str, name: str | None) -> str:
    return PURCHASES[what].format(order=shown(name)) + (f", numbered by {shown(name)}" if name and what == ROW else "")


def equal_lines(unit: str, repeated: pd.DataFrame) -> int:
    """How many lines of an order are equal to an earlier one of it."""
    return 0 if unit == ROW else len(repeated) - repeated["distinct"].nunique()
