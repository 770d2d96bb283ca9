"""Lesson 07, Does a shorter call save time?"""

from casekit.lessons.busy.exercises import exercises
from casekit.lessons.busy.explorers import (
    boards,
    follow,
    how_long_will_they_wait,
    if_they_hang_up,
    patience,
    planner,
    so_long_they_wait,
    target,
    wall,
)
from casekit.lessons.busy.numbers import AGENT_HOURS, TARGET, TIGHTER, by_day, centre
from casekit.lessons.registry import BUSY as LESSON

CUSTOMERS, MONTHS = LESSON.customers, LESSON.months
EXPLORERS = (follow, target, planner, patience)
