"""The truth about each customer: how they are made, and how it ends."""

from __future__ import annotations

import pandas as pd

from casekit.world.opinions import leniency
from casekit.world.people import people
from casekit.world.service import LEAVING_REASONS, service
from casekit.world.touches import touches
from casekit.world.visits import own_rate
from casekit.world.world import World


def frame(world: World) -> pd.DataFrame:
    """A row a customer; `purchase_rate` is visits a month while satisfied, `left_at` is missing for those who stay."""
    who, course, calendar = world.of(people), world.of(service), world.calendar
    satisfied = 1
    return pd.DataFrame(
        {
            "customer_id": who.customer_id,
            "type": pd.Categorical.from_codes(who.channel, world.company.membership.channels),
            "purchase_rate": (world.of(own_rate) * world.company.visits.per_month[satisfied]).round(6),
            "leniency": world.of(leniency).round(6),
            "left_at": calendar.datetimes(course.left),
            "left_because": pd.Categorical.from_codes(course.left_because, LEAVING_REASONS),
            "returned_at": calendar.datetimes(course.returned),
            "left_again_at": calendar.datetimes(course.left_again),
            "annoyance": world.of(touches).annoyance.round(6),
        }
    )
