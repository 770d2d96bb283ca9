"""The truth about satisfaction: a row for each time a customer's state changes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from casekit.cases import groups
from casekit.tables import CUSTOMER_ID, Column, Values, table
from casekit.world.common.people import people
from casekit.world.common.relation import relation
from casekit.world.common.satisfaction import satisfaction
from casekit.world.engine.world import World


@table(
    "states",
    "A change in how satisfied a customer is; the first row of each is how they began",
    key="customer_id from_at",
    columns=(
        CUSTOMER_ID,
        Column("from_at", "datetime64[ms]", "From when, UTC"),
        Column("satisfaction", "category", "The state from then on"),
    ),
)
def states(world: World) -> Values:
    """From joining, or the window's start, to the day the customer leaves for good."""
    who, path, gone = world.of(people), world.of(satisfaction), world.of(relation).gone
    month = np.arange(world.calendar.months)
    first = np.floor(who.active_from).astype(np.int64)[:, None]
    changed = np.zeros(path.shape, dtype=bool)
    changed[:, 1:] = path[:, 1:] != path[:, :-1]
    begins = (month == first) | (changed & (month > first))
    customer, at_month = np.nonzero(begins & (month < gone[:, None]))
    at = np.maximum(at_month, who.active_from[customer])
    names = world.company[groups.Satisfaction].states
    return {
        "customer_id": who.customer_id[customer],
        "from_at": world.calendar.datetimes(at),
        "satisfaction": pd.Categorical.from_codes(path[customer, at_month], names, ordered=True),
    }
