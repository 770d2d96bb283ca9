"""What a measure was given: one value, checked, and how a sentence shows it."""

from __future__ import annotations

import math
import numbers
from datetime import timedelta
from typing import Any

import numpy as np

LARGEST = 1e50  # of any number: far above every count and amount, and its square is still a number
WIDEST = 60  # characters of a value in a sentence


def shown(value: object) -> str:
    """`value` as a reader should see it in a sentence: short, and on one line, whatever its own repr does.

    >>> shown(np.float64(2.50)), shown("n/a"), shown(np.zeros((9, 2)))
    ('2.5', "'n/a'", 'an array of shape (9, 2)')
    """
    try:
        if isinstance(value, float | np.floating):
            return f"{value:g}"
        if isinstance(value, np.ndarray):
            return f"an array of shape {value.shape}" if value.size > 4 else f"{value.tolist()}"
        text = " ".join((str(value) if isinstance(value, np.integer | np.bool) else repr(value)).split())
    except Exception:  # a foreign object may raise anything
        return f"an object of type {type(value).__name__}"
    return text if len(text) <= WIDEST else text[: WIDEST - 3] + "..."


def is_number(value: object) -> bool:
    """Whether it is a real number, as True is not, nor NumPy's timedelta64, though it says it is a whole one."""
    return isinstance(value, numbers.Real) and not isinstance(value, bool | np.bool | np.timedelta64 | timedelta)


def number(name: str, value: Any, low: float, strictly: bool = True, high: float = LARGEST) -> float:
    """`value` as a float above `low`, or from it on unless `strictly`, up to `high`; ValueError for anything else.

    >>> number("target_seconds", 20, 0, strictly=False)
    20.0
    >>> number("target_seconds", "20", 0, strictly=False)
    Traceback (most recent call last):
    ValueError: target_seconds must be a number from 0; '20' was given.
    """
    allowed = f"a number above {low:g}" if strictly else f"a number from {low:g}"
    if is_number(value):
        try:
            found = float(value)
        except OverflowError:
            found = math.inf
        if found > high:
            allowed += f", and at most {high:g}"
        elif found > low or (found == low and not strictly):
            return found
    raise ValueError(f"{name} must be {allowed}; {shown(value)} was given.")


def whole(name: str, value: Any, low: int, high: int) -> int:
    """`value` as an int from `low` to `high`; ValueError for anything else.

    >>> whole("agents", 14, 1, 1_000_000)
    14
    """
    found = int(value) if is_number(value) and isinstance(value, numbers.Integral) else None
    if found is not None and low <= found <= high:
        return found
    allowed = f"from {low:,} to {high:,}" if found is not None and found > high else f"from {low:,}"
    raise ValueError(f"{name} must be a whole number {allowed}; {shown(value)} was given.")


def flag(name: str, value: object) -> bool:
    """`value` if it is True or False; ValueError for anything else, such as the text "no", which counts as true."""
    if isinstance(value, bool | np.bool):
        return bool(value)
    raise ValueError(f"{name} must be True or False; {shown(value)} was given.")
