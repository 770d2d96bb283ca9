"""How the pictures of this lesson are drawn, and the words in them that depend on the numbers."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from casekit.lessons.busy.numbers import RULES
from casekit.teach import figures
from casekit.teach.words import percent

PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
MARK = {"color": figures.GREY, "lw": 1.2, "ls": (0, (4, 3)), "zorder": 0}
MOST_MINUTES, MOST_SECONDS = 6, 120  # of waiting, on the scales
SHORTEST, LONGEST = 150, RULES.limit_seconds  # handle-time targets in seconds; the longest is none at all
ALIKE = 0.05  # two figures that differ by less, as a share, are called alike


def words(axes: Axes, lines: dict[str, str], left: float = 0.97, top: float = 0.95, align: str = "right") -> None:
    """Words in their colours, one below the other."""
    for row, (word, colour) in enumerate(lines.items()):
        axes.text(left, top - 0.095 * row, word, transform=axes.transAxes, ha=align, va="top", color=colour,
                  bbox=PAPER)  # fmt: skip


def still_waiting(axes: Axes, shares: np.ndarray) -> None:
    """Per cent of callers who still wait after 0, 1, 2, ... seconds, and the company's goal."""
    goal = 100 * (1 - RULES.service_goal)
    axes.axvline(RULES.service_seconds, **MARK)
    axes.plot(100 * shares, color=figures.REPORTED, clip_on=False)
    axes.plot(RULES.service_seconds, goal, "o", mfc="white", color=figures.GREY)
    axes.set(xlim=(0, len(shares) - 1), ylim=(0, 100), xlabel="seconds", ylabel="still waiting, % of callers")
    words(
        axes, {f"the goal: {goal:.0f} % at most,": figures.GREY, f"after {RULES.service_seconds} seconds": figures.GREY}
    )


def wait_over_handle_time(axes: Axes, times: np.ndarray, waits: np.ndarray, handle: float) -> None:
    """Mean wait in seconds over the handle time, missing where the queue never settles."""
    axes.plot(times, waits, color=figures.REPORTED)
    axes.set(xlim=(times[0], times[-1]), ylim=(0, MOST_SECONDS), xlabel="handle time, seconds",
             ylabel="mean wait, seconds")  # fmt: skip
    axes.set_xticks([60, 120, 180, 240, 300])
    axes.set_yticks([0, 30, 60, 90, 120])
    if np.isnan(waits).any():
        begins = times[np.isnan(waits)][0]
        axes.axvspan(begins, times[-1], color=figures.LIGHT_GREY, lw=0, zorder=-1)
        if times[-1] - begins > 70:
            axes.text((begins + times[-1]) / 2, 60, "never\nsettles", ha="center", va="center", color=figures.GREY)
    axes.axvline(handle, **MARK)
    mark(axes, handle, float(waits[times == handle][0]), figures.REPORTED)


def over_target(axes: Axes, target: float, curves: list[tuple[np.ndarray, np.ndarray, str]]) -> None:
    """Curves over the target, each (targets, values, colour), with a mark at the present target."""
    axes.axvline(target, **MARK)
    for targets, values, colour in curves:
        axes.plot(targets, values, color=colour)
        mark(axes, target, float(values[targets == target][0]), colour)
    axes.set(xlim=(SHORTEST - 15, LONGEST + 15), xlabel="handle-time target, minutes")
    axes.set_xticks([180, 300, 420, LONGEST], ["3", "5", "7", "none"])


def mark(axes: Axes, place: float, value: float, colour: str) -> None:
    """A point, or an arrow head at the upper edge for one beyond it; set the limits first."""
    top = axes.get_ylim()[1]
    if not np.isnan(value):
        axes.plot(place, min(value, top), "^" if value > top else "o", color=colour, ms=10, zorder=3, clip_on=False)


def unsettled(axes: Axes, targets: np.ndarray, waits: np.ndarray) -> None:
    """Shade the targets under which the queue never settles: there is no mean wait to draw."""
    edges = np.concatenate(([targets[0]], (targets[1:] + targets[:-1]) / 2, [LONGEST + 15]))
    for place in np.flatnonzero(np.isnan(waits)):
        axes.axvspan(edges[place], edges[place + 1], color=figures.LIGHT_GREY, lw=0, zorder=-1)


def queue(axes: Axes, lines: list[tuple[np.ndarray, str]]) -> None:
    """Callers in line by the half hour, from opening to closing; a line for each (callers, colour)."""
    hours = RULES.opens + (np.arange(len(lines[0][0])) + 0.5) / 2
    for callers, colour in lines:
        axes.plot(hours, callers, color=colour)
    highest = max(float(callers.max()) for callers, _ in lines)
    axes.set(xlim=(RULES.opens, RULES.opens + len(RULES.hours)), ylim=(0, max(8, 1.35 * highest)),
             ylabel="callers in line", xlabel="time of day")  # fmt: skip
    axes.set_xticks([8, 12, 16, 20], ["8:00", "12:00", "16:00", "20:00"])


