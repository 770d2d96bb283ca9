"""What goes wrong, who leaves over it, and who comes back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from casekit.world.people import people
from casekit.world.satisfaction import exposure, satisfaction
from casekit.world.world import World, pick, row_ids

LEAVING_REASONS = ("dissatisfaction", "incident")
NEVER = np.inf


@dataclass(frozen=True)
class Course:
    """How each customer's relation ends, and the incidents on the way.

    Arrays of shape (customers,), positions in months, infinite where it never happens in the window: `left`,
    `returned` and `left_again`. A customer who left over an incident may return once; the second time is for good.
    The rest has one entry an incident, sorted by customer, then time.
    """

    left: np.ndarray
    left_because: np.ndarray  # int8, code in LEAVING_REASONS, -1 for nobody left
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
    """Draw the incidents of a block and decide who leaves and who returns.

    Two things make a customer leave. One is an incident, with the chance that the dial `leaving` gives. The other is
    dissatisfaction as such: a hazard by state, set so that at the dial's default both together have the published
    customer lives. (Cause-specific hazards; the earlier cause wins.)
    """
    rules, months = world.company.incidents, world.calendar.months
    customer, at = _incidents(world)

    def chance(variate: str) -> np.ndarray:
        return world.block.generator("incidents", variate).random(len(at))

    severity = pick(chance("severity"), np.array(rules.severity_shares))
    noticed = chance("noticed") < rules.noticed
    complained = noticed & (chance("complained") >= world.dials["unvoiced"])
    resolved = complained & (chance("resolved") < rules.resolved)
    hours = world.block.generator("incidents", "hours").standard_exponential(len(at)) * rules.resolution_hours
    hours = np.where(resolved, hours, NEVER)
    return_chance = np.select(
        [hours <= rules.quick_hours, resolved],
        [np.array(rules.would_return_quick)[severity], np.array(rules.would_return_resolved)[severity]],
        np.array(rules.would_return_otherwise)[severity],
    )
    intends_return = chance("intends return") < return_chance
    returns = intends_return & (chance("follows through") < rules.follow_through)
    away = world.block.generator("incidents", "away").standard_exponential(len(at)) * rules.return_months

    drifts = _dissatisfaction(world)
    breaks = noticed & (chance("leaves") < world.dials["leaving"])
    over_incident = _first(customer, at, breaks & (at < drifts[customer]), world.block.size)
    back = _first(customer, at + away, returns & (at == over_incident[customer]), world.block.size)
    back = np.where((back < drifts) & (back < months), back, NEVER)
    left = np.minimum(over_incident, drifts)
    again = _first(customer, at, breaks & (at > back[customer]), world.block.size)
    left_again = np.where(np.isfinite(back), np.minimum(again, drifts), NEVER)
    left_because = np.where(np.isfinite(left), over_incident < drifts, -1).astype(np.int8)

    happened = (at <= left[customer]) | ((at >= back[customer]) & (at <= left_again[customer]))
    columns = (customer, at, severity, noticed, complained, resolved, hours, intends_return)
    return Course(left, left_because, back, left_again, *(column[happened] for column in columns))


def _incidents(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Customer index and position of each incident, as if nobody ever left."""
    rate = np.array(world.company.incidents.per_month)[world.of(satisfaction)] * exposure(world)
    counts = world.block.generator("incidents", "count").poisson(rate)
    customer, month = np.divmod(np.repeat(np.arange(counts.size), counts.ravel()), world.calendar.months)
    share = exposure(world)[customer, month]
    at = month + 1 - share * (1 - world.block.generator("incidents", "at").random(len(month)))
    order = np.lexsort((at, customer))
    return customer[order], at[order]


def _dissatisfaction(world: World) -> np.ndarray:
    """When each customer would leave out of dissatisfaction alone: position in months, infinite if not in the window.

    An exponential clock runs at the speed of the state's hazard; the customer leaves when it has run out.
    """
    company = world.company
    published = 1 / (12 * np.array(company.satisfaction.life_years))
    default = next(dial.default for dial in company.dials if dial.name == "leaving")
    hazard = published - np.array(company.incidents.per_month) * company.incidents.noticed * default
    speed = hazard[world.of(satisfaction)]
    spent = np.cumsum(speed * exposure(world), axis=1)
    clock = world.block.generator("leaving", "clock").standard_exponential(world.block.size)
    month = (spent <= clock[:, None]).sum(axis=1)
    leaves = month < world.calendar.months
    month = np.minimum(month, world.calendar.months - 1)
    rows = np.arange(world.block.size)
    return np.where(leaves, month + 1 - (spent[rows, month] - clock) / speed[rows, month], NEVER)


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
