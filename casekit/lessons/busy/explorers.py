"""The Explorers of lesson 07, its guess, and its wall board."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.lessons.busy import numbers, pictures
from casekit.lessons.busy.numbers import LONGEST, RULES, SHORTEST, TARGET, outcome, outcomes, planned_wait
from casekit.lessons.busy.pictures import duration, minutes, under, waiting, work
from casekit.lessons.opening import explores, preset, shows, takes
from casekit.measure.service import erlang_c, handle_time
from casekit.teach import Knob, charts, figures, guess, reveal
from casekit.teach.guess import Guess, Reveal
from casekit.teach.words import percent

# The targets at which the curves are computed, besides the present one, and those at which the plan is.
GRID, PLANNED = (150, 180, 210, 240, 270, 300, 330, 360, 420, 480, LONGEST), (150, 240, 330, 420, LONGEST)
STEP = 30  # seconds
HALF_HOUR = 30  # minutes
TARGETS = Knob("handle-time target, seconds", SHORTEST, LONGEST, STEP)
REPEATS = Knob("unsolved customers call again", 0, 1, 0.1)


@takes(AMAZON)
def how_long_will_they_wait(case: Case) -> Guess:
    """The guess before anything is shown."""
    before, after = outcome(case), outcome(case, TARGET)
    return guess(
        f"Today a call may take as long as it takes, and callers wait {before.wait:.0f} seconds on average. From "
        f"Monday on, no call shall take more than {minutes(TARGET)}; calls will be "
        f"{percent(1 - after.handle / before.handle)} shorter on average. How long will callers wait then?",
        0, 300, "s", step=1,
    )  # fmt: skip


@takes(AMAZON)
def so_long_they_wait(case: Case, first: Guess) -> Reveal:
    """What the plan says of the wait under the target, and what comes of it."""
    planned, true = planned_wait(case, TARGET), outcome(case, TARGET).wait
    return reveal(first, reported=planned, truth=true, reported_label="the plan", truth_label="the truth")


@shows(AMAZON, size=(9.5, 3.1))
def wall(case: Case, figure: Figure) -> str:
    """The wall board, from the contact log: productivity without the target, and with it."""
    logs = numbers.centre(case).log, numbers.centre(case, TARGET).log
    calls = [f"{len(log) / numbers.AGENT_HOURS:.1f}" for log in logs]
    seconds = [f"{handle_time(log).mean:.0f}" for log in logs]
    inside = [percent((log.handle_seconds <= TARGET).mean()) for log in logs]
    axes = figures.panel(figure)
    axes.set_position((0.03, 0.02, 0.94, 0.8))
    pictures.board(axes, [
        ("calls handled in an agent hour", *calls),
        ("mean handle time", *(f"{value} s" for value in seconds)),
        (f"calls within {minutes(TARGET)}", *inside),
    ])  # fmt: skip
    figures.title(axes, "The wall board: the target is met")  # as no call may take longer
    return (
        f"With the target, an agent handles {calls[1]} calls an hour instead of {calls[0]}, a call takes "
        f"{seconds[1]} seconds instead of {seconds[0]}, and {inside[1]} of calls keep within {minutes(TARGET)} "
        f"instead of {inside[0]}."
    )


@preset("The textbook", contacts=100, handle=180, agents=14)
@preset("Three agents fewer", contacts=100, handle=180, agents=11)
@preset("And shorter calls", contacts=100, handle=150, agents=11)
@preset("And longer calls", contacts=100, handle=210, agents=11)
@explores(
    AMAZON,
    size=(10, 4.1),
    contacts=Knob("calls in half an hour", 60, 140, 5),
    handle=Knob("handle time, seconds", 90, 300, STEP),
    agents=Knob("agents", 9, 20, 1),
)
def calm(case: Case, figure: Figure, contacts: int = 100, handle: int = 180, agents: int = 14) -> str:
    """Erlang C: the textbook's world, in which a shorter call is a shorter call and nothing else."""
    times = range(60, 301, 2)
    load, seconds = contacts * handle / (60 * HALF_HOUR), np.arange(121)
    settling = [time for time in times if contacts * time < 60 * HALF_HOUR * agents]
    centres = {time: erlang_c(contacts, HALF_HOUR, time, agents, RULES.service_seconds) for time in settling}
    waits = pd.Series({time: one.mean_wait for time, one in centres.items()}).reindex(times)
    left, right = figures.panels(figure, room=0.35)
    pictures.wait_over_handle_time(right, waits, handle)
    if handle not in centres:
        pictures.still_waiting(left, np.ones(len(seconds)))
        figures.title(left, "Sooner or later, everybody waits")
        figures.title(right, "The queue never settles")
        return (
            f"{contacts} calls in half an hour, of {handle} seconds each, are work for {load:.1f} agents, and "
            f"there are {agents}: the queue never settles."
        )
    found, wait, shorter = centres[handle], waits[handle], waits[handle - STEP]
    within = 100 * found.service_level
    pictures.still_waiting(left, found.wait_probability * np.exp(-(agents - load) / handle * seconds))
    verdict = "met" if found.service_level >= RULES.service_goal else "missed"
    figures.title(left, f"{within:.1f} % in {RULES.service_seconds} s: the goal is {verdict}")
    becomes = f"{STEP} s less: {duration(wait)} become {duration(shorter)}"
    figures.title(right, becomes if wait >= 0.95 else "There is no wait to shorten")
    return (
        f"{within:.1f} % of callers wait at most {RULES.service_seconds} seconds, and {wait:.1f} seconds on "
        f"average; agents talk {percent(found.occupancy)} of the time. With calls of {handle - STEP} seconds the "
        f"mean wait would be {shorter:.1f} seconds."
    )


