"""The customer files of the service desk's channels."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from casekit.cases import groups
from casekit.records.amazon.channel_fields import written
from casekit.tables import RECORD_ID, Column, Values, table
from casekit.world.amazon.channel_files import files
from casekit.world.engine.world import World


@table(
    "channel_records",
    "A record of a customer in one channel's file; a customer may have several",
    key="record_id",
    columns=(
        RECORD_ID,
        Column("channel", "category", "The channel whose file it is in; ivr is the telephone menu"),
        Column("written_at", "datetime64[ms]", "When it was written, UTC"),
        Column("name", "str", "First and last name, as written down"),
        Column("birth_date", "str", "Year, month and day of birth, as written down"),
        Column("address", "str", "House number and street, as written down"),
        Column("city", "str", "City, as written down"),
        Column("email", "str", "E-mail address, as written down, at a domain that is reserved for examples"),
        Column("phone", "str", "Telephone number, as written down, from the range kept free for fiction"),
    ),
)
def channel_records(world: World) -> Values:
    """By number, which says nothing of the customer. Typos and gaps are where the dials put them."""
    kept, rules = world.of(files), world.company[groups.ChannelFiles]
    order = np.argsort(kept.record_id)

    def field(name: str) -> pd.Series:
        return written(world, name).iloc[order].reset_index(drop=True)

    return {
        "record_id": kept.record_id[order],
        "channel": pd.Categorical.from_codes(kept.channel[order], world.company[groups.Contacts].channels),
        "written_at": world.calendar.datetimes(kept.at[order]),
        **{name: partial(field, name) for name in rules.fields},
    }
