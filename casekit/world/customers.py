"""The truth about each customer: how they are made, and how it ends."""

from __future__ import annotations

from typing import Any

import pandas as pd

from casekit.world.opinions import leniency
from casekit.world.people import people
from casekit.world.service import leaving_reasons, service
from casekit.world.touches import touches
from casekit.world.visits import own_rate
from casekit.world.world import World


def frame(world: World) -> pd.DataFrame:
    """A row a customer; `purchase_rate` is visits a month while satisfied, `left_at` is missing for those who stay."""
    who, satisfied = world.of(people), 1
    return pd.DataFrame(
        {
            "customer_id": who.customer_id,
            "type": pd.Categorical.from_codes(who.channel, world.company.membership.channels),
            "purchase_rate": (world.of(own_rate) * world.company.visits.per_month[satisfied]).round(6),
            **fate(world),
        }
    )


def fate(world: World) -> dict[str, Any]:
    """What every company's customers have: leniency, when they left and why, and annoyance."""
    course, calendar = world.of(service), world.calendar
    return {
        "leniency": world.of(leniency).round(6),
        "left_at": calendar.datetimes(course.left),
        "left_because": pd.Categorical.from_codes(course.left_because, leaving_reasons(world)),
        "returned_at": calendar.datetimes(course.returned),
        "left_again_at": calendar.datetimes(course.left_again),
        "annoyance": world.of(touches).annoyance.round(6),
    }
