"""The synthetic calendar: a window of whole months that always ends with December 2025."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

END = np.datetime64("2026-01", "M")  # the first month after the window; "today" in every lesson
LONGEST = 120  # months: the longest window, and the longest that anybody has been a customer before its end
DAY_MS = 86_400_000
DAYS_IN_YEAR = 365.25
DAYS_IN_MONTH = DAYS_IN_YEAR / 12


@dataclass(frozen=True)
class Calendar:
    """Positions in the window are floats in months: 2.5 is halfway through its third month, negative is before it.

    A month is a calendar month, whether it has 28 days or 31, so that a rate "a month" means the same in each. Within
    a day, time runs from opening to closing: `hours` are the clock hours by which none, equal shares, and all of a
    day's events have happened.

    >>> calendar = Calendar(12, hours=(6, 9, 12, 21))
    >>> calendar.months_as_dates[[0, -1]]
    array(['2025-01', '2025-12'], dtype='datetime64[M]')
    >>> calendar.datetimes(np.array([0.0, 0.5, np.inf]))
    array(['2025-01-01T06:00:00.000', '2025-01-16T10:30:00.000',
                               'NaT'], dtype='datetime64[ms]')
    """

    months: int
    hours: tuple[float, ...] = (0, 24)

    @property
    def start(self) -> np.datetime64:
        """The window's first month, datetime64[M]."""
        return END - self.months

    @property
    def months_as_dates(self) -> np.ndarray:
        """The window's months, datetime64[M], shape (months,)."""
        return np.arange(self.start, END)

    @cached_property
    def _edges(self) -> np.ndarray:
        """First days of the months, and of the 120 before the window, in days since 1970."""
        return np.arange(self.start - LONGEST, END + 1).astype("datetime64[D]").astype(np.int64)

    def days(self, positions: np.ndarray) -> np.ndarray:
        """Days since 1970, float64, of positions in months; shape as given, infinite where they are."""
        known = np.isfinite(positions)
        month = np.floor(np.where(known, positions, 0.0))
        index = month.astype(np.int64) + LONGEST
        days = self._edges[index] + (positions - month) * (self._edges[index + 1] - self._edges[index])
        return np.where(known, days, positions)

    def positions(self, days: np.ndarray) -> np.ndarray:
        """The inverse of `days`, for days up to the window's end; later ones are infinite.

        >>> calendar = Calendar(12)
        >>> calendar.positions(calendar.days(np.array([0.0, 1.75])) + 360)
        array([11.83870968,         inf])
        """
        index = np.searchsorted(self._edges, days, side="right") - 1
        beyond = index >= len(self._edges) - 1
        index = np.where(beyond, 0, index)
        share = (days - self._edges[index]) / (self._edges[index + 1] - self._edges[index])
        return np.where(beyond, np.inf, index - LONGEST + share)

    def month_of(self, moments: np.ndarray) -> np.ndarray:
        """The month, 0, 1, ..., of moments in the window, datetime64; int64, shape as given.

        >>> Calendar(12).month_of(np.array(["2025-01-31T23:59", "2025-12-01"], dtype="datetime64[ms]"))
        array([ 0, 11])
        """
        days_in_month = np.diff(self._edges[LONGEST:])
        month_of_day = np.repeat(np.arange(self.months), days_in_month)
        return month_of_day[moments.astype("datetime64[D]").astype(np.int64) - self._edges[LONGEST]]

    def datetimes(self, positions: np.ndarray) -> np.ndarray:
        """datetime64[ms], UTC, of positions in months; shape as given, NaT where infinite. Order is kept."""
        known = np.isfinite(positions)
        positions = np.where(known, positions, 0.0)
        month = np.floor(positions)
        index = month.astype(np.int64) + LONGEST
        days = (positions - month) * (self._edges[index + 1] - self._edges[index])
        day = np.floor(days)
        hours = np.array(self.hours, dtype=np.float64)
        share = (days - day) * (len(hours) - 1)
        part = share.astype(np.int64)
        # Separate products and sums: a fused multiply-add, as np.interp may use, can differ in the last bit.
        hour = hours[part] + (share - part) * np.diff(hours)[part]
        ms = (self._edges[index] + day.astype(np.int64)) * DAY_MS + (hour * 3_600_000).astype(np.int64)
        return np.where(known, ms.view("datetime64[ms]"), np.datetime64("NaT", "ms"))
