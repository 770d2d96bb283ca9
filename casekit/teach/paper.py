"""Paper: the axes on which a learner sketches a curve, one height at each of a few positions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from casekit.errors import CaseError, shown
from casekit.teach import figures
from casekit.teach.quantity import several
from casekit.teach.scale import Scale, finite

MOST = 24  # positions: more than anybody draws one by one
SIZE = 9.0, 3.8  # in inches
ROOM, MARGIN = 1.5, 0.03  # right of the axes for labels, in inches; beside the first and last position, of their span
LONGEST = 60  # characters beside an axis
LARGEST, SMALLEST = 1e12, 1e-6  # numbers that an axis can name; the least difference, also as a share of them
CROWDED = 200  # of the axis: positions nearer to each other could not be met by hand
TICK, LABEL, DIGIT = 12, 12.5, 0.64  # type in points, and the width of a digit in ems
ACROSS = 'across must be words and positions, such as ("months since joining", range(13))'
UP = 'up must be words, the lowest and the highest value, and a unit, such as ("riders left", 0, 100, "riders")'


class Paper:
    """Positions `across`, with the words below them, and a scale `up`, with the words beside it."""

    def __init__(self, across: tuple[str, Sequence[float]], up: tuple[Any, ...], step: float | None):
        self.label, given = _parts(across, ACROSS, 2, 2)
        positions = _listed(given, MOST)
        if positions is None or len(positions) < 2:
            raise CaseError(f"across must have from 2 to {MOST} positions; {_named(given)} was given.")
        self.positions = [finite("each position", position) for position in positions]
        if sorted(set(self.positions)) != self.positions:
            raise CaseError(f"The positions must increase; {shown(given)} was given.")
        self.up_label, low, high, *unit = _parts(up, UP, 3, 4)
        if unit and not isinstance(unit[0], str):
            raise CaseError(f"{UP}; {shown(up)} was given.")
        self.scale = Scale(low, high, unit[0] if unit else "", step)
        _can_be_drawn("low and high", self.scale.low, self.scale.high)
        _can_be_drawn("positions", self.positions[0], self.positions[-1])
        if min(np.diff(self.positions)) < (self.positions[-1] - self.positions[0]) / CROWDED:
            raise CaseError(f"The positions must lie further apart to be drawn; {shown(given)} was given.")
        self.near = (self.positions[-1] - self.positions[0]) / 4  # two turns that are one
        self.names = [f"{position:.10g}" for position in self.positions]

    @property
    def range(self) -> str:
        """What can be drawn, in words."""
        low, high = self.scale.write(self.scale.low), self.scale.write(self.scale.high)
        return f"from {low} to {high}, at {', '.join(self.names)} ({self.label})"

    def at(self, place: int) -> str:
        """Where that is, in words: "3 (months since joining)"."""
        return f"{self.names[place]} ({self.label})"

    def heights(self, given: object, name: str, on_scale: bool = False) -> list[float]:
        """A number for each position, or CaseError; `name` says whose."""
        count = len(self.positions)
        values = _listed(given, count)
        if values is None or len(values) != count:
            raise CaseError(f"{name} must be {count} numbers, one for each position; {_named(given)} was given.")
        if not on_scale:
            return [finite(f"{name} at {at}", value) for at, value in zip(self.names, values, strict=True)]
        heights = []
        for at, value in zip(self.names, values, strict=True):
            try:
                heights.append(self.scale.read(value, "A height"))
            except CaseError as error:
                raise CaseError(f"At {at}: {error}") from None
        return heights

    def axes(self, figure: figures.Sheet, *curves: Sequence[float]) -> Axes:
        """Empty axes on `figure`, as large as the scale, and larger where one of `curves` leaves it."""
        low = min([self.scale.low, *(min(curve) for curve in curves)])
        high = max([self.scale.high, *(max(curve) for curve in curves)])
        ticks = [tick for tick in MaxNLocator(5).tick_values(low, high) if low <= tick <= high]
        written = [f"{tick:,.10g}" for tick in ticks]
        lines = figures.wrapped(figure, self.up_label, 0.62 * figure.bbox.height, LABEL)
        left = 0.25 + _inches(max(written, key=len)) + 0.22 * len(lines)
        axes = figures.panel(figure, left=left, room=ROOM)
        beside = MARGIN * (self.positions[-1] - self.positions[0])
        axes.set(
            xlim=(self.positions[0] - beside, self.positions[-1] + beside), ylim=(low, high),
            xlabel=self.label, ylabel="\n".join(lines),
        )  # fmt: skip
        axes.set_yticks(ticks, written)
        axes.set_xticks(self.positions, self._names_that_fit(axes.bbox.width / figure.dpi / (1 + 2 * MARGIN)))
        return axes

    def _names_that_fit(self, inches: float) -> list[str]:
        """Names of the positions on an axis of this length; none where it would touch the one before it."""
        first, last = self.positions[0], self.positions[-1]
        free, shown_names = -math.inf, []
        for position, name in zip(self.positions, self.names, strict=True):
            middle, half = (position - first) / (last - first) * inches, _inches(name) / 2 + 0.05
            fits = middle - half >= free
            shown_names.append(name if fits else "")
            free = middle + half if fits else free
        return shown_names

    def traced(self, trace: Sequence[tuple[float, float]]) -> dict[int, float]:
        """The height at each place that a stroke passes: `trace` has shares of the axes, from their lower left corner.

        The places nearest to where it begins and ends get their heights too. Where it comes by twice, the last counts.

        >>> paper = Paper(("months", range(5)), ("riders left", 0, 100), 1)
        >>> paper.traced([(0.05, 1.0), (0.5, 0.5), (0.53, 0.4)])
        {0: 100.0, 1: 76.0, 2: 40.0}
        """
        first, last = self.positions[0], self.positions[-1]
        begin, end = first - MARGIN * (last - first), last + MARGIN * (last - first)
        across = [begin + x * (end - begin) for x, _ in trace]
        up = [self.scale.low + min(max(y, 0), 1) * self.scale.span for _, y in trace]
        passed = {self._nearest(across[0]): up[0]}
        for (start, to), (rise_from, rise_to) in zip(pairwise(across), pairwise(up), strict=True):
            for place, position in enumerate(self.positions):
                if min(start, to) <= position <= max(start, to) and start != to:
                    passed[place] = rise_from + (position - start) / (to - start) * (rise_to - rise_from)
        passed[self._nearest(across[-1])] = up[-1]
        return {place: self.scale.nearest(height) for place, height in sorted(passed.items())}

    def _nearest(self, position: float) -> int:
        return int(np.argmin(np.abs(np.asarray(self.positions) - position)))


def _parts(given: object, wanted: str, fewest: int, most: int) -> Sequence[Any]:
    """`given`, if it has so many parts and begins with words."""
    if not isinstance(given, (tuple, list)) or not fewest <= len(given) <= most or not isinstance(given[0], str):
        raise CaseError(f"{wanted}; {shown(given)} was given.")
    if not 0 < len(given[0]) <= LONGEST:
        raise CaseError(
            f"The words beside an axis must have from 1 to {LONGEST} characters; {shown(given[0])} was given."
        )
    return given


def _listed(given: Any, most: int) -> list[Any] | None:
    """The values of a list, range, Series or array of one dimension; None if it is nothing of the kind, or longer."""
    is_array = getattr(given, "ndim", None) == 1 and hasattr(given, "tolist")
    if not (is_array or isinstance(given, (list, tuple, range))) or len(given[: most + 1]) > most:
        return None
    return given.tolist() if is_array else list(given)


def _named(given: Any) -> str:
    """By its size, if it has one."""
    try:
        is_sized = isinstance(given, (list, tuple, range)) or getattr(given, "ndim", 0) in (1, 2)
        return several(given, len(given)) if is_sized else shown(given)
    except OverflowError:  # a range may be longer than can be said
        return shown(given)


def _can_be_drawn(name: str, low: float, high: float) -> None:
    size = max(abs(low), abs(high))
    if not (size <= LARGEST and high - low >= max(SMALLEST, size * SMALLEST)):
        raise CaseError(f"{name} must suit an axis; from {shown(low)} to {shown(high)} was given.")


def _inches(text: str) -> float:
    return len(text) * DIGIT * TICK / 72
