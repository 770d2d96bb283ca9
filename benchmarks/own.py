"""A million purchases of a reader's own, with German decimals and all kinds of trouble, against pandas reading text."""

import resource
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from casekit.own.read import read_transactions

ROWS, CUSTOMERS, REPETITIONS = 1_000_000, 200_000, 3
TROUBLE = {  # one row in so many
    "no customer": 50, "a rounded id": 1_000, "no date": 100, "a day that does not exist": 1_000, "no amount": 100,
    "a refund": 30, "storniert": 25, "too many cells": 5_000,
}  # fmt: skip
TOO_FEW_CELLS = 5_000


def write(path: Path) -> None:
    """A log as a German shop exports it: semicolons, day first, 1.234,50 €, in cp1252."""
    generator = np.random.default_rng(1)
    second = np.sort(generator.integers(0, 3 * 365 * 86_400, ROWS)).astype("timedelta64[s]")
    at = pd.Series(np.datetime64("2022-01-01T00:00:00") + second).dt.strftime("%d.%m.%Y %H:%M:%S")
    customer = pd.Series(generator.integers(10_000, 10_000 + CUSTOMERS, ROWS)).astype(str).str.zfill(8)
    cents = pd.Series(np.rint(np.exp(generator.normal(8, 1.2, ROWS))).astype(np.int64))
    amount = (cents / 100).map("{:,.2f} €".format).str.translate(str.maketrans(",.", ".,"))
    status = pd.Series(np.where(generator.random(ROWS) < 0.5, "abgeschlossen", "in Bearbeitung"))
    number = pd.Series(np.arange(ROWS)).map("R{:08d}".format)
    note = pd.Series(np.where(generator.random(ROWS) < 0.02, '"Gruß;\nbitte ""vorsichtig"""', ""))
    for what, often in TROUBLE.items():
        hit = generator.random(ROWS) < 1 / often
        column, text = {
            "no customer": (customer, "NULL"), "a rounded id": (customer, "1,23457E+11"), "no date": (at, ""),
            "a day that does not exist": (at, "31.02.2024"), "no amount": (amount, "-"),
            "a refund": (amount, "-" + amount), "storniert": (status, "storniert"), "too many cells": (note, "a;b"),
        }[what]  # fmt: skip
        column[hit] = text[hit] if isinstance(text, pd.Series) else text
    lines = number + ";" + customer + ";" + at + ";" + amount + ";" + status + ";" + note
    short = generator.random(ROWS) < 1 / TOO_FEW_CELLS
    lines[short] = number[short] + ";" + customer[short]
    path.write_text("Bestellnr;Kundennr;Datum;Betrag;Status;Bemerkung\n" + "\n".join(lines) + "\n", "cp1252")


def seconds(work, *arguments, **named) -> float:
    """Of the processor, so that a computer with other work shows the same."""
    start = time.process_time()
    work(*arguments, **named)
    return time.process_time() - start


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shop.csv"
        write(path)
        own, bare = [], []
        for _ in range(REPETITIONS):  # taking turns, so that whatever slows the computer slows both
            own.append(seconds(read_transactions, path))
            bare.append(seconds(pd.read_csv, path, sep=";", encoding="cp1252", dtype=str, on_bad_lines="skip"))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3  # Linux counts in kilobytes
        size = path.stat().st_size
        print(read_transactions(path))
    print(f"pandas {pd.__version__}; {ROWS:,} rows, {size / 1e6:.0f} MB; peak memory of both {peak:.0f} MB")
    ratios = [one / other for one, other in zip(own, bare, strict=True)]
    print(
        f"{statistics.median(own):.1f} s of the processor; against pandas reading the text: {statistics.median(ratios):.1f} times"
    )


if __name__ == "__main__":
    main()
