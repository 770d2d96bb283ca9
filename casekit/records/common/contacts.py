"""The service desk's log."""

from __future__ import annotations

import pandas as pd

from casekit.cases import groups
from casekit.tables import CUSTOMER_ID, Column, Values, number, table
from casekit.world.common.contacts import COMPLAINT
from casekit.world.common.contacts import contacts as conversations
from casekit.world.common.people import people
from casekit.world.engine.rows import row_ids
from casekit.world.engine.world import World


@table(
    "contacts",
    "A contact with the service desk",
    key="contact_id",
    columns=(
        number("contact_id"),
        CUSTOMER_ID,
        Column("at", "datetime64[ms]", "When it began, UTC"),
        Column("channel", "category", "How the customer got in touch; ivr is the telephone menu"),
        Column("reason", "category", "What it was about, as the agent noted it"),
        Column("wait_seconds", "int32", "How long the customer waited for an answer", unit="s"),
        Column("handle_seconds", "int32", "How long the agent worked on it", unit="s"),
        Column("agent_id", "int16", "Number of the agent"),
        Column("resolved", "bool", "Whether the agent noted it as resolved"),
        Column(
            "repeat_of", "Int64", "The earlier contact about the same thing, if there was one", points_to="contact_id"
        ),
    ),
)
def contacts(world: World) -> Values:
    """Whatever came to the desk, complaints among the rest."""
    talk, rules = world.of(conversations), world.company[groups.Contacts]
    customer_id = world.of(people).customer_id[talk.customer]
    contact_id = row_ids(customer_id)
    repeat_of = pd.Series(contact_id[talk.repeat_of] if len(contact_id) else contact_id, dtype="Int64")
    return {
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
