"""What is filed under the records of the channels: orders and contacts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from casekit.cases import groups
from casekit.tables import AT, RECORD_ID, Column, Values, number, table
from casekit.world.amazon.channel_files import files
from casekit.world.amazon.purchases import orders
from casekit.world.common.contacts import contacts
from casekit.world.engine.rows import row_ids
from casekit.world.engine.world import World

KINDS = ("order", "contact")


@table(
    "channel_events",
    "An order or a contact, filed under a record of its customer",
    key="event_id",
    columns=(
        number("event_id", "record_id"),
        RECORD_ID,
        AT,
        Column("kind", "category", "An order, or a contact with the service desk"),
        Column("channel", "category", "How it came in: a way of ordering, or a channel of the service desk"),
        Column("amount", "float64", "What the customer paid; missing for a contact", unit="USD"),
    ),
)
def channel_events(world: World) -> Values:
    """By record, then time."""
    kept, bought, talk = world.of(files), world.of(orders), world.of(contacts)
    ways, desk = world.company[groups.Membership].channels, world.company[groups.Contacts].channels
    record_id = kept.record_id[np.concatenate((kept.of_order, kept.of_contact))]
    at = world.calendar.datetimes(np.concatenate((bought.at, talk.at)))
    kind = np.repeat(np.arange(len(KINDS), dtype=np.int8), (len(bought.at), len(talk.at)))
    order = np.lexsort((at, record_id))
    record_id, kind = record_id[order], kind[order]
    return {
        "event_id": row_ids(record_id),
        "record_id": record_id,
        "at": at[order],
        "kind": pd.Categorical.from_codes(kind, KINDS),
        "channel": pd.Categorical.from_codes(
            np.concatenate((bought.channel, talk.channel + len(ways)))[order], (*ways, *desk)
        ),
        "amount": np.concatenate((bought.cents / 100, np.full(len(talk.at), np.nan)))[order],
    }
