"""Lesson 06, Are customers happier?"""

from casekit.lessons.registry import SURVEYS as LESSON
from casekit.lessons.surveys.calls import called
from casekit.lessons.surveys.exercises import exercises
from casekit.lessons.surveys.explorers import (
    board,
    call,
    channels,
    contrast,
    how_far_did_it_move,
    how_sure,
    mix,
    money,
    of_a_hundred,
    silence,
    so_far_did_it_move,
)
from casekit.lessons.surveys.numbers import later, monthly

CUSTOMERS, MONTHS = LESSON.customers, LESSON.months
EXPLORERS = (silence, channels, mix, money)
