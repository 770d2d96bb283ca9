"""Reading a reader's own purchases, from the files that shops and banks export."""

from __future__ import annotations

import os
from collections.abc import Sequence

from casekit.errors import CaseError, shown
from casekit.files import a_path, shown_path
from casekit.own.assemble import Said, assemble
from casekit.own.clock import time_zone as checked_zone
from casekit.own.parquet_file import open_parquet
from casekit.own.roles import roles
from casekit.own.source import is_parquet
from casekit.own.text_file import open_text
from casekit.own.transactions import Transactions


def read_transactions(
    path: str | os.PathLike[str],
    *,
    customer: str | None = None,
    at: str | None = None,
    amount: str | None = None,
    order: str | None = None,
    quantity: str | None = None,
    price: str | None = None,
    status: str | None = None,
    paid: Sequence[str] | None = None,
    purchase: str | None = None,
    dates: str | None = None,
    decimal: str | None = None,
    currency: str | None = None,
    time_zone: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Transactions:
    """Read a CSV or Parquet file of your own, as a shop, a bank or a spreadsheet writes it; print the result first.

    Each argument but the path says what the file leaves open; without it, the whole column decides, and the result says
    how. Where two readings fit and nothing decides, CaseError names the argument to say it.

    - `customer`, `at`, `amount`, `order`, `quantity`, `price`, `status`: the columns that have them, by their headings.
      Without `amount`, quantity times price.
    - `paid`: the states that are purchases, such as ["completed"].
    - `purchase`: "row" if each row is one; "lines" if the rows of an order are one, and their amounts are added;
      "order" if each row of an order has the amount of the whole.
    - `dates`: "day first", "month first", "year first" (25-04-03); or "excel", "seconds", "milliseconds" and so on, for
      bare numbers.
    - `decimal`: "." or ",". `currency`: which one is taken, such as "EUR". `time_zone`: where dates without an offset
      were written, such as "Europe/Vienna".
    - `encoding`, `delimiter`: of a text file, such as "cp1252" and ";".

    No record is dropped: what is no purchase (a refund, a guest, an order that was not paid, a date that does not
    exist) is in `refused`, with its line and reason. A purchase of 0 is one: every measure takes it but the gamma-gamma
    model, which gives no chance to customers whose mean is 0. The file is only read, and goes nowhere.

    Raises CaseError, a ValueError, for a file that cannot be read or is too large for the memory, for columns that are
    not there, for what can be read in two ways, and where no record is of use, which says why.

    >>> import pathlib, tempfile
    >>> shop = pathlib.Path(tempfile.mkdtemp()) / "shop.csv"
    >>> _ = shop.write_text("Kunde;Datum;Betrag\\nk1;31.01.2025;1.234,50 €\\nk2;03.02.2025;\\nk1;28.02.2025;9,90 €\\n")
    >>> own = read_transactions(shop)
    >>> own.purchases
      customer_id         at  amount
    0          k1 2025-01-31  1234.5
    1          k1 2025-02-28     9.9
    >>> own.refused
       record  line     reason            text
    0       2     3  no amount  k2;03.02.2025;
    """
    named = {"customer": customer, "at": at, "amount": amount, "order": order, "quantity": quantity, "price": price,
             "status": status}  # fmt: skip
    asked = {part: name for part, name in named.items() if name is not None}
    said = Said(_states(paid), purchase, dates, decimal, currency, checked_zone(time_zone))
    path = a_path("path", path)
    if is_parquet(path):
        table = open_parquet(path)
    else:
        table = open_text(path, encoding, delimiter, [name for name in asked.values() if isinstance(name, str)])
    if not table.records:
        raise CaseError(f"{shown_path(path)} has headings, and no record under them.")
    parts = roles(table, {part: table.named(part, name) for part, name in asked.items()})
    return assemble(path.name, table, parts, said)


def _states(paid: object) -> list[str] | None:
    if paid is None:
        return None
    if isinstance(paid, list | tuple | set | frozenset) and paid and all(isinstance(one, str) for one in paid):
        return list(paid)
    raise CaseError(f"paid must be a list of states, such as ['completed']; {shown(paid)} was given.")
