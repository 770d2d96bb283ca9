"""The one error a reader of the workbook should ever meet, and the checks that raise it."""

from __future__ import annotations

import difflib
import numbers
from collections.abc import Iterable


class CaseError(ValueError):
    """Bad input, in one sentence: which argument, what was given, what is allowed."""


def whole_number(name: str, value: object, low: int, high: int, *, because: str = "") -> int:
    """Return `value` as an int, or raise CaseError unless it is a whole number from `low` to `high`.

    >>> whole_number("months", 12, 1, 120)
    12
    >>> whole_number("months", 0, 1, 120)
    Traceback (most recent call last):
    casekit.errors.CaseError: months must be a whole number from 1 to 120; 0 was given.
    """
    if isinstance(value, numbers.Integral) and not isinstance(value, bool) and low <= int(value) <= high:
        return int(value)
    reason = f" ({because})" if because else ""
    raise CaseError(f"{name} must be a whole number from {low:,} to {high:,}{reason}; {shown(value)} was given.")


def fraction(name: str, value: object) -> float:
    """Return `value` as a float, or raise CaseError unless it is a number from 0 to 1.

    >>> fraction("silence", 0.6)
    0.6
    """
    if isinstance(value, numbers.Real) and not isinstance(value, bool) and 0 <= float(value) <= 1:
        return float(value)
    raise CaseError(f"{name} must be a number from 0 to 1; {shown(value)} was given.")


def choice(name: str, value: object, allowed: Iterable[str], *, where: str = "") -> str:
    """Return `value`, or raise CaseError unless it is one of `allowed`; a near miss is named.

    >>> choice("company", "starbuck", ["amazon", "starbucks"])
    Traceback (most recent call last):
    casekit.errors.CaseError: There is no company 'starbuck'; did you mean 'starbucks'? Allowed: amazon, starbucks.
    """
    allowed = list(allowed)
    if isinstance(value, str) and value in allowed:
        return value
    hint = meant(value, allowed) or "."
    raise CaseError(f"There is no {name} {shown(value)}{where}{hint} Allowed: {', '.join(allowed) or 'none'}.")


def meant(value: object, allowed: Iterable[str]) -> str:
    """The words "; did you mean 'silence'?" where one of `allowed` comes near `value`; none where none does.

    >>> meant("silense", ["silence", "slide"]), meant("late", ["silence"])
    ("; did you mean 'silence'?", '')
    """
    by_lower = {name.lower(): name for name in allowed}
    near = difflib.get_close_matches(str(value).lower(), by_lower, n=1, cutoff=0.5)
    return f"; did you mean {by_lower[near[0]]!r}?" if near else ""


def shown(value: object) -> str:
    """`value` as a reader should see it in a sentence: short, and numbers with separators."""
    if isinstance(value, numbers.Integral) and not isinstance(value, bool):
        return f"{value:,}"
    text = " ".join(repr(value).split())  # an array or a frame prints on many lines
    return text if len(text) <= 60 else text[:57] + "..."
