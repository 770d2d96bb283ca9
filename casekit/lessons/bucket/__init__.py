"""Lesson 08, Which dealer would you buy?"""

from casekit.lessons.bucket.exercises import exercises
from casekit.lessons.bucket.explorers import (
    bill,
    books,
    bucket,
    draw_riders,
    for_sale,
    from_the_files,
    model,
    profit,
    show_riders,
    third_for_sale,
    triangle,
    warning,
)
from casekit.lessons.bucket.numbers import old_riders, purchases
from casekit.lessons.registry import BUCKET as LESSON

CUSTOMERS, MONTHS = LESSON.customers, LESSON.months
EXPLORERS = (bucket, profit, warning)
