"""The truth about each rider: what they would spend with and without the owner group, and how it ends."""

from __future__ import annotations

import numpy as np
import pandas as pd

from casekit.cases import groups
from casekit.tables import CUSTOMER_ID, Column, Values, table
from casekit.truth.common.fate import FATE, ROW, fate
from casekit.world.common.people import people
from casekit.world.engine.world import World
from casekit.world.harley.brands import OWN
from casekit.world.harley.categories import categories
from casekit.world.harley.owners import TYPES, effect, owners
from casekit.world.harley.wallets import enthusiasm, wallet

A_YEAR = "USD a year"


@table(
    "customers",
    ROW,
    key="customer_id",
    columns=(
        CUSTOMER_ID,
        Column("type", "category", "Whether they join the owner group unasked, if invited, or never"),
        Column(
            "enthusiasm",
            "float64",
            "How much riding means to them: 0 is the average, 1 is one standard deviation above it",
        ),
        Column(
            "wallet",
            "float64",
            "What they would spend a year on riding, over all brands and without membership",
            unit=A_YEAR,
        ),
        Column("share", "float64", "The company's share of that"),
        Column(
            "spend_if_member",
            "float64",
            "What they spend here a year as members of the owner group, on average",
            unit=A_YEAR,
        ),
        Column("spend_if_not", "float64", "What they spend here a year without membership, on average", unit=A_YEAR),
        *FATE,
    ),
)
def customers(world: World) -> Values:
    """In expectation, at the prices of the window's start; potential outcomes are of all but the motorcycles."""
    dollars, shop = world.of(wallet), world.of(categories)
    whole, own = dollars.sum(axis=(1, 2)), dollars[:, :, OWN]
    moved = np.array(shop.names) != world.company[groups.Wallet].joins_with
    without = own[:, moved].sum(axis=1)
    return {
        "customer_id": world.of(people).customer_id,
        "type": pd.Categorical.from_codes(world.of(owners).type, TYPES),
        "enthusiasm": world.of(enthusiasm).round(6),
        "wallet": whole.round(2),
        "share": (own.sum(axis=1) / whole).round(6),
        "spend_if_member": (without * (1 + world.of(effect))).round(2),
        "spend_if_not": without.round(2),
        **fate(world),
    }
