"""The front office, which writes, and the back office, which reads: both halves of CRM as stores to be asked in SQL."""

from __future__ import annotations

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.errors import CaseError, shown, whole_number
from casekit.lessons.opening import takes
from casekit.store import Analytical, Operational

NEWCOMER = (1, "chat", "2025-12-31 23:59:59.000", "Ada Lovelace", None, None, None, "ada.lovelace1@example.org", None)
MOST_FILES = 1_000


@takes(AMAZON)
def front_office(case: Case) -> Operational:
    """An operational store to which all that was filed under the channels' records has been written, event by event."""
    store = Operational()
    store.take(case.channel_records, case.channel_events)
    return store


def back_office(front: Operational) -> Analytical:
    """An analytical store, made from the operational one as it is now."""
    return Analytical(_store(front))


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
