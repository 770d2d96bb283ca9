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
from casekit.lessons.busy.numbers import AGENT_HOURS, HALF_HOURS, TARGET, TIGHTER, centre
from casekit.lessons.registry import BUSY as LESSON

CUSTOMERS, MONTHS = LESSON.customers, LESSON.months
EXPLORERS = (calm, target, again, staffing)
