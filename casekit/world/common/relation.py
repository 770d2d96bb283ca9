"""What goes wrong, who leaves over it, and who comes back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from casekit.cases import groups
from casekit.world.engine.draw import pick
from casekit.world.engine.models import NEVER
from casekit.world.engine.world import World
from casekit.world.theory.intention import would_return

INCIDENT = "incident"


def leaving_reasons(world: World) -> tuple[str, ...]:
    """What makes customers leave: the company's drifts, and incidents."""
    return (*world.company.drifts, INCIDENT)


def noticed(world: World) -> np.ndarray:
    """Whether the customer notices each incident, as if nobody ever left: bool."""
    luck = world.block.generator("incidents", "noticed").random(len(world.of(world.models.incidents).at))
    return luck < world.company[groups.Incidents].noticed


def severity(world: World) -> np.ndarray:
    """How bad each incident is, as if nobody ever left: int16, code in Incidents.severities."""
    trouble, shares = world.of(world.models.incidents), world.company[groups.Incidents].severity_shares
    return pick(world.block.generator("incidents", "severity").random(len(trouble.at)), np.array(shares))


@dataclass(frozen=True)
class Relation:
    """How each customer's relation ends, and the incidents on the way.

    Arrays of shape (customers,), positions in months, infinite where it never happens in the window: `left`,
    `returned` and `left_again`. A customer who left over an incident may return once; the second time is for good.
    The rest has one entry an incident, sorted by customer, then time.
    """

    left: np.ndarray
    left_because: np.ndarray  # int8, code in `leaving_reasons`, -1 for nobody left
    returned: np.ndarray
    left_again: np.ndarray
    customer: np.ndarray  # int64, index into the block
    at: np.ndarray
    severity: np.ndarray  # int16, code in Incidents.severities
    noticed: np.ndarray
    complained: np.ndarray
    resolved: np.ndarray
    hours: np.ndarray  # until resolved; infinite where not resolved
    intends_return: np.ndarray  # what the customer would say if asked

    @property
    def gone(self) -> np.ndarray:
        """When a customer has left for good: position in months, infinite for those who stay."""
        return np.where(np.isfinite(self.returned), self.left_again, self.left)

    def present(self, customer: np.ndarray, at: np.ndarray) -> np.ndarray:
        """Whether these customers (indexes) are customers at these positions; joining is not looked at."""
        before = at < self.left[customer]
        return before | ((at >= self.returned[customer]) & (at < self.left_again[customer]))


def relation(world: World) -> Relation:
    """Give the incidents of a block their course, and decide who leaves and who returns.

    Two things make a customer leave. One is an incident, with the chance that the dial `leaving` gives. The other is
    the company's drift. The earlier one wins.
    """
    rules, months = world.company[groups.Incidents], world.calendar.months
    trouble, drift, how_bad = world.of(world.models.incidents), world.of(world.models.drift), world.of(severity)
    customer, at = trouble.customer, trouble.at

    def chance(variate: str) -> np.ndarray:
        return world.block.generator("incidents", variate).random(len(at))

    seen = world.of(noticed)
    complained = seen & (chance("complained") >= world.dials["unvoiced"])
    resolved = complained & (chance("resolved") < rules.resolved)
    hours = world.block.generator("incidents", "hours").standard_exponential(len(at)) * rules.resolution_hours
    hours = np.where(resolved, hours, NEVER)
    intends_return = chance("intends return") < would_return(rules, how_bad, resolved, hours)
    returns = intends_return & (chance("follows through") < rules.follow_through)
    away = world.block.generator("incidents", "away").standard_exponential(len(at)) * rules.return_months

    breaks = seen & (chance("leaves") < world.dials["leaving"])
    over_incident = _first(customer, at, breaks & (at < drift.at[customer]), world.block.size)
    back = _first(customer, at + away, returns & (at == over_incident[customer]), world.block.size)
    back = np.where((back < drift.at) & (back < months), back, NEVER)
    left = np.minimum(over_incident, drift.at)
    again = _first(customer, at, breaks & (at > back[customer]), world.block.size)
    left_again = np.where(np.isfinite(back), np.minimum(again, drift.at), NEVER)
    because = np.where(over_incident < drift.at, len(world.company.drifts), drift.because)
    left_because = np.where(np.isfinite(left), because, -1).astype(np.int8)

    began = trouble.began  # what was ordered in time may still go wrong when the customer has left
    happened = (began <= left[customer]) | ((began >= back[customer]) & (began <= left_again[customer]))
    columns = (customer, at, how_bad, seen, complained, resolved, hours, intends_return)
    return Relation(left, left_because, back, left_again, *(column[happened] for column in columns))


def _first(customer: np.ndarray, at: np.ndarray, chosen: np.ndarray, size: int) -> np.ndarray:
    """For each customer the `at` of the first chosen row, infinite where none is; rows are sorted by customer."""
    first = np.full(size, NEVER)
    who, row = np.unique(customer[chosen], return_index=True)
    first[who] = at[chosen][row]
    return first
