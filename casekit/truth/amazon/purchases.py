"""Who of an account's persons bought, and what they thought of it."""

from __future__ import annotations

import pandas as pd

from casekit.tables import CUSTOMER_ID, PURCHASE_ID, Column, Values, table
from casekit.world.amazon.purchases import orders
from casekit.world.amazon.reviews import felt
from casekit.world.common.people import people
from casekit.world.engine.rows import row_ids
from casekit.world.engine.world import World

PERSONS = ("owner", "other")


@table(
    "purchases",
    "A purchase, as it really was",
    key="purchase_id",
    columns=(
        PURCHASE_ID,
        CUSTOMER_ID,
        Column("bought_by", "category", "Who placed it: the account's owner, or the other person who uses it"),
        Column(
            "felt", "Int8", "The stars that the buyer would give, from 1 to 5; missing if it has not come", unit="stars"
        ),
    ),
)
def purchases(world: World) -> Values:
    """Row by row the record of the same name."""
    bought, stars = world.of(orders), world.of(felt)
    customer_id = world.of(people).customer_id[bought.customer]
    return {
        "purchase_id": row_ids(customer_id),
        "customer_id": customer_id,
        "bought_by": pd.Categorical.from_codes(bought.person, PERSONS),
        "felt": pd.Series(stars, dtype="Int8").mask(stars == 0),
    }
