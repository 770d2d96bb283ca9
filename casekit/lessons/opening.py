"""Opening a lesson: its own cases, and whatever a learner hands to its functions."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Any, ParamSpec, TypeVar
from weakref import WeakSet

from casekit.case import Case, open_case
from casekit.cases.assumptions import Assumptions
from casekit.errors import CaseError, shown
from casekit.lessons.registry import Lesson
from casekit.memo import memo

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

    Nothing a learner has done to the tables of a case can spoil a picture or an answer; the case of another company is
    one sentence.
    """
    return _handing_on([(company,) for company in companies])


def takes_one_of(*companies: Assumptions) -> Callable[[Callable[Given, Result]], Callable[Given, Result]]:
    """The same for a function that takes one case, of any of these companies."""
    return _handing_on([companies])


def _handing_on(
    allowed: Sequence[tuple[Assumptions, ...]],
) -> Callable[[Callable[Given, Result]], Callable[Given, Result]]:
    def decorate(function: Callable[Given, Result]) -> Callable[Given, Result]:
        names = list(inspect.signature(function).parameters)

        @functools.wraps(function)
        def checked(*given: Given.args, **named: Given.kwargs) -> Result:
            arguments: list[Any] = list(given)
            keywords: dict[str, Any] = dict(named)
            for place, companies in enumerate(allowed):
                if place < len(arguments):
                    arguments[place] = _case_of(arguments[place], companies, function.__name__)
                elif names[place] in keywords:
                    keywords[names[place]] = _case_of(keywords[names[place]], companies, function.__name__)
            return function(*arguments, **keywords)

        return checked

    return decorate


def _case_of(given: object, companies: tuple[Assumptions, ...], name: str) -> Case:
    titles = " or ".join(company.title for company in companies)
    if not isinstance(given, Case):
        raise CaseError(f"{name} needs a case of {titles}, as casekit.open_case gives; {shown(given)} was given.")
    if given.company.name not in [company.name for company in companies]:
        raise CaseError(f"{name} needs a case of {titles}; one of {given.company.title} was given.")
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
