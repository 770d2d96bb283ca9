"""What is true of every customer, whatever the company: leniency, when they left and why, and annoyance."""

from __future__ import annotations

import pandas as pd

from casekit.tables import Column, Values
from casekit.world.common.opinions import leniency
from casekit.world.common.relation import leaving_reasons, relation
from casekit.world.common.touches import touches
from casekit.world.engine.world import World

ROW = "A customer, as they really are"
FATE = (
    Column("leniency", "float64", "What they add to every score they feel, by temperament", unit="points"),
    Column("left_at", "datetime64[ms]", "When they left, UTC; missing for those who stayed"),
    Column("left_because", "category", "Why they left"),
    Column("returned_at", "datetime64[ms]", "When they came back, UTC, if they did"),
    Column("left_again_at", "datetime64[ms]", "When they left for the second time, and for good, UTC"),
    Column("annoyance", "float64", "How annoyed messages have made them by the end, from 0 up"),
)


def fate(world: World) -> Values:
    """The columns `FATE`."""
    course, calendar = world.of(relation), world.calendar
    return {
        "leniency": world.of(leniency).round(6),
        "left_at": calendar.datetimes(course.left),
        "left_because": pd.Categorical.from_codes(course.left_because, leaving_reasons(world)),
        "returned_at": calendar.datetimes(course.returned),
        "left_again_at": calendar.datetimes(course.left_again),
        "annoyance": world.of(touches).annoyance.round(6),
    }