def choices(axes: Axes, rows: list[tuple[str, float, str, str]]) -> None:
    """A bar for each (name, mean wait in seconds, what else, colour); none where the queue never settles."""
    longest = max([wait for _, wait, *_ in rows if not np.isnan(wait)] + [1])
    for place, (name, wait, more, colour) in enumerate(rows):
        axes.barh(-place, 0 if np.isnan(wait) else wait, height=0.36, color=colour)
        axes.text(0, -place + 0.24, f"{name}{more}", va="bottom", color=figures.INK, fontsize=11.5)
        axes.annotate("never settles" if np.isnan(wait) else duration(wait), (0 if np.isnan(wait) else wait, -place),
                      (6, 0), textcoords="offset points", va="center", color=colour, fontweight="bold")  # fmt: skip
    axes.set(xlim=(0, 1.4 * longest), ylim=(0.4 - len(rows), 0.75), yticks=[], xticks=[], xlabel="mean wait")
    axes.spines[["left", "bottom"]].set_visible(False)


def call_bars(axes: Axes, counts: tuple[float, ...], without: tuple[float, ...]) -> None:
    """Calls a day: the first about a problem, the second, ...; and as they were without a target."""
    for place, (now, before) in enumerate(zip(counts, without, strict=True)):
        colour = figures.REPORTED if place else figures.GREY
        axes.bar(place, now, width=0.62, color=colour)
        axes.plot([place - 0.4, place + 0.4], [before, before], color=figures.INK, lw=2.2, solid_capstyle="butt")
        axes.annotate(f"{now:,.0f}", (place, max(now, before)), (0, 5), textcoords="offset points", ha="center",
                      color=colour, fontweight="bold")  # fmt: skip
    axes.set(xlim=(-0.6, 3.6), ylim=(0, 1.25 * max(counts)), ylabel="calls a day")
    axes.set_xticks(range(4), ["first call", "second", "third", "later"])
    axes.tick_params(axis="x", length=0)
    words(axes, {"black line: no target": figures.INK})


def board(axes: Axes, rows: list[tuple[str, str, str]]) -> None:
    """A row for each (name, without the target, with it)."""
    columns = ((0.66, "no target", figures.GREY), (0.97, "with the target", figures.REPORTED))
    for place, (name, *values) in enumerate(rows):
        axes.text(0.01, -place, name, va="center", fontsize=14)
        for (right, _, colour), value in zip(columns, values, strict=True):
            axes.text(right, -place, value, va="center", ha="right", fontsize=19, fontweight="bold", color=colour)
        axes.axhline(0.5 - place, color=figures.LIGHT_GREY, lw=1.4)
    for right, head, colour in columns:
        axes.text(right, 0.78, head, va="center", ha="right", color=colour)
    axes.set(xlim=(0, 1), ylim=(0.4 - len(rows), 1), xticks=[], yticks=[])
    axes.spines[["left", "bottom"]].set_visible(False)


def duration(seconds: float) -> str:
    """As one says it: under 1 s, 8 s, 95 s, 12 min."""
    if seconds < 0.95:
        return "under 1 s"
    return f"{seconds:.0f} s" if seconds < 299.5 else f"{seconds / 60:.0f} min"


def minutes(seconds: float) -> str:
    """2 minutes, 2.5 minutes."""
    return f"{seconds / 60:g} minutes"


def in_words(wait: float) -> str:
    """What becomes of the callers; the mean wait is missing where the queue never settles."""
    return "the queue never settles" if np.isnan(wait) else f"callers wait {duration(wait)}"


def work(load: float) -> str:
    """What makes a queue settle, or not."""
    return f"the calls bring {percent(load)} of the work that the agents can do"


def calm_title(within: float) -> str:
    """`within` is the share of callers who wait no longer than the goal allows."""
    verdict = "the goal is met" if within >= RULES.service_goal else "the goal is missed"
    return f"{100 * within:.1f} % in {RULES.service_seconds} s: {verdict}"


def shorter_title(now: float, shorter: float) -> str:
    """Mean waits in seconds, as calls are and 30 seconds shorter."""
    if now < 0.95:
        return "There is no wait to shorten"
    return f"30 s less: {duration(now)} become {duration(shorter)}"


def busy_title(handled: float, before: float, solved: float, solved_before: float) -> str:
    """Calls handled and problems solved in an agent hour, with the target and without."""
    more, fewer = handled > (1 + ALIKE) * before, solved < (1 - ALIKE) * solved_before
    if more and fewer:
        return "More calls an hour, fewer problems solved"
    return f"{'More' if more else 'As many'} calls, {'fewer' if fewer else 'as many'} problems solved"


def target_title(wait: float, before: float, planned: float, load: float) -> str:
    """Mean waits in seconds: with the target, without, and as planned."""
    if load >= 1:
        return "The queue never settles"
    if wait > (1 + ALIKE) * before and planned < before:
        return f"Plan: {duration(planned)}. Truth: {duration(wait)}"
    if wait < (1 - ALIKE) * before:
        return f"Down from {duration(before)} to {duration(wait)}"
    return f"The wait stays as it was, at {duration(wait)}"


def again_title(repeated: float) -> str:
    """`repeated` is the share of all calls that are about an old problem."""
    if not repeated:
        return "Nobody calls again"
    return f"{100 * repeated:.0f} of 100 calls are repeats"


def better_title(agent: float, time: float) -> str:
    """Mean waits in seconds, missing where the queue never settles: with an agent more, and with more time a call."""
    if np.isnan(agent) and np.isnan(time):
        return "Neither is enough"
    if np.isnan(time) or agent < (1 - ALIKE) * time:
        return "The agent shortens the wait more"
    if np.isnan(agent) or time < (1 - ALIKE) * agent:
        return "The time shortens the wait more"
    return "The time does as much as the agent"


def day_title(load: float) -> str:
    return "The queue never settles" if load >= 1 else "The line through an average day"
