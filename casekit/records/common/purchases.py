"""The till's record: every purchase, in dollars."""

from __future__ import annotations

import numpy as np
import pandas as pd

from casekit.cases import groups
from casekit.tables import AT, CUSTOMER_ID, PRODUCT_ID, Column, Values, number, table
from casekit.world.common.people import people
from casekit.world.engine.rows import row_ids
from casekit.world.engine.world import World


@table(
    "purchases",
    "A purchase",
    key="purchase_id",
    columns=(
        number("purchase_id"),
        CUSTOMER_ID,
        AT,
        PRODUCT_ID,
        Column("channel", "category", "Way of ordering"),
        Column("amount", "float64", "What the customer paid", unit="USD"),
    ),
)
def purchases(world: World) -> Values:
    """By the company's own model; amounts are whole cents."""
    bought = world.of(world.models.purchases)
    customer_id = world.of(people).customer_id[bought.customer]
    return {
        "purchase_id": row_ids(customer_id),
        "customer_id": customer_id,
        "at": world.calendar.datetimes(bought.at),
        "product_id": bought.product.astype(np.int16) + np.int16(1),
        "channel": pd.Categorical.from_codes(bought.channel, world.company[groups.Membership].channels),
        "amount": bought.cents / 100,
    }
