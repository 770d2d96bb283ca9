"""Lesson 05, One customer or two?"""

from casekit.lessons.linking.exercises import exercises
from casekit.lessons.linking.explorers import (
    channels,
    draw_pilot,
    how_many_lost,
    model,
    rule,
    show_pilot,
    so_many_lost,
)
from casekit.lessons.linking.numbers import foretold, found_by_email, seen, still_there
from casekit.lessons.linking.offices import back_office, by_record, copies, cut_off, front_office, interfaces
from casekit.lessons.linking.pairs import one_or_two
from casekit.lessons.registry import LINKING as LESSON

CUSTOMERS, MONTHS = LESSON.customers, LESSON.months
EXPLORERS = (rule, model, channels)
