"""What the pictures and the exercises compute: the centre's ten days under some rules, as logged and as they were."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from casekit.case import Case
from casekit.cases import groups
from casekit.cases.amazon import AMAZON
from casekit.errors import CaseError, shown, whole_number
from casekit.lessons.opening import takes
from casekit.measure.service import ErlangA, erlang_a, erlang_c
from casekit.memo import memo
from casekit.world.engine.calendar import END
from casekit.world.engine.streams import Block
from casekit.world.systems.centre import CallCentre, Days, contact_log, truth

RULES = AMAZON[groups.Centre]
TARGET = RULES.target_seconds
TIGHTER = TARGET - 60  # what the manager would like next
SHORTEST, LONGEST = TIGHTER, RULES.limit_seconds  # handle-time targets in seconds; the longest is that of today
AGENT_HOURS = RULES.agents * RULES.days * len(RULES.hours)
HALF_HOUR, SECONDS = 30, 3_600  # minutes; of an hour
LONG_WAIT = 60  # seconds
LEAST = 60  # seconds: whoever gives a target below it means minutes
FOLLOWED = 5  # calls of one customer
COLUMNS = {"contact_id", "at", "wait_seconds", "handle_seconds", "repeat_of"}  # of a contact log, to add it up
# So many standard errors to either side make a 95 % interval of a mean over the days (Student's t).
REACH = float(stdtrit(RULES.days - 1, 0.975))


class TenDays(NamedTuple):
    """The centre's contact log, and what is true of each call in it."""

    log: pd.DataFrame
    truth: pd.DataFrame


class Outcome:
    """The ten days in a few numbers; times in seconds. Where the queue never settles, hours after closing count."""

    def __init__(self, days: Days) -> None:
        first, worked = days.attempt == 0, days.agent_hours * (1 if days.settles else days.load)
        self.load = days.load
        self.calls_a_day = len(days.day) / days.days
        self.abandoned = float(1 - days.answered.mean())  # share of the calls
        self.handled = float(days.answered.sum()) / worked  # calls in an agent hour
        self.solved = float(days.solved.sum()) / worked  # problems in an agent hour
        self.new = float(first.sum()) / days.agent_hours  # first calls that come in an agent hour
        self.handle = float(days.handle[days.answered].mean())
        self.handle_of_all = float(days.handle.mean())  # with what the calls of those who hang up would have taken
        self.waits = _by_day(days, days.wait)  # mean wait of each day; missing where the queue never settles
        self.wait = float(days.wait.mean()) if days.settles else math.nan
        self.margin = margin(self.waits)
        self.late = float((days.wait > LONG_WAIT).mean()) if days.settles else math.nan  # share who wait so long
        self.late_margin = margin(_by_day(days, days.wait > LONG_WAIT))
        a_day = worked / days.days
        self.handled_by_day = np.bincount(days.day[days.answered], minlength=days.days) / a_day  # in an agent hour
        self.solved_by_day = np.bincount(days.day[days.solved], minlength=days.days) / a_day


class Gap(NamedTuple):
    """How far a mean over the days lies above another, over the same days, and its margin of error."""

    mean: float
    margin: float

    @property
    def is_clear(self) -> bool:
        """Whether it is more than chance."""
        return abs(self.mean) > self.margin


@takes(AMAZON)
def centre(case: Case, target: int | None = None) -> TenDays:
    """The telephone centre's last ten days of the year, with or without a handle-time target in seconds.

    CaseError for a target of less than a minute or more than ten.
    """
    seconds = LONGEST if target is None else whole_number("target", target, LEAST, LONGEST, because="in seconds")
    days = run(case, seconds)
    return TenDays(contact_log(days, RULES, END), truth(days))


def by_day(log: pd.DataFrame) -> pd.DataFrame:
    """What a contact log says of each day: calls, first calls, the seconds spent on calls, and the mean wait.

    CaseError for what is no contact log.
    """
    if not isinstance(log, pd.DataFrame) or not COLUMNS.issubset(log.columns):
        given = "a table without its columns" if isinstance(log, pd.DataFrame) else shown(log)
        raise CaseError(f"by_day needs a contact log, such as without.log; {given} was given.")
    calls = log.assign(day=log["at"].dt.normalize(), first_calls=log.repeat_of.isna())
    return calls.groupby("day").agg(
        calls=("contact_id", "size"), first_calls=("first_calls", "sum"), handle_seconds=("handle_seconds", "sum"),
        mean_wait=("wait_seconds", "mean"),
    )  # fmt: skip


@memo(keep=2)
def callers(case: Case, /, even: bool = False) -> CallCentre:
    """The customers of the centre, the same whatever the rules; `even` for a day without busy hours."""
    return CallCentre(case.company.assumptions, Block(case.seed, case.company.name, 0, 1), even=even)


@memo()
def run(case: Case, /, target: int = LONGEST, even: bool = False, **rules: Any) -> Days:
    """The ten days under a target, and under other rules: see CallCentre.run."""
    return callers(case, even=even).run(target=target, **rules)


@memo(keep=500)
def outcome(case: Case, /, target: int = LONGEST, **rules: Any) -> Outcome:
    """What comes of a target, and of other rules."""
    return Outcome(run(case, target, **rules))


def outcomes(case: Case, targets: list[int], **rules: Any) -> pd.DataFrame:
    """What comes of each of these targets, a row each."""
    return pd.DataFrame([vars(outcome(case, target, **rules)) for target in targets], targets)


