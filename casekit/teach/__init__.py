"""The machinery every lesson uses: pictures with knobs, guesses, exercises. It knows no case and no lesson."""

from casekit.teach.check import Exercises
from casekit.teach.claims import cite
from casekit.teach.exercise import Exercise
from casekit.teach.explorer import Explorer, Knob
from casekit.teach.figures import show, still
from casekit.teach.guess import guess, reveal

__all__ = ["Exercise", "Exercises", "Explorer", "Knob", "cite", "guess", "reveal", "show", "still"]
