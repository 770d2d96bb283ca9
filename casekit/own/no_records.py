"""Rows that are no record of anything: empty ones, the headings once more, totals and balances."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from casekit.own.column import Column, np_mask
from casekit.own.table import Table

EMPTY, HEADINGS, TOTALS, TOTALS_OF_ABOVE = (
    "empty row", "the headings once more", "totals row", "totals row: what the rows above add up to",
)  # fmt: skip
_TOTALS = (
    r"(?i)^((grand |report |overall |running )?(sub ?)?totals?|totale|totales|somme|suma|soma|sum|totaal"
    r"|(zwischen|gesamt|end)?summe|insgesamt|gesamt|gesamt(betrag|ergebnis)|(anfangs|end|schluss)bestand"
    r"|((opening|closing|starting|ending|anfangs|end)[ -]?)?(balance|saldo)|solde)\b"
)
_CENT = 0.005
_AT_LEAST = 2  # cells that say what stands above their column


def no_records(table: Table, said: list[Column], at_known: np.ndarray, amount: np.ndarray) -> dict[str, np.ndarray]:
    """A mask for each reason why a row is no record.

    `said` are the columns that a log needs, the first of the file among them. A row with the word for a total is one
    if it has no date (`at_known`), or no `amount`, or the one that the rows above come to.
    """
    blank = np.logical_and.reduce([column.is_blank for column in said])
    blank[blank] = np_mask(pc.match_substring_regex(table.text(np.flatnonzero(blank)), r"^[\s\",;|]*$"))
    repeats = np.sum([_is(column, column.name) for column in said], axis=0)
    headings = (repeats >= _AT_LEAST) & ~blank
    word = np.logical_or.reduce([_begins_like_a_total(column) for column in said]) & ~headings
    value = np.where(np.isnan(amount), 0.0, amount)
    above = np.concatenate([[0.0], np.cumsum(np.where(word, 0.0, value))])[:-1]
    place = np.where(word, np.arange(table.records), -1)
    before = np.concatenate([[-1], np.maximum.accumulate(place)])[:-1]  # the last totals row above
    since = above - np.where(before >= 0, above[before], 0.0)
    adds_up = word & (value != 0) & ((np.abs(value - above) < _CENT) | (np.abs(value - since) < _CENT))
    return {
        EMPTY: blank,
        HEADINGS: headings,
        TOTALS_OF_ABOVE: adds_up,
        TOTALS: word & ~adds_up & (~at_known | np.isnan(amount)),
    }


def _is(column: Column, text: str) -> np.ndarray:
    return column.of_rows(np_mask(pc.equal(pc.utf8_lower(column.texts), text.casefold())))


def _begins_like_a_total(column: Column) -> np.ndarray:
    return column.of_rows(np_mask(pc.match_substring_regex(column.texts, _TOTALS)))
