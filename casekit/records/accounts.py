"""The customer master file of a store that delivers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from casekit.records.customers import on_file
from casekit.world.promises import prime
from casekit.world.world import World


def frame(world: World, dials: Mapping[str, float]) -> pd.DataFrame:
    """Customers, a row each, as the CRM knows them; `prime` ships fast, `consent` allows to be recognised."""
    return pd.DataFrame(on_file(world) | {"prime": world.of(prime), "consent": consent(world, dials)})


def consent(world: World, dials: Mapping[str, float]) -> np.ndarray:
    """Who consents to being recognised when not buying: bool, shape (customers,)."""
    return world.block.generator("customers", "consent").random(world.block.size) >= dials["withheld"]


def recognised(
    world: World, dials: Mapping[str, float], customer: np.ndarray, willing: np.ndarray
) -> pd.arrays.IntegerArray:
    """The customer_id written beside what these customers did, missing where they are not logged in or not willing."""
    known = (willing >= dials["anonymous"]) & consent(world, dials)[customer]
    customer_id = world.block.customer_ids[customer]
    return pd.arrays.IntegerArray(customer_id, ~known)
