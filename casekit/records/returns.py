"""What customers have sent back."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from casekit.world.orders import orders
from casekit.world.people import people
from casekit.world.stars import returns
from casekit.world.world import World, row_ids


def frame(world: World, dials: Mapping[str, float]) -> pd.DataFrame:
    """Returns, a row each; `amount` is what was paid back."""
    bought, sent = world.of(orders), world.of(returns)
    customer_id = world.of(people).customer_id[bought.customer]
    return pd.DataFrame(
        {
            "return_id": row_ids(customer_id[sent.order]),
            "purchase_id": row_ids(customer_id)[sent.order],
            "customer_id": customer_id[sent.order],
            "product_id": bought.product[sent.order] + np.int16(1),
            "at": world.calendar.datetimes(sent.at),
            "reason": pd.Categorical.from_codes(sent.detail, world.company.reviews.reasons),
            "amount": bought.cents[sent.order] / 100,
        }
    )
