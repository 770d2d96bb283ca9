"""The price list."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from casekit.world.world import World

SHARED = True  # one list for the whole company, not one for each block of customers


def frame(world: World, dials: Mapping[str, float]) -> pd.DataFrame:
    """Products, a row each; price and margin in dollars. The same list in every block."""
    names, categories, prices, margins = zip(*world.company.products.catalogue, strict=True)
    return pd.DataFrame(
        {
            "product_id": np.arange(1, len(names) + 1, dtype=np.int16),
            "name": pd.Series(names, dtype="str"),
            "category": pd.Categorical(categories, categories=list(dict.fromkeys(categories))),
            "price": prices,
            "margin": margins,
        }
    )
