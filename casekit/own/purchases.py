"""From rows to purchases: what belongs to one order is brought together, and what is no purchase gets its reason."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from casekit.own.amounts import NO_AMOUNT
from casekit.own.customers import Customers
from casekit.own.dates import Dates
from casekit.own.money import Money
from casekit.own.orders import ORDER
from casekit.own.states import States
from casekit.own.verdicts import Verdicts

TWO_CUSTOMERS = "an order of two customers"
INCOMPLETE = "a line of an order that has another line without an amount"
REFUNDED, BELOW_ZERO = "refunded", "a line of an order that comes to less than nothing"
_DIGITS = 6  # after the point, of a sum: what floats add beyond is noise
_NEVER = np.iinfo(np.int64).max


class Groups:
    """Rows that make one purchase together, numbered from 0; a row without a number is one for itself."""

    def __init__(self, number: np.ndarray | None, live: np.ndarray) -> None:
        rows = np.arange(len(live))
        if number is None:
            self.of_row = rows
        else:
            own = number.max(initial=-1) + 1 + rows
            _, self.of_row = np.unique(np.where(live & (number >= 0), number, own), return_inverse=True)
        self.count = int(self.of_row.max(initial=-1)) + 1
        self.live = live

    def first(self, where: np.ndarray) -> np.ndarray:
        """The first row of each group that is in a mask; the number of rows where there is none."""
        found, rows = np.full(self.count, len(self.live)), np.flatnonzero(where & self.live)
        np.minimum.at(found, self.of_row[rows], rows)
        return found

    def any(self, where: np.ndarray) -> np.ndarray:
        """Whether a row of each group is in a mask."""
        return np.bincount(self.of_row[where & self.live], minlength=self.count) > 0

    def filled(self, values: np.ndarray, known: np.ndarray, missing: int) -> np.ndarray:
        """Of each row what it says itself, else what the first row of its group says that says something."""
        first = np.append(values, missing)[self.first(known)]
        return np.where(known, values, first[self.of_row])

    def sum(self, values: np.ndarray, where: np.ndarray) -> np.ndarray:
        return np.bincount(self.of_row[where], weights=values[where], minlength=self.count)


@dataclass(frozen=True)
class Purchases:
    """Of each group of rows: its customer's code, -1 for none; milliseconds; what it comes to, refunds taken off."""

    groups: Groups
    customer: np.ndarray
    at: np.ndarray
    amount: np.ndarray


def purchases(
    groups: Groups, unit: str, who: Customers, when: Dates, money: Money, states: list[States], verdicts: Verdicts
) -> Purchases:
    """Bring rows together, and refuse those that are no part of a purchase.

    What a row leaves empty, the first row of its order says that does not. `unit` is one of orders.PURCHASES.
    """
    live = groups.live
    customer = groups.filled(who.codes, who.known, -1)
    for reason, mask in who.reasons.items():
        verdicts.refuse(reason, live & (customer < 0) & mask)
    other = who.known & (who.codes != np.append(who.codes, -1)[groups.first(who.known)][groups.of_row])
    verdicts.refuse(TWO_CUSTOMERS, live & groups.any(other)[groups.of_row])

    at, rows = np.full(groups.count, _NEVER), np.flatnonzero(when.known & live)
    np.minimum.at(at, groups.of_row[rows], when.at[rows])
    for reason, mask in when.reasons.items():
        verdicts.refuse(reason, live & (at == _NEVER)[groups.of_row] & mask)

    for state in states:
        code = groups.filled(state.codes, state.codes >= 0, -1)
        if unit == ORDER:  # what holds for one of its rows holds for all
            first_bad = np.append(state.codes, -1)[groups.first(state.codes > 0)][groups.of_row]
            code = np.where(first_bad > 0, first_bad, code)
        for place, reason in enumerate(state.reasons[1:], start=1):
            verdicts.refuse(reason, live & (code == place))

    refunds = _refunds(groups, money)
    amount = np.round(_totals(groups, unit, money, verdicts) - refunds, _DIGITS) + 0.0
    _refuse_what_is_below_zero(groups, amount, refunds, money, verdicts)
    return Purchases(groups, np.append(who.codes, -1)[groups.first(who.known)], at, amount)


def _totals(groups: Groups, unit: str, money: Money, verdicts: Verdicts) -> np.ndarray:
    """What each group comes to before refunds; rows without an amount are refused, and with them their order."""
    amount, live, of_row = money.amount, groups.live, groups.of_row
    known = ~np.isnan(amount)
    first = groups.first(known)
    if unit == ORDER:
        lacking = {
            name: mask & ((name != NO_AMOUNT) | ~groups.any(known)[of_row]) for name, mask in money.reasons.items()
        }
    else:
        lacking = money.reasons
    sound = live & ~verdicts.refused
    incomplete = np.zeros(len(live), dtype=bool)
    for reason, mask in lacking.items():
        incomplete |= mask & sound
        verdicts.refuse(reason, live & mask)
    verdicts.refuse(INCOMPLETE, sound & groups.any(incomplete)[of_row] & ~incomplete)
    if unit == ORDER:
        return np.append(amount, 0.0)[first]
    return groups.sum(amount, live & ~verdicts.refused)


def _refunds(groups: Groups, money: Money) -> np.ndarray:
    """What was paid back of each group: once, where each of its rows says the same."""
    sound = groups.live
    total, most = groups.sum(money.refunded, sound), np.zeros(groups.count)
    np.maximum.at(most, groups.of_row[sound], money.refunded[sound])
    rows = np.bincount(groups.of_row[sound], minlength=groups.count)
    return np.where(np.isclose(total, most * rows), most, total)


def _refuse_what_is_below_zero(
    groups: Groups, amount: np.ndarray, refunds: np.ndarray, money: Money, verdicts: Verdicts
) -> None:
    below = np.logical_or.reduce(list(money.negative.values()))
    sound = groups.live & ~verdicts.refused
    refunded = (refunds > 0) & (amount <= 0)
    none_above = ~groups.any(sound & ~below) & groups.any(sound & below)
    negative = ((amount < 0) | none_above) & ~refunded
    verdicts.refuse(REFUNDED, sound & refunded[groups.of_row])
    # What is refused for another reason is also told that it is below zero, as a stock correction without a customer.
    for reason, mask in money.negative.items():
        verdicts.refuse(reason, groups.live & mask & (negative[groups.of_row] | ~sound))
    verdicts.refuse(BELOW_ZERO, sound & negative[groups.of_row] & ~below)
