"""The customer master file of a company with dealers and an owner group."""

from __future__ import annotations

import numpy as np

from casekit.records.common.customer_file import ON_FILE, ROW, on_file, place
from casekit.tables import Column, Values, table
from casekit.world.common.people import people
from casekit.world.engine.calendar import DAYS_IN_YEAR
from casekit.world.engine.world import World
from casekit.world.harley.ages import joining_age
from casekit.world.harley.owners import owners


@table(
    "customers",
    ROW,
    key="customer_id",
    columns=(
        *ON_FILE,
        Column("dealer", "category", "The dealer they usually go to"),
        Column(
            "owner_group",
            "bool",
            "Whether they had joined the owner group by the end; who has left the company stays on its list",
        ),
        Column(
            "member_since", "datetime64[ms]", "When they joined the owner group, UTC; missing for those who have not"
        ),
    ),
)
def customers(world: World) -> Values:
    """As the CRM knows them."""
    group = world.of(owners)
    return {
        **on_file(world),
        "birth_date": birth_date(world),
        "dealer": place(world),
        "owner_group": group.member,
        "member_since": world.calendar.datetimes(group.since),
    }


def birth_date(world: World) -> np.ndarray:
    """datetime64[s], shape (customers,): as old on joining as the world has it, rounded up to whole days."""
    age_days = np.ceil(world.of(joining_age) / 12 * DAYS_IN_YEAR)
    joined = np.floor(world.calendar.days(world.of(people).joined))
    return (joined - age_days).astype("datetime64[D]").astype("datetime64[s]")
