"""The lessons as their tests see them: what each shows, and what comes of it for many students.

A lesson's own tests stand in `test_<its folder>*.py`; what holds for every lesson is tested for all those named here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType
from typing import Any, ClassVar, NamedTuple

import pytest
from lessons import (
    surprises_bucket,
    surprises_busy,
    surprises_leaving,
    surprises_retaining,
    surprises_linking,
    surprises_start,
    surprises_surveys,
    surprises_wallet,
    surprises_worth,
)
from thoroughness import sample

from casekit.case import Case
from casekit.lessons import bucket, busy, leaving, linking, retaining, start, surveys, wallet, worth
from casekit.lessons.opening import cases_of, fresh
from casekit.lessons.registry import Lesson
from casekit.teach import Exercise, Exercises, Explorer

STUDENTS = {"everybody": "", "a student": "student000@example.org"}  # whose Explorers are looked at closely
STUDENTS_USUALLY = dict(list(STUDENTS.items())[: sample(len(STUDENTS), usually=1)])
each_world = pytest.mark.parametrize("student", STUDENTS_USUALLY.values(), ids=STUDENTS_USUALLY)

SURPRISED = sample(50, usually=3)  # so many students' worlds are looked at for the surprises, too


@dataclass(frozen=True)
class Tested:
    """One lesson: its module, what it exists for in the terms of its cases, and how many students' exercises count."""

    module: ModuleType
    surprises: Callable[..., Any]
    prose: Mapping[str, Callable[[Any], bool]] = field(
        default_factory=dict
    )  # words of the notebook: when they are true
    students: ClassVar[int] = sample(200, usually=3)

    @property
    def lesson(self) -> Lesson:
        return self.module.LESSON

    @property
    def number(self) -> str:
        return self.lesson.number

    @property
    def explorers(self) -> dict[str, Callable[..., Explorer]]:
        """By name."""
        return {function.__name__: function for function in self.module.EXPLORERS}

    @property
    def names(self) -> list[str]:
        return [f"student{number:03}@example.org" for number in range(self.students)]

    def cases(self, student: str = "") -> tuple[Case, ...]:
        """The student's worlds as the notebook opens them; kept."""
        return _opened(self.number, student)

    def open(self, student: str) -> tuple[Case, ...]:
        """The same, made anew."""
        return cases_of(self.lesson, student)

    def explorer(self, name: str, student: str = "") -> Explorer:
        """One Explorer, made anew."""
        return self.explorers[name](*self.cases(student))

    def check(self, student: str = "") -> Exercises[Case]:
        """The lesson's `check`, made anew, of exercises whose ways are computed once; it looks at the first case."""
        return Exercises(_exercises(self.number, student), fresh(self.cases(student)[0]))


LESSONS = {
    tested.number: tested
    for tested in (
        Tested(start, surprises_start.surprises, surprises_start.PROSE),
        Tested(retaining, surprises_retaining.surprises, surprises_retaining.PROSE),
        Tested(wallet, surprises_wallet.surprises, surprises_wallet.PROSE),
        Tested(worth, surprises_worth.surprises, surprises_worth.PROSE),
        Tested(linking, surprises_linking.surprises, surprises_linking.PROSE),
        Tested(surveys, surprises_surveys.surprises, surprises_surveys.PROSE),
        Tested(busy, surprises_busy.surprises, surprises_busy.PROSE),
        Tested(bucket, surprises_bucket.surprises, surprises_bucket.PROSE),
        Tested(leaving, surprises_leaving.surprises, surprises_leaving.PROSE),
    )
}


@cache
def _opened(number: str, student: str) -> tuple[Case, ...]:
    return LESSONS[number].open(student)


@cache
def _exercises(number: str, student: str) -> list[Exercise[Case]]:
    tested = LESSONS[number]
    return list(tested.module.exercises(tested.cases(student)[0]).exercises.values())


class Way(NamedTuple):
    """One way to go at an exercise: its number, how many tolerances from what counts, and what is said to it."""

    number: float
    margin: float
    state: str
    message: str


class Marked(NamedTuple):
    """One exercise: its answer, how it is judged, and each way that is declared for it, by name."""

    answer: float
    tolerance: float
    state: str
    counting: dict[str, Way]
    misconceptions: dict[str, Way]
    wrong: dict[str, Way]


class Found(NamedTuple):
    """What one student finds."""

    exercises: dict[str, Marked]
    surprises: Any  # None for students whose surprises are not looked at


@cache
def studied(number: str) -> dict[str, Found]:
    """Every student's finds, from worlds that are opened one by one and, but those looked at closely, then let go."""
    return {name: _study(LESSONS[number], name) for name in LESSONS[number].names}


def surprises(number: str) -> dict[str, Any]:
    """What the lesson exists for, by student."""
    found = {name: one.surprises for name, one in studied(number).items() if one.surprises is not None}
    assert len(found) == SURPRISED
    return found


def against(found: dict[str, Any], holds: Callable[[Any], bool]) -> dict[str, Any]:
    """The students for whom it does not hold."""
    return {name: one for name, one in found.items() if not holds(one)}


def _study(tested: Tested, student: str) -> Found:
    cases = tested.cases(student) if student in STUDENTS.values() else tested.open(student)
    exercises = tested.module.exercises(cases[0]).exercises.values()
    marked = {exercise.id: _marked(exercise, fresh(cases[0])) for exercise in exercises}
    return Found(marked, tested.surprises(*cases) if student in tested.names[:SURPRISED] else None)


def _marked(exercise: Exercise[Case], case: Case) -> Marked:
    right = [way(case) for way in (exercise.answer, *exercise.right.values())]
    acceptable = {name: way(case) for name, way in exercise.acceptable.items()}
    within = [one for one in acceptable.values() if min(abs(one - other) for other in right) <= exercise.tolerance]
    counting = right + within

    def looked_at(number: float) -> Way:
        check = Exercises([exercise], case)  # made anew: what was right once stays right
        margin = min(abs(number - other) for other in counting) / exercise.tolerance
        result = check(exercise.id, number)
        return Way(number, margin, result.state, result.message)

    kinds = ({**exercise.right, **exercise.acceptable}, exercise.misconceptions, exercise.wrong)
    ways = ({name: looked_at(float(way(case))) for name, way in kind.items()} for kind in kinds)
    return Marked(counting[0], exercise.tolerance, looked_at(counting[0]).state, *ways)
