"""What customers have sent back."""

from __future__ import annotations

import pandas as pd

from casekit.cases import groups
from casekit.records.amazon.afterwards import about_purchases
from casekit.tables import AT, CUSTOMER_ID, PRODUCT_ID, PURCHASE_ID, Column, Values, number, table
from casekit.world.amazon.purchases import orders
from casekit.world.amazon.reviews import returns as sent_back
from casekit.world.engine.world import World


@table(
    "returns",
    "A product that was sent back",
    key="return_id",
    columns=(
        number("return_id"),
        PURCHASE_ID,
        CUSTOMER_ID,
        PRODUCT_ID,
        AT,
        Column("reason", "category", "The reason that the customer ticked"),
        Column("amount", "float64", "What was paid back", unit="USD"),
    ),
)
def returns(world: World) -> Values:
    """All that was paid is paid back."""
    rows = world.of(sent_back)
    return {
        **about_purchases(world, "return_id", rows),
        "reason": pd.Categorical.from_codes(rows.detail, world.company[groups.Reviews].reasons),
        "amount": world.of(orders).cents[rows.order] / 100,
    }
