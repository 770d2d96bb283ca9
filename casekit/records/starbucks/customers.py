"""The customer master file of a chain of stores."""

from __future__ import annotations

from casekit.records.common.customer_file import ON_FILE, ROW, on_file, place
from casekit.tables import Column, Values, table
from casekit.world.engine.world import World


@table(
    "customers",
    ROW,
    key="customer_id",
    columns=(*ON_FILE, Column("home_store", "category", "The store they usually go to")),
)
def customers(world: World) -> Values:
    """As the CRM knows them."""
    return {**on_file(world), "home_store": place(world)}
