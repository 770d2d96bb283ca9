"""A world as a stream of Arrow tables: block by block, table by table, a bounded number of rows at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd
import pyarrow as pa

from casekit.case import Case, Truth
from casekit.tables import Table

ROWS = 131_072  # what is in memory twice, as a table and as a file's bytes; also a Parquet row group


class Piece(NamedTuple):
    """Some of a file's rows, as Arrow tables of at most 131,072, at least one, all of one schema."""

    done: float  # the share of the whole work that comes before, from 0 to 1
    path: str
    tables: Iterator[pa.Table]
    is_last: bool  # of this file


def paths(case: Case, suffix: str) -> list[str]:
    """Where each table of a case goes within its folder, in the order of `stream`: records, then the truth.

    >>> import casekit
    >>> paths(casekit.open_case("starbucks", customers=1), "csv")[:2]
    ['customers.csv', 'products.csv']
    """
    records, truth = case.company.records, case.company.truth
    return [*(f"{one.name}.{suffix}" for one in records), *(f"truth/{one.name}.{suffix}" for one in truth)]


def stream(case: Case, suffix: str) -> Iterator[Piece]:
    """Every table of every block, in order, each to be used up before the next; nothing is kept."""
    all_paths = paths(case, suffix)
    blocks = -(-case.size // next(case.blocks()).size)
    for number, block in enumerate(case.blocks()):
        truth = block.reveal()
        sources: list[tuple[Case | Truth, Table]] = [(block, table) for table in case.company.records]
        sources += [(truth, table) for table in case.company.truth]
        for turn, (source, table) in enumerate(sources):
            if number and table.shared:
                continue
            done = (number + turn / len(sources)) / blocks
            is_last = table.shared or number == blocks - 1
            yield Piece(done, all_paths[turn], _slices(source.fresh(table.name)), is_last)


def _slices(frame: pd.DataFrame) -> Iterator[pa.Table]:
    for start in range(0, max(len(frame), 1), ROWS):
        yield arrow(frame.iloc[start : start + ROWS])


def arrow(frame: pd.DataFrame) -> pa.Table:
    """A frame as an Arrow table whose types depend on the frame's dtypes alone, never on its values.

    Days (datetime64[s]) become dates, other times keep their milliseconds; a missing number or text is null.

    >>> frame = pd.DataFrame({"day": pd.array(["2025-12-31"], dtype="datetime64[s]"), "score": [float("nan")]})
    >>> arrow(frame).schema.remove_metadata()
    day: date32[day]
    score: double
    """
    table = pa.Table.from_pandas(frame, preserve_index=False)
    fields = [pa.field(field.name, _fixed(field.type)) for field in table.schema]
    return table.cast(pa.schema(fields, metadata=_dtypes(table.schema.pandas_metadata)))


def _fixed(given: pa.DataType) -> pa.DataType:
    if pa.types.is_dictionary(given):  # the width of pandas' codes depends on how many categories there are
        return pa.dictionary(pa.int32(), pa.string(), given.ordered)
    if pa.types.is_timestamp(given):
        return pa.date32() if given.unit == "s" else pa.timestamp("ms")
    if pa.types.is_string(given) or pa.types.is_null(given):  # null: a column of objects, none of them there
        return pa.large_string()
    return given


def _dtypes(described: dict) -> dict[str, str]:
    """What lets pandas restore its own dtypes, such as Int64, without naming the versions at work."""
    return {"pandas": json.dumps({key: described[key] for key in ("index_columns", "column_indexes", "columns")})}
