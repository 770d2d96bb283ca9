"""The start, notebook 00."""

from casekit.lessons.registry import START as LESSON
from casekit.lessons.start.exercises import exercises
from casekit.lessons.start.explorers import (
    by_the_rule,
    how_many_are_wrong,
    in_truth,
    on_file,
    so_many_are_wrong,
    who_is_gone,
)

EXPLORERS = (who_is_gone,)
