"""Lesson 07, Busy is not good."""

from casekit.lessons.busy.exercises import exercises
from casekit.lessons.busy.explorers import (
    again,
    calm,
    how_long_will_they_wait,
    so_long_they_wait,
    staffing,
    target,
    wall,
)
from casekit.lessons.busy.numbers import AGENT_HOURS, CUSTOMERS, HALF_HOURS, MONTHS, TARGET, TIGHTER, centre

__all__ = [
    "AGENT_HOURS",
    "CUSTOMERS",
    "HALF_HOURS",
    "MONTHS",
    "TARGET",
    "TIGHTER",
    "again",
    "calm",
    "centre",
    "exercises",
    "how_long_will_they_wait",
    "so_long_they_wait",
    "staffing",
    "target",
    "wall",
]
