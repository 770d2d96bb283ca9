"""What foreign columns say, read into plain arrays: numbers, True and False, durations, moments, names of groups."""

from __future__ import annotations

from decimal import Decimal
from math import inf, nan
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from pandas.api.extensions import ExtensionArray
from pandas.api.types import infer_dtype

from casekit.measure.frames import array, only_column
from casekit.measure.given import LARGEST, is_number, shown

SAID = {"true": 1.0, "yes": 1.0, "1": 1.0, "false": 0.0, "no": 0.0, "0": 0.0}
DURATIONS = "seconds, or durations as pd.to_timedelta makes them"
MOMENTS = "datetimes, as pd.to_datetime makes them"


def numbers(
    name: str,
    values: ArrayLike,
    low: float = -LARGEST,
    high: float = LARGEST,
    *,
    booleans: bool = False,
    flat: bool = True,
    must: str = "numbers",
) -> np.ndarray:
    """float64, shape (n,), nan where missing, from `low` to `high`. Text is read where it is a number.

    With `booleans`, True and False are 1 and 0. Unless `flat`, any shape will do, a lone number's too.

    >>> numbers("scores", pd.Series([9, None, 7], dtype="Int64")).tolist()
    [9.0, nan, 7.0]
    >>> numbers("scores", ["9", "n/a"])
    Traceback (most recent call last):
    ValueError: scores must be numbers; 'n/a' was given.
    """
    given = array(name, values, flat)
    if given.dtype.kind in "iuf" or (booleans and given.dtype.kind == "b"):
        found = given.astype(np.float64)
    elif given.dtype.kind == "O":
        found = _floats_of_objects(name, given, booleans, must)
    else:
        raise _wrong(name, must, given)
    return _within(name, found, given, low, high)


def booleans(name: str, values: ArrayLike, row: str) -> np.ndarray:
    """float64, shape (n,): 1 for True, 0 for False, nan where missing. Text may be true and false, or yes and no.

    >>> booleans("answered", ["yes", "No", None], "score").tolist()
    [1.0, 0.0, nan]
    """
    must = f"True or False, 1 or 0, for each {row}"
    given = array(name, values)
    if given.dtype.kind == "b":
        return given.astype(np.float64)
    if given.dtype.kind == "O":
        codes, different = factorized(name, given, must)
        found = np.array([*map(_boolean, different), nan])[codes]  # what is missing has the code -1
        wrong = np.isnan(found) & (codes >= 0)
    elif given.dtype.kind in "iuf":
        found = given.astype(np.float64)
        wrong = (found != 0) & (found != 1) & ~np.isnan(found)
    else:
        raise _wrong(name, must, given)
    if wrong.any():
        raise _wrong(name, must, given[wrong])
    return found


def seconds(name: str, values: ArrayLike) -> np.ndarray:
    """Durations in seconds: float64, shape (n,), zero or more, nan where missing. Numbers are seconds already.

    >>> seconds("wait_seconds", pd.to_timedelta(["00:03:20", None])).tolist()
    [200.0, nan]
    """
    given = array(name, values)
    if given.dtype.kind == "O" and infer_dtype(given, skipna=True).startswith("timedelta"):
        try:
            given = pd.to_timedelta(given).to_numpy()
        except Exception:  # longer than pandas can count
            raise _wrong(name, DURATIONS, given) from None
    if given.dtype.kind != "m":
        return numbers(name, given, 0, must=DURATIONS)
    if np.datetime_data(given.dtype)[0] in ("generic", "Y", "M"):  # of no fixed length
        raise _wrong(name, DURATIONS, given)
    return _within(name, given / np.timedelta64(1, "s"), given, 0, LARGEST)


