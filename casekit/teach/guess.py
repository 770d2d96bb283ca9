"""Guess first, see afterwards: the learner commits to a number before the picture opens."""

from __future__ import annotations

import math
from collections.abc import Callable

import ipywidgets

from casekit.errors import CaseError, shown
from casekit.teach import cells, figures, screen
from casekit.teach.curtain import Curtain
from casekit.teach.question import Question
from casekit.teach.scale import Scale, finite

Number = float | Callable[[], float]

SIZE = 9.0, 1.9  # of the revealed picture, in inches


class Guess(Question):
    """A question with a slider and a field; once committed, the guess is locked. Made by `guess`."""

    value: float | None = None

    def __init__(self, question: str, scale: Scale):
        super().__init__(question, scale, "guess")
        self._slider = ipywidgets.FloatSlider(
            value=scale.middle, min=scale.low, max=scale.high, step=scale.step, readout=False,
            description="Your guess", tooltip="Your guess",
            style={"description_width": "initial"},
            layout={"width": "100%", "max_width": "calc(560px * var(--casekit-zoom, 1))"},
        )  # fmt: skip
        # The field starts empty, so that nobody commits the middle of the slider without having thought.
        self._field = ipywidgets.Text(
            placeholder="slide, or type", description="as a number", tooltip="as a number",
            continuous_update=False,  # sent whole: while the kernel is busy, the first digit alone would go ahead
            layout={"width": "calc(230px * var(--casekit-zoom, 1))"}, style={"description_width": "initial"},
        )  # fmt: skip
        self._slider.observe(self._slid, "value")
        row = ipywidgets.Box(
            [self._field, ipywidgets.Label(scale.unit), self._button],
            layout={"flex_flow": "row wrap", "grid_gap": "8px"},
        )
        self._box = screen.box(self._words, self._slider, row, self._caption)
        self._output = screen.Output()

    def commit(self, value: object) -> None:
        """Lock the guess at `value`, or raise CaseError if it is no number between `low` and `high`."""
        if self.value is not None:
            raise self._over(f": {self.scale.write(self.value)}")
        self.value = self.scale.read(value, "A guess")
        self._field.value = f"{self.value:.{self.scale.digits}f}"
        self._slider.value = self.value
        self._lock(f"Your guess is committed: {self.scale.write(self.value)}.", self._slider, self._field)
        self._output.update(self._repr_mimebundle_())
        self._tell()

    def _commit_shown(self) -> None:
        if not self._field.value.strip():
            raise CaseError("Move the slider or type a number first, then commit.")
        self.commit(self._field.value)

    def _slid(self, change: dict[str, float]) -> None:
        if self.value is None:  # JupyterLab may bring a move in another thread, after the commit
            self._field.value = f"{change['new']:.{self.scale.digits}f}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, object]:
        written = self.scale.write
        range_ = f"{self.question} (from {written(self.scale.low)} to {written(self.scale.high)})"
        committed = "" if self.value is None else f" Your guess was {written(self.value)}."
        return {**screen.view(self._box), **screen.caption_twin(range_ + committed)}

    def _ipython_display_(self) -> None:
        self._output.show(self._repr_mimebundle_())
        cells.before_it_runs_again(lambda: screen.close(self._box))


class Reveal(Curtain):
    """What was reported and what is true, beside the guess; closed until there is one. Made by `reveal`."""

    def __init__(
        self, guess: Guess, reported: Number, truth: Number, sentence: str | None, reported_label: str, truth_label: str
    ):
        if not isinstance(guess, Guess):
            raise CaseError(f"reveal needs what guess(...) gave; {shown(guess)} was given.")
        super().__init__(guess, SIZE)
        self._guess, self._given_sentence = guess, sentence
        self._reported, self._truth = reported, truth
        self._labels = reported_label, truth_label
        self._open_if_committed()

    def _drawn(self) -> tuple[figures.Sheet, str]:
        guessed, scale = self._guess.value, self._guess.scale
        reported, truth = self._numbers()
        items = [
            (reported, self._labels[0], figures.REPORTED, "o"),
            (truth, self._labels[1], figures.TRUTH, "o"),
        ]
        if guessed is not None:
            items.append((guessed, "your guess", figures.GUESS, "D"))
        digits = scale.telling_digits(value for value, *_ in items)
        figure = figures.new_figure(*SIZE)
        with figures.styled():
            axes = figure.add_axes((0.06, 0.27, 0.88, 0.62))
            figures.number_line(axes, scale.low, scale.high, items, scale.unit, digits)
        return figure, self._given_sentence or self._computed(guessed, reported, truth, digits)

    def _numbers(self) -> tuple[float, float]:
        # Called, if need be, at the first drawing and then kept: a world may take a while to build.
        if callable(self._reported):
            self._reported = self._reported()
        if callable(self._truth):
            self._truth = self._truth()
        return finite("reported", self._reported), finite("truth", self._truth)

    def _computed(self, guessed: float | None, reported: float, truth: float, digits: int) -> str:
        def written(value: float) -> str:
            return self._guess.scale.write(value, digits)

        reported_label, truth_label = self._labels
        facts = f"{reported_label} says {written(reported)}; {truth_label} is {written(truth)}."
        if guessed is None:
            return facts[:1].upper() + facts[1:]
        by_guess, by_report = abs(guessed - truth), abs(reported - truth)
        if math.isclose(by_guess, by_report):
            verdict = f"You and {reported_label} are equally far off."
        elif by_guess < by_report:
            verdict = "Your guess was nearer."
        else:
            verdict = f"{reported_label[:1].upper()}{reported_label[1:]} was nearer."
        return f"You guessed {written(guessed)}; {facts} {verdict}"


def guess(question: str, low: float, high: float, unit: str = "", step: float | None = None) -> Guess:
    """Ask for a guess from `low` to `high`; `reveal` shows what it was worth.

    >>> first = guess("How satisfied are all customers, on a scale of 0 to 10?", 0, 10, "points", step=0.1)
    >>> first.commit(6)
    >>> first.value
    6.0
    """
    return Guess(question, Scale(low, high, unit, step))


def reveal(
    guess: Guess,
    *,
    reported: Number,
    truth: Number,
    sentence: str | None = None,
    reported_label: str = "the report",
    truth_label: str = "the truth",
) -> Reveal:
    """Show `reported` and `truth` beside the guess, as soon as it is committed or "Show me" is pressed.

    Both may be functions without arguments, called when they are first needed (at the latest when the reveal is
    displayed, for its twin). The labels are nouns that fit "the survey says" and "the truth is"; `sentence` replaces
    the computed one.

    >>> first = guess("How satisfied are all customers?", 0, 10, "points")
    >>> answer = reveal(first, reported=8.2, truth=6.4)
    >>> first.commit(6)
    >>> answer.sentence
    'You guessed 6.0 points; the report says 8.2 points; the truth is 6.4 points. Your guess was nearer.'
    """
    return Reveal(guess, reported, truth, sentence, reported_label, truth_label)
