"""What nobody should hand to a measure, and somebody will: single values and columns."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pyarrow as pa


class Spiteful:
    """Raises whatever is asked of it."""

    def _no(self, *_):
        raise RuntimeError("no")

    __repr__ = __str__ = __float__ = __int__ = __bool__ = __len__ = __iter__ = __array__ = __getattr__ = _no
    __eq__ = __lt__ = __hash__ = __index__ = __contains__ = __getitem__ = _no


class Lines:
    """Has a repr of several lines."""

    def __repr__(self):
        return "one\ntwo\r\nthree\u2028four"


def round_and_round():
    values = [1]
    values.append(values)
    return values


SINGLE = [
    None, np.nan, np.inf, -np.inf, pd.NA, pd.NaT, 0, -1, 1, 2, 0.5, 1e308, -1e308, 5e-324, 1e50, 10**400, -(10**400),
    10**5_000, 2**63, 2**64, True, np.False_, np.float32(0.5), np.int8(3), np.longdouble("1e400"), 1j, "", "n/a",
    "nan", "9", "no", "00:03:20", "2025-01-01", "a\nb", "x" * 10_000, b"9", b"", dt.date(2025, 1, 1), dt.datetime.max,
    dt.timedelta.max, dt.time(1), pd.Timestamp("2025", tz="CET"), pd.Timedelta("90s"), pd.Period("2025Q1"),
    pd.Interval(0, 1), np.timedelta64(5, "s"), np.timedelta64(5, "Y"), np.timedelta64(5), np.datetime64("NaT"),
    Decimal("0.5"), Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity"), Decimal("1e400"), Fraction(1, 3),
    Fraction(10**400), object(), object, len, Spiteful(), Lines(), ValueError("no"), Ellipsis, (), [], {}, set(), {1},
    {"a": 1}, {"a": Spiteful()}, "Q", "M", "a", 14, 20,
]  # fmt: skip
COLUMNS = [
    [1, 2, 3], [0.5] * 6, [1, 0, 1, 0, 1, 0], list("aabbab"), ["9"] * 6, [True] * 6, [None] * 6, [10**400] * 6,
    [[1]] * 6, [[1], [2, 3]], [Spiteful()] * 6, [Lines(), 1], round_and_round(), [1j] * 6, [b"1"] * 6,
    ["1", 2, None, 3.5, True, b""], [1e308] * 6, [-1e308, 1e308] * 3, [5e-324] * 6, [np.inf, -np.inf] * 3,
    [Decimal("sNaN")] * 6, [pd.NaT] * 6, [pd.Timestamp(0)] * 6, [dt.date.max] * 6, [dt.timedelta.max] * 6,
    [{"a": 1}] * 6, [()] * 6, [(1, 2)] * 6, [pd.DataFrame({"a": [1]})] * 6, range(6), np.arange(6),
    np.arange(6.0)[::-1], np.zeros((2, 3)), np.zeros((6, 1)), np.zeros((0, 1)), np.array(5), np.array("x"),
    np.array(None), np.array([(1, 2.0)] * 6, dtype="i4,f8"), np.array(["a"] * 6), np.array([b"a"] * 6),
    np.arange(6).astype("M8[D]"), np.arange(6).astype("m8"), np.arange(6).astype("m8[M]"),
    np.arange(6).astype("m8[ns]"), np.array([1, 2**62], dtype="M8[s]"), np.array(["299000-01-01"] * 6, dtype="M8[s]"),
    np.arange(6, dtype=np.longdouble) * np.longdouble("1e400"),
    np.ma.masked_array([1, 2, 3], [True, True, True]), np.ma.masked_array([1, 2, 3], [False, True, False]),
    memoryview(b"abc"), pd.Series(dtype=float), pd.Series([1, 2]), pd.Series([1] * 6, index=[3, 1, 2, 0, 5, 4]),
    pd.Series([None] * 6, dtype="Int64"), pd.Series(["a", None] * 3, dtype="string"),
    pd.Series([1, None] * 3, dtype="double[pyarrow]"), pd.Series(list("aabbab"), dtype="category"),
    pd.Series([None] * 6, dtype="category"), pd.Series([dt.date(2025, 1, 1)] * 6, dtype="date32[pyarrow]"),
    pd.interval_range(0, 6), pd.Series([[1]] * 6, dtype=pd.ArrowDtype(pa.list_(pa.int64()))),
    pd.period_range("2025", periods=6, freq="M"), pd.Series([1, 0] * 3, dtype="Sparse[int]"),
    pd.MultiIndex.from_product([[1, 2], [1, 2, 3]]), pd.Index([]), pd.Categorical([]), pa.array([1, None, 3]),
    pa.table({"a": [1]}), pd.DataFrame(), pd.DataFrame({"a": range(6)}), pd.DataFrame({"a": [1], "b": [2]}),
    pd.DataFrame([[1, 2]], columns=["at", "at"]), pd.DataFrame(index=range(6)),
    pd.DataFrame({("at", "x"): [1], ("customer_id", "y"): [2]}), np.ones(20_000), list("ab") * 10_000,
    (number for number in range(6)), iter([1, 2]), {"a": 1}.values(), map(str, [1]),
    pd.date_range("2025", periods=6, tz="UTC"),
]  # fmt: skip
