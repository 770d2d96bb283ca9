"""From a table and the parts that its columns play to purchases and refused records."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from casekit.errors import CaseError, shown
from casekit.own.currency import refuse_other_currencies
from casekit.own.customers import Customers, customers, twins
from casekit.own.dates import Dates
from casekit.own.moments import moments
from casekit.own.money import Money, money
from casekit.own.no_records import no_records
from casekit.own.numbers import cancellations, order_numbers
from casekit.own.orders import ROW, equal_lines, purchase, repeated_rows
from casekit.own.purchases import Groups, Purchases, purchases
from casekit.own.repeats import equal_purchases, refuse_repeats
from casekit.own.roles import Roles
from casekit.own.standing import standing
from casekit.own.table import Table
from casekit.own.transactions import Transactions, counted
from casekit.own.verdicts import Verdicts

FEWER = "fewer cells than the header has names"


class Said(NamedTuple):
    """What the reader says of the file, besides its columns; None for what the file tells."""

    paid: list[str] | None = None
    purchase: str | None = None
    dates: str | None = None
    decimal: str | None = None
    currency: str | None = None
    time_zone: str | None = None


def assemble(source: str, table: Table, roles: Roles, said: Said) -> Transactions:
    """The purchases of a table. CaseError where a part can be read in two ways, and where nothing is of use."""
    when = moments(table, roles, said.dates, said.time_zone)
    cash = money(table, roles, said.decimal)
    who = customers(table.column(roles.customer))
    verdicts = Verdicts(table.records)
    for reason, mask in table.faults.items():
        verdicts.refuse(reason, mask)
    for reason, mask in _no_records(table, roles, when, cash).items():
        verdicts.refuse(reason, mask & ~verdicts.refused)
    live = ~verdicts.refused
    number, ids, number_says = order_numbers(table, roles, live, who)
    repeated, numbers = repeated_rows(table, roles, number, live, who, when, cash)
    unit, unit_says = purchase(repeated, numbers, roles.order, ids, said.purchase, roles.is_order_total)
    groups = Groups(None if unit == ROW else number, live)
    verdicts.refuse(f"cancellation ({roles.order} begins with C)", live & cancellations(number, ids, cash))
    currency_says = refuse_other_currencies(groups, cash.currency, said.currency, verdicts)
    stated, state_says = standing(table, roles, said.paid)
    found = purchases(groups, unit, who, when, cash, stated, verdicts)
    if roles.order and unit == ROW and said.purchase is None:
        refuse_repeats(found, number, ids, roles.order, verdicts)
    verdicts.refuse(FEWER, table.short & verdicts.refused)
    if verdicts.refused.all():
        why = ", ".join(f"{count:,} {reason}" for reason, count in verdicts.counts.items())
        raise CaseError(f"No record of {source} is a purchase, of {table.records:,}: {why}.")
    frame, first = _frame(found, who, when, ~verdicts.refused)
    left = _left(found, frame, first[number[first] < 0], cash, groups, equal_lines(unit, repeated))
    customer_says = [f"customer_id is {shown(roles.customer)}", *twins(who.names)]
    readings = [table.says, unit_says, *number_says, *customer_says, *when.says, *cash.says, *currency_says]
    readings += [*state_says, *roles.says, *left]
    return Transactions(source, frame, _refused(table, verdicts), table.records, verdicts.counts, tuple(readings))


def _no_records(table: Table, roles: Roles, when: Dates, cash: Money) -> dict[str, np.ndarray]:
    told = dict.fromkeys([roles.customer, roles.at, roles.amount, roles.order, table.names[0], *roles.parts.values()])
    return no_records(table, [table.column(name) for name in told if name], when.known, cash.amount)


def _frame(found: Purchases, who: Customers, when: Dates, usable: np.ndarray) -> tuple[pd.DataFrame, np.ndarray]:
    """The purchases, in the order of the file, and the first row of each."""
    rows = np.flatnonzero(usable)
    _, place = np.unique(found.groups.of_row[rows], return_index=True)
    first = rows[np.sort(place)]
    group = found.groups.of_row[first]
    names = who.names.take(pa.array(found.customer[group])).to_pandas().astype("str")
    columns = {"customer_id": names, "at": when.clock.column(found.at[group]), "amount": found.amount[group]}
    return pd.DataFrame(columns), first


def _refused(table: Table, verdicts: Verdicts) -> pd.DataFrame:
    rows = np.flatnonzero(verdicts.refused)
    line = pd.array([pd.NA] * len(rows), "Int64") if table.line is None else pd.array(table.line[rows], "Int64")
    text = table.text(rows).to_pandas().astype("str")
    return pd.DataFrame({"record": rows + 1, "line": line, "reason": verdicts.sentences(rows), "text": text})


def _left(
    found: Purchases, frame: pd.DataFrame, singly: np.ndarray, cash: Money, groups: Groups, lines: int
) -> list[str]:
    """What was left as it is: refunds, purchases of nothing, and equal ones or `lines` that nothing tells apart."""
    says = [f"equal to another line of their order: {counted(lines, 'line')}; each counts"] if lines else []
    below = np.logical_or.reduce(list(cash.negative.values())) & groups.live
    if below.any():
        says.append("a refund or return in a row of its own is refused, and the purchase it belongs to stays whole")
    nothing = int((frame["amount"] == 0).sum())
    if nothing:
        says.append(f"{counted(nothing, 'purchase')} of 0 count, too; only the gamma-gamma model needs more than that")
    equal = equal_purchases(found, singly)
    if equal:
        says.append(
            f"equal to an earlier one: {counted(equal, 'purchase')}; as no number tells them apart, each counts"
        )
    return says
