"""When: a column of dates in one notation or several, as moments; which of two readings holds, and what shows it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from casekit.errors import CaseError, choice, shown
from casekit.own import notations
from casekit.own.clock import Clock, settled
from casekit.own.column import Column, np_mask
from casekit.own.notations import NAMED, NUMBER, OPEN, UNREAD, YEAR_FIRST, Notation

NO_DATE, NOT_A_DATE, NO_SUCH_DAY = "no date", "no date that can be read", "no such day"
DAY_FIRST, MONTH_FIRST, TWO_DIGIT_YEAR_FIRST = "day first", "month first", "year first"
UNITS = {  # of bare numbers: name as an argument, name in a sentence, from, to, milliseconds of one, 1970 in it
    "excel": ("days of a spreadsheet", 1e4, 73_051, 86_400_000.0, 25_569),
    "seconds": ("seconds since 1970", 1e8, 1e10, 1e3, 0),
    "milliseconds": ("milliseconds since 1970", 1e11, 1e13, 1.0, 0),
    "microseconds": ("microseconds since 1970", 1e14, 1e16, 1e-3, 0),
    "nanoseconds": ("nanoseconds since 1970", 1e17, 1e19, 1e-6, 0),
}
ORDERS = (DAY_FIRST, MONTH_FIRST, TWO_DIGIT_YEAR_FIRST)
FIRST_YEAR, LAST_YEAR = 1900, 2100  # what lies beyond stands for "never" or "unknown", or is a slip of the pen
PIVOT = 69  # of years with two digits, as POSIX has it: 69 is 1969, 68 is 2068
_FEW = 2  # dates that are no accident
_FAR_MORE = 4  # times as many proofs, and the others are slips


@dataclass(frozen=True)
class Dates:
    """`at`, shape (rows,), int64: milliseconds since 1970, by `clock`; where not `known`, a reason has its mask."""

    at: np.ndarray
    known: np.ndarray
    reasons: dict[str, np.ndarray]
    clock: Clock
    says: list[str]


def dates(column: Column, asked: str | None, zone: str | None, in_utc: bool = False) -> Dates:
    """The moments of a column.

    `asked` is what the reader says of the notation: one of ORDERS or of UNITS; None finds it out from the whole column.
    `zone` is the time zone of dates that name none; `in_utc` says that the heading names UTC. CaseError where two
    readings fit and no value tells which.

    >>> import pyarrow as pa
    >>> found = dates(Column.of("on", pa.chunked_array([["1/12/2011", "12/13/2010 8:30"]])), None, None)
    >>> found.at.astype("datetime64[ms]").astype("datetime64[m]").tolist()[0].isoformat(), found.says[0]
    ('2011-01-12T00:00:00', "month first, as '12/13/2010 8:30' shows")
    """
    if asked is not None:
        choice("dates", asked, [*ORDERS, *UNITS])
    found = notations.taken_apart(column.texts)
    bare = found.kind == NUMBER
    rows_bare, rows_dated = column.counts[bare].sum(), column.counts[(found.kind != UNREAD) & ~bare].sum()
    parts, says = _in_order(column, found, asked)
    local, valid = _moments(**parts, found=found)
    dated = (found.kind == YEAR_FIRST) | (found.kind == NAMED) | (found.kind == OPEN)
    reason = np.where(dated, np.where(valid, "", NO_SUCH_DAY), NOT_A_DATE).astype(object)
    if bare.any():
        unit = asked if asked in UNITS else _unit(column, found.number) if rows_bare > rows_dated else None
        local[bare], reason[bare] = _counted(found.number[bare], unit)
        if unit:
            says.append(f"bare numbers are {UNITS[unit][0]}")
            found.offset[bare] = notations.NO_OFFSET if unit == "excel" else 0  # 1970 began in Greenwich
    says += _exchanged(column, found, parts["day"], dated & valid)
    reason[np_mask(pc.equal(column.texts, ""))] = NO_DATE
    offset = np.where(reason == "", found.offset, notations.NO_OFFSET)
    clock, at = settled(column.name, local, offset, reason, found.has_time, column.counts, zone, in_utc)
    masks = {name: column.of_rows(reason == name) for name in dict.fromkeys(reason) if name}
    return Dates(column.of_rows(at), column.of_rows(reason == ""), masks, clock, says)


def _in_order(column: Column, found: Notation, asked: str | None) -> tuple[dict[str, np.ndarray], list[str]]:
    """Year, month and day of each text, 0 where it has none, and what is to be said of their order."""
    parts, says = {name: found.fields[name].copy() for name in ("year", "month", "day")}, []
    for marked in (found.dotted, ~found.dotted):
        texts = (found.kind == OPEN) & marked
        if texts.any():
            order, because = _order(column, found, texts, asked)
            says.append(because)
            for name, letter in zip(parts, _LETTERS[order], strict=True):
                parts[name][texts] = found.fields[letter][texts]
    short = found.two_digits
    parts["year"][short] += np.where(parts["year"][short] >= PIVOT, 1900, 2000)
    return parts, says + [f"a year of two digits is 19{PIVOT} to 20{PIVOT - 1}"] * bool(short.any())


def _exchanged(column: Column, found: Notation, day: np.ndarray, dated: np.ndarray) -> list[str]:
    """A warning where a spreadsheet seems to have read dates in another order than they were written in.

    It turns those into dates of its own that exist in its order, with the day up to 12, and leaves the others as text.
    """
    left, turned = dated & (found.kind == OPEN), dated & (found.kind == YEAR_FIRST)
    if min(column.counts[left].sum(), column.counts[turned].sum()) < _FEW or (day[left] <= 12).any():
        return []
    if (day[turned] > 12).any() or (found.fields["month"][turned] > 12).any():
        return []
    one, other = (shown(column.texts[int(np.argmax(which))].as_py()) for which in (turned, left))
    what = f"a spreadsheet may have exchanged day and month in dates like {one}: none of them has a day above 12"
    return [f"{what}, and all like {other} have"]


_LETTERS = {DAY_FIRST: "cba", MONTH_FIRST: "cab", TWO_DIGIT_YEAR_FIRST: "abc"}  # of year, month, day


def _order(column: Column, found: Notation, texts: np.ndarray, asked: str | None) -> tuple[str, str]:
    """The order of three numbers, and what shows it."""
    if asked in ORDERS:
        return asked, f"{asked}, as you said"
    fits = {order: texts & _is_day(found, *_LETTERS[order]) for order in ORDERS}
    fits[TWO_DIGIT_YEAR_FIRST] &= found.two_digits & found.may_be_year
    day, month, year = (fits[order] for order in ORDERS)
    if year.sum() == texts.sum():
        # Years come again and again, days do not.
        first, last = (len(np.unique(found.fields[letter][texts])) for letter in "ac")
        if first < last or max(day.sum(), month.sum()) < year.sum():
            return TWO_DIGIT_YEAR_FIRST, "year first, as the first number is the one that changes least"
        if first == last:
            raise _open(column, year, [order for order in ORDERS if fits[order].sum() == texts.sum()])
    proofs = {DAY_FIRST: column.counts[day & ~month].sum(), MONTH_FIRST: column.counts[month & ~day].sum()}
    more, fewer = sorted(proofs, key=lambda order: -proofs[order])
    if proofs[more] > _FAR_MORE * proofs[fewer]:
        shows = column.texts[int(np.argmax(fits[more] & ~fits[fewer]))].as_py()
        return more, f"{more}, as {shown(shows)} shows"
    if proofs[more]:  # and nearly as many for the other order
        both = " and ".join(
            f"{shown(column.texts[int(np.argmax(fits[one] & ~fits[other]))].as_py())} has the {one}"
            for one, other in ((more, fewer), (fewer, more))
        )
        raise CaseError(f"{shown(column.name)} has dates in both orders: {both}; {_say()}, and the others are refused.")
    two_ways = day & month & (found.fields["a"] != found.fields["b"])
    if not two_ways.any():
        return DAY_FIRST, "day first or month first, which is the same here"
    if found.dotted[texts].all():
        return DAY_FIRST, "day first, as dates with points are"
    raise _open(column, two_ways, [DAY_FIRST, MONTH_FIRST])


def _say(orders: tuple[str, ...] | list[str] = (DAY_FIRST, MONTH_FIRST)) -> str:
    return "say " + " or ".join(f"dates={order!r}" for order in orders)


def _open(column: Column, texts: np.ndarray, orders: list[str]) -> CaseError:
    """What to say where several orders fit, and nothing tells which."""
    example = column.texts[int(column.codes[np.argmax(column.of_rows(texts))])].as_py()
    what = f"{shown(column.name)} can be read in {'two' if len(orders) == 2 else 'three'} ways"
    return CaseError(f"{what}, and no date in it tells which, such as {shown(example)}; {_say(orders)}.")


def _is_day(found: Notation, year: str, month: str, day: str) -> np.ndarray:
    parts = {"year": found.fields[year], "month": found.fields[month], "day": found.fields[day]}
    parts["year"] = np.where(found.two_digits, 2000, parts["year"])
    return _moments(**parts, found=None)[1]


def _moments(
    year: np.ndarray, month: np.ndarray, day: np.ndarray, found: Notation | None
) -> tuple[np.ndarray, np.ndarray]:
    """Milliseconds since 1970 of these days, with the time of day of `found`; and whether there is such a moment."""
    valid = (year >= FIRST_YEAR) & (year <= LAST_YEAR) & (month >= 1) & (month <= 12) & (day >= 1)
    months = np.where(valid, 12 * (year.astype(np.int64) - 1970) + month - 1, 0).astype("datetime64[M]")
    first, following = (of.astype("datetime64[D]").astype(np.int64) for of in (months, months + 1))
    valid &= first + day <= following
    moment = (first + day - 1) * 86_400_000
    if found is not None:
        hour, minute, second = (found.fields[name] for name in ("hour", "minute", "second"))
        midnight = (hour == 24) & (minute == 0) & (second == 0)  # of the day after
        valid &= ((hour < 24) | midnight) & (minute < 60) & (second < 60)
        moment += 1000 * (3600 * hour.astype(np.int64) + 60 * minute + second) + found.millisecond
    return moment, valid


def _unit(column: Column, number: np.ndarray) -> str | None:
    """What most bare numbers are, by their size."""
    rows = {
        unit: column.counts[(number >= low) & (number < high)].sum() for unit, (_, low, high, _, _) in UNITS.items()
    }
    unit = max(rows, key=lambda name: rows[name])
    return unit if rows[unit] else None


def _counted(number: np.ndarray, unit: str | None) -> tuple[np.ndarray, np.ndarray]:
    """Milliseconds since 1970 of bare numbers of one unit, and why not; without a unit, what they seem to be."""
    reason = np.full(len(number), NOT_A_DATE, dtype=object)
    for name, low, high, _, _ in UNITS.values():
        reason[(number >= low) & (number < high)] = f"{NO_DATE} ({name})"
    if unit is None:
        return np.zeros(len(number), dtype=np.int64), reason
    _, low, high, milliseconds, of_1970 = UNITS[unit]
    inside = (number >= low) & (number < high)
    # A spreadsheet's fractions of a day are rounded; nobody means less than a second.
    step = 1000 if unit == "excel" else 1
    moment = np.rint((np.where(inside, number, of_1970) - of_1970) * milliseconds / step) * step
    return moment.astype(np.int64), np.where(inside, "", reason)
