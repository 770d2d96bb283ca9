"""The truth about each customer of a store for everybody: how they are made, and how it ends."""

from __future__ import annotations

import pandas as pd

from casekit.cases import groups
from casekit.cases.amazon import SHELVES
from casekit.tables import CUSTOMER_ID, Column, Values, table
from casekit.truth.common.fate import FATE, ROW, fate
from casekit.world.amazon.purchases import histories, mean_amount
from casekit.world.amazon.tastes import tastes
from casekit.world.common.people import people
from casekit.world.engine.world import World

TASTE = "Share of the owner's orders that goes to this category, on average; the shares add up to 1"


@table(
    "customers",
    ROW,
    key="customer_id",
    columns=(
        CUSTOMER_ID,
        Column("type", "category", "What kind of shopper the account's owner is"),
        Column("purchase_rate", "float64", "How often they order while active, on average", unit="orders a week"),
        Column("dropout_probability", "float64", "Chance of lapsing after each order"),
        Column("mean_amount", "float64", "What they spend on an order, on average", unit="USD"),
        Column("shared", "bool", "Whether a second person uses the account"),
        *(Column(f"taste_{category}", "float64", TASTE) for category in SHELVES),
        *FATE,
    ),
)
def customers(world: World) -> Values:
    """BG/NBD's and the mixture's own parameters, customer by customer."""
    past, liking, rules = world.of(histories), world.of(tastes), world.company[groups.Tastes]
    return {
        "customer_id": world.of(people).customer_id,
        "type": pd.Categorical.from_codes(liking.type, rules.types),
        "purchase_rate": past.purchase_rate.round(6),
        "dropout_probability": past.dropout_probability.round(6),
        "mean_amount": world.of(mean_amount).round(4),
        "shared": liking.shared,
        **{f"taste_{category}": liking.likes[:, 0, code].round(6) for code, category in enumerate(SHELVES)},
        **fate(world),
    }
