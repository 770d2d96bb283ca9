"""By which clock: dates that name an offset from UTC, dates that name none, and the time zone that a reader names."""

from __future__ import annotations

import zoneinfo
from typing import NamedTuple

import numpy as np
import pandas as pd

from casekit.errors import CaseError, meant, shown
from casekit.own.notations import NO_OFFSET

NO_ZONE = "no offset from UTC, where the others have one"
A_ZONE = "an offset from UTC, where the others have none"
NO_SUCH_TIME = "no such time: the clock was put forward"


class Clock(NamedTuple):
    """The time zone of the moments: a name, "UTC", or None for the shop's own clock, of which nothing is said."""

    zone: str | None
    says: str

    def column(self, milliseconds: np.ndarray) -> pd.Series:
        """Moments in milliseconds since 1970 as a column: datetime64[ms], with the zone where one is known."""
        at = pd.Series(milliseconds.astype("datetime64[ms]"))
        return at if self.zone is None else at.dt.tz_localize("UTC").dt.tz_convert(self.zone)


def time_zone(zone: object) -> str | None:
    """`zone` if there is such a time zone; CaseError with the nearest name otherwise."""
    if zone is None:
        return None
    known = zoneinfo.available_timezones()
    if isinstance(zone, str) and zone in known:
        return zone
    near = meant(zone, known) or ";"
    raise CaseError(
        f"time_zone must be a name such as 'Europe/Vienna' or 'UTC'{near.rstrip('?;')}; {shown(zone)} was given."
    )


def zone_of(texts: list[str]) -> str | None:
    """The time zone that a column names throughout, such as Europe/Vienna; None where it names none, or several."""
    names = {_AMERICAN.get(text.casefold(), text) for text in texts if text}
    return names.pop() if len(names) == 1 and names <= zoneinfo.available_timezones() else None


_AMERICAN = {
    f"{name} time (us & canada)": f"America/{city}"
    for name, city in (
        ("eastern", "New_York"),
        ("central", "Chicago"),
        ("mountain", "Denver"),
        ("pacific", "Los_Angeles"),
    )
}  # as Square and Rails have them


def settled(
    name: str,
    local: np.ndarray,
    offset: np.ndarray,
    reason: np.ndarray,
    has_time: np.ndarray,
    rows: np.ndarray,
    zone: str | None,
    in_utc: bool,
) -> tuple[Clock, np.ndarray]:
    """The clock of all dates, and their moments by it: in UTC, or as they stand where nothing is said of a zone.

    Of each different date: `local`, milliseconds by its own clock; `offset` from UTC in minutes; `reason` why it is
    none, "" if it is one, to which some are added here; whether it `has_time`; how many `rows` have it.
    """
    there = reason == ""
    with_offset, without = there & (offset != NO_OFFSET), there & (offset == NO_OFFSET)
    at = local - np.where(with_offset, offset, 0).astype(np.int64) * 60_000
    many, few = int(rows[with_offset].sum()), int(rows[without].sum())
    if zone is not None:
        at[without], missing = _in_zone(local[without], has_time[without], zone)
        reason[np.flatnonzero(without)[missing]] = NO_SUCH_TIME
        return Clock(zone, f"by the clock of {zone}"), at
    if in_utc:
        return Clock("UTC", "in UTC, as its heading says"), at
    if not many:
        return Clock(None, "by the shop's own clock, as no time zone is given"), at
    if many == few:
        what = f"{many:,} dates with an offset from UTC, and as many without"
        raise CaseError(
            f"{shown(name)} has {what}; say time_zone='Europe/Vienna', or wherever those without were taken."
        )
    if many > few:
        reason[without] = NO_ZONE
        return Clock("UTC", "in UTC, by the offset that each date has"), at
    reason[with_offset] = A_ZONE
    return Clock(None, "by the shop's own clock, as most dates have no time zone"), at


def _in_zone(local: np.ndarray, has_time: np.ndarray, zone: str) -> tuple[np.ndarray, np.ndarray]:
    """Milliseconds in UTC of local ones; and where there was no such time. An hour that came twice is its first."""
    naive = pd.DatetimeIndex(local.astype("datetime64[ms]"))
    first = np.ones(len(local), dtype=bool)
    missing = naive.tz_localize(zone, ambiguous=first, nonexistent="NaT").isna()
    found = naive.tz_localize(zone, ambiguous=first, nonexistent="shift_forward")  # a day may begin at one o'clock
    at = found.tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[ms]").astype(np.int64)
    return at, missing & has_time
