"""How the pictures of this lesson are drawn, and the words in them that depend on the numbers.

Orange is what the till and the books say, blue is the riders. Pale and wide is the dealer that keeps its riders, dark
and thin the one that leaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from casekit.lessons.bucket.numbers import GOOD, KEEPER, LEAKER, NEVER, QUARTERS, TROUBLE, Twins
from casekit.teach import charts, figures
from casekit.teach.words import signed

PALE_DARK_ORANGE = figures.REPORTED_PALE, figures.REPORTED
PALE_DARK_BLUE = figures.TRUTH_PALE, figures.TRUTH
# Pale enough for dark letters.
HEAT = LinearSegmentedColormap.from_list("riders", ["white", figures.TRUTH_TINT, figures.TRUTH_DEEP])
MILLIONS: dict[str, Any] = {"ylim": (0, 2), "yticks": [0, 0.5, 1, 1.5, 2], "ylabel": "revenue a quarter, $ million"}
LEFT: dict[str, Any] = {"yticks": [0, 25, 50, 75, 100], "ylabel": "of 100 riders of the start, left"}


def quarters(axes: Axes, count: int) -> None:
    """A scale of quarters, the year below the first of each."""
    names = [f"Q{place % 4 + 1}" + (f"\n{2024 + place // 4}" if place % 4 == 0 else "") for place in range(count)]
    axes.set_xticks(range(count), names)


def years(axes: Axes, first: int = 2024) -> None:
    """A scale of twelve quarters, with only the years named."""
    names = [f"early\n{first}", f"early\n{first + 1}", f"early\n{first + 2}", f"late\n{first + 2}"]
    axes.set_xticks([0, 4, 8, 11], names)


def twin_lines(axes: Axes, both: Sequence[np.ndarray], colours: tuple[str, str]) -> None:
    """One wide pale line, and a thin dark one, which lies on it where they are equal."""
    axes.plot(both[0], color=colours[0], lw=7, solid_capstyle="butt")
    axes.plot(both[1], color=colours[1], lw=2.2)


def books(axes: Axes, pair: Twins) -> None:
    twin_lines(axes, [signs.revenue[:GOOD] / 1e6 for signs in pair], PALE_DARK_ORANGE)
    axes.set(xlim=(-0.2, GOOD - 0.8), **MILLIONS | {"ylabel": "revenue, $ million"})
    axes.text(0, 0.9, f"{KEEPER} and {LEAKER}", color=figures.REPORTED)
    quarters(axes, GOOD)
    figures.title(axes, equality(pair, GOOD))


def _both(axes: Axes, both: Sequence[np.ndarray], colours: tuple[str, str], **scale: Any) -> None:
    """Two lines up to the last quarter seen; the year that has not come yet is hidden, or told apart."""
    last = QUARTERS[-1] + 0.2
    axes.set(xlim=(-0.2, last), **scale)
    axes.axvspan(GOOD - 0.5, last, color=figures.LIGHT_GREY, lw=0, zorder=0)
    if len(both[0]) <= GOOD:
        axes.text((GOOD - 0.5 + last) / 2, 0.5, "not yet", transform=axes.get_xaxis_transform(), ha="center",
                  va="center", color=figures.GREY)  # fmt: skip
    twin_lines(axes, both, colours)
    years(axes)


def revenue_lines(axes: Axes, pair: Twins, seen: int, newcomers: int, price: int) -> None:
    """Revenue of both, and what the leaking dealer does to keep up, and could do."""
    both = [signs.revenue[:seen] / 1e6 for signs in pair]
    _both(axes, both, PALE_DARK_ORANGE, **MILLIONS)
    keeps, leaks = (float(values[-1]) for values in both)
    if abs(keeps - leaks) < 0.005:
        axes.text(0.3, 0.75, f"{KEEPER} and\n{LEAKER}", color=figures.REPORTED)
    else:
        figures.label_ends(axes, [(keeps, KEEPER, figures.REPORTED_LETTERS), (leaks, LEAKER, figures.REPORTED)])
    means = (
        f"{LEAKER}: up to\nnewcomers × {pair.pull:.1f} (of {newcomers}),\n"
        f"prices {signed(pair.dearer, 0)} % (of {price})"
    )
    axes.text(0.3, 0.06, means, color=figures.GREY, fontsize=11.5, linespacing=1.25)
    figures.title(axes, equality(pair, seen))


def kept_lines(axes: Axes, pair: Twins, seen: int) -> None:
    _both(axes, [signs.kept[:seen] for signs in pair], PALE_DARK_BLUE, ylim=(0, 102), **LEFT)
    keeps, leaks = (signs.kept[seen - 1] for signs in pair)
    figures.label_ends(axes, [(keeps, f"{KEEPER} {keeps:.0f}", figures.TRUTH_LETTERS),
                              (leaks, f"{LEAKER} {leaks:.0f}", figures.TRUTH)])  # fmt: skip
    figures.title(axes, f"Of 100 riders, {keeps:.0f} and {leaks:.0f} are left")


def changes(axes: Axes, keeps: dict[str, float], leaks: dict[str, float]) -> None:
    """A row for each quantity by name: its change in per cent at both dealers."""
    for place, name in enumerate(keeps):
        axes.plot([0, 0], [-place - 0.3, -place + 0.3], color=figures.GREY, lw=0.9)
        axes.text(-54, -place, name, va="center")
    for moved, height, colour, letters in ((keeps, 0.13, figures.REPORTED_PALE, figures.REPORTED_LETTERS),
                                           (leaks, -0.13, figures.REPORTED, figures.REPORTED)):  # fmt: skip
        charts.named_bars(
            axes, [("", value, colour) for value in moved.values()], lambda value: signed(value, 0),
            places=[height - place for place in range(len(moved))], height=0.24, gap=6,
            numbers={"color": letters, "fontsize": 11, "fontweight": "normal"},
        )  # fmt: skip
    axes.text(-54, 0.78, KEEPER, color=figures.REPORTED_LETTERS, va="center")
    axes.text(0, 0.78, LEAKER, color=figures.REPORTED, va="center")
    axes.set(xlim=(-54, 56), ylim=(0.45 - len(keeps), 1), yticks=[], xlabel="first quarter to eighth, %")
    axes.set_xticks([0, 20, 40])
    charts.bare(axes, "left")


def layers(axes: Axes, pair: Twins) -> None:
    """Revenue of the leaking dealer, from riders of the start and from those who came since."""
    at = QUARTERS[:GOOD]
    old, whole, other = (
        values[:GOOD] / 1e6 for values in (pair.leaks.from_the_start, pair.leaks.revenue, pair.keeps.from_the_start)
    )
    axes.fill_between(at, 0, old, color=figures.TRUTH, lw=0)
    axes.fill_between(at, old, whole, color=figures.REPORTED_TINT, lw=0)
    axes.plot(at, whole, color=figures.REPORTED, lw=2.2)
    axes.plot(at, other, color=figures.TRUTH, lw=1.8, ls=(0, (4, 2)))
    axes.set(xlim=(0, GOOD - 1), **MILLIONS)
    quarters(axes, GOOD)
    ends = [
        ((old[-1] + whole[-1]) / 2, "from riders who came since", figures.REPORTED_LETTERS),
        (old[-1] / 2, "from riders of the start", figures.TRUTH),
        (other[-1], f"the same at {KEEPER}", figures.TRUTH),
    ]
    if abs(ends[0][0] - ends[2][0]) < 0.01:
        ends.pop()
    figures.label_ends(axes, ends)


def heat(axes: Axes, triangle: pd.DataFrame) -> None:
    """A cohort triangle, a row a cohort; empty where nothing is known yet."""
    shares = triangle.to_numpy()
    axes.imshow(np.ma.masked_invalid(shares), cmap=HEAT, vmin=15, vmax=105, aspect="auto", interpolation="nearest")
    for row, column in np.argwhere(~np.isnan(shares)):
        axes.text(column, row, f"{shares[row, column]:.0f}", ha="center", va="center", fontsize=10.5)
    axes.set_yticks(range(len(triangle)), [str(cohort) for cohort in triangle.index])
    axes.set_xticks(range(len(triangle)))
    axes.set(xlabel="quarters since they came", xlim=(-0.5, 7.5), ylim=(7.5, -0.5))
    axes.tick_params(length=0, labelsize=11)
    charts.bare(axes)


def alarm_rows(axes: Axes, keeps: dict[str, int], leaks: dict[str, int]) -> None:
    """A row a metric: the quarter after which it rings, and the months that leaves until the books of the ninth."""
    end = len(QUARTERS) - 0.5
    axes.axvspan(GOOD - 0.5, end, color=figures.LIGHT_GREY, lw=0, zorder=0)
    for place, name in enumerate(reversed(TROUBLE)):
        axes.plot([-0.5, end], [-place, -place], color=figures.LIGHT_GREY, lw=1, zorder=0)
        if keeps[name] != NEVER:
            axes.plot(keeps[name], -place + 0.17, "o", color="white", markeredgecolor=figures.GREY, ms=9, mew=1.8)
        if leaks[name] != NEVER:
            axes.plot(leaks[name], -place - (0.12 if keeps[name] != NEVER else 0), "o", color=figures.REPORTED, ms=12)
        axes.text(end + 0.3, -place, in_time(leaks[name]), va="center", color=figures.REPORTED)
    axes.text(-0.5, 0.85, f"● rings at {LEAKER}", color=figures.REPORTED, va="center")
    axes.text(4.2, 0.85, f"○ at {KEEPER}, where nothing is wrong", color=figures.GREY, va="center")
    axes.set_yticks(-np.arange(len(TROUBLE)), list(reversed(TROUBLE)))
    axes.set(xlim=(-0.5, end), ylim=(0.4 - len(TROUBLE), 1.15))
    quarters(axes, len(QUARTERS))
    axes.tick_params(axis="y", length=0)
    charts.bare(axes, "left")


def projection(axes: Axes, name: str, true: np.ndarray, expected: np.ndarray, seen: int) -> None:
    """What was seen of a survival curve, what a model makes of it, and what comes."""
    axes.plot(QUARTERS, true, color=figures.TRUTH, lw=2.2)
    axes.plot(QUARTERS[seen - 1 :], expected[seen - 1 :], color=figures.REPORTED, lw=2.6, ls=(0, (3, 1.5)))
    axes.plot(QUARTERS[:seen], true[:seen], "o", color=figures.REPORTED, ms=8)
    axes.set(xlim=(-0.3, QUARTERS[-1] + 0.2), ylim=(0, 104), **LEFT)
    years(axes)
    figures.label_ends(axes, [(expected[-1], f"projected {expected[-1]:.0f}", figures.REPORTED),
                              (true[-1], f"true {true[-1]:.0f}", figures.TRUTH)])  # fmt: skip
    off = expected[-1] - true[-1]  # riders in 100
    wrong = f"{abs(off):.0f} in 100 too {'many' if off > 0 else 'few'}"
    figures.title(axes, f"{name}: {wrong if round(abs(off)) else 'right, to 1 rider in 100'}")


def brand_lines(axes: Axes, table: pd.DataFrame) -> None:
    """Revenue and riders of the brand, the first quarter as 100."""
    axes.axhline(100, color=figures.LIGHT_GREY)
    revenue, riders = ((100 * table[name] / table[name].iloc[0]).to_numpy() for name in ("revenue", "riders"))
    rows = [(revenue, figures.REPORTED, f"revenue {revenue[-1]:.0f}"),
            (riders, figures.TRUTH, f"riders {riders[-1]:.0f}")]  # fmt: skip
    charts.lines(axes, range(len(table)), rows, xlim=(0, len(table) - 1), ylim=(70, 135), yticks=[80, 100, 120],
                 ylabel="first quarter of 2023 = 100")  # fmt: skip
    years(axes, 2023)


def when(ring: int) -> str:
    return "never" if ring == NEVER else f"after quarter {ring + 1}"


def in_time(ring: int) -> str:
    """How long before the books of the first bad quarter are closed, in words."""
    months = 3 * (GOOD - ring)
    if ring == NEVER:
        return "never"
    if months == 0:
        return "with the fall"
    return f"{months} months ahead" if months > 0 else f"{-months} months late"


def equality(pair: Twins, seen: int) -> str:
    """How equal the good quarters are, and how far the dealers are apart when all is seen."""
    short, keeps, leaks = pair.short, pair.keeps.revenue, pair.leaks.revenue
    later = f", then {100 * abs(1 - leaks[-1] / keeps[-1]):.0f} % apart" if seen == len(keeps) else ""
    if not short.any():
        return f"Equal to the cent{later}" if later else f"{GOOD} quarters equal to the cent"
    most = 100 * (short / keeps[:GOOD]).max()
    return f"Short in {np.count_nonzero(short)} of {GOOD} quarters, by up to {most:.1f} %{later}"
