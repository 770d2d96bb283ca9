"""Every table is as it is declared: its columns, their types, its key; and what is said of them is said well."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from worlds import COMPANIES

from casekit import CaseError, case, open_case
from casekit.companies import COMPANIES as BOUND
from casekit.tables import Column, table

OPENED = {name: open_case(name, customers=40, months=6) for name in COMPANIES}
KEPT = [
    (name, layer, one) for name in COMPANIES for layer in ("records", "truth") for one in getattr(BOUND[name], layer)
]
each_table = pytest.mark.parametrize(
    ("company", "layer", "declared"), KEPT, ids=[f"{name}-{layer}-{one.name}" for name, layer, one in KEPT]
)


def frame_of(company, layer, name):
    source = OPENED[company] if layer == "records" else OPENED[company].reveal()
    return getattr(source, name)


@each_table
def test_columns_and_types_are_as_declared(company, layer, declared):
    frame = frame_of(company, layer, declared.name)
    assert list(frame.columns) == [column.name for column in declared.columns]
    assert [str(dtype) for dtype in frame.dtypes] == [column.type for column in declared.columns]


@each_table
def test_keys_and_values_are_as_described(company, layer, declared):
    frame, key = frame_of(company, layer, declared.name), list(declared.key)
    assert not frame.duplicated(key).any() and frame[key].notna().all(axis=None)
    for name, column in frame.items():
        told = declared.column(name)
        if told.unit == "USD" and layer == "records":
            cents = column.dropna().to_numpy() * 100
            np.testing.assert_allclose(cents, cents.round(), atol=1e-6)
        if column.dtype == "datetime64[ms]":
            assert "UTC" in told.meaning, name
        if column.dtype.kind == "f":
            assert not np.isinf(column).any()
        if column.dtype == "datetime64[s]":  # which is written as a date
            assert (column.dropna() == column.dropna().dt.normalize()).all()
        if isinstance(column.dtype, pd.CategoricalDtype):
            assert column.cat.categories.dtype == "str"


@each_table
def test_meanings_are_phrases_and_units_fit_the_names(company, layer, declared):
    assert declared.row[0].isupper() and not declared.row.endswith(".")
    for column in declared.columns:
        assert column.meaning[0].isupper() and not re.search(r"[^.]\.$", column.meaning)
        assert column.unit == "s" or not column.name.endswith("_seconds")
    targets = {one.key[0] for one in (*BOUND[company].records, *BOUND[company].truth)}
    assert {column.points_to for column in declared.columns} - {""} <= targets


@each_table
def test_some_columns_alone_are_those_of_the_whole_table(company, layer, declared):
    source = OPENED[company] if layer == "records" else OPENED[company].reveal()
    whole = frame_of(company, layer, declared.name)
    for names in ([declared.columns[-1].name], [column.name for column in declared.columns[::2]]):
        pd.testing.assert_frame_equal(source.fresh(declared.name, *names), whole[names])


def test_a_meaning_that_many_tables_share_is_the_same_everywhere():
    said = {}
    for _, _, declared in KEPT:
        for column in declared.columns:
            if column.name in ("product_id", "purchase_id", "survey_id") and column.name not in declared.key:
                said.setdefault(column.name, set()).add(column.meaning)
    assert all(len(meanings) == 1 for meanings in said.values()), said


@pytest.mark.parametrize("layer", ["records", "truth"])
def test_editors_know_every_table_and_no_other(layer):
    """What `Case` and `Truth` declare for editors and type checkers is what the companies keep."""
    declared = {name for name, kind in getattr(case, layer.title().replace("Records", "Case")).__annotations__.items()
                if kind == "pd.DataFrame"}  # fmt: skip
    assert declared == {one.name for company in BOUND.values() for one in getattr(company, layer)}


@each_table
def test_about_says_what_each_column_means(company, layer, declared):
    source = OPENED[company] if layer == "records" else OPENED[company].reveal()
    told = source.about(declared.name)
    for shown in (repr(told), re.sub("<[^>]+>", "", told._repr_html_())):
        assert shown.startswith(f"{declared.name}: a row is ")
        for column in declared.columns:
            assert column.name in shown and column.meaning in shown.replace("&amp;", "&")
            assert not column.unit or f", in {column.unit}" in shown


def test_about_names_the_nearest_table():
    with pytest.raises(CaseError, match="no table 'survey' at Starbucks; did you mean 'surveys'. There are customers,"):
        OPENED["starbucks"].about("survey")
    with pytest.raises(CaseError, match="no true table 'wallets' at Starbucks; there are customers,"):
        OPENED["starbucks"].reveal().about("wallets")


def test_a_misspelt_column_is_named_wherever_it_stands():
    with pytest.raises(CaseError, match="no column 'scor' in surveys; did you mean 'score'. Its columns: survey_id,"):
        OPENED["starbucks"].fresh("surveys", "scor")


COLUMNS = (Column("id", "int64", "Number"), Column("score", "float64", "What was said"))


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"id": [1], "scor": [2.0]}, "There is no column 'scor' in toy; did you mean 'score'?"),
        ({"id": [1]}, "The table toy must be filled in this order: id, score."),
        ({"score": [2.0], "id": [1]}, "The table toy must be filled in this order: id, score."),
        ({"id": [1], "score": [2]}, "In the table toy, score is int64, and float64 is declared."),
        ({"id": lambda: ["a"], "score": [2.0]}, "In the table toy, id is str, and int64 is declared."),
    ],
)
def test_a_table_filled_otherwise_than_declared_is_a_sentence(values, sentence):
    toy = table("toy", "A toy", key="id", columns=COLUMNS)(lambda world: values)
    with pytest.raises(CaseError) as caught:
        toy.frame(world=None)
    assert str(caught.value).startswith(sentence)


def test_another_company_has_the_tables_that_its_file_binds(monkeypatch):
    """Its assumptions, and a file that binds them: nothing else learns its name."""
    starbucks = BOUND["starbucks"]
    assumptions = replace(starbucks.assumptions, name="corner", title="A corner shop")
    purchases = tuple(one for one in starbucks.records if one.name == "purchases")
    monkeypatch.setitem(BOUND, "corner", replace(starbucks, assumptions=assumptions, records=purchases))
    corner = open_case("corner", customers=30, months=2)
    assert "purchases" in dir(corner) and "surveys" not in dir(corner) and len(corner.purchases) > 0
    assert not corner.purchases.amount.equals(open_case("starbucks", customers=30, months=2).purchases.amount)
