"""The formats of data files, and what each has to offer."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import NamedTuple, Protocol

import pyarrow as pa

from casekit.datasets import csv_format, parquet_format


class Writer(Protocol):
    """A file, open for writing, that grows by one table after the other."""

    def write(self, table: pa.Table) -> None:
        """The file goes on with this table."""

    def end(self) -> None:
        """The file ends here."""

    def abandon(self) -> None:
        """Nothing more is written, whether the file has ended or not, and not when the writer is forgotten either."""


class Comparison(Protocol):
    """A file, open for reading, held against the tables it should consist of; each method raises Difference."""

    rows: int  # found to agree

    def compare(self, table: pa.Table) -> None:
        """The file goes on with this table."""

    def end(self) -> None:
        """The file ends here."""


class Format(NamedTuple):
    """How a file of this format is begun, to be written or to be compared; both take the open file and the schema."""

    writer: Callable[[io.BufferedWriter, pa.Schema], Writer]
    comparison: Callable[[io.BufferedReader, pa.Schema], Comparison]


FORMATS = {
    "csv": Format(csv_format.Writer, csv_format.Comparison),
    "parquet": Format(parquet_format.Writer, parquet_format.Comparison),
}
