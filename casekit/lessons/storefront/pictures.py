"""How the pictures of this lesson are drawn, and the words in them that depend on the numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from casekit.lessons.storefront.numbers import GRAINS, MONTHS
from casekit.lessons.storefront.rights import Gap
from casekit.lessons.storefront.shoppers import KNOWN
from casekit.measure.effect import CONFIDENT
from casekit.teach import charts, figures
from casekit.world.theory.showing import Course

MOST = 55  # of 100 customers, beyond all lists
TENS = [0, 10, 20, 30, 40, 50]
PURCHASES = np.arange(1, KNOWN + 1)
GRAIN_LETTERS = (figures.GREY, figures.REPORTED_LETTERS, figures.REPORTED)
DOLLARS = -1_700, 5_500
MONTH_TICKS = [1, 3, 6, 9, 12]


def list_bars(axes: Axes, rows: Sequence[tuple[str, np.ndarray, str]]) -> None:
    """A bar for each (name, whom the list is right for, colour) from the top, of 100 customers, with its interval."""
    shares = [100 * hits.mean() for _, hits, _ in rows]
    charts.named_bars(
        axes, [(name, share, colour) for (name, _, colour), share in zip(rows, shares, strict=True)], "{:.1f}".format,
        gap=17, numbers={"fontsize": 13},
    )  # fmt: skip
    margins = [CONFIDENT * 100 * hits.std() / np.sqrt(len(hits)) for _, hits, _ in rows]
    axes.errorbar(
        shares, -np.arange(len(rows)), xerr=margins, fmt="none", ecolor=figures.INK, elinewidth=1.4, capsize=4
    )
    axes.set(xlim=(0, MOST), ylim=(-len(rows) + 0.6, 0.75), yticks=[], xticks=TENS)
    axes.set_xlabel("of 100 customers; 95 % intervals", loc="left")
    charts.bare(axes, "left")


def list_lines(axes: Axes, own: np.ndarray, shelf: np.ndarray, best: float) -> None:
    """Of 100 customers, from one purchase known to as many as are given; the line is that of true tastes."""
    axes.axhline(best, color=figures.TRUTH)
    rows = ((shelf, figures.REPORTED_LETTERS, "shelf's list"), (own, figures.REPORTED, "personal list"))
    for values, colour, _ in rows:
        axes.plot(PURCHASES[: len(values)], values, "o-", color=colour, ms=6)
    axes.set(xlim=(0.6, KNOWN + 0.4), ylim=(0, MOST), xlabel="purchases known", ylabel="of 100 customers")
    axes.set(xticks=[1, 2, 4, 6, 8, 10], yticks=TENS)
    ends = [(float(values[-1]), name, colour) for values, colour, name in rows]
    figures.label_ends(axes, [(best, "true tastes", figures.TRUTH), *ends])


def grain_bars(axes: Axes, margins: np.ndarray) -> None:
    """What each grain brings, less what was spent, in dollars."""
    rows = [(name, float(one), colour) for name, one, colour in zip(GRAINS, margins, GRAIN_LETTERS, strict=True)]
    charts.named_bars(axes, rows, in_dollars, name_at=80, numbers={"fontsize": 13})
    axes.axvline(0, color=figures.GREY, lw=1.2)
    axes.set(xlim=DOLLARS, ylim=(-2.4, 0.75), yticks=[])
    ticks = range(-1_000, 5_000, 1_000)
    axes.set_xticks(ticks, [in_dollars(tick) for tick in ticks])
    axes.set_xlabel("margin of the sales, less what was spent", loc="left")
    charts.bare(axes, "left")


def month_lines(axes: Axes, by_month: np.ndarray, so_far: np.ndarray) -> None:
    """Per cent more or less than with all reviews shown: in each month, and in all months up to it."""
    months = np.arange(1, len(by_month) + 1)
    axes.axhline(0, **charts.MARK)
    rows = (
        (by_month, figures.REPORTED, "month alone", 6, 11),  # wide, as the other may lie on it
        (so_far, figures.TRUTH, "since month 1", 2.4, 6),
    )
    for values, colour, _, width, size in rows:
        axes.plot(months, values, "o-", color=colour, lw=width, ms=size)
    axes.set(xlim=(0.5, MONTHS + 0.5), ylim=(-40, 12), xlabel="month", ylabel="kept, % against all shown")
    axes.set_xticks(MONTH_TICKS)
    figures.label_ends(axes, [(float(values[-1]), name, colour) for values, colour, name, *_ in rows])


def outcome_bars(axes: Axes, plain: Course, hidden: Course, month: int) -> None:
    """All reviews shown against the setting: returns, and customers who have left."""
    pairs = {
        "sent back, of 100 purchases": [sent_back(one) for one in (plain, hidden)],
        f"left by month {month}, of 100 customers": [100 * one.left[month - 1] for one in (plain, hidden)],
    }
    for row, (name, values) in enumerate(pairs.items()):
        top = -2.6 * row
        axes.text(0, top + 0.45, name, fontsize=12.5)
        for place, (value, colour) in enumerate(zip(values, (figures.GREY, figures.TRUTH), strict=True)):
            axes.barh(top - 0.8 * place, value, height=0.6, color=colour)
            word = ("all shown", "as set")[place]
            axes.annotate(f"{value:.1f}  {word}", (value, top - 0.8 * place), (6, 0), textcoords="offset points",
                          va="center", color=colour, fontsize=12.5)  # fmt: skip
    axes.set(xlim=(0, 110), ylim=(-4.2, 1.1), yticks=[], xticks=[])
    charts.bare(axes)


def sent_back(year: Course) -> float:
    """Of 100 purchases."""
    return float(100 * year.returned[0] / year.bought[0])


def in_dollars(amount: float) -> str:
    """To ten dollars, a loss with its minus."""
    rounded = round(amount, -1)
    return f"{'−' if rounded < 0 else ''}${abs(rounded):,.0f}"


def so_many_known(known: int) -> str:
    return "One purchase known" if known == 1 else f"{known} purchases known"


def verdict(personal: Gap) -> str:
    """The personal list against the shelf's."""
    if personal.side == 0:
        return "Personal or shelf's list: no difference beyond chance"
    return "The personal list is ahead" if personal.side > 0 else "The shelf's list is ahead"


def gained(own: np.ndarray) -> str:
    """What the personal list has gained from one purchase known to the last."""
    if len(own) == 1:
        return f"Personal list: {own[0]:.1f} of 100"
    return f"Personal list: from {own[0]:.1f} to {own[-1]:.1f} of 100"


def grain_title(first: int, second: int, by: Gap) -> str:
    name = GRAINS[first][0].upper() + GRAINS[first][1:]
    return f"{name} brings most" if by.side > 0 else f"{name}, or {GRAINS[second]}: no difference beyond chance"


def month_title(by_month: float, so_far: float, month: int) -> str:
    """By how many per cent more or fewer purchases are kept than with all reviews shown."""
    return f"Month {month}: {changed(by_month)}; in all, {changed(so_far)}"


def changed(by: float) -> str:
    """A change in per cent, in words.

    >>> changed(2.04), changed(-13.77), changed(-0.01)
    ('2.0 % more', '13.8 % fewer', 'as many')
    """
    return "as many" if not round(by, 1) else f"{abs(by):.1f} % {'more' if by > 0 else 'fewer'}"
