"""A file as a shop writes it, and what is read from it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from casekit import read_transactions
from casekit.own.transactions import Transactions


def write(folder: Path, text: str, encoding: str = "utf-8", name: str = "shop.csv") -> Path:
    """`text` as it stands, without a change to its line ends."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def read(folder: Path, text: str, written: str = "utf-8", **said: object) -> Transactions:
    found = read_transactions(write(folder, text, written), **said)
    assert found.usable + len(found.refused) == found.records
    return found


def purchases(found: Transactions) -> list[tuple[str, str, float]]:
    """Customer, moment and amount of each; moments in ISO 8601, without a time of day at midnight."""
    at = [moment.isoformat().removesuffix("T00:00:00") for moment in found.purchases["at"]]
    return list(zip(found.purchases["customer_id"], at, found.purchases["amount"], strict=True))


def refused(found: Transactions) -> dict[int, str]:
    """The reason of each record that was refused."""
    return dict(zip(found.refused["record"], found.refused["reason"], strict=True))


def lines(found: Transactions) -> dict[int, int]:
    """The line of each record that was refused."""
    return dict(zip(found.refused["record"], found.refused["line"], strict=True))


def says(found: Transactions, words: str) -> bool:
    """Whether a sentence of the result has these words."""
    return any(words in reading for reading in found.readings)


def moments(found: Transactions) -> pd.Series:
    return found.purchases["at"]
