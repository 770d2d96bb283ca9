"""Texts by their shape: what stands around the digits, and where the digits are.

A column of a million dates or amounts has few shapes, as 00.00.0000 or 0.000,00 €. What a shape means is found out
once, in plain Python; the digits are then read for all its texts together.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

MOST = 5_000  # shapes; who has more has no dates and no amounts, and the rarest stay unread
MOST_DIGITS = 18  # that a whole number of 64 bits has room for


class Shapes:
    """The shapes of an array of texts without nulls.

    >>> shapes = Shapes(pa.array(["31.12.2025", "7 €", "01.02.2026"]))
    >>> [(shape, rows.tolist()) for shape, rows in shapes]
    [('00.00.0000', [0, 2]), ('0 €', [1])]
    >>> shapes.number(np.array([0, 2]), "00.00.0000", range(6, 10)).tolist()
    [2025, 2026]
    """

    def __init__(self, texts: pa.Array) -> None:
        _, ends, data = texts.buffers()
        self._starts = np.frombuffer(ends, dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1].astype(
            np.int64
        )
        self._bytes = np.frombuffer(data or b"", dtype=np.uint8)
        is_digit = (self._bytes >= ord("0")) & (self._bytes <= ord("9"))
        shaped = np.where(is_digit, np.uint8(ord("0")), self._bytes)
        same = pa.StringArray.from_buffers(len(texts), ends, pa.py_buffer(shaped), offset=texts.offset)
        encoded = same.dictionary_encode()
        self._shapes = encoded.dictionary
        self._codes = encoded.indices.to_numpy()

    def __iter__(self) -> Iterator[tuple[str, np.ndarray]]:
        """Each shape, with 0 for every digit, and the texts that have it; the most frequent first."""
        counts = np.bincount(self._codes, minlength=len(self._shapes))
        rows = np.split(np.argsort(self._codes, kind="stable"), np.cumsum(counts)[:-1]) if len(counts) else []
        for code in np.argsort(-counts, kind="stable")[:MOST]:
            yield self._shapes[int(code)].as_py(), rows[code]

    def number(self, rows: np.ndarray, shape: str, places: range | list[int]) -> np.ndarray:
        """The digits at these places of a shape, as one whole number for each of the rows: int64; 0 for no places."""
        found = np.zeros(len(rows), dtype=np.int64)
        if len(places) > MOST_DIGITS:
            raise ValueError(f"places must be at most {MOST_DIGITS}; {len(places)} were given.")
        for place in places:
            found = 10 * found + self._bytes[self._starts[rows] + len(shape[:place].encode())] - ord("0")
        return found