def gap(case: Case, target: int, of: str = "waits", **rules: Any) -> Gap:
    """How much longer callers wait with this target than without one; missing where the queue never settles.

    `of` names what else an Outcome has of each day.
    """
    more = getattr(outcome(case, target, **rules), of) - getattr(outcome(case, LONGEST, **rules), of)
    return Gap(float(more.mean()), margin(more))


def for_each_first(case: Case, target: int | None) -> float:
    """Seconds of the agents' time for each first call of a day, as a mean over the days: what the log alone shows."""
    days = by_day(centre(case, target).log)
    return float((days.handle_seconds / days.first_calls).mean())


def for_each_solved(case: Case, target: int | None) -> float:
    """Seconds of the agents' time for each problem that is solved: of all calls, also of those that solve nothing."""
    log, known = centre(case, target)
    return float(log.handle_seconds.sum() / known.solved.sum())


def margin(days: np.ndarray) -> float:
    """The margin of error of a mean over the days, each of which counts as one: callers in one line wait together."""
    return REACH * float(days.std(ddof=1)) / math.sqrt(len(days))


def _by_day(days: Days, values: np.ndarray) -> np.ndarray:
    """The mean of each day's calls; missing where the queue never settles."""
    if not days.settles:
        return np.full(days.days, math.nan)
    return np.bincount(days.day, values, days.days) / np.bincount(days.day, minlength=days.days)


@memo(keep=500)
def shortened(case: Case, /, target: int, **rules: Any) -> float:
    """The mean handle time that a planner expects, in seconds: that of today's calls, none longer than the target."""
    return float(np.minimum(run(case, LONGEST, **rules).handle, target).mean())


def planned_wait(case: Case, target: int, **rules: Any) -> float:
    """The mean wait that a planner expects, by Erlang C: as many calls as without a target, none longer than it."""
    return formula(outcome(case, LONGEST, **rules).calls_a_day, shortened(case, target, **rules))


def planned_late(case: Case, target: int) -> float:
    """The share of callers who wait longer than a minute, by the same plan."""
    in_half_hour = outcome(case).calls_a_day / (2 * len(RULES.hours))
    return 1 - erlang_c(in_half_hour, HALF_HOUR, shortened(case, target), RULES.agents, LONG_WAIT).service_level


def planned_work(case: Case, target: int, **rules: Any) -> float:
    """How many agents the planner expects to be busy, on average over the day."""
    a_day = outcome(case, LONGEST, **rules).calls_a_day * shortened(case, target, **rules)
    return a_day / (SECONDS * len(RULES.hours))


def work_by_hour(days: Days) -> tuple[np.ndarray, np.ndarray]:
    """The work of each hour, in agents: of first calls, and of those that come back."""
    hours = days.open_seconds // SECONDS
    busy = [
        np.bincount(days.second[which] // SECONDS, days.handle[which], hours) / (SECONDS * days.days)
        for which in (days.attempt == 0, days.attempt > 0)
    ]
    return busy[0], busy[1]


@memo(keep=500)
def busy_hours(case: Case, /, target: int, **rules: Any) -> tuple[np.ndarray, np.ndarray]:
    """The same under a target, and under other rules: kept, as the days themselves are soon let go."""
    return work_by_hour(run(case, target, **rules))


def formula(calls_a_day: float, handle: float, agents: int = RULES.agents) -> float:
    """The mean wait by Erlang C, if the calls come evenly; missing where the queue never settles."""
    in_half_hour = calls_a_day / (2 * len(RULES.hours))
    if in_half_hour * handle >= 60 * HALF_HOUR * agents:
        return math.nan
    return erlang_c(in_half_hour, HALF_HOUR, handle, agents, RULES.service_seconds).mean_wait


def impatient(found: Outcome, patience: int, agents: int) -> ErlangA:
    """Erlang A for the calls that came, those that come again among them."""
    in_half_hour = found.calls_a_day / (2 * len(RULES.hours))
    return erlang_a(in_half_hour, HALF_HOUR, found.handle_of_all, patience, agents)


class Followed(NamedTuple):
    """One customer with one problem, and the first calls about it."""

    customer_id: int
    needed: int  # seconds that the problem needs
    calls: pd.DataFrame  # at, wait_seconds, handle_seconds, resolved (the tick) and solved


@memo(keep=1)
def followed(case: Case) -> Followed:
    """A customer under the target whose first five calls are all in the log: with the least help and the most ticks.

    The problem needs more time than the target gives, and no more than today's limit: it is the target that cuts it.
    """
    days = run(case, TARGET)
    log, known = contact_log(days, RULES, END), truth(days)
    calls = pd.concat([log, known[["needed_seconds", "solved"]]], axis=1)
    calls = calls[days.attempt < FOLLOWED]
    by_customer = calls.groupby("customer_id").agg(
        {"solved": ["size", "sum"], "resolved": "sum", "needed_seconds": "max"}
    )
    by_customer.columns = pd.Index(["calls", "solved", "ticks", "needed"])
    five = by_customer[by_customer.calls == FOLLOWED]  # so that none of the first five is missing
    cut = (five.needed > TARGET) & (five.needed <= LONGEST)
    order = pd.DataFrame({"other": ~cut, "solved": five.solved, "unticked": FOLLOWED - five.ticks})
    best = order.sort_values(["other", "solved", "unticked"], kind="stable").index[0]
    one = calls[calls.customer_id == best].reset_index(drop=True)
    return Followed(int(best), int(one.needed_seconds[0]), one)
