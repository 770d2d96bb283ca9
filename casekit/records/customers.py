"""The customer master file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from casekit.world.calendar import END
from casekit.world.identities import Place, identities
from casekit.world.people import people
from casekit.world.world import World, pick


def frame(world: World, dials: Mapping[str, float]) -> pd.DataFrame:
    """Customers, a row each, as the CRM knows them. They live where their home store is."""
    return pd.DataFrame(on_file(world) | {"home_store": place(world)})


def on_file(world: World) -> dict[str, Any]:
    """The columns that every company's customer file has."""
    who, rules = world.of(people), world.company.membership
    places = [Place(city, region, area_code) for _, city, region, area_code in rules.places]
    persons = identities(world.block, places, END.astype("datetime64[D]").item(), who.place)
    uniform = world.block.generator("customers", "acquired through").random(world.block.size)
    return {
        "customer_id": who.customer_id,
        "joined_at": world.calendar.datetimes(who.joined),
        **persons,
        "acquired_through": pd.Categorical.from_codes(
            pick(uniform, np.array(rules.acquired_shares)), rules.acquired_through
        ),
    }


def place(world: World) -> pd.Categorical:
    """Where each customer is served: a home store, or a dealer."""
    return pd.Categorical.from_codes(world.of(people).place, [name for name, *_ in world.company.membership.places])
