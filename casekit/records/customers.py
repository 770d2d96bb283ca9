"""The customer master file."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from casekit.world.calendar import END
from casekit.world.identities import Place, identities
from casekit.world.people import people
from casekit.world.world import World, pick


def frame(world: World, dials: Mapping[str, float]) -> pd.DataFrame:
    """Customers, a row each, as the CRM knows them. They live where their home store is."""
    who, rules = world.of(people), world.company.membership
    places = [Place(city, region, area_code) for _, city, region, area_code in rules.stores]
    persons = identities(world.block, places, END.astype("datetime64[D]").item(), who.store)
    uniform = world.block.generator("customers", "acquired through").random(world.block.size)
    stores = [name for name, *_ in rules.stores]
    return pd.DataFrame(
        {
            "customer_id": who.customer_id,
            "joined_at": world.calendar.datetimes(who.joined),
            **persons,
            "acquired_through": pd.Categorical.from_codes(
                pick(uniform, np.array(rules.acquired_shares)), rules.acquired_through
            ),
            "home_store": pd.Categorical.from_codes(who.store, stores),
        }
    )
