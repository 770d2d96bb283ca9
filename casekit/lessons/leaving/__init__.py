"""Lesson 09, Who leaves after a bad experience?"""

from casekit.lessons.leaving.exercises import exercises
from casekit.lessons.leaving.explorers import (
    budget,
    desk,
    ever,
    how_many_leave,
    how_many_stay,
    paradox,
    so_many_leave,
    so_many_stay,
    words,
)
from casekit.lessons.leaving.numbers import complaints, interval, let_down, promises
from casekit.lessons.registry import LEAVING as LESSON

CUSTOMERS = LESSON.customers
EXPLORERS = (ever, desk, words)
