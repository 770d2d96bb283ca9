"""What came of a file: its purchases, the records that were refused, and what was taken to be what."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class Transactions:
    """A reader's own purchases, ready for every measure in `casekit.measure`.

    - `purchases`: a row a purchase, in the order of the file. customer_id (text), at (datetime64[ms]; with the time
      zone where the file or the reader names one), amount (zero or more, as written).
    - `refused`: a row for each record of the file that is no part of a purchase: record (from 1 on), line (of the text
      file, from 1 on; missing in Parquet), reason, text.
    - `records`: how many the file has; `usable` of them are part of a purchase, and the others are in `refused`.
    - `reasons`: how many records each reason holds for; a record may have several.
    - `readings`: sentences that say what was taken to be what, and why.
    """

    source: str
    purchases: pd.DataFrame
    refused: pd.DataFrame
    records: int
    reasons: dict[str, int]
    readings: tuple[str, ...]

    @property
    def usable(self) -> int:
        """Records that are part of a purchase."""
        return self.records - len(self.refused)

    @property
    def customers(self) -> int:
        """How many different customers bought."""
        return int(self.purchases["customer_id"].nunique())

    @property
    def until(self) -> dt.date:
        """The day of the last purchase, by the clock of the file."""
        return self.purchases["at"].max().date()

    def __repr__(self) -> str:
        """What to read first: how much there is, what was taken to be what, and what was refused."""
        total = f"{self.purchases['amount'].sum():,.2f}"
        what = f"{counted(len(self.purchases), 'purchase')} of {counted(self.customers, 'customer')}, {total} in all"
        lines = [f"{what}, from {counted(self.records, 'record')} of {self.source}."]
        lines += [f"- {reading}." for reading in self.readings]
        if len(self.refused):
            lines.append(f"Refused: {counted(len(self.refused), 'record')}; .refused shows each.")
            lines += [f"- {count:,}: {reason}" for reason, count in self.reasons.items()]
        else:
            lines.append("No record was refused.")
        return "\n".join(lines)


def counted(count: int, what: str) -> str:
    """A number with the name of what is counted.

    >>> counted(1, "purchase"), counted(2_000, "record")
    ('1 purchase', '2,000 records')
    """
    return f"{count:,} {what}" + ("" if count == 1 else "s")
