"""How the pictures of this lesson are drawn, and the words in them that depend on the numbers."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from casekit.lessons.retaining.money import SHARES, Bought, Gain, Split
from casekit.lessons.retaining.numbers import KINDS, YEARS, Lives
from casekit.teach import charts, figures
from casekit.teach.words import dollars

YEAR = np.arange(1, YEARS + 1)
SHADES = (figures.TRUTH_TINT, figures.TRUTH_PALE, figures.TRUTH)  # by kind, the unsatisfied first
INKS = (figures.INK, figures.INK, "white")
EQUAL = 5.0  # dollars: two next customers who cost the same
DEAREST = 600  # dollars, on the scale of prices, with room for the words


def years(axes: Axes, label: str) -> None:
    """A scale of five years since the first visit."""
    axes.set(xlim=(0.7, YEARS + 0.3), xlabel=label)
    axes.set_xticks(YEAR)


def lost_each_year(axes: Axes, lost: np.ndarray, margin: np.ndarray) -> None:
    """Of 100 who were still there, how many left in each year, with the 95 % interval."""
    axes.bar(YEAR, lost, width=0.55, color=figures.REPORTED)
    axes.errorbar(YEAR, lost, margin, fmt="none", ecolor=figures.INK, elinewidth=1.6, capsize=5)
    for year, share in enumerate(lost, start=1):
        axes.text(year, 2, f"{share:.0f}", ha="center", color="white", fontweight="bold")
    axes.set(ylim=(0, 50), ylabel="left in the year, of 100\nthere when it began")
    years(axes, "year since the first visit")


def lost_and_own(axes: Axes, usual: Lives, here: Lives) -> None:
    """Who left in each year, as a cohort shows it, over the same of the newcomers as they are; and the own chances."""
    axes.plot(YEAR, usual.lost, color=figures.REPORTED_PALE, lw=8, solid_capstyle="butt")
    axes.errorbar(YEAR, here.lost, here.margin, color=figures.REPORTED, marker="o", ms=7, capsize=4, elinewidth=1.4)
    axes.plot(YEAR, here.own, color=figures.TRUTH, marker="o", ms=7)
    axes.set(ylim=(0, 100), ylabel="leave in this year, %")
    years(axes, "year since the first visit")
    pale, orange, blue = float(usual.lost[-1]), float(here.lost[-1]), float(here.own[-1])
    figures.label_ends(axes, [(orange + 0.01, "of all who are there when it begins", figures.REPORTED),
                              (pale, "pale: the same, as they are", figures.REPORTED),
                              (blue - 0.01, "own chance of those who stay all five years", figures.TRUTH)])  # fmt: skip


def who_is_there(axes: Axes, here: Lives) -> None:
    """Of 100 who are there, how many are of each kind: at the start, and after each year."""
    low = np.zeros(YEARS + 1)
    for column, (shade, ink) in enumerate(zip(SHADES, INKS, strict=True)):
        share = here.kinds[:, column]
        axes.bar(range(YEARS + 1), share, bottom=low, color=shade, width=0.8)
        for year in range(YEARS + 1):
            if share[year] >= 7:
                axes.text(year, low[year] + share[year] / 2, f"{share[year]:.0f}", ha="center", va="center", color=ink,
                          fontsize=11)  # fmt: skip
        low += share
    axes.set(xlim=(-0.5, YEARS + 0.5), ylim=(0, 100), ylabel="of 100 who are there")
    axes.set_xticks(range(YEARS + 1))
    axes.set_xlabel("years since the first visit")
    middles = np.cumsum(here.kinds[-1]) - here.kinds[-1] / 2
    figures.label_ends(axes, [
        (float(middle), kind, figures.TRUTH if kind == KINDS[-1] else figures.TRUTH_LETTERS)
        for middle, kind in zip(middles, KINDS, strict=True)
    ])  # fmt: skip


def gain_lines(axes: Axes, found: Gain, share: float) -> None:
    """What a budget brings by the share that goes to keeping; dots where it is most, a line where the knob is."""
    rows = ((found.by_formula, figures.REPORTED, "by the formula"), (found.in_truth, figures.TRUTH, "in truth"))
    axes.axvline(100 * share, **charts.MARK)
    axes.axhline(0, color=figures.GREY, lw=0.9)
    for (values, colour, _), best in zip(rows, found.best, strict=True):
        axes.plot(100 * SHARES, values / 1e3, color=colour)
        if values is found.by_formula or not found.any_split:
            axes.plot(100 * best, values.max() / 1e3, "o", color=colour, ms=10)
    low, high = min(values.min() for values in found) / 1e3, max(values.max() for values in found) / 1e3
    room = 0.12 * max(high - low, 1)
    axes.set(xlim=(-2, 102), ylim=(min(low - room, 0), max(high + room, 0)), xlabel="of the budget on keeping, %")
    axes.set_ylabel("margin less the budget,\n$ thousand")
    figures.label_ends(axes, [(values[-1] / 1e3, name, colour) for values, colour, name in rows])


def next_prices(axes: Axes, bought: Split, first: tuple[float, float]) -> None:
    """What the next newcomer costs, and the next customer kept, and what the first of each did cost."""
    rows = [
        (f"{name}, after {side.customers:,.0f}\n(the first: {dollars(began)})", float(side.next_costs), figures.GREY)
        for name, side, began in zip(("next newcomer", "next one kept"), bought, first, strict=True)
    ]
    charts.named_bars(axes, rows, dollars, height=0.3, above=0.2)
    axes.set(xlim=(0, DEAREST), ylim=(-1.4, 0.75), yticks=[], xticks=[], xlabel="dollars a customer")
    charts.bare(axes)


def plan_bars(axes: Axes, costs: float, revenue: float, margin: float, share: float) -> None:
    """What a plan costs a store, and what it brings: in revenue, and in the part of it that is the margin."""
    rows = [
        ("costs", costs, figures.GREY),
        ("brings in revenue", revenue, figures.REPORTED),
        (f"brings in margin, {100 * share:.0f} cents of each dollar", margin, figures.TRUTH),
    ]
    charts.named_bars(axes, rows, lambda value: f"${value:,.0f}", height=0.36, above=0.22)
    axes.set(xlim=(0, 21_000), ylim=(-2.4, 0.75), yticks=[], xticks=[])
    axes.set_xlabel("dollars a store, in a year", loc="left")
    charts.bare(axes)


def lost_title(here: Lives) -> str:
    return f"Lost: {here.lost[0]:.0f} % in the first year, {here.lost[-1]:.0f} % in the fifth"


def kinds_title(here: Lives) -> str:
    return f"{here.left[-1]:.0f} of 100 stay five years"


def best_title(found: Gain) -> str:
    by_formula, in_truth = (f"{100 * share:.0f} %" for share in found.best)
    if found.any_split:
        return f"Any split is as good; the formula says {by_formula} on keeping"
    if by_formula == in_truth:
        return f"Best with {in_truth} on keeping, in truth and by the formula"
    return f"Best with {in_truth} on keeping; the formula says {by_formula}"


def cheaper_title(won: Bought, kept: Bought) -> str:
    gap = float(won.next_costs) - float(kept.next_costs)
    if abs(gap) <= EQUAL:
        return "The next newcomer and the next one kept cost the same"
    return f"The next {'newcomer' if gap < 0 else 'one kept'} is the cheaper one"


def plan_title(costs: float, revenue: float, margin: float) -> str:
    pays = [brings >= costs for brings in (revenue, margin)]
    if pays == [True, False]:
        return "Counted in revenue the plan pays; counted in margin it does not"
    return "The plan pays, whichever is counted" if pays[1] else "The plan does not pay, whichever is counted"


def more(amount: float) -> str:
    """A gain or a loss, in dollars."""
    return f"{dollars(abs(amount))} {'more' if amount >= 0 else 'less'}"
