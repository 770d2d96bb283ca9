"""The guess of lesson 07, its Explorers, and its wall board."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.errors import CaseError, shown
from casekit.lessons.busy import numbers, pictures
from casekit.lessons.busy.numbers import (
    FOLLOWED,
    LONGEST,
    RULES,
    SHORTEST,
    TARGET,
    TIGHTER,
    outcome,
    outcomes,
    planned_wait,
)
from casekit.lessons.busy.pictures import duration, minutes, under, waiting
from casekit.lessons.opening import explores, goal, preset, shows, takes
from casekit.measure.service import handle_time
from casekit.teach import Exercises, Knob, charts, figures, guess, reveal
from casekit.teach.guess import Guess, Reveal
from casekit.teach.words import percent
from casekit.world.systems.centre import MOST_CALLS

GRID = (SHORTEST, TARGET, 300, 420, LONGEST)  # the targets at which curves are drawn, besides the present one
NEVER, AFTER_TEN = "never", "after 10 minutes on average"
PATIENCE = {NEVER: None, AFTER_TEN: 600, "after 1 minute on average": 60}  # seconds on average
EVEN, BUSY_HOURS = "calls come evenly", "busy before noon and after work"


@takes(AMAZON)
def how_many_will_wait(case: Case) -> Guess:
    """The guess before anything is shown: of 100, so that no end of the scale says which way it goes."""
    before, after = outcome(case), outcome(case, TARGET)
    today = round(100 * before.late)
    return guess(
        f"Today calls may take {minutes(LONGEST)}, and {today} of 100 callers wait longer than a minute. With the "
        f"target, calls may take {minutes(TARGET)}; they are {percent(1 - after.handle / before.handle)} shorter on "
        "average. How many of 100 callers wait longer than a minute then?",
        0, 100, "of 100", step=1, since=("the number", today),
    )  # fmt: skip


@takes(AMAZON)
def so_many_wait(case: Case, first: Guess) -> Reveal:
    """How many wait longer than a minute under the target: what the plan says, and what comes of it."""
    planned, true = 100 * numbers.planned_late(case, TARGET), 100 * outcome(case, TARGET).late
    return reveal(first, reported=planned, truth=true, reported_label="the plan", truth_label="the truth",
                  digits=0, since_label="today", axis="callers of 100 who wait longer than a minute")  # fmt: skip


@takes(AMAZON)
def for_each_solved(case: Case) -> str:
    """How much of the agents' time a solved problem takes, without a target and with it."""
    free, with_it = (f"{numbers.for_each_solved(case, which):.0f} seconds" for which in (None, TARGET))
    return f"A solved problem takes {free} of the agents' time without a target, and {with_it} with {minutes(TARGET)}."


@takes(AMAZON)
def log_and_truth(case: Case, check: Exercises[Case]) -> str:
    """The answer of 07.3 beside the truth, once the `check` has had it; no page shows it before."""
    if not isinstance(check, Exercises):
        raise CaseError(f"log_and_truth needs the lesson's check; {shown(check)} was given.")
    if not check.is_right("07.3"):
        return "When you have 07.3, run this cell again."
    logged, true = (of(case, TIGHTER) - of(case, None) for of in (numbers.for_each_first, numbers.for_each_solved))
    return f"By the log a problem takes {logged:.0f} seconds more, and in truth a solved one {true:.0f}."


@shows(AMAZON, size=(11, 4))
def wall(case: Case, figure: Figure) -> str:
    """The wall board, and the mean wait of each day: without the target, and with it. All of it from the log."""
    logs = numbers.centre(case).log, numbers.centre(case, TARGET).log
    calls = [f"{len(log) / numbers.AGENT_HOURS:.1f}" for log in logs]
    seconds = [f"{handle_time(log).mean:.0f}" for log in logs]
    inside = [percent((log.handle_seconds <= TARGET).mean()) for log in logs]
    waits = [numbers.by_day(log).mean_wait.to_numpy() for log in logs]
    left, right = figures.panels(figure, left=0.75, room=(0.1, 1.0), widths=(1.15, 1))
    left.set_position((0.025, 0.1, 0.42, 0.74))
    pictures.board(left, [
        ("calls per agent hour", *calls),
        ("mean handle time", *(f"{value} s" for value in seconds)),
        (f"calls within {minutes(TARGET)}", *inside),
    ])  # fmt: skip
    figures.title(left, "The wall board: the target is met")  # as no call may take longer
    pictures.day_by_day(right, numbers.by_day(logs[0]).index.day.to_numpy(), *waits)
    figures.title(right, pictures.days_title(*waits))
    gap, before, after = numbers.gap(case, TARGET), numbers.outcome(case), numbers.outcome(case, TARGET)
    late = [f"{100 * one.late:.0f} ± {100 * one.late_margin:.0f}" for one in (before, after)]
    return (
        f"With the target, an agent handles {calls[1]} calls an hour instead of {calls[0]}; a call takes {seconds[1]} "
        f"seconds instead of {seconds[0]}. Callers wait {gap.mean:.0f} ± {gap.margin:.0f} seconds longer, and "
        f"{late[1]} of 100 wait longer than a minute, instead of {late[0]}."
    )


