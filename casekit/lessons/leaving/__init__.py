"""Lesson 09, Eighty-six per cent of whom?"""

from casekit.lessons.leaving.exercises import exercises
from casekit.lessons.leaving.explorers import (
    budget,
    desk,
    ever,
    how_many_leave,
    paradox,
    so_many_leave,
    speed,
    words,
)
from casekit.lessons.leaving.numbers import CUSTOMERS, complaints, let_down

__all__ = [
    "CUSTOMERS",
    "budget",
    "complaints",
    "desk",
    "ever",
    "exercises",
    "how_many_leave",
    "let_down",
    "paradox",
    "so_many_leave",
    "speed",
    "words",
]
