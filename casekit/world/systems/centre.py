"""A telephone centre as a system in time: calls by the hour, agents, one queue, and problems that come back.

Callers share the agents, so this is a simulation of its own: the same arguments give the same days on every machine,
but it is neither prefix-stable nor shardable.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from casekit.cases.assumptions import Assumptions
from casekit.cases.groups import Centre
from casekit.errors import whole_number
from casekit.world.engine.draw import pick
from casekit.world.engine.streams import Block
from casekit.world.systems.line import offered_waits
from casekit.world.systems.system import System

MINUTE, HOUR = 60, 3_600
WARM_UP_DAYS = 20  # before the first day that counts, so that it begins with the callbacks of the days before it
MOST_CALLS = 8  # about one problem; then everybody has given up
LONGEST_PATIENCE = 10**12  # seconds on average: hardly anybody hangs up, however long the wait


@dataclass(frozen=True, eq=False)
class Days:
    """What happened on some days. One entry a call, in the order of the calls; times are whole seconds."""

    problem: np.ndarray  # int64, counted from 0 through the days of warming up
    attempt: np.ndarray  # int64, 0 for the first call about a problem
    day: np.ndarray  # int64, from 0
    second: np.ndarray  # int64, since opening
    handle: np.ndarray  # int64: what the call takes, or would have taken if it had been answered
    need: np.ndarray  # int64, what the problem would have taken
    solved: np.ndarray  # bool
    ticked: np.ndarray  # bool: what the agent says of it
    gives_up: np.ndarray  # bool: not solved, and never heard of again
    agents: int
    open_seconds: int
    days: int
    stays: np.ndarray | None = None  # int64, how long the caller would wait; None if nobody ever hangs up

    @cached_property
    def wait(self) -> np.ndarray:
        """How many seconds each caller waits, until an agent answers or the caller hangs up: int64.

        First come, first served, by the agent who is free first. Each day begins with free agents and an empty line;
        who is in line at closing is still served.
        """
        return self._offered if self.stays is None else np.minimum(self._offered, self.stays)

    @cached_property
    def answered(self) -> np.ndarray:
        """Whether an agent answers before the caller hangs up: bool. In the same second, the agent does."""
        return np.ones(len(self.second), dtype=bool) if self.stays is None else self._offered <= self.stays

    @cached_property
    def _offered(self) -> np.ndarray:
        """How long each would have to wait for an agent: int64."""
        bounds = np.searchsorted(self.day, np.arange(1, self.days))
        second, handle = np.split(self.second, bounds), np.split(self.handle, bounds)
        stays = [None] * self.days if self.stays is None else np.split(self.stays, bounds)
        return np.concatenate(
            [offered_waits(*today, agents=self.agents) for today in zip(second, handle, stays, strict=True)]
        )

    @property
    def agent_hours(self) -> float:
        """Paid hours at the telephone."""
        return self.agents * self.days * self.open_seconds / HOUR

    @property
    def load(self) -> float:
        """The work that comes in, as a share of what the agents can do, with that of the callers who hang up."""
        return float(self.handle.sum()) / (self.agent_hours * HOUR)

    @property
    def settles(self) -> bool:
        """Whether the queue does: not if more work comes in than the agents can do and nobody ever hangs up."""
        return self.stays is not None or self.load < 1

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
    of each attempt, how long it would wait in line, whether another one would follow, and when.

    The chance that a call solves its problem is `solved` if it may take the time that the problem needs, and falls
    with the share s of that time (after the greeting) by the factor s ** hurry: a curve of our own that says no more
    than that half the time solves less than half.

    With `even`, calls come as often in each hour of the day, and as many a day as otherwise.
    """

    def __init__(self, company: Assumptions, block: Block, *, even: bool = False) -> None:
        super().__init__(company, block)
        self.rules = rules = company[Centre]
        hours = np.ones(len(rules.hours)) if even else np.array(rules.hours)
        days = WARM_UP_DAYS + rules.days
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
        self._persists = draw("patience").random(shape)  # against the chance to call again

        # Every call that could ever be made, in the order in which it would come; in the same second, by problem.
        call = np.flatnonzero(day < rules.days)
        moment = day.take(call) * self.open_seconds + second.take(call)
        order = np.argsort(moment, kind="stable")
        self._call = call[order]
        self._day, self._second = np.divmod(moment[order], self.open_seconds)
        self._counts = int(np.searchsorted(self._day, 0))  # from here on; before, the centre warms up
        self._tick = draw("tick").random(shape).take(self._call[self._counts :])

    @cached_property
    def _patience(self) -> np.ndarray:
        """How long each attempt would wait, as a multiple of the mean: float64, shape (problems, MOST_CALLS)."""
        return self.block.generator("centre", "stays").standard_exponential(self._luck.shape)

    def run(
        self,
        *,
        target: float | None = None,
        agents: int | None = None,
        repeats: float | None = None,
        failing: float = 1.0,
        patience: int | None = None,
    ) -> Days:
        """The days under a handle-time target in seconds, with so many agents, and so many who call again.

        What is not given is as in the rules, with no target but the centre's limit. `failing` from 0 to 1 scales the
        chance that a call leaves its problem unsolved: at 0 every call solves its problem, however short it is.

        `patience` is how many whole seconds a caller waits in line before hanging up, on average; without it, nobody
        ever hangs up. Each attempt has its own, exponential as Palm and Erlang A assume (measured ones differ:
        Brown et al., "Statistical analysis of a telephone call center", JASA 100, 2005). Who hangs up was not helped,
        whatever the problem: such a call solves nothing, is not ticked, and is followed by another one as any call that
        leaves its problem unsolved is, with the same chance and as many days later. That is an assumption of ours;
        some redial at once (Aguir et al., "The impact of retrials on call center performance", OR Spectrum 26, 2004).
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
        persists = self._persists < repeats
        persists[:, -1] = False
        stays = offered = None
        if patience is None:
            made, hung_up = np.ones_like(solved), np.zeros_like(solved)
            np.logical_and.accumulate((~solved & persists)[:, :-1], axis=1, out=made[:, 1:])
        else:
            stays = (self._patience * whole_number("patience", patience, 0, LONGEST_PATIENCE)).astype(np.int64)
            made, offered = self._day_by_day(allowed, solved, persists, stays, agents)
            hung_up = stays < offered
            solved &= ~hung_up
        calls_on = ~solved & persists

        kept = np.flatnonzero(made.take(self._call[self._counts :]))
        call, day, second = (values[self._counts :][kept] for values in (self._call, self._day, self._second))
        problem, attempt = np.divmod(call, MOST_CALLS)
        was_solved = solved.take(call)
        found = Days(
            problem=problem,
            attempt=attempt,
            day=day,
            second=second,
            handle=allowed[problem],
            need=self._need[problem],
            solved=was_solved,
            ticked=(was_solved | (self._tick[kept] < rules.ticked)) & ~hung_up.take(call),
            gives_up=~(was_solved | calls_on.take(call)),
            agents=agents,
            open_seconds=self.open_seconds,
            days=rules.days,
            stays=None if stays is None else stays.take(call),
        )
        if offered is not None:
            found.__dict__["_offered"] = offered.take(call)  # known from going day by day
        return found

    def _day_by_day(
        self, handle: np.ndarray, solves: np.ndarray, persists: np.ndarray, stays: np.ndarray, agents: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Which calls are made, and how long each would have to wait: bool and int64, shape (problems, MOST_CALLS).

        Who will call on later days depends on today's line. `handle` is that of each problem; the other arrays say of
        each attempt whether it solves its problem if it is answered, whether another one follows if it is not solved,
        and how long it would wait.
        """
        made, offered = np.zeros_like(solves), np.zeros_like(stays)
        made[:, 0] = True
        bounds = np.searchsorted(self._day, np.arange(1 - WARM_UP_DAYS, self.rules.days))
        for could, second in zip(np.split(self._call, bounds), np.split(self._second, bounds), strict=True):
            today = made.take(could)
            call = could[today]
            stay = stays.take(call)
            waits = offered_waits(second[today], handle[call // MOST_CALLS], stay, agents)
            offered.ravel()[call] = waits
            again = ((stay < waits) | ~solves.take(call)) & persists.take(call)
            made.ravel()[call[again] + 1] = True  # on a later day
        return made, offered


def contact_log(days: Days, rules: Centre, until: np.datetime64) -> pd.DataFrame:
    """The centre's contact log, with the columns of the company's own; `until` is the day after the last.

    If callers may hang up, the column answered says who did not; of the others the handle time is missing. The wait is
    until the one or the other.
    """
    began = until.astype("datetime64[D]") - days.days
    at = (began + days.day).astype("datetime64[s]") + rules.opens * HOUR + days.second
    contact_id = days.problem * 10 + days.attempt  # the same for the same call, whatever the rules were
    first = pd.Series(days.problem * 10, dtype="Int64")
    log = pd.DataFrame(
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
    if days.stays is not None:
        log.insert(4, "answered", days.answered)
        log["handle_seconds"] = log.handle_seconds.astype("Int64").where(log.answered)
    return log


def truth(days: Days) -> pd.DataFrame:
    """What the log does not know, a row a call; if callers may hang up, also how long each one would have waited."""
    known = pd.DataFrame(
        {
            "contact_id": days.problem * 10 + days.attempt,
            "problem_id": days.problem,
            "needed_seconds": days.need,
            "solved": days.solved,
            "gives_up": days.gives_up,
        }
    )
    return known if days.stays is None else known.assign(patience_seconds=days.stays)
