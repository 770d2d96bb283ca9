"""Ids in one form, so that 1, 1.0 and "1" are the same customer or contact; and which contact repeats which."""

from __future__ import annotations

from decimal import Decimal
from numbers import Integral
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
import pandas as pd

from casekit.measure.frames import array
from casekit.measure.given import LARGEST, is_number, shown
from casekit.measure.kinds import factorized

NOTHING = {"", "nan", "none", "null", "nat", "<na>", "n/a"}  # what missing ones become as text; no id is called that
EXACT = 2**53  # from here on a float no longer tells whole numbers apart
MUST = "whole numbers or text"


class Ids(NamedTuple):
    """`keys`, shape (n,), int64 or text; where `missing` they say nothing."""

    keys: np.ndarray
    missing: np.ndarray

    @property
    def as_text(self) -> Ids:
        """The same, with text as keys."""
        return Ids(self.keys.astype(str).astype(object), self.missing)


def ids(name: str, values: pd.Series) -> Ids:
    """Ids from a column of whole numbers, of any dtype, or of text.

    >>> ids("repeat_of", pd.Series([1.0, None])).keys[0], ids("repeat_of", pd.Series(["1", 2])).keys.tolist()
    (np.int64(1), ['1', '2'])
    """
    if values.dtype.kind in "iu" and not isinstance(values.dtype, pd.SparseDtype):  # exact also beyond 2**53
        missing = values.isna().to_numpy(dtype=bool)
        values = values.fillna(0) if missing.any() else values
        if values.dtype.kind == "i" or values.max() <= np.iinfo(np.int64).max:
            return Ids(values.to_numpy(dtype=np.int64), missing)
    given = array(name, values)
    if given.dtype.kind == "f":
        missing = np.isnan(given)
        whole = np.where(missing, 0, given)
        if (np.abs(whole) >= EXACT).any():
            first = shown(whole[np.abs(whole) >= EXACT][0])
            raise ValueError(f"{name} must be {MUST}; {first}, as a float, has lost its last digits: read it as text.")
        if (whole != np.floor(whole)).any():
            raise ValueError(f"{name} must be {MUST}; {shown(whole[whole != np.floor(whole)][0])} was given.")
        return Ids(whole.astype(np.int64), missing)
    if {bool, np.bool} & set(map(type, given)):  # True and 1 would be the same
        raise ValueError(f"{name} must be {MUST}, or missing; True or False was given.")
    codes, different = factorized(name, given, MUST)
    keys = [_key(name, value) for value in different]
    if all(isinstance(key, int) and abs(key) < EXACT for key in keys):
        return Ids(np.array([*keys, 0], dtype=np.int64)[codes], codes < 0)
    return Ids(np.array([*map(str, keys), ""], dtype=object)[codes], codes < 0)


def earlier(contacts: Ids, repeats: Ids) -> np.ndarray:
    """The row of the contact that each contact repeats; -1 where that came before the log, or there is none.

    Raises ValueError where `repeats` says something that is no contact, or where a contact comes round to itself.
    """
    mixed = contacts.keys.dtype != repeats.keys.dtype
    if mixed:
        contacts, repeats = contacts.as_text, repeats.as_text
    row = pd.Index(contacts.keys).get_indexer(repeats.keys)
    row[repeats.missing] = -1
    unknown = repeats.keys[(row < 0) & ~repeats.missing]
    if len(unknown):
        _may_come_before(contacts.keys, unknown, mixed)
    ahead = np.append(row, -1)  # the last one stands for none
    for _ in range(len(row).bit_length()):  # each time twice as many steps back
        if (ahead < 0).all():
            break
        ahead = ahead[ahead]
    if (ahead >= 0).any():
        first = contacts.keys[ahead.max()]
        raise ValueError(f"repeat_of must be an earlier contact; {shown(first)} comes round to itself.")
    return row


def _may_come_before(contacts: np.ndarray, unknown: np.ndarray, mixed: bool) -> None:
    """Raise ValueError for what cannot be a contact from before the log: 0, or "no" where the others have digits."""
    if contacts.dtype == object:
        forms = set(map(_form, contacts))
        wrong = [key for key in unknown if mixed or _form(key) not in forms]
    else:
        wrong = [key for key in unknown if key <= 0]
    if wrong:
        like = f"ids as contact_id has them, such as {shown(contacts[0])}, or missing"
        raise ValueError(f"repeat_of must be {like}; {shown(wrong[0])} was given.")


def _form(key: str) -> str:
    if key.removeprefix("-").isdigit():
        return "number" if key.strip("0") and not key.startswith("-") else "zero or less"
    return "with digits" if any(map(str.isdigit, key)) else "word"


def _key(name: str, value: Any) -> int | str:
    if isinstance(value, str):
        text = value.strip()
        text = text[:-2] if text.endswith(".0") and text[:-2].isdigit() else text
        if text.lower() not in NOTHING:
            return text
    elif isinstance(value, UUID):
        return str(value)
    elif is_number(value) or isinstance(value, Decimal):
        try:
            exact = isinstance(value, Integral | Decimal) or abs(value) < EXACT
            if exact and abs(value) < LARGEST and int(value) == value:
                return int(value)
        except Exception:  # infinite, or foreign
            pass
    raise ValueError(f"{name} must be {MUST}, or missing; {shown(value)} was given.")
