"""A file as columns of text, a row a record; whether it is CSV or Parquet, the rest of the package does not see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from casekit.errors import CaseError, meant, shown
from casekit.own.column import Column

_MOST_NAMES = 12  # in a sentence


@dataclass(frozen=True)
class Table:
    """The records of a file, numbered from 0.

    `names` of the columns; `says`, how the file is laid out; `cells` of a column; the `text` of some records. `line`,
    shape (records,), is where each begins in a text file, from 1 on, and None in Parquet. `faults` has a mask for each
    thing that is wrong with a record as such; `short` are those with fewer cells than there are names.
    """

    names: list[str]
    records: int
    says: str
    cells: Callable[[str], pa.ChunkedArray]
    text: Callable[[np.ndarray], pa.Array]
    line: np.ndarray | None
    faults: dict[str, np.ndarray]
    short: np.ndarray
    _columns: dict[str, Column] = field(default_factory=dict)

    def column(self, name: str) -> Column:
        """A column, read once."""
        if name not in self._columns:
            self._columns[name] = Column.of(name, self.cells(name))
        return self._columns[name]

    def named(self, argument: str, name: object) -> str:
        """The column that the reader means; CaseError, with the nearest name, if there is none."""
        if isinstance(name, str):
            exact = [one for one in self.names if one == name]
            near = exact or [one for one in self.names if one.strip().casefold() == name.strip().casefold()]
            if len(near) == 1:
                return near[0]
        hint = meant(name, self.names) or "."
        has = ", ".join(map(shown, self.names[:_MOST_NAMES])) + (", ..." if len(self.names) > _MOST_NAMES else "")
        raise CaseError(f"{argument} must be a column of the file; {shown(name)} is none{hint} Its columns: {has}.")
