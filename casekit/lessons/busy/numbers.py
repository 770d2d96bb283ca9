"""What the pictures and the exercises compute: the centre's ten days under some rules, as logged and as they were."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.errors import whole_number
from casekit.world.engine.calendar import END
from casekit.world.systems.centre import CallCentre, Days, contact_log, truth
from casekit.world.engine.streams import Block

CUSTOMERS, MONTHS = 5_000, 12  # of the company's own contact log
RULES = AMAZON.centre
TARGET = RULES.target_seconds
TIGHTER = TARGET - 60  # what the manager would like next
AGENT_HOURS = RULES.agents * RULES.days * len(RULES.hours)
HALF_HOURS = RULES.days * len(RULES.hours) * 2
FOLLOWED_DAYS = 1 + len(RULES.again_days)  # who calls again has done so by then
LAST_DAY = END.astype("datetime64[D]")


class TenDays(NamedTuple):
    """The centre's contact log, and what is true of each call in it."""

    log: pd.DataFrame
    truth: pd.DataFrame


class Outcome(NamedTuple):
    """The ten days in a few numbers; times in seconds, mean wait missing where the queue never settles."""

    handled: float  # calls in an agent hour; where the queue never settles, hours after closing count
    solved: float  # problems in an agent hour, likewise
    new: float  # first calls that come in an agent hour
    handle: float
    wait: float
    load: float
    ticked_first: float  # share of first calls that the agent marks as resolved
    solved_first: float  # share of first calls that solve their problem
    by_attempt: tuple[float, ...]  # calls a day: first, second, third, and all later ones
    repeated: float  # share of the calls that are not first calls
    given_up: float  # customers a day
    solved_a_day: float


def centre(case: Case, target: int | None = None) -> TenDays:
    """The telephone centre's last ten days of the year, with or without a handle-time target in seconds."""
    if target is not None:
        target = whole_number("target", target, 1, RULES.limit_seconds)
    days = callers(case.seed).run(target)
    return TenDays(contact_log(days, RULES, LAST_DAY), truth(days))


@lru_cache(maxsize=2)
def callers(seed: int) -> CallCentre:
    """The customers of the centre: the same whatever the rules."""
    return CallCentre(Block(seed, AMAZON.name, 0, 1), RULES)


@lru_cache(maxsize=2_000)
def outcome(seed: int, target: int | None = None, **rules: float) -> Outcome:
    """What comes of a target, and of other rules: see CallCentre.run."""
    days = callers(seed).run(target, **rules)
    first, worked = days.attempt == 0, days.agent_hours * max(days.load, 1)
    calls = np.bincount(np.minimum(days.attempt, 3), minlength=4) / days.days
    return Outcome(
        handled=len(days.attempt) / worked,
        solved=float(days.solved.sum()) / worked,
        new=float(first.sum()) / days.agent_hours,
        handle=float(days.handle.mean()),
        wait=_mean_wait(days),
        load=days.load,
        ticked_first=float(days.ticked[first].mean()),
        solved_first=float(days.solved[first].mean()),
        by_attempt=tuple(calls.tolist()),
        repeated=float((~first).mean()),
        given_up=float(days.gives_up.sum()) / days.days,
        solved_a_day=float(days.solved.sum()) / days.days,
    )


@lru_cache(maxsize=2_000)
def planned_wait(seed: int, target: int, **rules: float) -> float:
    """The mean wait that a planner expects: the calls as they are without a target, none longer than the target."""
    days = _without_target(seed, **rules)
    return _mean_wait(replace(days, handle=np.minimum(days.handle, target)))


@lru_cache(maxsize=200)
def in_line(seed: int, target: int, agents: int) -> np.ndarray:
    """Callers in line in each half hour of an average day."""
    return callers(seed).run(target, agents=agents).in_line()


@lru_cache(maxsize=2)
def _without_target(seed: int, **rules: float) -> Days:
    return callers(seed).run(**rules)


def _mean_wait(days: Days) -> float:
    return float(days.wait.mean()) if days.load < 1 else np.nan
