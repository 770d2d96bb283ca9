"""A telephone centre as a system in time: calls by the hour, agents, one queue, and problems that come back.

Callers share the agents, so this is a simulation of its own: the same arguments give the same days on every machine,
but it is neither prefix-stable nor shardable.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from heapq import heapreplace

import numpy as np
import pandas as pd

from casekit.cases.assumptions import Assumptions
from casekit.cases.groups import Centre
from casekit.world.engine.draw import pick
from casekit.world.engine.streams import Block
from casekit.world.systems.system import System

MINUTE, HOUR = 60, 3_600
WARM_UP_DAYS = 20  # before the first day that counts, so that it begins with the callbacks of the days before it
MOST_CALLS = 8  # about one problem; then everybody has given up


@dataclass(frozen=True, eq=False)
class Days:
    """What happened on some days. One entry a call, in the order of the calls; times are whole seconds."""

    problem: np.ndarray  # int64, counted from 0 through the days of warming up
    attempt: np.ndarray  # int64, 0 for the first call about a problem
    day: np.ndarray  # int64, from 0
    second: np.ndarray  # int64, since opening
    handle: np.ndarray  # int64
    need: np.ndarray  # int64, what the problem would have taken
    solved: np.ndarray  # bool
    ticked: np.ndarray  # bool: what the agent says of it
    gives_up: np.ndarray  # bool: not solved, and never heard of again
    agents: int
    open_seconds: int
    days: int

    @cached_property
    def wait(self) -> np.ndarray:
        """How many seconds each caller waits: first come, first served, by the agent who is free first.

        Nobody hangs up. Each day begins with free agents and an empty line; who is in line at closing is still served.
        """
        waits: list[int] = []
        bounds = np.searchsorted(self.day, np.arange(self.days + 1))
        for first, last in zip(bounds[:-1], bounds[1:], strict=True):
            free = [0] * self.agents  # a heap: when each agent is free
            for at, takes in zip(self.second[first:last].tolist(), self.handle[first:last].tolist(), strict=True):
                start = free[0] if free[0] > at else at
                heapreplace(free, start + takes)
                waits.append(start - at)
        return np.array(waits, dtype=np.int64)

    @property
    def agent_hours(self) -> float:
        """Paid hours at the telephone."""
        return self.agents * self.days * self.open_seconds / HOUR

    @property
    def load(self) -> float:
        """The work that comes in, as a share of what the agents can do; from 1 up the queue never settles."""
        return float(self.handle.sum()) / (self.agent_hours * HOUR)

    def in_line(self) -> np.ndarray:
        """Callers waiting in each half hour from opening to closing, on average over it and over the days: float64."""
        moments = np.arange(0, self.open_seconds, MINUTE)
        came, began = (
            np.searchsorted(np.sort(times), moments, side="right") for times in (self.second, self.second + self.wait)
        )
        return (came - began).reshape(-1, 30).mean(axis=1) / self.days


class CallCentre(System[Days]):
    """The customers of a centre, who have the same problems at the same moments however it is run.

    `run` opens the centre for its days. Drawn before: when each customer calls first, what the problem needs, the luck
    and the patience of each attempt, and when the next one would be.

    The chance that a call solves its problem is `solved` if it may take the time that the problem needs, and falls
    with the share s of that time (after the greeting) by the factor s ** hurry: a curve of our own that says no more
    than that half the time solves less than half.
    """

    def __init__(self, company: Assumptions, block: Block) -> None:
        super().__init__(company, block)
        self.rules = rules = company[Centre]
        hours, days = np.array(rules.hours), WARM_UP_DAYS + rules.days
        self.open_seconds = len(hours) * HOUR

        def draw(variate: str) -> np.random.Generator:
            return block.generator("centre", variate)

        per_hour = rules.problems_a_day * hours / hours.sum()
        counts = draw("problems").poisson(np.tile(per_hour, days))
        slot = np.repeat(np.arange(len(counts)), counts)
        problems = len(slot)
        shape = (problems, MOST_CALLS)
        hour = np.empty(shape, dtype=np.int64)
        hour[:, 0] = slot % len(hours)
        hour[:, 1:] = pick(draw("hour").random(problems * (MOST_CALLS - 1)), hours).reshape(problems, -1)
        later = 1 + pick(draw("after").random(problems * (MOST_CALLS - 1)), np.array(rules.again_days))
        day = np.empty(shape, dtype=np.int64)
        day[:, 0] = slot // len(hours) - WARM_UP_DAYS
        day[:, 1:] = later.reshape(problems, -1)
        day = day.cumsum(axis=1)
        second = hour * HOUR + draw("second").integers(0, HOUR, shape)

        mean = rules.needs_seconds - rules.greeting_seconds
        need = draw("need").standard_gamma(rules.needs_shape, problems) * mean / rules.needs_shape
        self._need = np.maximum(np.rint(rules.greeting_seconds + need), 1).astype(np.int64)
        self._luck = draw("luck").random(shape)
        self._patience = draw("patience").random(shape)

        # Every call that could ever be made on the days that count, in the order in which it would come.
        problem, attempt = np.nonzero((day >= 0) & (day < rules.days))
        day, second = day[problem, attempt], second[problem, attempt]
        order = np.lexsort((attempt, problem, second, day))
        self._problem, self._attempt = problem[order], attempt[order]
        self._call = self._problem * MOST_CALLS + self._attempt
        self._day, self._second = day[order], second[order]
        self._tick = draw("tick").random(shape).take(self._call)

    def run(
        self,
        *,
        target: float | None = None,
        agents: int | None = None,
        repeats: float | None = None,
        failing: float = 1.0,
    ) -> Days:
        """The days under a handle-time target in seconds, with so many agents, and so many who call again.

        What is not given is as in the rules, with no target but the centre's limit. `failing` from 0 to 1 scales the
        chance that a call leaves its problem unsolved: at 0 every call solves its problem, however short it is.
        """
        rules = self.rules
        target = rules.limit_seconds if target is None else target
        agents = rules.agents if agents is None else agents
        repeats = rules.calls_again if repeats is None else repeats
        allowed = np.minimum(self._need, int(target))
        share = (allowed - rules.greeting_seconds).clip(0) / np.maximum(self._need - rules.greeting_seconds, 1)
        share = np.where(allowed == self._need, 1.0, share)
        chance = np.full(len(share), rules.solved)
        for _ in range(rules.hurry):  # products of floats are the same everywhere, powers may not be
            chance = chance * share
        solved = self._luck < (1 - failing * (1 - chance))[:, None]
        calls_on = ~solved & (self._patience < repeats)
        made = np.ones_like(solved)
        np.logical_and.accumulate(calls_on[:, :-1], axis=1, out=made[:, 1:])

        kept = np.flatnonzero(made.take(self._call))
        call, problem, attempt = self._call[kept], self._problem[kept], self._attempt[kept]
        day, second, handle = self._day[kept], self._second[kept], allowed[problem]
        was_solved = solved.take(call)
        last = ~calls_on.take(call) | (attempt == MOST_CALLS - 1)
        return Days(
            problem=problem,
            attempt=attempt,
            day=day,
            second=second,
            handle=handle,
            need=self._need[problem],
            solved=was_solved,
            ticked=was_solved | (self._tick[kept] < rules.ticked),
            gives_up=~was_solved & last,
            agents=agents,
            open_seconds=self.open_seconds,
            days=rules.days,
        )


def contact_log(days: Days, rules: Centre, until: np.datetime64) -> pd.DataFrame:
    """The centre's contact log, with the columns of the company's own; `until` is the day after the last."""
    began = until.astype("datetime64[D]") - days.days
    at = (began + days.day).astype("datetime64[s]") + rules.opens * HOUR + days.second
    contact_id = days.problem * 10 + days.attempt  # the same for the same call, whatever the rules were
    first = pd.Series(days.problem * 10, dtype="Int64")
    return pd.DataFrame(
        {
            "contact_id": contact_id,
            "customer_id": days.problem + 1,
            "at": at,
            "wait_seconds": days.wait,
            "handle_seconds": days.handle,
            "resolved": days.ticked,
            "repeat_of": first.mask(days.attempt == 0),
        }
    )


def truth(days: Days) -> pd.DataFrame:
    """What the log does not know, a row a call."""
    return pd.DataFrame(
        {
            "contact_id": days.problem * 10 + days.attempt,
            "problem_id": days.problem,
            "needed_seconds": days.need,
            "solved": days.solved,
            "gives_up": days.gives_up,
        }
    )
