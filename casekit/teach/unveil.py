"""Unveil: the true curve, drawn over the one that a learner has sketched, and how they differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from casekit.errors import CaseError, shown
from casekit.teach import figures, shape
from casekit.teach.curtain import Curtain
from casekit.teach.paper import SIZE
from casekit.teach.sketch import Sketch

Told = str | Callable[[Sequence[float] | None], str]  # a sentence, or what makes one of the sketch, or of None
Moment = tuple[float, str]  # a position, and what it is called

Heights = Sequence[float] | Callable[[], Sequence[float]] | Any  # a Series or an array too


class Unveil(Curtain):
    """True and reported curve over the sketch; closed until there is one. Made by `unveil`."""

    def __init__(
        self,
        sketch: Sketch,
        truth: Heights,
        reported: Heights | None,
        beside: Heights | None,
        labels: tuple[str, str, str],
        title: str,
        sentence: Told | None,
        moment: Moment | None,
    ):
        if not isinstance(sketch, Sketch):
            raise CaseError(f"unveil needs what sketch(...) gave; {shown(sketch)} was given.")
        super().__init__(sketch, SIZE)
        self._sketch, self._paper = sketch, sketch.paper
        self._truth, self._reported, self._beside = truth, reported, beside
        self._truth_label, self._reported_label, self._beside_label = labels
        self._title, self._given_sentence, self._moment = title, sentence, moment
        self._open_if_committed()

    def _curves(self) -> tuple[list[float], list[float] | None]:
        # Called, if need be, at the first drawing and then kept: a world may take a while to build.
        if callable(self._truth):
            self._truth = self._truth()
        if callable(self._reported):
            self._reported = self._reported()
        reported = None if self._reported is None else self._paper.heights(self._reported, "reported")
        return self._paper.heights(self._truth, "truth"), reported

    def _drawn(self) -> tuple[figures.Sheet, str]:
        truth, reported = self._curves()
        sketched, across, span = self._sketch.value, self._paper.positions, self._paper.scale.span
        lines = [(truth, self._truth_label, figures.TRUTH, "-")]
        if reported is not None:
            lines.insert(0, (reported, self._reported_label, figures.REPORTED, "-"))
        if callable(self._beside):
            self._beside = self._beside()
        other = None if self._beside is None else self._paper.heights(self._beside, "beside")
        if sketched is None:
            true = shape.shape(across, truth, span * shape.LEAST)
            sentence = self._facts(truth, reported)
        else:
            lines.append((list(sketched), "your line", figures.GUESS, "D-"))
            mine, true = shape.both(across, sketched, truth, span)
            sentence = f"{self._distance(sketched, truth, reported)} {self._direction(mine, true)}"
        if self._given_sentence is not None:
            given = self._given_sentence
            sentence = given(sketched) if callable(given) else given
        figure = figures.new_figure(*SIZE)
        with figures.styled():
            axes = self._paper.axes(figure, *(heights for heights, *_ in lines), *([] if other is None else [other]))
            ends = [(heights[-1], label, colour) for heights, label, colour, _ in lines]
            if other is not None:
                axes.plot(across, other, color=figures.TRUTH_PALE, lw=7, solid_capstyle="butt")
                ends.append((other[-1], self._beside_label, figures.TRUTH_LETTERS))
            if self._moment is not None:
                _mark(axes, *self._moment)
            for heights, _, colour, look in lines:
                axes.plot(across, heights, look, color=colour, markersize=7, clip_on=False)
            if sketched is not None and self._given_sentence is None:  # which tells of this place
                place = _farthest(sketched, truth)
                axes.plot([across[place]] * 2, [sketched[place], truth[place]], color=figures.GREY, lw=1.2, zorder=1)
            figures.title(axes, self._title or f"{self._truth_label[:1].upper()}{self._truth_label[1:]} {true.words}")
            figures.label_ends(axes, ends)
        return figure, sentence

    def _facts(self, truth: list[float], reported: list[float] | None) -> str:
        """Where nobody has sketched: how each curve goes."""
        scale, across = self._paper.scale, self._paper.positions
        curves = [(self._truth_label, truth)] + ([(self._reported_label, reported)] if reported is not None else [])
        digits = scale.telling_digits(curve[end] for _, curve in curves for end in (0, -1))
        said = []
        for label, curve in curves:
            begin, end = scale.write(curve[0], digits), scale.write(curve[-1], digits)
            said.append(f"{label} {shape.shape(across, curve, scale.span * shape.LEAST).words}, from {begin} to {end}")
        return f"From {self._paper.names[0]} to {self._paper.at(-1)} {'; '.join(said)}."

    def _distance(self, sketched: Sequence[float], truth: list[float], reported: list[float] | None) -> str:
        place, scale = _farthest(sketched, truth), self._paper.scale
        if np.allclose(sketched, truth, rtol=0, atol=scale.span * 1e-9):
            return f"Your line lies on {self._truth_label} everywhere."
        here = [curve[place] for curve in (sketched, truth, reported) if curve is not None]
        digits = scale.telling_digits(here)
        drawn, true, *said = (scale.write(value, digits) for value in here)
        report = f", {self._reported_label} says {said[0]}," if said else ""
        facts = f"you drew {drawn}{report} and {self._truth_label} is {true}"
        return f"You were farthest off at {self._paper.at(place)}: {facts}."

    def _direction(self, mine: shape.Shape, true: shape.Shape) -> str:
        """Whether the learner went the right way."""
        yours, theirs = f"your line {mine.words}", f"{self._truth_label} {true.words}"
        if mine.legs != true.legs:
            return f"The direction is wrong: {yours}; {theirs}."
        if len(mine.legs) == 1 and not mine.has_pace_of(true):
            return f"The direction is right, the pace is not: {yours}; {theirs}."
        for my_turn, true_turn in zip(mine.turns, true.turns, strict=True):
            if abs(self._paper.positions[my_turn] - self._paper.positions[true_turn]) > self._paper.near:
                turn, other = self._paper.names[my_turn], self._paper.at(true_turn)
                return (
                    f"The turn is in another place: {yours}, and turns at {turn}; {self._truth_label} turns at {other}."
                )
        return f"The direction is right: {theirs}, and so does your line."


def _mark(axes: Axes, position: float, name: str) -> None:
    """A thin line at one position, named beside its foot."""
    axes.axvline(position, color=figures.GREY, lw=1, ls=(0, (2, 2)), zorder=0)
    axes.annotate(name, (position, 0), (-5, 4), xycoords=("data", "axes fraction"), textcoords="offset points",
                  ha="right", va="bottom", color=figures.GREY, fontsize=12)  # fmt: skip


def _farthest(one: Sequence[float], other: Sequence[float]) -> int:
    return int(np.argmax(np.abs(np.subtract(one, other))))


def unveil(
    sketch: Sketch,
    truth: Heights,
    *,
    reported: Heights | None = None,
    beside: Heights | None = None,
    truth_label: str = "the truth",
    reported_label: str = "the report",
    beside_label: str = "the other",
    title: str = "",
    sentence: Told | None = None,
    moment: Moment | None = None,
) -> Unveil:
    """Show the true curve over the sketch, as soon as that is committed or "Show me" is pressed; the reported one too.

    Both have a height for each position of the sketch, or are functions without arguments that give them, called when
    they are first needed (at the latest when it is displayed, for its twin); CaseError, if they do not. The labels are
    nouns that fit "the truth falls" and "the report says". `beside` is as true, of somebody else: a wide pale line.

    `title` and `sentence`, or a function of the sketched heights (None without a sketch), replace the computed ones;
    `moment` is a position to be marked, and its name.

    >>> from casekit.teach import sketch
    >>> left = sketch("Of 100 riders, how many are left?", across=("months", range(5)), up=("left", 0, 100, "riders"))
    >>> answer = unveil(left, truth=[100, 60, 45, 40, 38])
    >>> left.commit([100, 90, 80, 70, 60])
    >>> print(answer.sentence.replace(". ", ".\\n"))
    You were farthest off at 2 (months): you drew 80 riders and the truth is 45 riders.
    The direction is right, the pace is not: your line falls evenly; the truth falls fast at first, then slowly.
    """
    labels = truth_label, reported_label, beside_label
    return Unveil(sketch, truth, reported, beside, labels, title, sentence, moment)