@preset("No target")
@preset("If every call solved its problem", target=TARGET, failing=0.0)
@preset("Unsolved problems come back", target=TARGET)
@preset("Shorter still", target=SHORTEST)
@preset("All of them come back", target=TARGET, repeats=1.0)
@explores(
    AMAZON, size=(10, 4.4), target=TARGETS, repeats=REPEATS, failing=Knob("calls leave problems unsolved", 0, 1, 0.1)
)
def target(
    case: Case, figure: Figure, target: int = LONGEST, failing: float = 1.0, repeats: float = RULES.calls_again
) -> str:
    """The same target where unsolved problems come back: productivity and truth on one axis, and the wait."""
    outcomes(case, [*GRID], failing=1.0, repeats=RULES.calls_again)  # so that the target can be tightened at once
    rules = {"failing": failing, "repeats": repeats}
    # Drawn from no target down to the present one, so that nobody sees the end before tightening it.
    found = outcomes(case, [target, *(one for one in GRID if one > target)], **rules)
    plans = pd.Series({one: planned_wait(case, one, **rules) for one in found.index if one in (target, *PLANNED)})
    now, before = (outcome(case, one, **rules) for one in (target, LONGEST))
    left, right = figures.panels(figure, room=(1.5, 0.3), widths=(1, 1.1))
    left.plot(found.index, found.new, color=figures.GREY, lw=1.6)
    pictures.over_target(left, target, found.handled, found.solved, range(0, 31, 10), "in an agent hour")
    figures.label_ends(left, [(before.handled, "calls handled", figures.REPORTED),
                              (before.new, "new problems", figures.GREY),
                              (before.solved, "problems solved", figures.TRUTH)])  # fmt: skip
    pictures.over_target(right, target, plans / 60, found.wait / 60, range(0, 7, 2), "mean wait, minutes")
    pictures.unsettled(right, found.wait)
    names = {"as it is": figures.TRUTH, "as planned": figures.REPORTED}
    charts.words(right, names | ({"grey: never settles": figures.GREY} if found.wait.hasnans else {}))
    sentence = (
        f"{under(target)}, a call takes {now.handle:.0f} seconds, an agent handles {now.handled:.1f} calls an hour "
        f"and solves {now.solved:.1f} problems; {work(now.load)}, and {waiting(now.wait)}."
    )
    if target == LONGEST:
        figures.title(left, f"No target: {now.handled:.1f} calls, {now.solved:.1f} solved")
        figures.title(right, f"No target: callers wait {duration(now.wait)}")
        return sentence
    figures.title(left, pictures.busy_title(now.handled, before.handled, now.solved, before.solved))
    figures.title(right, pictures.target_title(now.wait, before.wait, plans[target]))
    return (
        f"{sentence} The plan said {duration(plans[target])}. Without a target: {before.handled:.1f} calls, "
        f"{before.solved:.1f} problems, {duration(before.wait)}."
    )


