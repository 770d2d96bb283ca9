"""Quantities between people and code: a learner's number read, a number written with its unit."""

from __future__ import annotations

import math
import numbers
import re
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from casekit.errors import CaseError, shown

# How learners write a unit beside a number, for the units that have more than one spelling.
SPELLINGS = {
    "%": ("%", "percent", "per cent"),
    "dollars": ("$", "dollars", "dollar", "usd"),
    "points": ("points", "point"),
    "customers": ("customers", "customer"),
}
MANY = ("seconds", "customers", "riders", "points", "visits")  # of which one is written without the s
MINUS = "\u2212"  # as long as a plus is wide; a hyphen is not
PLAIN_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
TWO_WAYS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")  # 1,250: a thousand and more to some, one and a quarter to others
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?")
DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+")


def read(given: object, unit: str = "") -> float:
    """Return the one finite number in `given`, or raise CaseError with a sentence a learner can act on.

    Numbers of every kind, text with or without the unit, and a Series or array of length one are read. A text that can
    be read in two ways is asked about.

    >>> read("41 %", unit="%"), read("$1,250.00", unit="dollars")
    (41.0, 1250.0)
    >>> read("1,250")
    Traceback (most recent call last):
    casekit.errors.CaseError: One number is wanted, without a comma: 1250 or 1.250? '1,250' can be read as either.
    >>> read([41, 42], unit="%")
    Traceback (most recent call last):
    casekit.errors.CaseError: One number in % is wanted; a list of 2 values was given.
    """
    of = unit if unit.startswith("of ") else f"in {unit}"  # a number of 100, but a number in points
    wanted = f"One number {of} is wanted" if unit else "One number is wanted"
    try:
        return _read(given, unit, wanted)
    except CaseError:
        raise
    except Exception:  # whatever is handed over may fail in any way when it is looked at
        raise CaseError(f"{wanted}; {_kind(given)} was given.") from None


def write(value: float, unit: str = "", digits: int = 1) -> str:
    """`value` as a reader should see it: separators, a fixed number of decimals, its unit, and a minus sign.

    >>> write(0.824 * 100, "%", 0), write(-1250, "dollars", 2), write(8.24, "points")
    ('82 %', '−$1,250.00', '8.2 points')
    """
    minus = MINUS if round(value, digits) < 0 else ""  # never a minus before nothing
    size, dollar = abs(value), "$" * (unit == "dollars")
    if size >= 1e15:
        return f"{minus}{size:.3g} {unit}".rstrip()  # nobody counts so many digits
    number = f"{size:,.{digits}f}"
    unit = unit[:-1] if number == "1" and unit in MANY else unit
    return f"{minus}{dollar}{number} {'' if dollar else unit}".rstrip()


def decimals(value: float) -> int:
    """How many decimals a finite number is written with; what comes of a calculation has about fifteen.

    >>> decimals(22.9), decimals(23.0), decimals(1 / 3)
    (1, 0, 16)
    """
    exponent = Decimal(repr(float(value))).normalize().as_tuple().exponent
    return max(0, -int(exponent))


def fineness(value: float, least: float, most: float) -> float:
    """How far a number may lie from what it is rounded from: half its last decimal, from `least` to `most`.

    >>> fineness(22.9, 0.01, 1), fineness(23, 0.01, 1), fineness(1 / 3, 0.01, 1)
    (0.05, 0.5, 0.01)
    """
    return min(max(0.5 * 10.0 ** -decimals(value), least), most)


def roundings(value: float, asked: int, places: int) -> tuple[float, ...]:
    """A number rounded to `places` decimals as people do it: a half goes up, and 8.4975 becomes 8.5 and so 9.

    >>> roundings(8.4975, 1, 0), roundings(0.125, 2, 2)
    ((8.0, 9.0), (0.13, 0.13))
    """
    return _rounded(value, places), _rounded(_rounded(value, asked), places)


def cut_off(value: float, places: int) -> float:
    """A number whose further decimals are left out.

    >>> cut_off(23.547, 2), cut_off(-0.019, 2)
    (23.54, -0.01)
    """
    return float(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_DOWN))


