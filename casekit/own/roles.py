"""Which column is what: by the reader's word, else by its heading, and by what stands in it where that does not do."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow.compute as pc

from casekit.errors import CaseError, shown
from casekit.own import currencies, headings, notations, states
from casekit.own.column import Column, np_mask
from casekit.own.customers import customers
from casekit.own.notations import NUMBER, UNREAD
from casekit.own.table import Table

_LOOKED_AT = 1_000  # different texts, of a column whose heading is not enough
_SINGLE = ("time", "zone", "quantity", "price", "debit", "credit", "side", "refunded", "kind", "gateway", "tags")
_FLAGS = {"cancelled": ("cancelled", True), "paid": ("not paid", False), "test": ("test order", True),
          "live": ("test order", False)}  # fmt: skip


@dataclass
class Roles:
    """The columns by the part they play, None where there is none; `also`, other columns that could have played it."""

    customer: str
    at: str
    order: str | None = None
    amount: str | None = None
    is_order_total: bool = False
    parts: dict[str, str] = field(default_factory=dict)  # of _SINGLE, "currency" and "status"
    flags: dict[str, tuple[str, bool]] = field(default_factory=dict)  # column: reason against a row, and when it holds
    lines: list[str] = field(default_factory=list)  # columns that only a line of an order has
    says: list[str] = field(default_factory=list)


class _Search:
    """The columns that may play each part, the likeliest first."""

    def __init__(self, table: Table, asked: dict[str, str]) -> None:
        self.table = table
        self.taken = set(asked.values())
        ranked = [
            (headings.rank(part, name), place, part, name)
            for part in headings.PATTERNS
            for place, name in enumerate(table.names)
            if name not in self.taken
        ]
        there = [(rank, place, part, name) for rank, place, part, name in ranked if rank is not None]
        self._by_part: dict[str, list[str]] = {}
        for _, _, part, name in sorted(there):
            self._by_part.setdefault(part, []).append(name)

    def all(self, part: str) -> list[str]:
        """Those that nothing else has taken, and that are not empty throughout."""
        there = [name for name in self._by_part.get(part, []) if name not in self.taken]
        return [name for name in there if not self.table.column(name).is_blank.all()] or there

    def take(self, part: str) -> str | None:
        found = next(iter(self.all(part)), None)
        if found is not None:
            self.taken.add(found)
        return found


def roles(table: Table, asked: dict[str, str]) -> Roles:
    """Which column plays which part. `asked` are those that the reader has named; CaseError where one is lacking."""
    search = _Search(table, asked)
    order = _order(search, asked)
    at, at_says = _at(search, asked)
    says: list[str] = []
    amount, is_total, amount_says = _amount(search, asked)
    parts = {part: asked.get(part) or search.take(part) for part in _SINGLE}
    parts["currency"] = next((name for name in search.all("currency") if _has_currencies(table.column(name))), None)
    if "amount" not in asked and not amount and not (parts["price"] or parts["credit"]):
        raise _lacking(table, "amount", "amount", " (or quantity= and price=)")
    lines = search.all("line") + [name for part in ("quantity", "price") if (name := parts[part])]
    is_statement = bool((parts["credit"] or search.all("balance")) and not lines)
    customer, customer_says = _customer(search, asked, is_statement)
    status = asked.get("status") or next((n for n in search.all("status") if states.is_status(table.column(n))), None)
    flags = {}
    for part, (reason, when) in _FLAGS.items():
        for name in search.all(part):
            if part == "cancelled" or states.is_yes_or_no(table.column(name)):
                flags[name] = (reason, when)
    chosen = {part: name for part, name in (parts | {"status": status}).items() if name}
    says = [*customer_says, *at_says, *amount_says]
    return Roles(customer, at, order, amount, is_total, chosen, flags, lines, says)


def _order(search: _Search, asked: dict[str, str]) -> str | None:
    """The column that numbers purchases."""
    if "order" in asked:
        return asked["order"]
    is_shopify = any(headings.plain(name).startswith("lineitem") for name in search.table.names)
    named = [name for name in search.table.names if headings.plain(name) == "name" and name not in search.taken]
    if is_shopify and named:  # calls the order's number Name
        search.taken.add(named[0])
        return named[0]
    order = search.take("order")
    if order:
        return order
    if "customer" in asked or any(search.all(part) for part in ("customer", "email", "person")):
        return search.take("transaction")
    search.taken.update(named := [name for name in search.all("transaction") if name not in _called_id(search)][:1])
    return next(iter(named), None)  # a column that is just called id may be the customers'


def _called_id(search: _Search) -> list[str]:
    return [name for name in search.all("transaction") if headings.plain(name) == "id"]


def _customer(search: _Search, asked: dict[str, str], is_statement: bool) -> tuple[str, list[str]]:
    """The column of customers: a number; an e-mail address where that knows more rows; a name where neither is there.

    The last resort are a column that is called id, of which the values come again, and the text of a bank's statement.
    """
    if "customer" in asked:
        return asked["customer"], []
    candidates = search.all("customer") + search.all("email")
    if not candidates:
        again = [name for name in _called_id(search) if search.table.column(name).counts.max() > 1]
        candidates = search.all("person") or again or (search.all("text") if is_statement else [])
        if not candidates:
            raise _lacking(search.table, "customer", "customers")
        return candidates[0], _also("customer", candidates)
    known = {name: int(customers(search.table.column(name)).known.sum()) for name in candidates}
    best = max(candidates, key=lambda name: known[name])  # of equals the first
    first = candidates[0]
    if best != first:
        more = f"{known[best]:,} rows, and {shown(first)} in {known[first]:,}"
        return best, [f"{shown(best)} says who bought in {more}: customer={first!r} takes that all the same"]
    return best, _also("customer", candidates)


def _at(search: _Search, asked: dict[str, str]) -> tuple[str, list[str]]:
    if "at" in asked:
        return asked["at"], []
    candidates = [name for name in search.all("at") if _has_dates(search.table.column(name), 0.5, bare=True)]
    if not candidates:
        candidates = [name for name in search.table.names if name not in search.taken]
        candidates = [name for name in candidates if _has_dates(search.table.column(name), 0.9, bare=False)]
        if len(candidates) != 1:
            candidates = search.all("at")[:1]  # whose rows are all refused, with a reason
    if not candidates:
        raise _lacking(search.table, "at", "dates")
    search.taken.add(candidates[0])
    return candidates[0], _also("at", candidates)


def _has_dates(column: Column, share: float, bare: bool) -> bool:
    """Whether so many of its texts are dates; `bare` numbers among them, or not."""
    some = column.texts.slice(0, _LOOKED_AT)
    some = some.filter(pc.not_equal(some, ""))
    kind = notations.taken_apart(some).kind
    return len(some) > 0 and bool(np.mean((kind != UNREAD) & (bare | (kind != NUMBER))) >= share)


def _amount(search: _Search, asked: dict[str, str]) -> tuple[str | None, bool, list[str]]:
    """The column of amounts, whether its heading says that they are orders' totals, and what else there is."""
    if "amount" in asked:
        return asked["amount"], headings.rank("order total", asked["amount"]) is not None, []
    if "price" in asked:
        return None, False, []
    candidates = [
        name
        for part in ("order total", "amount")
        for name in search.all(part)
        if _has_numbers(search.table.column(name))
    ]
    candidates = list(dict.fromkeys(candidates))
    if not candidates:
        return None, False, []
    chosen = candidates[0]
    search.taken.add(chosen)
    return chosen, headings.rank("order total", chosen) is not None, _also("amount", candidates)


def _has_currencies(column: Column) -> bool:
    """Whether most of its different texts are currencies: Valuta is one in Italian, and a day in German."""
    some = [text for text in column.texts.slice(0, _LOOKED_AT).to_pylist() if text]
    return 2 * sum(currencies.code(text) is not None for text in some) > len(some)


def _has_numbers(column: Column) -> bool:
    some = column.texts.slice(0, _LOOKED_AT)
    some = some.filter(pc.not_equal(some, ""))
    return len(some) == 0 or bool(np.mean(np_mask(pc.match_substring_regex(some, r"\d"))) >= 0.5)


def _also(argument: str, candidates: list[str]) -> list[str]:
    if len(candidates) < 2:
        return []
    others = ", ".join(map(shown, candidates[1:4])) + (", ..." if len(candidates) > 4 else "")
    return [f"{argument} could also be {others}: {argument}= says so"]


def _lacking(table: Table, argument: str, what: str, instead: str = "") -> CaseError:
    has = ", ".join(map(shown, table.names[:12])) + (", ..." if len(table.names) > 12 else "")
    return CaseError(f"No column is known to hold the {what}; say {argument}= with one of {has}{instead}.")
