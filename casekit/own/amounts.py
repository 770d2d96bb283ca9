"""How much: numbers as shops and banks write them; all columns of money together tell the decimal sign."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import pyarrow.compute as pc

from casekit.errors import CaseError, choice, shown
from casekit.own import currencies
from casekit.own.column import Column, np_mask
from casekit.own.shapes import MOST_DIGITS, Shapes

NO_AMOUNT, NOT_AN_AMOUNT = "no amount", "no amount that can be read"
TWO_READINGS = "an amount that can be read in two ways"
ROUNDED = "amount rounded by a spreadsheet"
SIGNS = (".", ",")
_LONGEST = 40  # characters of an amount
LARGEST = 1e12  # of one amount; what is larger is a number of something else

_MINUS = "[-−–]"
_WORD = r"[^\d\s.,()+−–-][^\d\s,()+−–-]{0,6}"  # a currency: its sign, code or short name
_SPACE = "['’ \u00a0\u2009\u202f]"  # that groups digits by three
_AMOUNT = re.compile(  # signs, brackets and the currency, before the digits or behind them, in any order that is seen
    rf"(?P<before>{_WORD})?\s*(?P<open>\()?\s*(?P<minus>{_MINUS})?\s*\+?\s*(?P<before2>{_WORD})?\s*(?P<minus2>{_MINUS})?\s*"
    rf"(?P<digits>[0.,](?:(?:[0.,]|{_SPACE})*0)?)(?:[.,][-–—]{{0,2}})?\s*(?P<minus3>{_MINUS})?\s*(?P<after>{_WORD})?\s*"
    rf"(?P<minus4>{_MINUS})?\s*(?P<close>\))?\s*(?P<after2>{_WORD})?"
)
_DEBITS, _CREDITS = ("dr", "s", "soll"), ("cr", "h", "haben")  # as banks write them behind an amount
_SCIENTIFIC = r"^[+-]?\d+([.,]\d+)?[eE][+-]?\d+$"


class Amounts(NamedTuple):
    """Of each text: its value, nan where it has none; the reason why not, or ""; the currency beside it, or ""."""

    values: np.ndarray
    reasons: np.ndarray
    currency: np.ndarray


class _Parts(NamedTuple):
    """Of each text: its value with this decimal sign, nan where it cannot be; and the currency beside it."""

    by_sign: dict[str, np.ndarray]
    currency: np.ndarray


def amounts(columns: dict[str, Column], needed: set[str], asked: str | None) -> tuple[dict[str, Amounts], list[str]]:
    """The numbers of columns that were written by one program, and what is to be said of them.

    `asked` is the decimal sign, "." or ","; None finds it out: 12.5 shows a point, 1.234,50 a comma, and 1,234 shows
    nothing. Where nothing shows it, and some number of a column that is `needed` has two readings, CaseError. Where one
    program wrote points and another commas, each number is read that has one reading only.

    >>> import pyarrow as pa
    >>> prices = Column.of("price", pa.chunked_array([["1.234,50 €", "(12,00)", "99,-", "free", ""]]))
    >>> found = amounts({"price": prices}, {"price"}, None)[0]["price"]
    >>> found.values.tolist()[:3], found.reasons.tolist()[3:], found.currency[0]
    ([1234.5, -12.0, 99.0], ['no amount that can be read', 'no amount'], 'EUR')
    """
    if asked is not None:
        choice("decimal", asked, SIGNS)
    parts = {part: _taken_apart(column) for part, column in columns.items()}
    shows = {sign: _proof(columns, parts, sign) for sign in SIGNS}
    sign, says = asked, [f"the decimal sign is {_NAMES[asked]}, as you said"] if asked else []
    if sign is None and all(shows.values()):
        both = f"{shown(shows['.'])} has a decimal point and {shown(shows[','])} a comma"
        says.append(f"{both}: each is read as it stands")
    elif sign is None and any(shows.values()):
        sign = "." if shows["."] else ","
        says.append(f"the decimal sign is {_NAMES[sign]}, as {shown(shows[sign])} shows")
    elif sign is None:
        for part in (one for one in columns if one in needed):
            _ask_if_two_readings(columns[part], parts[part])
    return {part: _read(column, parts[part], sign) for part, column in columns.items()}, says


_NAMES = {".": "a point", ",": "a comma"}


def _taken_apart(column: Column) -> _Parts:
    """The readings of each text; numbers of the file itself have but one."""
    count = len(column.texts)
    found = _Parts({sign: np.full(count, np.nan) for sign in SIGNS}, np.full(count, "", dtype=object))
    if column.numbers is not None:
        for values in found.by_sign.values():
            values[:] = column.numbers
        return found
    shapes = Shapes(column.texts)
    for shape, rows in shapes:
        match = _AMOUNT.fullmatch(shape) if len(shape) <= _LONGEST else None
        part = {name: text or "" for name, text in match.groupdict().items()} if match else {}
        minus = sum(bool(part.get(name)) for name in ("minus", "minus2", "minus3", "minus4", "open"))
        beside = "".join(part.get(name, "") for name in ("before", "before2", "after", "after2"))
        currency = _currency(beside)
        if not match or minus > 1 or bool(part["open"]) != bool(part["close"]) or currency == _UNKNOWN:
            continue
        found.currency[rows] = currency
        sign = -1.0 if minus or beside.casefold() in _DEBITS else 1.0
        for decimal, values in found.by_sign.items():
            values[rows] = sign * _with_sign(shapes, rows, match, decimal)
    return found


_UNKNOWN = "?"


def _currency(word: str) -> str:
    """The code of what stands beside an amount, or "" where that is no currency but a side of the account."""
    return "" if word.casefold() in ("", *_DEBITS, *_CREDITS) else currencies.code(word) or _UNKNOWN


def _with_sign(shapes: Shapes, rows: np.ndarray, match: re.Match[str], sign: str) -> np.ndarray:
    """The numbers of one shape, if this is the decimal sign; nan where it cannot be."""
    digits, start = match["digits"], match.start("digits")
    whole, point, rest = digits.partition(sign)
    other = SIGNS[1 - SIGNS.index(sign)]
    group = re.search(rf"{_SPACE}|[{other}]", whole)
    grouped = (
        rf"0{{1,3}}(?:{re.escape(group[0])}000)+|0{{1,2}}(?:,00)+,000" if group else "0*"
    )  # as in India: 12,34,567
    places = [start + place for place, one in enumerate(digits) if one == "0"]
    if not re.fullmatch(grouped, whole) or rest.strip("0") or not 0 < len(places) <= MOST_DIGITS:
        return np.full(len(rows), np.nan)
    found = shapes.number(rows, match.string, places) / 10.0 ** len(rest)
    # 0,125 has no thousands.
    return np.where(shapes.number(rows, match.string, places[:1]) == 0, np.nan, found) if group else found


def _differ(parts: _Parts) -> np.ndarray:
    """The texts that have two readings."""
    point, comma = (parts.by_sign[sign] for sign in SIGNS)
    return ~np.isnan(point) & ~np.isnan(comma) & (point != comma)


def _proof(columns: dict[str, Column], parts: dict[str, _Parts], sign: str) -> str:
    """A text that has a reading with this decimal sign only; "" if there is none."""
    other = SIGNS[1 - SIGNS.index(sign)]
    for part, column in columns.items():
        only = ~np.isnan(parts[part].by_sign[sign]) & np.isnan(parts[part].by_sign[other])
        if only.any():
            return str(column.texts[int(np.argmax(only))].as_py())
    return ""


def _ask_if_two_readings(column: Column, parts: _Parts) -> None:
    two = _differ(parts)
    if two.any():
        text = column.texts[int(np.argmax(two))].as_py()
        what = f"{shown(column.name)} can be read in two ways, and no number in it tells which"
        raise CaseError(f"{what}: {shown(text)} has a decimal sign or thousands; say decimal='.' or decimal=','.")


def _read(column: Column, parts: _Parts, sign: str | None) -> Amounts:
    point, comma = (parts.by_sign[one] for one in SIGNS)
    if sign is None:
        values = np.where(np.isnan(point), comma, np.where(_differ(parts), np.nan, point))
    else:
        values = parts.by_sign[sign].copy()
    values += 0.0  # and so never -0.0
    values[np.abs(values) > LARGEST] = np.nan
    reasons = np.where(np.isnan(values), NOT_AN_AMOUNT, "").astype(object)
    if sign is None:
        reasons[_differ(parts)] = TWO_READINGS
    if column.numbers is None:
        reasons[np_mask(pc.match_substring_regex(column.texts, _SCIENTIFIC))] = ROUNDED
    reasons[np_mask(pc.equal(column.texts, ""))] = NO_AMOUNT
    return Amounts(values, reasons, parts.currency)
