"""Lesson 02, Win customers, or keep them?"""

from casekit.lessons.registry import RETAINING as LESSON
from casekit.lessons.retaining.exercises import exercises
from casekit.lessons.retaining.explorers import (
    budget,
    cohort,
    draw_their_chance,
    how_many_newcomers,
    labour,
    lost_each_year,
    show_their_chance,
    so_many_newcomers,
)
from casekit.lessons.retaining.money import exhibit, sales
from casekit.lessons.retaining.numbers import card, interval, kinds

MONTHS = LESSON.months
EXPLORERS = (cohort, budget, labour)
