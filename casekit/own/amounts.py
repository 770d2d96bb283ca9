"""How much: numbers as shops and banks write them, and which sign is the decimal one, decided by all columns of money."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from casekit.errors import CaseError, choice, shown
from casekit.own import currencies
from casekit.own.column import Column, np_mask

NO_AMOUNT, NOT_AN_AMOUNT = "no amount", "no amount that can be read"
TWO_READINGS = "an amount that can be read in two ways"
ROUNDED = "amount rounded by a spreadsheet"
SIGNS = (".", ",")
LARGEST = 1e12  # of one amount; what is larger is a number of something else

_MINUS = "[-−–]"
_WORD = r"[^\d\s.,()+−–-][^\d\s,()+−–-]{0,6}"  # a currency: its sign, code or short name
_AMOUNT = (
    rf"^(?P<open>\()?\s*(?P<minus>{_MINUS})?\s*\+?\s*(?P<before>{_WORD})?\s*(?P<minus2>{_MINUS})?\s*"
    rf"(?P<digits>[\d.,](?:[\d.,'’ \x{{a0}}\x{{2009}}\x{{202f}}]*\d)?)(?:[.,][-–—]{{0,2}})?\s*(?P<minus3>{_MINUS})?\s*(?P<after>{_WORD})?"
    rf"\s*(?P<minus4>{_MINUS})?\s*(?P<close>\))?$"
)
_DEBITS, _CREDITS = ("dr", "s", "soll"), ("cr", "h", "haben")  # as banks write them behind an amount
_SPACES = r"['’ \x{a0}\x{2009}\x{202f}]"  # that group digits by three
_SCIENTIFIC = r"^[+-]?\d+([.,]\d+)?[eE][+-]?\d+$"


class Amounts(NamedTuple):
    """`values`, shape (texts,), nan where there is none; `reasons` why not, "" if there is; `currency` beside it, or ""."""

    values: np.ndarray
    reasons: np.ndarray
    currency: np.ndarray


class _Parts(NamedTuple):
    """Of each text: digits with their signs, or null; whether negative; the currency beside it; and its readings."""

    digits: pa.Array
    negative: np.ndarray
    currency: np.ndarray
    by_sign: dict[str, np.ndarray]  # the value with this decimal sign, nan where it cannot be


def amounts(columns: list[Column], asked: str | None) -> tuple[list[Amounts], list[str]]:
    """The numbers of columns that were written by one program, and what is to be said of them.

    `asked` is the decimal sign, "." or ","; None finds it out: 12.5 shows a point, 1.234,50 a comma, and 1,234 shows
    nothing. Where nothing shows it, and some number has two readings, CaseError. Where one program wrote points and
    another commas, each number is read that has one reading only.

    >>> prices = Column.of("price", pa.chunked_array([["1.234,50 €", "(12,00)", "99,-", "free", ""]]))
    >>> (found,), _ = amounts([prices], None)
    >>> found.values.tolist()[:3], found.reasons.tolist()[3:], found.currency[0]
    ([1234.5, -12.0, 99.0], ['no amount that can be read', 'no amount'], 'EUR')
    """
    if asked is not None:
        choice("decimal", asked, SIGNS)
    parts = [_taken_apart(column.texts) for column in columns]
    shows = {sign: _proofs(columns, parts, sign) for sign in SIGNS}
    open_ones = [_differ(one) for one in parts]
    sign, says = asked, [f"the decimal sign is {_NAMES[asked]}, as you said"] if asked else []
    if sign is None and all(shows.values()):
        says.append(f"{shown(shows['.'])} has a decimal point and {shown(shows[','])} a comma: each is read as it stands")
    elif sign is None and any(shows.values()):
        sign = "." if shows["."] else ","
        says.append(f"the decimal sign is {_NAMES[sign]}, as {shown(shows[sign])} shows")
    elif sign is None and any(one.any() for one in open_ones):
        column, rows = next((one, rows) for one, rows in zip(columns, open_ones, strict=True) if rows.any())
        text = column.texts[int(np.argmax(rows))].as_py()
        what = f"{shown(column.name)} can be read in two ways, and no number in it tells which"
        raise CaseError(f"{what}: {shown(text)} has a decimal sign or thousands; say decimal='.' or decimal=','.")
    return [_read(column, one, sign) for column, one in zip(columns, parts, strict=True)], says


_NAMES = {".": "a point", ",": "a comma"}


def _taken_apart(texts: pa.Array) -> _Parts:
    match = pc.extract_regex(texts, _AMOUNT)
    field = {name: pc.fill_null(match.field(name), "") for name in _GROUPS}
    signs = [np_mask(pc.not_equal(field[name], "")) for name in ("open", "close", *_SIGNS_OF_MINUS)]
    brackets, minus = signs[0] & signs[1], np.sum(signs[2:], axis=0)
    words = pc.binary_join_element_wise(field["before"], field["after"], "")
    encoded = words.dictionary_encode()
    beside, which = encoded.dictionary.to_pylist(), encoded.indices.to_numpy()
    currency = np.array([_currency(word) for word in beside], dtype=object)[which]
    debit = np.array([word.casefold() in _DEBITS for word in beside], dtype=bool)[which]
    sound = np_mask(pc.is_valid(match)) & (currency != _UNKNOWN) & (signs[0] == signs[1]) & (minus + brackets <= 1)
    grouped = np_mask(pc.match_substring_regex(field["digits"], _SPACES))
    proper = np_mask(pc.match_substring_regex(field["digits"], rf"^\d{{1,3}}(?:{_SPACES}\d{{3}})+(?:[.,]\d*)?$"))
    sound &= ~grouped | proper
    digits = pc.if_else(pa.array(sound), field["digits"], pa.scalar(None, texts.type))
    if grouped.any():
        digits = pc.replace_substring_regex(digits, _SPACES, "")
    readings = {sign: _with_sign(digits, sign, grouped) for sign in SIGNS}
    return _Parts(digits, (minus > 0) | brackets | debit, currency, readings)


_SIGNS_OF_MINUS = ("minus", "minus2", "minus3", "minus4")
_GROUPS = ("open", "before", "digits", "after", "close", *_SIGNS_OF_MINUS)
_UNKNOWN = "?"


def _currency(word: str) -> str:
    """The code of what stands beside an amount, or "" where that is no currency but a side of the account."""
    return "" if word.casefold() in ("", *_DEBITS, *_CREDITS) else currencies.code(word) or _UNKNOWN


def _with_sign(digits: pa.Array, sign: str, grouped: np.ndarray) -> np.ndarray:
    """The numbers, if this is the decimal sign; nan where it cannot be."""
    point, other = (r"\.", ",") if sign == "." else (",", r"\.")
    # Thousands by three, or as in India: 12,34,567.
    pattern = rf"^(?:\d+|\d{{1,3}}(?:{other}\d{{3}})+|\d{{1,2}}(?:{other}\d{{2}})+{other}\d{{3}})?(?:{point}\d*)?$"
    zero = rf"^0\d*{other}"  # 0,125 has no thousands
    fits = np_mask(pc.match_substring_regex(digits, pattern)) & ~np_mask(pc.match_substring_regex(digits, zero))
    fits &= np_mask(pc.match_substring_regex(digits, r"\d")) & ~(grouped & np_mask(pc.match_substring(digits, other[-1])))
    found = np.full(len(digits), np.nan)
    plain = pc.replace_substring(digits.filter(pa.array(fits)), other[-1], "")
    found[fits] = pc.replace_substring(plain, ",", ".").cast(pa.float64()).to_numpy()
    return found


def _differ(parts: _Parts) -> np.ndarray:
    """The texts that have two readings."""
    point, comma = (parts.by_sign[sign] for sign in SIGNS)
    return ~np.isnan(point) & ~np.isnan(comma) & (point != comma)


def _proofs(columns: list[Column], parts: list[_Parts], sign: str) -> str:
    """A text that has a reading with this decimal sign only; "" if there is none."""
    other = SIGNS[1 - SIGNS.index(sign)]
    for column, one in zip(columns, parts, strict=True):
        only = ~np.isnan(one.by_sign[sign]) & np.isnan(one.by_sign[other])
        if only.any():
            return str(column.texts[int(np.argmax(only))].as_py())
    return ""


def _read(column: Column, parts: _Parts, sign: str | None) -> Amounts:
    point, comma = (parts.by_sign[one] for one in SIGNS)
    if sign is None:
        values = np.where(np.isnan(point), comma, np.where(_differ(parts), np.nan, point))
    else:
        values = parts.by_sign[sign]
    values = np.where(parts.negative, -values, values) + 0.0
    values[np.abs(values) > LARGEST] = np.nan
    reasons = np.where(np.isnan(values), NOT_AN_AMOUNT, "").astype(object)
    if sign is None:
        reasons[_differ(parts)] = TWO_READINGS
    reasons[np_mask(pc.match_substring_regex(column.texts, _SCIENTIFIC))] = ROUNDED
    reasons[np_mask(pc.equal(column.texts, ""))] = NO_AMOUNT
    return Amounts(values, reasons, parts.currency)
