"""Guess first, see afterwards: the learner commits to a number before the picture opens."""

from __future__ import annotations

import math
from collections.abc import Callable

import ipywidgets

from casekit.errors import CaseError, shown
from casekit.teach import cells, figures, screen
from casekit.teach.curtain import Curtain
from casekit.teach.question import Question, one_line, row
from casekit.teach.scale import Scale, finite

Number = float | Callable[[], float]
Told = str | Callable[[float | None], str]  # a sentence, or what makes one of the guess, or of None without a guess
Since = tuple[str, float]

SIZE = 9.0, 1.9  # of the revealed picture, in inches


class Guess(Question):
    """A question with a slider, a field and a line for the reason; locked once committed. Made by `guess`."""

    value: float | None = None

    def __init__(self, question: str, scale: Scale, since: Since | None = None):
        super().__init__(question, scale, "guess")
        self.since = (str(since[0]), finite("since", since[1])) if since else None
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
        controls = row(self._field, ipywidgets.Label(scale.unit), self._because, self._button)
        self._box = screen.box(self._words, self._slider, controls, self._caption)
        self._output = screen.Output()

    def commit(self, value: object, because: object = "") -> None:
        """Lock the guess at `value`, with a reason if there is one.

        Raises CaseError if the value is no number between `low` and `high`, or the reason no text.
        """
        if self.value is not None:
            raise self._over(f": {self.scale.write(self.value)}")
        number, self.reason = self.scale.read(value, "A guess"), one_line(because)
        self.value = number
        self._field.value = f"{number:.{self.scale.digits}f}"
        self._slider.value = number
        committed = f"Your guess is committed: {self.scale.write(number)}{self._with_reason}"
        self._lock(committed, self._slider, self._field)
        self._output.update(self._repr_mimebundle_())
        self._tell()

    def _commit_shown(self) -> None:
        if not self._field.value.strip():
            raise CaseError("Move the slider or type a number first, then commit.")
        self.commit(self._field.value, self._because.value)

    def _slid(self, change: dict[str, float]) -> None:
        if self.value is None:  # JupyterLab may bring a move in another thread, after the commit
            self._field.value = f"{change['new']:.{self.scale.digits}f}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, object]:
        written = self.scale.write
        range_ = f"{self.question} (from {written(self.scale.low)} to {written(self.scale.high)})"
        committed = "" if self.value is None else f" Your guess was {written(self.value)}{self._with_reason}"
        return {**screen.view(self._box), **screen.caption_twin(range_ + committed)}

    def _ipython_display_(self) -> None:
        self._output.show(self._repr_mimebundle_())
        cells.before_it_runs_again(lambda: screen.close(self._box))


