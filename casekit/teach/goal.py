"""Goal: a state of an Explorer that the learner is asked to find with its knobs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from casekit.errors import CaseError, shown
from casekit.teach import screen


@dataclass(frozen=True)
class Goal:
    """What is to be found, as an order in one sentence, and whether a setting of the knobs does it.

    >>> goal = Goal("Make survey and truth agree, while service slips.", lambda silence, slip: silence == 0 < slip)
    >>> goal.reached(silence=0, slip=0.5)
    True
    """

    order: str
    reached: Callable[..., bool]


class Search:
    """One learner's search for a goal: the line that says how it stands, and where the goal was reached last."""

    def __init__(self, goal: Goal) -> None:
        if not isinstance(goal, Goal):
            raise CaseError(f"goal must be a Goal; {shown(goal)} was given.")
        self.found = ""  # the setting, in the knobs' own words
        self._here = ""  # the setting that the knobs show now
        self._goal = goal
        self.line = screen.Caption(self.sentence)
        self.line.add_class("casekit-goal")

    @property
    def sentence(self) -> str:
        """The order, and how it stands."""
        if self.found:
            when = "" if self._here == self.found else " before"
            return f"Your goal: {self._goal.order} ✓ Reached{when}, with {self.found}."
        return f"Your goal: {self._goal.order} Not reached yet."

    def look(self, values: Mapping[str, object], words: str) -> bool:
        """Whether this setting, which `words` says, reaches the goal and is another than the last that did."""
        is_new = words != self.found and self._goal.reached(**values)
        if is_new:
            self.found = words
        self._here = words
        self.line.text = self.sentence
        return is_new
