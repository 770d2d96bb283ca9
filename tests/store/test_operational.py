"""The operational store has every event as it came, and never half a customer."""

import gc
import sqlite3

import pandas as pd
import pytest

from casekit import CaseError, open_case
from casekit.store import Operational
from casekit.store.schema import EVENT, RECORD

ADA = (7, "chat", "2025-01-31 10:00:00.000", "Ada Lovelace", None, None, None, "ada.l7@example.org", None)
ORDER = (7, "2025-01-31 10:00:00.000", "order", "app", 1250)


@pytest.fixture(scope="module")
def case():
    return open_case("amazon", customers=150, months=8)


@pytest.fixture
def store():
    store = Operational()
    yield store
    store.close()


def sentence(call):
    with pytest.raises(CaseError) as raised:
        call()
    assert str(raised.value).splitlines() == [str(raised.value)] and str(raised.value).endswith(".")
    return str(raised.value)


def test_everything_is_there_as_it_came(case, store):
    store.take(case.channel_records, case.channel_events)
    records, events = store.ask("select * from record"), store.ask("select * from event order by event_id")
    assert list(records) == list(RECORD) and list(events) == ["event_id", *EVENT]
    wanted = case.channel_records.astype({"channel": str})
    moments = pd.to_datetime(records.written_at).astype("datetime64[ms]")
    pd.testing.assert_frame_equal(records.assign(written_at=moments), wanted, check_dtype=False)
    assert events.happened_at.is_monotonic_increasing and events.event_id.tolist() == list(range(1, len(events) + 1))
    columns = ["record_id", "happened_at", "kind", "channel", "amount"]
    came = case.channel_events.rename(columns={"at": "happened_at"}).astype({"channel": str, "kind": str})
    have = events.assign(amount=events.cents / 100, happened_at=pd.to_datetime(events.happened_at))
    have = have.astype({"happened_at": "datetime64[ms]"})
    pd.testing.assert_frame_equal(
        *(each[columns].sort_values(columns, ignore_index=True) for each in (have, came)), check_dtype=False
    )


def test_each_event_is_a_transaction_and_a_record_comes_with_its_first(case, store):
    said = []
    store._database.set_trace_callback(said.append)
    store.take(case.channel_records, case.channel_events)
    steps = [line.split(" (")[0].lower() for line in said]
    whole = [
        ["begin immediate", *opens, "insert into event", "commit"] for opens in ([], ["insert into record"])
    ]  # fmt: skip
    begins = [place for place, step in enumerate(steps) if step == "begin immediate"]
    found = [steps[start:end] for start, end in zip(begins, [*begins[1:], len(steps)], strict=True)]
    assert len(found) == len(case.channel_events) and all(one in whole for one in found)
    assert sum(one == whole[1] for one in found) == len(case.channel_records)


class Cut(BaseException):
    """A line that goes dead: no Exception that somebody might catch on the way."""


@pytest.mark.parametrize("how", [Cut, KeyboardInterrupt, ValueError, MemoryError])
def test_a_write_that_is_interrupted_half_way_leaves_no_half_customer(store, how):
    with pytest.raises(how), store.transaction():
        store.insert("record", ADA)
        assert store.count("record") == 1
        raise how
    assert store.count("record") == store.count("event") == 0
    store.write(ORDER, ADA)  # and the store goes on
    assert store.count("record") == store.count("event") == 1


def test_a_record_whose_event_is_impossible_is_not_there_either(store):
    said = sentence(lambda: store.write((7, "2025-01-31", "gift", "app", None), ADA))
    assert said.startswith("No such event can be written (CHECK constraint failed")
    assert store.count("record") == 0


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ((8, *ORDER[1:]), "FOREIGN KEY constraint failed"),  # of nobody's record
        ((7, None, *ORDER[2:]), "NOT NULL constraint failed"),
        ((*ORDER[:2], "contact", "app", 1250), "CHECK constraint failed"),
        ((*ORDER[:4], None), "CHECK constraint failed"),
        (ORDER[:4], "Incorrect number of bindings"),
        ((7, "2025-01-31", "order", "app", 2**70), "too large"),
    ],
)
def test_what_the_schema_does_not_allow_is_a_sentence(store, event, why):
    store.write(ORDER, ADA)
    assert why in sentence(lambda: store.write(event))
    assert store.count("event") == 1 and not store._database.in_transaction


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("select nam from record", "SQLite cannot run this SQL: no such column: nam."),
        ("delete from record", "SQLite cannot run this SQL: attempt to write a readonly database."),
        ("select 1; drop table record", "SQLite cannot run this SQL: You can only execute one statement at a time."),
        (5, "sql must be text, such as 'select * from record'; 5 was given."),
        (None, "sql must be text, such as 'select * from record'; None was given."),
    ],
)
def test_sql_that_cannot_be_run_is_a_sentence_and_changes_nothing(store, sql, says):
    store.write(ORDER, ADA)
    assert sentence(lambda: store.ask(sql)) == says
    assert store.count("record") == 1


def test_tables_without_the_columns_are_a_sentence(case, store):
    records, events = case.channel_records, case.channel_events
    assert sentence(lambda: store.take(records.drop(columns="email"), events)).endswith("email is not there.")
    assert sentence(lambda: store.take(records, events.drop(columns="at"))).endswith("at is not there.")
    assert sentence(lambda: store.take(records, events.drop(columns=["amount", "kind"]))).endswith(
        "kind, amount is not there."
    )
    assert store.count("event") == 0


def test_a_full_disk_is_a_sentence_and_loses_nothing(store):
    store.write(ORDER, ADA)
    pages = store._database.execute("pragma page_count").fetchone()[0]
    store._database.execute(f"pragma max_page_count = {pages}")
    long = (8, *ADA[1:3], "x" * 100_000, *ADA[4:])
    assert "database or disk is full" in sentence(lambda: store.write((8, *ORDER[1:]), long))
    assert store.ask("select record_id from record").record_id.tolist() == [7]


def test_its_settings_are_those_that_are_said(store):
    asked = {name: store._database.execute(f"pragma {name}").fetchone()[0] for name in ("journal_mode", "synchronous")}
    assert asked == {"journal_mode": "wal", "synchronous": 1}  # normal
    assert sqlite3.connect(store.path).execute("pragma journal_mode").fetchone() == ("wal",)


def test_the_folder_goes_with_the_store_and_a_named_file_stays(tmp_path):
    store = Operational()
    store.write(ORDER, ADA)
    folder = store.path.parent
    assert store.path.exists()
    store.close()
    store.close()
    assert not folder.exists() and repr(store) == "Operational store (SQLite), closed."
    assert "closed database" in sentence(lambda: store.ask("select 1"))
    forgotten = Operational()
    folder = forgotten.path.parent
    del forgotten
    gc.collect()
    assert not folder.exists()
    kept = Operational(tmp_path / "shop.sqlite")
    kept.write(ORDER, ADA)
    kept.close()
    again = Operational(tmp_path / "shop.sqlite")
    assert again.count("event") == 1
    again.close()
