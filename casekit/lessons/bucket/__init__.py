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
from casekit.lessons.bucket.numbers import CUSTOMERS, MONTHS, greying, purchases, riders

__all__ = [
    "CUSTOMERS",
    "MONTHS",
    "books",
    "brand",
    "exercises",
    "greying",
    "how_many_are_left",
    "parts",
    "projection",
    "purchases",
    "riders",
    "so_many_are_left",
    "triangle",
    "twins",
    "warning",
]
