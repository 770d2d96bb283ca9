"""How the pictures of this lesson are drawn, and the words in them that depend on the numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from casekit.lessons.busy.numbers import FOLLOWED, LONGEST, RULES, SHORTEST, TARGET, Followed, Gap
from casekit.teach import charts, figures
from casekit.teach.quantity import MINUS
from casekit.teach.words import percent

FINE = 60  # seconds: where the finer scale of waits ends
Row = tuple[str, float, str]  # name, value, colour
Wait = tuple[str, float, float, str]  # name, mean wait, its margin (0 for a formula), colour


def board(axes: Axes, rows: Sequence[Sequence[str]]) -> None:
    """The wall board: a row for each (name, without the target, with it)."""
    columns = ((0.72, "no target", figures.GREY), (1.0, "target", figures.REPORTED))
    for place, (name, *values) in enumerate(rows):
        axes.text(0.0, -place, name, va="center", fontsize=13)
        for (right, _, colour), value in zip(columns, values, strict=True):
            axes.text(right, -place, value, va="center", ha="right", fontsize=17, fontweight="bold", color=colour)
        axes.axhline(0.5 - place, color=figures.LIGHT_GREY, lw=1.4)
    for right, head, colour in columns:
        axes.text(right, 0.72, head, va="center", ha="right", color=colour)
    axes.set(xlim=(0, 1), ylim=(0.4 - len(rows), 1), xticks=[], yticks=[])
    charts.bare(axes)


def day_by_day(axes: Axes, days: np.ndarray, before: np.ndarray, after: np.ndarray) -> None:
    """The mean wait of each of these days of December, in seconds, without the target and with it."""
    top = 1.15 * max(before.max(), after.max())
    axes.set(xlim=(days[0] - 0.5, days[-1] + 0.5), ylim=(0, top), xlabel="day of December",
             ylabel="mean wait, seconds")  # fmt: skip
    ends = []
    for waits, name, colour in ((before, "no target", figures.GREY), (after, "target", figures.TRUTH)):
        axes.plot(days, waits, "o", color=colour, ms=8, clip_on=False)
        axes.axhline(waits.mean(), color=colour, lw=1.2, zorder=0)
        ends.append((float(waits.mean()), name, colour))
    figures.label_ends(axes, ends)


def story(axes: Axes, one: Followed, made: int) -> None:
    """The calls of one customer so far, a row each, and room for those to come."""
    columns = ((0.0, "", "left"), (0.07, "when", "left"), (0.5, "waited", "right"), (0.7, "talked", "right"))
    for at, head, side in (*columns, (1.0, "ticked", "right")):
        axes.text(at, 0.75, head, ha=side, va="center", color=figures.GREY)
    for place in range(FOLLOWED):
        axes.axhline(0.45 - place, color=figures.LIGHT_GREY, lw=1.4)
        axes.text(0.0, -place, f"{place + 1}", va="center", color=figures.INK if place < made else figures.GREY)
        if place >= made:
            continue
        call = one.calls.iloc[place]
        texts = f"{call['at']:%a %d %b, %H:%M}", clock(call.wait_seconds), clock(call.handle_seconds)
        for (at, _, side), text in zip(columns[1:], texts, strict=True):
            axes.text(at, -place, text, ha=side, va="center", fontsize=12.5)
        tick = "✓ resolved" if call.resolved else "no tick"
        axes.text(1.0, -place, tick, ha="right", va="center", color=figures.REPORTED, fontweight="bold")
    axes.set(xlim=(0, 1), ylim=(0.4 - FOLLOWED, 1.1), xticks=[], yticks=[])
    charts.bare(axes)


def tally(axes: Axes, rows: Sequence[tuple[str, str, str]]) -> None:
    """A row for each (name, count, colour)."""
    for place, (name, value, colour) in enumerate(rows):
        axes.text(0.0, -place, name, va="center", fontsize=13, color=colour)
        axes.text(1.0, -place, value, va="center", ha="right", fontsize=19, fontweight="bold", color=colour)
        axes.axhline(0.5 - place, color=figures.LIGHT_GREY, lw=1.4)
    axes.set(xlim=(0, 1), ylim=(0.4 - len(rows), 0.7), xticks=[], yticks=[])
    charts.bare(axes)


def over_target(axes: Axes, target: int, said: pd.Series, true: pd.Series, scale: range, name: str) -> None:
    """Two curves over the target, each with a mark at the present one; `scale` has the ticks of what `name` says."""
    axes.set(xlim=(SHORTEST - 15, LONGEST + 15), ylim=(0, scale[-1]), yticks=scale, ylabel=name,
             xlabel="handle-time target, minutes")  # fmt: skip
    axes.set_xticks([180, TARGET, 300, 420, LONGEST], ["3", "4", "5", "7", "none"])
    axes.axvline(target, **charts.MARK)
    _curve(axes, said, target, figures.REPORTED, 6)  # the smaller point lies on the larger one
    _curve(axes, true, target, figures.TRUTH, 10)


def _curve(axes: Axes, values: pd.Series, place: int, colour: str, size: int) -> None:
    """A curve with a point at `place`, or an arrow head at the upper edge for one beyond it."""
    axes.plot(values.index, values, color=colour)
    value, top = values[place], axes.get_ylim()[1]
    if not np.isnan(value):
        look: charts.Look = {"color": colour, "ms": size, "zorder": 4 - 0.1 * size, "clip_on": False}
        axes.plot(place, min(value, top), "^" if value > top else "o", **look)


def band(axes: Axes, middle: pd.Series, margin: pd.Series) -> None:
    """The margin of error around a true curve."""
    axes.fill_between(middle.index, middle - margin, middle + margin, color=figures.TRUTH_TINT, lw=0, zorder=0.5)


def wait_scale(highest: pd.Series) -> range:
    """The ticks of a scale of waits, in seconds: a fine one, if none goes beyond its end, or a coarse one."""
    return range(0, FINE + 1, 20) if highest.max() <= FINE else range(0, 481, 120)


def unsettled(axes: Axes, waits: pd.Series) -> None:
    """Shade the targets under which the queue never settles: there is no mean wait to draw."""
    targets = waits.index.to_numpy()
    edges = np.concatenate(([targets[0]], (targets[1:] + targets[:-1]) / 2, [LONGEST + 15]))
    for place in np.flatnonzero(waits.isna()):
        axes.axvspan(edges[place], edges[place + 1], color=figures.LIGHT_GREY, lw=0, zorder=-1)


def work_by_hour(axes: Axes, first: np.ndarray, again: np.ndarray, planned: float) -> None:
    """The work of each hour, in agents: calls about something new, and those that come back."""
    hours = RULES.opens + np.arange(len(first) + 1)
    axes.stairs(first, hours, fill=True, color=figures.TRUTH_PALE)
    axes.stairs(first + again, hours, baseline=first, fill=True, color=figures.TRUTH)
    ends = hours[0] - 0.1, hours[-1] + 0.1
    axes.plot(ends, [planned] * 2, color=figures.REPORTED)
    axes.axhline(RULES.agents, **charts.MARK | {"color": figures.INK, "zorder": 3})
    axes.set(xlim=ends, ylim=(0, 19), yticks=range(0, 19, 4), xlabel="time of day",
             ylabel="work, in agents")  # fmt: skip
    axes.set_xticks([8, 12, 16, 20], ["8:00", "12:00", "16:00", "20:00"])
    names = {"call again": figures.TRUTH, "first calls": figures.TRUTH_LETTERS, "the plan": figures.REPORTED,
             f"dashed: {RULES.agents} agents": figures.INK}  # fmt: skip
    for place, (name, colour) in enumerate(names.items()):
        axes.text(0.02 + 0.5 * (place % 2), 0.97 - 0.09 * (place // 2), name, transform=axes.transAxes, color=colour,
                  va="top", fontsize=12)  # fmt: skip


def waits(axes: Axes, rows: Sequence[Wait]) -> None:
    """A bar for each wait in seconds, with its margin of error if it has one, on one of two scales."""
    fits = all(np.isnan(wait) or wait + margin <= 200 for _, wait, margin, _ in rows)
    scale = range(0, 201, 50) if fits else range(0, 301, 100)
    for place, (name, wait, margin, colour) in enumerate(rows):
        look: charts.Look = {"places": [-place], "height": 0.36, "above": 0.24, "names": {"fontsize": 12}}
        charts.named_bars(axes, [(name, wait, colour)], lambda wait: "", **look)
        end = 0.0 if np.isnan(wait) else wait + margin
        if margin > 0:
            axes.plot((wait - margin, end), [-place] * 2, color=figures.INK, lw=1.6)
        text = mean_wait(wait, margin) if margin > 0 else duration(wait)
        axes.annotate(text, (end, -place), (6, 0), textcoords="offset points", color=colour, fontweight="bold",
                      va="center")  # fmt: skip
    axes.set(xlim=(0, 1.4 * scale[-1]), ylim=(0.4 - len(rows), 0.75), yticks=[], xlabel="mean wait, seconds")
    axes.set_xticks(scale)
    charts.bare(axes)


def duration(seconds: float) -> str:
    """As one says it: under 1 s, 8 s, 95 s, 12 min; a mean wait is missing where the queue never settles."""
    if np.isnan(seconds):
        return "never settles"
    if seconds < 0.95:
        return "under 1 s"
    return f"{seconds:.0f} s" if seconds < 299.5 else f"{seconds / 60:.0f} min"


def plus_minus(margin: float) -> str:
    """A margin in seconds, small ones with a decimal."""
    return f"{margin:.0f}" if margin >= 0.95 else f"{margin:.1f}"


def mean_wait(wait: float, margin: float) -> str:
    """A wait with its margin of error, in seconds: 136 ± 29 s."""
    return f"{wait:.0f} ± {plus_minus(margin)} s" if wait >= 0.95 else duration(wait)


def clock(seconds: float) -> str:
    """4:00, 0:25."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def minutes(seconds: float) -> str:
    """2 minutes, 2.5 minutes."""
    return f"{seconds / 60:g} minutes"


