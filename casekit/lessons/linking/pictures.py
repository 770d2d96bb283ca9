"""How the pictures of this lesson are drawn, and the words in them that depend on the numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from casekit.lessons.linking.numbers import THRESHOLDS, WHOLE, Merged, Off, Report, off
from casekit.teach import charts, figures
from casekit.teach.words import signed

NAMES = ("customers", "churn", "mean spend")
FEWEST = 100  # customers in a file, from where on a curve is drawn
FIGURE = 0.84  # inches beside a panel for a column of figures
MONTHS = "JFMAMJJASOND"
PALE = figures.REPORTED_PALE
LETTERS = {PALE: figures.REPORTED_LETTERS}
Column = tuple[str, Report, str]  # head, figures, colour


def how_far_off(
    axes: Axes, columns: Sequence[Column], true: Report, ticks: Sequence[int], names: Sequence[str] = NAMES
) -> None:  # fmt: skip
    """How far each figure of a report lies from the truth: a row a figure, with a dot for each column.

    Each column's figures stand beside the panel, on the right, and the true ones behind them. The names stand on the
    wider side of the line of the truth, so that they leave it whole. The scale ends with its first and last tick; what
    lies beyond has an arrow head there.
    """
    offs = [off(found, true) for _, found, _ in columns]
    low, high = ticks[0], ticks[-1]
    axes.axvline(0, color=figures.TRUTH, lw=2)
    axes.set(xlim=(low, high), ylim=(-2.5, 0.95), yticks=[], xlabel="off the truth, in per cent of it")
    axes.set_xticks(ticks, ["truth" if tick == 0 else f"{signed(tick, 0)} %" for tick in ticks])
    axes.spines["left"].set_visible(False)
    edge, side = (high, "right") if high > -low else (low, "left")
    for row, name in enumerate(names):
        axes.axhline(-row, color=figures.LIGHT_GREY, lw=1.4, zorder=0)
        axes.text(edge, 0.3 - row, name, ha=side, va="bottom", fontsize=12.5, bbox=charts.PAPER)
        for place, (far, (_, _, colour)) in enumerate(zip(offs, columns, strict=True)):
            marker = "<" if far[row] < low else ">" if far[row] > high else "o"
            size = 8 if place == len(columns) - 1 else 12  # the smaller one lies on the larger
            axes.plot(np.clip(far[row], low, high), -row, marker, color=colour, ms=size, clip_on=False)
    for place, (head, found, colour) in enumerate([*columns, ("truth", true, figures.TRUTH)], 1):
        at = 1 + (0.05 + FIGURE * place) * axes.figure.dpi / axes.bbox.width
        ink = LETTERS.get(colour, colour)
        look: charts.Look = {"ha": "right", "va": "center", "color": ink, "transform": axes.get_yaxis_transform()}
        axes.text(at, 0.62, head, fontsize=12, **look)
        for row, value in enumerate(_figures(found)):
            axes.text(at, -row, value, fontsize=13.5, fontweight="bold", **look)


def _figures(found: Report) -> tuple[str, str, str]:
    """The figures of a report as they are printed, in the order of the rows."""
    return f"{found.customers:,}", f"{found.churn:.1f} %", f"${found.spend:.0f}"


def right_by_size(axes: Axes, right: np.ndarray, size: int) -> None:
    """Of 100 merged pairs those that are one customer's, by the customers in the file, with a mark at this size."""
    customers = np.arange(1, len(right) + 1)
    axes.plot(customers[FEWEST - 1 :: 10], right[FEWEST - 1 :: 10], color=figures.TRUTH)
    axes.plot(size, right[size - 1], "o", color=figures.TRUTH, ms=11, clip_on=False)
    axes.axvline(size, **charts.MARK)
    axes.set(xlim=(0, WHOLE), ylim=(0, 105), xlabel="customers in the file", ylabel="of 100 merged pairs, right")
    axes.set_xticks(range(0, WHOLE + 1, 1000), [f"{tick:,}" for tick in range(0, WHOLE + 1, 1000)])


def by_threshold(axes: Axes, found: Sequence[Merged], threshold: float, here: Merged) -> None:
    """Of 100 merged pairs those that are right, and of 100 right ones those that are merged, by threshold."""
    scores = np.array([(one.scores.precision, one.scores.recall) for one in found]).T
    at = 100 * np.array(THRESHOLDS)
    looks = ((figures.TRUTH, here.scores.precision), (figures.TRUTH_LETTERS, here.scores.recall))
    for values, (colour, value), dashes in zip(scores, looks, ("-", "--"), strict=True):
        axes.plot(at, 100 * values, dashes, color=colour)
        axes.plot(100 * threshold, 100 * value, "o", color=colour, ms=10, clip_on=False)
    axes.axvline(100 * threshold, **charts.MARK)
    axes.set(xlim=(0, 100), ylim=(0, 105), xlabel="merged from this probability, %", ylabel="of 100 pairs")
    names = ("of the merged pairs, right", "of the right pairs, merged")
    ends = zip(100 * scores[:, -1], names, (colour for colour, _ in looks), strict=True)
    figures.label_ends(axes, list(ends))


def dollars_by_month(axes: Axes, months: np.ndarray) -> None:
    """Orders of 2025 by month: as the back office has them, and all of them; thousands of dollars."""
    reported, true = months / 1_000
    at = np.arange(12)
    for values, colour, width in ((true, figures.TRUTH, 5), (reported, figures.REPORTED, 2.6)):
        axes.plot(at, values, color=colour, lw=width)
    axes.set(xlim=(0, 11), ylim=(0, 1.12 * true.max()), ylabel="orders, thousand dollars", xlabel="month of 2025")
    axes.set_xticks(at, MONTHS)
    figures.label_ends(axes, [(reported[-1], "the report", figures.REPORTED), (true[-1], "all orders", figures.TRUTH)])


def off_words(value: float) -> str:
    """How far off a figure is, in words, as it is printed.

    >>> off_words(14.4), off_words(-8.6), off_words(0.3)
    ('14 % too high', '9 % too low', 'right')
    """
    shown = round(value)
    return f"{abs(shown)} % too {'high' if shown > 0 else 'low'}" if shown else "right"


def of_100(share: float) -> str:
    """A share as a number of 100; "none" where it is of nothing."""
    return "none" if math.isnan(share) else f"{100 * share:.0f}"


def right_title(right: float, where: str) -> str:
    """Of 100 merged pairs those that are right."""
    return f"{where}: no pair is merged" if math.isnan(right) else f"{where}: {100 * right:.0f} of 100 pairs right"


def spend_title(none: Off, merged: Off) -> str:
    """How far the mean spend is off, with the merge and without it."""
    with_it, without = off_words(merged.spend), off_words(none.spend)
    if with_it == without:
        return f"Mean spend: {with_it}, merged or not"
    return f"Mean spend: {with_it} merged, {without} not merged"


def report_title(reported: Report, true: Report) -> str:
    """What the report of the back office says of churn, and what is true."""
    return f"Churn: {reported.churn:.1f} %, in truth {true.churn:.1f} %"


def arrived_title(months: np.ndarray) -> str:
    """How much of the dollars the report has."""
    reported, true = months.sum(axis=1)
    return f"The report has {100 * reported / true:.0f} % of the dollars"
