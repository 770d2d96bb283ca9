"""Sketch first, see afterwards: the learner draws a curve over an empty axis before the true one is shown."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets

from casekit.errors import CaseError
from casekit.teach import cells, charts, figures, screen
from casekit.teach.line import Line
from casekit.teach.paper import SIZE, Paper
from casekit.teach.pen import Pen, Point
from casekit.teach.question import Question, one_line, row

WAYS = "Draw with mouse or finger, or choose a place and set its height; between two points the line runs straight."


class Sketch(Question):
    """A question with empty axes, a pen, two sliders and a line for the reason; locked once committed.

    Made by `sketch`.
    """

    value: tuple[float, ...] | None = None

    def __init__(self, question: str, paper: Paper):
        super().__init__(question, paper.scale, "line")
        self.paper, self._line = paper, Line(paper)
        # JupyterLab may send the messages of two controls to two threads: a commit must not be overtaken by the
        # picture of a move that came before it, nor wait for it.
        self._one_at_a_time, self._drawing = threading.RLock(), threading.Lock()
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
        self._place.observe(lambda _: self._move({}), "value")
        self._height.observe(self._set, "value")
        self._screen = screen.Screen(width=round(SIZE[0] * figures.CSS_PIXELS_PER_INCH))
        self._pen = Pen(self._stroke)
        controls = row(self._because, self._button)
        self._box = screen.box(self._pen.over(self._screen), self._place, self._height, controls, self._caption)
        self._top = screen.box(self._words)
        self._outputs = screen.Output(), screen.Output()
        self._caption.text = WAYS
        self._redraw()

    def commit(self, heights: object, because: object = "") -> None:
        """Lock the line at `heights`, one for each position, with a reason if there is one.

        Raises CaseError if one of the heights is none, or the reason no text.
        """
        with self._one_at_a_time:
            if self.is_committed:
                raise self._over()
            line = Line(self.paper, dict(enumerate(self.paper.heights(heights, "A line", on_scale=True))))
            self.reason = one_line(because)
            self._line, self.value = line, tuple(line.points.values())  # in this order, for who draws it
            self._follow()
            self._lock(f"Your line is committed{self._with_reason}", self._place, self._height, self._pen)
        self._redraw()
        for output, bundle in zip(self._outputs, self._bundles(), strict=True):
            output.update(*bundle)
        self._tell()

    def _commit_shown(self) -> None:
        with self._one_at_a_time:
            if not self.is_committed and (missing := self._line.missing):
                raise CaseError(f"Your line still needs a height at {missing}.")
            heights = list(self._line.heights.values())
        self.commit(heights, self._because.value)

    def _stroke(self, trace: list[Point]) -> None:
        left, bottom, width, height = self._frame
        self._move(self.paper.traced([((x - left) / width, (1 - y - bottom) / height) for x, y in trace]))

    def _set(self, change: dict[str, float]) -> None:
        with self._one_at_a_time:
            follows, place = self._follows, self._place.value
        if not follows:
            self._move({place: self.scale.nearest(change["new"])})

    def _move(self, points: Mapping[int, float]) -> None:
        """Draw the line through these points too, and say where it is at the present place."""
        with self._one_at_a_time:
            if self.is_committed:
                return
            self._line = self._line.through(points)
            self._follow()
            height = self._line.height(self._place.value)
            missing = f" Still without a height: {self._line.missing}." if self._line.missing else ""
            here = "no height yet" if height is None else self.scale.write(height)
            self._caption.text = f"At {self.paper.at(self._place.value)}: {here}.{missing}"
        self._redraw()

    def _follow(self) -> None:
        """Put the height slider where the line is at the present place."""
        height = self._line.height(self._place.value)
        if height is not None:
            self._follows = True
            self._height.value = height
            self._follows = False

    def _redraw(self) -> None:
        with self._drawing:
            self._screen.show(figures.png(self._drawn()), self._line.words)

    def _drawn(self) -> figures.Sheet:
        figure, across = figures.new_figure(*SIZE), self.paper.positions
        is_committed, line = self.is_committed, self._line
        with figures.styled():
            axes = self.paper.axes(figure)
            self._frame = axes.get_position().bounds
            axes.vlines(across, self.scale.low, self.scale.high, color=figures.LIGHT_GREY, lw=1)
            if not is_committed:
                axes.axvline(across[self._place.value], color=figures.GREY, lw=1.2, ls=(0, (4, 3)))
            if not line.points:
                charts.words(axes, {"draw your line here": figures.GREY}, 0.5, 0.5, align="center", va="center")
            for heights, look in ((line.heights, "-"), (line.points, "D")):
                at = [across[place] for place in heights]
                axes.plot(at, list(heights.values()), look, color=figures.GUESS, markersize=7, clip_on=False)
            if is_committed:
                figures.label_ends(axes, [(line.points[len(across) - 1], "your line", figures.GUESS)])
        return figure

    def _bundles(self) -> tuple[screen.Bundle, screen.Bundle]:
        """The question, and below it the axes with their controls; a saved notebook keeps words and picture."""
        committed = f" Your line is committed{self._with_reason}" if self.is_committed else ""
        words = f"{self.question} ({self.paper.range}){committed}"
        figure = self._drawn()
        packed, width = figures.png(figure, small=True), figures.css_width(figure)
        data, metadata = screen.picture_twin(packed, self._line.words, width)
        top, axes = screen.view(self._top), screen.view(self._box)
        return ({**top, **screen.caption_twin(words)}, {}), ({**axes, **data}, metadata)

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
    """Ask for a curve, and a reason; `unveil` shows what it was worth.

    `across` has the words below the axis and from 2 to 24 positions on it, in increasing order; `up` the words beside
    the other axis, its lowest and its highest value and, if there is one, their unit. `step` is that of a height. The
    line must have a height at the first position and at the last; between two points it runs straight, as it is drawn.
    Axes that cannot be drawn, or heights that are none, are a CaseError.

    >>> left = sketch("Of 100 riders who began together, how many are left?",
    ...               across=("months since joining", [0, 3, 6, 12]), up=("of 100 riders left", 0, 100, "riders"))
    >>> left.commit([100, 80, 70])
    Traceback (most recent call last):
    casekit.errors.CaseError: A line must be 4 numbers, one for each position; a list of 3 values was given.
    >>> left.commit([100, 80, 70, 60], because="most people stay where they are")
    >>> left.value, left.reason
    ((100.0, 80.0, 70.0, 60.0), 'most people stay where they are')
    """
    return Sketch(question, Paper(across, up, step))
