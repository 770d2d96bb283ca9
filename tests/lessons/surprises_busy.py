"""What lesson 07 exists for, in the terms of one world's contact log and of its truth."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from casekit.case import Case
from casekit.lessons import busy as lesson
from casekit.lessons.busy import numbers
from casekit.lessons.busy.numbers import LONGEST, RULES, TARGET, Followed, Gap
from casekit.lessons.opening import fresh
from casekit.measure.effect import CONFIDENT, Difference, difference
from casekit.measure.service import ErlangA, erlang_c, handle_time, service_level

PATIENCE = (600, 180, 60)  # seconds, the presets'


class Rule(NamedTuple):
    """The ten days under one rule."""

    first_calls: tuple[np.ndarray, np.ndarray]  # contact_id, and when
    longest_call: int  # seconds
    handle_time: float  # seconds
    calls_an_hour: float  # of an agent
    mean_wait: float  # seconds
    told: float  # the mean wait by Erlang C, with all calls
    service_level: float  # within 20 seconds
    occupancy: float
    ticked: float  # share of all calls
    solved_at_first: float  # in truth, share of the first calls
    solved: int
    seconds_a_problem: float  # of the agents' time, for each first call
    seconds_a_solution: float


class Planned(NamedTuple):
    """One of the planner's worlds, under the target."""

    wait: float  # as it is
    planned: float
    told: float  # by Erlang C, with all calls that come
    load: float
    busiest: float  # hour, in agents


class Impatient(NamedTuple):
    wait: float
    abandoned: float
    given_up: float  # customers a day
    told: ErlangA


class Surprises(NamedTuple):
    before: Rule
    after: Rule
    tighter: Rule
    planned_wait: float
    followed: Followed
    gaps: dict[float, Gap]  # by the share of our failures
    fewer_solved: float  # in an agent hour with the target, of those without it, near the break-even
    worlds: dict[tuple[float, bool], Planned]  # by who calls again, and whether the day is even
    patient: float  # customers a day who give up if nobody hangs up
    impatient: dict[int, Impatient]
    free: Impatient  # with three minutes' patience, without a target
    longer: Difference  # the last exercise


def surprises(case: Case) -> Surprises:
    own = fresh(case)
    days = {target: lesson.centre(case, target) for target in (None, TARGET, lesson.TIGHTER)}
    by_day = [lesson.by_day(days[target].log) for target in (lesson.TIGHTER, None)]
    near = [numbers.outcome(own, target, failing=0.84).solved for target in (TARGET, LONGEST)]
    return Surprises(
        *(rule(one) for one in days.values()),
        planned_wait=numbers.planned_wait(own, TARGET),
        followed=numbers.followed(own),
        gaps={failing: numbers.gap(own, TARGET, failing=failing) for failing in (0.5, 1.0)},
        fewer_solved=near[0] / near[1],
        worlds={(repeats, even): planned(own, repeats, even) for repeats in (0.0, 0.8) for even in (True, False)},
        patient=numbers.outcome(own, TARGET).given_up,
        impatient={patience: impatient(own, patience) for patience in PATIENCE},
        free=impatient(own, PATIENCE[1], LONGEST),
        longer=difference(*(table.handle_seconds / table.first_calls for table in by_day)),
    )


def rule(days) -> Rule:
    log, truth = days
    first = log.repeat_of.isna()
    handled = handle_time(log).mean
    return Rule(
        first_calls=(log.contact_id[first].to_numpy(), log["at"][first].to_numpy()),
        longest_call=log.handle_seconds.max(),
        handle_time=handled,
        calls_an_hour=len(log) / lesson.AGENT_HOURS,
        mean_wait=log.wait_seconds.mean(),
        told=erlang_c(len(log) / lesson.HALF_HOURS, 30, handled, RULES.agents, 20).mean_wait,
        service_level=service_level(log, 20),
        occupancy=log.handle_seconds.sum() / 3600 / lesson.AGENT_HOURS,
        ticked=log.resolved.mean(),
        solved_at_first=truth.solved[first].mean(),
        solved=truth.solved.sum(),
        seconds_a_problem=log.handle_seconds.sum() / first.sum(),
        seconds_a_solution=log.handle_seconds.sum() / truth.solved.sum(),
    )


