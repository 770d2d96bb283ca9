"""Same arguments, same bytes: on any machine, in any order, at any size."""

import ast
import hashlib
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thoroughness import sample
from worlds import COMPANIES, order_of, tables, whose

import casekit
from casekit import open_case
from casekit.versions import DATA_VERSION, HASHES, LEDGER
from casekit.world.engine.streams import BLOCK_SIZE

each_company = pytest.mark.parametrize("company", COMPANIES)


def fingerprint(frame):
    """A hash of a frame's values, whatever pandas and Arrow do inside."""
    digest = hashlib.sha256()
    for name, column in frame.items():
        digest.update(f"{name}:{column.dtype}".encode())
        if isinstance(column.dtype, pd.CategoricalDtype):
            column = column.astype(str)
        if column.dtype.kind in "iufb" and not pd.api.types.is_extension_array_dtype(column.dtype):
            digest.update(np.ascontiguousarray(column.to_numpy()).tobytes())
        elif column.dtype.kind == "M":
            digest.update(column.to_numpy().astype("datetime64[ms]").view(np.int64).tobytes())
        else:
            digest.update("\x1f".join(column.astype("string").fillna("").tolist()).encode())
    return digest.hexdigest()


def hashes(company):
    """The hash of each table, by name."""
    case = open_case(company, customers=2_000, months=30, seed=7)
    return {name: fingerprint(frame) for name, frame in tables(case)}


@each_company
def test_every_table_has_the_bytes_of_its_version(company):
    """If this fails on purpose, every student's customers have changed.

    Then the new bytes are a new version, with hashes of its own in casekit/versions.json; the old ones stay. A new
    table is added to the present version: field isolation keeps all others as they were.
    """
    assert hashes(company) == HASHES[DATA_VERSION][company]


def test_what_was_once_written_down_of_a_version_never_changed():
    """Not in any commit; and no two versions are the same."""
    assert len({json.dumps(version, sort_keys=True) for version in HASHES.values()}) == len(HASHES)
    for commit in git("log", "--format=%H", "--", LEDGER.name).split():
        for version, companies in json.loads(git("show", f"{commit}:./{LEDGER.name}")).items():
            for company, written in companies.items():
                kept = {table: HASHES[version][company].get(table) for table in written}
                assert kept == written, f"version {version}, {company}: changed after commit {commit[:9]}"


