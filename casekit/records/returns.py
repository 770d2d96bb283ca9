"""What customers have sent back."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from casekit.records.afterwards import about_purchases
from casekit.world.orders import orders
from casekit.world.stars import returns
from casekit.world.world import World


def frame(world: World, dials: Mapping[str, float]) -> pd.DataFrame:
    """Returns, a row each; `amount` is what was paid back."""
    sent = world.of(returns)
    own = {
        "reason": pd.Categorical.from_codes(sent.detail, world.company.reviews.reasons),
        "amount": world.of(orders).cents[sent.order] / 100,
    }
    return pd.DataFrame(about_purchases(world, "return_id", sent) | own)
