"""A process that is killed while it writes: what it had written is there, and nothing is there by halves."""

import random
import sqlite3
import subprocess
import sys
import textwrap

import pytest
from thoroughness import sample

from casekit import open_case
from casekit.store import Operational

WRITES = """
    import sys
    from pathlib import Path
    from casekit import open_case
    from casekit.store import Operational

    class Told(Operational):
        def write(self, event, record=None):
            super().write(event, record)
            print(flush=True)  # a line for each event that is written for good

    case = open_case("amazon", customers=300, months=9)
    Told(Path(sys.argv[1])).take(case.channel_records, case.channel_events)
"""
STOPS = """
    import os, sys
    from pathlib import Path
    from casekit.store import Operational

    store = Operational(Path(sys.argv[1]))
    with store.transaction():
        store.insert("record", (7, "chat", "2025-01-31 10:00:00.000", "Ada Lovelace", *[None] * 5))
        os._exit(9)  # as if the power went between the record and its order
"""


def begun(code, place):
    return subprocess.Popen([sys.executable, "-c", textwrap.dedent(code), str(place)], stdout=subprocess.PIPE)


def without_halves(place):
    """The store as it was left, looked at by SQLite itself."""
    database = sqlite3.connect(place)
    assert database.execute("pragma integrity_check").fetchall() == [("ok",)]
    assert database.execute("pragma foreign_key_check").fetchall() == []
    alone = "select count(*) from record where record_id not in (select record_id from event)"
    assert database.execute(alone).fetchone() == (0,)
    found = database.execute("select record_id, happened_at, kind, channel, cents from event order by event_id")
    return found.fetchall()


@pytest.fixture(scope="module")
def whole():
    case, store = open_case("amazon", customers=300, months=9), Operational()
    store.take(case.channel_records, case.channel_events)
    rows = store.ask("select record_id, happened_at, kind, channel, cents from event order by event_id")
    store.close()
    return rows


@pytest.mark.parametrize("turn", range(sample(20, usually=2)))
def test_killed_at_any_event_it_has_what_was_written_and_goes_on_from_there(turn, tmp_path, whole):
    place = tmp_path / "shop.sqlite"
    process, events = begun(WRITES, place), random.Random(turn).randrange(1, len(whole) - 500)
    with process:
        for _ in range(events):
            process.stdout.readline()
        process.kill()
        told = events + len(process.stdout.read().splitlines())
    found = without_halves(place)
    assert told <= len(found) < len(whole)
    expected = whole.head(len(found)).astype(object)
    assert found == [tuple(row) for row in expected.where(expected.notna(), None).itertuples(index=False)]
    store = Operational(place)
    store.write((found[0][0], "2026-01-01 00:00:00.000", "order", "app", 100))
    assert store.count("event") == len(found) + 1
    store.close()


def test_killed_between_a_record_and_its_order_it_has_neither(tmp_path):
    place = tmp_path / "shop.sqlite"
    with begun(STOPS, place) as process:
        assert process.wait() == 9
    assert without_halves(place) == []
    store = Operational(place)
    assert store.count("record") == 0
    store.close()
