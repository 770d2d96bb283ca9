"""The campaign tool's log."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from casekit.world.people import people
from casekit.world.touches import touches
from casekit.world.world import World, row_ids


def frame(world: World, dials: Mapping[str, float]) -> pd.DataFrame:
    """Messages sent, a row each."""
    sent, who, rules = world.of(touches), world.of(people), world.company.touches
    customer_id = who.customer_id[sent.customer]
    slot = (sent.at * rules.per_month).astype(np.int64)
    months = world.calendar.months_as_dates.astype(str)
    campaigns = [f"{month} {chr(65 + turn)}" for month in months for turn in range(rules.per_month)]
    return pd.DataFrame(
        {
            "touch_id": row_ids(customer_id),
            "customer_id": customer_id,
            "at": world.calendar.datetimes(sent.at),
            "campaign": pd.Categorical.from_codes(slot, campaigns),
            "channel": pd.Categorical.from_codes(np.array(rules.medium)[who.channel[sent.customer]], rules.media),
            "opened": sent.opened,
            "responded": sent.responded,
            "opted_out": sent.opted_out,
        }
    )
