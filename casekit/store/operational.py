"""The operational store: a SQLite database in a temporary folder, to which each event is written as it comes."""

from __future__ import annotations

import sqlite3
import tempfile
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd

from casekit.errors import CaseError, shown
from casekit.store.questions import answered
from casekit.store.schema import EVENT, RECORD, SCHEMA

# With a log written ahead and `normal`, no transaction waits for the disk. Whatever becomes of the program, what was
# committed is there; if the computer itself loses its power, the last transactions may be missing, each as a whole.
# `full` would wait for the disk each time.
SETTINGS = ("journal_mode = wal", "synchronous = normal", "foreign_keys = on")
FAILURES = (sqlite3.Error, sqlite3.Warning, OverflowError, ValueError)  # the last: a text with a null in it
COLUMNS = {"record": RECORD, "event": EVENT}


class Operational:
    """A store for the front office: records of customers, and the orders and contacts that are filed under them.

    Every event is a transaction of its own, and a record enters with the first event that is filed under it, so that
    an interrupted write leaves no half customer. `path` names a file that stays; without it the database lies in a
    temporary folder, which goes with the store, or when Python ends.

    >>> records = pd.DataFrame({"record_id": [7], "channel": "chat", "written_at": pd.to_datetime(["2025-01-31"]),
    ...     "name": "Ada Lovelace", "birth_date": None, "address": None, "city": None, "email": None, "phone": None})
    >>> events = pd.DataFrame({"event_id": [70], "record_id": 7, "at": pd.to_datetime(["2025-01-31"]),
    ...     "kind": "order", "channel": "app", "amount": 12.5})
    >>> store = Operational()
    >>> store.take(records, events)
    >>> store
    Operational store (SQLite), records: 1, events: 1, each written as one transaction.
    >>> store.ask("select name, cents from record join event using (record_id)")
               name  cents
    0  Ada Lovelace   1250
    >>> store.close()
    """

    schema = SCHEMA

    def __init__(self, path: Path | None = None) -> None:
        folder = None if path else tempfile.TemporaryDirectory(prefix="casekit-", ignore_cleanup_errors=True)
        self.path = path or Path(folder.name if folder else "") / "operational.sqlite"
        # Without an isolation level Python begins no transaction of its own. The second connection only reads.
        self._database, self._reader = (
            sqlite3.connect(self.path, isolation_level=None, check_same_thread=False) for _ in range(2)
        )
        self.close = weakref.finalize(self, _close, (self._database, self._reader), folder)
        for setting in SETTINGS:
            self._database.execute(f"pragma {setting}")
        if not self.count("sqlite_master"):
            self._database.executescript(SCHEMA)
        self._reader.execute("pragma query_only = on")

    def take(self, records: pd.DataFrame, events: pd.DataFrame) -> None:
        """Write events in the order of their time, each record together with its first one.

        `records` and `events` have the columns of a case's `channel_records` and `channel_events`. Raises CaseError for
        other columns, and for what the schema does not allow; what came before that is there.
        """
        _needed("records", records, RECORD)
        _needed("events", events, ("record_id", "at", "kind", "channel", "amount"))
        in_time = events.sort_values("at", kind="stable").rename(columns={"at": "happened_at"})
        in_time = in_time.assign(cents=(100 * in_time["amount"]).round().astype("Int64"))
        opened = {row[0]: row for row in _rows(records, RECORD)}
        # One after the other, as they come: that each is a transaction is the point of this store.
        for event in _rows(in_time, EVENT):
            self.write(event, opened.pop(event[0], None))

    def write(self, event: Sequence[object], record: Sequence[object] | None = None) -> None:
        """Write one event, and the record that it opens: both, or neither. Values as in `EVENT` and `RECORD`."""
        with self.transaction():
            if record is not None:
                self.insert("record", record)
            self.insert("event", event)

    def insert(self, table: str, row: Sequence[object]) -> None:
        """Add a row within a transaction; CaseError if the schema does not allow it."""
        try:
            self._database.execute(_INSERT[table], row)
        except FAILURES as error:
            raise CaseError(f"No such {table} can be written ({error}); {shown(tuple(row))} was given.") from None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written in this block is there after it; if anything ends the block early, nothing of it is."""
        try:
            self._database.execute("begin immediate")
            yield
            self._database.execute("commit")
        except BaseException as error:  # a Ctrl-C, too
            if self._database.in_transaction:
                self._database.execute("rollback")
            if isinstance(error, sqlite3.Error):  # such as a full disk
                raise CaseError(f"The operational store cannot be written: {error}.") from None
            raise

    def ask(self, sql: str) -> pd.DataFrame:
        """The answer to a question in SQL, which changes nothing; CaseError if it cannot be run."""
        return answered("SQLite", FAILURES, sql, self._read)

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees the store as it is now, whatever is written meanwhile."""
        self._reader.execute("begin")
        try:
            yield self._reader
        finally:
            self._reader.execute("rollback")

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return int(self._database.execute(f"select count(*) from {table}").fetchone()[0])

    def _read(self, sql: str) -> pd.DataFrame:
        found = self._reader.execute(sql)
        return pd.DataFrame(found.fetchall(), columns=[name for name, *_ in found.description or ()])

    def __repr__(self) -> str:
        if not self.close.alive:
            return "Operational store (SQLite), closed."
        counts = ", ".join(f"{table}s: {self.count(table):,}" for table in COLUMNS)
        return f"Operational store (SQLite), {counts}, each written as one transaction."


_INSERT = {
    table: f"insert into {table} ({', '.join(columns)}) values ({', '.join('?' * len(columns))})"
    for table, columns in COLUMNS.items()
}


def _needed(name: str, table: pd.DataFrame, columns: Sequence[str]) -> None:
    if missing := [column for column in columns if column not in table]:
        raise CaseError(f"{name} must have the columns {', '.join(columns)}; {', '.join(missing)} is not there.")


def _rows(table: pd.DataFrame, columns: Sequence[str]) -> list[tuple[object, ...]]:
    """The rows as SQLite takes them: whole numbers, text, moments as text in UTC, and None for what is missing."""
    return list(zip(*(_values(table[column]) for column in columns), strict=True))


def _values(column: pd.Series) -> list[object]:
    if column.dtype.kind == "M":
        column = pd.Series(np.datetime_as_string(column.to_numpy(), unit="ms")).str.replace("T", " ")
    return column.astype(object).where(column.notna(), None).tolist()


def _close(connections: Sequence[sqlite3.Connection], folder: tempfile.TemporaryDirectory[str] | None) -> None:
    for connection in connections:
        connection.close()
    if folder is not None:
        folder.cleanup()
