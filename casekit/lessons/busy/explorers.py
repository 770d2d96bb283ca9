"""The explorers of lesson 07, its guess, and its wall board."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from casekit.case import Case
from casekit.lessons.busy import pictures
from casekit.lessons.busy.numbers import AGENT_HOURS, RULES, TARGET, centre, in_line, outcome, planned_wait
from casekit.lessons.busy.pictures import LONGEST, SHORTEST, duration, in_words, minutes, work
from casekit.measure.service import erlang_c, handle_time
from casekit.teach import Explorer, figures, guess, reveal, show
from casekit.teach.guess import Guess, Reveal
from casekit.teach.words import percent

# Seconds: the targets at which the curves are computed, besides the present one.
GRID, PLAN_GRID = (150, 180, 210, 240, 270, 300, 330, 360, 420, 480, LONGEST), (150, 240, 330, 420, LONGEST)
STEP = 30  # seconds
HALF_HOUR = 30  # minutes
TARGET_WORDS, AGENTS, REPEATS = "handle-time target, seconds", "agents", "unsolved customers call again"


def how_long_will_they_wait(case: Case) -> Guess:
    """The guess before anything is shown."""
    before, after = outcome(case.seed), outcome(case.seed, TARGET)
    shorter = percent(1 - after.handle / before.handle)
    return guess(
        f"Today a call may take as long as it takes, and callers wait {before.wait:.0f} seconds on average. From "
        f"Monday on, no call shall take more than {minutes(TARGET)}; calls will be {shorter} shorter on average. "
        "How long will callers wait then?",
        0, 300, "s", step=1,
    )  # fmt: skip


def so_long_they_wait(case: Case, first: Guess) -> Reveal:
    """What the plan says of the wait under the target, and what comes of it."""
    return reveal(first, reported=planned_wait(case.seed, TARGET), truth=outcome(case.seed, TARGET).wait,
                  reported_label="the plan", truth_label="the truth")  # fmt: skip


def wall(case: Case) -> None:
    """The wall board, from the contact log: productivity without the target, and with it."""
    logs = centre(case).log, centre(case, TARGET).log
    hours = [len(log) / AGENT_HOURS for log in logs]
    seconds = [handle_time(log).mean for log in logs]
    inside = [(log.handle_seconds <= TARGET).mean() for log in logs]
    figure = figures.new_figure(9.5, 3.1)
    with figures.styled():
        axes = figures.panels(figure, 1, left=0.3, room=0.3)
        axes.set_position((0.03, 0.02, 0.94, 0.8))
        pictures.board(axes, [
            ("calls handled in an agent hour", *(f"{value:.1f}" for value in hours)),
            ("mean handle time", *(f"{value:.0f} s" for value in seconds)),
            (f"calls within {minutes(TARGET)}", *map(percent, inside)),
        ])  # fmt: skip
        figures.title(axes, "The wall board: the target is met" if inside[1] == 1 else "The wall board")
    show(
        figure,
        f"With the target, an agent handles {hours[1]:.1f} calls an hour instead of {hours[0]:.1f}, a call takes "
        f"{seconds[1]:.0f} seconds instead of {seconds[0]:.0f}, and {percent(inside[1])} of calls keep within "
        f"{minutes(TARGET)} instead of {percent(inside[0])}.",
    )


def calm(case: Case) -> Explorer:
    """Erlang C: the textbook's world, in which a shorter call is a shorter call and nothing else."""
    times, seconds = np.arange(60, 301, 2), np.arange(121)

    def draw(figure: Figure, contacts: int = 100, handle: int = 180, agents: int = 14) -> str:
        load = contacts * handle / (60 * HALF_HOUR)
        wait, shorter = (_erlang_wait(contacts, time, agents) for time in (handle, handle - STEP))
        left, right = figures.panels(figure, 2, room=(0.35, 0.35), widths=(1, 1))
        waits = np.array([_erlang_wait(contacts, time, agents) for time in times])
        pictures.wait_over_handle_time(right, times, waits, handle)
        if load >= agents:
            pictures.still_waiting(left, np.ones(len(seconds)))
            figures.title(left, "Sooner or later, everybody waits")
            figures.title(right, "The queue never settles")
            return (
                f"{contacts} calls in half an hour, of {handle} seconds each, are work for {load:.1f} agents, and "
                f"there are {agents}: the queue never settles."
            )
        found = erlang_c(contacts, HALF_HOUR, handle, agents, RULES.service_seconds)
        pictures.still_waiting(left, found.wait_probability * np.exp(-(agents - load) / handle * seconds))
        figures.title(left, pictures.calm_title(found.service_level))
        figures.title(right, pictures.shorter_title(wait, shorter))
        return (
            f"{100 * found.service_level:.1f} % of callers wait at most {RULES.service_seconds} seconds, and "
            f"{wait:.1f} seconds on average; agents talk {100 * found.occupancy:.0f} % of the time. With calls of "
            f"{handle - STEP} seconds the mean wait would be {shorter:.1f} seconds."
        )

    return Explorer(
        draw,
        {
            "The textbook": {"contacts": 100, "handle": 180, "agents": 14},
            "Three agents fewer": {"contacts": 100, "handle": 180, "agents": 11},
            "And shorter calls": {"contacts": 100, "handle": 150, "agents": 11},
            "And longer calls": {"contacts": 100, "handle": 210, "agents": 11},
        },
        labels={"contacts": "calls in half an hour", "handle": "handle time, seconds", "agents": AGENTS},
        size=(10, 4.1),
        contacts=(60, 140, 5),
        handle=(90, 300, STEP),
        agents=(9, 20, 1),
    )


