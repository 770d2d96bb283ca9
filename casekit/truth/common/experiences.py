"""The incidents, with their course."""

from __future__ import annotations

import numpy as np
import pandas as pd

from casekit.cases import groups
from casekit.tables import CUSTOMER_ID, Column, Values, number, table
from casekit.world.common.people import people
from casekit.world.common.relation import relation
from casekit.world.engine.rows import row_ids
from casekit.world.engine.world import World


@table(
    "experiences",
    "An incident: something that went wrong for a customer",
    key="incident_id",
    columns=(
        number("incident_id"),
        CUSTOMER_ID,
        Column("at", "datetime64[ms]", "When it happened, UTC"),
        Column("severity", "category", "How bad it was"),
        Column("noticed", "bool", "Whether the customer noticed"),
        Column("complained", "bool", "Whether the customer complained"),
        Column("resolved", "bool", "Whether the complaint was put right"),
        Column("hours_to_resolve", "float64", "How long that took; missing where it was not", unit="h"),
        Column("intends_return", "bool", "Whether the customer would say, if asked, that they will buy again"),
        Column("left", "bool", "Whether the customer left over it"),
        Column("returned", "bool", "Whether the customer, having left over it, came back"),
    ),
)
def experiences(world: World) -> Values:
    """Of those who were customers when it began."""
    course = world.of(relation)
    customer_id = world.of(people).customer_id[course.customer]
    left = course.at == course.left[course.customer]
    left_again = course.at == course.left_again[course.customer]
    return {
        "incident_id": row_ids(customer_id),
        "customer_id": customer_id,
        "at": world.calendar.datetimes(course.at),
        "severity": pd.Categorical.from_codes(course.severity, world.company[groups.Incidents].severities),
        "noticed": course.noticed,
        "complained": course.complained,
        "resolved": course.resolved,
        "hours_to_resolve": np.where(course.resolved, course.hours, np.nan),
        "intends_return": course.intends_return,
        "left": left | left_again,
        "returned": left & np.isfinite(course.returned[course.customer]),
    }
