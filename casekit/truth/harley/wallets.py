"""What riders spend on riding, over all brands."""

from __future__ import annotations

import numpy as np
import pandas as pd

from casekit.tables import CUSTOMER_ID, Column, Values, table
from casekit.truth.harley.brands import BRAND
from casekit.world.common.people import people
from casekit.world.engine.world import World
from casekit.world.harley.brands import brand_names
from casekit.world.harley.categories import categories
from casekit.world.harley.spending import spending


@table(
    "wallets",
    "What a customer spent in a year on one kind of thing of one brand, while a customer",
    key="customer_id year category brand",
    columns=(
        CUSTOMER_ID,
        Column("year", "int16", "Calendar year"),
        Column("category", "category", "What kind of thing"),
        BRAND,
        Column("purchases", "int32", "How many purchases that was"),
        Column("spend", "float64", "What was spent", unit="USD"),
    ),
)
def wallets(world: World) -> Values:
    """Whole cents; nothing spent is no row."""
    spent = world.of(spending)
    customer, year, category, brand = np.nonzero(spent.cents)
    return {
        "customer_id": world.of(people).customer_id[customer],
        "year": spent.years[year],
        "category": pd.Categorical.from_codes(category, world.of(categories).names),
        "brand": pd.Categorical.from_codes(brand, brand_names(world)),
        "purchases": spent.purchases[customer, year, category, brand],
        "spend": spent.cents[customer, year, category, brand] / 100,
    }