def target(case: Case) -> Explorer:
    """The same target where unsolved problems come back: productivity and truth on one axis, and the wait."""

    def draw(figure: Figure, target: int = LONGEST, failing: float = 1.0, repeats: float = RULES.calls_again) -> str:
        rules = {"failing": round(failing, 6), "repeats": round(repeats, 6)}
        # Drawn from no target down to the present one, so that nobody sees the end before tightening it.
        found = {one: outcome(case.seed, one, **rules) for one in _down_to(target, GRID)}
        plans = {one: planned_wait(case.seed, one, **rules) for one in _down_to(target, PLAN_GRID)}
        now, before = found[target], found[LONGEST]
        targets, planned_for = np.array(list(found)), np.array(list(plans))
        calls, solved, new, waits = (
            np.array([getattr(one, name) for one in found.values()]) for name in ("handled", "solved", "new", "wait")
        )
        left, right = figures.panels(figure, 2, room=(1.5, 0.3), widths=(1, 1.1))
        left.set(ylim=(0, 30), yticks=[0, 10, 20, 30], ylabel="in an agent hour")
        left.plot(targets, new, color=figures.GREY, lw=1.6)
        pictures.over_target(left, target, [(targets, calls, figures.REPORTED), (targets, solved, figures.TRUTH)])
        figures.label_ends(left, [(calls[-1], "calls handled", figures.REPORTED),
                                  (new[-1], "new problems", figures.GREY),
                                  (solved[-1], "problems solved", figures.TRUTH)])  # fmt: skip
        right.set(ylim=(0, pictures.MOST_MINUTES), yticks=[0, 2, 4, 6], ylabel="mean wait, minutes")
        as_planned = np.array(list(plans.values())) / 60
        curves = [(planned_for, as_planned, figures.REPORTED), (targets, waits / 60, figures.TRUTH)]
        pictures.over_target(right, target, curves)
        pictures.unsettled(right, targets, waits)
        names = {"as it is": figures.TRUTH, "as planned": figures.REPORTED}
        pictures.words(right, names | ({"grey: never settles": figures.GREY} if np.isnan(waits).any() else {}))
        if target == LONGEST:
            figures.title(left, f"No target: {now.handled:.1f} calls, {now.solved:.1f} solved")
            figures.title(right, f"No target: callers wait {duration(now.wait)}")
        else:
            figures.title(left, pictures.busy_title(now.handled, before.handled, now.solved, before.solved))
            figures.title(right, pictures.target_title(now.wait, before.wait, plans[target], now.load))
        rule = "Without a target" if target == LONGEST else f"With a target of {minutes(target)}"
        comparison = (
            f" The plan said {duration(plans[target])}. Without a target: {before.handled:.1f} calls, "
            f"{before.solved:.1f} problems, {duration(before.wait)}."
        )
        return (
            f"{rule}, a call takes {now.handle:.0f} seconds, an agent handles {now.handled:.1f} calls an hour and "
            f"solves {now.solved:.1f} problems; {work(now.load)}, and {in_words(now.wait)}."
            + (comparison if target < LONGEST else "")
        )

    return Explorer(
        draw,
        {
            "No target": {},
            "If every call solved its problem": {"target": TARGET, "failing": 0.0},
            "Unsolved problems come back": {"target": TARGET},
            "Shorter still": {"target": SHORTEST},
            "All of them come back": {"target": TARGET, "repeats": 1.0},
        },
        labels={"target": TARGET_WORDS, "failing": "calls leave problems unsolved", "repeats": REPEATS},
        size=(10, 4.4),
        target=(SHORTEST, LONGEST, STEP),
        repeats=(0, 1, 0.1),
        failing=(0, 1, 0.1),
    )


