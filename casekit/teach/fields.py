"""How to get the one number out of what a learner has in hand: the fields of a result, the values of a table."""

from __future__ import annotations

import datetime
import math
import numbers
from collections.abc import Callable
from functools import cached_property

import numpy as np

SEVERAL = {
    1: "Take one of its values, as `.iloc[-1]` does, or make one number of all, as `.mean()` or `.sum()` does.",
    2: 'Take one column, as `["name"]` does, and of that one value or its `.mean()`; `len(...)` counts the rows.',
}
MOST_LISTED = 6
NO_FIELDS = (datetime.date, datetime.time, datetime.timedelta, np.generic, np.ndarray, numbers.Number, type)


def one_number(given: object, is_right: Callable[[float], bool], *, in_hundreds: bool = False) -> str:
    """A sentence on how to get one number out of `given`, empty where nothing can be said; raises nothing.

    A field is named if it alone `is_right`, as it stands or, where the answer is `in_hundreds`, as a fraction of it;
    otherwise all are listed.

    >>> from casekit.measure.service import Share
    >>> one_number(Share(0.211, 0.01), lambda number: abs(number - 0.211) < 0.01)
    'The number is in its field: put `.share` behind it.'
    >>> one_number(Share(0.211, 0.01), lambda number: abs(number - 21.1) < 0.3, in_hundreds=True)
    'The number is in its field: put `.share` behind it, and multiply by 100.'
    >>> one_number(Share(0.5, 0.01), lambda number: number == 3)
    'It has numbers in these fields: `.share`, `.standard_error`.'
    """
    try:
        if isinstance(given, list) and len(given) == 1:
            return one_number(given[0], is_right, in_hundreds=in_hundreds)
        dimensions = getattr(given, "ndim", None) if hasattr(given, "iloc") else None
        if getattr(getattr(given, "dtype", None), "kind", "") == "M":
            return "These are times, one for each row; `len(...)` counts them."
        if dimensions in SEVERAL:
            return SEVERAL[dimensions] if getattr(given, "size", 0) else ""
        return _named(numeric_fields(given), is_right, in_hundreds)
    except Exception:  # a learner may hand over anything, and what is not ours may fail in any way
        return ""


def numeric_fields(given: object) -> dict[str, float]:
    """The public fields and properties that hold a finite number, in their order.

    >>> from casekit.measure.survey import Estimate
    >>> numeric_fields(Estimate(8.2, 0.1))
    {'mean': 8.2, 'standard_error': 0.1}
    """
    if isinstance(given, NO_FIELDS):
        return {}
    kinds = [vars(kind) for kind in reversed(type(given).__mro__)]
    properties = [
        name for kind in kinds for name, value in kind.items() if isinstance(value, property | cached_property)
    ]
    slots = [name for kind in kinds for name in _slots(kind.get("__slots__", ()))]
    names = [*getattr(given, "_fields", ()), *slots, *getattr(given, "__dict__", ()), *properties]
    found = {}
    for name in dict.fromkeys(name for name in names if isinstance(name, str) and not name.startswith("_")):
        try:
            value = getattr(given, name)
            if isinstance(value, numbers.Real) and not isinstance(value, bool | np.timedelta64):
                found[name] = float(value)
        except Exception:  # this field is none of a number; another one may be
            continue
    return {name: value for name, value in found.items() if math.isfinite(value)}


def _slots(slots: object) -> tuple[str, ...]:
    return (slots,) if isinstance(slots, str) else tuple(slots)  # type: ignore[arg-type]


def _named(found: dict[str, float], is_right: Callable[[float], bool], in_hundreds: bool) -> str:
    right = [(name, "") for name, value in found.items() if is_right(value)]
    if in_hundreds:
        right += [(name, ", and multiply by 100") for name, value in found.items() if is_right(100 * value)]
    if len(right) == 1:
        name, what_then = right[0]
        return f"The number is in its field: put `.{name}` behind it{what_then}."
    if not found:
        return ""
    more = " and others" if len(found) > MOST_LISTED else ""
    return f"It has numbers in these fields: {', '.join(f'`.{name}`' for name in list(found)[:MOST_LISTED])}{more}."
