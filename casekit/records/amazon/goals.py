"""Goals that people have stated in public."""

from __future__ import annotations

import numpy as np
import pandas as pd

from casekit.cases import groups
from casekit.records.amazon.customers import MAYBE_CUSTOMER_ID, recognised
from casekit.tables import VISITOR_ID, Column, Values, number, table
from casekit.world.amazon.goals import goals as stated
from casekit.world.amazon.visitor_ids import visitor_ids
from casekit.world.engine.rows import row_ids
from casekit.world.engine.world import World


@table(
    "goals",
    "A goal in life that somebody stated in public",
    key="goal_id",
    columns=(
        number("goal_id", "visitor_id"),
        VISITOR_ID,
        MAYBE_CUSTOMER_ID,
        Column("at", "datetime64[ms]", "When it was stated, UTC"),
        Column("goal", "category", "The goal, in the words that many share"),
    ),
)
def goals(world: World) -> Values:
    """By visitor, then time."""
    said = world.of(stated)
    visitor_id = visitor_ids(world.block, said.visitor)
    order = np.argsort(visitor_id, kind="stable")
    visitor_id = visitor_id[order]
    words = [words for words, _ in world.company[groups.Goals].goals]
    return {
        "goal_id": row_ids(visitor_id),
        "visitor_id": visitor_id,
        "customer_id": recognised(world, said.customer[order], said.willing[order]),
        "at": world.calendar.datetimes(said.at[order]),
        "goal": pd.Categorical.from_codes(said.goal[order], words),
    }
