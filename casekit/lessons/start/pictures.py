"""How the pictures of the start are drawn, and the words in them that depend on the numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from casekit.teach import charts, figures
from casekit.teach.words import percent

LONGEST = 1_000  # days
SHORTEST = 2
BINS = np.geomspace(SHORTEST, LONGEST, 28).tolist()


def file_and_truth(
    figure: Figure, name: str, truth: bool, left: float, room: tuple[float, float] = (0.3, 0.3)
) -> list[Axes]:
    """Axes for a customer as filed, and as they are; without `truth` the second show what the company has: nothing."""
    on_file, in_truth = figures.panels(figure, left=left, room=room)
    figures.title(on_file, f"On file: {name}")
    if not truth:
        charts.unknown(in_truth)
    return [on_file, in_truth]


def bars(axes: Axes, values: pd.Series, colour: str, **settings: Any) -> None:
    """A bar for each quarter; `settings` are those of `Axes.set`."""
    axes.bar(range(len(values)), values, width=0.8, color=colour)
    axes.set(xlim=(-0.6, len(values) - 0.4), **settings)
    axes.set_xticks([0, 4, 8], ["early\n2023", "early\n2024", "early\n2025"])


def silence(axes: Axes, days: pd.Series, gone: pd.Series, cutoff: int) -> None:
    """How long ago customers last bought: those who are still customers, and those who are gone."""
    groups = [np.clip(days[group], SHORTEST, LONGEST) for group in (~gone, gone)]
    # Filled steps look as bars do, and are two shapes to draw instead of 54.
    axes.hist(groups, BINS, histtype="stepfilled", stacked=True, color=[figures.TRUTH, figures.TRUTH_TINT])
    axes.axvline(cutoff, color=figures.REPORTED, lw=2.4)
    axes.set(xscale="log", xlim=(SHORTEST, LONGEST), xlabel="days since the last purchase", ylabel="customers")
    axes.set_xticks([2, 7, 30, 90, 365], ["2", "7", "30", "90", "365"])
    axes.minorticks_off()
    axes.set_ylim(0, axes.get_ylim()[1] * 1.32)
    words = {"still customers": figures.TRUTH, "gone": figures.TRUTH_LETTERS}
    charts.words(axes, words, 0.03, 0.94, step=-0.09, align="left")
    late = cutoff > 60
    axes.annotate(
        "the rule", (cutoff, 0.76), (-6 if late else 6, 0), xycoords=axes.get_xaxis_transform(),
        textcoords="offset points", ha="right" if late else "left", va="top", color=figures.REPORTED,
        bbox=charts.PAPER,
    )  # fmt: skip


def verdict(axes: Axes, customers: int, counted: int, gone: int, written_off: int, kept: int) -> None:
    """The rule's number and the true one; then, a little apart, the names on the wrong side of the rule."""
    rows = [
        ("gone, says the rule", counted, figures.REPORTED),
        ("gone, in truth", gone, figures.TRUTH),
        ("written off, and still customers", written_off, figures.REPORTED),
        ("counted on, and gone", kept, figures.REPORTED),
    ]
    charts.named_bars(axes, rows, "{:,}".format, places=(0, -1, -2.35, -3.35), height=0.42, above=0.27, gap=6,
                      names={"fontsize": 11.5})  # fmt: skip
    axes.set(xlim=(0, customers), ylim=(0.25 - len(rows), 0.75), xticks=[], yticks=[])
    charts.bare(axes)
    figures.title(axes, rule_title(counted, gone, written_off, kept))


def wall_rows(axes: Axes, rows: list[tuple[str, str, float, float]]) -> None:
    """A row for each (company, number, on file, in truth); shares from 0 to 1."""
    for place, (company, number, filed, true) in enumerate(rows):
        axes.text(-0.02, -place + 0.16, company, ha="right", va="center", fontweight="bold")
        axes.text(-0.02, -place - 0.16, number, ha="right", va="center", fontsize=11.5, color=figures.GREY)
        charts.dumbbell(axes, -place, filed, true, lw=8, dots={"markersize": 11, "zorder": 3})
        near = abs(true - filed) < 0.1  # too near for two numbers below
        for value, colour, above in (true, figures.TRUTH, near), (filed, figures.REPORTED, False):
            axes.annotate(percent(value), (value, -place), (0, 11 if above else -11), textcoords="offset points",
                          ha="center", va="bottom" if above else "top", color=colour, fontweight="bold")  # fmt: skip
    axes.set(xlim=(0, 1.04), ylim=(0.45 - len(rows), 0.6), yticks=[])
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25", "50", "75", "100 %"])
    charts.bare(axes, "left")


def rule_title(counted: int, gone: int, written_off: int, kept: int) -> str:
    """`counted` and `gone` are the rule's number and the true one; then the names on the wrong side of it."""
    if abs(counted - gone) <= 0.03 * gone:
        return f"The number is right, and {written_off + kept:,} names are wrong"
    if counted > gone:
        return f"The rule writes off {written_off:,} who are still customers"
    return f"The rule keeps {kept:,} who are gone"
