"""The truth about satisfaction: a row for each time a customer's state changes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from casekit.world.people import people
from casekit.world.satisfaction import satisfaction
from casekit.world.service import service
from casekit.world.world import World


def frame(world: World) -> pd.DataFrame:
    """Satisfaction states from joining, or the window's start, to the day the customer leaves for good."""
    who, path, gone = world.of(people), world.of(satisfaction), world.of(service).gone
    month = np.arange(world.calendar.months)
    first = np.floor(who.active_from).astype(np.int64)[:, None]
    changed = np.zeros(path.shape, dtype=bool)
    changed[:, 1:] = path[:, 1:] != path[:, :-1]
    begins = (month == first) | (changed & (month > first))
    customer, at_month = np.nonzero(begins & (month < gone[:, None]))
    at = np.maximum(at_month, who.active_from[customer])
    return pd.DataFrame(
        {
            "customer_id": who.customer_id[customer],
            "from_at": world.calendar.datetimes(at),
            "satisfaction": pd.Categorical.from_codes(
                path[customer, at_month], world.company.satisfaction.states, ordered=True
            ),
        }
    )
