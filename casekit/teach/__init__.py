"""The machinery every lesson uses: Explorers, guesses, sketches, exercises. It knows no case and no lesson."""

from casekit.teach.check import Exercises
from casekit.teach.claims import cite
from casekit.teach.exercise import Exercise
from casekit.teach.explorer import Explorer, Knob
from casekit.teach.figures import show, still
from casekit.teach.goal import Goal
from casekit.teach.guess import guess, reveal
from casekit.teach.one_by_one import one_by_one
from casekit.teach.sketch import sketch
from casekit.teach.unveil import unveil

__all__ = [
    "Exercise", "Exercises", "Explorer", "Goal", "Knob",
    "cite", "guess", "one_by_one", "reveal", "show", "sketch", "still", "unveil",
]  # fmt: skip
