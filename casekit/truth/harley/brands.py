"""The brands that each rider uses."""

from __future__ import annotations

import numpy as np
import pandas as pd

from casekit.tables import CUSTOMER_ID, Column, Values, table
from casekit.world.common.people import people
from casekit.world.engine.world import World
from casekit.world.harley.brands import brand_names
from casekit.world.harley.brands import brands as used

BRAND = Column("brand", "category", "The company's own brand, or an invented rival")


@table(
    "brands",
    "A brand that a customer uses",
    key="customer_id brand",
    columns=(
        CUSTOMER_ID,
        BRAND,
        Column("satisfaction", "int8", "How satisfied with it, from 0, worst, to 10, best", unit="points"),
        Column(
            "rank",
            "float64",
            "Its rank among the brands that the customer uses, 1 the best; equals share the mean of their ranks",
        ),
    ),
)
def brands(world: World) -> Values:
    """Everybody uses the company's own."""
    use = world.of(used)
    customer, brand = np.nonzero(use.used)
    return {
        "customer_id": world.of(people).customer_id[customer],
        "brand": pd.Categorical.from_codes(brand, brand_names(world)),
        "satisfaction": use.satisfaction[customer, brand],
        "rank": use.rank[customer, brand],
    }
