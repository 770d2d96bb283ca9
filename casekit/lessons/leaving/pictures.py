"""How the pictures of this lesson are drawn, and the words in them that depend on the numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from casekit.lessons.leaving.numbers import NOTE
from casekit.measure.effect import CONFIDENT, Difference
from casekit.teach import charts, figures
from casekit.teach.words import percent, signed

SIDE = 10  # of the square of a hundred customers


def ever_curve(axes: Axes, formula: np.ndarray, people: np.ndarray, chance: float, times: int) -> None:
    """Who has ever left after so many incidents, by the formula (line) and in truth (dots); the chance each time."""
    shown = max(12, math.ceil(times * 1.25 / 6) * 6)
    count = np.arange(1, min(shown + 1, len(people)))
    every = max(1, len(count) // 24)
    axes.axhline(100 * NOTE, **charts.MARK)
    axes.plot(count, 100 * formula[count], color=figures.REPORTED, lw=2)
    axes.plot(count[::every], 100 * people[count][::every], "o", color=figures.REPORTED, ms=4.5)
    axes.plot([1, count[-1]], [100 * chance] * 2, color=figures.TRUTH)
    axes.plot([times, times], [100 * chance, 100 * formula[times]], color=figures.INK, lw=1.2)
    axes.plot(times, 100 * formula[times], "o", color=figures.REPORTED, ms=11)
    axes.plot(times, 100 * chance, "o", color=figures.TRUTH, ms=11)
    axes.set(xlim=(0.5, count[-1]), ylim=(0, 102), xlabel="bad experiences so far", ylabel="share of people, %")
    figures.label_ends(axes, [(100 * formula[count[-1]], "ever left", figures.REPORTED),
                              (100 * NOTE, f"{percent(NOTE)}, the note", figures.GREY),
                              (100 * chance, "leave each time", figures.TRUTH)])  # fmt: skip


def bars(
    axes: Axes, rows: Sequence[tuple[str, float, str]], most: float = 1.25, write: Callable[[float], str] = percent
) -> None:
    """A bar for each (name, value, colour) from the top, on a scale that ends at `most`."""
    charts.named_bars(axes, rows, write, numbers={"fontsize": 14})
    axes.set(xlim=(0, most), ylim=(-len(rows) + 0.6, 0.75), yticks=[], xticks=[])
    charts.bare(axes)


def hundred(axes: Axes, heard: int, settled: int) -> None:
    """A hundred customers as squares: above the water those whom the desk hears, in full colour those it helps."""
    number = np.arange(SIDE * SIDE)
    row, column = np.divmod(number, SIDE)
    low = -row - np.where(number < heard, 0.0, 0.35)
    corners = np.array([(0, 0), (0.86, 0), (0.86, 0.86), (0, 0.86)])
    squares = np.stack((column, low), axis=1)[:, None] + corners
    unhelped = np.where(number < heard, figures.REPORTED_TINT, figures.TRUTH_TINT)
    fills = np.where(number < settled, figures.REPORTED, unhelped)
    edges = np.where(number < heard, figures.REPORTED, figures.TRUTH)
    axes.add_collection(PolyCollection(squares, facecolors=fills, edgecolors=edges, linewidths=0.6))
    axes.set(xlim=(-0.15, 17.5), ylim=(-SIDE - 0.05, 1.15), xticks=[], yticks=[])
    charts.bare(axes)
    words = [
        (settled / 2, f"{settled} settled", figures.REPORTED, settled),
        ((settled + heard) / 2, f"{heard - settled} in vain", figures.REPORTED, heard - settled),
        ((heard + 100) / 2, f"{100 - heard} never\ncomplain", figures.TRUTH, 100 - heard),
    ]
    present = [(middle / SIDE, text, colour) for middle, text, colour, count in words if count > 0]
    heights = [1.9 if "\n" in text else 1.15 for _, text, _ in present]
    places = figures.spread([middle for middle, *_ in present], heights, 0, SIDE)
    for (_, text, colour), place in zip(present, places, strict=True):
        axes.text(SIDE + 0.5, 0.9 - place, text, color=colour, va="center", fontsize=12.5, linespacing=1.1)


def by_hours(axes: Axes, rows: Sequence[tuple[str, float, float, str]]) -> None:
    """A column for each (name, share of all let down, share who say they would return, colour)."""
    look: charts.Look = {"ha": "center", "va": "bottom", "fontweight": "bold"}
    for place, (_, size, said, colour) in enumerate(rows):
        axes.bar(place, 100 * said, width=0.72, color=colour)
        axes.text(place, 100 * said + 1.5, percent(said), color=colour, **look)
        axes.text(place, 3, of_100(size), color="white", fontsize=11.5, **look)
    axes.text(1, 1, "in white: so many of 100", transform=axes.transAxes, ha="right", va="top", color=figures.GREY)
    axes.set(xlim=(-0.55, len(rows) - 0.45), ylim=(0, 118), ylabel="say they would come back, %")
    axes.set_yticks([0, 25, 50, 75, 100])
    axes.set_xticks(range(len(rows)), [name for name, *_ in rows], fontsize=11)
    axes.tick_params(axis="x", length=0)


def by_mean_hours(axes: Axes, hours: np.ndarray, desk: np.ndarray, everybody: np.ndarray, now: int) -> None:
    """The desk's rate and everybody's against the mean hours to settle a complaint; the mark is where they stand."""
    rows = (desk, "the desk", figures.REPORTED), (everybody, "everybody", figures.TRUTH)
    for values, _, colour in rows:
        axes.plot(hours, 100 * values, color=colour)
        axes.plot(hours[now], 100 * values[now], "o", color=colour, ms=11)
    axes.set(xlim=(hours[0], hours[-1]), ylim=(0, 102), xlabel="mean hours to settle", ylabel="would come back, %")
    axes.set_xticks([6, 30, 54, 78, 102])
    figures.label_ends(axes, [(100 * values[-1], name, colour) for values, name, colour in rows])


def said_and_done(axes: Axes, rows: Sequence[tuple[str, float, float]]) -> None:
    """A row for each (name, said, done), both shares, from the top."""
    for place, (name, said, done) in enumerate(rows):
        axes.text(-78, -place, name, va="center", fontsize=12.5)
        charts.dumbbell(axes, -place, 100 * said, 100 * done, "{:.0f}".format, gap=10, dots={"ms": 10})
    axes.text(-78, 0.72, "of 100,", va="center")
    axes.text(-3, 0.72, "come back", color=figures.TRUTH, va="center", fontweight="bold")
    axes.text(42, 0.72, "say they would", color=figures.REPORTED, va="center", fontweight="bold")
    axes.set(xlim=(-78, 108), ylim=(0.5 - len(rows), 1), yticks=[], xticks=[0, 25, 50, 75, 100])
    charts.bare(axes, "left")


def by_incidents(
    axes: Axes, recovered: Sequence[Difference], alone: Sequence[Difference], scale: float, colour: str, label: str,
    limits: tuple[float, float],
) -> None:  # fmt: skip
    """Means after none, one and two incidents, times `scale`: all of them put right within a day, and none.

    The differences are those of one and of two from none; each mean but the first has the 95 % interval of its own.
    """
    none = scale * recovered[0].control
    ends = []
    axes.axhline(none, **charts.MARK)
    for gaps, name, ink in ((alone, "never put right", figures.GREY), (recovered, "put right within a day", colour)):
        means = [none, *(scale * gap.treated for gap in gaps)]
        margins = [0, *(scale * CONFIDENT * gap.standard_error for gap in gaps)]
        axes.errorbar(range(3), means, margins, color=ink, lw=2.4, marker="o", ms=8, capsize=5, elinewidth=1.6)
        ends.append((means[-1], name, ink))
    axes.set(xlim=(-0.15, 2.15), ylim=limits, ylabel=label)
    axes.set_xticks([0, 1, 2], ["no broken\npromise", "one", "two"])
    figures.label_ends(axes, ends)


def of_100(share: float) -> str:
    """How many of 100: few of them with a decimal, so that parts add up."""
    return f"{100 * share:.{1 if share < 0.0995 else 0}f}"


def ever_title(chance: float, ever: float, times: int) -> str:
    if times == 1:
        return f"Asked after one: {percent(ever)} have left"
    return f"{percent(chance)} each time, {'twice' if times == 2 else f'{times} times'}: {percent(ever)} have left"


def misread(chance: float, ever: float) -> tuple[str, str]:
    """How far wrong it is to take the share who ever left for the share who leave each time: title and sentence."""
    if math.isclose(ever, chance):
        return "Ever and each time are one", "After one, ever and each time are the same."
    wrong = f"{ever / chance:.1f} times too high"
    return f"Read as each time, it is {wrong}", f"Whoever reads that as each time is {wrong}."


def heard_title(heard: int) -> str:
    return "The desk hears everybody" if heard == 100 else f"The desk hears {heard} of 100"


def rates_title(settled: float, everybody: float) -> str:
    if abs(settled - everybody) < 0.02:
        return "What it reports is true of all"
    return f"It reports {percent(settled)}; of all it is {percent(everybody)}"


def quick_title(quick: float) -> str:
    """`quick`: the share of all let down who are helped within a day."""
    return f"Helped within a day: {of_100(quick)} of 100"


def faster_title(desk: float, everybody: float) -> str:
    """What a day faster adds to the two rates."""
    return f"A day faster: {signed(100 * desk, 0)} at the desk, {signed(100 * everybody, 0)} in all"


def going_title(said: float, left: float) -> str:
    """`said`: who say that they will not buy again; `left`: who leave."""
    mine, other = round(100 * said), round(100 * left)
    if mine == other:
        return f"{mine} say they are gone, and as many go"
    return f"{mine} say they are gone, {other} {'go' if other != 1 else 'goes'}"


def coming_title(said: float, did: float) -> str:
    if round(100 * said) == round(100 * did):
        return "Those who say so come back"
    if did == 0:
        return "Nobody comes back, whatever they say"
    return f"{percent(said)} would come back, {percent(did)} do"


def score_title(first: float, first_margin: float, second: float) -> str:
    """Differences from customers without an incident: after one put right, with its margin, and after two."""
    if first > first_margin:
        return "Happier after one, not after two" if second <= 0 else "Happier after one, and after two"
    return "Nobody is happier for it" if first < -first_margin else "One put right: no difference to be seen"


def buys_title(first: float, margin: float) -> str:
    """The difference in purchases after one incident put right, against none."""
    if first < -margin:
        return "They buy less often all the same"
    return "They buy more often, too" if first > margin else "In what they buy, no difference to be seen"


def plan_title(times: float) -> str:
    if abs(times - 1) < 0.1:
        return "The plan is what there is to save"
    return f"The plan is {times:.1f} times what there is to save"
