"""What is true of each product."""

from __future__ import annotations

import numpy as np

from casekit.tables import PRODUCT_ID, Column, Values, table
from casekit.world.amazon.shelves import shelves
from casekit.world.engine.world import World


@table(
    "products",
    "A product, as it really is",
    key="product_id",
    columns=(
        PRODUCT_ID,
        Column("quality", "float64", "How good it is, from 0 to 1"),
        Column("share_of_category", "float64", "Its share of its category's sales, on average"),
    ),
    shared=True,
)
def products(world: World) -> Values:
    """Quality decides about stars, rank about sales."""
    shop = world.of(shelves)
    share = np.empty(len(shop.price))
    share[shop.by_rank] = shop.share
    return {
        "product_id": np.arange(1, len(shop.price) + 1, dtype=np.int16),
        "quality": shop.quality.round(6),
        "share_of_category": share.round(6),
    }
