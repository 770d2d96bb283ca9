"""The carrier's record: what was promised, and what came."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from casekit.world.orders import orders
from casekit.world.people import people
from casekit.world.promises import delivered, promises
from casekit.world.world import World, row_ids


def frame(world: World, dials: Mapping[str, float]) -> pd.DataFrame:
    """Deliveries, one for each purchase; `delivered_at` is missing if nothing has come by the window's end."""
    bought = world.of(orders)
    customer_id = world.of(people).customer_id[bought.customer]
    promised = world.of(promises).promised[bought.row]
    return pd.DataFrame(
        {
            "delivery_id": row_ids(customer_id),
            "purchase_id": row_ids(customer_id),
            "customer_id": customer_id,
            "promised_on": np.floor(promised).astype(np.int64).astype("datetime64[D]").astype("datetime64[s]"),
            "delivered_at": world.calendar.datetimes(world.of(delivered)[bought.row]),
        }
    )