def _rounded(value: float, places: int) -> float:
    return float(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def _read(given: object, unit: str, wanted: str) -> float:
    value = _single(given, wanted)
    if isinstance(value, str):
        return _read_text(value, unit, wanted)
    if isinstance(value, bool):
        raise CaseError(f"{wanted}; {value} is a yes or a no.")
    is_time = getattr(getattr(value, "dtype", None), "kind", "") in ("m", "M")  # though NumPy calls it a whole number
    if isinstance(value, (numbers.Real, Decimal)) and not is_time:
        return _finite(value, wanted)
    raise CaseError(f"{wanted}; {_named(value)} was given.")


def _single(given: object, wanted: str) -> object:
    """`given` itself, or the one value that a list, Series, array or frame of length one holds."""
    if isinstance(given, (str, numbers.Real)):
        return given
    if isinstance(given, (list, tuple, set, frozenset, range)):
        values = list(given)
    elif hasattr(given, "reshape") or hasattr(given, "to_numpy"):
        shape: tuple[int, ...] = getattr(given, "shape", ())
        if math.prod(shape) != 1:
            raise CaseError(f"{wanted}; {several(given, math.prod(shape))} was given.")
        array: Any = given.to_numpy() if hasattr(given, "to_numpy") else given
        is_number = getattr(getattr(array, "dtype", None), "kind", "O") in "biufcOUT"  # a date is no number
        values = [array.reshape(-1).tolist()[0] if is_number else given]
    else:
        return given
    if len(values) != 1:
        raise CaseError(f"{wanted}; {several(given, len(values))} was given.")
    return values[0]


def _read_text(given: str, unit: str, wanted: str) -> float:
    text = given.strip()
    bare = text.lower().replace(MINUS, "-")
    for spelling in SPELLINGS.get(unit, (unit.lower(),) if unit else ()):
        if bare.endswith(spelling):
            bare = bare.removesuffix(spelling).strip()
            break
        if spelling == "$" and bare.lstrip("+-").startswith("$"):
            bare = bare.replace("$", "", 1).strip()
            break
    if PLAIN_NUMBER.fullmatch(bare):
        return _finite(bare, wanted)
    if TWO_WAYS.fullmatch(bare):
        either = f"{bare.replace(',', '')} or {bare.replace(',', '.')}"
        raise CaseError(f"{wanted}, without a comma: {either}? {shown(text)} can be read as either.")
    if THOUSANDS.fullmatch(bare):
        return _finite(bare.replace(",", ""), wanted)
    if DECIMAL_COMMA.fullmatch(bare):
        raise CaseError(f"{wanted}, written with a point: {bare.replace(',', '.')} rather than {shown(text)}.")
    raise CaseError(f"{wanted}; {shown(text) if text else 'an empty text'} was given.")


def _finite(given: Any, wanted: str) -> float:
    try:
        value = float(given)
    except (OverflowError, ValueError, TypeError, ArithmeticError):
        raise CaseError(f"{wanted}; {_named(given)} was given.") from None
    if not math.isfinite(value):
        raise CaseError(f"{wanted}; {'an empty value (NaN)' if math.isnan(value) else 'infinity'} was given.")
    return value


def several(given: object, size: int) -> str:
    """What holds more or fewer values than are wanted: "a list of 2 values"."""
    kind = _kind(given)
    shape: tuple[int, ...] = getattr(given, "shape", ())
    if len(shape) == 2:
        return f"{kind} of {shape[0]:,} rows and {shape[1]:,} columns"
    if hasattr(given, "_fields"):  # a result, with a name for each of its values
        return kind
    return f"{kind} of {size:,} values" if size else f"an empty {type(given).__name__}"


def _kind(given: object) -> str:
    name = type(given).__name__
    return f"{'an' if name[:1] in 'AEIOU' else 'a'} {name}"


def _named(given: object) -> str:
    try:
        return shown(given)
    except Exception:  # a learner may hand over anything, even an object that cannot print itself
        return _kind(given)
