"""The score behind each survey sent, answered or not."""

from __future__ import annotations

from casekit.tables import CUSTOMER_ID, SURVEY_ID, Column, Values, table
from casekit.world.common.opinions import opinions
from casekit.world.common.people import people
from casekit.world.engine.rows import row_ids
from casekit.world.engine.world import World


@table(
    "surveys",
    "A survey sent, answered or not",
    key="survey_id",
    columns=(
        SURVEY_ID,
        CUSTOMER_ID,
        Column("sent_at", "datetime64[ms]", "When it was sent, UTC"),
        Column("felt", "int8", "The score that the customer would give, from 0, worst, to 10, best", unit="points"),
    ),
)
def surveys(world: World) -> Values:
    """Row by row the record of the same name, with what was felt."""
    asked = world.of(opinions)
    customer_id = world.of(people).customer_id[asked.customer]
    return {
        "survey_id": lambda: row_ids(customer_id),
        "customer_id": customer_id,
        "sent_at": lambda: world.calendar.datetimes(asked.at),
        "felt": asked.felt,
    }