def moments(name: str, values: pd.Series, *, by_the_clock: bool) -> np.ndarray:
    """datetime64[us], shape (n,), NaT where missing: as the clock on the wall shows them, or else in UTC.

    >>> moments("at", pd.Series(pd.to_datetime(["2025-07-01"]).tz_localize("CET")), by_the_clock=False)
    array(['2025-06-30T22:00:00.000000'], dtype='datetime64[us]')
    """
    if isinstance(values.dtype, pd.CategoricalDtype):
        values = values.astype(values.cat.categories.dtype)
    if values.dtype.kind != "M" and infer_dtype(values, skipna=True) not in ("datetime", "datetime64", "date"):
        raise _wrong(name, MOMENTS, array(name, values))
    try:
        found = pd.to_datetime(values)
        if found.dt.tz is not None:
            found = found.dt.tz_localize(None) if by_the_clock else found.dt.tz_convert(None)
        return found.astype("datetime64[us]").to_numpy()
    except Exception:  # several time zones in one column, or a year that has no microseconds
        raise _wrong(name, f"{MOMENTS}, in one time zone", array(name, values)) from None


def labels(name: str, values: ArrayLike) -> pd.Series:
    """Names of groups, in the dtype they come in, with rows from 0 on."""
    if isinstance(values, pd.DataFrame):
        values = only_column(name, values)
    pandas = isinstance(values, pd.Series | pd.Index | ExtensionArray) and not isinstance(values, pd.MultiIndex)
    given: Any = values if pandas else array(name, values)
    try:
        found = pd.Series(given).reset_index(drop=True)
    except Exception:  # times without a unit
        raise _wrong(name, "names of groups", given) from None
    if found.dtype == object or isinstance(found.dtype, pd.ArrowDtype):
        factorized(name, array(name, found), "names of groups")
    return found


def factorized(name: str, given: np.ndarray, must: str) -> tuple[np.ndarray, np.ndarray]:
    """A number for each value, -1 for a missing one, and the different values in the order of their numbers."""
    try:
        return pd.factorize(given)
    except Exception:  # lists and the like, which cannot be told apart
        raise _wrong(name, must, given) from None


def _floats_of_objects(name: str, given: np.ndarray, booleans: bool, must: str) -> np.ndarray:
    there = ~pd.isna(given)
    kind = infer_dtype(given.ravel(), skipna=True)
    found = np.full(given.shape, nan)
    if kind in ("integer", "floating", "mixed-integer-float") or (kind == "boolean" and booleans):
        try:
            with np.errstate(over="ignore"):  # a long double may be too large
                found[there] = given[there].astype(np.float64)
            return found
        except OverflowError:
            pass  # a whole number of hundreds of digits; below, it is infinite
    found[there] = [_float(name, value, booleans, must) for value in given[there]]
    return found


def _float(name: str, value: Any, booleans: bool, must: str) -> float:
    if is_number(value) or isinstance(value, str | Decimal) or (booleans and isinstance(value, bool | np.bool)):
        try:
            with np.errstate(over="ignore"):
                found = float(value)
            if found == found:  # the text "nan" is no number
                return found
        except OverflowError:
            return inf if value > 0 else -inf
        except Exception:
            pass
    raise ValueError(f"{name} must be {must}; {shown(value)} was given.")


def _boolean(value: Any) -> float:
    """1 or 0, or nan for what is neither."""
    if isinstance(value, str):
        return SAID.get(value.strip().lower(), nan)
    if isinstance(value, bool | np.bool | Decimal) or is_number(value):
        return 1.0 if value == 1 else 0.0 if value == 0 else nan
    return nan


def _within(name: str, found: np.ndarray, given: np.ndarray, low: float, high: float) -> np.ndarray:
    outside = (found < low) | (found > high)
    if not outside.any():
        return found
    first = found[outside].flat[0]
    if high < LARGEST:
        must = f"from {low:g} to {high:g}"
    elif low == 0:
        must = "zero or more" if first < 0 else f"at most {high:g}"
    else:
        must = f"at most {high:g}, either way"
    raise ValueError(
        f"{name} must be {must}; {shown(first if abs(first) < inf else given[outside].flat[0])} was given."
    )


def _wrong(name: str, must: str, given: np.ndarray) -> ValueError:
    """The sentence for a column of which the first value that is there is not as it must be."""
    there = given[~pd.isna(given)] if given.ndim else given
    first = (there if there.size else given).ravel()[:1]
    return ValueError(f"{name} must be {must}; {', '.join(map(shown, first)) or 'nothing'} was given.")
