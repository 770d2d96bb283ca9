"""What reaches the back office, if a channel's file is missing, or orders arrive late."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from casekit.case import Case
from casekit.lessons.linking.numbers import FIRST_HALF, Report, Seen, bought, report
from casekit.memo import memo

DAYS = 365
MONTH_ENDS = np.cumsum([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
LATE = int(MONTH_ENDS[5])  # the first day of the second half


class Orders(NamedTuple):
    """The orders of 2025, one entry each."""

    person: np.ndarray  # int32, the customer_id
    channel: np.ndarray  # int8, code in `channels`: of the record that the order is filed under
    day: np.ndarray  # int16, 0 to 364
    amount: np.ndarray  # dollars


def channels(case: Case) -> list[str]:
    """The channels of the service desk, each of which keeps a file."""
    return list(case.channel_records.channel.cat.categories)


@memo(keep=1)
def orders(case: Case) -> Orders:
    """What a store without gaps would have."""
    table = case.fresh("channel_records", "record_id", "channel")
    whose = case.reveal().fresh("channel_records", "customer_id").customer_id.to_numpy()
    made = bought(case)
    row = np.searchsorted(table.record_id, made.record_id)
    day = (made["at"] - pd.Timestamp(FIRST_HALF)).dt.days.to_numpy().astype(np.int16)
    codes = table.channel.cat.codes.to_numpy()
    return Orders(whose[row], codes[row], day, made.amount.to_numpy())


class Reaching(NamedTuple):
    """What reaches the back office: its report, the true one, and dollars by month, as reported and in truth."""

    reported: Report
    true: Report
    months: np.ndarray  # dollars, shape (2, 12)


def reaching(case: Case, missing: str, days: int) -> Reaching:
    """The report of the last day of 2025, if one channel's file is `missing`, and orders arrive `days` late.

    Every customer is counted once here, however many records there are.
    """
    made = orders(case)
    code = channels(case).index(missing) if missing in channels(case) else -1
    arrived = (made.channel != code) & (made.day < DAYS - days)
    reported, true = (_of_persons(made, here) for here in (arrived, np.ones(len(made.day), dtype=bool)))
    month = np.searchsorted(MONTH_ENDS, made.day, side="right")
    sums = [np.bincount(month[here], made.amount[here], minlength=12) for here in (arrived, slice(None))]
    return Reaching(reported, true, np.array(sums))


def _of_persons(made: Orders, here: np.ndarray) -> Report:
    person, late = made.person[here] - 1, made.day[here] >= LATE
    many = int(made.person.max())
    first, second = (np.bincount(person[half], minlength=many) > 0 for half in (~late, late))
    spent = np.bincount(person[late], made.amount[here][late], minlength=many)
    everybody = Seen(first, second, spent, np.arange(1, many + 1))
    return report(everybody, np.arange(many))._replace(customers=int(np.count_nonzero(first | second)))
