"""The lessons as their tests see them: which worlds they open, what they show, and what comes of it for many students.

A lesson's own tests stand in `test_<module>.py`; what holds for every lesson is tested for all those named here.
"""

from __future__ import annotations

import importlib
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache, partial
from multiprocessing import get_context
from types import ModuleType
from typing import Any, NamedTuple

import casekit
from casekit.case import Case
from casekit.teach import Exercises

PROCESSES = 2
SURPRISED = 50  # so many students' worlds are looked at for the surprises, too


@dataclass(frozen=True)
class Lesson:
    """One lesson: `module` in casekit.lessons, the companies it opens, and its Explorers, each a function of the cases.

    `lessons.surprises_<module>` has a function `surprises(*cases)` with what the lesson exists for, in the terms of
    the world.
    """

    number: str
    module: str
    companies: tuple[str, ...]
    explorers: tuple[str, ...]
    size: dict[str, int] = field(default_factory=dict)  # arguments of open_case
    students: int = 60  # whose exercises are looked at

    @property
    def functions(self) -> ModuleType:
        return importlib.import_module(f"casekit.lessons.{self.module}")

    @property
    def names(self) -> list[str]:
        return [f"student{number:03}@example.org" for number in range(self.students)]

    def cases(self, student: str = "") -> tuple[Case, ...]:
        """The student's worlds as the notebook opens them; kept."""
        return _opened(self.number, student)

    def open(self, student: str) -> tuple[Case, ...]:
        """The same, made anew."""
        return tuple(casekit.open_case(company, student=student, **self.size) for company in self.companies)

    def explorer(self, name: str, student: str = ""):
        """One Explorer, made anew."""
        return getattr(self.functions, name)(*self.cases(student))

    def check(self, student: str = "") -> Exercises:
        """The lesson's `check`, made anew; it looks at the first case."""
        return self.functions.exercises(self.cases(student)[0])


LESSONS = {
    lesson.number: lesson
    for lesson in (
        Lesson("00", "start", ("amazon", "starbucks", "harley"), ("who_is_gone",)),
        Lesson(
            "06", "surveys", ("starbucks",), ("margin", "silence", "channels", "mix", "calls"),
            {"customers": 20_000, "months": 24}, students=200,
        ),
        Lesson(
            "07", "busy", ("amazon",), ("calm", "target", "again", "staffing"),
            {"customers": 5_000, "months": 12},
        ),
        Lesson(
            "08", "bucket", ("harley",), ("twins", "parts", "triangle", "warning", "projection"),
            {"customers": 5_000, "months": 36},
        ),
        Lesson(
            "09", "leaving", ("amazon",), ("ever", "desk", "speed", "words", "paradox"), {"customers": 10_000},
        ),
    )
}  # fmt: skip


@cache
def _opened(number: str, student: str) -> tuple[Case, ...]:
    return LESSONS[number].open(student)


class Marked(NamedTuple):
    """One exercise: its answer, how it is judged, and each misconception's number with what is said to it."""

    answer: float
    margin: float
    state: str
    misconceptions: dict[str, tuple[float, str, str]]  # name: number, state, message


class Found(NamedTuple):
    """What one student finds."""

    exercises: dict[str, Marked]
    surprises: Any  # None for students whose surprises are not looked at


@cache
def studied(number: str) -> dict[str, Found]:
    """Every student's finds, from worlds opened in processes of their own and then let go."""
    names = LESSONS[number].names
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        return dict(zip(names, pool.map(partial(_study, number), names, chunksize=5), strict=True))


def surprises(number: str) -> dict[str, Any]:
    """What the lesson exists for, by student."""
    found = {name: one.surprises for name, one in studied(number).items() if one.surprises is not None}
    assert len(found) == SURPRISED
    return found


def against(found: dict[str, Any], holds) -> dict[str, Any]:
    """The students for whom it does not hold."""
    return {name: one for name, one in found.items() if not holds(one)}


def _study(number: str, student: str) -> Found:
    lesson = LESSONS[number]
    cases = lesson.open(student)
    check = lesson.functions.exercises(cases[0])
    marked = {id: _marked(check, id, cases[0]) for id in check.exercises}
    if student not in lesson.names[:SURPRISED]:
        return Found(marked, None)
    return Found(marked, importlib.import_module(f"lessons.surprises_{lesson.module}").surprises(*cases))


def _marked(check: Exercises, id: str, case: Case) -> Marked:
    exercise = check.exercises[id]
    answer = exercise.answer(case)
    wrong = {name: number(case) for name, number in exercise.misconceptions.items()}
    said = {name: check(id, number) for name, number in wrong.items()}
    misconceptions = {name: (wrong[name], said[name].state, said[name].message) for name in wrong}
    return Marked(answer, exercise.margin(case), check(id, answer).state, misconceptions)
