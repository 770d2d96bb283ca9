"""The analytical store: a DuckDB database in a temporary folder, made from an operational store."""

from __future__ import annotations

import sqlite3
import tempfile
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from casekit.store.operational import Operational
from casekit.store.questions import answered
from casekit.store.schema import EVENT, RECORD

ROWS = 10_000  # on their way at a time
EVER = "9999"  # later than every moment, as text
NUMBERS = ("record_id", "event_id", "cents")
# In one thread rows come in the same order each time. Nothing is fetched from elsewhere.
SETTINGS: dict[str, Any] = {
    "threads": 1, "autoinstall_known_extensions": False, "autoload_known_extensions": False,
    "python_enable_replacements": False,
}  # fmt: skip


class Analytical:
    """A store for the back office: the tables of an operational store as they are now, and what is made of them.

    `until` leaves out what was written on that day or later, as a store does that is behind. Moments are timestamps.
    DuckDB can read SQLite's files by itself, but only with an extension that it fetches from the internet; so the rows
    go through Python here, as Arrow's batches, all of them as they were at one moment.

    >>> store = Operational()
    >>> tables = Analytical(store)
    >>> tables
    Analytical store (DuckDB), event: 0 rows, record: 0 rows.
    >>> tables.ask("select count(*) as events from event")
       events
    0       0
    >>> tables.close(), store.close()
    (None, None)
    """

    def __init__(self, store: Operational, until: str = EVER) -> None:
        import duckdb  # a tenth of a second and 40 MB, which those do without who never open a store

        folder = tempfile.TemporaryDirectory(prefix="casekit-", ignore_cleanup_errors=True)
        self.path = Path(folder.name) / "analytical.duckdb"
        self._database = duckdb.connect(self.path, config=SETTINGS)
        self._failures = (duckdb.Error,)
        self.close = weakref.finalize(self, _close, self._database, folder)
        self._database.execute("set enable_external_access = false")
        with store.snapshot() as source:
            self._copy(source, "record", RECORD, "written_at", until)
            self._copy(source, "event", ("event_id", *EVENT), "happened_at", until)

    def ask(self, sql: str) -> pd.DataFrame:
        """The answer to a question in SQL; CaseError if it cannot be run. It may make tables, too."""
        return answered("DuckDB", self._failures, sql, self._run)

    def _run(self, sql: str) -> pd.DataFrame:
        found = self._database.sql(sql)
        return pd.DataFrame() if found is None else found.df()

    def _copy(
        self, source: sqlite3.Connection, table: str, columns: Sequence[str], moment: str, until: str
    ) -> None:  # fmt: skip
        rows = source.execute(f"select {', '.join(columns)} from {table} where {moment} < ?", (until,))
        types = pa.schema([(name, pa.int64() if name in NUMBERS else pa.string()) for name in columns])

        def batches() -> Iterator[pa.RecordBatch]:
            while some := rows.fetchmany(ROWS):
                yield pa.record_batch([pa.array(each) for each in zip(*some, strict=True)], names=types.names).cast(
                    types
                )

        self._database.register("rows", pa.RecordBatchReader.from_batches(types, batches()))
        self._database.execute(
            f"create table {table} as select * replace (cast({moment} as timestamp) as {moment}) from rows"
        )
        self._database.unregister("rows")

    def __repr__(self) -> str:
        if not self.close.alive:
            return "Analytical store (DuckDB), closed."
        names = [name for (name,) in self._database.sql("show tables").fetchall()]
        counts = [f"{name}: {self._database.table(name).shape[0]:,} rows" for name in names]
        return f"Analytical store (DuckDB), {', '.join(counts)}."


def _close(database: Any, folder: tempfile.TemporaryDirectory[str]) -> None:
    database.close()
    folder.cleanup()
