"""The randomised invitation to the owner group: the riders among whom the lot was drawn, in both arms."""

from __future__ import annotations

import numpy as np

from casekit.tables import CUSTOMER_ID, Column, Values, number, table
from casekit.world.common.people import people
from casekit.world.engine.rows import row_ids
from casekit.world.engine.world import World
from casekit.world.harley.owners import drawn_at, owners


@table(
    "invitations",
    "A customer among whom the lot was drawn, once, for an invitation to the owner group",
    key="invitation_id",
    columns=(
        number("invitation_id"),
        CUSTOMER_ID,
        Column("drawn_at", "datetime64[ms]", "When the lot was drawn, UTC"),
        Column("invited", "bool", "Whether the lot had the customer invited"),
        Column("joined", "bool", "Whether the customer has joined the owner group since"),
    ),
)
def invitations(world: World) -> Values:
    """Riders who were members before have no part in it."""
    group = world.of(owners)
    customer_id = world.of(people).customer_id[group.drawn]
    return {
        "invitation_id": row_ids(customer_id),
        "customer_id": customer_id,
        "drawn_at": world.calendar.datetimes(np.full(len(customer_id), float(drawn_at(world)))),
        "invited": group.invited[group.drawn],
        "joined": group.member[group.drawn],
    }
