"""Exercises with answers that depend on the learner's own world, and named ways to go wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from casekit.errors import CaseError, choice
from casekit.names import canonical
from casekit.teach.markup import as_html
from casekit.teach.quantity import read, write

Case = TypeVar("Case")

NOT_TRIED, WRONG, RIGHT = "not tried yet", "wrong", "right"
CHECK_DATA = "application/vnd.casekit.check+json"
LOOKS = {NOT_TRIED: ("○", "#6B7178"), WRONG: ("✗", "#D55E00"), RIGHT: ("✓", "#009E73")}


@dataclass(frozen=True)
class Exercise(Generic[Case]):
    """One question about a case, whose answer is one number.

    `answer(case)` and each misconception give a number in `unit`; an answer within `tolerance` counts. A misconception
    is named so that it completes "Wrong, because ...": "you averaged only those who answered". `prompt` may be a
    function of the case, so that it can name the store or the month that the case calls for.

    >>> Exercise(
    ...     "06.1", "What share of all customers is satisfied?", lambda case: 41.0, tolerance=0.5, unit="%",
    ...     misconceptions={"you counted only those who answered": lambda case: 73.0},
    ... ).margin(case=None)
    64.0
    """

    id: str
    prompt: str | Callable[[Case], str]
    answer: Callable[[Case], float]
    tolerance: float
    unit: str = ""
    misconceptions: Mapping[str, Callable[[Case], float]] = field(default_factory=dict)
    hints: tuple[str, ...] = ()
    working: str = ""

    def asked(self, case: Case) -> str:
        """The question, as this case asks it."""
        return self.prompt(case) if callable(self.prompt) else self.prompt

    def margin(self, case: Case) -> float:
        """How many tolerances the nearest misconception lies from the answer: lessons keep it at three or more."""
        answer = self.answer(case)
        distances = [abs(wrong(case) - answer) for wrong in self.misconceptions.values()]
        return min(distances, default=float("inf")) / self.tolerance


@dataclass(frozen=True)
class Note:
    """A few plain lines for the learner, perhaps with code; escaped wherever they are shown."""

    message: str
    code: str = ""

    def __repr__(self) -> str:
        return f"{self.message}\n{self.code}".strip()

    def _repr_html_(self) -> str:
        code = f"<pre>{as_html(self.code)}</pre>" if self.code else ""
        return f"<div><p>{_as_html(self.message)}</p>{code}</div>"


@dataclass(frozen=True)
class Result:
    """What `check` found: `.state`, `.message`, and the answer as data, so that it can be marked later."""

    exercise: str
    state: str
    message: str
    answer: float | None = None
    student: str = ""

    def __repr__(self) -> str:
        return f"{self.exercise}: {self.message}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, object]:
        symbol, colour = LOOKS[self.state]
        look = f"border-left: 4px solid {colour}; padding: 2px 12px; margin: 4px 0"
        name, message = _as_html(self.exercise), _as_html(self.message)
        data = {"exercise": self.exercise, "student": self.student, "answer": self.answer, "state": self.state}
        return {
            "text/plain": repr(self),
            "text/html": f'<div style="{look}"><b>{symbol} {name}</b> {message}</div>',
            CHECK_DATA: data,
        }


class Exercises(Generic[Case]):
    """The `check` of a lesson: call it with an exercise and an answer.

    >>> mean = Exercise("06.1", "The share?", lambda case: 41.0, tolerance=0.5, unit="%", hints=("Ask everybody.",))
    >>> check = Exercises([mean], case=None)
    >>> check("06.1")
    06.1: Not tried yet.
    >>> check("06.1", 0.41)
    06.1: Wrong, because this is a fraction, and a percentage was asked: multiply it by 100.
    >>> check("06.1", "41 %")
    06.1: Right.
    """

    def __init__(self, exercises: Iterable[Exercise[Case]], case: Case, student: str = "") -> None:
        self.exercises: Mapping[str, Exercise[Case]] = {exercise.id: exercise for exercise in exercises}
        self.student = canonical("student", student) or getattr(case, "student", "") or ""
        self._case = case
        self._results: dict[str, Result] = {}
        self._hints_given: dict[str, int] = {}

    def __call__(self, id: str, answer: object = None) -> Result:
        """Check one answer; without one, say that the exercise is not tried yet."""
        exercise = self._find(id)
        if answer is None or answer is ...:
            return Result(id, NOT_TRIED, "Not tried yet.", student=self.student)
        try:
            number = read(answer, exercise.unit)
        except CaseError as error:
            return Result(id, NOT_TRIED, str(error), student=self.student)
        state, message = self._judged(exercise, number)
        self._results[id] = Result(id, state, message, number, self.student)
        return self._results[id]

    def ask(self, id: str) -> Note:
        """The question, with the unit and the precision wanted."""
        exercise = self._find(id)
        unit = f" in {exercise.unit}" if exercise.unit else ""
        precision = f"One number{unit}, give or take {exercise.tolerance:g}."
        return Note(f"{id}: {exercise.asked(self._case)} {precision}")

    def hint(self, id: str) -> Note:
        """The next hint; each call gives one more."""
        exercise = self._find(id)
        given = self._hints_given.get(id, 0)
        if given >= len(exercise.hints):
            nothing = "There are no more hints" if exercise.hints else "There are no hints"
            return Note(f'{id}: {nothing}. Once you have tried, check.working("{id}") shows the way.')
        self._hints_given[id] = given + 1
        return Note(f"{id}, hint {given + 1} of {len(exercise.hints)}: {exercise.hints[given]}")

    def working(self, id: str) -> Note:
        """The way to the answer, once there has been a try."""
        exercise = self._find(id)
        if id not in self._results:
            return Note(f'{id}: Try it first: check("{id}", your number). Then this shows the way.')
        return Note(f"{id}: One way to get there:", exercise.working)

    def __repr__(self) -> str:
        states = (f"{id}: {self._results[id].state if id in self._results else NOT_TRIED}" for id in self.exercises)
        return "\n".join(states)

    def _find(self, id: object) -> Exercise[Case]:
        return self.exercises[choice("exercise", id, self.exercises)]

    def _judged(self, exercise: Exercise[Case], given: float) -> tuple[str, str]:
        answer, tolerance = exercise.answer(self._case), exercise.tolerance * (1 + 1e-9)
        if abs(given - answer) <= tolerance:
            return RIGHT, "Right."
        # Before the misconceptions: a fraction lies near 0, where any of them may lie by chance.
        if exercise.unit == "%" and abs(given) <= 1 and abs(given * 100 - answer) <= tolerance:
            return WRONG, "Wrong, because this is a fraction, and a percentage was asked: multiply it by 100."
        wrongs = {name: abs(given - wrong(self._case)) for name, wrong in exercise.misconceptions.items()}
        nearest = min(wrongs, key=wrongs.__getitem__, default=None)
        if nearest is not None and wrongs[nearest] <= tolerance:
            return WRONG, f"Wrong, because {nearest}. You are on the way: what would mend that?"
        if exercise.unit in ("fraction", "share", "probability") and abs(given / 100 - answer) <= tolerance:
            return WRONG, "Wrong, because this is a percentage, and a fraction from 0 to 1 was asked: divide it by 100."
        if abs(given + answer) <= tolerance:
            return WRONG, "Wrong, because the sign is turned round: up and down are exchanged."
        direction = "too high" if given > answer else "too low"
        help_ = f' check.hint("{exercise.id}") helps.' if exercise.hints else " Look again at what was asked."
        return WRONG, f"Wrong: {write(given, exercise.unit, _digits(exercise.tolerance))} is {direction}.{help_}"


def _digits(tolerance: float) -> int:
    """Decimals that show an answer about as finely as it is judged."""
    return next(digits for digits in range(9) if tolerance >= 10.0**-digits or digits == 8)


def _as_html(text: str) -> str:
    """Escaped, with `code` between backticks set as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", as_html(text))
