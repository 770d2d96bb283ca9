"""Service at a contact centre: Erlang C and A, and what a contact log says of waits, handle times, repeats, resolution.

A contact log has a row a contact, with the columns contact_id, at, wait_seconds, handle_seconds, resolved and
repeat_of (contact_id of an earlier contact about the same problem, or missing); other columns do no harm. Waits and
handle times may also be durations, ids numbers or text. A contact that is repeated may come from before the log; one
that would come later than its repeat, or repeat itself, is refused, and so is 0 or text in place of a missing one.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pandas as pd

from casekit.measure import frames
from casekit.measure.given import LARGEST, number, shown, whole
from casekit.measure.ids import earlier, ids
from casekit.measure.kinds import booleans, moments, seconds
from casekit.measure.offered import Offered

MOST_AGENTS = 1_000_000  # far above any centre, and still a tenth of a second
MOST_DAYS = 36_525  # a hundred years


class ErlangC(NamedTuple):
    """How a centre does in the steady state; `mean_wait` in seconds over all callers, the others from 0 to 1."""

    wait_probability: float
    service_level: float
    mean_wait: float
    occupancy: float

    def __repr__(self) -> str:
        return (
            f"{100 * self.wait_probability:.1f} % wait, {100 * self.service_level:.1f} % within the target; "
            f"mean wait {self.mean_wait:.1f} s, agents busy {100 * self.occupancy:.1f} % of the time"
        )


class ErlangA(NamedTuple):
    """How a centre does in the steady state if callers hang up, and the centre: `load` is the work that comes in, in
    agents' worth. Shares are of all callers, from 0 to 1; waits in seconds. `mean_wait` is over all callers, until they
    are served or hang up, `mean_wait_served` over those who are served.
    """

    wait_probability: float
    abandoned: float
    mean_wait: float
    mean_wait_served: float
    occupancy: float
    load: float
    agents: int
    handle_seconds: float
    patience_seconds: float

    def service_level(self, target_seconds: float) -> float:
        """The share of all callers who are served after at most `target_seconds`; who hangs up before is not.

        Raises ValueError for a target below 0.

        >>> round(erlang_a(100, 30, 180, patience_seconds=300, agents=13).service_level(20), 3)
        0.858
        """
        target = number("target_seconds", target_seconds, 0, strictly=False)
        offered = _offered(self.load, self.agents, self.handle_seconds, self.patience_seconds)
        late = offered.served_after(target / self.patience_seconds)
        return max(1 - self.abandoned - self.wait_probability * late, 0.0)

    def __repr__(self) -> str:
        return (
            f"{100 * self.wait_probability:.1f} % wait, {100 * self.abandoned:.1f} % hang up; "
            f"mean wait {self.mean_wait:.1f} s, agents busy {100 * self.occupancy:.1f} % of the time"
        )


class Share(NamedTuple):
    """A share from 0 to 1 and its standard error."""

    share: float
    standard_error: float

    def __repr__(self) -> str:
        return f"{100 * self.share:.1f} %, standard error {100 * self.standard_error:.1f} points"


class HandleTime(NamedTuple):
    """The mean handle time and its standard error, in seconds."""

    mean: float
    standard_error: float

    def __repr__(self) -> str:
        return f"mean {self.mean:.1f} s, standard error {self.standard_error:.1f} s"


def erlang_c(
    contacts: float, period_minutes: float, handle_seconds: float, agents: int, target_seconds: float
) -> ErlangC:
    """The steady state of a queue with random arrivals, exponential handle times and patient callers (M/M/c).

    `contacts` come in a period of `period_minutes`, on average, and need not be whole; each takes `handle_seconds` of
    one of the `agents`, at most a million; the service level is the share of callers who wait at most `target_seconds`.
    Raises ValueError for what is no such centre, and if more work comes in than the agents can do, since that queue
    never settles.

    Sources: A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic
    telephone exchanges", 1917; Erlang B by its recursion in the number of agents, which neither overflows nor cancels.

    >>> erlang_c(100, 30, 180, agents=14, target_seconds=20)
    17.4 % wait, 88.8 % within the target; mean wait 7.8 s, agents busy 71.4 % of the time
    """
    contacts = number("contacts", contacts, 0, strictly=False)
    period = 60 * number("period_minutes", period_minutes, 0)
    handle = number("handle_seconds", handle_seconds, 0)
    target = number("target_seconds", target_seconds, 0, strictly=False)
    agents = whole("agents", agents, 1, MOST_AGENTS)
    load = contacts * handle / period  # in agents' worth of work, also called erlangs
    if load >= agents:
        work = f"{load:,.2f}" if load < MOST_AGENTS else f"{load:.3g}"
        raise ValueError(
            f"The queue never settles: the contacts bring work for {work} agents, and there "
            f"{'is' if agents == 1 else 'are'} {agents:,}; more agents, fewer contacts or shorter ones are needed."
        )
    blocked, _ = _erlang_b(load, agents)
    spare = agents - load
    waits = agents * blocked / (spare + load * blocked)
    within = 1 - waits * math.exp(-spare * target / handle)
    return ErlangC(waits, within, waits * handle / spare, load / agents)


def erlang_a(
    contacts: float, period_minutes: float, handle_seconds: float, patience_seconds: float, agents: int
) -> ErlangA:
    """The steady state of the queue of `erlang_c` if callers hang up when their patience ends (M/M/n+M).

    Each caller's patience is exponential with the mean `patience_seconds`, and who hangs up does not call again; the
    other arguments are those of `erlang_c`, which has the callers whose patience never ends. Such a queue settles
    however much work comes in. Raises ValueError for what is no such centre.

    Sources: C. Palm, "Research on telephone traffic carried by full availability groups", Tele, 1957; O. Garnett,
    A. Mandelbaum & M. Reiman, "Designing a call center with impatient customers", Manufacturing & Service Operations
    Management 4(3), 2002.

    >>> erlang_a(100, 30, 180, patience_seconds=300, agents=13)
    22.6 % wait, 2.5 % hang up; mean wait 7.5 s, agents busy 75.0 % of the time
    """
    contacts = number("contacts", contacts, 0, strictly=False)
    period = 60 * number("period_minutes", period_minutes, 0)
    handle = number("handle_seconds", handle_seconds, 0)
    patience = number("patience_seconds", patience_seconds, 0, high=LARGEST * min(handle, 1))
    agents = whole("agents", agents, 1, MOST_AGENTS)
    load = contacts * handle / period
    if load > LARGEST:
        raise ValueError(f"contacts must bring work for at most {LARGEST:g} agents; they bring work for {load:g}.")
    blocked, idle = _erlang_b(load, agents)
    offered = _offered(load, agents, handle, patience)
    idle *= offered.nobody_waits
    waits, at_once = blocked / (idle + blocked), idle / (idle + blocked)
    abandoned, served = waits * offered.abandoned, at_once + waits * offered.served
    served_wait = waits * offered.served_wait * patience / served
    occupancy = load * served / agents
    return ErlangA(waits, abandoned, abandoned * patience, served_wait, occupancy, load, agents, handle, patience)


def _erlang_b(load: float, agents: int) -> tuple[float, float]:
    """The chances that all agents are busy, and that one is not, if nobody could wait; neither is lost near 0."""
    blocked = idle = 1.0
    for busy in range(1, agents + 1):
        idle = busy / (busy + load * blocked)
        blocked = load * blocked / (busy + load * blocked)
    return blocked, idle


def _offered(load: float, agents: int, handle: float, patience: float) -> Offered:
    calls = patience / handle  # that an agent ends in the time of the mean patience
    return Offered(agents * calls, load * calls, (agents - load) * calls)


def first_contact_resolution(contacts: pd.DataFrame, within_days: float | None = None) -> Share:
    """Of the problems that customers brought, the share that their first contact resolved, as far as the log knows.

    A problem begins with a contact that repeats no other one. It counts as resolved at first contact if that contact
    is marked resolved *and* no contact in the log repeats it: a tick alone is the agent's opinion. With `within_days`
    only repeats within so many days count, and only problems that the log follows for so long; without, all of them,
    so that problems near the log's end look a little better than they are. The standard error is that of a share of
    independent problems. Raises ValueError for a log without such problems, or one that is not sound: an outcome or, if
    days are asked for, a moment that is missing, an id that comes twice, a repeat that is no later contact.

    >>> log = pd.DataFrame({"contact_id": [1, 2, 3, 4], "resolved": [True, True, False, True],
    ...                     "repeat_of": [None, None, None, 2]})
    >>> round(first_contact_resolution(log).share, 3)  # 1 was resolved; 2 came back; 3 was not resolved
    0.333
    """
    log = _log(contacts, "contact_id", "resolved", "repeat_of", *(["at"] if within_days is not None else []), too="at")
    resolved = booleans("resolved", log["resolved"], "contact")
    frames.known("resolved", "contact", np.isnan(resolved))
    repeats, row, at = _repeats(log)
    first, later = ~repeats, np.flatnonzero(row >= 0)
    if within_days is not None:
        days = pd.Timedelta(days=number("within_days", within_days, 0, high=MOST_DAYS)).to_numpy()
        frames.known("at", "contact", np.isnat(at))
        later = later[at[later] - at[row[later]] <= days]
        first &= at.max() - at >= days
    if not first.any():
        raise ValueError("contacts must hold at least one first contact that can be followed; none was given.")
    came_back = np.zeros(len(first), dtype=bool)
    came_back[row[later]] = True
    return _share((resolved == 1) & ~came_back, first)


def repeat_contacts(contacts: pd.DataFrame) -> Share:
    """The share of all contacts that are about a problem for which the customer had been in contact before.

    The standard error is that of a share of independent contacts. Raises ValueError for an empty log, or one that is
    not sound.

    >>> repeat_contacts(pd.DataFrame({"contact_id": [1, 2, 3, 4], "repeat_of": [None, 1, None, 1]})).share
    0.5
    """
    repeats, *_ = _repeats(_log(contacts, "contact_id", "repeat_of", too="at"))
    return _share(repeats)


def handle_time(contacts: pd.DataFrame) -> HandleTime:
    """The mean handle time; the standard error needs two contacts, and is nan for one alone.

    The column handle_seconds holds seconds or durations. Raises ValueError for an empty log, and for durations that are
    missing or negative.

    >>> handle_time(pd.DataFrame({"handle_seconds": [200, 300, 400]})).mean
    300.0
    """
    handled = _durations(contacts, "handle_seconds")
    error = handled.std(ddof=1) / math.sqrt(len(handled)) if len(handled) > 1 else math.nan
    return HandleTime(float(handled.mean()), float(error))


def service_level(contacts: pd.DataFrame, target_seconds: float) -> float:
    """The share of contacts that waited at most `target_seconds`, from 0 to 1.

    There is no standard error: callers in one queue wait together, and are no independent sample. Raises ValueError
    for an empty log, and for waits that are missing or negative.

    >>> service_level(pd.DataFrame({"wait_seconds": [0, 0, 15, 90]}), target_seconds=20)
    0.75
    """
    target = number("target_seconds", target_seconds, 0, strictly=False)
    return float((_durations(contacts, "wait_seconds") <= target).mean())


def _log(contacts: pd.DataFrame, *wanted: str, too: str = "") -> dict[str, pd.Series]:
    """The columns `wanted`, and `too` where it is there, of a log that has rows."""
    if not isinstance(contacts, pd.DataFrame):
        given = frames.no_table(contacts, type(contacts).__name__)
        raise ValueError(f"contacts must be a table, a row a contact; {given}")
    found = frames.columns(contacts, *dict.fromkeys((*wanted, too)))
    missing = [name for name in wanted if name not in found]
    if missing:
        raise ValueError(f"contacts must have the columns {', '.join(wanted)}; {', '.join(missing)} is missing.")
    if not len(contacts):
        raise ValueError("contacts must hold at least one contact; an empty log was given.")
    return found


def _repeats(log: dict[str, pd.Series]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each contact: whether it repeats another, the row of that one (-1 if not in the log), and when it was."""
    contact_id, repeat_of = ids("contact_id", log["contact_id"]), ids("repeat_of", log["repeat_of"])
    frames.known("contact_id", "contact", contact_id.missing)
    if not pd.Index(contact_id.keys).is_unique:
        raise ValueError("contact_id must be different for each contact; some come twice.")
    row = earlier(contact_id, repeat_of)
    at = moments("at", log["at"], by_the_clock=False) if "at" in log else np.full(len(row), np.datetime64("NaT", "us"))
    too_early = np.flatnonzero((row >= 0) & (at < at[row]))
    if len(too_early):
        pair = " repeats ".join(shown(contact_id.keys[one]) for one in (too_early[0], row[too_early[0]]))
        raise ValueError(f"repeat_of must be an earlier contact; {pair}, which comes later.")
    return ~repeat_of.missing, row, at


def _durations(contacts: pd.DataFrame, column: str) -> np.ndarray:
    found = seconds(column, _log(contacts, column)[column])
    frames.known(column, "contact", np.isnan(found))
    return found


def _share(is_so: np.ndarray, among: np.ndarray | None = None) -> Share:
    chosen = is_so if among is None else is_so[among]
    share = float(chosen.mean())
    return Share(share, math.sqrt(share * (1 - share) / len(chosen)))
