"""Where a file and what it should be part."""

from __future__ import annotations

from itertools import zip_longest

from casekit.errors import shown


class Difference(Exception):
    """The first place where a file is not what it should be, as what comes after "customers.csv: ".

    >>> str(Difference.of(1_203, "city", "Seatle", "Seattle"))
    "row 1,203, column city: it has 'Seatle', it should have 'Seattle'"
    """

    @classmethod
    def of(cls, row: int, column: str, found: str | None, expected: str | None) -> Difference:
        """A cell that differs. Rows are counted from 1; the line with the columns' names is none."""
        return cls(f"row {row:,}, column {column}: it has {_said(found)}, it should have {_said(expected)}")

    @classmethod
    def of_names(cls, found: list[str], expected: list[str]) -> Difference:
        """Columns that differ, or stand in another order."""
        place, name, right = next(
            (place, *pair) for place, pair in enumerate(zip_longest(found, expected), 1) if pair[0] != pair[1]
        )
        return cls(f"column {place:,} is called {_said(name)}, it should be called {_said(right)}")

    @classmethod
    def too_short(cls, rows: int) -> Difference:
        return cls(f"it ends after row {rows:,}, where it should go on")

    @classmethod
    def too_long(cls, rows: int) -> Difference:
        return cls(f"it goes on after row {rows:,}, where it should end")


def _said(cell: str | None) -> str:
    return shown(cell) if cell else "nothing"
