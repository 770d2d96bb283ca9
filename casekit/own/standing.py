"""What a table says of each row's standing: in a column of states, of kinds of movement, of yes and no."""

from __future__ import annotations

from casekit.errors import CaseError, shown
from casekit.own import states
from casekit.own.column import Column
from casekit.own.roles import Roles
from casekit.own.table import Table

_MOST = 8  # states in a sentence


def standing(table: Table, roles: Roles, paid: list[str] | None) -> tuple[list[states.States], list[str]]:
    """The states of each row, by each column that has some, and what is to be said of them.

    CaseError for a column that the reader has named, and that says something else in each row.
    """
    found: list[states.States] = []
    says = []
    column = _few_states(table, roles.parts.get("status"))
    if column is not None:
        found.append(states.statuses(column, paid))
        if found[0].bought:
            says.append(f"{shown(column.name)} tells what was bought: {_listed(found[0].bought)}; paid= says otherwise")
        if found[0].unknown:
            says.append(f"nobody knows what {_listed(found[0].unknown)} means; it is taken for a purchase")
    elif roles.parts.get("status"):
        count = len(table.column(roles.parts["status"]).texts)
        raise CaseError(f"status must be a column of at most {states.MOST_STATES} states; it has {count:,}.")
    elif paid is not None:
        raise CaseError("paid needs a column of states; say status= with the one that has them.")
    kind = _few_states(table, roles.parts.get("kind"))
    if kind is not None and "credit" not in roles.parts:
        found.append(states.kinds(kind))
    for part in ("gateway", "tags"):
        column = _few_states(table, roles.parts.get(part))
        if column is not None:
            found.append(states.tests(column))
    return found + [states.flags(table.column(name), *flag) for name, flag in roles.flags.items()], says


def _few_states(table: Table, name: str | None) -> Column | None:
    column = table.column(name) if name else None
    return column if column is not None and len(column.texts) <= states.MOST_STATES else None


def _listed(texts: list[str]) -> str:
    return ", ".join(map(shown, texts[:_MOST])) + (", ..." if len(texts) > _MOST else "")
