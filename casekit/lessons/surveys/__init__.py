"""Lesson 06, Surveys hide customers."""

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
from casekit.lessons.surveys.numbers import CUSTOMERS, MONTHS, boom, monthly

__all__ = [
    "CUSTOMERS",
    "MONTHS",
    "boom",
    "calls",
    "channels",
    "exercises",
    "groups",
    "how_many_are_unhappy",
    "margin",
    "mix",
    "monthly",
    "silence",
    "so_many_are_unhappy",
]
