"""The price list."""

from __future__ import annotations

import numpy as np
import pandas as pd

from casekit.cases import groups
from casekit.tables import Column, Values, table
from casekit.world.engine.world import World


@table(
    "products",
    "A product on the price list",
    key="product_id",
    columns=(
        Column("product_id", "int16", "Number of the product, from 1"),
        Column("name", "str", "What it is called"),
        Column("category", "category", "Where it stands"),
        Column("price", "float64", "List price", unit="USD"),
        Column("margin", "float64", "What is left of the list price once the product itself is paid for", unit="USD"),
    ),
    shared=True,
)
def products(world: World) -> Values:
    """The same list in every block."""
    names, categories, prices, margins = zip(*world.company[groups.Products].catalogue, strict=True)
    return {
        "product_id": np.arange(1, len(names) + 1, dtype=np.int16),
        "name": pd.Series(names, dtype="str"),
        "category": pd.Categorical(categories, categories=list(dict.fromkeys(categories))),
        "price": prices,
        "margin": margins,
    }
