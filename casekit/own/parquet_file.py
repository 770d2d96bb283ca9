"""A Parquet file as a table: only the columns that are asked for are read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from casekit.errors import CaseError
from casekit.files import plain_errors, shown_path
from casekit.own.column import as_text
from casekit.own.source import A_ROW, fits
from casekit.own.table import Table


def open_parquet(path: Path) -> Table:
    """The records of a Parquet file."""
    with _plain_parquet_errors(path):
        file = pq.ParquetFile(path)
    schema, records = file.schema_arrow, file.metadata.num_rows
    fits(path, A_ROW * records)
    seen: dict[str, pa.ChunkedArray] = {}

    def cells(name: str) -> pa.ChunkedArray:
        if pa.types.is_nested(schema.field(name).type):
            return pa.chunked_array([pa.nulls(records, pa.string())])
        with _plain_parquet_errors(path):
            seen[name] = file.read([name], use_threads=False).column(0)
        return seen[name]

    def text(rows: np.ndarray) -> pa.Array:
        read = [seen[name] for name in schema.names if name in seen]
        few = [as_text(column.take(pa.array(rows)).combine_chunks()) for column in read]
        return pc.binary_join_element_wise(*(pc.fill_null(column, "") for column in few), ",")

    none = np.zeros(records, dtype=bool)
    return Table(schema.names, records, "Parquet, each column of its type", cells, text, None, {}, none)


@contextmanager
def _plain_parquet_errors(path: Path) -> Iterator[None]:
    with plain_errors("read", path):
        try:
            yield
        except pa.ArrowException as error:
            raise CaseError(
                f"{shown_path(path)} is damaged: it begins as Parquet, and cannot be read as such."
            ) from error
