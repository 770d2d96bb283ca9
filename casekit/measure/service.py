"""Service at a contact centre: Erlang C, and what a contact log says of waits, handle times, repeats and resolution.

A contact log has a row a contact, with the columns contact_id, at, wait_seconds, handle_seconds, resolved and
repeat_of (contact_id of an earlier contact about the same problem, or missing); other columns do no harm.
"""

from __future__ import annotations

import math
import numbers
from typing import NamedTuple

import numpy as np
import pandas as pd


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
    one of the `agents`; the service level is the share of callers who wait at most `target_seconds`. Raises ValueError
    for what is no such centre, and if more work comes in than the agents can do, since that queue never settles.

    Sources: A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic
    telephone exchanges", 1917; Erlang B by its recursion in the number of agents, which neither overflows nor cancels.

    >>> erlang_c(100, 30, 180, agents=14, target_seconds=20)
    17.4 % wait, 88.8 % within the target; mean wait 7.8 s, agents busy 71.4 % of the time
    """
    contacts = _number("contacts", contacts, 0, strictly=False)
    period = 60 * _number("period_minutes", period_minutes, 0)
    handle = _number("handle_seconds", handle_seconds, 0)
    target = _number("target_seconds", target_seconds, 0, strictly=False)
    if not isinstance(agents, numbers.Integral) or isinstance(agents, bool) or agents < 1:
        raise ValueError(f"agents must be a whole number from 1; {agents!r} was given.")
    load = contacts * handle / period  # in agents' worth of work, also called erlangs
    if load >= agents:
        raise ValueError(
            f"The queue never settles: the contacts bring work for {load:,.2f} agents, and there "
            f"{'is' if agents == 1 else 'are'} {agents:,}; more agents, fewer contacts or shorter ones are needed."
        )
    blocked = 1.0  # Erlang B: the chance that all are busy if nobody could wait
    for busy in range(1, int(agents) + 1):
        blocked = load * blocked / (busy + load * blocked)
    spare = agents - load
    waits = agents * blocked / (spare + load * blocked)
    within = 1 - waits * math.exp(-spare * target / handle)
    return ErlangC(waits, within, waits * handle / spare, load / agents)


def first_contact_resolution(contacts: pd.DataFrame, within_days: float | None = None) -> Share:
    """Of the problems that customers brought, the share that their first contact resolved, as far as the log knows.

    A problem begins with a contact that repeats no other one. It counts as resolved at first contact if that contact
    is marked resolved *and* no contact in the log repeats it: a tick alone is the agent's opinion. With `within_days`
    only repeats within so many days count, and only problems that the log follows for so long; without, all of them,
    so that problems near the log's end look a little better than they are. The standard error is that of a share of
    independent problems. Raises ValueError for a log without such problems, or one that is not sound.

    >>> log = pd.DataFrame({"contact_id": [1, 2, 3, 4], "resolved": [True, True, False, True],
    ...                     "repeat_of": [None, None, None, 2]})
    >>> round(first_contact_resolution(log).share, 3)  # 1 was resolved; 2 came back; 3 was not resolved
    0.333
    """
    log = _log(contacts, "contact_id", "resolved", "repeat_of", *(["at"] if within_days is not None else []))
    first = log[log.repeat_of.isna()]
    repeats = log[log.repeat_of.notna()]
    if within_days is not None:
        days = pd.Timedelta(days=_number("within_days", within_days, 0))
        began = log.set_index("contact_id")["at"].reindex(repeats.repeat_of.astype(log.contact_id.dtype))
        repeats = repeats[repeats["at"].to_numpy() - began.to_numpy() <= days]
        first = first[first["at"] <= log["at"].max() - days]
    if first.empty:
        raise ValueError("contacts must hold at least one first contact that can be followed; none was given.")
    return _share(first.resolved.astype(bool) & ~first.contact_id.isin(repeats.repeat_of))


def repeat_contacts(contacts: pd.DataFrame) -> Share:
    """The share of all contacts that are about a problem for which the customer had been in contact before.

    The standard error is that of a share of independent contacts. Raises ValueError for an empty log.

    >>> repeat_contacts(pd.DataFrame({"contact_id": [1, 2, 3, 4], "repeat_of": [None, 1, None, 1]})).share
    0.5
    """
    return _share(_log(contacts, "contact_id", "repeat_of").repeat_of.notna())


def handle_time(contacts: pd.DataFrame) -> HandleTime:
    """The mean handle time; the standard error needs two contacts, and is nan for one alone.

    Raises ValueError for an empty log, and for durations that are missing or negative.

    >>> handle_time(pd.DataFrame({"handle_seconds": [200, 300, 400]})).mean
    300.0
    """
    seconds = _durations(contacts, "handle_seconds")
    error = seconds.std(ddof=1) / math.sqrt(len(seconds)) if len(seconds) > 1 else math.nan
    return HandleTime(float(seconds.mean()), float(error))


def service_level(contacts: pd.DataFrame, target_seconds: float) -> float:
    """The share of contacts that waited at most `target_seconds`, from 0 to 1.

    There is no standard error: callers in one queue wait together, and are no independent sample. Raises ValueError
    for an empty log, and for waits that are missing or negative.

    >>> service_level(pd.DataFrame({"wait_seconds": [0, 0, 15, 90]}), target_seconds=20)
    0.75
    """
    target = _number("target_seconds", target_seconds, 0, strictly=False)
    return float((_durations(contacts, "wait_seconds") <= target).mean())


def _number(name: str, value: object, low: float, strictly: bool = True) -> float:
    if isinstance(value, numbers.Real) and not isinstance(value, bool) and math.isfinite(value):
        number = float(value)
        if number > low or (number == low and not strictly):
            return number
    allowed = f"a number above {low}" if strictly else f"a number from {low}"
    raise ValueError(f"{name} must be {allowed}; {value!r} was given.")


def _log(contacts: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """These columns of a log that is sound in them."""
    if not isinstance(contacts, pd.DataFrame):
        raise ValueError(f"contacts must be a table, a row a contact; {type(contacts).__name__} was given.")
    missing = [column for column in columns if column not in contacts]
    if missing:
        raise ValueError(f"contacts must have the columns {', '.join(columns)}; {', '.join(missing)} is missing.")
    if contacts.empty:
        raise ValueError("contacts must hold at least one contact; an empty log was given.")
    for column in columns:
        if column != "repeat_of" and contacts[column].isna().any():
            raise ValueError(f"{column} must be known for each contact; {contacts[column].isna().sum():,} are missing.")
    if "contact_id" in columns and not contacts.contact_id.is_unique:
        raise ValueError("contact_id must be different for each contact; some come twice.")
    return contacts[list(columns)]


def _durations(contacts: pd.DataFrame, column: str) -> np.ndarray:
    seconds = _log(contacts, column)[column].to_numpy(dtype=np.float64)
    if seconds.min() < 0 or not np.isfinite(seconds).all():
        wrong = seconds[(seconds < 0) | ~np.isfinite(seconds)][0]
        raise ValueError(f"{column} must be zero or more; {wrong:g} was given.")
    return seconds


def _share(is_so: pd.Series) -> Share:
    share = float(is_so.mean())
    return Share(share, math.sqrt(share * (1 - share) / len(is_so)))
