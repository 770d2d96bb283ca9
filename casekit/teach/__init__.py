"""The machinery every lesson uses: pictures with knobs, guesses, exercises. It knows no case and no lesson."""

from casekit.teach.claims import cite
from casekit.teach.exercise import Exercise, Exercises
from casekit.teach.explorer import Explorer, Knob
from casekit.teach.figures import show, still
from casekit.teach.goal import Goal
from casekit.teach.guess import guess, reveal

__all__ = ["Exercise", "Exercises", "Explorer", "Goal", "Knob", "cite", "guess", "reveal", "show", "still"]
