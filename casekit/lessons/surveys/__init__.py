"""Lesson 06, Surveys hide customers."""

from casekit.lessons.registry import SURVEYS as LESSON
from casekit.lessons.surveys.exercises import exercises
from casekit.lessons.surveys.explorers import (
    calls,
    channels,
    groups,
    how_many_are_unhappy,
    margin,
    mix,
    silence,
    so_many_are_unhappy,
)
from casekit.lessons.surveys.numbers import boom, monthly

CUSTOMERS, MONTHS = LESSON.customers, LESSON.months
EXPLORERS = (margin, silence, channels, mix, calls)
