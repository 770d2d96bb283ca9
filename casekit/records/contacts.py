"""The service desk's log."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from casekit.world.contacts import COMPLAINT, contacts
from casekit.world.people import people
from casekit.world.world import World, row_ids


def frame(world: World, dials: Mapping[str, float]) -> pd.DataFrame:
    """Contacts, a row each; `repeat_of` is the contact_id of an earlier contact about the same thing, or missing."""
    talk, rules = world.of(contacts), world.company.contacts
    customer_id = world.of(people).customer_id[talk.customer]
    contact_id = row_ids(customer_id)
    repeat_of = pd.Series(contact_id[talk.repeat_of] if len(contact_id) else contact_id, dtype="Int64")
    return pd.DataFrame(
        {
            "contact_id": contact_id,
            "customer_id": customer_id,
            "at": world.calendar.datetimes(talk.at),
            "channel": pd.Categorical.from_codes(talk.channel, rules.channels),
            "reason": pd.Categorical.from_codes(talk.reason, (*rules.reasons, COMPLAINT)),
            "wait_seconds": talk.wait_seconds,
            "handle_seconds": talk.handle_seconds,
            "agent_id": talk.agent,
            "resolved": talk.resolved,
            "repeat_of": repeat_of.mask(talk.repeat_of < 0),
        }
    )
