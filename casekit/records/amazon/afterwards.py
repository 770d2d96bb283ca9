"""What records about some of the purchases have in common."""

from __future__ import annotations

import numpy as np

from casekit.tables import Values
from casekit.world.amazon.purchases import orders
from casekit.world.amazon.reviews import Afterwards
from casekit.world.common.people import people
from casekit.world.engine.rows import row_ids
from casekit.world.engine.world import World


def about_purchases(world: World, row_id: str, rows: Afterwards) -> Values:
    """The row's own id, the purchase with its customer and product, and when."""
    bought = world.of(orders)
    customer_id = world.of(people).customer_id[bought.customer]
    return {
        row_id: row_ids(customer_id[rows.order]),
        "purchase_id": row_ids(customer_id)[rows.order],
        "customer_id": customer_id[rows.order],
        "product_id": bought.product[rows.order] + np.int16(1),
        "at": world.calendar.datetimes(rows.at),
    }
