"""A table as Parquet, the same bytes for the same rows: fixed row groups and encodings, no times, no paths, and no
version but that of Arrow, which signs its files.

Ids and times lie close to their neighbours, so their differences are stored; a dictionary pays for texts only.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from casekit.datasets.csv_format import cells
from casekit.datasets.differences import Difference


class Writer:
    """A Parquet file, open for writing, that grows by one table, a row group each, after the other."""

    def __init__(self, file: BinaryIO, schema: pa.Schema) -> None:
        self._writer = pq.ParquetWriter(
            file,
            schema,
            compression="zstd",
            use_dictionary=[field.name for field in schema if _is_text(field.type)],
            column_encoding={field.name: "DELTA_BINARY_PACKED" for field in schema if _has_neighbours(field.type)},
            write_page_checksum=True,
        )

    def write(self, table: pa.Table) -> None:
        self._writer.write_table(table)

    def end(self) -> None:
        self._writer.close()

    def abandon(self) -> None:
        self._writer.is_open = False  # else Arrow ends the file when the writer goes, and fails if it is closed or full


class Comparison:
    """A Parquet file, open for reading, held against the tables it should consist of.

    Each method raises Difference where they part. Row groups may be cut in another way.
    """

    def __init__(self, file: BinaryIO, schema: pa.Schema) -> None:
        self.rows = 0  # found to agree
        self._tables = self._read(file)
        self._ahead = next(self._tables)
        found = self._ahead.schema
        if found.names != schema.names:
            raise Difference.of_names(found.names, schema.names)
        for have, want in zip(found, schema, strict=True):
            if have.type != want.type:
                raise Difference(f"column {want.name} has the type {have.type}, not {want.type}")

    def compare(self, table: pa.Table) -> None:
        """The file goes on with this table."""
        while len(self._ahead) < len(table) and (more := next(self._tables, None)) is not None:
            self._ahead = pa.concat_tables([self._ahead, more])
        found, self._ahead = self._ahead.slice(0, len(table)), self._ahead.slice(len(table))
        with self._readable():
            self._compare_cells(found, table.slice(0, len(found)))
        self.rows += len(found)
        if len(found) < len(table):
            raise Difference.too_short(self.rows)

    def end(self) -> None:
        """The file ends here."""
        if len(self._ahead) or next(self._tables, None) is not None:
            raise Difference.too_long(self.rows)

    def _compare_cells(self, found: pa.Table, expected: pa.Table) -> None:
        first: dict[str, int] = {}
        for name in expected.column_names:
            if not _plain(found[name]).equals(_plain(expected[name])):
                first[name] = _first_difference(cells(found[name]), cells(expected[name]))
        if first:
            name = min(first, key=first.__getitem__)  # of two in one row, the one on the left
            cell, right = (cells(side[name].slice(first[name], 1))[0].as_py() for side in (found, expected))
            raise Difference.of(self.rows + first[name] + 1, name, cell, right)

    def _read(self, file: BinaryIO) -> Iterator[pa.Table]:
        """An empty table, which has the types, and then the file's rows, some at a time."""
        with self._readable():
            parquet = pq.ParquetFile(file, page_checksum_verification=True)
            yield parquet.schema_arrow.empty_table()
            for batch in parquet.iter_batches():
                yield pa.Table.from_batches([batch])

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except (pa.ArrowException, OSError, ValueError):
            raise Difference(f"after row {self.rows:,} it cannot be read as Parquet") from None


def _first_difference(found: pa.ChunkedArray, expected: pa.ChunkedArray) -> int:
    differs = pc.fill_null(pc.not_equal(found, expected), pc.xor(found.is_null(), expected.is_null()))
    return pc.index(differs, True).as_py()


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return cells(column) if pa.types.is_dictionary(column.type) else column


def _is_text(kind: pa.DataType) -> bool:
    return pa.types.is_dictionary(kind) or pa.types.is_large_string(kind)


def _has_neighbours(kind: pa.DataType) -> bool:
    return pa.types.is_integer(kind) or pa.types.is_timestamp(kind) or pa.types.is_date(kind)