def under(target: int) -> str:
    return "Without a target" if target == LONGEST else f"With a target of {minutes(target)}"


def waiting(wait: float, margin: float) -> str:
    """What becomes of the callers."""
    return "the queue never settles" if np.isnan(wait) else f"callers wait {mean_wait(wait, margin)}"


def hang_up(share: float) -> str:
    """How many of 100 callers: 1 hangs up, 12 hang up."""
    of_100 = round(100 * share)
    return f"{of_100} hang{'s' * (of_100 == 1)} up"


def days_title(before: np.ndarray, after: np.ndarray) -> str:
    """On how many of the days the wait is longer with the target."""
    longer, days = int((after > before).sum()), len(after)
    return f"The wait is longer on {f'each of the {days}' if longer == days else f'{longer} of {days}'} days"


def story_title(made: int, solved: bool) -> str:
    """After so many calls."""
    calls = f"{made} call{'s' * (made > 1)} handled"
    return f"{calls}, {'the problem solved' if solved else 'no problem solved'}"


def busy_title(calls: Gap, calls_before: float, solved: Gap, solved_before: float) -> str:
    """Calls handled and problems solved in an agent hour, against those without the target."""
    title = f"{_changed(calls, calls_before)} calls, {_changed(solved, solved_before)} problems solved"
    return title[0].upper() + title[1:]


