"""How the pictures of this lesson are drawn, and the words in them that depend on the numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from casekit.lessons.leaving.numbers import CHANCES, NOTE, Plan, Words
from casekit.measure.effect import CONFIDENT, Difference
from casekit.teach import charts, figures
from casekit.teach.words import percent

SIDE = 10  # of the square of a hundred customers
MOST_TIMES = 25  # bad experiences


def ever_curve(axes: Axes, left_by: np.ndarray, chance: float, times: int) -> None:
    """Who has ever left after no, one, two, ... incidents, and who leaves over each; the marks are at `times`."""
    count = np.arange(1, len(left_by))
    axes.axhline(100 * NOTE, **charts.MARK)
    axes.plot(count, 100 * left_by[count], color=figures.REPORTED)
    axes.plot([1, count[-1]], [100 * chance] * 2, color=figures.TRUTH)
    axes.plot(times, 100 * left_by[times], "o", color=figures.REPORTED, ms=11)
    axes.plot(times, 100 * chance, "o", color=figures.TRUTH, ms=8)
    axes.set(xlim=(0.5, count[-1] + 0.6), ylim=(0, 105), xlabel="bad experiences so far", ylabel="of 100 people")
    axes.set_xticks([1, 5, 10, 15, 20, 25])
    figures.label_ends(axes, [(100 * left_by[-1], "ever left", figures.REPORTED),
                              (100 * NOTE, f"{percent(NOTE)}, the note", figures.GREY),
                              (100 * chance, "leave each time", figures.TRUTH)])  # fmt: skip


def chances(axes: Axes, by_chance: np.ndarray) -> None:
    """How many of 100 people have which chance to leave, each time."""
    axes.bar(100 * CHANCES, 100 * by_chance, width=8, color=figures.TRUTH)
    axes.set(xlim=(-6, 106), ylim=(0, 108), xlabel="own chance, each time, %", ylabel="of 100 people")
    axes.set_xticks([0, 20, 40, 60, 80, 100])


def bars(
    axes: Axes, rows: Sequence[tuple[str, float, str]], most: float = 1.25, write: Callable[[float], str] = percent
) -> None:
    """A bar for each (name, value, colour) from the top, on a scale that ends at `most`."""
    charts.named_bars(axes, rows, write, numbers={"fontsize": 14})
    axes.set(xlim=(0, most), ylim=(-len(rows) + 0.6, 0.75), yticks=[], xticks=[])
    charts.bare(axes)


def plan_bars(axes: Axes, planned_name: str, made: Plan, planned: str, lost: str) -> None:
    """Customers lost, as planned and in truth, with the words for each; the line is at all who were let down.

    The paler end is of those who left and came back.
    """
    rows = [
        (planned_name, made.lost, figures.REPORTED),
        ("in truth; paler: left, but back by the end of the year", made.lost_in_truth + made.back, figures.TRUTH),
    ]
    written = [planned, lost]
    most = 1.4 * max(made.lost, made.customers)
    bars(axes, rows, most, lambda _: written.pop(0))
    axes.barh(-1, made.back, left=made.lost_in_truth, height=0.4, color=figures.TRUTH_TINT)
    axes.vlines(made.customers, -1.4, -0.3, **charts.MARK)
    axes.text(made.customers + 0.01 * most, -1, f"all {made.customers:,}\nlet down", va="center", fontsize=12.5)


def counts(axes: Axes, rows: Sequence[tuple[str, int, str]]) -> None:
    """A bar for each (name, how many of 100, colour) from the top."""
    bars(axes, [(name, count / 100, colour) for name, count, colour in rows], write=of_100)
    axes.set_xlabel("of 100 customers let down")


def hundred(axes: Axes, base: str, heard: int, heard_back: int, silent_back: int = 0) -> None:
    """A hundred customers of the `base` as squares; in full colour who would come back.

    Above the gap are those whom the desk hears.
    """
    number = np.arange(SIDE * SIDE)
    row, column = np.divmod(number, SIDE)
    by_desk = number < heard
    low = -row - np.where(by_desk, 0.0, 0.35)
    corners = np.array([(0, 0), (0.86, 0), (0.86, 0.86), (0, 0.86)])
    squares = np.stack((column, low), axis=1)[:, None] + corners
    back = np.where(by_desk, number < heard_back, number < heard + silent_back)
    ink = np.where(by_desk, figures.REPORTED, figures.TRUTH)
    fills = np.where(back, ink, np.where(by_desk, figures.REPORTED_TINT, figures.TRUTH_TINT))
    axes.add_collection(PolyCollection(squares, facecolors=fills, edgecolors=ink, linewidths=0.6))
    axes.set(xlim=(-0.15, 18.5), ylim=(-SIDE - 0.05, 1.15), xticks=[], yticks=[])
    axes.set_xlabel(base, loc="left")
    charts.bare(axes)
    groups = [
        (heard / 2, heard, f"{heard} complained,\n{heard_back} say yes", figures.REPORTED),
        ((heard + 100) / 2, 100 - heard, f"{100 - heard} never did,\n{silent_back} say yes", figures.TRUTH),
    ]
    present = [(middle / SIDE, text, colour) for middle, count, text, colour in groups if count > 0]
    places = figures.spread([middle for middle, *_ in present], [2.1] * len(present), 0, SIDE)
    for (_, text, colour), place in zip(present, places, strict=True):
        axes.text(SIDE + 0.5, 0.9 - place, text, color=colour, va="center", fontsize=12.5, linespacing=1.1)


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
    """How many of 100, as a whole number."""
    return f"{100 * share:.0f}"


def as_put_in(share: float) -> str:
    """A share as a percentage, with the decimals that it needs, two at most: no label may contradict its bar."""
    written = f"{100 * share:.2f}".rstrip("0").rstrip(".")
    return percent(share, trace=True) if written == "0" else f"{written} %"


def ever_title(ever: float, times: int) -> str:
    return f"Asked after {times}: {of_100(ever)} of 100 have ever left"


def chances_title(differ: float) -> str:
    if differ == 0:
        return "All people are alike"
    return "Some always leave, the others never" if differ == 1 else "People differ"


def misread(chance: float, ever: float) -> str:
    """How far wrong it is to take the share who ever left for the share who leave each time."""
    if math.isclose(ever, chance):
        return "The two are the same."
    have_left, leave = round(100 * ever), round(100 * chance)  # as written, so that whoever divides finds the same
    if have_left < 1.05 * leave:
        return 'Read as "each time", that is nearly right.'
    tenths = (20 * have_left + leave) // (2 * leave)  # a half is rounded up, as by hand
    return f'Read as "each time", that is {tenths / 10:.1f} times the truth.'


def going_title(found: Words) -> str:
    if found.say_go == found.go:
        return f"{found.go} say they go, and as many do"
    return f"{found.say_go} say they go, {found.go} {'do' if found.go != 1 else 'does'}"


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


def plan_title(made: Plan) -> str:
    if made.lost == 0:
        return "The plan counts no lost customer"
    if abs(made.times - 1) < 0.1:
        return "The plan counts about as many as were lost"
    return f"The plan counts {made.times:.1f} times as many as were lost"
