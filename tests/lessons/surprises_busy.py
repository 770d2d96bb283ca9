"""What lesson 07 exists for, in the terms of one world's contact log and of its truth."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from casekit.case import Case
from casekit.lessons import busy as lesson
from casekit.lessons.busy import numbers
from casekit.lessons.busy.explorers import GRID
from casekit.lessons.busy.numbers import LONGEST, RULES, TARGET, Followed, Gap, formula
from casekit.lessons.opening import fresh
from casekit.measure.service import ErlangA, erlang_c, handle_time, service_level

PATIENCE = (600, 60)  # seconds: those that the planner's picture offers
HALF_HOURS = RULES.days * len(RULES.hours) * 2


class Rule(NamedTuple):
    """The ten days under one rule."""

    first_calls: tuple[np.ndarray, np.ndarray]  # contact_id, and when
    longest_call: int  # seconds
    too_long: float  # share of the calls that take longer than the target
    spread: float  # of the handle times, as a share of their mean: 1 where lengths differ as a formula has it
    handle_time: float  # seconds
    calls_an_hour: float  # of an agent
    mean_wait: float  # seconds
    late: float  # share of the callers who wait longer than a minute
    told: float  # the mean wait by Erlang C, with all calls
    service_level: float  # within 20 seconds
    occupancy: float
    ticked: float  # share of all calls
    ticks_an_hour: float  # of an agent
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
    told: ErlangA
    told_patient: float  # the mean wait by Erlang C, for the same calls; missing where the queue never settles


class Surprises(NamedTuple):
    before: Rule
    after: Rule
    tighter: Rule
    planned_wait: float
    planned_late: float  # share of the callers who wait longer than a minute
    followed: Followed
    older: float  # share of the calls with the target that repeat a call before the ten days
    full: float  # share of the calls that get all the time of their problem and solve it, with the target
    half: float  # and of those that get half of it after the greeting
    half_calls: int
    most_calls: int  # about one problem, with the target
    ticked: float  # share of the callers with five calls or more in the log, all of them ticked or all but one
    gaps: dict[float, Gap]  # by the share of our failures
    fewer_again: Gap  # three of five with an unsolved problem call again
    highest: float  # seconds: the highest end of a margin in the picture of half the failures
    solved: Gap  # in an agent hour, with the target and half of our failures
    fewer_solved: float  # in an agent hour with the target, of those without it, near the break-even
    worlds: dict[tuple[float, bool], Planned]  # by who calls again, and whether the day is even
    impatient: dict[int, Impatient]  # by patience, with the target
    alike: Impatient  # the same with the longest patience, and all hours alike
    free: dict[int, Impatient]  # and without a target
    longer: pd.Series  # the last exercise, day by day


def surprises(case: Case) -> Surprises:
    own = fresh(case)
    days = {target: lesson.centre(case, target) for target in (None, TARGET, lesson.TIGHTER)}
    by_day = [lesson.by_day(days[target].log) for target in (lesson.TIGHTER, None)]
    costs = [table.handle_seconds / table.first_calls for table in by_day]
    calls = days[TARGET].log.groupby("customer_id").resolved.agg(["size", "sum"])
    near = [numbers.outcome(own, target, failing=0.84).solved for target in (TARGET, LONGEST)]
    return Surprises(
        *(rule(one) for one in days.values()),
        planned_wait=numbers.planned_wait(own, TARGET),
        planned_late=numbers.planned_late(own, TARGET),
        followed=numbers.followed(own),
        older=older(days[TARGET].log),
        **lengths(numbers.run(own, TARGET)),
        ticked=((calls["size"] >= 5) & (calls["sum"] >= calls["size"] - 1)).mean(),
        gaps={failing: numbers.gap(own, TARGET, failing=failing) for failing in (0.5, 0.8, 0.96, 1.0)},
        fewer_again=numbers.gap(own, TARGET, repeats=0.6),
        highest=max(
            one.wait + one.margin
            for one in (numbers.outcome(own, target, failing=0.5) for target in GRID if target >= TARGET)
        ),
        solved=numbers.gap(own, TARGET, "solved_by_day", failing=0.5),
        fewer_solved=near[0] / near[1],
        worlds={(repeats, even): planned(own, repeats, even) for repeats in (0.0, 0.8) for even in (True, False)},
        impatient={patience: impatient(own, patience) for patience in PATIENCE},
        alike=impatient(own, PATIENCE[0], even=True),
        free={patience: impatient(own, patience, LONGEST) for patience in PATIENCE},
        longer=costs[0] - costs[1],
    )


def older(log) -> float:
    """Share of the calls that repeat one that is not in the log."""
    return (log.repeat_of.notna() & ~log.repeat_of.isin(log.contact_id)).mean()


def lengths(days) -> dict[str, float]:
    """How often calls of the full time solve their problem, and calls of half of it; and how many calls one has."""
    share = (days.handle - RULES.greeting_seconds) / np.maximum(days.need - RULES.greeting_seconds, 1)
    half = abs(share - 0.5) < 0.05
    return {
        "full": days.solved[days.handle >= days.need].mean(),
        "half": days.solved[half].mean(),
        "half_calls": half.sum(),
        "most_calls": 1 + days.attempt.max(),
    }


def rule(days) -> Rule:
    log, truth = days
    first = log.repeat_of.isna()
    handled = handle_time(log).mean
    return Rule(
        first_calls=(log.contact_id[first].to_numpy(), log["at"][first].to_numpy()),
        longest_call=log.handle_seconds.max(),
        too_long=(log.handle_seconds > TARGET).mean(),
        spread=log.handle_seconds.std() / handled,
        handle_time=handled,
        calls_an_hour=len(log) / lesson.AGENT_HOURS,
        mean_wait=log.wait_seconds.mean(),
        late=(log.wait_seconds > 60).mean(),
        told=erlang_c(len(log) / HALF_HOURS, 30, handled, RULES.agents, 20).mean_wait,
        service_level=service_level(log, 20),
        occupancy=log.handle_seconds.sum() / 3600 / lesson.AGENT_HOURS,
        ticked=log.resolved.mean(),
        ticks_an_hour=log.resolved.sum() / lesson.AGENT_HOURS,
        solved_at_first=truth.solved[first].mean(),
        solved=truth.solved.sum(),
        seconds_a_problem=log.handle_seconds.sum() / first.sum(),
        seconds_a_solution=log.handle_seconds.sum() / truth.solved.sum(),
    )


def planned(case: Case, repeats: float, even: bool) -> Planned:
    days = numbers.run(case, TARGET, repeats=repeats, even=even)
    today = numbers.run(case, LONGEST, repeats=repeats, even=even)
    in_half_hour, cut = len(today.day) / HALF_HOURS, np.minimum(today.handle, TARGET).mean()
    hours = np.bincount(days.second // 3600, days.handle) / 3600 / RULES.days
    return Planned(
        wait=days.wait.mean(),
        planned=erlang_c(in_half_hour, 30, cut, RULES.agents, 20).mean_wait,
        told=erlang_c(len(days.day) / HALF_HOURS, 30, days.handle.mean(), RULES.agents, 20).mean_wait,
        load=days.load,
        busiest=hours.max(),
    )


def impatient(case: Case, patience: int, target: int = TARGET, even: bool = False) -> Impatient:
    found = numbers.outcome(case, target, agents=RULES.agents, patience=patience, even=even)
    told = numbers.impatient(found, patience, RULES.agents)
    patient = formula(found.calls_a_day, found.handle_of_all, RULES.agents)
    return Impatient(found.wait, found.abandoned, told, patient)


def _same_first_calls(one: Surprises) -> bool:
    return all(np.array_equal(*pair) for pair in zip(one.before.first_calls, one.after.first_calls, strict=True))


def _times_longer(one: Surprises) -> list[float]:
    """How many times the wait without a target the wait with it is, by patience from the longest."""
    return [one.impatient[patience].wait / one.free[patience].wait for patience in PATIENCE]


def _comes_near(found: Impatient) -> bool:
    return abs(found.told.abandoned - found.abandoned) < 0.015 and abs(found.told.mean_wait / found.wait - 1) < 0.15


OURS = RULES.calls_again

PROSE = {
    "No call takes longer than before, and many more callers wait longer than a minute": lambda one: (
        one.after.longest_call <= TARGET < one.before.longest_call and one.after.late > 2 * one.before.late
    ),
    "If callers do, the target still makes the wait longer, but by less": lambda one: (
        1.2 < min(_times_longer(one)) <= max(_times_longer(one)) < 0.75 * one.after.mean_wait / one.before.mean_wait
        and all(
            one.impatient[patience].wait - one.free[patience].wait < 0.4 * one.gaps[1.0].mean for patience in PATIENCE
        )
    ),
    "the same customers have the same problems at the same moments": _same_first_calls,
    "the target makes the wait only about twice as long": lambda one: (
        1.5 < _times_longer(one)[0] < 2.7 < one.after.mean_wait / one.before.mean_wait
    ),
    "By the board, the target is a success. By the waits, it is not": lambda one: (
        one.after.calls_an_hour > 1.4 * one.before.calls_an_hour and one.gaps[1.0].mean > one.gaps[1.0].margin
    ),
    "Call after call is ticked, and the problem is still there": lambda one: (
        len(one.followed.calls) == 5 and one.followed.calls.resolved.sum() >= 4 and not one.followed.calls.solved.any()
    ),
    "so many calls are ticked; such callers are rare": lambda one: one.ticked < 0.01,
    "There are exactly as many first calls with the target as without it": lambda one: (
        len(one.before.first_calls[0]) == len(one.after.first_calls[0])
    ),
    "With all the time that the problem needs, about 9 of 10 calls solve it": lambda one: abs(one.full - 0.9) < 0.05,
    # Three standard errors of a share of these calls, beside what rounds to 2 of 10.
    "With half of the time (after one minute of greeting), about 2 of 10 do": lambda one: (
        abs(one.half - 0.2) < 0.05 + 3 * np.sqrt(0.2 * 0.8 / one.half_calls) and RULES.greeting_seconds == 60
    ),
    "After the eighth call nobody does": lambda one: one.most_calls == 8,
    "Some first calls came before these ten days": lambda one: 0.05 < one.older < 0.5,
    "The scale on the right now ends at one minute": lambda one: one.highest <= 60,
    "With half the failures callers wait less than without the target": lambda one: (
        one.gaps[0.5].mean < -one.gaps[0.5].margin
    ),
    "And yet customers get a little less: fewer problems are solved": lambda one: (
        -0.08 * one.before.solved / lesson.AGENT_HOURS < one.solved.mean < -one.solved.margin
    ),
    "At the **break-even** the waits show no difference beyond chance, but fewer problems are solved": lambda one: (
        one.fewer_solved < 0.97
    ),
    # By the goal's own rule: a fifth always is, and less than a twentieth, which rounds to no tenth, never.
    "a tenth to a fifth fewer failures are enough": lambda one: (
        one.gaps[0.8].mean < one.gaps[0.8].margin
        and all(one.gaps[near].mean > one.gaps[near].margin for near in (0.96, 1.0))
    ),
    "If only three did, callers would wait no longer with the target than without it": lambda one: (
        one.fewer_again.mean < one.fewer_again.margin
    ),
    "The formula with all calls says a long wait, too": lambda one: (
        one.worlds[OURS, False].told > 1.5 * one.before.mean_wait > 5 * one.worlds[OURS, False].planned
    ),
    "Alone they do hardly any harm, since half of the agents are free": lambda one: (
        one.worlds[0.0, False].wait < 3 and abs(one.worlds[0.0, False].load - 0.5) < 0.05
    ),
    "the busiest hour brings about as much work as the agents can do, or more": lambda one: (
        one.worlds[OURS, False].busiest > 0.97 * RULES.agents
    ),
    "Erlang A comes near the truth, but only if it is told the calls that will come": lambda one: (
        not any(found.told_patient < 2 * found.wait for found in one.impatient.values())
        and all(map(_comes_near, one.impatient.values()))
    ),
    # Where all hours are alike and calls nearly equal, both formulas say too much; busy hours make each wait longer.
    "make the wait shorter than a formula says, and busy hours make it longer": lambda one: (
        one.after.spread < 0.25
        and one.worlds[OURS, True].told > 1.2 * one.worlds[OURS, True].wait
        and one.alike.told.mean_wait > 1.1 * one.alike.wait
        and one.worlds[OURS, False].wait > 1.1 * one.worlds[OURS, True].wait
        and one.impatient[PATIENCE[0]].wait > 1.1 * one.alike.wait
    ),
    "the share of calls with a tick falls": lambda one: one.before.ticked > one.after.ticked > one.tighter.ticked,
    "Even the number of ticks goes up while fewer problems are solved": lambda one: (
        one.before.ticks_an_hour < one.after.ticks_an_hour < one.tighter.ticks_an_hour
        and one.before.solved > one.after.solved > one.tighter.solved
    ),
    "Today about six of ten calls take longer than four minutes": lambda one: abs(one.before.too_long - 0.6) < 0.05,
    "Today the agents are busy three quarters of the time": lambda one: abs(one.before.occupancy - 0.75) < 0.03,
    "With three minutes it takes the most time": lambda one: (
        one.tighter.seconds_a_solution > max(one.before.seconds_a_solution, one.after.seconds_a_solution)
    ),
    "Each *call* takes less of the agents' time, and each *problem* takes more": lambda one: (
        one.tighter.handle_time < one.before.handle_time and one.longer.mean() > 3 * 2.26 * one.longer.sem()
    ),
    "Apart from chance, your number is a **lower bound**": lambda one: (
        one.longer.mean() < one.tighter.seconds_a_solution - one.before.seconds_a_solution
    ),
    "with the target fewer are solved than without it": lambda one: (
        one.tighter.solved < one.before.solved < len(one.before.first_calls[0])
        and one.tighter.seconds_a_problem > one.before.seconds_a_problem
    ),
    "In truth a *solved* problem takes much more": lambda one: (
        one.tighter.seconds_a_solution - one.before.seconds_a_solution > 2.5 * one.longer.mean()
    ),
}
