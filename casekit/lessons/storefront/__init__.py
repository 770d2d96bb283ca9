"""Lesson 01, How personal should a store be?"""

from casekit.lessons.registry import STOREFRONT as LESSON
from casekit.lessons.storefront.exercises import exercises
from casekit.lessons.storefront.explorers import (
    busiest,
    draw_hits,
    grains,
    history,
    how_many_right,
    reviews,
    show_hits,
    so_many_right,
)
from casekit.lessons.storefront.numbers import formulas, intervals, trial, wall, ways
from casekit.lessons.storefront.visitors import behind, clicks, front_page, visitors

CUSTOMERS = LESSON.customers
EXPLORERS = (history, grains, reviews)
