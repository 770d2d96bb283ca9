"""What goes wrong, who leaves over it, and who comes back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from casekit.cases.groups import Incidents
from casekit.world.people import people
from casekit.world.world import World, pick, row_ids

NEVER = np.inf
INCIDENT = "incident"


@dataclass(frozen=True)
class Trouble:
    """What goes wrong, as if nobody ever left: one entry an incident, sorted by customer, then time."""

    customer: np.ndarray  # int64, index into the block
    began: np.ndarray  # float64, position in months: when the visit began, or the order was placed
    at: np.ndarray  # float64, position in months: when it goes wrong


@dataclass(frozen=True)
class Drift:
    """When each customer would leave if nothing went wrong; arrays of shape (customers,)."""

    at: np.ndarray  # float64, position in months; infinite if not in the window
    because: np.ndarray  # int8, code in Company.drifts


def leaving_reasons(world: World) -> tuple[str, ...]:
    """What makes customers leave: the company's drifts, and incidents."""
    return (*world.company.drifts, INCIDENT)


def noticed(world: World) -> np.ndarray:
    """Whether the customer notices each incident, as if nobody ever left: bool."""
    luck = world.block.generator("incidents", "noticed").random(len(world.model("incidents").at))
    return luck < world.company.incidents.noticed


def severity(world: World) -> np.ndarray:
    """How bad each incident is, as if nobody ever left: int16, code in Incidents.severities."""
    trouble, shares = world.model("incidents"), world.company.incidents.severity_shares
    return pick(world.block.generator("incidents", "severity").random(len(trouble.at)), np.array(shares))


@dataclass(frozen=True)
class Course:
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


def service(world: World) -> Course:
    """Give the incidents of a block their course, and decide who leaves and who returns.

    Two things make a customer leave. One is an incident, with the chance that the dial `leaving` gives. The other is
    the company's drift. The earlier one wins.
    """
    rules, months = world.company.incidents, world.calendar.months
    trouble, drift, how_bad = world.model("incidents"), world.model("drift"), world.of(severity)
    customer, at = trouble.customer, trouble.at

    def chance(variate: str) -> np.ndarray:
        return world.block.generator("incidents", variate).random(len(at))

    seen = world.of(noticed)
    complained = seen & (chance("complained") >= world.dial("unvoiced"))
    resolved = complained & (chance("resolved") < rules.resolved)
    hours = world.block.generator("incidents", "hours").standard_exponential(len(at)) * rules.resolution_hours
    hours = np.where(resolved, hours, NEVER)
    intends_return = chance("intends return") < would_return(rules, how_bad, resolved, hours)
    returns = intends_return & (chance("follows through") < rules.follow_through)
    away = world.block.generator("incidents", "away").standard_exponential(len(at)) * rules.return_months

    breaks = seen & (chance("leaves") < world.dial("leaving"))
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
    return Course(left, left_because, back, left_again, *(column[happened] for column in columns))


def would_return(rules: Incidents, severity: np.ndarray, resolved: np.ndarray, hours: np.ndarray) -> np.ndarray:
    """The chance that somebody means to come back, by what has happened; all arrays of one shape."""
    quick, late, otherwise = (
        np.array(chances)[severity]
        for chances in (rules.would_return_quick, rules.would_return_resolved, rules.would_return_otherwise)
    )
    return np.select([hours <= rules.quick_hours, resolved], [quick, late], otherwise)


def _first(customer: np.ndarray, at: np.ndarray, chosen: np.ndarray, size: int) -> np.ndarray:
    """For each customer the `at` of the first chosen row, infinite where none is; rows are sorted by customer."""
    first = np.full(size, NEVER)
    who, row = np.unique(customer[chosen], return_index=True)
    first[who] = at[chosen][row]
    return first


def frame(world: World) -> pd.DataFrame:
    """The incidents, a row each, with their course."""
    course, calendar = world.of(service), world.calendar
    customer_id = world.of(people).customer_id[course.customer]
    left = course.at == course.left[course.customer]
    left_again = course.at == course.left_again[course.customer]
    return pd.DataFrame(
        {
            "incident_id": row_ids(customer_id),
            "customer_id": customer_id,
            "at": calendar.datetimes(course.at),
            "severity": pd.Categorical.from_codes(course.severity, world.company.incidents.severities),
            "noticed": course.noticed,
            "complained": course.complained,
            "resolved": course.resolved,
            "hours_to_resolve": np.where(course.resolved, course.hours, np.nan),
            "intends_return": course.intends_return,
            "left": left | left_again,
            "returned": left & np.isfinite(course.returned[course.customer]),
        }
    )