def _changed(found: Gap, before: float) -> str:
    if not found.is_clear:
        return "about as many"
    return f"{percent(abs(found.mean) / before, trace=True)} {'more' if found.mean > 0 else 'fewer'}"


def target_title(found: Gap) -> str:
    """What the target does to the wait, missing where the queue never settles."""
    if np.isnan(found.mean):
        return "The queue never settles"
    size, margin = apart(found)
    if not found.is_clear:
        return f"No clear change: {difference(found)}"
    return f"Callers wait {size} ± {margin} s {'longer' if found.mean > 0 else 'less'}"


def difference(found: Gap) -> str:
    """How much longer callers wait, with its margin: +113 ± 27 s."""
    size, margin = apart(found)
    sign = "" if float(size) == 0 else "+" if found.mean > 0 else MINUS
    return f"{sign}{size} ± {margin} s"


def apart(found: Gap) -> tuple[str, str]:
    """The size of a difference and its margin, in as few decimals as show which one is larger."""
    least = 0 if found.margin >= 0.95 else 1
    pairs = [(f"{abs(found.mean):.{digits}f}", f"{found.margin:.{digits}f}") for digits in range(least, 4)]
    return next((pair for pair in pairs if pair[0] != pair[1]), pairs[0])


def hour_title(busiest: float) -> str:
    """The busiest hour's work, in agents."""
    return f"Busiest hour: work for {busiest:.1f} agents"


def planner_title(planned: float, wait: float) -> str:
    """Mean waits in seconds; the true one is missing where the queue never settles."""
    if np.isnan(wait):
        return "The queue never settles"
    said, true = duration(planned), duration(wait)
    return f"Planned {said}, and so it is" if said == true else f"Planned {said}, in truth {true}"
