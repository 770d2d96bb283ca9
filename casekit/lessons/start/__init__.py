"""The start, notebook 00."""

from casekit.lessons.start.exercises import exercises
from casekit.lessons.start.explorers import how_many_are_gone, meet, so_many_are_gone, wall, who_is_gone

__all__ = ["exercises", "how_many_are_gone", "meet", "so_many_are_gone", "wall", "who_is_gone"]
