"""What a notebook calls with its cases: functions, Explorers, stills and the `check`, each held against its company.

Nothing a learner has done to the tables of a case can spoil a picture or an answer: all of these see fresh copies.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import ParamSpec, TypeVar
from weakref import WeakSet

from casekit.case import Case, open_case
from casekit.cases.assumptions import Assumptions
from casekit.errors import CaseError, shown
from casekit.lessons.registry import Lesson
from casekit.memo import memo
from casekit.teach import Exercise, Exercises, Explorer, Goal, Knob, still

NOTHING = object()  # where a case was left out
Given = ParamSpec("Given")
Result = TypeVar("Result")


def cases_of(lesson: Lesson, student: str = "", course: str = "") -> tuple[Case, ...]:
    """The cases that the lesson's notebook opens for a student, in its order."""
    return tuple(
        open_case(company.name, student=student, course=course, customers=lesson.customers, months=lesson.months)
        for company in lesson.companies
    )


def takes(*companies: Assumptions) -> Callable[[Callable[Given, Result]], Callable[Given, Result]]:
    """Hold the cases that a function is given first against these companies, and hand it fresh copies of them.

    The case of another company is one sentence.
    """

    def decorate(function: Callable[Given, Result]) -> Callable[Given, Result]:
        signature = inspect.signature(function)

        @functools.wraps(function)
        def checked(*given: Given.args, **named: Given.kwargs) -> Result:
            bound = signature.bind_partial(*given, **named)
            for name, company in zip(signature.parameters, companies, strict=False):
                bound.arguments[name] = _case_of(bound.arguments.get(name, NOTHING), company, function.__name__)
            return function(*bound.args, **bound.kwargs)

        return checked

    return decorate


Drawing = Callable[..., str]  # draws on a figure, and returns the sentence below it
Size = tuple[float, float]


class Exploring:
    """A drawing with its knobs, presets and goal, which gives an Explorer when it is called with its cases."""

    def __init__(self, companies: tuple[Assumptions, ...], draw: Drawing, size: Size, knobs: dict[str, Knob]) -> None:
        functools.update_wrapper(self, draw)
        self.presets: dict[str, dict[str, object]] = {}
        self.goal: Goal | None = None

        def explorer(*cases: Case) -> Explorer:
            goal = self.goal and Goal(self.goal.order, functools.partial(self.goal.reached, *cases))
            return Explorer(functools.partial(draw, *cases), self.presets, goal=goal, size=size, **knobs)

        self._open = _opened(companies, draw, explorer)
        self.__signature__ = inspect.signature(self._open)

    def __call__(self, *cases: Case, **named: Case) -> Explorer:
        return self._open(*cases, **named)


def explores(*companies: Assumptions, size: Size = (10, 4.2), **knobs: Knob) -> Callable[[Drawing], Exploring]:
    """Make an Explorer of a drawing that is given cases of these companies, a figure, and a value for each knob.

    A knob starts where the drawing's default is; `size` is in inches. Its presets stand above, a line each.
    """
    return lambda draw: Exploring(companies, draw, size, knobs)


def preset(name: str, **values: object) -> Callable[[Exploring], Exploring]:
    """A button with its settings; a knob that is left out goes to its start."""

    def add(explorer: Exploring) -> Exploring:
        explorer.presets = {name: values} | explorer.presets  # of several decorators, the lowest comes first
        return explorer

    return add


def goal(order: str, reached: Callable[..., bool]) -> Callable[[Exploring], Exploring]:
    """What is to be found with the knobs: `reached` is given the cases, and each knob's value by name."""

    def add(explorer: Exploring) -> Exploring:
        explorer.goal = Goal(order, reached)
        return explorer

    return add


def shows(*companies: Assumptions, size: Size) -> Callable[[Drawing], Callable[..., None]]:
    """Make a still of a drawing that is given cases of these companies, and a figure of this size in inches."""
    return lambda draw: _opened(companies, draw, lambda *cases: still(functools.partial(draw, *cases), *size))


def _opened(companies: tuple[Assumptions, ...], draw: Drawing, make: Callable[..., Result]) -> Callable[..., Result]:
    """`make`, called with cases of these companies, under the drawing's name and words."""
    signature = inspect.signature(draw)
    signature = signature.replace(parameters=list(signature.parameters.values())[: len(companies)])

    @functools.wraps(draw)
    def opened(*cases: Case) -> Result:
        return make(*cases)

    opened.__dict__["__signature__"] = signature
    return takes(*companies)(opened)


def checks(company: Assumptions, exercises: Sequence[Exercise[Case]]) -> Callable[[Case], Exercises[Case]]:
    """A lesson's `exercises(case)`, which gives its `check`."""

    def check(case: Case) -> Exercises[Case]:
        """The `check` of this lesson."""
        return Exercises(exercises, case)

    check.__name__ = check.__qualname__ = "exercises"  # as it is called, for its messages
    return takes(company)(check)


def _case_of(given: object, company: Assumptions, name: str) -> Case:
    if not isinstance(given, Case):
        what = "none" if given is NOTHING else shown(given)
        raise CaseError(f"{name} needs a case of {company.title}, as casekit.open_case gives; {what} was given.")
    if given.company.name != company.name:
        raise CaseError(f"{name} needs a case of {company.title}; one of {given.company.title} was given.")
    return fresh(given)


_FRESH: WeakSet[Case] = WeakSet()


def fresh(case: Case) -> Case:
    """The same case from tables that no learner has had in hand; a fresh one is its own."""
    return case if case in _FRESH else _copy(case)


@memo(keep=1)
def _copy(case: Case) -> Case:
    copy = case.with_dials()
    _FRESH.add(copy)
    return copy
