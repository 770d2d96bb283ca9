"""The truth about each rider: what they would spend with and without the owner group, and how it ends."""

from __future__ import annotations

import numpy as np
import pandas as pd

from casekit.world.brands import OWN
from casekit.world.categories import categories
from casekit.world.customers import fate
from casekit.world.owners import TYPES, effect, owners
from casekit.world.people import people
from casekit.world.wallets import enthusiasm, wallet
from casekit.world.world import World


def frame(world: World) -> pd.DataFrame:
    """A row a customer; dollars a year, in expectation, at the prices of the window's start.

    `wallet` is over all brands and without membership, `share` the own brand's part of it. `spend_if_member` and
    `spend_if_not` are the rider's two potential outcomes at this company: all but the motorcycles.
    """
    dollars, shop = world.of(wallet), world.of(categories)
    whole, own = dollars.sum(axis=(1, 2)), dollars[:, :, OWN]
    moved = np.array(shop.names) != world.company.wallet.joins_with
    without = own[:, moved].sum(axis=1)
    return pd.DataFrame(
        {
            "customer_id": world.of(people).customer_id,
            "type": pd.Categorical.from_codes(world.of(owners).type, TYPES),
            "enthusiasm": world.of(enthusiasm).round(6),
            "wallet": whole.round(2),
            "share": (own.sum(axis=1) / whole).round(6),
            "spend_if_member": (without * (1 + world.of(effect))).round(2),
            "spend_if_not": without.round(2),
            **fate(world),
        }
    )
