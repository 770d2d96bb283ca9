"""The campaign tool's log."""

from __future__ import annotations

import numpy as np
import pandas as pd

from casekit.cases import groups
from casekit.tables import CUSTOMER_ID, Column, Values, number, table
from casekit.world.common.people import people
from casekit.world.common.touches import touches as messages
from casekit.world.engine.rows import row_ids
from casekit.world.engine.world import World


@table(
    "touches",
    "A message sent to a customer",
    key="touch_id",
    columns=(
        number("touch_id"),
        CUSTOMER_ID,
        Column("at", "datetime64[ms]", "When it was sent, UTC"),
        Column("campaign", "category", "The campaign: its month and a letter"),
        Column("channel", "category", "How it was sent"),
        Column("opened", "bool", "Whether it was opened"),
        Column("responded", "bool", "Whether the customer used its offer"),
        Column("opted_out", "bool", "Whether it made the customer opt out of all further messages"),
    ),
)
def touches(world: World) -> Values:
    """A customer's messages end when they leave, or opt out."""
    sent, who, rules = world.of(messages), world.of(people), world.company[groups.Touches]
    customer_id = who.customer_id[sent.customer]
    slot = (sent.at * rules.per_month).astype(np.int64)
    months = world.calendar.months_as_dates.astype(str)
    campaigns = [f"{month} {chr(65 + turn)}" for month in months for turn in range(rules.per_month)]
    return {
        "touch_id": row_ids(customer_id),
        "customer_id": customer_id,
        "at": world.calendar.datetimes(sent.at),
        "campaign": pd.Categorical.from_codes(slot, campaigns),
        "channel": pd.Categorical.from_codes(np.array(rules.medium)[who.channel[sent.customer]], rules.media),
        "opened": sent.opened,
        "responded": sent.responded,
        "opted_out": sent.opted_out,
    }
