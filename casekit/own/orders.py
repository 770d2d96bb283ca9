"""What a purchase is: a row, or the rows of one order together; and then, whether their amounts are added."""

from __future__ import annotations

import pandas as pd

from casekit.errors import CaseError, choice, shown
from casekit.own.column import Column

ROW, LINES, ORDER = "row", "lines", "order"
PURCHASES = {
    ROW: "a row is a purchase",
    LINES: "the rows of one {order} are a purchase, and their amounts are added, postage among them",
    ORDER: "the rows of one {order} are a purchase, and the amount is that of the whole order",
}
_SHARE_OF_CONFLICTS, _FEWEST_CONFLICTS = 0.25, 3  # of all numbers: from here on they are orders' and not purchases'
_CENT = 0.005


def purchase(
    rows: pd.DataFrame, numbers: int, order: Column | None, asked: str | None, has_lines: bool, is_order_total: bool
) -> tuple[str, str]:
    """ROW, LINES or ORDER, and the sentence that says so. `asked` is the reader's word.

    `rows` are those whose number another row has, too, of so many `numbers`: number, the code of the order; distinct,
    which tells rows apart that differ in anything that matters; is_bare, where neither customer nor date is named;
    amount, and product, quantity times price, nan where there is none.

    The rows of a number are lines of one order if they differ, and if there are columns that only a line has (a
    product, a quantity), or if the first row alone names customer and date. Without either, a number that comes twice
    is one purchase exported twice. CaseError where each row of an order has the same amount, and nothing tells whose.
    """
    if asked is not None:
        choice("purchase", asked, PURCHASES)
        if order is None and asked != ROW:
            raise CaseError(f"purchase={asked!r} needs the orders' numbers; say order= with the column that has them.")
        return asked, f"{_said(asked, order)}, as you said"
    different = rows.groupby("number")["distinct"].nunique() > 1
    if order is None or not different.any():
        return ROW, _said(ROW, None) + (f", numbered by {shown(order.name)}" if order else "")
    if not has_lines and not rows["is_bare"].any():
        conflicts = int(different.sum())
        if conflicts >= max(_FEWEST_CONFLICTS, _SHARE_OF_CONFLICTS * numbers):
            what = f"{conflicts:,} of {numbers:,} numbers in {shown(order.name)} stand in several rows that differ"
            raise CaseError(f"{what}; {_SAY}, or purchase='row' if each row is one.")
        return ROW, f"{_said(ROW, None)}, numbered by {shown(order.name)}"
    found = _whose(rows[rows["number"].map(different)], order, is_order_total)
    return found, _said(found, order)


def _whose(table: pd.DataFrame, order: Column, is_order_total: bool) -> str:
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
    text, count = order.texts[int(known.index[0])].as_py(), int(table["number"].eq(known.index[0]).sum())
    what = f"{shown(order.name)} {text} has {count} rows, each with the amount {most.iloc[0]:g}"
    raise CaseError(f"{what}, and so it is with all of several rows; {_SAY}.")


_SAY = "say purchase='lines' if their amounts are to be added, purchase='order' if each is the whole order's"


def _said(what: str, order: Column | None) -> str:
    return PURCHASES[what].format(order=shown(order.name) if order else "")
