"""A log of purchases, read and checked: who bought, when, and for how much; and the day up to which it is looked at."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import numpy as np
import pandas as pd

from casekit.measure.frames import known, needed
from casekit.measure.given import shown
from casekit.measure.ids import ids
from casekit.measure.kinds import moments, numbers


class Log(NamedTuple):
    """Of each row, shape (n,): the customer's id, the moment (datetime64, by its own clock), and the amount.

    The amount is zero or more, and nan where there is none.
    """

    customer: np.ndarray
    at: np.ndarray
    amount: np.ndarray


def read_log(purchases: pd.DataFrame, *, amounts: bool = False) -> Log:
    """The columns customer_id, at and amount of a table, of any legal dtype; ValueError for one that cannot be.

    With `amounts`, amount must be there, and known; without, it may be missing, as a column or in a row.
    """
    wanted = ("customer_id", "at", "amount")[: 3 if amounts else 2]
    found = needed("purchases", purchases, *wanted, too="amount")
    at, customers = moments("at", found["at"], by_the_clock=True), ids("customer_id", found["customer_id"])
    amount = numbers("amount", found["amount"]) if "amount" in found else np.full(len(at), np.nan)
    known("customer_id", "purchase", customers.missing)
    known("at", "purchase", np.isnat(at))
    if amounts:
        known("amount", "purchase", np.isnan(amount))
    if (amount < 0).any():
        raise ValueError(f"amount must be zero or more; {np.nanmin(amount):g} was given: a refund is none.")
    return Log(customers.keys, at, amount)


def day(name: str, value: object) -> np.datetime64:
    """A day that was given as text, date or moment, as datetime64[D]; of a moment, its day by its own clock.

    >>> day("until", "2025-12-31"), day("until", pd.Timestamp("2025-12-31 23:59", tz="America/New_York"))
    (np.datetime64('2025-12-31'), np.datetime64('2025-12-31'))
    """
    try:
        # Text in this one form, as 01/02/2025 is January here and February there.
        given = dt.date.fromisoformat(value.strip()) if isinstance(value, str) else value
        if isinstance(given, dt.datetime):
            given = given.date()
        if isinstance(given, dt.date | np.datetime64) and not (isinstance(value, str) and value.strip() != str(given)):
            moment = np.datetime64(given)
            found = moment.astype("datetime64[D]")
            # Neither a month or a year, which are many days, nor beyond the calendar.
            if np.datetime_data(moment.dtype)[0] not in "YMW" and isinstance(found.item(), dt.date):
                return found
    except Exception:  # text that is no date, or a moment out of all bounds
        pass
    raise ValueError(f"{name} must be a day, such as '2025-12-31' or a datetime; {shown(value)} was given.")
