"""The search engine's log."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from casekit.records.accounts import recognised
from casekit.world.clicks import first_looked_at
from casekit.world.sessions import sessions
from casekit.world.visitor_ids import visitor_ids
from casekit.world.world import World, row_ids


def frame(world: World, dials: Mapping[str, float]) -> pd.DataFrame:
    """Searches, a row each, by visitor, then time; `query` is what the visitor typed."""
    visit = world.of(sessions)
    made = np.flatnonzero(visit.searched)
    visitor_id, at = visitor_ids(world.block, visit.visitor[made]), world.calendar.datetimes(visit.at[made])
    order = np.lexsort((at, visitor_id))
    made, visitor_id, at = made[order], visitor_id[order], at[order]
    words = [name.split()[-1].lower() for name, *_ in world.company.products.catalogue]
    queries = list(dict.fromkeys(words))
    code = np.array([queries.index(word) for word in words])
    return pd.DataFrame(
        {
            "search_id": row_ids(visitor_id),
            "visitor_id": visitor_id,
            "customer_id": recognised(world, dials, visit.customer[made], visit.willing[made]),
            "at": at,
            "query": pd.Categorical.from_codes(code[world.of(first_looked_at)[made]], queries),
        }
    )