@preset("The first call", call=1)
@preset("The third call", call=3)
@preset("The fifth call", call=FOLLOWED)
@explores(AMAZON, size=(11, 4.1), call=Knob("calls so far", 1, FOLLOWED, 1))
def follow(case: Case, figure: Figure, call: int = 1) -> str:
    """One customer with one problem, call by call, and what the wall board makes of it."""
    one = numbers.followed(case)
    made = one.calls.iloc[:call]
    inside, ticks = int((made.handle_seconds <= TARGET).sum()), int(made.resolved.sum())
    solved, talked = bool(made.solved.any()), made.handle_seconds.sum()
    left, right = figures.panels(figure, left=0.3, room=(0.3, 0.2), widths=(1.55, 1))
    for axes in (left, right):
        box = axes.get_position()
        axes.set_position((box.x0, 0.05, box.width, box.height + 0.12))
    pictures.story(left, one, call)
    figures.title(left, f"One customer, one problem: it needs {pictures.clock(one.needed)} minutes")
    pictures.tally(right, [
        ("calls handled", f"{call}", figures.REPORTED),
        ("within the target", f"{inside}", figures.REPORTED),
        ("ticked as resolved", f"{ticks}", figures.REPORTED),
        ("problems solved", f"{int(solved)}", figures.TRUTH),
    ])  # fmt: skip
    figures.title(right, pictures.story_title(call, solved))
    return (
        f"The board counts {call} call{'s' * (call > 1)} handled, {inside} within the target, {ticks} ticked as "
        f"resolved. The agents have talked for {pictures.clock(talked)} minutes. One call of "
        f"{pictures.clock(one.needed)} minutes would most likely solve the problem. It is {'' if solved else 'not '}"
        "solved."
    )


def breaks_even(case: Case, target: float, failing: float) -> bool:
    """Whether the target, in minutes, is four and makes no clear difference to the wait."""
    return 60 * target == TARGET and not numbers.gap(case, TARGET, failing=failing).is_clear


@goal(
    f"Find the break-even. Keep the target of {minutes(TARGET)}, and let calls fail just so often that the wait "
    "shows no difference beyond chance: the difference is smaller than its margin.",
    breaks_even,
)
@preset("Four minutes", target=TARGET / 60)
@preset("Three minutes", target=TIGHTER / 60)
@preset("Half the failures", target=TARGET / 60, failing=0.5)
@explores(
    AMAZON,
    size=(11, 4.4),
    target=Knob("handle-time target, minutes", SHORTEST / 60, LONGEST / 60, 0.5),
    failing=Knob("failures, as a share of our world's", 0, 1, 0.02),
)
def target(case: Case, figure: Figure, target: float = TARGET / 60, failing: float = 1.0) -> str:
    """A target where unsolved problems come back: productivity and truth on one axis, and the wait with its margin."""
    limit = round(60 * target)  # seconds
    outcomes(case, [*GRID], failing=1.0)  # so that the target can be tightened at once
    # Drawn from no target down to the present one, so that nobody sees the end before tightening it.
    found = outcomes(case, [limit, *(one for one in GRID if one > limit)], failing=failing)
    plans = pd.Series({one: planned_wait(case, one, failing=failing) for one in found.index})
    now, before = (outcome(case, one, failing=failing) for one in (limit, LONGEST))
    left, right = figures.panels(figure, room=(1.45, 0.3), widths=(1, 1.1))
    left.axhline(before.new, color=figures.GREY, lw=1.6)
    pictures.over_target(left, limit, found.handled, found.solved, range(0, 26, 5), "in an agent hour")
    figures.label_ends(left, [(before.handled, "calls handled", figures.REPORTED),
                              (before.new, "new problems", figures.GREY),
                              (before.solved, "problems solved", figures.TRUTH)])  # fmt: skip
    pictures.band(right, found.wait, found.margin)
    scale = pictures.wait_scale(found.wait + found.margin)
    pictures.over_target(right, limit, plans, found.wait, scale, "mean wait, seconds")
    pictures.unsettled(right, found.wait)
    as_it_is = "as it is" if limit == LONGEST else "as it is, with its margin"  # a point alone has no band
    names = {as_it_is: figures.TRUTH, "as planned": figures.REPORTED}
    names |= {"grey: never settles": figures.GREY} if found.wait.hasnans else {}
    charts.words(right, names | {f"scale to {scale[-1]} seconds": figures.INK}, x=0.93)  # beside the mark
    sentence = (
        f"{under(limit)}, an agent handles {now.handled:.1f} calls an hour and solves {now.solved:.1f} problems, and "
        f"{waiting(now.wait, now.margin)}."
    )
    if limit == LONGEST:
        figures.title(left, f"No target: {now.handled:.1f} calls, {now.solved:.1f} solved")
        figures.title(right, f"No target: {waiting(now.wait, now.margin)}")
        return sentence
    calls, solved = (numbers.gap(case, limit, of, failing=failing) for of in ("handled_by_day", "solved_by_day"))
    figures.title(left, pictures.busy_title(calls, before.handled, solved, before.solved))
    longer = numbers.gap(case, limit, failing=failing)
    figures.title(right, pictures.target_title(longer))
    apart = "" if np.isnan(longer.mean) else f" The difference between the waits: {pictures.difference(longer)}."
    return (
        f"{sentence} The plan said {duration(plans[limit])}. Without a target: {before.handled:.1f} calls, "
        f"{before.solved:.1f} problems, {pictures.mean_wait(before.wait, before.margin)}.{apart}"
    )


