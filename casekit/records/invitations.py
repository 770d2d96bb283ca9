"""The randomised invitation to the owner group: the riders among whom the lot was drawn, in both arms."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from casekit.world.owners import drawn_at, owners
from casekit.world.people import people
from casekit.world.world import World, row_ids


def frame(world: World, dials: Mapping[str, float]) -> pd.DataFrame:
    """A row for each rider who took part; `joined` is whether they have become a member since."""
    group = world.of(owners)
    customer_id = world.of(people).customer_id[group.drawn]
    at = world.calendar.datetimes(np.full(len(customer_id), float(drawn_at(world))))
    return pd.DataFrame(
        {
            "invitation_id": row_ids(customer_id),
            "customer_id": customer_id,
            "drawn_at": at,
            "invited": group.invited[group.drawn],
            "joined": group.member[group.drawn],
        }
    )
