"""A text file as a table: CSV in all its forms."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from casekit.errors import shown
from casekit.own import dialect, source
from casekit.own.records import read_records
from casekit.own.table import Table


def open_text(path: Path, encoding: str | None, delimiter: str | None, named: list[str]) -> Table:
    """The records of a text file; `named` are columns that its header has for sure."""
    content, found, because = source.read_text(path, encoding)
    layout = dialect.sniff(content, delimiter, named)
    if layout.delimiter == " ":
        content = dialect.squeezed(content.decode()).encode()
    if layout.spaced:  # a quotation mark begins a cell only right after a delimiter
        mark = layout.delimiter.encode()
        content = re.sub(re.escape(mark) + rb' +(?=")', lambda _: mark, content)
    read = read_records(content, layout.first, len(layout.names), layout.delimiter)

    def cells(name: str) -> pa.ChunkedArray:
        return read.cells.column(layout.names.index(name))

    def text(rows: np.ndarray) -> pa.Array:
        return pc.utf8_rtrim(read.text.take(pa.array(rows)), "\n")

    between = dialect.DELIMITERS.get(layout.delimiter) or shown(layout.delimiter)
    header = "no line of headings" if layout.header < 0 else f"headings on line {layout.header + 1}"
    says = f"text in {found}{because and ', ' + because}; {between} between cells; {header}"
    return Table(layout.names, len(read.line), says, cells, text, read.line, read.faults, read.short)
