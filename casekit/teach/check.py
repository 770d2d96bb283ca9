"""The `check` of a lesson: it asks, hints, and says of each answer whether it is right, and if not, why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Generic

import numpy as np

from casekit.errors import CaseError, choice
from casekit.names import canonical
from casekit.teach.exercise import NOT_TRIED, RIGHT, WRONG, Case, Exercise
from casekit.teach.fields import one_number
from casekit.teach.markup import as_html
from casekit.teach.quantity import read

CHECK_DATA = "application/vnd.casekit.check+json"
LOOKS = {NOT_TRIED: ("○", "#6B7178"), WRONG: ("✗", "#D55E00"), RIGHT: ("✓", "#009E73")}


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
    >>> check("06.1", 60)
    06.1: Wrong: 60.0 % is too high. check.hint("06.1") helps. Your earlier answer, 41 %, stays right.
    """

    def __init__(self, exercises: Iterable[Exercise[Case]], case: Case, student: str = "") -> None:
        self.exercises: Mapping[str, Exercise[Case]] = {exercise.id: exercise.of(case) for exercise in exercises}
        self.student = canonical("student", student) or getattr(case, "student", "") or ""
        self._case = case
        self._results: dict[str, Result] = {}
        self._hints_given: dict[str, int] = {}

    def __call__(self, id: str, answer: object = None) -> Result:
        """Check one answer; without one, say that the exercise is not tried yet. What was right once stays right."""
        exercise, before = self._find(id), self._results.get(id)
        result = self._looked_at(exercise, answer)
        if before is not None and before.answer is not None and before.state == RIGHT != result.state:
            stays = f"Your earlier answer, {exercise.written(before.answer)}, stays right."
            return replace(before, message=stays if _is_nothing(answer) else f"{result.message} {stays}")
        if before is not None and before.state == RIGHT:
            return replace(before, message=result.message)  # the first right one is kept, to be marked
        if result.state != NOT_TRIED:
            self._results[id] = result
        return result

    def ask(self, id: str) -> Note:
        """The question, with the unit and the precision wanted."""
        exercise = self._find(id)
        if exercise.is_count:
            return Note(f"{id}: {exercise.asked(self._case)} One whole number.")
        unit = f" in {exercise.unit}" if exercise.unit else ""
        precision = f"One number{unit}, give or take {np.format_float_positional(exercise.tolerance, trim='-')}."
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
        return Note(f"{id}: One way to get there:", exercise.way(self._case))

    def is_right(self, id: str) -> bool:
        """Whether there has been a right answer."""
        exercise = self._find(id)
        return exercise.id in self._results and self._results[exercise.id].state == RIGHT

    def __repr__(self) -> str:
        states = (f"{id}: {self._results[id].state if id in self._results else NOT_TRIED}" for id in self.exercises)
        return "\n".join(states)

    def _find(self, id: object) -> Exercise[Case]:
        return self.exercises[choice("exercise", id, self.exercises)]

    def _looked_at(self, exercise: Exercise[Case], answer: object) -> Result:
        """What there is to say of one answer, whatever was before."""
        case = self._case
        if _is_nothing(answer):
            return Result(exercise.id, NOT_TRIED, "Not tried yet.", student=self.student)
        try:
            number = read(answer, exercise.unit)
        except CaseError as error:
            hundreds = exercise.is_in_hundreds
            how = one_number(answer, lambda one: bool(exercise.counts(case, one)), in_hundreds=hundreds)
            return Result(exercise.id, NOT_TRIED, f"{error} {how}".rstrip(), student=self.student)
        said = exercise.counts(case, number)
        if said:
            return Result(exercise.id, RIGHT, said, number, self.student)
        why = exercise.why_wrong(case, number) or f"{exercise.direction(case, number)} {self._way_on(exercise)}"
        return Result(exercise.id, WRONG, why, number, self.student)

    def _way_on(self, exercise: Exercise[Case]) -> str:
        """Where to turn after a wrong answer that speaks for nothing in particular; each exercise counts for itself."""
        if self._hints_given.get(exercise.id, 0) < len(exercise.hints):
            return f'check.hint("{exercise.id}") helps.'
        if exercise.hints and exercise.working:
            return f'check.working("{exercise.id}") shows the way.'
        return "Look again at what was asked."


def _is_nothing(answer: object) -> bool:
    return answer is None or answer is ...


def _as_html(text: str) -> str:
    """Escaped, with `code` between backticks set as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", as_html(text))
