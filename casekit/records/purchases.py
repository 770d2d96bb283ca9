"""The till's record: every purchase, in dollars."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from casekit.world.people import people
from casekit.world.world import World, row_ids


def frame(world: World, dials: Mapping[str, float]) -> pd.DataFrame:
    """Purchases, a row each; `amount` in dollars, whole cents."""
    bought = world.model("purchases")
    customer_id = world.of(people).customer_id[bought.customer]
    return pd.DataFrame(
        {
            "purchase_id": row_ids(customer_id),
            "customer_id": customer_id,
            "at": world.calendar.datetimes(bought.at),
            "product_id": bought.product.astype(np.int16) + np.int16(1),
            "channel": pd.Categorical.from_codes(bought.channel, world.company.membership.channels),
            "amount": bought.cents / 100,
        }
    )
