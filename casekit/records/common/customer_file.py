"""What every company's customer master file has."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from casekit.cases import groups
from casekit.tables import Column, Values
from casekit.world.common.identities import Place, identities
from casekit.world.common.people import people
from casekit.world.engine.calendar import END
from casekit.world.engine.draw import pick
from casekit.world.engine.world import World

ROW = "A customer, as the customer master file has them"
PERSON = (
    Column("name", "str", "First and last name, drawn from word lists"),
    Column("email", "str", "E-mail address, at a domain that is reserved for examples"),
    Column("phone", "str", "Telephone number, from the range kept free for fiction; several customers may share one"),
    Column("address", "str", "House number and street, made up"),
    Column("city", "str", "City"),
    Column("region", "str", "State of the USA, as two letters"),
    Column("birth_date", "datetime64[s]", "Day of birth"),
)
ON_FILE = (
    Column("customer_id", "int32", "Number of the customer, from 1"),
    Column("joined_at", "datetime64[ms]", "When they became a customer, UTC"),
    *PERSON,
    Column("acquired_through", "category", "What brought them here"),
)


def on_file(world: World) -> Values:
    """The columns `ON_FILE`. Customers live where they are served."""
    who, ways_in = world.of(people), world.company[groups.Membership].acquired_through
    return {
        "customer_id": who.customer_id,
        "joined_at": lambda: world.calendar.datetimes(who.joined),
        **{column.name: partial(_of_person, world, column.name) for column in PERSON},
        "acquired_through": lambda: pd.Categorical.from_codes(world.of(acquisition), ways_in),
    }


def _of_person(world: World, column: str) -> pd.Series:
    return world.of(persons)[column]


def persons(world: World) -> pd.DataFrame:
    """Name, email, phone, address, city, region and birth_date of each customer."""
    places = [Place(city, region, area_code) for _, city, region, area_code in world.company[groups.Membership].places]
    who, today = world.of(people), END.astype("datetime64[D]").item()
    joined = world.calendar.datetimes(who.joined).astype("datetime64[D]")
    return identities(world.block, places, today, who.place, joined)


def acquisition(world: World) -> np.ndarray:
    """What brought each customer here: int16, code in Membership.acquired_through."""
    uniform = world.block.generator("customers", "acquired through").random(world.block.size)
    return pick(uniform, np.array(world.company[groups.Membership].acquired_shares))


def place(world: World) -> pd.Categorical:
    """Where each customer is served: a home store, or a dealer."""
    places = world.company[groups.Membership].places
    return pd.Categorical.from_codes(world.of(people).place, [name for name, *_ in places])
