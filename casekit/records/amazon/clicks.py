"""The web server's log of product pages."""

from __future__ import annotations

import numpy as np

from casekit.records.amazon.customers import MAYBE_CUSTOMER_ID, recognised
from casekit.tables import AT, PRODUCT_ID, VISITOR_ID, Values, number, table
from casekit.world.amazon.clicks import NO_SESSION
from casekit.world.amazon.clicks import clicks as pages
from casekit.world.amazon.sessions import sessions
from casekit.world.amazon.visitor_ids import DEVICES
from casekit.world.engine.rows import row_ids
from casekit.world.engine.world import World


@table(
    "clicks",
    "A product page that was looked at",
    key="click_id",
    columns=(number("click_id", "visitor_id"), VISITOR_ID, MAYBE_CUSTOMER_ID, AT, PRODUCT_ID),
)
def clicks(world: World) -> Values:
    """By visitor, then time."""
    seen, visit = world.of(pages), world.of(sessions)
    willing = np.append(visit.willing, -1.0)  # a program has no session, finds this one, and never logs in
    assert NO_SESSION == -1
    return {
        "click_id": row_ids(seen.visitor_id),
        "visitor_id": seen.visitor_id,
        "customer_id": recognised(world, seen.visitor // len(DEVICES), willing[seen.session]),
        "at": seen.at,
        "product_id": seen.product + np.int16(1),
    }
