"""How dates are written: each text taken apart into numbers, whatever the notation; nothing is decided yet.

A text is a date with the year first (2025-04-03, 20250403), one of three numbers of which the order is open
(03/04/2025), one with a month's name, or a bare number (a spreadsheet's day, or seconds since 1970). A time of day and
an offset from UTC may follow.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from casekit.own.column import np_mask

UNREAD, YEAR_FIRST, OPEN, NAMED, NUMBER = range(5)  # kinds of notation

_MONTHS = (
    "jan january januar jänner janvier janv enero ene gennaio gen januari janeiro",
    "feb february februar feber février févr fév febrero febbraio februari fevereiro fev",
    "mar march märz mär mrz mars marzo maart mrt março",
    "apr april avril avr abril abr aprile",
    "may mai mayo maggio mag mei maio",
    "jun june juni juin junio giugno giu junho",
    "jul july juli juillet juil julio luglio lug julho",
    "aug august août aou agosto ago augustus",
    "sep sept september septembre septiembre settembre set setiembre setembro",
    "oct october oktober okt octobre octubre ottobre ott outubro out",
    "nov november novembre noviembre novembro",
    "dec december dezember dez décembre déc diciembre dic dicembre dezembro",
)
# Hours from UTC of the short names that mean one zone only; "summer" ones are names of their own.
_ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "mez": 1, "cest": 2, "mesz": 2, "eet": 2,
    "eest": 3, "msk": 3, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "akst": -9, "akdt": -8, "hst": -10, "jst": 9, "kst": 9, "awst": 8, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13,
}  # fmt: skip

_WEEKDAY = r"(?:\pL{2,12}\.?,?\s+)?"
_CLOCK = (
    r"(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?:[:.m](?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?s?)?"
    r"\s*(?P<half>[AaPp]\.?\s?[Mm]\.?)?(?:\s*(?i:uhr|h|hrs))?"
)
_ZONE = r"\s*(?P<zone>(?i:(?:utc|gmt)?\s?[+−-]\d{1,2}(?::?\d{2})?|[a-z]{1,4}))?(?:\s*\([^)]*\)|\[[\w/+-]+\])?"
_TIME = rf"(?:(?:\s*T\s*|\s*,\s*|\s+-\s+|\s+(?i:at|um|à|a las|alle|om|kl\.?)\s+|\s+){_CLOCK}{_ZONE})?{_ZONE.replace('zone', 'lone')}$"
_NOTATIONS = (  # kind, and its pattern: in OPEN, a b c are the three numbers in the order of the text
    (YEAR_FIRST, rf"^{_WEEKDAY}(?P<year>\d{{4}})[-/. ]\s?(?P<month>\d{{1,2}})[-/. ]\s?(?P<day>\d{{1,2}})\.?{_TIME}"),
    (OPEN, rf"^{_WEEKDAY}(?P<a>\d{{1,2}})(?P<mark>[-/. ])\s?(?P<b>\d{{1,2}})[-/. ]\s?(?P<c>\d{{4}}|\d{{2}}){_TIME}"),
    (YEAR_FIRST, r"^(?P<year>(?:19|20)\d{2})(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)(?:[T ]?(?P<hour>\d{2}):?"
                 rf"(?P<minute>\d{{2}})(?::?(?P<second>\d{{2}})(?:[.,](?P<part>\d{{1,9}}))?)?{_ZONE})?$"),
    (NUMBER, r"^(?P<number>\d+(?:[.,]\d+)?)$"),
    (NAMED, rf"^{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|ème|\.|º|°)?[\s/.-]*(?:de\s+|of\s+)?(?P<word>\pL{{3,12}})\.?"
            rf"[\s/.,-]*(?:de\s+|del\s+)?(?P<year>\d{{4}}|\d{{2}}){_TIME}"),
    (NAMED, rf"^{_WEEKDAY}(?P<word>\pL{{3,12}})\.?[\s-]*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s,-]+(?P<year>\d{{4}}|\d{{2}})"
            rf"{_TIME}"),
    (NAMED, rf"^(?P<year>\d{{4}})[\s/.-](?P<word>\pL{{3,12}})\.?[\s/.-](?P<day>\d{{1,2}}){_TIME}"),
    (NAMED, rf"^{_WEEKDAY}(?P<word>\pL{{3,12}})\s+(?P<day>\d{{1,2}})\s+{_CLOCK}\s+(?:(?P<zone>[A-Z]{{1,4}})\s+)?"
            r"(?P<year>\d{4})$"),
)  # fmt: skip
_FIELDS = ("year", "month", "day", "a", "b", "c", "hour", "minute", "second")
NO_OFFSET = np.iinfo(np.int32).min
_UNKNOWN = NO_OFFSET + 1  # a zone whose name nobody knows


class Notation(NamedTuple):
    """What stands in each text, shape (texts,).

    `kind` is one of UNREAD ... NUMBER; `fields` has year, month, day, a, b, c (numbers of an open order), hour, minute
    and second, 0 where there is none; `two_digits` where the year has two; `millisecond`, and `offset` from UTC in
    minutes, NO_OFFSET for none; `has_time`, and `dotted`, where points stand between a, b and c; `number`, nan for none.
    """

    kind: np.ndarray
    fields: dict[str, np.ndarray]
    two_digits: np.ndarray
    millisecond: np.ndarray
    offset: np.ndarray
    has_time: np.ndarray
    dotted: np.ndarray
    number: np.ndarray


def taken_apart(texts: pa.Array) -> Notation:
    """Each text by the first notation that it fits.

    >>> found = taken_apart(pa.array(["03/04/2025 8:26 PM", "5. März 2025", "45000.5", "2025-01-01T00:30:00+02:00"]))
    >>> found.kind.tolist(), found.fields["a"][0], found.fields["month"][1], found.offset[3]
    ([2, 3, 4, 1], np.int32(3), np.int32(3), np.int32(120))
    """
    count = len(texts)
    found = Notation(
        np.full(count, UNREAD, dtype=np.int8),
        {name: np.zeros(count, dtype=np.int32) for name in _FIELDS},
        np.zeros(count, dtype=bool),
        np.zeros(count, dtype=np.int32),
        np.full(count, NO_OFFSET, dtype=np.int32),
        np.zeros(count, dtype=bool),
        np.zeros(count, dtype=bool),
        np.full(count, np.nan),
    )
    left = np.flatnonzero(np_mask(pc.match_substring_regex(texts, r"\d")))
    for kind, pattern in _NOTATIONS:
        if not len(left):
            break
        match = pc.extract_regex(texts if len(left) == count else texts.take(pa.array(left)), pattern)
        fits = np_mask(pc.is_valid(match))
        if fits.any():
            rows = left[fits]
            _put(found, kind, rows, match if fits.all() else match.filter(pa.array(fits)))
            left = left[~fits]
    return found


def _put(found: Notation, kind: int, rows: np.ndarray, match: pa.StructArray) -> None:
    parts = {match.type.field(place).name: match.field(place) for place in range(match.type.num_fields)}
    found.kind[rows] = kind
    for name in _FIELDS:
        if name in parts:
            found.fields[name][rows] = _whole(parts[name])
    if kind == NUMBER:
        found.number[rows] = pc.replace_substring(parts["number"], ",", ".").cast(pa.float64()).to_numpy()
        return
    if "word" in parts:
        month = _each(parts["word"], lambda word: _MONTH.get(_plain(word), 0))
        found.fields["month"][rows] = month
        found.kind[rows[month == 0]] = UNREAD  # a word that is no month
    found.two_digits[rows] = np_mask(pc.equal(pc.utf8_length(parts["c" if kind == OPEN else "year"]), 2))
    if "mark" in parts:
        found.dotted[rows] = np_mask(pc.equal(parts["mark"], "."))
    if "hour" not in parts:
        return
    found.has_time[rows] = np_mask(pc.not_equal(parts["hour"], ""))
    if "part" in parts:
        found.millisecond[rows] = _whole(pc.utf8_slice_codeunits(pc.utf8_rpad(parts["part"], 3, "0"), 0, 3))
    if "half" in parts:
        half = _each(parts["half"], lambda text: {"": 0, "a": 1, "p": 2}[text[:1].casefold()])
        hour = found.fields["hour"][rows]
        wrong = (half > 0) & ((hour < 1) | (hour > 12))
        found.fields["hour"][rows] = np.select([wrong, half == 1, half == 2], [99, hour % 12, hour % 12 + 12], hour)
    for name in ("zone", "lone"):
        if name in parts:
            offset = _each(parts[name], _offset)
            found.offset[rows] = np.where(offset != NO_OFFSET, offset, found.offset[rows])
            found.kind[rows[offset == _UNKNOWN]] = UNREAD


def _offset(text: str) -> int:
    """Minutes from UTC of +02:00, +0200, +2, UTC+2, Z or CEST."""
    if not text:
        return NO_OFFSET
    found = re.fullmatch(r"(?:utc|gmt)?\s?([+−-])(\d{1,2}):?(\d{2})?", text, re.IGNORECASE)
    if not found:
        hours = _ZONES.get(text.casefold())
        return _UNKNOWN if hours is None else 60 * hours
    minutes = 60 * int(found[2]) + int(found[3] or 0)
    if int(found[2]) > 15 or int(found[3] or 0) > 59:
        return _UNKNOWN
    return minutes if found[1] == "+" else -minutes


def _each(texts: pa.Array, meaning: Callable[[str], int]) -> np.ndarray:
    """What few different words mean, for each text."""
    encoded = texts.dictionary_encode()
    words = np.array([*map(meaning, encoded.dictionary.to_pylist())], dtype=np.int32)
    return words[encoded.indices.to_numpy()]


def _whole(texts: pa.Array) -> np.ndarray:
    """Digits as numbers; 0 for none."""
    return pc.if_else(pc.equal(texts, ""), "0", texts).cast(pa.int32()).to_numpy()


def _plain(word: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(one))


_MONTH = {_plain(name): number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
