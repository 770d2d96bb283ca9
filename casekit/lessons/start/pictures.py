"""How the pictures of the start are drawn, and the words in them that depend on the numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from casekit.lessons.start.numbers import QUARTERS, Mistakes
from casekit.teach import charts, figures

LONGEST = 400  # days; whoever has been silent for longer stands in the last bar
BINS = list(range(0, LONGEST + 1, 10))


def file_and_truth(figure: Figure, name: str, truth: bool, left: float) -> list[Axes]:
    """Axes for a customer as filed, and as they are; without `truth` the second show what the company has: nothing."""
    on_file, in_truth = figures.panels(figure, left=left, room=(0.3, 0.3))
    figures.title(on_file, f"On file: {name}")
    if not truth:
        charts.unknown(in_truth)
    return [on_file, in_truth]


def visits(axes: Axes, counts: pd.Series) -> None:
    """A bar for each quarter of the window."""
    axes.bar(range(len(counts)), counts, width=0.8, color=figures.REPORTED)
    axes.set(ylabel="visits a quarter")
    _quarters(axes)


def scores(axes: Axes, felt: pd.Series) -> None:
    """A dot for each survey that was sent."""
    years = felt.index.year + (felt.index.day_of_year - 1) / 366
    axes.plot((years - QUARTERS[0].year) * 4 - 0.5, felt, "o", color=figures.TRUTH, markersize=9)
    axes.set(ylim=(-0.5, 10.5), ylabel="score, 0 to 10", yticks=[0, 5, 10])
    _quarters(axes)


def _quarters(axes: Axes) -> None:
    """The window as a scale: the first quarter from -0.5 to 0.5, and so on."""
    firsts = [place for place, quarter in enumerate(QUARTERS) if quarter.quarter == 1]
    axes.set(xlim=(-0.6, len(QUARTERS) - 0.4))
    axes.set_xticks(firsts, [f"early\n{QUARTERS[place].year}" for place in firsts])


def silence(axes: Axes, days: pd.Series, gone: pd.Series, cutoff: int) -> None:
    """How long ago customers last bought: those still customers, those who are gone, and those the rule has wrong."""
    by_rule = days > cutoff
    groups = {
        "still customers": (~gone & ~by_rule, figures.TRUTH),
        "gone": (gone & by_rule, figures.TRUTH_TINT),
        "wrong names": (gone ^ by_rule, figures.REPORTED),
    }
    axes.hist(
        [np.minimum(days[group], LONGEST) for group, _ in groups.values()], BINS, histtype="stepfilled", stacked=True,
        color=[colour for _, colour in groups.values()],
    )  # fmt: skip
    axes.axvline(cutoff, color=figures.REPORTED, lw=2.4)
    axes.set(xlim=(0, LONGEST), xlabel="days since the last purchase", ylabel="customers")
    axes.set_xticks([0, 90, 180, 270, LONGEST - 5], ["0", "90", "180", "270", "longer"])
    axes.set_ylim(0, axes.get_ylim()[1] * 1.32)
    words = {name: colour for name, (_, colour) in groups.items()} | {"gone": figures.TRUTH_LETTERS}
    charts.words(axes, words, 0.9, 0.84, step=-0.09, align="right")
    late = cutoff > 60
    axes.annotate(
        "the rule", (cutoff, 0.98), (-6 if late else 6, 0), xycoords=axes.get_xaxis_transform(),
        textcoords="offset points", ha="right" if late else "left", va="top", color=figures.REPORTED,
        bbox=charts.PAPER,
    )  # fmt: skip


def verdict(axes: Axes, rule: Mistakes, price: int) -> None:
    """The rule's number and the true one; a little apart the names on the wrong side of the rule, and their cost."""
    rows = [
        ("gone, says the rule", rule.counted, figures.REPORTED),
        ("gone, in truth", rule.gone, figures.TRUTH),
        ("a voucher for nothing: still customers", rule.written_off, figures.REPORTED),
        ("no voucher: gone, and missed", rule.missed, figures.REPORTED),
    ]
    charts.named_bars(axes, rows, "{:,}".format, places=(0, -1, -2.2, -3.2), height=0.42, above=0.27, gap=6,
                      names={"fontsize": 11.5})  # fmt: skip
    # In vouchers, so on a scale of its own: the whole is what it costs if nobody gets one.
    cost, whole = rule.cost(price), price * rule.gone
    axes.barh(-4.4, rule.customers, height=0.42, color=figures.LIGHT_GREY)
    axes.barh(-4.4, rule.customers * min(1, cost / whole), height=0.42, color=figures.INK)
    axes.text(0, -4.4 + 0.27, f"cost: {cost:,} vouchers (none sent: {whole:,})", va="bottom", fontsize=11.5,
              fontweight="bold")  # fmt: skip
    axes.set(xlim=(0, rule.customers), ylim=(-4.75, 0.75), xticks=[], yticks=[])
    charts.bare(axes)
    figures.title(axes, rule_title(rule))


def rule_title(rule: Mistakes) -> str:
    """What the rule does, in a title."""
    if rule.is_near(0.03):
        return f"The number is near, and {rule.wrong:,} names are wrong"
    if rule.counted > rule.gone:
        return f"The rule writes off {rule.written_off:,} who are still customers"
    return f"The rule misses {rule.missed:,} who are gone"
