"""The truth about each customer of a chain: how they are made, and how it ends."""

from __future__ import annotations

import pandas as pd

from casekit.cases import groups
from casekit.tables import CUSTOMER_ID, Column, Values, table
from casekit.truth.common.fate import FATE, ROW, fate
from casekit.world.common.people import people
from casekit.world.engine.world import World
from casekit.world.starbucks.purchases import own_rate

SATISFIED = 1  # code in Satisfaction.states


@table(
    "customers",
    ROW,
    key="customer_id",
    columns=(
        CUSTOMER_ID,
        Column("type", "category", "The way of ordering they are used to"),
        Column("purchase_rate", "float64", "How often they come while satisfied, on average", unit="visits a month"),
        *FATE,
    ),
)
def customers(world: World) -> Values:
    """How often they come is a matter of state, and of the customer's own rate."""
    who = world.of(people)
    per_month = world.company[groups.Visits].per_month[SATISFIED]
    return {
        "customer_id": who.customer_id,
        "type": pd.Categorical.from_codes(who.channel, world.company[groups.Membership].channels),
        "purchase_rate": (world.of(own_rate) * per_month).round(6),
        **fate(world),
    }
