"""The truth about each customer of a store for everybody: how they are made, and how it ends."""

from __future__ import annotations

import numpy as np
import pandas as pd

from casekit.world.customers import fate
from casekit.world.orders import histories, level
from casekit.world.people import people
from casekit.world.shelves import shelves
from casekit.world.tastes import tastes
from casekit.world.world import World


def frame(world: World) -> pd.DataFrame:
    """A row a customer; `purchase_rate` is orders a week while active, `taste_*` are the owner's, and add up to 1."""
    past, liking, rules = world.of(histories), world.of(tastes), world.company.tastes
    categories = dict.fromkeys(category for _, category, *_ in world.company.products.catalogue)
    buys = np.where(liking.shared[:, None], (1 - rules.other_buys, rules.other_buys), (1.0, 0.0))
    price = (liking.likes * world.of(shelves).mean_price).sum(axis=-1)
    return pd.DataFrame(
        {
            "customer_id": world.of(people).customer_id,
            "type": pd.Categorical.from_codes(liking.type, rules.types),
            "purchase_rate": past.purchase_rate.round(6),
            "dropout_probability": past.dropout_probability.round(6),
            "mean_amount": (world.of(level) * (price * buys).sum(axis=-1)).round(4),
            "shared": liking.shared,
            **{f"taste_{name}": liking.likes[:, 0, code].round(6) for code, name in enumerate(categories)},
            **fate(world),
        }
    )
