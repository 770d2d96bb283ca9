"""How the pictures of this lesson are drawn, and the words in them that depend on the numbers.

Orange is what the books say, or a model; blue is the riders. Pale is the dealer that keeps its riders (a wide line,
or squares), dark the one that leaks (a thin line, or dots).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from casekit.lessons.bucket.alarms import NEVER, SHARES, Rings
from casekit.lessons.bucket.numbers import GOOD, KEEPER, LEAKER, QUARTERS, Signs, Triangle, Twins
from casekit.measure.effect import CONFIDENT
from casekit.teach import charts, figures
from casekit.teach.words import signed

PALE_DARK_ORANGE = figures.REPORTED_PALE, figures.REPORTED
PALE_DARK_BLUE = figures.TRUTH_PALE, figures.TRUTH
LETTERS_ORANGE = figures.REPORTED_LETTERS, figures.REPORTED
LETTERS_BLUE = figures.TRUTH_LETTERS, figures.TRUTH
# Pale enough for dark letters.
HEAT = LinearSegmentedColormap.from_list("riders", ["white", figures.TRUTH_TINT, figures.TRUTH_DEEP])
MILLIONS: dict[str, Any] = {"ylim": (0, 2), "yticks": [0, 0.5, 1, 1.5, 2], "ylabel": "revenue a quarter, $ million"}
LEFT: dict[str, Any] = {"ylim": (0, 102), "yticks": [0, 25, 50, 75, 100], "ylabel": "of 100 riders of before 2024"}
GAP = 5  # per cent: a profit that far below the other's is behind it


def quarters(axes: Axes, count: int) -> None:
    """A scale of quarters, the year below the first of each."""
    names = [f"Q{place % 4 + 1}" + (f"\n{2024 + place // 4}" if place % 4 == 0 else "") for place in range(count)]
    axes.set_xticks(range(count), names)
    axes.set_xlim(-0.2, count - 0.8)


def years(axes: Axes) -> None:
    """A scale of twelve quarters, with only the years named, and the last one on grey, with its name."""
    axes.axvspan(GOOD - 0.5, QUARTERS[-1] + 0.2, color=figures.LIGHT_GREY, lw=0, zorder=0)
    axes.text(GOOD - 0.3, 0.97, "2026", color=figures.GREY, va="top", transform=axes.get_xaxis_transform())
    axes.set_xticks([0, 4, 8, 11], ["early\n2024", "early\n2025", "early\n2026", "late\n2026"])
    axes.set_xlim(-0.2, QUARTERS[-1] + 0.2)


def twin_lines(axes: Axes, both: Sequence[np.ndarray], colours: tuple[str, str]) -> None:
    """One wide pale line, and a thin dark one, which lies on it where they are equal."""
    axes.plot(both[0], color=colours[0], lw=7, solid_capstyle="butt")
    axes.plot(both[1], color=colours[1], lw=2.2)


def _ends(axes: Axes, both: Sequence[np.ndarray], letters: tuple[str, str], near: float, number: bool = False) -> None:
    """Name both lines at their ends; one label for two that end less than `near` apart."""
    keeps, leaks = (float(values[-1]) for values in both)
    write = (lambda name, value: f"{name} {value:.0f}") if number else (lambda name, value: name)
    if abs(keeps - leaks) < near:
        figures.label_ends(axes, [(leaks, f"{KEEPER} and {LEAKER}", letters[1])])
    else:
        figures.label_ends(axes, [(keeps, write(KEEPER, keeps), letters[0]), (leaks, write(LEAKER, leaks), letters[1])])


def books(axes: Axes, pair: Twins) -> None:
    twin_lines(axes, [signs.revenue[:GOOD] / 1e6 for signs in pair], PALE_DARK_ORANGE)
    axes.set(**MILLIONS | {"ylabel": "revenue, $ million"})
    axes.text(0, 0.9, f"{KEEPER}: wide and pale", color=figures.REPORTED_LETTERS)
    axes.text(0, 0.65, f"{LEAKER}: thin and dark", color=figures.REPORTED)
    quarters(axes, GOOD)
    figures.title(axes, f"{pair.good} of {GOOD} quarters are equal to the cent")


def revenue_lines(axes: Axes, pair: Twins) -> None:
    """Revenue of both over the twelve quarters, and what the leaking dealer does to keep up."""
    both = [signs.revenue / 1e6 for signs in pair]
    axes.set(**MILLIONS)
    years(axes)
    twin_lines(axes, both, PALE_DARK_ORANGE)
    _ends(axes, both, LETTERS_ORANGE, near=0.01)
    means = f"{LEAKER}:\nup to {pair.pull:.1f} × the\nusual newcomers,\nprices {signed(pair.dearer, 0)} %"
    axes.text(0.2, 0.06, means, color=figures.GREY, fontsize=11.5, linespacing=1.25)
    figures.title(axes, equality(pair))


def kept_lines(axes: Axes, pair: Twins) -> None:
    both = [signs.kept for signs in pair]
    axes.set(**LEFT)
    years(axes)
    twin_lines(axes, both, PALE_DARK_BLUE)
    _ends(axes, both, LETTERS_BLUE, near=-1, number=True)
    early, late = (round(pair.leaks.kept[at]) for at in (GOOD - 1, -1))
    figures.title(axes, f"{LEAKER}: {early} of 100 buy in late 2025, {late} in late 2026")


def profit_lines(axes: Axes, both: Sequence[np.ndarray]) -> None:
    """Profit after promotion, in dollars, of both."""
    thousands = [values / 1e3 for values in both]
    low = min(0.0, *(float(values.min()) for values in thousands))
    axes.set(ylim=(np.floor(low / 200) * 200, 800), ylabel="profit after promotion, $ thousand")
    years(axes)
    if low < 0:
        axes.axhline(0, color=figures.GREY, lw=0.9)
    twin_lines(axes, thousands, PALE_DARK_ORANGE)
    _ends(axes, thousands, LETTERS_ORANGE, near=5)
    figures.title(axes, behind(both))


def one_rider(axes: Axes, cost: float, worth: float) -> None:
    """What one rider whom a promotion fetched costs, and brings."""
    rows = [
        ("costs", float(cost), figures.REPORTED),
        ("brings in margin,\nin the first year", worth, figures.TRUTH),
    ]
    charts.named_bars(axes, rows, lambda value: f"${value:,.0f}", height=0.3, above=0.2)
    axes.set(xlim=(0, 850), ylim=(-1.4, 0.75), yticks=[], xticks=[], xlabel="dollars, a promotion rider on average")
    charts.bare(axes)
    gain = worth - cost
    more = " more than the cost" if gain >= 0 else ""
    figures.title(axes, f"Each {'brings back' if gain >= 0 else 'loses'} ${abs(gain):,.0f}{more}")


def triangle(axes: Axes, found: Triangle) -> None:
    """A cohort triangle, a row a cohort with its size; empty where nothing is known yet."""
    shares = found.shares
    axes.imshow(np.ma.masked_invalid(shares), cmap=HEAT, vmin=15, vmax=105, aspect="auto", interpolation="nearest")
    for row, column in np.argwhere(~np.isnan(shares)):
        axes.text(column, row, f"{shares[row, column]:.0f}", ha="center", va="center", fontsize=10.5)
    names = [f"{2024 + row // 4} Q{row % 4 + 1}: {came:,}" for row, came in enumerate(found.came)]
    axes.set_yticks(range(GOOD), names)
    axes.set_xticks(range(GOOD))
    axes.set(xlabel="quarters since they came; cells in % of the cohort", xlim=(-0.5, 7.5), ylim=(7.5, -0.5))
    axes.tick_params(length=0, labelsize=11)
    charts.bare(axes)


def lost_at_once(axes: Axes, both: Mapping[str, Triangle]) -> None:
    """What share of each cohort did not buy in the quarter after, with its 95 % interval."""
    for place, (found, colour, look) in enumerate(zip(both.values(), PALE_DARK_BLUE, ("s", "o"), strict=True)):
        lost, margin = lost_shares(found)
        axes.errorbar(np.arange(GOOD - 1) + 0.16 * place - 0.08, lost, margin, color=colour, lw=0, elinewidth=2,
                      marker=look, ms=8, capsize=4)  # fmt: skip
    ends = [
        (lost_shares(found)[0][-1], name, ink) for (name, found), ink in zip(both.items(), LETTERS_BLUE, strict=True)
    ]
    axes.set(ylim=(0, 40), ylabel="lost after one quarter, %")
    axes.text(-0.2, 38, "by the quarter in which they came", color=figures.GREY, va="center", fontsize=11.5)
    quarters(axes, GOOD - 1)
    axes.set_xlim(-0.4, GOOD - 1.5)
    figures.label_ends(axes, ends)


def lost_shares(found: Triangle) -> tuple[np.ndarray, np.ndarray]:
    """Per cent of each cohort that did not buy in the quarter after, and half its 95 % interval."""
    lost = 1 - found.there[:-1, 1] / found.came[:-1]
    return 100 * lost, 100 * CONFIDENT * np.sqrt(lost * (1 - lost) / found.came[:-1])


def against_model(axes: Axes, signs: Signs, expected: np.ndarray) -> None:
    """What a model makes of two years of the riders of before 2024, and what becomes of them."""
    axes.set(**LEFT)
    years(axes)
    axes.plot(QUARTERS, expected, color=figures.REPORTED, ls=(0, (3, 1.5)))
    axes.plot(QUARTERS[GOOD - 1 :], signs.kept[GOOD - 1 :], color=figures.TRUTH, lw=2.2)
    axes.plot(QUARTERS[:GOOD], signs.kept[:GOOD], "o", color=figures.TRUTH, ms=8)
    ends = [(expected[-1], "the model", figures.REPORTED), (signs.kept[-1], LEAKER, figures.TRUTH)]
    figures.label_ends(axes, [(left, f"{name}: {left:.0f}", colour) for left, name, colour in ends])


def lost_each_quarter(signs: Signs) -> tuple[np.ndarray, np.ndarray]:
    """Of the riders of before 2024 who bought the quarter before, per cent lost, with half the 95 % interval."""
    count = (signs.dealer.left[signs.dealer.joined < 0][:, None] > QUARTERS[:GOOD]).sum(axis=0)
    lost = 1 - count[1:] / count[:-1]
    return 100 * lost, 100 * CONFIDENT * np.sqrt(lost * (1 - lost) / count[:-1])


def alarm_rows(axes: Axes, found: Mapping[str, Rings]) -> None:
    """A row a metric: the quarter after which it rings in the middle draw, and a band for eight draws of ten.

    The row's line begins where the metric can first ring.

    Beside it, how early that is; at how many of a hundred dealers that do not leak it rings; its ordinary swing.
    """
    end = len(QUARTERS) - 0.5
    columns = end + 0.4, end + 7.7, end + 12.3
    axes.axvspan(GOOD - 0.5, end, color=figures.LIGHT_GREY, lw=0, zorder=0)
    for place, (name, rings) in enumerate(found.items()):
        axes.plot([rings.earliest, end], [-place, -place], color=figures.GREY, lw=1, zorder=0)
        axes.plot(rings.earliest, -place, "|", color=figures.GREY, ms=24, zorder=0)
        low, high = (min(ring, end) for ring in rings.band)
        axes.plot([low, high], [-place, -place], color=figures.REPORTED_PALE, lw=11, solid_capstyle="round", zorder=1)
        if rings.middle != NEVER:
            axes.plot(rings.middle, -place, "o", color=figures.REPORTED, ms=12)
        axes.text(columns[0], -place, in_time(rings.middle), va="center", color=figures.REPORTED, fontsize=12)
        for at, said in zip(columns[1:], (f"{100 * rings.false_alarms:.0f}", one_swing(name, rings)), strict=True):
            axes.text(at, -place, said, va="center", ha="right", color=figures.GREY, fontsize=12)
    axes.text(columns[0], 0.85, f"at {LEAKER}", color=figures.REPORTED, va="center", fontsize=12)
    for at, said in zip(columns[1:], (f"false, at 100\nlike {KEEPER}", "one swing"), strict=True):
        axes.text(at, 0.85, said, color=figures.GREY, va="center", ha="right", fontsize=12)
    axes.set_yticks(-np.arange(len(found)), list(found))
    quarters(axes, len(QUARTERS))
    axes.set(xlim=(-0.5, end), ylim=(0.4 - len(found), 1.45))
    axes.tick_params(axis="y", length=0)
    charts.bare(axes, "left")


def when(ring: int) -> str:
    return "not before the end of 2026" if ring == NEVER else f"after {quarter(ring)}"


def quarter(place: int) -> str:
    """Its name: Q1 2024 for 0."""
    return f"Q{place % 4 + 1} {2024 + place // 4}"


def one_swing(name: str, rings: Rings) -> str:
    """The ordinary swing of a metric, with its unit."""
    return f"{rings.swing:.1f} {'points' if name in SHARES else '%'}"


def in_time(ring: int) -> str:
    """How long before the books of the first bad quarter are closed, in words."""
    months = 3 * (GOOD - ring)
    if ring == NEVER:
        return "never"
    if months == 0:
        return "with the fall"
    return f"{months} months ahead" if months > 0 else f"{-months} months late"


def equality(pair: Twins) -> str:
    """In how many of the quarters both take the same, and how far they are apart in the last."""
    if pair.equal == len(QUARTERS):
        return f"Within 1 % in all {len(QUARTERS)} quarters"
    apart = round(pair.apart[-1])
    end = f"{abs(apart)} % {'less' if apart > 0 else 'more'} in the last" if apart else "nearly so in the last"
    return f"Within 1 % in {pair.equal} of {len(QUARTERS)} quarters, {end}"


def behind(both: Sequence[np.ndarray]) -> str:
    """From when on the leaking dealer's profit is behind the other's for good."""
    is_behind = both[1] < (1 - GAP / 100) * both[0]
    since = len(is_behind) - int(is_behind[::-1].argmin()) if not is_behind.all() else 0
    if since == len(is_behind):
        return f"Not more than {GAP} % behind at the end"
    return f"More than {GAP} % behind from {quarter(since)} on"
