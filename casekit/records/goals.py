"""Goals that people have stated in public."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from casekit.records.accounts import recognised
from casekit.world.goals import goals
from casekit.world.visitor_ids import visitor_ids
from casekit.world.world import World, row_ids


def frame(world: World, dials: Mapping[str, float]) -> pd.DataFrame:
    """Goals, a row each, by visitor, then time; in the words that many share."""
    said = world.of(goals)
    visitor_id = visitor_ids(world.block, said.visitor)
    order = np.argsort(visitor_id, kind="stable")
    visitor_id = visitor_id[order]
    return pd.DataFrame(
        {
            "goal_id": row_ids(visitor_id),
            "visitor_id": visitor_id,
            "customer_id": recognised(world, dials, said.customer[order], said.willing[order]),
            "at": world.calendar.datetimes(said.at[order]),
            "goal": pd.Categorical.from_codes(said.goal[order], [words for words, _ in world.company.goals.goals]),
        }
    )
