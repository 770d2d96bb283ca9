"""Sketch first, see afterwards: the learner draws a curve over an empty axis before the true one is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets
import numpy as np

from casekit.errors import CaseError
from casekit.teach import cells, charts, figures, screen
from casekit.teach.paper import SIZE, Paper
from casekit.teach.pen import Pen, Point
from casekit.teach.question import Question

WAYS = "Draw the line with mouse or finger, or choose a place and set its height. Between two points it runs straight."


class Sketch(Question):
    """A question with empty axes, a pen and two sliders; once committed, the line is locked. Made by `sketch`."""

    value: tuple[float, ...] | None = None

    def __init__(self, question: str, paper: Paper):
        super().__init__(question, paper.scale, "line")
        self.paper = paper
        self._placed: dict[int, float] = {}
        self._follows = False  # the height slider goes where the line is, which places nothing
        style = {"description_width": f"{max(len(paper.label), len(paper.up_label)) + 1}ch"}
        layout = {"width": "100%", "max_width": "calc(720px * var(--casekit-zoom, 1))"}
        self._place = ipywidgets.SelectionSlider(
            options=[(name, place) for place, name in enumerate(paper.names)],
            description=paper.label, tooltip=paper.label, style=style, layout=dict(layout),
        )  # fmt: skip
        self._height = ipywidgets.FloatSlider(
            value=self.scale.middle, min=self.scale.low, max=self.scale.high, step=self.scale.step,
            readout_format=f",.{self.scale.digits}f",
            description=paper.up_label, tooltip=paper.up_label, style=style, layout=dict(layout),
        )  # fmt: skip
        self._place.observe(lambda _: self._went(), "value")
        self._height.observe(lambda _: self._set(), "value")
        self._screen = screen.Screen(width=round(SIZE[0] * figures.CSS_PIXELS_PER_INCH))
        self._pen = Pen(self._stroke)
        self._box = screen.box(self._pen.over(self._screen), self._place, self._height, self._button, self._caption)
        self._top = screen.box(self._words)
        self._outputs = screen.Output(), screen.Output()
        self._caption.text = WAYS
        self._redraw()

    def commit(self, heights: object) -> None:
        """Lock the line at `heights`, one for each position, or raise CaseError if there is one that is none."""
        if self.is_committed:
            raise self._over()
        self.value = tuple(self.paper.heights(heights, "A line", on_scale=True))
        self._placed = dict(enumerate(self.value))
        self._follow()
        self._lock("Your line is committed.", self._place, self._height, self._pen)
        self._redraw()
        for output, bundle in zip(self._outputs, self._bundles(), strict=True):
            output.update(*bundle)
        self._tell()

    def _commit_shown(self) -> None:
        if missing := self._missing():
            raise CaseError(f"Your line still needs a height at {missing}.")
        self.commit(self._line()[1])

    def _missing(self) -> str:
        """The ends that have no height yet: what lies between placed points is on the line."""
        names = self.paper.names
        return " and ".join(names[place] for place in (0, len(names) - 1) if place not in self._placed)

    def _line(self) -> tuple[list[float], list[float]]:
        """Positions and heights from the first point placed to the last, straight between two of them."""
        at = sorted(self._placed)
        places = range(at[0], at[-1] + 1) if at else range(0)
        positions = self.paper.positions
        known = [positions[place] for place in at], [self._placed[place] for place in at]
        across = [positions[place] for place in places]
        return across, [float(height) for height in np.interp(across, *known)] if at else []

    def _stroke(self, trace: list[Point]) -> None:
        left, bottom, width, height = self._frame
        heights = self.paper.traced([((x - left) / width, (1 - y - bottom) / height) for x, y in trace])
        self._placed |= heights
        self._follow()
        self._redraw()
        self._say()

    def _set(self) -> None:
        if not self._follows:
            self._placed[self._place.value] = self.scale.nearest(self._height.value)
            self._redraw()
            self._say()

    def _went(self) -> None:
        self._follow()
        self._redraw()
        self._say()

    def _follow(self) -> None:
        """Put the height slider where the line is at the present place."""
        drawn = dict(zip(*self._line(), strict=True))
        here = self.paper.positions[self._place.value]
        self._follows = True
        self._height.value = drawn.get(here, self._height.value)
        self._follows = False

    def _say(self) -> None:
        place = self._place.value
        drawn = dict(zip(*self._line(), strict=True)).get(self.paper.positions[place])
        height = "no height yet" if drawn is None else self.scale.write(drawn)
        missing = f" Still without a height: {self._missing()}." if self._missing() else ""
        self._caption.text = f"At {self.paper.at(place)}: {height}.{missing}"

    def _redraw(self) -> None:
        self._screen.show(figures.png(self._drawn()), self._told())

    def _drawn(self) -> figures.Sheet:
        figure = figures.new_figure(*SIZE)
        with figures.styled():
            axes = self.paper.axes(figure)
            self._frame = axes.get_position().bounds
            axes.vlines(self.paper.positions, self.scale.low, self.scale.high, color=figures.LIGHT_GREY, lw=1)
            if not self.is_committed:
                axes.axvline(self.paper.positions[self._place.value], color=figures.GREY, lw=1.2, ls=(0, (4, 3)))
            across, heights = self._line()
            if not across:
                look = {"color": figures.GREY, "ha": "center", "va": "center", "bbox": charts.PAPER}
                axes.text(0.5, 0.5, "draw your line here", transform=axes.transAxes, **look)
            axes.plot(across, heights, color=figures.GUESS, clip_on=False)
            at = [self.paper.positions[place] for place in self._placed]
            axes.plot(at, list(self._placed.values()), "D", color=figures.GUESS, markersize=7, clip_on=False)
            figures.label_ends(axes, [(heights[-1], "your line", figures.GUESS)] if self.is_committed else [])
        return figure

    def _told(self) -> str:
        """The picture in words."""
        points = ", ".join(
            f"{self.scale.write(y)} at {self.paper.names[place]}" for place, y in sorted(self._placed.items())
        )
        return f"Your line: {points} ({self.paper.label})." if points else f"Empty axes: {self._range()}."

    def _range(self) -> str:
        low, high = self.scale.write(self.scale.low), self.scale.write(self.scale.high)
        return f"from {low} to {high}, at {', '.join(self.paper.names)} ({self.paper.label})"

    def _bundles(self) -> tuple[screen.Bundle, screen.Bundle]:
        """The question, and below it the axes with their controls; a saved notebook keeps words and picture."""
        words = f"{self.question} ({self._range()})" + (" Your line is committed." if self.is_committed else "")
        figure = self._drawn()
        data, metadata = screen.picture_twin(figures.png(figure, small=True), self._told(), figures.css_width(figure))
        return ({**screen.view(self._top), **screen.caption_twin(words)}, {}), (
            {**screen.view(self._box), **data},
            metadata,
        )

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> screen.Bundle:
        """Live view of the axes, and their twin."""
        return self._bundles()[1]

    def _ipython_display_(self) -> None:
        for output, bundle in zip(self._outputs, self._bundles(), strict=True):
            output.show(*bundle)
        cells.before_it_runs_again(self._close)

    def _close(self) -> None:
        for widget in (self._top, self._box):
            screen.close(widget)


def sketch(
    question: str, *, across: tuple[str, Sequence[float]], up: tuple[Any, ...], step: float | None = None
) -> Sketch:
    """Ask for a curve; `unveil` shows what it was worth.

    `across` has the words below the axis and from 2 to 24 positions on it, in increasing order; `up` the words beside
    the other axis, its lowest and its highest value and, if there is one, their unit. `step` is that of a height. The
    line must have a height at the first position and at the last; between two points it runs straight, as it is drawn.

    >>> left = sketch("Of 100 riders who began together, how many are left?",
    ...               across=("months since joining", [0, 3, 6, 12]), up=("of 100 riders left", 0, 100, "riders"))
    >>> left.commit([100, 80, 70])
    Traceback (most recent call last):
    casekit.errors.CaseError: A line must be 4 numbers, one for each position; a list of 3 values was given.
    >>> left.commit([100, 80, 70, 60])
    >>> left.value
    (100.0, 80.0, 70.0, 60.0)
    """
    return Sketch(question, Paper(across, up, step))
