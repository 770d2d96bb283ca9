"""What lesson 07 exists for, in the terms of one world's contact log and of its truth."""

from __future__ import annotations

from typing import NamedTuple

from casekit.case import Case
from casekit.lessons import busy as lesson
from casekit.lessons.busy.numbers import planned_wait
from casekit.lessons.opening import fresh
from casekit.measure.service import first_contact_resolution, handle_time, service_level


class Rule(NamedTuple):
    """The ten days under one rule."""

    longest_call: int  # seconds
    handle_time: float  # seconds
    calls_an_hour: float  # of an agent
    mean_wait: float  # seconds
    service_level: float  # within 20 seconds
    occupancy: float
    ticked: float  # share of all calls
    resolved_at_first: float  # as the log knows it
    solved_at_first: float  # in truth
    solved: int


class Surprises(NamedTuple):
    before: Rule
    after: Rule
    planned_wait: float


def surprises(case: Case) -> Surprises:
    before, after = (rule(lesson.centre(case, target)) for target in (None, lesson.TARGET))
    return Surprises(before, after, planned_wait(fresh(case), lesson.TARGET))


def rule(days) -> Rule:
    log, truth = days
    first = log.repeat_of.isna()
    return Rule(
        longest_call=log.handle_seconds.max(),
        handle_time=handle_time(log).mean,
        calls_an_hour=len(log) / lesson.AGENT_HOURS,
        mean_wait=log.wait_seconds.mean(),
        service_level=service_level(log, 20),
        occupancy=log.handle_seconds.sum() / 3600 / lesson.AGENT_HOURS,
        ticked=log.resolved.mean(),
        resolved_at_first=first_contact_resolution(log, 5).share,
        solved_at_first=truth.solved[first].mean(),
        solved=truth.solved.sum(),
    )
