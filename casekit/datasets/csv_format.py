"""A table as CSV that spreadsheets, pandas and data packages read alike.

UTF-8, commas, "\\n" at the end of each line, quotes only where needed. A missing value is an empty cell; an empty text
is "". Times are 2025-12-31 23:59:59.999, dates 2025-12-31, truth values true and false, numbers the fewest digits that
give the same float64 again.

A spreadsheet takes a text that begins with = + - @ for a formula, even in quotes. As is usual, such a text gets an
apostrophe in front, and so does one that begins with a tab, with a line's end, or with apostrophes before any of these:
so taking one apostrophe away always gives the text back.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from casekit.datasets.differences import Difference

_FORMULA = r"^('*[=+\-@\t\r\n])"
_TO_QUOTE = r'[",\r\n]|^$'
_TEXT = pa.large_string()
_NOTHING, _COMMA, _QUOTE, _END = (pa.scalar(text, _TEXT) for text in ("", ",", '"', "\n"))


class Writer:
    """A CSV file, open for writing, that grows by one table after the other."""

    def __init__(self, file: BinaryIO, schema: pa.Schema) -> None:
        self._file = file
        self._file.write(header(schema.names))

    def write(self, table: pa.Table) -> None:
        self._file.write(lines(table))

    def end(self) -> None:
        pass

    def abandon(self) -> None:
        pass


class Comparison:
    """A CSV file, open for reading, held against the tables it should consist of.

    Each method raises Difference where they part. As long as the bytes agree nothing is parsed; from the first ones
    that do not, the cells are compared, row by row.
    """

    def __init__(self, file: BinaryIO, schema: pa.Schema) -> None:
        self.rows = 0  # found to agree
        self._file = file
        self._cells: Iterator[list[str]] = iter(())
        self._is_parsed = False
        expected = header(schema.names)
        if self._file.read(len(expected)) != expected:
            self._read_cells(0)
            found = self._next_row() or []
            if found != schema.names:
                raise Difference.of_names(found, schema.names)

    def compare(self, table: pa.Table) -> None:
        """The file goes on with this table."""
        expected = lines(table).to_pybytes()
        if not self._is_parsed:
            start = self._file.tell()
            if self._file.read(len(expected)) == expected:
                self.rows += len(table)
                return
            self._read_cells(start)
        for row in csv.reader(io.StringIO(expected.decode(), newline="")):
            self._compare_row(self._next_row(), row, table.column_names)
            self.rows += 1

    def end(self) -> None:
        """The file ends here."""
        more = self._next_row() if self._is_parsed else self._file.read(1)
        if more:
            raise Difference.too_long(self.rows)

    def _read_cells(self, start: int) -> None:
        self._file.seek(start)
        self._is_parsed = True
        # Some programs put a byte order mark in front; it changes no cell.
        self._cells = csv.reader((line.decode("utf-8-sig") for line in self._file), strict=True)

    def _next_row(self) -> list[str] | None:
        try:
            return next(self._cells, None)
        except (csv.Error, UnicodeDecodeError):
            raise Difference(f"after row {self.rows:,} it cannot be read as CSV") from None

    def _compare_row(self, found: list[str] | None, expected: list[str], names: list[str]) -> None:
        if found is None:
            raise Difference.too_short(self.rows)
        if len(found) != len(expected):
            raise Difference(f"row {self.rows + 1:,} has {len(found):,} cells, not {len(expected):,}")
        for name, cell, right in zip(names, found, expected, strict=True):
            if cell != right:
                raise Difference.of(self.rows + 1, name, cell, right)


def header(names: list[str]) -> bytes:
    """The first line: the columns' names."""
    return (",".join(names) + "\n").encode()


def lines(table: pa.Table) -> pa.Buffer:
    r"""The rows of a table as the bytes of lines.

    >>> lines(pa.table({"id": [1, 2], "note": ["fine, thanks", "=1+1"], "score": [8.5, None]})).to_pybytes()
    b'1,"fine, thanks",8.5\n2,\'=1+1,\n'
    """
    if not len(table):
        return pa.py_buffer(b"")
    columns = [_quoted(column) for column in table.combine_chunks().columns]
    rows = pc.binary_join_element_wise(*columns, _COMMA, null_handling="replace", null_replacement="")
    ended = pc.binary_join_element_wise(rows, _NOTHING, _END).combine_chunks()
    return pc.binary_join(pa.ListArray.from_arrays([0, len(ended)], ended), _NOTHING)[0].as_buffer()


def cells(column: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Values as the text in a CSV file's cells, quotes aside; null where missing."""
    text = column.cast(_TEXT)
    return harmless(text) if _is_text(column.type) else text


def _quoted(column: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    text = cells(column)
    if not _is_text(column.type):
        return text
    quoted = pc.binary_join_element_wise(_QUOTE, pc.replace_substring(text, '"', '""'), _QUOTE, _NOTHING)
    return pc.if_else(pc.match_substring_regex(text, _TO_QUOTE), quoted, text)


def _is_text(kind: pa.DataType) -> bool:
    return pa.types.is_dictionary(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind)


def harmless(text: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Texts that no spreadsheet takes for a formula.

    >>> harmless(pa.array(["=1+1", "'=1+1", "1+1", None])).to_pylist()
    ["'=1+1", "''=1+1", '1+1', None]
    """
    return pc.replace_substring_regex(text, _FORMULA, r"'\1", max_replacements=1)
