"""How the pictures of the start are drawn, and the words in them that depend on the numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from casekit.teach import figures

LONGEST = 1_000  # days
SHORTEST = 2
BINS = np.geomspace(SHORTEST, LONGEST, 28)


def bars(axes: Axes, values: pd.Series, colour: str, label: str) -> None:
    """A bar for each quarter."""
    axes.bar(range(len(values)), values, width=0.8, color=colour)
    axes.set(xlim=(-0.6, len(values) - 0.4), ylabel=label)
    axes.set_xticks([0, 4, 8], ["early\n2023", "early\n2024", "early\n2025"])


def stacked(axes: Axes, table: pd.DataFrame, colours: dict[str, str], label: str) -> None:
    """A row for each row of `table`, its columns end to end; the longest row is on top."""
    order = table.sum(axis=1).sort_values(ascending=False).index
    start = np.zeros(len(order))
    for column, colour in colours.items():
        values = table.loc[order, column].to_numpy(dtype=float)
        axes.barh(-np.arange(len(order)), values, left=start, height=0.66, color=colour)
        start += values
    axes.set_yticks(-np.arange(len(order)), [str(name) for name in order])
    axes.set(xlabel=label, ylim=(0.6 - len(order), 0.6))
    axes.tick_params(axis="y", length=0)


def legend(axes: Axes, words: dict[str, str], right: float = 0.98, low: float = 0.06) -> None:
    """Words in their colours at the lower right, one below the other."""
    for row, (word, colour) in enumerate(reversed(words.items())):
        axes.text(right, low + 0.115 * row, word, transform=axes.transAxes, ha="right", color=colour, fontweight="bold")


def silence(axes: Axes, days: pd.Series, gone: pd.Series, cutoff: int) -> None:
    """How long ago customers last bought: those who are still customers, and those who are gone."""
    groups = [np.clip(days[~gone], SHORTEST, LONGEST), np.clip(days[gone], SHORTEST, LONGEST)]
    axes.hist(groups, BINS, stacked=True, color=[figures.TRUTH, figures.TRUTH_TINT])
    axes.axvline(cutoff, color=figures.REPORTED, lw=2.4)
    axes.set_xscale("log")
    axes.set(xlim=(SHORTEST, LONGEST), xlabel="days since the last purchase", ylabel="customers")
    axes.set_xticks([2, 7, 30, 90, 365], ["2", "7", "30", "90", "365"])
    axes.minorticks_off()
    axes.set_ylim(0, axes.get_ylim()[1] * 1.32)
    paper = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
    for row, (word, colour) in enumerate({"still customers": figures.TRUTH, "gone": "#5B97B8"}.items()):
        axes.text(0.03, 0.94 - 0.09 * row, word, transform=axes.transAxes, color=colour, va="top", bbox=paper)
    late = cutoff > 60
    axes.annotate(
        "the rule", (cutoff, 0.76), (-6 if late else 6, 0), xycoords=axes.get_xaxis_transform(),
        textcoords="offset points", ha="right" if late else "left", va="top", color=figures.REPORTED, bbox=paper,
    )  # fmt: skip


def counts(axes: Axes, rows: list[tuple[str, int, str]], most: int) -> None:
    """A bar with its figure for each (name, count, colour); bars end before `most`."""
    for place, (name, value, colour) in enumerate(rows):
        at = -place - (0.35 if place > 1 else 0)  # the wrong names stand a little apart
        axes.barh(at, value, height=0.42, color=colour)
        axes.text(0, at + 0.27, name, color=figures.INK, va="bottom", fontsize=11.5)
        axes.annotate(f"{value:,}", (value, at), (6, 0), textcoords="offset points", va="center", color=colour,
                      fontweight="bold")  # fmt: skip
    axes.set(xlim=(0, most), ylim=(-len(rows) + 0.25, 0.75), yticks=[], xticks=[])
    axes.spines[["left", "bottom"]].set_visible(False)


def wall_rows(axes: Axes, rows: list[tuple[str, str, float, float]]) -> None:
    """A row for each (company, number, on file, in truth); shares from 0 to 1."""
    for place, (company, number, filed, true) in enumerate(rows):
        axes.plot([true, filed], [-place, -place], color=figures.LIGHT_GREY, lw=8, solid_capstyle="butt", zorder=1)
        axes.text(-0.02, -place + 0.16, company, ha="right", va="center", fontweight="bold")
        axes.text(-0.02, -place - 0.16, number, ha="right", va="center", fontsize=11.5, color=figures.GREY)
        together = abs(true - filed) < 0.1
        for value, colour, above in ((true, figures.TRUTH, together), (filed, figures.REPORTED, False)):
            axes.plot(value, -place, "o", color=colour, markersize=11, zorder=3)
            axes.annotate(f"{100 * value:.0f} %", (value, -place), (0, 11 if above else -11), color=colour,
                          textcoords="offset points", ha="center", va="bottom" if above else "top",
                          fontweight="bold")  # fmt: skip
    axes.set(xlim=(0, 1.04), ylim=(0.45 - len(rows), 0.6), yticks=[])
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25", "50", "75", "100 %"])
    axes.spines["left"].set_visible(False)


def rule_title(counted: int, gone: int, written_off: int, kept: int) -> str:
    """`counted` and `gone` are the rule's number and the true one; then the names on the wrong side of it."""
    if abs(counted - gone) <= 0.03 * gone:
        return f"The number is right, and {written_off + kept:,} names are wrong"
    if counted > gone:
        return f"The rule writes off {written_off:,} who are still customers"
    return f"The rule keeps {kept:,} who are gone"
