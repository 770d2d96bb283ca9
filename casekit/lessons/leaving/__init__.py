"""Lesson 09, Eighty-six per cent of whom?"""

from casekit.lessons.leaving.exercises import exercises
from casekit.lessons.leaving.explorers import budget, desk, ever, how_many_leave, paradox, so_many_leave, speed, words
from casekit.lessons.leaving.numbers import complaints, let_down
from casekit.lessons.registry import LEAVING as LESSON

CUSTOMERS = LESSON.customers
EXPLORERS = (ever, desk, speed, words, paradox)
