"""What customers have written about what they bought."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from casekit.world.orders import orders
from casekit.world.people import people
from casekit.world.stars import reviews
from casekit.world.world import World, row_ids


def frame(world: World, dials: Mapping[str, float]) -> pd.DataFrame:
    """Reviews, a row each; one to five stars."""
    bought, written = world.of(orders), world.of(reviews)
    customer_id = world.of(people).customer_id[bought.customer]
    return pd.DataFrame(
        {
            "review_id": row_ids(customer_id[written.order]),
            "purchase_id": row_ids(customer_id)[written.order],
            "customer_id": customer_id[written.order],
            "product_id": bought.product[written.order] + np.int16(1),
            "at": world.calendar.datetimes(written.at),
            "stars": written.detail,
        }
    )
