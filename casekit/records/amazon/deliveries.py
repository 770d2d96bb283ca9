"""The carrier's record: what was promised, and what came."""

from __future__ import annotations

import numpy as np

from casekit.tables import CUSTOMER_ID, PURCHASE_ID, Column, Values, table
from casekit.world.amazon.deliveries import delivered, promises
from casekit.world.amazon.purchases import orders
from casekit.world.common.people import people
from casekit.world.engine.rows import row_ids
from casekit.world.engine.world import World


@table(
    "deliveries",
    "The delivery of a purchase",
    key="delivery_id",
    columns=(
        Column("delivery_id", "int64", "Number of the row, the same as that of the purchase"),
        PURCHASE_ID,
        CUSTOMER_ID,
        Column("promised_on", "datetime64[s]", "The day that was promised, UTC"),
        Column("delivered_at", "datetime64[ms]", "When it came, UTC; missing if it has not come by the end"),
    ),
)
def deliveries(world: World) -> Values:
    """One for each purchase."""
    bought = world.of(orders)
    customer_id = world.of(people).customer_id[bought.customer]
    promised = world.of(promises).promised[bought.rows]
    return {
        "delivery_id": row_ids(customer_id),
        "purchase_id": row_ids(customer_id),
        "customer_id": customer_id,
        "promised_on": np.floor(promised).astype(np.int64).astype("datetime64[D]").astype("datetime64[s]"),
        "delivered_at": world.calendar.datetimes(world.of(delivered)[bought.rows]),
    }
