"""The front office, which writes, and the back office, which reads: both halves of CRM as stores to be asked in SQL."""

from __future__ import annotations

import pandas as pd

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.errors import CaseError, shown, whole_number
from casekit.lessons.opening import takes
from casekit.store import Analytical, Operational

NEWCOMER = (1, "chat", "2025-12-31 23:59:59.000", "Ada Lovelace", None, None, None, "ada.lovelace1@example.org", None)
MOST_FILES = 1_000
COPIES = """
select count(*) as addresses, coalesce(sum(numbers > 1), 0) as different
from (select count(phone) as known, count(distinct phone) as numbers from record where email is not null group by email)
where known > 1
"""
BY_RECORD = """
select record_id, record.channel, name, email, phone,
    count(cents) filter (happened_at >= '2025-01-01' and happened_at < '2025-07-01') > 0 as first_half,
    count(cents) filter (happened_at >= '2025-07-01') > 0 as second_half,
    coalesce(sum(cents) filter (happened_at >= '2025-07-01'), 0) / 100 as spent
from record join event using (record_id)
group by all order by record_id
"""


@takes(AMAZON)
def front_office(case: Case) -> Operational:
    """An operational store to which all that was filed under the channels' records has been written, event by event."""
    store = Operational()
    store.take(case.channel_records, case.channel_events)
    return store


def back_office(front: Operational) -> Analytical:
    """An analytical store, made from the operational one as it is now."""
    return Analytical(_store(front))


def by_record(office: Analytical) -> pd.DataFrame:
    """A row for each record: whether anything was ordered in each half of 2025, and the dollars of the second."""
    if not isinstance(office, Analytical):
        raise CaseError(f"The back office must be what back_office gave; {shown(office)} was given.")
    return office.ask(BY_RECORD)


def copies(front: Operational) -> str:
    """For how many e-mail addresses the records have different telephone numbers."""
    found = _store(front).ask(COPIES).iloc[0]
    return (
        f"{found.addresses} e-mail addresses stand in two or more records that have a telephone number. "
        f"For {found.different} of them the numbers differ."
    )


def cut_off(front: Operational) -> str:
    """A new customer's first order, which is cut off half-way: their record is written, and the order not yet."""
    store, counts = _store(front), []
    counts.append(store.count("record"))
    try:
        with store.transaction():
            store.insert("record", NEWCOMER)
            counts.append(store.count("record"))
            raise ConnectionError("the line went dead before the order was written")
    except ConnectionError as error:
        counts.append(store.count("record"))
        before, within, after = (f"{count:,}" for count in counts)
        return f"Records before: {before}. Within the transaction: {within}. Then {error}. Now: {after}."


def interfaces(files: int) -> int:
    """How many pairs there are of so many files: an interface for each keeps all of them up to date.

    >>> interfaces(4)
    6
    """
    files = whole_number("files", files, 1, MOST_FILES)
    return files * (files - 1) // 2


def _store(given: object) -> Operational:
    if not isinstance(given, Operational):
        raise CaseError(f"The front office must be what front_office gave; {shown(given)} was given.")
    return given
