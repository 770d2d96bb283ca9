"""How the pictures of this lesson are drawn, and the words in them that depend on the numbers.

Orange is what the till and the books say, blue is the riders. Pale and wide is the dealer that keeps its riders, dark
and thin the one that leaks.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from casekit.lessons.bucket.numbers import NEVER, QUARTERS, TROUBLE, Twins
from casekit.teach import figures
from casekit.teach.words import signed

PALE_ORANGE, PALE_BLUE = "#F0B48F", "#8FBFDD"
HEAT = LinearSegmentedColormap.from_list(
    "riders", ["#FFFFFF", figures.TRUTH_TINT, "#6FADD3"]
)  # pale enough for dark letters


def quarters(axes: Axes, last: int, every: int = 1) -> None:
    """A scale of quarters, the year below the first of each."""
    names = [f"Q{name[-1]}\n{name[:4]}" if name.endswith("Q1") else f"Q{name[-1]}" for name in QUARTERS[:last]]
    axes.set_xticks(range(0, last, every), names[::every])


def years(axes: Axes) -> None:
    """A scale of twelve quarters, with only the years named."""
    axes.set_xticks([0, 4, 8, 11], ["early\n2024", "early\n2025", "early\n2026", "late\n2026"])


def twin_lines(axes: Axes, keeps: np.ndarray, leaks: np.ndarray, colours: tuple[str, str]) -> None:
    """One wide pale line, and a thin dark one, which lies on it where they are equal."""
    axes.plot(keeps, color=colours[0], lw=7, solid_capstyle="butt")
    axes.plot(leaks, color=colours[1], lw=2.2)


def future(axes: Axes, seen: int, quarters: int, good: int) -> None:
    """The year that has not come yet, hidden or told apart."""
    axes.axvspan(good - 0.5, quarters - 0.8, color=figures.LIGHT_GREY, lw=0, zorder=0)
    if seen <= good:
        middle = (good - 0.5 + quarters - 0.8) / 2
        axes.text(middle, 0.5, "not yet", transform=axes.get_xaxis_transform(), ha="center", va="center",
                  color=figures.GREY)  # fmt: skip


def revenue_lines(axes: Axes, pair: Twins, seen: int) -> None:
    million = [signs.revenue[:seen] / 1e6 for signs in pair]
    good, quarters = pair.keeps.rules.good, pair.keeps.rules.quarters
    axes.set(
        xlim=(-0.2, quarters - 0.8), ylim=(0, 2), yticks=[0, 0.5, 1, 1.5, 2], ylabel="revenue a quarter, $ million"
    )
    future(axes, seen, quarters, good)
    twin_lines(axes, *million, (PALE_ORANGE, figures.REPORTED))
    years(axes)
    names = [signs.dealer.name for signs in pair]
    if abs(million[0][-1] - million[1][-1]) < 0.005:
        axes.text(0.3, 0.75, " and\n".join(names), color=figures.REPORTED)
    else:
        figures.label_ends(axes, [(million[0][-1], names[0], "#C98A63"), (million[1][-1], names[1], figures.REPORTED)])


def means(axes: Axes, name: str, came: tuple[float, int], dearer: tuple[float, int]) -> None:
    """What the leaking dealer does to keep up, and could do: most newcomers as a multiple, and prices in per cent."""
    words = (
        f"{name}: up to\nnewcomers × {came[0]:.1f} (of {came[1]}),\nprices {signed(dearer[0], 0)} % (of {dearer[1]})"
    )
    axes.text(0.3, 0.06, words, color=figures.GREY, fontsize=11.5, linespacing=1.25)


def kept_lines(axes: Axes, pair: Twins, seen: int) -> None:
    good, quarters = pair.keeps.rules.good, pair.keeps.rules.quarters
    axes.set(xlim=(-0.2, quarters - 0.8), ylim=(0, 102), yticks=[0, 25, 50, 75, 100])
    axes.set_ylabel("of 100 riders of the start, left")
    future(axes, seen, quarters, good)
    twin_lines(axes, pair.keeps.kept[:seen], pair.leaks.kept[:seen], (PALE_BLUE, figures.TRUTH))
    years(axes)
    ends = [
        (signs.kept[seen - 1], f"{signs.dealer.name} {signs.kept[seen - 1]:.0f}", colour)
        for signs, colour in zip(pair, ("#5B97B8", figures.TRUTH), strict=True)
    ]
    figures.label_ends(axes, ends)


def changes(axes: Axes, rows: list[tuple[str, float, float]], names: tuple[str, str]) -> None:
    """A row for each (name, change at the one that keeps, at the one that leaks), in per cent."""
    for place, (name, keeps, leaks) in enumerate(rows):
        axes.plot([0, 0], [-place - 0.3, -place + 0.3], color=figures.GREY, lw=0.9)
        for value, height, colour in ((keeps, 0.13, PALE_ORANGE), (leaks, -0.13, figures.REPORTED)):
            axes.barh(-place + height, value, height=0.24, color=colour)
            axes.annotate(signed(value, 0), (max(value, 0), -place + height), (6, 0), textcoords="offset points",
                          va="center", fontsize=11, color="#C98A63" if colour == PALE_ORANGE else colour)  # fmt: skip
        axes.text(-54, -place, name, va="center")
    axes.text(-54, 0.78, names[0], color="#C98A63", va="center")
    axes.text(0, 0.78, names[1], color=figures.REPORTED, va="center")
    axes.set(xlim=(-54, 56), ylim=(0.45 - len(rows), 1), yticks=[], xlabel="first quarter to eighth, %")
    axes.set_xticks([0, 20, 40])
    axes.spines["left"].set_visible(False)


def layers(axes: Axes, pair: Twins, seen: int) -> None:
    """Revenue of the leaking dealer, from riders of the start and from those who came since."""
    at = np.arange(seen)
    old, whole = (values[:seen] / 1e6 for values in (pair.leaks.from_the_start, pair.leaks.revenue))
    axes.fill_between(at, 0, old, color=figures.TRUTH, lw=0)
    axes.fill_between(at, old, whole, color=figures.REPORTED_TINT, lw=0)
    axes.plot(at, whole, color=figures.REPORTED, lw=2.2)
    axes.plot(at, pair.keeps.from_the_start[:seen] / 1e6, color=figures.TRUTH, lw=1.8, ls=(0, (4, 2)))
    axes.set(xlim=(0, seen - 1), ylim=(0, 2), yticks=[0, 0.5, 1, 1.5, 2], ylabel="revenue a quarter, $ million")
    quarters(axes, seen)
    ends = [
        ((old[-1] + whole[-1]) / 2, "from riders who came since", "#C98A63"),
        (old[-1] / 2, "from riders of the start", figures.TRUTH),
        (pair.keeps.from_the_start[seen - 1] / 1e6, f"the same at {pair.keeps.dealer.name}", figures.TRUTH),
    ]
    if abs(ends[0][0] - ends[2][0]) < 0.01:
        ends.pop()
    figures.label_ends(axes, ends)


def heat(axes: Axes, triangle: pd.DataFrame) -> None:
    """A cohort triangle, a row a cohort; empty where nothing is known yet."""
    shares = triangle.to_numpy(dtype=float, na_value=np.nan)
    axes.imshow(np.ma.masked_invalid(shares), cmap=HEAT, vmin=15, vmax=105, aspect="auto", interpolation="nearest")
    for (row, column), share in np.ndenumerate(shares):
        if not np.isnan(share):
            axes.text(column, row, f"{share:.0f}", ha="center", va="center", fontsize=10.5)
    axes.set_yticks(range(len(triangle)), [str(cohort) for cohort in triangle.index])
    axes.set_xticks(range(len(triangle)))
    axes.set(xlabel="quarters since they came", xlim=(-0.5, 7.5), ylim=(7.5, -0.5))
    axes.tick_params(length=0, labelsize=11)
    axes.spines[["left", "bottom"]].set_visible(False)


def alarm_rows(axes: Axes, keeps: dict[str, int], leaks: dict[str, int], names: tuple[str, str], good: int) -> None:
    """A row a metric: the quarter after which it rings, and the months that leaves until the books of the ninth."""
    last = len(QUARTERS)
    axes.axvspan(good - 0.5, last - 0.5, color=figures.LIGHT_GREY, lw=0, zorder=0)
    for place, name in enumerate(reversed(TROUBLE)):
        axes.plot([-0.5, last - 0.5], [-place, -place], color=figures.LIGHT_GREY, lw=1, zorder=0)
        if keeps[name] != NEVER:
            axes.plot(keeps[name], -place + 0.17, "o", color="white", markeredgecolor=figures.GREY, ms=9, mew=1.8)
        if leaks[name] != NEVER:
            axes.plot(leaks[name], -place - (0.12 if keeps[name] != NEVER else 0), "o", color=figures.REPORTED, ms=12)
        axes.text(last - 0.2, -place, in_time(leaks[name], good), va="center", color=figures.REPORTED)
    axes.text(-0.5, 0.85, f"● rings at {names[1]}", color=figures.REPORTED, va="center")
    axes.text(4.2, 0.85, f"○ at {names[0]}, where nothing is wrong", color=figures.GREY, va="center")
    axes.set_yticks(-np.arange(len(TROUBLE)), list(reversed(TROUBLE)))
    axes.set(xlim=(-0.5, last - 0.5), ylim=(0.4 - len(TROUBLE), 1.15))
    quarters(axes, last)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def projection(axes: Axes, true: np.ndarray, expected: np.ndarray, seen: int) -> None:
    """What was seen of a survival curve, what a model makes of it, and what comes."""
    axes.plot(np.arange(len(true)), true, color=figures.TRUTH, lw=2.2)
    axes.plot(np.arange(seen - 1, len(true)), expected[seen - 1 :], color=figures.REPORTED, lw=2.6, ls=(0, (3, 1.5)))
    axes.plot(np.arange(seen), true[:seen], "o", color=figures.REPORTED, ms=8)
    axes.set(xlim=(-0.3, len(true) - 0.8), ylim=(0, 104), yticks=[0, 25, 50, 75, 100])
    axes.set_ylabel("of 100 riders of the start, left")
    years(axes)
    ends = [
        (expected[-1], f"projected {expected[-1]:.0f}", figures.REPORTED),
        (true[-1], f"true {true[-1]:.0f}", figures.TRUTH),
    ]
    figures.label_ends(axes, ends)


def brand_lines(axes: Axes, table: pd.DataFrame) -> None:
    """Revenue and riders of the brand, the first quarter as 100."""
    lines = 100 * table / table.iloc[0]
    axes.axhline(100, color=figures.LIGHT_GREY)
    axes.plot(lines.revenue.to_numpy(), color=figures.REPORTED)
    axes.plot(lines.riders.to_numpy(), color=figures.TRUTH)
    axes.set(xlim=(0, len(lines) - 1), ylim=(70, 135), yticks=[80, 100, 120], ylabel="first quarter of 2023 = 100")
    axes.set_xticks([0, 4, 8, 11], ["early\n2023", "early\n2024", "early\n2025", "late\n2025"])
    figures.label_ends(
        axes,
        [
            (lines.revenue.iloc[-1], f"revenue {lines.revenue.iloc[-1]:.0f}", figures.REPORTED),
            (lines.riders.iloc[-1], f"riders {lines.riders.iloc[-1]:.0f}", figures.TRUTH),
        ],
    )


def dollars(amount: float) -> str:
    return f"${amount / 1e6:.2f} million"


def in_time(ring: int, good: int) -> str:
    """How long before the books of the first bad quarter are closed, in words."""
    if ring == NEVER:
        return "never"
    months = 3 * (good - ring)
    if months > 0:
        return f"{months} months ahead"
    return "with the fall" if months == 0 else f"{-months} months late"


def equality(pair: Twins, seen: int) -> str:
    """How equal the good quarters are, and how far the dealers are apart when all is seen."""
    short, keeps, leaks = pair.short, pair.keeps.revenue, pair.leaks.revenue
    later = f", then {100 * abs(1 - leaks[-1] / keeps[-1]):.0f} % apart" if seen == len(keeps) else ""
    if not short.any():
        return f"Equal to the cent{later}" if later else f"{len(short)} quarters equal to the cent"
    most = 100 * (short / keeps[: len(short)]).max()
    return f"Short in {np.count_nonzero(short)} of {len(short)} quarters, by up to {most:.1f} %{later}"


def projected(name: str, off: float) -> str:
    """`off` is how many riders of 100 the projection is above the truth."""
    if round(abs(off)) == 0:
        return f"{name}: right, to 1 rider in 100"
    return f"{name}: {abs(off):.0f} in 100 too {'many' if off > 0 else 'few'}"
