"""What the pictures and the exercises compute: the centre's ten days under some rules, as logged and as they were."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from casekit.case import Case
from casekit.cases import groups
from casekit.cases.amazon import AMAZON
from casekit.errors import whole_number
from casekit.lessons.opening import takes
from casekit.memo import memo
from casekit.world.engine.calendar import END
from casekit.world.engine.streams import Block
from casekit.world.systems.centre import CallCentre, Days, contact_log, truth

RULES = AMAZON[groups.Centre]
TARGET = RULES.target_seconds
TIGHTER = TARGET - 60  # what the manager would like next
SHORTEST, LONGEST = 150, RULES.limit_seconds  # handle-time targets in seconds; the longest is none at all
AGENT_HOURS = RULES.agents * RULES.days * len(RULES.hours)
HALF_HOURS = RULES.days * len(RULES.hours) * 2
FOLLOWED_DAYS = 1 + len(RULES.again_days)  # who calls again has done so by then


class TenDays(NamedTuple):
    """The centre's contact log, and what is true of each call in it."""

    log: pd.DataFrame
    truth: pd.DataFrame


class Outcome:
    """The ten days in a few numbers; times in seconds. Where the queue never settles, hours after closing count."""

    def __init__(self, days: Days) -> None:
        first, worked = days.attempt == 0, days.agent_hours * (1 if days.settles else days.load)
        self.load = days.load
        self.abandoned = float(1 - days.answered.mean())  # share of the calls
        self.handled = float(days.answered.sum()) / worked  # calls in an agent hour
        self.solved = float(days.solved.sum()) / worked  # problems in an agent hour
        self.new = float(first.sum()) / days.agent_hours  # first calls that come in an agent hour
        self.handle = float(days.handle[days.answered].mean())
        self.wait = mean_wait(days)
        self.ticked_first = float(days.ticked[first].mean())  # share of first calls that the agent marks as resolved
        self.solved_first = float(days.solved[first].mean())  # share of first calls that solve their problem
        calls = np.bincount(np.minimum(days.attempt, 3), minlength=4) / days.days
        self.by_attempt = tuple(calls.tolist())  # calls a day: first, second, third, and all later ones
        self.repeated = float((~first).mean())  # share of the calls that are not first calls
        self.given_up = float(days.gives_up.sum()) / days.days  # customers a day
        self.solved_a_day = float(days.solved.sum()) / days.days


@takes(AMAZON)
def centre(case: Case, target: int | None = None) -> TenDays:
    """The telephone centre's last ten days of the year, with or without a handle-time target in seconds."""
    days = run(case, LONGEST if target is None else whole_number("target", target, 1, LONGEST))
    return TenDays(contact_log(days, RULES, END), truth(days))


@memo(keep=1)
def callers(case: Case) -> CallCentre:
    """The customers of the centre: the same whatever the rules."""
    return CallCentre(case.company.assumptions, Block(case.seed, case.company.name, 0, 1))


@memo()
def run(case: Case, /, target: int = LONGEST, **rules: Any) -> Days:
    """The ten days under a target, and under other rules: see CallCentre.run."""
    return callers(case).run(target=target, **rules)


@memo(keep=500)
def outcome(case: Case, /, target: int = LONGEST, **rules: Any) -> Outcome:
    """What comes of a target, and of other rules."""
    return Outcome(run(case, target, **rules))


def outcomes(case: Case, targets: list[int], **rules: Any) -> pd.DataFrame:
    """What comes of each of these targets, a row each."""
    return pd.DataFrame([vars(outcome(case, target, **rules)) for target in targets], targets)


@memo(keep=500)
def planned_wait(case: Case, /, target: int, **rules: Any) -> float:
    """The mean wait that a planner expects: the calls as they are without a target, none longer than the target."""
    days = run(case, LONGEST, **rules)
    return mean_wait(days if target == LONGEST else replace(days, handle=np.minimum(days.handle, target)))


def mean_wait(days: Days) -> float:
    """In seconds, missing where the queue never settles."""
    return float(days.wait.mean()) if days.settles else np.nan