class Reveal(Curtain):
    """What was reported and what is true, beside the guess; closed until there is one. Made by `reveal`."""

    def __init__(
        self,
        guess: Guess,
        reported: Number,
        truth: Number,
        sentence: Told | None,
        reported_label: str,
        truth_label: str,
        digits: int | None = None,
        since_label: str = "",
        axis: str = "",
    ):
        if not isinstance(guess, Guess):
            raise CaseError(f"reveal needs what guess(...) gave; {shown(guess)} was given.")
        super().__init__(guess, SIZE)
        self._guess, self._given_sentence = guess, sentence
        self._reported, self._truth = reported, truth
        self._labels, self._digits, self._since_label = (reported_label, truth_label), digits, since_label
        self._axis = axis
        self._open_if_committed()

    def _drawn(self) -> tuple[figures.Sheet, str]:
        guessed, scale = self._guess.value, self._guess.scale
        reported, truth = self._numbers()
        items = [
            (reported, self._labels[0], figures.REPORTED, "o"),
            (truth, self._labels[1], figures.TRUTH, "o"),
        ]
        if self._since_label and self._guess.since:
            items.append((self._guess.since[1], self._since_label, figures.GREY, "o"))
        if guessed is not None:
            items.append((guessed, "your guess", figures.GUESS, "D"))
        digits = scale.telling_digits(value for value, *_ in items) if self._digits is None else self._digits
        figure = figures.new_figure(*SIZE)
        with figures.styled():
            axes = figure.add_axes((0.06, 0.37, 0.88, 0.56) if self._axis else (0.06, 0.27, 0.88, 0.62))
            figures.number_line(axes, scale.low, scale.high, items, scale.unit, digits)
            axes.set_xlabel(self._axis)
        if self._given_sentence is None:
            return figure, self._computed(guessed, reported, truth, digits)
        return figure, self._given_sentence(guessed) if callable(self._given_sentence) else self._given_sentence

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
        before = ""
        if self._since_label and self._guess.since:
            before = f", instead of {written(self._guess.since[1])} {self._since_label}"
        facts = f"{reported_label} says {written(reported)}; {truth_label} is {written(truth)}{before}."
        if guessed is None:
            return facts[:1].upper() + facts[1:]
        by_guess, by_report = abs(guessed - truth), abs(reported - truth)
        if wrong_way := self._wrong_way(guessed, truth):
            verdict = wrong_way
        elif math.isclose(by_guess, by_report):
            verdict = f"You and {reported_label} are equally far off."
        elif by_guess < by_report:
            verdict = "Your guess was nearer."
        else:
            verdict = f"{reported_label[:1].upper()}{reported_label[1:]} was nearer."
        return f"You guessed {written(guessed)}; {facts} {verdict}"

    def _wrong_way(self, guessed: float, truth: float) -> str:
        """A sentence for a guess on the other side of where it began than the truth; the nearest can be that too."""
        if self._guess.since is None:
            return ""
        what, before = self._guess.since
        expected, is_so = _way(guessed - before), _way(truth - before)
        if expected == is_so:
            return ""
        start = "" if before == 0 else f" {'at' if expected == 'stay' else 'from'} {self._guess.scale.write(before)}"
        return f"You expected {what} to {expected}{start}; in truth it {is_so}s."


def guess(
    question: str,
    low: float,
    high: float,
    unit: str = "",
    step: float | None = None,
    *,
    since: Since | None = None,
) -> Guess:
    """Ask for a guess from `low` to `high`, and a reason; `reveal` shows what the guess was worth.

    `since` is what the question begins from, as a noun with its value: `("the wait", 55)`; a change begins from 0. A
    guess that sees it rise where it falls is told so, however near it is.

    >>> first = guess("How satisfied are all customers, on a scale of 0 to 10?", 0, 10, "points", step=0.1)
    >>> first.commit(6, because="most of them come back")
    >>> first.value, first.reason
    (6.0, 'most of them come back')
    """
    return Guess(question, Scale(low, high, unit, step), since)


def reveal(
    guess: Guess,
    *,
    reported: Number,
    truth: Number,
    sentence: Told | None = None,
    reported_label: str = "the report",
    truth_label: str = "the truth",
    digits: int | None = None,
    since_label: str = "",
    axis: str = "",
) -> Reveal:
    """Show `reported` and `truth` beside the guess, as soon as it is committed or "Show me" is pressed.

    Both may be functions without arguments, called when they are first needed (at the latest when the reveal is
    displayed, for its twin). The labels are nouns that fit "the survey says" and "the truth is"; `sentence`, or a
    function of the guess (None without one), replaces the computed one. `digits` are the decimals of the numbers; those
    that suit the scale, if left out. With a `since_label`, such as "today", what the question begins from is shown
    and told, too. `axis` is a title below the scale.

    >>> first = guess("How satisfied are all customers?", 0, 10, "points")
    >>> answer = reveal(first, reported=8.2, truth=6.4)
    >>> first.commit(6)
    >>> answer.sentence
    'You guessed 6.0 points; the report says 8.2 points; the truth is 6.4 points. Your guess was nearer.'
    """
    return Reveal(guess, reported, truth, sentence, reported_label, truth_label, digits, since_label, axis)


def _way(change: float) -> str:
    return "rise" if change > 0 else "fall" if change < 0 else "stay"
