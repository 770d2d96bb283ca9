"""What each row comes to: an amount, a quantity times a price, or what a bank has written under credit and debit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from casekit.errors import shown
from casekit.own import currencies
from casekit.own.amounts import Amounts, amounts
from casekit.own.column import Column
from casekit.own.roles import Roles
from casekit.own.table import Table

PAID_OUT = "paid out"
NEGATIVE, NEGATIVE_QUANTITY, NEGATIVE_PRICE = "negative amount", "negative quantity", "negative price"
_DEBIT_SIDE = frozenset({"d", "dr", "debit", "dbit", "s", "soll", "af", "debe", "debito", "dare", "out", "-"})
_DIGITS = 6  # after the point, of a sum or a product: what floats add beyond is noise


@dataclass(frozen=True)
class Money:
    """Of each row: `amount`, nan where there is none; what was `refunded` of it; `product`, quantity times price.

    `reasons` has masks of why there is no amount; `negative`, of what is below zero; `currency` the code of each row,
    "" where none is known.
    """

    amount: np.ndarray
    refunded: np.ndarray
    product: np.ndarray | None
    reasons: dict[str, np.ndarray]
    negative: dict[str, np.ndarray]
    currency: np.ndarray
    says: list[str]


def money(table: Table, roles: Roles, decimal: str | None) -> Money:
    """The money of each row, from the columns that have it."""
    used = {"amount": roles.amount} | {part: roles.parts.get(part) for part in _COLUMNS}
    columns = {part: table.column(name) for part, name in used.items() if name}
    needed = next(parts for parts in _WAYS if columns.keys() >= parts) | {"debit", "refunded"}
    found, says = amounts(columns, needed, decimal)
    read = {part: _Rows(columns[part], one) for part, one in found.items()}
    product = None
    if "price" in read and "quantity" in read:
        product = np.round(read["price"].values * read["quantity"].values, _DIGITS)
    amount, reasons, negative, what = _come_to(table, roles, read, product)
    negative[NEGATIVE] = (amount < 0) & ~np.logical_or.reduce([np.zeros(table.records, dtype=bool), *negative.values()])
    refunded = np.zeros(table.records)
    if "refunded" in read:
        refunded = np.abs(np.nan_to_num(read["refunded"].values))
        what += f", less {shown(roles.parts['refunded'])}"
    beside = read.get("amount") or read.get("credit") or read["price"]
    currency = _currency(table, roles, beside)
    return Money(amount, refunded, product, reasons, negative, currency, [f"amount is {what}", *says])


_COLUMNS = ("quantity", "price", "debit", "credit", "refunded")
_WAYS = ({"amount"}, {"credit"}, {"price", "quantity"}, {"price"})  # to what a row comes to; the first that there is


def _come_to(
    table: Table, roles: Roles, read: dict[str, _Rows], product: np.ndarray | None
) -> tuple[np.ndarray, dict[str, np.ndarray], dict[str, np.ndarray], str]:
    """What each row comes to, why not, which rows are below zero for what reason, and the words for it."""
    if "amount" in read:
        amount, negative = read["amount"].values.copy(), {}
        if "side" in roles.parts:
            negative[PAID_OUT] = _is_debit(table.column(roles.parts["side"]))
            amount[negative[PAID_OUT]] = -np.abs(amount[negative[PAID_OUT]])
        return amount, read["amount"].reasons, negative, shown(roles.amount)
    if "credit" in read:
        amount, reasons, out = _of_statement(read)
        what = f"{shown(roles.parts['credit'])}, and what {shown(roles.parts.get('debit', 'debit'))} has is paid out"
        return amount, reasons, {PAID_OUT: out}, what
    price = read["price"]
    if product is None:
        return price.values, price.reasons, {}, shown(roles.parts["price"])
    reasons, quantity = {**price.reasons}, read["quantity"]
    for reason, mask in quantity.reasons.items():
        reasons[reason] = reasons.get(reason, False) | mask
    negative = {NEGATIVE_QUANTITY: quantity.values < 0, NEGATIVE_PRICE: price.values < 0}
    return product, reasons, negative, f"{shown(roles.parts['quantity'])} times {shown(roles.parts['price'])}"


class _Rows:
    """The numbers of a column, a row each."""

    def __init__(self, column: Column, found: Amounts) -> None:
        self.values = column.of_rows(found.values)
        self.currency = column.of_rows(found.currency)
        kinds = [reason for reason in dict.fromkeys(found.reasons) if reason]
        self.reasons = {reason: column.of_rows(found.reasons == reason) for reason in kinds}


def _of_statement(read: dict[str, _Rows]) -> tuple[np.ndarray, dict[str, np.ndarray], np.ndarray]:
    """Credit as it is, debit below zero."""
    credit, reasons = read["credit"].values, dict(read["credit"].reasons)
    debit = np.abs(np.nan_to_num(read["debit"].values)) if "debit" in read else np.zeros(len(credit))
    out = (debit > 0) & ~(np.nan_to_num(credit) > 0)
    reasons = {reason: mask & ~out for reason, mask in reasons.items()}
    return np.where(out, -debit, credit), reasons, out


def _is_debit(column: Column) -> np.ndarray:
    return column.of_rows(np.array([text in _DEBIT_SIDE for text in column.said()], dtype=bool))


def _currency(table: Table, roles: Roles, beside: _Rows) -> np.ndarray:
    """From a column of currencies, else from what stands beside the amounts."""
    name = roles.parts.get("currency")
    if name is None:
        return beside.currency
    column = table.column(name)
    codes = np.array([currencies.code(text) or text for text in column.texts.to_pylist()], dtype=object)
    return column.of_rows(codes)
