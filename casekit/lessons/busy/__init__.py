"""Lesson 07, Does a shorter call save time?"""

from casekit.lessons.busy.exercises import exercises
from casekit.lessons.busy.explorers import (
    follow,
    for_each_solved,
    how_many_will_wait,
    log_and_truth,
    planner,
    so_many_wait,
    target,
    wall,
)
from casekit.lessons.busy.numbers import AGENT_HOURS, TARGET, TIGHTER, by_day, centre
from casekit.lessons.registry import BUSY as LESSON

CUSTOMERS, MONTHS = LESSON.customers, LESSON.months
EXPLORERS = (follow, target, planner)
