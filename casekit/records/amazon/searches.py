"""The search engine's log."""

from __future__ import annotations

import numpy as np
import pandas as pd

from casekit.cases import groups
from casekit.records.amazon.customers import MAYBE_CUSTOMER_ID, recognised
from casekit.tables import AT, VISITOR_ID, Column, Values, number, table
from casekit.world.amazon.clicks import first_looked_at
from casekit.world.amazon.sessions import sessions
from casekit.world.amazon.visitor_ids import visitor_ids
from casekit.world.engine.rows import row_ids
from casekit.world.engine.world import World


@table(
    "searches",
    "A search in the store",
    key="search_id",
    columns=(
        number("search_id", "visitor_id"),
        VISITOR_ID,
        MAYBE_CUSTOMER_ID,
        AT,
        Column("query", "category", "What was typed"),
    ),
)
def searches(world: World) -> Values:
    """By visitor, then time."""
    visit = world.of(sessions)
    made = np.flatnonzero(visit.searched)
    visitor_id, at = visitor_ids(world.block, visit.visitor[made]), world.calendar.datetimes(visit.at[made])
    order = np.lexsort((at, visitor_id))
    made, visitor_id, at = made[order], visitor_id[order], at[order]
    words = [name.split()[-1].lower() for name, *_ in world.company[groups.Products].catalogue]
    queries = list(dict.fromkeys(words))
    code = np.array([queries.index(word) for word in words])
    return {
        "search_id": row_ids(visitor_id),
        "visitor_id": visitor_id,
        "customer_id": recognised(world, visit.customer[made], visit.willing[made]),
        "at": at,
        "query": pd.Categorical.from_codes(code[world.of(first_looked_at)[made]], queries),
    }
