"""Guess first, see afterwards: the learner commits to a number before the picture opens."""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable

import ipywidgets

from casekit.errors import CaseError, shortened, shown
from casekit.teach import cells, figures, screen
from casekit.teach.markup import as_html
from casekit.teach.quantity import read, write

Number = float | Callable[[], float]
Told = str | Callable[[float | None], str]  # a sentence, or what makes one of the guess, or of None without a guess

CLOSED = "This opens when you have committed your guess."
SIZE = 9.0, 1.9  # of the revealed picture, in inches


class Guess:
    """A question with a slider, a field and a line for the reason; locked once committed. Made by `guess`."""

    def __init__(
        self,
        question: str,
        low: float,
        high: float,
        unit: str = "",
        step: float | None = None,
        since: tuple[str, float] | None = None,
    ):
        self.question, self.unit = str(question), unit
        self.low, self.high = _finite("low", low), _finite("high", high)
        if self.low >= self.high:
            raise CaseError(f"high must be greater than low ({shown(low)}); {shown(high)} was given.")
        span = self.high - self.low
        if not math.isfinite(span):
            raise CaseError(f"low and high must be nearer to each other; {shown(low)} and {shown(high)} were given.")
        self.step = 10.0 ** (math.floor(math.log10(span)) - 2) if step is None else _finite("step", step)
        if not 0 < self.step <= span:
            raise CaseError(f"step must be above 0 and at most high - low ({shown(span)}); {shown(step)} was given.")
        self.digits = max(0, -math.floor(math.log10(self.step) + 1e-9))
        self.since = (str(since[0]), _finite("since", since[1])) if since else None
        self.value: float | None = None
        self.reason = ""
        self._listeners: list[Callable[[], None]] = []

        middle = self.low + round(span / 2 / self.step) * self.step
        self._slider = ipywidgets.FloatSlider(
            value=middle, min=self.low, max=self.high, step=self.step, readout=False,
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
        unit_label = ipywidgets.Label(unit)
        self._because = ipywidgets.Text(
            placeholder="your reason, in one line, if you like", description="because", tooltip="because",
            continuous_update=False, style={"description_width": "initial"},
            layout={"width": "calc(420px * var(--casekit-zoom, 1))", "max_width": "100%"},
        )  # fmt: skip
        self._button = ipywidgets.Button(
            description="Commit my guess", button_style="primary", layout={"width": "auto"}
        )
        self._caption = screen.Caption()
        self._slider.observe(self._slid, "value")
        self._button.on_click(lambda _: self._commit_field())
        row = ipywidgets.Box(
            [self._field, unit_label, self._because, self._button], layout={"flex_flow": "row wrap", "grid_gap": "8px"}
        )
        question_line = ipywidgets.HTML(f'<p class="casekit-caption"><b>{as_html(self.question)}</b></p>')
        self._box = screen.box(question_line, self._slider, row, self._caption)
        self._output = screen.Output()

    def commit(self, value: object, because: object = "") -> None:
        """Lock the guess at `value`, with a reason if there is one.

        Raises CaseError if the value is no number between `low` and `high`, or the reason no text.
        """
        if self.value is not None:
            committed = self._written(self.value)
            raise CaseError(f"Your guess is committed: {committed}. Run the cell again for a new one.")
        number = read(value, self.unit)
        if not self.low <= number <= self.high:
            low, high = self._written(self.low), self._written(self.high)
            raise CaseError(f"A guess from {low} to {high} is wanted; {shown(value)} was given.")
        self.reason = _one_line(because)
        self.value = number
        self._because.value = self.reason
        self._field.value = f"{number:.{self.digits}f}"
        self._slider.value = number
        for widget in (self._slider, self._field, self._because, self._button):
            widget.disabled = True
        self._button.description = "✓ Committed"
        self._caption.text = f"Your guess is committed: {self._with_reason(number)}"
        self._output.update(self._repr_mimebundle_())
        for listener in self._listeners:
            listener()

    def when_committed(self, listener: Callable[[], None]) -> None:
        """Call `listener` upon commit."""
        self._listeners.append(listener)

    def _commit_field(self) -> None:
        try:
            if not self._field.value.strip():
                raise CaseError("Move the slider or type a number first, then commit.")
            self.commit(self._field.value, self._because.value)
        except CaseError as error:
            self._caption.text = str(error)

    def _slid(self, change: dict[str, float]) -> None:
        self._field.value = f"{change['new']:.{self.digits}f}"

    def _written(self, value: float) -> str:
        return write(value, self.unit, self.digits)

    def _with_reason(self, value: float) -> str:
        """The guess, and why, to the end of a sentence."""
        because = f', because: "{self.reason}"' if self.reason else ""
        return f"{self._written(value)}{because}."

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, object]:
        scale = f"{self.question} (from {self._written(self.low)} to {self._written(self.high)})"
        committed = "" if self.value is None else f" Your guess was {self._with_reason(self.value)}"
        return {**screen.view(self._box), **screen.caption_twin(scale + committed)}

    def _ipython_display_(self) -> None:
        self._output.show(self._repr_mimebundle_())
        cells.before_it_runs_again(lambda: screen.close(self._box))


