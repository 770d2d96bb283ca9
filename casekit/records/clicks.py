"""The web server's log of product pages."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from casekit.records.accounts import recognised
from casekit.world.clicks import NO_SESSION, clicks
from casekit.world.sessions import sessions
from casekit.world.visitor_ids import DEVICES
from casekit.world.world import World, row_ids


def frame(world: World, dials: Mapping[str, float]) -> pd.DataFrame:
    """Clicks, a row each, by visitor, then time; `customer_id` is missing where the log does not know it."""
    seen, visit = world.of(clicks), world.of(sessions)
    willing = np.append(visit.willing, -1.0)  # a program has no session, finds this one, and never logs in
    assert NO_SESSION == -1
    return pd.DataFrame(
        {
            "click_id": row_ids(seen.visitor_id),
            "visitor_id": seen.visitor_id,
            "customer_id": recognised(world, dials, seen.visitor // len(DEVICES), willing[seen.session]),
            "at": seen.at,
            "product_id": seen.product + np.int16(1),
        }
    )
