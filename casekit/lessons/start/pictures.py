"""How the pictures of the start are drawn, and the words in them that depend on the numbers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from casekit.lessons.start.numbers import QUARTERS, Mistakes
from casekit.teach import charts, figures

MOST = 0.2  # of the customers, on the scale of wrong names
ROOM = 1.45  # above, for words


def purchases(axes: Axes, counts: pd.Series) -> None:
    """A bar for each quarter of the window."""
    axes.bar(range(len(counts)), counts, width=0.8, color=figures.REPORTED)
    axes.set(ylabel="purchases a quarter")
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


def by_days(axes: Axes, rules: Mapping[int, Mistakes], days: int, price: int) -> None:
    """How many names each mistake has at each number of days, what both cost, and where the rule stands."""
    found = np.array([(rule.written_off, rule.missed, rule.cost(price)) for rule in rules.values()])
    cost = found[:, 2]
    stops, top = list(rules), max(MOST * rules[days].customers, 1.5 * cost.min())
    axes.axvline(days, **charts.MARK)
    for values, colour in zip(found.T, (figures.REPORTED, figures.TRUTH, figures.INK), strict=True):
        axes.plot(stops, values, color=colour)
        axes.plot(days, values[stops.index(days)], "o", color=colour, ms=7, zorder=3)
    axes.set(xlim=(0, stops[-1]), ylim=(0, ROOM * top), xlabel="gone after so many days without a purchase")
    axes.set_ylabel(f"customers, of {rules[days].customers:,}; vouchers")
    axes.set_xticks([0, 90, 180, 270, 365])
    names = {
        "cost, in vouchers": figures.INK,
        "gone, and missed": figures.TRUTH,
        "needless voucher": figures.REPORTED,
    }
    charts.words(axes, names, 0.99, 1.0, step=-0.095)


def verdict(axes: Axes, rule: Mistakes, price: int) -> None:
    """The rule's number and the true one; a little apart the names on the wrong side of the rule, and their cost."""
    rows = [
        ("gone, says the rule", rule.counted, figures.REPORTED),
        ("gone, in truth", rule.gone, figures.TRUTH),
        ("needless voucher: still customers", rule.written_off, figures.REPORTED),
        ("no voucher: gone, and missed", rule.missed, figures.TRUTH),
    ]
    charts.named_bars(axes, rows, "{:,}".format, places=(0, -1, -2.2, -3.2), height=0.42, above=0.27, gap=6,
                      names={"fontsize": 11.5})  # fmt: skip
    axes.text(0, -4.2, f"cost of both mistakes: {rule.cost(price):,} vouchers", va="center", fontweight="bold")
    axes.set(xlim=(0, rule.customers), ylim=(-4.6, 0.75), xticks=[], yticks=[])
    charts.bare(axes)
    figures.title(axes, rule_title(rule))


def rule_title(rule: Mistakes) -> str:
    """What the rule does, in a title."""
    if rule.is_near(0.03):
        return f"Number near, {rule.wrong:,} names wrong"
    return (
        f"{rule.written_off:,} needless vouchers" if rule.counted > rule.gone else f"{rule.missed:,} gone, and missed"
    )