def again(case: Case) -> Explorer:
    """Who calls again and why: the chance that a call solves its problem, and what the calls are about."""

    def draw(figure: Figure, target: int = LONGEST, repeats: float = RULES.calls_again) -> str:
        found = {one: outcome(case.seed, one, repeats=round(repeats, 6)) for one in sorted({*GRID, target})}
        now, before = found[target], found[LONGEST]
        targets = np.array(list(found))
        ticked, solved = (
            100 * np.array([getattr(one, name) for one in found.values()]) for name in ("ticked_first", "solved_first")
        )
        left, right = figures.panels(figure, 2, room=(0.35, 0.2), widths=(1, 1.1))
        left.set(ylim=(0, 100), ylabel="of first calls, %")
        pictures.over_target(left, target, [(targets, ticked, figures.REPORTED), (targets, solved, figures.TRUTH)])
        pictures.words(left, {"ticked as resolved": figures.REPORTED, "solved": figures.TRUTH}, top=0.24)
        figures.title(left, f"{percent(now.ticked_first)} ticked as resolved, {percent(now.solved_first)} solved")
        pictures.call_bars(right, now.by_attempt, before.by_attempt)
        figures.title(right, pictures.again_title(now.repeated))
        rule = "Without a target" if target == LONGEST else f"With a target of {minutes(target)}"
        return (
            f"{rule}, {percent(now.solved_first)} of first calls solve their problem. Of the "
            f"{sum(now.by_attempt):,.0f} calls a day, {percent(now.repeated)} are about a problem that an earlier call "
            f"left unsolved, and {now.given_up:,.0f} customers a day give up."
        )

    return Explorer(
        draw,
        {
            "No target": {},
            "Four minutes": {"target": TARGET},
            "Two and a half": {"target": SHORTEST},
            "Four minutes, and nobody calls again": {"target": TARGET, "repeats": 0.0},
        },
        labels={"target": TARGET_WORDS, "repeats": REPEATS},
        size=(10, 4.1),
        target=(SHORTEST, LONGEST, STEP),
        repeats=(0, 1, 0.1),
    )


def staffing(case: Case) -> Explorer:
    """What another agent buys, and what more time for each call buys."""

    def draw(figure: Figure, agents: int = RULES.agents, target: int = TARGET, more: int = STEP) -> str:
        now = outcome(case.seed, target, agents=agents)
        agent = outcome(case.seed, target, agents=agents + 1)
        time = outcome(case.seed, target + more, agents=agents)
        helped = time.solved_a_day - now.solved_a_day
        bought = f"{helped:,.0f} more solved a day"
        left, right = figures.panels(figure, 2, left=0.7, room=(0.15, 0.2), widths=(1, 1.1))
        pictures.choices(left, [
            (f"{agents} agents, {minutes(target)}", now.wait, "", figures.GREY),
            ("an agent more", agent.wait, "" if agent.load >= 1 else ": no problem more solved", figures.REPORTED),
            (f"{more} seconds more", time.wait, "" if time.load >= 1 else f": {bought}", figures.TRUTH),
        ])  # fmt: skip
        figures.title(left, pictures.better_title(agent.wait, time.wait))
        pictures.queue(right, [
            (in_line(case.seed, target, agents), figures.GREY),
            (in_line(case.seed, target, agents + 1), figures.REPORTED),
            (in_line(case.seed, target + more, agents), figures.TRUTH),
        ])  # fmt: skip
        names = {"as set": figures.GREY, "an agent more": figures.REPORTED, f"{more} seconds more": figures.TRUTH}
        pictures.words(right, names, left=0.04, align="left")
        figures.title(right, pictures.day_title(now.load))
        return (
            f"With {agents} agents and a target of {minutes(target)}, {work(now.load)}, and {in_words(now.wait)}. With "
            f"an agent more, {in_words(agent.wait)}. With {more} seconds more a call, {in_words(time.wait)}"
            + ("." if time.load >= 1 else f", and {helped:,.0f} more problems are solved each day.")
        )

    return Explorer(
        draw,
        {
            "An agent, or half a minute": {"more": 30},
            "An agent, or two minutes": {"more": 120},
            "Two agents fewer": {"agents": RULES.agents - 2, "more": 120},
            "Where there is time already": {"target": 420, "more": 60},
        },
        labels={"agents": AGENTS, "target": TARGET_WORDS, "more": "seconds more a call"},
        size=(10, 4.1),
        agents=(9, 16, 1),
        target=(SHORTEST, 420, STEP),
        more=(STEP, 180, STEP),
    )


def _down_to(target: int, grid: tuple[int, ...]) -> list[int]:
    """The targets of the grid that are no tighter than this one, and this one."""
    return sorted({target, *(one for one in grid if one > target)})


def _erlang_wait(contacts: float, handle: float, agents: int) -> float:
    """Mean wait in seconds, missing where the queue never settles."""
    if contacts * handle >= 60 * HALF_HOUR * agents:
        return np.nan
    return erlang_c(contacts, HALF_HOUR, float(handle), agents, RULES.service_seconds).mean_wait