@preset("No target")
@preset("Four minutes", target=TARGET)
@preset("Two and a half", target=SHORTEST)
@preset("Four minutes, and nobody calls again", target=TARGET, repeats=0.0)
@explores(AMAZON, size=(10, 4.1), target=TARGETS, repeats=REPEATS)
def again(case: Case, figure: Figure, target: int = LONGEST, repeats: float = RULES.calls_again) -> str:
    """Who calls again and why: the chance that a call solves its problem, and what the calls are about."""
    # What first calls come to is the same whoever calls again, so that the curves are computed but once.
    found = outcomes(case, sorted({*GRID, target}))
    now, before = (outcome(case, one, repeats=repeats) for one in (target, LONGEST))
    left, right = figures.panels(figure, room=(0.35, 0.2), widths=(1, 1.1))
    ticked, solved = 100 * found.ticked_first, 100 * found.solved_first
    pictures.over_target(left, target, ticked, solved, range(0, 101, 20), "of first calls, %")
    charts.words(left, {"ticked as resolved": figures.REPORTED, "solved": figures.TRUTH}, y=0.24)
    figures.title(left, f"{percent(now.ticked_first)} ticked as resolved, {percent(now.solved_first)} solved")
    pictures.call_bars(right, now.by_attempt, before.by_attempt)
    repeated = f"{100 * now.repeated:.0f} of 100 calls are repeats"
    figures.title(right, repeated if now.repeated else "Nobody calls again")
    return (
        f"{under(target)}, {percent(now.solved_first)} of first calls solve their problem. Of the "
        f"{sum(now.by_attempt):,.0f} calls a day, {percent(now.repeated)} are about a problem that an earlier call "
        f"left unsolved, and {now.given_up:,.0f} customers a day give up."
    )


@preset("An agent, or half a minute", more=30)
@preset("An agent, or two minutes", more=120)
@preset("Two agents fewer", agents=RULES.agents - 2, more=120)
@preset("Where there is time already", target=420, more=60)
@explores(
    AMAZON,
    size=(10, 4.1),
    agents=Knob("agents", 9, 16, 1),
    target=Knob(TARGETS.label, SHORTEST, 420, STEP),
    more=Knob("seconds more a call", STEP, 180, STEP),
)
def staffing(case: Case, figure: Figure, agents: int = RULES.agents, target: int = TARGET, more: int = STEP) -> str:
    """What another agent buys, and what more time for each call buys."""
    settings = (target, agents), (target, agents + 1), (target + more, agents)
    now, agent, time = (outcome(case, seconds, agents=people) for seconds, people in settings)
    lines = [numbers.run(case, seconds, agents=people).in_line() for seconds, people in settings]
    helped = "" if time.load >= 1 else f"{time.solved_a_day - now.solved_a_day:,.0f} more"
    left, right = figures.panels(figure, left=0.7, room=(0.15, 0.2), widths=(1, 1.1))
    colours = figures.GREY, figures.REPORTED, figures.TRUTH
    names = (
        f"{agents} agents, {minutes(target)}",
        "an agent more" + ("" if agent.load >= 1 else ": no problem more solved"),
        f"{more} seconds more" + (helped and f": {helped} solved a day"),
    )
    pictures.choices(left, list(zip(names, (now.wait, agent.wait, time.wait), colours, strict=True)))
    figures.title(left, pictures.better_title(agent.wait, time.wait))
    pictures.queue(right, list(zip(lines, colours, strict=True)))
    which = "as set", "an agent more", f"{more} seconds more"
    charts.words(right, dict(zip(which, colours, strict=True)), x=0.04, align="left")
    figures.title(right, "The queue never settles" if now.load >= 1 else "The line through an average day")
    return (
        f"With {agents} agents and a target of {minutes(target)}, {work(now.load)}, and {waiting(now.wait)}. With "
        f"an agent more, {waiting(agent.wait)}. With {more} seconds more a call, {waiting(time.wait)}"
        f"{helped and f', and {helped} problems are solved each day'}."
    )
