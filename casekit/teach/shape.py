"""Shape: which way a curve goes, and how; what is small on its axis is no turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

LEAST = 1 / 20  # of the axis: a change below it is no rise and no fall
FAST, SLOW = 0.6, 0.4  # share of a rise or fall that is done half-way: an even one has 0.5
NEAR = 0.1  # two such shares that do not differ
MOST_LEGS = 3  # that words can follow
VERBS = {1: "rises", -1: "falls"}


@dataclass(frozen=True)
class Shape:
    """`legs` are 1 for each rise and -1 for each fall, `turns` the places between them; `half_way` is of one leg.

    >>> shape(range(5), [100, 50, 30, 22, 20], 5).words
    'falls fast at first, then slowly'
    >>> shape(range(5), [0, 10, 40, 30, 10], 5).words
    'rises, then falls'
    >>> shape(range(5), [50, 52, 49, 50, 51], 5).words
    'stays level'
    """

    legs: tuple[int, ...]
    turns: tuple[int, ...]
    half_way: float

    @property
    def words(self) -> str:
        """As they follow "the truth": 'falls evenly'."""
        if not self.legs:
            return "stays level"
        verbs = [VERBS[leg] for leg in self.legs]
        if len(verbs) == 1:
            return f"{verbs[0]} {self.pace}"
        if len(verbs) > MOST_LEGS:
            return f"first {verbs[0]} and turns {len(self.turns)} times"
        return f"{', '.join(verbs[:-1])}, then {verbs[-1]}"

    @property
    def pace(self) -> str:
        """How the one leg is done."""
        if self.half_way >= FAST:
            return "fast at first, then slowly"
        return "slowly at first, then fast" if self.half_way <= SLOW else "evenly"

    def has_pace_of(self, other: Shape) -> bool:
        """Whether a learner would call the two alike."""
        return self.pace == other.pace or abs(self.half_way - other.half_way) < NEAR


def shape(positions: Sequence[float], values: Sequence[float], least: float) -> Shape:
    """The Shape of the curve through these points; a move of less than `least`, in the values' unit, is none."""
    legs: list[int] = []
    turns: list[int] = []
    low = high = 0  # where the present leg has been lowest and highest
    for place, value in enumerate(values):
        if value <= values[low]:
            low = place
        if value >= values[high]:
            high = place
        way = legs[-1] if legs else 0
        for leg, extreme in ((1, low), (-1, high)):
            if way != leg and leg * (value - values[extreme]) >= least:
                if legs:
                    turns.append(extreme)
                legs.append(leg)
                low = high = place
                break
    bottom, top = min(values), max(values)
    half = float(np.interp((positions[0] + positions[-1]) / 2, positions, values))
    up = (half - bottom) / (top - bottom) if top > bottom else 0.5
    return Shape(tuple(legs), tuple(turns), 1 - up if legs[:1] == [-1] else up)


def both(positions: Sequence[float], one: Sequence[float], other: Sequence[float], span: float) -> tuple[Shape, Shape]:
    """The Shapes of two curves on an axis of this `span`.

    Of two that move alike, one a little less and the other a little more than what counts, both move.
    """
    for least in (span * LEAST, span * LEAST / 2):
        first, second = shape(positions, one, least), shape(positions, other, least)
        if first.legs == second.legs:
            return first, second
    return shape(positions, one, span * LEAST), shape(positions, other, span * LEAST)