class Reveal:
    """What was reported and what is true, beside the guess; closed until there is one. Made by `reveal`."""

    def __init__(
        self,
        guess: Guess,
        reported: Number,
        truth: Number,
        sentence: Told | None,
        reported_label: str,
        truth_label: str,
    ):
        if not isinstance(guess, Guess):
            raise CaseError(f"reveal needs what guess(...) gave; {shown(guess)} was given.")
        self.is_open = False
        self._guess, self._given_sentence = guess, sentence
        self._reported, self._truth = reported, truth
        self._labels = reported_label, truth_label
        self._screen = screen.Screen()
        self._caption = screen.Caption()
        button = ipywidgets.Button(description="Show me", layout={"width": "auto"})
        button.on_click(lambda _: self.open())
        self._box = screen.box(ipywidgets.HTML(f'<p class="casekit-caption">{CLOSED}</p>'), button)
        self._outputs = screen.Output(), screen.Output()
        guess.when_committed(self.open)
        if guess.value is not None:
            self.open()

    @property
    def sentence(self) -> str:
        """What stands under the picture; empty while closed."""
        return self._caption.text

    def open(self) -> None:
        """Show reported value and truth, with the guess if it is committed."""
        picture, sentence = self._drawn(self._guess.value)
        self._screen.show(picture, sentence)
        screen.refill(self._box, self._screen)
        self._caption.text = sentence
        self.is_open = True
        for output, bundle in zip(self._outputs, self._bundles(), strict=True):
            output.update(*bundle)

    def _drawn(self, guessed: float | None, small: bool = False) -> tuple[bytes, str]:
        reported, truth = self._numbers()
        items = [
            (reported, self._labels[0], figures.REPORTED, "o"),
            (truth, self._labels[1], figures.TRUTH, "o"),
        ]
        if guessed is not None:
            items.append((guessed, "your guess", figures.GUESS, "D"))
        digits = _telling_digits([value for value, *_ in items], self._guess.low, self._guess.high)
        figure = figures.new_figure(*SIZE)
        with figures.styled():
            axes = figure.add_axes((0.06, 0.27, 0.88, 0.62))
            figures.number_line(axes, self._guess.low, self._guess.high, items, self._guess.unit, digits)
            picture = figures.png(figure, small)
        if self._given_sentence is None:
            return picture, self._computed(guessed, reported, truth, digits)
        return picture, self._given_sentence(guessed) if callable(self._given_sentence) else self._given_sentence

    def _numbers(self) -> tuple[float, float]:
        # Called, if need be, at the first drawing and then kept: a world may take a while to build.
        if callable(self._reported):
            self._reported = self._reported()
        if callable(self._truth):
            self._truth = self._truth()
        return _finite("reported", self._reported), _finite("truth", self._truth)

    def _computed(self, guessed: float | None, reported: float, truth: float, digits: int) -> str:
        def written(value: float) -> str:
            return write(value, self._guess.unit, digits)

        reported_label, truth_label = self._labels
        facts = f"{reported_label} says {written(reported)}; {truth_label} is {written(truth)}."
        if guessed is None:
            return facts[:1].upper() + facts[1:]
        by_guess, by_report = abs(guessed - truth), abs(reported - truth)
        if went := self._wrong_way(guessed, truth):
            verdict = went
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
        at = "at" if expected == "stay" else "from"
        return f"You expected {what} to {expected} {at} {self._guess._written(before)}; in truth it {is_so}s."

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> screen.Bundle:
        """Live view, and its twin."""
        return self._bundles()[0]

    def _bundles(self) -> tuple[screen.Bundle, screen.Bundle]:
        """Picture and line, live and as a saved notebook keeps them: closed until the learner has opened it.

        Where nobody sits before it, on a page that is only read, it is open and without a guess.
        """
        live, line = screen.view(self._box), screen.view(self._caption)
        if not self.is_open and cells.current() is not None:
            return ({**live, **screen.caption_twin(CLOSED)}, {}), ({**line, **screen.caption_twin("")}, {})
        picture, sentence = self._drawn(self._guess.value, small=True)
        data, metadata = screen.picture_twin(picture, sentence, figures.css_width(figures.new_figure(*SIZE)))
        return ({**live, **data}, metadata), ({**line, **screen.caption_twin(sentence)}, {})

    def _ipython_display_(self) -> None:
        for output, bundle in zip(self._outputs, self._bundles(), strict=True):
            output.show(*bundle)
        cells.before_it_runs_again(self._close)

    def _close(self) -> None:
        for widget in (self._box, self._caption, self._screen):
            screen.close(widget)


