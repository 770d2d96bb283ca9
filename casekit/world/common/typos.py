"""Typos: one letter or digit wrong, left out, doubled, or in its neighbour's place."""

from __future__ import annotations

import numpy as np

OTHER, LEFT_OUT, DOUBLED, SWAPPED = range(4)
_A, _ZERO = ord("a"), ord("0")


def with_typos(texts: np.ndarray, spans: np.ndarray, luck: np.ndarray) -> np.ndarray:
    """The texts with one typo each, in the characters from `spans[:, 0]` up to, and without, `spans[:, 1]`.

    `texts` has a fixed width (dtype U) and shape (n,), as the result; `spans` are whole numbers of shape (n, 2), and
    `luck` uniform ones of shape (n, 3): for the place, the way, and the other letter. Each text changes, but for one
    that has no character in its span.

    >>> luck = np.array([[0.5, 0.1, 0.0], [0.5, 0.3, 0.0], [0.5, 0.6, 0.0], [0.5, 0.9, 0.0]])
    >>> with_typos(np.array(["Alma"] * 4), np.array([[0, 4]] * 4), luck).tolist()
    ['Alna', 'Ala', 'Almma', 'Alam']
    """
    width = texts.dtype.itemsize // 4 + 1  # room for a doubled letter; the last column is empty
    letters = texts.astype(f"U{width}").view(np.uint32).reshape(len(texts), width)
    column, row, (first, end) = np.arange(width), np.arange(len(texts)), spans.T
    place = first + (luck[:, 0] * (end - first)).astype(np.int64)
    after = np.minimum(place + 1, width - 1)
    here, following = letters[row, place], letters[row, after]
    way = (luck[:, 1] * 4).astype(np.int64)
    way = np.where((way == SWAPPED) & ((after >= end) | (here == following)), DOUBLED, way)
    way = np.where(end > first, way, -1)

    moved = np.where(way == LEFT_OUT, 1, np.where(way == DOUBLED, -1, 0))[:, None]
    moves = column >= place[:, None] + (way == DOUBLED)[:, None]
    made = np.take_along_axis(letters, np.minimum(column + moved * moves, width - 1), axis=1)
    made[row, place] = np.where(way == OTHER, _another(here, luck[:, 2]), made[row, place])
    swapped = way == SWAPPED
    made[row[swapped], place[swapped]], made[row[swapped], after[swapped]] = following[swapped], here[swapped]
    return made.view(f"U{width}").ravel()


def _another(letter: np.ndarray, luck: np.ndarray) -> np.ndarray:
    """Another digit for a digit, and another small letter for everything else."""
    is_digit = (letter >= _ZERO) & (letter < _ZERO + 10)
    first, count = np.where(is_digit, _ZERO, _A), np.where(is_digit, 10, 26)
    return first + (letter.astype(np.int64) - first + 1 + (luck * (count - 1)).astype(np.int64)) % count
