"""Whose each record in the channels' files is."""

from __future__ import annotations

import numpy as np

from casekit.tables import CUSTOMER_ID, RECORD_ID, Values, table
from casekit.world.amazon.channel_files import files
from casekit.world.common.people import people
from casekit.world.engine.world import World


@table(
    "channel_records",
    "A record in one channel's file, and the customer whose it is",
    key="record_id",
    columns=(RECORD_ID, CUSTOMER_ID),
)
def channel_records(world: World) -> Values:
    """By number of the record."""
    kept = world.of(files)
    order = np.argsort(kept.record_id)
    return {
        "record_id": kept.record_id[order],
        "customer_id": world.of(people).customer_id[kept.customer[order]],
    }
