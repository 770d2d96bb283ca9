"""How the pictures of the start are drawn, and the words in them that depend on the numbers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from casekit.lessons.start.numbers import QUARTERS, Mistakes
from casekit.teach import charts, figures

MOST = 0.22  # of the customers, on the scale of wrong names


def file_and_truth(figure: Figure, name: str, truth: bool) -> list[Axes]:
    """Axes for a customer as filed, and as they are; without `truth` the second show what the company has: nothing."""
    on_file, in_truth = figures.panels(figure, left=0.9, room=(0.3, 0.3))
    figures.title(on_file, f"On file: {name}")
    if not truth:
        charts.unknown(in_truth)
    return [on_file, in_truth]


def visits(axes: Axes, counts: pd.Series) -> None:
    """A bar for each quarter of the window."""
    axes.bar(range(len(counts)), counts, width=0.8, color=figures.REPORTED)
    axes.set(ylabel="visits a quarter")
    _quarters(axes)


def scores(axes: Axes, felt: pd.Series, left_at: pd.Timestamp) -> None:
    """A dot for each survey that was sent, and when the customer left."""
    axes.plot(_place(felt.index), felt, "o", color=figures.TRUTH, markersize=9)
    (left,) = _place(pd.DatetimeIndex([left_at]))
    axes.axvline(left, color=figures.TRUTH, lw=2)
    axes.annotate("left", (left, 10.3), (-6, 0), textcoords="offset points", ha="right", va="top", color=figures.TRUTH)
    axes.set(ylim=(-0.5, 10.5), ylabel="score felt, 0 (bad) to 10", yticks=[0, 5, 10])
    _quarters(axes)


def _place(times: pd.DatetimeIndex) -> np.ndarray:
    """Times on the scale of the window, on which a quarter is 1 long and the first one is around 0."""
    return ((times.year - QUARTERS[0].year + (times.day_of_year - 1) / 366) * 4 - 0.5).to_numpy()


def _quarters(axes: Axes) -> None:
    """The window as a scale: the first quarter from -0.5 to 0.5, and so on."""
    firsts = [place for place, quarter in enumerate(QUARTERS) if quarter.quarter == 1]
    axes.set(xlim=(-0.6, len(QUARTERS) - 0.4))
    axes.set_xticks(firsts, [f"early\n{QUARTERS[place].year}" for place in firsts])


def by_days(axes: Axes, rules: Mapping[int, Mistakes], days: int) -> None:
    """How many names each mistake has at each number of days, and where the rule stands."""
    top = MOST * rules[days].customers
    kept, missed = ([getattr(rule, what) for rule in rules.values()] for what in ("written_off", "missed"))
    axes.axvline(days, **charts.MARK)
    axes.plot(list(rules), kept, color=figures.REPORTED)
    axes.plot(list(rules), missed, color=figures.TRUTH)
    axes.plot([days, days], [rules[days].written_off, rules[days].missed], "o", color=figures.INK, ms=6, zorder=3)
    axes.set(
        xlim=(0, max(rules)), ylim=(0, top), xlabel="gone after so many days without a purchase", ylabel="wrong names"
    )
    axes.set_xticks([0, 90, 180, 270, 365])
    steep = np.interp(-0.93 * top, -np.array(kept), list(rules))  # where the falling line comes into view
    axes.annotate("voucher for nothing", (steep, 0.93 * top), (8, 0), textcoords="offset points", va="center",
                  color=figures.REPORTED, bbox=charts.PAPER)  # fmt: skip
    axes.annotate("gone, and missed", (max(rules), missed[-1]), (0, 5), textcoords="offset points", ha="right",
                  color=figures.TRUTH)  # fmt: skip


def verdict(axes: Axes, rule: Mistakes, price: int) -> None:
    """The rule's number and the true one; a little apart the names on the wrong side of the rule, and their cost."""
    rows = [
        ("gone, says the rule", rule.counted, figures.REPORTED),
        ("gone, in truth", rule.gone, figures.TRUTH),
        ("a voucher for nothing: still customers", rule.written_off, figures.REPORTED),
        ("no voucher: gone, and missed", rule.missed, figures.TRUTH),
    ]
    charts.named_bars(axes, rows, "{:,}".format, places=(0, -1, -2.2, -3.2), height=0.42, above=0.27, gap=6,
                      names={"fontsize": 11.5})  # fmt: skip
    axes.text(0, -4.2, f"cost of both mistakes: {rule.cost(price):,} vouchers", va="center", fontweight="bold")
    everybody = rule.customers - rule.gone
    axes.text(0, -4.7, f"(vouchers for all: {everybody:,} for nothing)", va="center", fontsize=11.5,
              color=figures.GREY)  # fmt: skip
    axes.set(xlim=(0, rule.customers), ylim=(-4.95, 0.75), xticks=[], yticks=[])
    charts.bare(axes)
    figures.title(axes, rule_title(rule))


def rule_title(rule: Mistakes) -> str:
    """What the rule does, in a title."""
    if rule.is_near(0.03):
        return f"The number is near, and {rule.wrong:,} names are wrong"
    if rule.counted > rule.gone:
        return f"The rule writes off {rule.written_off:,} who are still customers"
    return f"The rule misses {rule.missed:,} who are gone"
