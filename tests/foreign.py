"""The forms in which other people's columns come: for each kind of content, functions from a list to such a column."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

HUGE = pytest.param(10**400, id="400 digits")  # more than a float can hold


def of(dtype):
    return lambda values: pd.Series(values, dtype=dtype)


def objects(make):
    """Objects of another type, and what is missing as None."""
    return lambda values: pd.Series([None if value is None else make(value) for value in values], dtype=object)


def texts(dtype):
    return lambda values: objects(str)(values).astype(dtype)


def categories(form):
    return lambda values: form(values).astype("category")


WHOLE = {
    **{dtype: of(dtype) for dtype in ("int8", "int16", "int32", "int64", "uint8", "uint64", "Sparse[int]")},
    "Int64 without missing": lambda values: pd.Series(values, dtype="Int64"),
    "range index": pd.Index,
}
NUMBERS = {
    **{dtype: of(dtype) for dtype in ("float32", "float64", "Sparse[float]", "Float64", "double[pyarrow]", "object")},
    **{dtype: texts(dtype) for dtype in ("str", "string", "large_string[pyarrow]", "object")},
    "float16": of("float16"),
    "long double": lambda values: np.array(values, dtype=np.longdouble),
    "decimal[pyarrow]": objects(lambda value: Decimal(str(value))),
    "arrow decimals": lambda values: objects(lambda value: Decimal(str(value)))(values).astype(
        pd.ArrowDtype(pa.decimal128(12, 4))
    ),
    "fractions": objects(Fraction),
    "categories": categories(of("float64")),
    "categories of text": categories(texts("str")),
    "categories of nullable": categories(of("Float64")),
    "list": list,
    "tuple": tuple,
    "array": np.array,
    "a column of an array": lambda values: np.array(values, dtype=float)[:, None],
    "a table of one column": lambda values: pd.DataFrame({"x": values}, dtype=float),
    "index": lambda values: pd.Index(values, dtype="float64"),
    "arrow array": pa.array,
    "arrow chunks": lambda values: pa.chunked_array([values[:1], values[1:]]),
    "masked array": lambda values: np.ma.masked_array(
        [0 if value is None else value for value in values], [value is None for value in values], dtype=float
    ),
}
NULLABLE = {
    name: NUMBERS[name]
    for name in ("float64", "Float64", "double[pyarrow]", "object", "str", "string", "arrow decimals", "categories",
                 "categories of text", "categories of nullable", "fractions", "list", "arrow array", "masked array",
                 "a table of one column")
}  # fmt: skip
BOOLEANS = {
    **{dtype: of(dtype) for dtype in ("bool", "boolean", "bool[pyarrow]", "object", "Sparse[bool]", "int8", "float32")},
    **{dtype: of(dtype) for dtype in ("Int64", "Float64", "double[pyarrow]")},
    **{f"text {dtype}": texts(dtype) for dtype in ("str", "string", "string[pyarrow]", "object", "category")},
    "lower": objects(lambda value: str(value).lower()),
    "yes and no": objects(lambda value: "Yes " if value else "NO"),
    "text of numbers": objects(lambda value: str(int(value))),
    "numbers as objects": objects(int),
    "decimals": objects(Decimal),
    "categories": categories(of("bool")),
    "list": list,
    "array": np.array,
    "arrow array": pa.array,
    "a table of one column": lambda values: pd.DataFrame({"x": values}),
}
MAYBE = {
    name: form for name, form in BOOLEANS.items()
    if name not in ("bool", "Sparse[bool]", "int8", "array", "categories", "text str", "text category")
} | {"categories": categories(of("object")), "text str": lambda values: objects(str)(values).astype("str")}  # fmt: skip
DURATIONS = {
    **{f"timedelta64[{unit}]": of(f"timedelta64[{unit}]") for unit in ("s", "ms", "us", "ns")},
    **{f"duration[{unit}]": of(f"duration[{unit}][pyarrow]") for unit in ("s", "ms", "us", "ns")},
    "objects of pandas": of(object),
    "objects of Python": lambda values: pd.Series([one.to_pytimedelta() for one in values], dtype=object),
    "categories": categories(of("timedelta64[ns]")),
    "seconds": lambda values: pd.Series([one.total_seconds() for one in values]),
    "seconds as text": lambda values: pd.Series([str(one.total_seconds()) for one in values]),
    "nullable seconds": lambda values: pd.Series([int(one.total_seconds()) for one in values], dtype="Int64"),
}
MOMENTS = {
    **{f"datetime64[{unit}]": of(f"datetime64[{unit}]") for unit in ("s", "ms", "us", "ns")},
    **{f"datetime64[{unit}, UTC]": of(f"datetime64[{unit}, UTC]") for unit in ("s", "ns")},
    **{f"timestamp[{unit}]": of(f"timestamp[{unit}][pyarrow]") for unit in ("s", "ms", "us", "ns")},
    "timestamp[us, UTC]": of("timestamp[us, tz=UTC][pyarrow]"),
    "date32": lambda values: pd.Series([one.date() for one in values], dtype="date32[pyarrow]"),
    "dates": lambda values: pd.Series([one.date() for one in values], dtype=object),
    "objects of pandas": of(object),
    "objects of Python": lambda values: pd.Series([one.to_pydatetime() for one in values], dtype=object),
    "objects with a zone": lambda values: pd.Series([one.tz_localize("UTC") for one in values], dtype=object),
    "categories": categories(of("datetime64[us]")),
}
GROUPS = {
    **{dtype: of(dtype) for dtype in ("object", "str", "string", "string[pyarrow]", "category")},
    "list": list,
    "array": np.array,
    "arrow array": pa.array,
    "arrow dictionary": lambda values: pd.Series(values, dtype=pd.ArrowDtype(pa.dictionary(pa.int32(), pa.string()))),
    "a table of one column": lambda values: pd.DataFrame({"x": values}),
    "masked array": lambda values: np.ma.masked_array(np.array(values, dtype=object), False),
}
IDS = {
    "int": lambda ids: pd.Series([i or pd.NA for i in ids], dtype="Int64"),
    "float": lambda ids: pd.Series(ids, dtype="float64"),
    "objects": lambda ids: pd.Series(ids, dtype=object),
    "arrow": lambda ids: pd.Series(ids, dtype="int64[pyarrow]"),
    "text": lambda ids: objects(str)(ids).astype("str"),
    "arrow text": lambda ids: objects(str)(ids).astype("string[pyarrow]"),
    "text of floats": objects(lambda one: f"{one}.0"),
    "decimals": objects(Decimal),
    "categories": lambda ids: pd.Series(ids, dtype="float64").astype("category"),
    "categories of text": lambda ids: objects(str)(ids).astype("category"),
    "mixed": lambda ids: pd.Series([str(one) if one and one % 2 else one for one in ids], dtype=object),
}


def forms(kind):
    return pytest.mark.parametrize("form", kind.values(), ids=kind)


def alone(values):
    """As a column of a frame: flat, and without an index of its own."""
    if isinstance(values, pd.DataFrame):
        return values.iloc[:, 0]
    return pd.Series(values.ravel() if isinstance(values, np.ndarray) else getattr(values, "array", values))


def sentence(call) -> str:
    """What the measure says; a single line that ends with a full stop."""
    with pytest.raises(ValueError) as error:
        call()
    text = str(error.value)
    assert "\n" not in text and text.endswith(".") and len(text) < 300
    return text


def log(**columns):
    return pd.DataFrame({"contact_id": [1, 2, 3], "resolved": True, "repeat_of": [None, 1, None]}).assign(**columns)


def bought(**columns):
    at = pd.to_datetime(["2024-01-10", "2024-04-02", "2024-02-20", "2024-07-05"])
    return pd.DataFrame({"customer_id": [1, 1, 2, 2], "at": at, "amount": [10, 30, 20, 45]}).assign(**columns)
