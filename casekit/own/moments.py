"""The column of dates, with the time of day and the time zone where they stand in columns of their own."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from casekit.errors import shown
from casekit.own import notations
from casekit.own.clock import zone_of
from casekit.own.column import Column, np_mask
from casekit.own.dates import Dates, dates
from casekit.own.roles import Roles
from casekit.own.table import Table

_SOME = 1_000  # texts


def moments(table: Table, roles: Roles, asked: str | None, zone: str | None) -> Dates:
    """When each row was bought; `asked` and `zone` are the reader's words for the notation and the time zone."""
    column, names = table.column(roles.at), [roles.at]
    if "time" in roles.parts and _needs(column, time := table.column(roles.parts["time"])):
        column, names = _side_by_side(column, time), [*names, time.name]
    if "zone" in roles.parts:
        zones = table.column(roles.parts["zone"])
        texts = zones.texts.slice(0, _SOME).to_pylist()
        if zone_of(texts):
            zone = zone or zone_of(texts)
            names.append(zones.name)
        elif all(map(notations.is_offset, texts)):
            column = _side_by_side(column, zones)
            names.append(zones.name)
    found = dates(column, asked, zone, in_utc=bool(re.search(r"(?i)\b(utc|gmt)\b", roles.at.replace("_", " "))))
    found.says.insert(0, f"at is {' with '.join(map(shown, names))}, {found.clock.says}")
    return found


def _needs(column: Column, time: Column) -> bool:
    """Whether the dates have no time of day, and the other column has nothing else."""
    apart = notations.taken_apart(column.texts.slice(0, _SOME))
    some = time.texts.filter(pc.not_equal(time.texts, "")).slice(0, _SOME)
    times = np_mask(pc.match_substring_regex(some, r"^\d{1,2}[:.h]\d{2}"))
    return bool(len(times) and times.all() and not apart.has_time.any())


def _side_by_side(column: Column, other: Column) -> Column:
    """The two texts of each row as one."""
    texts = (one.texts.take(pa.array(one.codes)) for one in (column, other))
    return Column.of(column.name, pa.chunked_array([pc.binary_join_element_wise(*texts, " ")]))
