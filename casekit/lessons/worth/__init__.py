"""Lesson 04, Who is worth it?"""

from casekit.lessons.registry import WORTH as LESSON
from casekit.lessons.worth.exercises import exercises
from casekit.lessons.worth.explorers import (
    campaign,
    how_many_left,
    how_moved,
    one_who_left,
    share,
    silence,
    so_many_left,
    so_moved,
    ten,
)
from casekit.lessons.worth.numbers import rules, trial, worth

CUSTOMERS = LESSON.customers
EXPLORERS = (silence, share, campaign)