def planned(case: Case, repeats: float, even: bool) -> Planned:
    days = numbers.run(case, TARGET, repeats=repeats, even=even)
    today = numbers.run(case, LONGEST, repeats=repeats, even=even)
    in_half_hour, cut = len(today.day) / lesson.HALF_HOURS, np.minimum(today.handle, TARGET).mean()
    hours = np.bincount(days.second // 3600, days.handle) / 3600 / RULES.days
    return Planned(
        wait=days.wait.mean(),
        planned=erlang_c(in_half_hour, 30, cut, RULES.agents, 20).mean_wait,
        told=erlang_c(len(days.day) / lesson.HALF_HOURS, 30, days.handle.mean(), RULES.agents, 20).mean_wait,
        load=days.load,
        busiest=hours.max(),
    )


def impatient(case: Case, patience: int, target: int = TARGET) -> Impatient:
    found = numbers.outcome(case, target, agents=RULES.agents, patience=patience)
    return Impatient(found.wait, found.abandoned, found.given_up, numbers.impatient(found, patience, RULES.agents))


def _same_first_calls(one: Surprises) -> bool:
    return all(np.array_equal(*pair) for pair in zip(one.before.first_calls, one.after.first_calls, strict=True))


def _comes_near(found: Impatient) -> bool:
    return abs(found.told.abandoned - found.abandoned) < 0.015 and abs(found.told.mean_wait / found.wait - 1) < 0.15


OURS = RULES.calls_again

PROSE = {
    "No call takes longer than before, and callers wait several times as long": lambda one: (
        one.after.longest_call <= TARGET < one.before.longest_call and one.after.mean_wait > 3 * one.before.mean_wait
    ),
    "the same customers have the same new problems at the same moments": _same_first_calls,
    "By the board, the target is a success. By the waits, it is not": lambda one: (
        one.after.calls_an_hour > 1.4 * one.before.calls_an_hour and one.gaps[1.0].seconds > one.gaps[1.0].margin
    ),
    "All five calls are ticked, and the problem is still there": lambda one: (
        len(one.followed.calls) == 5 and one.followed.calls.resolved.all() and not one.followed.calls.solved.any()
    ),
    "There are exactly as many first calls with the target as without it": lambda one: (
        len(one.before.first_calls[0]) == len(one.after.first_calls[0])
    ),
    "With half the failures the target works: callers wait less than without it": lambda one: (
        one.gaps[0.5].seconds < -one.gaps[0.5].margin
    ),
    "lies between half of our failures and all of them": lambda one: (
        one.gaps[0.5].seconds < 0 < one.gaps[1.0].seconds - one.gaps[1.0].margin
    ),
    "The wait is as it was, but fewer problems are solved than without a target": lambda one: one.fewer_solved < 0.97,
    "The formula with all calls says a long wait, too": lambda one: (
        one.worlds[OURS, False].told > 1.5 * one.before.mean_wait > 5 * one.worlds[OURS, False].planned
    ),
    "Alone they do hardly any harm, since half of the agents are free": lambda one: (
        one.worlds[0.0, False].wait < 3 and abs(one.worlds[0.0, False].load - 0.5) < 0.05
    ),
    "the busiest hour brings about as much work as the agents can do, or more": lambda one: (
        one.worlds[OURS, False].busiest > 0.97 * RULES.agents
    ),
    "The two together are worse than either alone": lambda one: (
        one.worlds[OURS, False].wait > max(one.worlds[OURS, True].wait, one.worlds[0.0, False].wait)
    ),
    "So on the even day it says too much": lambda one: one.worlds[OURS, True].told > 1.2 * one.worlds[OURS, True].wait,
    "The less patience callers have, the better the wait looks": lambda one: (
        list(PATIENCE) == sorted(PATIENCE, key=lambda patience: -one.impatient[patience].wait)
    ),
    "more customers give up than if all had waited": lambda one: (
        min(found.given_up for found in one.impatient.values()) > one.patient
    ),
    "Busy hours harm it less than Erlang C": lambda one: (
        max(abs(found.told.mean_wait / found.wait - 1) for found in one.impatient.values())
        < abs(one.after.told / one.after.mean_wait - 1)
    ),
    "Without the target fewer hang up, and far fewer give up": lambda one: (
        one.free.abandoned < 0.8 * one.impatient[PATIENCE[1]].abandoned
        and one.free.given_up < 0.3 * one.impatient[PATIENCE[1]].given_up
    ),
    "Erlang A comes near the truth, if it is given all calls that come": lambda one: all(
        map(_comes_near, one.impatient.values())
    ),
    "The formula knows the repeats now. It does not know the busy hours": lambda one: (
        one.planned_wait < one.tighter.told < 0.9 * one.tighter.mean_wait
    ),
    "each *call* takes less of the agents' time, and each *problem* takes more": lambda one: (
        one.tighter.handle_time < one.before.handle_time
        and one.longer.difference > 3 * CONFIDENT * one.longer.standard_error
    ),
    "Apart from chance, the number is a **lower bound**": lambda one: (
        one.longer.difference < one.tighter.seconds_a_solution - one.before.seconds_a_solution
    ),
    "for each problem that is *solved*, the rise is much larger": lambda one: (
        one.tighter.seconds_a_solution - one.before.seconds_a_solution
        > 2.5 * (one.tighter.seconds_a_problem - one.before.seconds_a_problem)
    ),
}
