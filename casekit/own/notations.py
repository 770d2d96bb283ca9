"""How dates are written: each text taken apart into numbers, whatever the notation; nothing is decided yet.

A text is a date with the year first (2025-04-03, 20250403), one of three numbers of which the order is open
(03/04/2025), one with a month's name, or a bare number (a spreadsheet's day, or seconds since 1970). A time of day and
an offset from UTC may follow.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from casekit.own.column import np_mask
from casekit.own.shapes import Shapes

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

_WEEKDAY = r"(?:[^\W\d_]{2,12}\.?,?\s+)?"
_WORD = r"(?P<word>[^\W\d_]{3,12})"
_CLOCK = (
    r"(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?:[:.m](?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?s?)?"
    r"\s*(?P<half>[ap]\.?\s?m\.?)?(?:\s*(?:uhr|h|hrs))?"
)
_ZONE = r"\s*(?P<zone>(?:utc|gmt)?\s?[+−-]\d{1,2}(?::?\d{2})?|[a-z]{1,4})?(?:\s*\([^)]*\)|\[[\w/+-]+\])?"
_TIME = rf"(?:(?:\s*t\s*|\s*,\s*|\s+-\s+|\s+(?:at|um|à|a las|alle|om|kl\.?)\s+|\s+){_CLOCK})?{_ZONE}"
_NOTATIONS = tuple(  # kind, and its pattern: in OPEN, a b c are the three numbers in the order of the text
    (kind, re.compile(pattern.replace(r"\d", "0"), re.IGNORECASE))  # in a shape each digit is 0
    for kind, pattern in (
        (YEAR_FIRST, rf"{_WEEKDAY}(?P<year>\d{{4}})[-/. ]\s?(?P<month>\d{{1,2}})[-/. ]\s?(?P<day>\d{{1,2}})\.?{_TIME}"),
        (OPEN, rf"{_WEEKDAY}(?P<a>\d{{1,2}})(?P<mark>[-/. ])\s?(?P<b>\d{{1,2}})[-/. ]\s?(?P<c>\d{{4}}|\d{{2}}){_TIME}"),
        (YEAR_FIRST, r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:[t ]?(?P<hour>\d{2}):?(?P<minute>\d{2})"
                     rf"(?::?(?P<second>\d{{2}})(?:[.,](?P<part>\d{{1,9}}))?)?{_ZONE})?"),
        (NUMBER, r"\d+(?:[.,]\d+)?"),
        (NAMED, rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|ème|\.|º|°)?[\s/.-]*(?:de\s+|of\s+)?{_WORD}"
                rf"\.?[\s/.,-]*(?:de\s+|del\s+)?(?P<year>\d{{4}}|\d{{2}}){_TIME}"),
        (NAMED, rf"{_WEEKDAY}{_WORD}\.?[\s-]*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s,-]+(?P<year>\d{{4}}|\d{{2}})"
                rf"{_TIME}"),
        (NAMED, rf"(?P<year>\d{{4}})[\s/.-]{_WORD}\.?[\s/.-](?P<day>\d{{1,2}}){_TIME}"),
        (NAMED, rf"{_WEEKDAY}{_WORD}\s+(?P<day>\d{{1,2}})\s+{_CLOCK}\s+(?:(?P<zone>[a-z]{{1,4}})\s+)?"
                r"(?P<year>\d{4})"),
    )
)  # fmt: skip
_FIELDS = ("year", "month", "day", "a", "b", "c", "hour", "minute", "second")
_LONGEST = 90  # characters of a date
NO_OFFSET = np.iinfo(np.int32).min


class Notation(NamedTuple):
    """What stands in each text, shape (texts,).

    `kind` is one of UNREAD ... NUMBER; `fields` has year, month, day, a, b, c (numbers of an open order), hour, minute
    and second, 0 where there is none; `two_digits` where the year has two; `may_be_year` where a is of two digits, with
    a hyphen after it; `millisecond`, and `offset` from UTC in minutes, NO_OFFSET for none; `has_time`; `dotted`, where
    points stand between a, b and c; `number`, nan for none.
    """

    kind: np.ndarray
    fields: dict[str, np.ndarray]
    two_digits: np.ndarray
    may_be_year: np.ndarray
    millisecond: np.ndarray
    offset: np.ndarray
    has_time: np.ndarray
    dotted: np.ndarray
    number: np.ndarray


def taken_apart(texts: pa.Array) -> Notation:
    """Each text by the first notation that it fits.

    >>> found = taken_apart(pa.array(["03/04/2025 8:26 PM", "5. März 2025", "45000.5", "2025-01-01T00:30:00+02:00"]))
    >>> found.kind.tolist(), found.fields["a"][0], found.fields["month"][1], found.offset[3]
    ([2, 3, 4, 1], np.int64(3), np.int64(3), np.int64(120))
    """
    count, shapes = len(texts), Shapes(texts)
    found = Notation(
        np.full(count, UNREAD, dtype=np.int8),
        {name: np.zeros(count, dtype=np.int64) for name in _FIELDS},
        np.zeros(count, dtype=bool),
        np.zeros(count, dtype=bool),
        np.zeros(count, dtype=np.int64),
        np.full(count, NO_OFFSET, dtype=np.int64),
        np.zeros(count, dtype=bool),
        np.zeros(count, dtype=bool),
        np.full(count, np.nan),
    )
    for shape, rows in shapes:
        for kind, pattern in _NOTATIONS if "0" in shape and len(shape) <= _LONGEST else ():
            match = pattern.fullmatch(shape)
            if match:
                _put(found, kind, shapes, rows, match)
                break
    _compact_or_number(found, texts)
    return found


def _put(found: Notation, kind: int, shapes: Shapes, rows: np.ndarray, match: re.Match[str]) -> None:
    """What the texts of one shape say."""
    part = match.groupdict()
    month = _MONTH.get(_plain(part["word"])) if kind == NAMED else None
    if kind == NAMED and not month:
        return  # a word that is no month
    for name in _FIELDS:
        if part.get(name):
            found.fields[name][rows] = shapes.number(rows, match.string, range(*match.span(name)))
    if kind == NAMED:
        found.fields["month"][rows] = month
    found.kind[rows] = kind
    found.two_digits[rows] = len(part.get("year") or part.get("c") or "") == 2
    found.may_be_year[rows] = len(part.get("a") or "") == 2 and part.get("mark") == "-"
    found.dotted[rows] = part.get("mark") == "."
    found.has_time[rows] = bool(part.get("hour"))
    if part.get("part"):
        three = range(match.start("part"), match.end("part"))[:3]
        found.millisecond[rows] = shapes.number(rows, match.string, three) * 10 ** (3 - len(three))
    if part.get("half"):
        hour = found.fields["hour"][rows]
        twelve = hour % 12 + (12 if part["half"].casefold().startswith("p") else 0)
        found.fields["hour"][rows] = np.where((hour >= 1) & (hour <= 12), twelve, _NO_HOUR)
    if part.get("zone"):
        sign = re.search("[+−-]", part["zone"])
        if sign:
            places = [place for place in range(*match.span("zone")) if match.string[place] == "0"]
            hours = len(places) if len(places) < 3 else len(places) - 2
            minutes = 60 * shapes.number(rows, match.string, places[:hours]) + shapes.number(
                rows, match.string, places[hours:]
            )
            found.offset[rows] = minutes if sign[0] == "+" else -minutes
            found.kind[rows[minutes > _FURTHEST_OFFSET]] = UNREAD
        elif part["zone"].casefold() in _ZONES:
            found.offset[rows] = 60 * _ZONES[part["zone"].casefold()]
        else:
            found.kind[rows] = UNREAD


def _compact_or_number(found: Notation, texts: pa.Array) -> None:
    """Digits only: a day as 20250403, if there may be such a one, else a number."""
    year, month, day = (found.fields[name] for name in ("year", "month", "day"))
    digits = np_mask(pc.match_substring_regex(texts, r"^\d+([.,]\d+)?$"))
    compact = digits & (found.kind == YEAR_FIRST)
    is_day = (year >= 1900) & (year < 2100) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    found.kind[compact & ~is_day] = NUMBER
    bare = np.flatnonzero(found.kind == NUMBER)
    number = pc.replace_substring(texts.take(pa.array(bare)), ",", ".").cast(pa.float64()).to_numpy()
    found.number[bare] = number


_NO_HOUR = 99  # 13 PM
_FURTHEST_OFFSET = 15 * 60  # minutes from UTC


def is_offset(text: str) -> bool:
    """Whether a text, alone in its cell, says how far from UTC a clock is: +02:00, UTC+2, CEST; or says nothing."""
    return not text or text.casefold() in _ZONES or bool(re.fullmatch(r"(?i)(utc|gmt)?\s?[+−-]\d{1,2}(:?\d{2})?", text))


def _plain(word: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(one))


_MONTH = {_plain(name): number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