@preset("Unsolved problems come back", repeats=RULES.calls_again, day=EVEN)
@preset("Busy hours alone", repeats=0.0, day=BUSY_HOURS)
@preset("Our centre", repeats=RULES.calls_again, day=BUSY_HOURS)
@preset("Callers hang up", repeats=RULES.calls_again, day=BUSY_HOURS, hang_up=AFTER_TEN)
@explores(
    AMAZON,
    size=(11, 4.5),
    repeats=Knob(f"call again if unsolved, {MOST_CALLS} calls at most", 0, 1, 0.1),
    day=Knob("the day", [EVEN, BUSY_HOURS]),
    hang_up=Knob("callers in line hang up", list(PATIENCE)),
)
def planner(
    case: Case, figure: Figure, repeats: float = RULES.calls_again, day: str = EVEN, hang_up: str = NEVER
) -> str:
    """What a planner leaves out who puts the calls of today, made shorter, into Erlang C."""
    numbers.callers(case, even=True)  # so that the other day comes at once
    numbers.callers(case, even=False)
    patience = PATIENCE[hang_up]
    rules: dict[str, Any] = {"repeats": repeats, "even": day == EVEN, "patience": patience}
    now, today, planned = outcome(case, TARGET, **rules), outcome(case, **rules), planned_wait(case, TARGET, **rules)
    told = numbers.formula(now.calls_a_day, now.handle_of_all)
    first, again = numbers.busy_hours(case, TARGET, **rules)
    left, right = figures.panels(figure, room=(0.3, 0.3), widths=(1, 1.1))
    pictures.work_by_hour(left, first, again, numbers.planned_work(case, TARGET, **rules))
    figures.title(left, pictures.hour_title((first + again).max()))
    rows = [("Erlang C, with today's calls", planned, 0.0, figures.REPORTED),
            ("Erlang C, with all calls that come", told, 0.0, figures.REPORTED)]  # fmt: skip
    sentence = (
        f"The planner counts {today.calls_a_day:,.0f} calls a day, and {now.calls_a_day:,.0f} come. Erlang C says "
        f"{duration(planned)} with today's calls and {duration(told)} with all that come; as it is, "
        f"{waiting(now.wait, now.margin)}. Without the target {waiting(today.wait, today.margin)}."
    )
    if patience is not None:
        model = numbers.impatient(now, patience, RULES.agents)
        rows.append(("Erlang A, with all calls that come", model.mean_wait, 0.0, figures.REPORTED))
        sentence += (
            f" Erlang A says {duration(model.mean_wait)}. (The mean is that of all callers, also of those who hang "
            f"up.) Of 100 callers, {pictures.hang_up(now.abandoned)} with the target, and "
            f"{100 * today.abandoned:.0f} without."
        )
    rows.append(("as it is", now.wait, now.margin, figures.TRUTH))
    rows.append(("as it is without the target", today.wait, today.margin, figures.GREY))
    pictures.waits(right, rows)
    figures.title(right, pictures.planner_title(planned, now.wait))
    return sentence
