"""The customer master file of a store that delivers, and whom it recognises in its logs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from casekit.records.common.customer_file import ON_FILE, ROW, on_file
from casekit.tables import Column, Values, table
from casekit.world.amazon.deliveries import prime
from casekit.world.engine.world import World

MAYBE_CUSTOMER_ID = Column("customer_id", "Int32", "Customer, if logged in and willing to be recognised")


@table(
    "customers",
    ROW,
    key="customer_id",
    columns=(
        *ON_FILE,
        Column("prime", "bool", "Whether they pay for the membership that ships fast"),
        Column("consent", "bool", "Whether they consent to being recognised when they only look"),
    ),
)
def customers(world: World) -> Values:
    """As the CRM knows them."""
    return {**on_file(world), "prime": world.of(prime), "consent": world.of(consent)}


def consent(world: World) -> np.ndarray:
    """Who consents to being recognised when not buying: bool, shape (customers,)."""
    return world.block.generator("customers", "consent").random(world.block.size) >= world.dials["withheld"]


def recognised(world: World, customer: np.ndarray, willing: np.ndarray) -> pd.arrays.IntegerArray:
    """The customer_id written beside what these customers did, missing where they are not logged in or not willing."""
    known = (willing >= world.dials["anonymous"]) & world.of(consent)[customer]
    customer_id = world.block.customer_ids[customer]
    return pd.arrays.IntegerArray(customer_id, ~known)
