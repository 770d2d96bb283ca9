"""Every column of every company is described, and nothing else is."""

import re

import numpy as np
import pandas as pd
import pytest

from casekit import case, open_case
from casekit.datasets.columns import EVERYWHERE, RECORDS, TRUTH, Column


def described_tables():
    for name in case.companies():
        opened = open_case(name, customers=40, months=6)
        truth = opened.reveal()
        yield from ((name, RECORDS, table, getattr(opened, table)) for table in opened.company.records)
        yield from ((name, TRUTH, table, getattr(truth, table)) for table in opened.company.truth)


TABLES = list(described_tables())


@pytest.mark.parametrize(("company", "layer", "table", "frame"), TABLES, ids=[f"{t[0]}-{t[2]}" for t in TABLES])
def test_every_column_is_described(company, layer, table, frame):
    assert table in layer, "give the table a place in casekit/datasets/columns.py"
    undescribed = [column for column in frame if layer[table].column(column, company) is None]
    assert not undescribed, "describe these in casekit/datasets/columns.py"


@pytest.mark.parametrize("layer", [RECORDS, TRUTH], ids=["records", "truth"])
def test_every_description_has_a_column(layer):
    for table, described in layer.items():
        frames = [
            (company, frame) for company, its_layer, name, frame in TABLES if its_layer is layer and name == table
        ]
        assert frames, f"no company has {table}"
        for name, column in described.columns.items():
            has = {company for company, frame in frames if any(_matches(name, real) for real in frame)}
            assert has, f"no company has {table}.{name}"
            if not isinstance(column, Column):
                assert set(column) == has, f"{table}.{name}"


def test_what_is_said_everywhere_is_said_somewhere():
    for name in EVERYWHERE:
        assert any(name in frame and name not in layer[table].columns for _, layer, table, frame in TABLES), name


def _matches(name, real):
    return real.startswith(name[:-1]) if name.endswith("*") else real == name


@pytest.mark.parametrize("layer", [RECORDS, TRUTH], ids=["records", "truth"])
def test_descriptions_are_phrases_and_units_fit_the_names(layer):
    for described in layer.values():
        assert not described.description.endswith(".")
        for name, told in described.columns.items():
            for column in [told] if isinstance(told, Column) else told.values():
                assert column.description[0].isupper() and not re.search(r"[^.]\.$", column.description)
                assert column.unit == "s" or not name.endswith("_seconds")


@pytest.mark.parametrize(("company", "layer", "table", "frame"), TABLES, ids=[f"{t[0]}-{t[2]}" for t in TABLES])
def test_keys_and_values_are_as_described(company, layer, table, frame):
    described = layer[table]
    assert not frame.duplicated(list(described.key)).any() and frame[list(described.key)].notna().all(axis=None)
    for name, column in frame.items():
        told = described.column(name, company)
        if told.unit == "USD" and layer is RECORDS:
            cents = column.dropna().to_numpy() * 100
            np.testing.assert_allclose(cents, cents.round(), atol=1e-6)
        if column.dtype == "datetime64[ms]":
            assert "UTC" in told.description, name
        if column.dtype.kind == "f":
            assert not np.isinf(column).any()
        if column.dtype == "datetime64[s]":  # which is written as a date
            assert (column.dropna() == column.dropna().dt.normalize()).all()
        if isinstance(column.dtype, pd.CategoricalDtype):
            assert column.cat.categories.dtype == "str"
