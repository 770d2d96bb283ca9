"""Lesson 08, Revenue and the leaky bucket."""

from casekit.lessons.bucket.exercises import exercises
from casekit.lessons.bucket.explorers import (
    books,
    brand,
    how_many_are_left,
    parts,
    projection,
    so_many_are_left,
    triangle,
    twins,
    warning,
)
from casekit.lessons.bucket.numbers import greying, purchases, riders
from casekit.lessons.registry import BUCKET as LESSON

CUSTOMERS, MONTHS = LESSON.customers, LESSON.months
EXPLORERS = (twins, parts, triangle, warning, projection)
