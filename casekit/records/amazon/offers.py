"""The voucher that a lot gave to some of the customers: what all of them ordered in the weeks after."""

from __future__ import annotations

import numpy as np

from casekit.tables import CUSTOMER_ID, Column, Values, number, table
from casekit.world.amazon.offers import offers as drawn
from casekit.world.common.people import people
from casekit.world.engine.rows import row_ids
from casekit.world.engine.world import World


@table(
    "offers",
    "A customer among whom the lot was drawn, once, for a voucher",
    key="offer_id",
    columns=(
        number("offer_id"),
        CUSTOMER_ID,
        Column("drawn_at", "datetime64[ms]", "When the lot was drawn, UTC: the end of the window"),
        Column("offered", "bool", "Whether the lot had a voucher sent to the customer"),
        Column("orders", "int64", "Orders in the thirteen weeks after"),
        Column("spent", "float64", "What these orders came to, before the voucher", unit="USD"),
        Column("profit", "float64", "The margin of these orders, less what the voucher took off", unit="USD"),
    ),
)
def offers(world: World) -> Values:
    """All customers on file take part, those who have left among them: the company cannot tell."""
    lot, customer_id = world.of(drawn), world.of(people).customer_id
    found, last = lot.seen, np.nextafter(float(world.calendar.months), 0)
    return {
        "offer_id": row_ids(customer_id),
        "customer_id": customer_id,
        "drawn_at": world.calendar.datetimes(np.full(len(customer_id), last)),
        "offered": lot.offered,
        "orders": found.orders,
        "spent": found.cents / 100,
        "profit": found.profit / 100,
    }
