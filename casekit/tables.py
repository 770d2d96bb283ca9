"""Tables: the name of each, what a row of it is, and what its columns say, stated once beside the code that fills it.

Records, data packages, `case.about` and the tests all read what is declared here.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from casekit.errors import CaseError, meant, shown
from casekit.world.engine.world import World

# An array, a Series or a Categorical for each column, in the order of the columns; or a function that makes it, where
# that takes a while.
Values = Mapping[str, Any]
Filling = Callable[[World], Values]

WORDS = {
    "bool": "yes or no",
    "boolean": "yes or no",
    "category": "one of a few",
    "datetime64[ms]": "moment, UTC",
    "datetime64[s]": "day",
    "str": "text",
}


@dataclass(frozen=True)
class Column:
    """One column: its name, its pandas dtype, what it says, and its unit if it has one.

    `points_to` is the key, of another name, that it repeats.
    """

    name: str
    type: str
    meaning: str
    unit: str = ""
    points_to: str = ""

    @property
    def kind(self) -> str:
        """The type in a learner's words.

        >>> Column("score", "float64", "The answer").kind
        'number'
        """
        return WORDS.get(self.type) or ("number" if self.type.lower().startswith("float") else "whole number")


@dataclass(frozen=True, eq=False, repr=False)
class Table:
    """A table of one or several companies. Made by the decorator `table`.

    `row` says what a row is, `key` which columns tell rows apart. A `shared` table is one list for the whole company,
    such as its products, and not one for each block of customers.
    """

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    filling: Filling
    shared: bool = False

    def frame(self, world: World, columns: Sequence[str] = ()) -> pd.DataFrame:
        """The table as this world has it, made anew: all of it, or only these columns, which takes less time.

        It is as declared, or CaseError says where it is not.
        """
        values, names = self.filling(world), [column.name for column in self.columns]
        for name in values:
            self.column(name)
        if list(values) != names:
            raise CaseError(f"The table {self.name} must be filled in this order: {', '.join(names)}.")
        wanted = {name: values[self.column(name).name] for name in columns or names}
        made = pd.DataFrame({name: value() if callable(value) else value for name, value in wanted.items()})
        for name, dtype in made.dtypes.items():
            if str(dtype) != self.column(str(name)).type:
                declared = self.column(str(name)).type
                raise CaseError(f"In the table {self.name}, {name} is {dtype}, and {declared} is declared.")
        return made

    def column(self, name: str) -> Column:
        """The column of this name; CaseError, with the nearest, if there is none."""
        for column in self.columns:
            if isinstance(name, str) and column.name == name:
                return column
        names = [column.name for column in self.columns]
        hint = meant(name, names) or "."
        raise CaseError(f"There is no column {shown(name)} in {self.name}{hint} Its columns: {', '.join(names)}.")

    def __repr__(self) -> str:
        wide = max(len(column.name) for column in self.columns)
        kind = max(len(column.kind) for column in self.columns)
        rows = (f"{one.name:{wide}}  {one.kind:{kind}}  {_said(one)}" for one in self.columns)
        return "\n".join([f"{self.name}: a row is {self.row[0].lower()}{self.row[1:]}.", *rows])

    def _repr_html_(self) -> str:
        cells = "".join(
            f"<tr><td style='text-align: left'><code>{one.name}</code></td><td style='text-align: left'>{one.kind}</td>"
            f"<td style='text-align: left'>{html.escape(_said(one), quote=False)}</td></tr>"
            for one in self.columns
        )
        row = html.escape(self.row, quote=False)
        return f"<p><strong>{self.name}</strong>: a row is {row[0].lower()}{row[1:]}.</p><table>{cells}</table>"


def _said(column: Column) -> str:
    return f"{column.meaning}, in {column.unit}" if column.unit else column.meaning


def table(
    name: str, row: str, *, key: str, columns: tuple[Column, ...], shared: bool = False
) -> Callable[[Filling], Table]:
    """Declare a table above the function that fills it, and make a `Table` of both; `key` names columns, with spaces.

    >>> @table("visits", "A visit", key="visit_id", columns=(Column("visit_id", "int64", "Number of the row"),))
    ... def visits(world):
    ...     return {"visitid": [1, 2]}
    >>> visits.frame(world=None)
    Traceback (most recent call last):
    casekit.errors.CaseError: There is no column 'visitid' in visits; did you mean 'visit_id'? Its columns: visit_id.
    """

    def declared(filling: Filling) -> Table:
        return Table(name, row, tuple(key.split()), columns, filling, shared)

    return declared


def number(name: str, whose: str = "customer_id") -> Column:
    """The column that numbers the rows."""
    return Column(name, "int64", f"Number of the row: {whose} x 10,000 + 0, 1, 2, ...")


CUSTOMER_ID = Column("customer_id", "int32", "Customer")
PRODUCT_ID = Column("product_id", "int16", "Product")
PURCHASE_ID = Column("purchase_id", "int64", "Purchase")
RECORD_ID = Column("record_id", "int64", "Record of a customer in a channel's file")
SURVEY_ID = Column("survey_id", "int64", "Survey")
VISITOR_ID = Column(
    "visitor_id", "int64", "Who was there as the computer tells them apart: a browser, a telephone or a program"
)
AT = Column("at", "datetime64[ms]", "When, UTC")
