"""Line: the points that a learner has placed on a paper, and the straight pieces between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from casekit.teach.paper import Paper


@dataclass(frozen=True)
class Line:
    """`points` has heights by their place, the first position being place 0.

    >>> line = Line(Paper(("months", range(5)), ("riders left", 0, 100, "riders"), None)).through({0: 100, 2: 40})
    >>> line.heights, line.height(1), line.missing
    ({0: 100.0, 1: 70.0, 2: 40.0}, 70.0, '4')
    >>> line.words
    'Your line: 100 riders at 0, 40 riders at 2 (months).'
    """

    paper: Paper
    points: Mapping[int, float] = field(default_factory=dict)

    def through(self, points: Mapping[int, float]) -> Line:
        """The line with these points too."""
        return Line(self.paper, dict(sorted({**self.points, **points}.items())))

    @property
    def heights(self) -> dict[int, float]:
        """The height at each place from the first point to the last."""
        if not self.points:
            return {}
        places, positions = list(self.points), self.paper.positions
        passed = range(places[0], places[-1] + 1)
        known = [positions[place] for place in places], list(self.points.values())
        heights = np.interp([positions[place] for place in passed], *known)
        return dict(zip(passed, heights.tolist(), strict=True))

    def height(self, place: int) -> float | None:
        """The height at `place`, if the line passes it."""
        return self.heights.get(place)

    @property
    def missing(self) -> str:
        """The ends that have no height yet; all between points is on the line."""
        names = self.paper.names
        return " and ".join(names[place] for place in (0, len(names) - 1) if place not in self.points)

    @property
    def words(self) -> str:
        """For those who do not see it."""
        written = [f"{self.paper.scale.write(y)} at {self.paper.names[place]}" for place, y in self.points.items()]
        return (
            f"Your line: {', '.join(written)} ({self.paper.label})." if written else f"Empty axes: {self.paper.range}."
        )
