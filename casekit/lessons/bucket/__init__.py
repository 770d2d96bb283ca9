"""Lesson 08, Which dealer would you buy?"""

from casekit.lessons.bucket.exercises import exercises
from casekit.lessons.bucket.explorers import (
    bill,
    books,
    bucket,
    for_sale,
    from_the_files,
    model,
    profit,
    riders_left,
    so_many_left,
    triangle,
    warning,
)
from casekit.lessons.bucket.numbers import again, purchases, riders
from casekit.lessons.registry import BUCKET as LESSON

CUSTOMERS, MONTHS = LESSON.customers, LESSON.months
EXPLORERS = (bucket, profit, warning)