def git(*arguments):
    """What git says, in the folder of the ledger; nothing in a copy of the workbook without its history."""
    command = ["git", *arguments]
    try:
        return subprocess.run(command, cwd=LEDGER.parent, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return ""


@each_company
def test_the_same_bytes_without_simd(company):
    """The same bytes where the processor has none of the extensions NumPy can use beyond its baseline."""
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    disabled = [name for name in __cpu_dispatch__ if __cpu_features__.get(name)]
    code = (
        f"import sys, json; sys.path.insert(0, {str(Path(__file__).parent)!r}); import test_determinism as t\n"
        "from numpy._core._multiarray_umath import __cpu_dispatch__ as names, __cpu_features__ as has\n"
        "print(json.dumps([sum(has[name] for name in names), t.hashes(sys.argv[1])]))"
    )
    environment = {**os.environ, "NPY_DISABLE_CPU_FEATURES": " ".join(disabled)}
    command = [sys.executable, "-c", code, company]
    run = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    assert json.loads(run.stdout) == [0, HASHES[DATA_VERSION][company]]


def assert_begins_with(small, large):
    """The small world's rows, whole, are the first of the large one's, and no other rows are theirs."""
    for (name, little), (_, much) in zip(tables(small), tables(large), strict=True):
        customer = whose(large, much)
        mine = much if customer is None else much[customer <= small.size]
        pd.testing.assert_frame_equal(little, mine.reset_index(drop=True), obj=name)


@each_company
@settings(max_examples=sample(15, usually=4), deadline=None)
@given(st.integers(0, 2**63 - 1), st.integers(1, 150), st.integers(1, 150), st.integers(1, 40))
def test_prefix(company, seed, small, more, months):
    """A larger world begins with the smaller one, in every column of every table."""
    assert_begins_with(
        open_case(company, customers=small, months=months, seed=seed),
        open_case(company, customers=small + more, months=months, seed=seed),
    )


@each_company
def test_prefix_across_blocks(company):
    large = open_case(company, customers=BLOCK_SIZE + 500, months=3)
    assert_begins_with(open_case(company, customers=2_000, months=3), large)
    for name, frame in tables(large):
        customer = whose(large, frame)
        if customer is not None:
            assert customer.max() > BLOCK_SIZE, name
            assert frame[order_of(frame)[0]].is_monotonic_increasing, name


@each_company
def test_a_block_needs_no_other(company):
    """The second block made alone, by the case's own way to walk through its blocks, equals that of the whole."""
    whole = open_case(company, customers=BLOCK_SIZE + 300, months=2)
    *_, second = whole.blocks()
    for (name, made), (_, part) in zip(tables(whole), tables(second), strict=True):
        customer = whose(whole, made)
        mine = made if customer is None else made[customer > BLOCK_SIZE]
        pd.testing.assert_frame_equal(mine.reset_index(drop=True), part, obj=name)


@each_company
@settings(max_examples=sample(10, usually=4), deadline=None)
@given(st.data(), st.integers(0, 1000))
def test_field_isolation(company, data, seed):
    """Which tables are touched, and in which order, changes nothing."""
    plain, shuffled, only = (open_case(company, customers=60, months=8, seed=seed) for _ in range(3))
    order = data.draw(st.permutations([table.name for table in plain.company.records]))
    for name in order:
        getattr(shuffled, name)
    pd.testing.assert_frame_equal(getattr(only, order[0]), getattr(plain, order[0]))
    for name in order:
        pd.testing.assert_frame_equal(getattr(plain, name), getattr(shuffled, name))


@each_company
def test_a_new_variate_shifts_nothing(company):
    case = open_case(company, customers=50, months=6)
    case._worlds[0].block.generator("people", "a variate nobody has yet").random(1000)
    for (name, a), (_, b) in zip(tables(case), tables(open_case(company, customers=50, months=6)), strict=True):
        pd.testing.assert_frame_equal(a, b, obj=name)


@each_company
def test_the_global_generators_are_left_alone(company):
    np.random.seed(3)
    random.seed(3)
    before = np.random.get_state()[1].copy(), np.random.get_state()[2], random.getstate()
    first = dict(tables(open_case(company, customers=80, months=6)))
    after = np.random.get_state()
    assert (after[1] == before[0]).all() and after[2] == before[1] and random.getstate() == before[2]
    np.random.seed(4)
    for name, frame in tables(open_case(company, customers=80, months=6)):
        pd.testing.assert_frame_equal(first[name], frame, obj=name)


@pytest.mark.parametrize("folder", ["cases", "companies", "world", "records", "truth", "measure"])
def test_no_clock_and_no_seedless_generator_in_the_source(folder):
    forbidden = {"now", "today", "utcnow", "time", "time_ns", "default_rng", "RandomState", "rand", "randn", "seed"}
    for path in (Path(casekit.__file__).parent / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in forbidden:
                assert ast.unparse(node) == "self.seed", f"{path.name}, line {node.lineno}: {ast.unparse(node)}"


def test_students_have_customers_of_their_own():
    ada, bob = (open_case("starbucks", customers=200, months=3, student=who) for who in ("ada@example.org", "bob"))
    again = open_case("starbucks", customers=200, months=3, student="  ADA@example.org ")
    elsewhere = open_case("starbucks", customers=200, months=3, student="ada@example.org", course="crm-2027")
    pd.testing.assert_frame_equal(ada.customers, again.customers)
    assert not ada.customers.name.equals(bob.customers.name)
    assert not ada.customers.name.equals(elsewhere.customers.name)
    common = open_case("starbucks", customers=200, months=3)
    pd.testing.assert_frame_equal(
        common.customers, open_case("starbucks", customers=200, months=3, student="").customers
    )
