"""Texts and birth dates of any dtype are read alike."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from foreign import GROUPS, MOMENTS, forms, sentence

from casekit.measure.persons import birth_dates, texts

DAYS = [pd.Timestamp("1980-12-31"), pd.Timestamp("1999-01-02")]


@forms(GROUPS)
def test_texts(form):
    column = pd.DataFrame({"city": form(["Graz", "Linz", "Graz"])}) if not isinstance(
        form(["a"]), pd.DataFrame
    ) else form(["Graz", "Linz", "Graz"]).set_axis(["city"], axis=1)  # fmt: skip
    assert texts("city", column["city"]).tolist() == ["Graz", "Linz", "Graz"]


@pytest.mark.parametrize("dtype", ["int64", "float64", "Int64", "Float64", "object", "int64[pyarrow]", "category"])
def test_numbers_are_their_digits(dtype):
    assert texts("phone", pd.Series([5550123, 17], dtype=dtype)).tolist() == ["5550123", "17"]
    if dtype != "int64":
        assert texts("phone", pd.Series([5550123, None], dtype=dtype)).tolist() == ["5550123", None]


@pytest.mark.parametrize("wrong", [b"a", 1j, [1], dt.timedelta(1), np.inf, Decimal("sNaN"), object()])
def test_what_is_no_text_is_a_sentence(wrong):
    assert sentence(lambda: texts("city", pd.Series([wrong, None], dtype=object))).startswith("city must be ")


@forms(MOMENTS)
def test_birth_dates(form):
    assert birth_dates(form(DAYS)).tolist() == ["19801231", "19990102"]
    assert birth_dates(form(DAYS).astype(object).where([True, False])).tolist() == ["19801231", None]


@pytest.mark.parametrize("dtype", ["int64", "float64", "Int64", "str", "string", "category", "object"])
def test_birth_dates_as_digits(dtype):
    assert birth_dates(pd.Series([19801231, 19990102]).astype(dtype)).tolist() == ["19801231", "19990102"]


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("1980-12-31 00:00:00", "19801231"), ("1980-12-31T10:00Z", "19801231"), ("1980/2/1", "19800201"),
        ("12/31/1980", "19801231"), ("31.12.1980", "19801231"), ("31 Dec 1980", "19801231"),
        ("December 31, 1980", "19801231"), ("19801231.0", "19801231"), ("1980-31-12", "19803112"),
        ("1.2.80", None), ("?", None), ("1980", None), ("19801", None), ("nan", None),
    ],
)  # fmt: skip
def test_notations(given, read):
    column = pd.Series(["1970-01-01", "1970-01-01", given])
    assert birth_dates(column).tolist()[2] == read


def test_a_day_above_12_says_which_comes_first():
    assert birth_dates(pd.Series(["1/2/1980", "13/2/1980"])).tolist() == ["19800201", "19800213"]
    assert birth_dates(pd.Series(["1/2/1980", "2/13/1980"])).tolist() == ["19800102", "19800213"]
    assert birth_dates(pd.Series(["1/2/1980"])).tolist() == ["19800102"]


def test_a_column_without_dates_is_a_sentence():
    says = "birth_date must be dates, or text such as '1980-12-31'; 'Graz' was given."
    assert sentence(lambda: birth_dates(pd.Series(["Graz", "Linz", "1980-12-31", None]))) == says
    assert birth_dates(pd.Series([None, "", np.nan], dtype=object)).tolist() == [None] * 3
