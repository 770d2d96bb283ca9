"""How foreign tables and columns are taken in: once, here, for all measures, whatever form they come in.

A column may be a list, a NumPy array, or a pandas column of any dtype: numbers, nullable, text, categories,
Arrow-backed, sparse, with a time zone, in any unit of time, or plain objects. What cannot be read is one sentence
(ValueError): which column, what it held, what is allowed. `casekit.measure.kinds` reads what is in the columns.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionDtype

from casekit.measure.given import shown


def columns(frame: pd.DataFrame, *wanted: str) -> dict[str, pd.Series]:
    """Those of the columns `wanted` that the frame has; each must be there once."""
    found = {name: frame[name] for name in wanted if name in frame}
    for name, column in found.items():
        if isinstance(column, pd.DataFrame):
            raise ValueError(f"{name} must be one column; the table has {column.shape[1]} of that name.")
    return found


def no_table(value: object, as_shown: str) -> str:
    """What a sentence says was given in place of a table; for a table of another library, also what to do."""
    if hasattr(type(value), "to_pandas"):
        library = type(value).__module__.partition(".")[0]
        return f"a {type(value).__name__} of {library} was given, and one of pandas is needed: to_pandas() makes it."
    return f"{as_shown} was given."


def needed(name: str, table: object, *wanted: str, too: str = "", empty: bool = False) -> dict[str, pd.Series]:
    """The columns `wanted`, and `too` where it is there, of a table that has rows, unless it may be `empty`."""
    if not isinstance(table, pd.DataFrame):
        raise ValueError(f"{name} must be a table with {', '.join(wanted)}; {no_table(table, shown(table))}")
    found = columns(table, *wanted, *([too] if too else []))
    missing = [column for column in wanted if column not in found]
    if missing:
        raise ValueError(f"{name} must have the columns {', '.join(wanted)}; {', '.join(missing)} is not there.")
    if not len(table) and not empty:
        raise ValueError(f"{name} must have at least one row; the table is empty.")
    return found


def same_length(row: str, **read: np.ndarray | pd.Series) -> None:
    """Raise ValueError unless each column has as many values as the first."""
    (_, first), *others = read.items()
    for name, column in others:
        if len(column) != len(first):
            raise ValueError(f"{name} must have a value for each {row}; there are {len(column):,} for {len(first):,}.")


def same_order(**given: object) -> None:
    """Raise ValueError for pandas columns with the same rows in different orders, as their labels say.

    Columns are taken row by row, as arrays are, where pandas itself would bring the labels together.
    """
    index = {name: column.index for name, column in given.items() if isinstance(column, pd.Series)}
    for name, other in pairwise(index):
        if not index[name].equals(index[other]) and index[name].symmetric_difference(index[other], sort=False).empty:
            raise ValueError(f"{other} must have its rows in the order of {name}; by their index, they have not.")


def go_together(**arrays: np.ndarray) -> None:
    """Raise ValueError unless the two arrays have one shape, or one of them can be repeated to have it."""
    shapes = [values.shape for values in arrays.values()]
    try:
        np.broadcast_shapes(*shapes)
    except ValueError:
        both, one, other = " and ".join(arrays), *shapes
        raise ValueError(f"{both} must go together; arrays of shape {one} and {other} were given.") from None


def plain(values: np.ndarray) -> np.ndarray | float:
    """One number as a float, several as they are."""
    return float(values.flat[0]) if values.size == 1 else values


def known(name: str, row: str, missing: np.ndarray) -> None:
    """Raise ValueError if any is missing."""
    if missing.any():
        count = np.count_nonzero(missing)
        raise ValueError(f"{name} must be known for each {row}; {count:,} {'is' if count == 1 else 'are'} missing.")


def only_column(name: str, frame: pd.DataFrame) -> pd.Series:
    """The column of a table that has one."""
    if frame.shape[1] != 1:
        raise ValueError(f"{name} must be one column; a table with {frame.shape[1]} was given.")
    return frame.iloc[:, 0]


def array(name: str, values: Any, flat: bool = True) -> np.ndarray:
    """Shape (n,), or any unless `flat`: numbers, booleans, times or objects, with missing ones as nan, NaT or None.

    >>> array("scores", pd.Series([9, None], dtype="int64[pyarrow]")).tolist()
    [9.0, nan]
    """
    if isinstance(values, pd.DataFrame) and (flat or values.shape[1] == 1):
        values = only_column(name, values)
    must = f"{name} must be a list, an array or a column"
    try:
        if isinstance(getattr(values, "dtype", None), ExtensionDtype):
            found = _of_pandas(values)
        elif isinstance(values, np.ma.MaskedArray):
            found = _unmasked(values)
        else:
            found = np.asarray(values)
        if found.dtype.kind in "USV":
            found = np.asarray(values, dtype=object)  # each as it is, where a list holds text and numbers
        if found.dtype.kind == "O":
            pd.isna(found)  # which a signalling nan will not be asked
        elif found.dtype == np.longdouble:
            with np.errstate(over="ignore"):  # infinite, where it is too large
                found = found.astype(np.float64)
    except Exception:  # a foreign object may raise anything
        raise ValueError(f"{must}; {shown(values)} was given.") from None
    if not flat or found.ndim == 1:
        return found
    if found.ndim == 2 and found.shape[1] == 1:
        return found[:, 0]
    raise ValueError(f"{must}; {shown(found if found.ndim else values)} was given.")


def _of_pandas(values: Any) -> np.ndarray:
    """Nullable and Arrow-backed numbers with nan; whatever else pandas has, as NumPy sees it."""
    plain = getattr(values.dtype, "numpy_dtype", None)
    if plain is None or plain.kind not in "iufb":
        return np.asarray(values)
    if not pd.isna(values).any():
        return values.to_numpy(dtype=plain)
    return values.to_numpy(dtype=object if plain.kind == "b" else np.float64, na_value=np.nan)


def _unmasked(values: Any) -> np.ndarray:
    """NumPy itself would bring back what a mask hides."""
    if values.dtype.kind in "fmM":
        return values.filled(values.dtype.type("nan" if values.dtype.kind == "f" else "NaT"))
    return values.astype(object).filled(None)
