"""The customer master file of a company with dealers and an owner group."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from casekit.records.customers import on_file, place
from casekit.world.ages import joining_age
from casekit.world.owners import owners
from casekit.world.people import people
from casekit.world.world import World

DAYS_IN_YEAR = 365.25


def frame(world: World, dials: Mapping[str, float]) -> pd.DataFrame:
    """Customers, a row each, as the CRM knows them; `member_since` is missing for those not in the owner group."""
    group = world.of(owners)
    return pd.DataFrame(
        on_file(world)
        | {
            "birth_date": birth_date(world),
            "dealer": place(world),
            "owner_group": group.member,
            "member_since": world.calendar.datetimes(group.since),
        }
    )


def birth_date(world: World) -> np.ndarray:
    """datetime64[s], shape (customers,): as old on joining as the world has it, rounded up to whole days."""
    age_days = np.ceil(world.of(joining_age) / 12 * DAYS_IN_YEAR)
    joined = np.floor(world.calendar.days(world.of(people).joined))
    return (joined - age_days).astype("datetime64[D]").astype("datetime64[s]")
