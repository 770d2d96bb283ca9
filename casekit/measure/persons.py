"""What a record says of a person: names, addresses and birth dates of any dtype, read into plain text."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import infer_dtype

from casekit.measure.frames import array
from casekit.measure.given import LARGEST, is_number, shown
from casekit.measure.ids import NOTHING
from casekit.measure.kinds import factorized, moments

LONGEST = 200  # characters that are compared: no name or address needs more, and comparing two takes their product
DATES = "dates, or text such as '1980-12-31'"
YEAR_FIRST = r"^(\d{4})(?:\D+(\d{1,2})\D+(\d{1,2})(?!\d)|(\d{2})(\d{2})(?!\d))"
YEAR_LAST = r"^(\d{1,2})\D+(\d{1,2})\D+(\d{4})(?!\d)"
IN_WORDS = ("%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y")


def texts(name: str, values: pd.Series, must: str = "text") -> np.ndarray:
    """Shape (n,): a text of at most 200 characters, or None where it is missing or says nothing.

    >>> texts("phone", pd.Series([5550123.0, None])).tolist(), texts("city", pd.Series([" Graz", "n/a"])).tolist()
    (['5550123', None], ['Graz', None])
    """
    given = array(name, values)
    if given.dtype.kind in "iuf":
        given = given.astype(object)
    elif given.dtype.kind != "O":
        raise ValueError(f"{name} must be {must}; {shown(given[:1].tolist()[0]) if given.size else 'none'} was given.")
    truths = [value for value in given if isinstance(value, bool | np.bool)]
    if truths:  # which would be the same as 1
        raise ValueError(f"{name} must be {must}; {shown(truths[0])} was given.")
    codes, different = factorized(name, given, must)
    return np.array([*(_text(name, value, must) for value in different), None], dtype=object)[codes]


def birth_dates(values: pd.Series) -> np.ndarray:
    """Shape (n,): year, month and day as eight digits, or None where it is missing or cannot be read.

    Text may have the year first, or last; then, if some day of the column is above 12, that says whether days or months
    come first (months, if none does). Raises ValueError if more than half cannot be read.

    >>> birth_dates(pd.Series(["1980-12-31", "19801231", "12/31/1980", "31 Dec 1980", ""])).tolist()
    ['19801231', '19801231', '19801231', '19801231', None]
    """
    categories = isinstance(values.dtype, pd.CategoricalDtype)
    plain = values.astype(values.cat.categories.dtype) if categories else values
    if plain.dtype.kind == "M" or infer_dtype(plain, skipna=True) in ("datetime", "datetime64", "date"):
        days = moments("birth_date", plain, by_the_clock=True).astype("datetime64[D]")
        digits = np.char.replace(days.astype(str), "-", "").astype(object)
        digits[np.isnat(days)] = None
        return digits
    codes, different = pd.factorize(texts("birth_date", values, DATES))
    text = pd.Series(different, dtype=object)
    found = _read(text)
    unread = pd.Series(codes)[codes >= 0].map(found.isna())
    if len(unread) and unread.mean() > 0.5:
        raise ValueError(f"birth_date must be {DATES}; {shown(text[found.isna()].iloc[0])} was given.")
    return np.array([*found.where(found.notna(), None), None], dtype=object)[codes]


def _read(text: pd.Series) -> pd.Series:
    """Eight digits, or missing, for each different text."""
    if text.empty:
        return text
    first = text.str.extract(YEAR_FIRST)
    last = text.str.extract(YEAR_LAST)
    one, other = (pd.to_numeric(last[column]) for column in (0, 1))
    days_first = np.count_nonzero(one > 12) > np.count_nonzero(other > 12)
    turned = (one > 12) | ((other <= 12) & days_first)  # a day that says so itself is taken at its word
    month, day = one.where(~turned, other), other.where(~turned, one)
    found = first[0] + first[1].fillna(first[3]).str.zfill(2) + first[2].fillna(first[4]).str.zfill(2)
    found = found.fillna(last[2] + _two_digits(month) + _two_digits(day))
    rest = text[found.isna()].str.replace(r"[\s,.]+", " ", regex=True)
    for form in IN_WORDS:
        found = found.fillna(pd.to_datetime(rest, format=form, errors="coerce").dt.strftime("%Y%m%d"))
    return found


def _two_digits(numbers: pd.Series) -> pd.Series:
    return numbers.astype("Int64").astype("string").str.zfill(2).astype(object)


def _text(name: str, value: Any, must: str) -> str | None:
    if isinstance(value, str):
        # Half a character (a lone surrogate) and a null are no text for a database.
        text = value[: 2 * LONGEST].encode(errors="replace").decode().replace("\0", " ").strip()[:LONGEST]
        return None if text.lower() in NOTHING else text
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    if is_number(value) or isinstance(value, Decimal):
        try:
            if abs(value) < LARGEST:
                return str(int(value)) if int(value) == value else str(value)
        except Exception:  # foreign
            pass
    raise ValueError(f"{name} must be {must}; {shown(value)} was given.")
