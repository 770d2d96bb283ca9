"""The analytical store has what the operational one had at one moment, in the types of a database for analysis."""

import pandas as pd
import pytest
from store.test_operational import ADA, ORDER, sentence

from casekit import open_case
from casekit.store import Analytical, Operational, analytical


@pytest.fixture(scope="module")
def case():
    return open_case("amazon", customers=150, months=8)


@pytest.fixture(scope="module")
def store(case):
    store = Operational()
    store.take(case.channel_records, case.channel_events)
    yield store
    store.close()


@pytest.mark.parametrize("rows", [7, 100_000])
def test_both_tables_arrive_whole_however_many_rows_are_on_their_way(case, store, rows, monkeypatch):
    monkeypatch.setattr(analytical, "ROWS", rows)
    tables = Analytical(store)
    for table in ("record", "event"):
        there = store.ask(f"select * from {table} order by 1")
        here = tables.ask(f"select * from {table} order by 1")
        moment = "written_at" if table == "record" else "happened_at"
        assert here[moment].dtype.kind == "M"
        there[moment] = pd.to_datetime(there[moment])
        pd.testing.assert_frame_equal(here, there, check_dtype=False)
    revenue = tables.ask("select sum(cents) / 100 as dollars from event where kind = 'order'").dollars[0]
    assert revenue == pytest.approx(case.purchases.amount.sum())
    tables.close()


def test_a_store_that_is_behind_has_what_was_there_before_that_day(store):
    tables = Analytical(store, until="2025-11-01")
    for table, moment in (("record", "written_at"), ("event", "happened_at")):
        found = tables.ask(f"select count(*) as many, max({moment}) as last from {table}")
        expected = store.ask(f"select count(*) as many from {table} where {moment} < '2025-11-01'")
        assert found.many[0] == expected.many[0] > 0 and found["last"][0] < pd.Timestamp("2025-11-01")
    orphans = "select count(*) as many from event where record_id not in (select record_id from record)"
    assert tables.ask(orphans).many[0] == 0
    tables.close()


def test_it_is_one_moment_even_while_the_front_office_goes_on_writing():
    """A customer who comes between the copies of the two tables is in neither."""
    store = Operational()
    store.write(ORDER, ADA)

    class Writing(Analytical):
        def _copy(self, source, table, *rest):
            super()._copy(source, table, *rest)
            if table == "record":
                store.write((8, *ORDER[1:]), (8, *ADA[1:]))

    tables = Writing(store)
    assert store.count("record") == store.count("event") == 2
    assert repr(tables) == "Analytical store (DuckDB), event: 1 rows, record: 1 rows."
    tables.close()
    store.close()


def test_questions_make_tables_and_what_cannot_be_run_is_a_sentence(store):
    tables = Analytical(store)
    tables.ask("create or replace table seen as select record_id, count(*) as events from event group by record_id")
    assert "seen" in repr(tables) and tables.ask("select sum(events) as many from seen").many[0] == store.count("event")
    assert sentence(lambda: tables.ask("select nam from record")).startswith("DuckDB cannot run this SQL: Binder Error")
    assert sentence(lambda: tables.ask(3)) == "sql must be text, such as 'select * from record'; 3 was given."
    outside = "select * from read_csv('pyproject.toml')"
    assert "file system operations are disabled" in sentence(lambda: tables.ask(outside))
    case_of_somebody = store  # noqa: F841  a name in Python is no table
    assert "case_of_somebody does not exist" in sentence(lambda: tables.ask("select * from case_of_somebody"))
    assert tables.ask("").empty
    folder = tables.path.parent
    tables.close()
    assert not folder.exists() and repr(tables) == "Analytical store (DuckDB), closed."
