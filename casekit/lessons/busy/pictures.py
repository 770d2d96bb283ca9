"""How the pictures of this lesson are drawn, and the words in them that depend on the numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from casekit.lessons.busy.numbers import LONGEST, RULES, SHORTEST
from casekit.teach import charts, figures
from casekit.teach.words import percent

ALIKE = 0.05  # two figures that differ by less, as a share, are called alike


def still_waiting(axes: Axes, shares: np.ndarray) -> None:
    """Per cent of callers who still wait after 0, 1, 2, ... seconds, and the company's goal."""
    goal = 100 * (1 - RULES.service_goal)
    axes.axvline(RULES.service_seconds, **charts.MARK)
    axes.plot(100 * shares, color=figures.REPORTED, clip_on=False)
    axes.plot(RULES.service_seconds, goal, "o", mfc="white", color=figures.GREY)
    axes.set(xlim=(0, len(shares) - 1), ylim=(0, 100), xlabel="seconds", ylabel="still waiting, % of callers")
    at_most = f"the goal: {goal:.0f} % at most,", f"after {RULES.service_seconds} seconds"
    charts.words(axes, dict.fromkeys(at_most, figures.GREY))


def wait_over_handle_time(axes: Axes, waits: pd.Series, handle: int) -> None:
    """Mean wait over the handle time, both in seconds, missing where the queue never settles; a mark at `handle`."""
    times = waits.index
    axes.set(xlim=(times[0], times[-1]), ylim=(0, 120), xlabel="handle time, seconds",
             ylabel="mean wait, seconds", xticks=range(60, 301, 60), yticks=range(0, 121, 30))  # fmt: skip
    if waits.hasnans:
        begins = times[waits.isna()][0]
        axes.axvspan(begins, times[-1], color=figures.LIGHT_GREY, lw=0, zorder=-1)
        if times[-1] - begins > 70:
            axes.text((begins + times[-1]) / 2, 60, "never\nsettles", ha="center", va="center", color=figures.GREY)
    axes.axvline(handle, **charts.MARK)
    _curve(axes, waits, handle, figures.REPORTED)


def over_target(axes: Axes, target: int, said: pd.Series, true: pd.Series, scale: range, name: str) -> None:
    """Two curves over the target, each with a mark at the present one; `scale` has the ticks of what `name` says."""
    axes.set(xlim=(SHORTEST - 15, LONGEST + 15), ylim=(0, scale[-1]), yticks=scale, ylabel=name,
             xlabel="handle-time target, minutes")  # fmt: skip
    axes.set_xticks([180, 300, 420, LONGEST], ["3", "5", "7", "none"])
    axes.axvline(target, **charts.MARK)
    _curve(axes, said, target, figures.REPORTED)
    _curve(axes, true, target, figures.TRUTH)


def _curve(axes: Axes, values: pd.Series, place: int, colour: str) -> None:
    """A curve with a point at `place`, or an arrow head at the upper edge for one beyond it."""
    axes.plot(values.index, values, color=colour)
    value, top = values[place], axes.get_ylim()[1]
    if not np.isnan(value):
        axes.plot(place, min(value, top), "^" if value > top else "o", color=colour, ms=10, zorder=3, clip_on=False)


def unsettled(axes: Axes, waits: pd.Series) -> None:
    """Shade the targets under which the queue never settles: there is no mean wait to draw."""
    targets = waits.index.to_numpy()
    edges = np.concatenate(([targets[0]], (targets[1:] + targets[:-1]) / 2, [LONGEST + 15]))
    for place in np.flatnonzero(waits.isna()):
        axes.axvspan(edges[place], edges[place + 1], color=figures.LIGHT_GREY, lw=0, zorder=-1)


def queue(axes: Axes, lines: list[tuple[np.ndarray, str]]) -> None:
    """Callers in line by the half hour, from opening to closing; a line for each (callers, colour)."""
    hours = RULES.opens + (np.arange(len(lines[0][0])) + 0.5) / 2
    for callers, colour in lines:
        axes.plot(hours, callers, color=colour)
    axes.set(xlim=(RULES.opens, RULES.opens + len(RULES.hours)), ylabel="callers in line", xlabel="time of day",
             ylim=(0, max(8, *(1.35 * callers.max() for callers, _ in lines))))  # fmt: skip
    axes.set_xticks([8, 12, 16, 20], ["8:00", "12:00", "16:00", "20:00"])


def choices(axes: Axes, rows: list[tuple[str, float, str]]) -> None:
    """A bar for each (name, mean wait in seconds, colour); none where the queue never settles."""
    charts.named_bars(axes, rows, duration, height=0.36, above=0.24, gap=6, names={"fontsize": 11.5})
    longest = max([wait for _, wait, _ in rows if not np.isnan(wait)] + [1])
    axes.set(xlim=(0, 1.4 * longest), ylim=(0.4 - len(rows), 0.75), yticks=[], xticks=[], xlabel="mean wait")
    charts.bare(axes)


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
    charts.words(axes, {"black line: no target": figures.INK})


def board(axes: Axes, rows: list[tuple[str, ...]]) -> None:
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
    charts.bare(axes)


def duration(seconds: float) -> str:
    """As one says it: under 1 s, 8 s, 95 s, 12 min; a mean wait is missing where the queue never settles."""
    if np.isnan(seconds):
        return "never settles"
    if seconds < 0.95:
        return "under 1 s"
    return f"{seconds:.0f} s" if seconds < 299.5 else f"{seconds / 60:.0f} min"


def minutes(seconds: float) -> str:
    """2 minutes, 2.5 minutes."""
    return f"{seconds / 60:g} minutes"


def under(target: int) -> str:
    return "Without a target" if target == LONGEST else f"With a target of {minutes(target)}"


def waiting(wait: float) -> str:
    """What becomes of the callers."""
    return f"the queue {duration(wait)}" if np.isnan(wait) else f"callers wait {duration(wait)}"


def work(load: float) -> str:
    return f"the calls bring {percent(load)} of the work that the agents can do"


def busy_title(handled: float, before: float, solved: float, solved_before: float) -> str:
    """Calls handled and problems solved in an agent hour, with the target and without."""
    more, fewer = handled > (1 + ALIKE) * before, solved < (1 - ALIKE) * solved_before
    calls = "As many calls" if not more else "More calls an hour" if fewer else "More calls"
    return f"{calls}, {'fewer' if fewer else 'as many'} problems solved"


def target_title(wait: float, before: float, planned: float) -> str:
    """Mean waits in seconds: with the target, missing where the queue never settles; without it; and as planned."""
    if np.isnan(wait):
        return "The queue never settles"
    if wait > (1 + ALIKE) * before and planned < before:
        return f"Plan: {duration(planned)}. Truth: {duration(wait)}"
    if wait < (1 - ALIKE) * before:
        return f"Down from {duration(before)} to {duration(wait)}"
    return f"The wait stays as it was, at {duration(wait)}"


def better_title(agent: float, time: float) -> str:
    """Mean waits in seconds, missing where the queue never settles: with an agent more, and with more time a call."""
    if np.isnan(agent) and np.isnan(time):
        return "Neither is enough"
    if np.isnan(time) or agent < (1 - ALIKE) * time:
        return "The agent shortens the wait more"
    if np.isnan(agent) or time < (1 - ALIKE) * agent:
        return "The time shortens the wait more"
    return "The time does as much as the agent"