def guess(
    question: str,
    low: float,
    high: float,
    unit: str = "",
    step: float | None = None,
    *,
    since: tuple[str, float] | None = None,
) -> Guess:
    """Ask for a guess from `low` to `high`, and a reason; `reveal` shows what the guess was worth.

    `since` is what the question begins from, as a noun with its value: `("the wait", 55)`. A guess that sees it rise
    where it falls is told so, however near it is.

    >>> first = guess("How satisfied are all customers, on a scale of 0 to 10?", 0, 10, "points", step=0.1)
    >>> first.commit(6, because="most of them come back")
    >>> first.value, first.reason
    (6.0, 'most of them come back')
    """
    return Guess(question, low, high, unit, step, since)


def reveal(
    guess: Guess,
    *,
    reported: Number,
    truth: Number,
    sentence: Told | None = None,
    reported_label: str = "the report",
    truth_label: str = "the truth",
) -> Reveal:
    """Show `reported` and `truth` beside the guess, as soon as it is committed or "Show me" is pressed.

    Both may be functions without arguments, called when they are first needed (at the latest when the reveal is
    displayed, for its twin). The labels are nouns that fit "the survey says" and "the truth is"; `sentence`, or a
    function of the guess (None without one), replaces the computed one.

    >>> first = guess("How satisfied are all customers?", 0, 10, "points")
    >>> answer = reveal(first, reported=8.2, truth=6.4)
    >>> first.commit(6)
    >>> answer.sentence
    'You guessed 6.0 points; the report says 8.2 points; the truth is 6.4 points. Your guess was nearer.'
    """
    return Reveal(guess, reported, truth, sentence, reported_label, truth_label)


def _finite(name: str, value: object) -> float:
    try:
        number = read(value) if isinstance(value, numbers.Real) else None
    except CaseError:
        number = None
    if number is None:
        raise CaseError(f"{name} must be a number; {shown(value)} was given.")
    return number


def _one_line(reason: object) -> str:
    if not isinstance(reason, str):
        raise CaseError(f"A reason is a line of text; {shown(reason)} was given.")
    return shortened(" ".join(reason.split()).rstrip("."), 300)


def _way(change: float) -> str:
    return "rise" if change > 0 else "fall" if change < 0 else "stay"


def _telling_digits(values: list[float], low: float, high: float) -> int:
    """Decimals that suit the scale, and more if different values would otherwise read the same."""
    digits = max(0, 2 - math.ceil(math.log10(high - low)))
    while digits < 6 and len({round(value, digits) for value in values}) < len(set(values)):
        digits += 1
    return digits
