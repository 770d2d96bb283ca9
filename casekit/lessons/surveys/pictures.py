"""How the pictures of this lesson are drawn, and the words in them that depend on the numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from casekit.lessons.surveys.numbers import QUARTER
from casekit.measure.effect import CONFIDENT, Difference
from casekit.teach import charts, figures
from casekit.teach.words import signed

STILL = 0.05  # points: what moves less stands still
CLOSE = 0.1  # points: errors that differ by less are equal
LEFT = -1.4  # where the names of rows begin, left of every score
WIDE = 0.8  # points: an error that has room for its name
BESIDE = 0.35  # points: a mean that is nearer to the truth has its number beside the truth's line, not on it


def histogram(axes: Axes, surveys: pd.DataFrame) -> None:
    """Scores from 0 to 10: bars for everybody asked, a step for those who answered."""
    everybody, answered = (
        100 * np.bincount(scores.astype(int), minlength=11) / len(scores)
        for scores in (surveys.felt, surveys.score.dropna())
    )
    edges = np.arange(12) - 0.5
    axes.stairs(everybody, edges, fill=True, facecolor=figures.TRUTH_TINT, edgecolor=figures.TRUTH, linewidth=0.5)
    axes.stairs(answered, edges, color=figures.REPORTED, linewidth=2.6)
    axes.set(
        xlim=(-0.6, 10.6),
        ylim=(0, 45),
        xlabel="score, 0 to 10, last quarter",
        ylabel="of 100 scores",
        xticks=[0, 5, 10],
        yticks=[0, 20, 40],
    )
    names = {"those who answered": figures.REPORTED, "everybody who was asked": figures.TRUTH}
    charts.words(axes, names, 0.03, 0.93, step=-0.09, align="left", va="baseline", bbox=None)


def monthly_means(axes: Axes, surveys: pd.DataFrame) -> None:
    """Mean score month by month, said and true; the labels give the last quarter's."""
    means = surveys.groupby("month")[["score", "felt"]].mean()
    axes.fill_between(means.index, means.score, means.felt, color=figures.LIGHT_GREY, linewidth=0)
    band = (means.score + means.felt).iloc[-2 * QUARTER :].mean() / 2
    if (means.score - means.felt).iloc[-QUARTER:].mean() > WIDE:
        axes.text(len(means) - 2, band, "error", color=figures.GREY, ha="right", va="center")
    axes.plot(means.index, means.felt, color=figures.TRUTH)
    axes.plot(means.index, means.score, color=figures.REPORTED)
    axes.set(xlim=(0, len(means) - 1), ylim=(5.5, 9.5), yticks=[6, 7, 8, 9], ylabel="mean score")
    axes.set_xticks([0, 6, 12, 18, 23], ["Jan\n2024", "Jul", "Jan\n2025", "Jul", "Dec"])
    said, true = surveys[surveys.month > means.index[-1] - QUARTER][["score", "felt"]].mean()
    figures.label_ends(
        axes, [(said, f"survey {said:.2f}", figures.REPORTED), (true, f"truth {true:.2f}", figures.TRUTH)]
    )


def dumbbells(axes: Axes, rows: list[tuple[str, float, float]]) -> None:
    """A row for each (name, said, true), from the top; names stand where no mean score ever lies."""
    for place, (name, said, true) in enumerate(rows):
        axes.text(LEFT, -place, name, va="center")
        charts.dumbbell(axes, -place, said, true, "{:.2f}".format, lw=6, numbers={"fontsize": 12})
    axes.text(LEFT, 0.72, "survey", color=figures.REPORTED, va="center")
    axes.text(LEFT + 2, 0.72, "truth", color=figures.TRUTH, va="center")
    axes.set(xlim=(LEFT, 10.2), ylim=(0.5 - len(rows), 1), yticks=[], xlabel="mean score, 0 to 10, last quarter")
    axes.set_xticks([0, 5, 10])
    charts.bare(axes, "left")


def store_lines(axes: Axes, surveys: pd.DataFrame) -> None:
    """True mean of each store by quarter, and the mean of the chain."""
    names = surveys.store.cat.categories
    groups = len(names) * (surveys.month.to_numpy() // QUARTER) + surveys.store.cat.codes.to_numpy()
    total, size = (np.bincount(groups, values).reshape(-1, len(names)) for values in (surveys.felt, None))
    stores, chain = pd.DataFrame(total / size, columns=names), pd.Series(total.sum(axis=1) / size.sum(axis=1))
    axes.plot(stores.index, stores, color=figures.TRUTH, lw=1.8)
    axes.plot(chain.index, chain, color=figures.INK, lw=3.2)
    ends = [(stores[name].iloc[-1], name, figures.TRUTH) for name in stores]
    axes.set(xlim=(0, len(chain) - 1), ylim=(5, 9.5), yticks=[5, 7, 9], ylabel="mean score, all asked")
    axes.set_xticks([0, 4, 7], ["Jan–Mar\n2024", "Jan–Mar\n2025", "Oct–Dec\n2025"])
    figures.label_ends(axes, [*ends, (chain.iloc[-1], "the chain's mean", figures.INK)])


def decomposition(axes: Axes, within: float, composition: float, change: float) -> None:
    """A change of the chain's mean, taken apart; in points."""
    bars = [
        ("inside the stores", within, figures.TRUTH),
        ("the mix of stores", composition, figures.GREY),
        ("the chain's mean", change, figures.INK),
    ]
    for place, (name, _, colour) in enumerate(bars):
        axes.text(-1.4, -place + 0.36, name, color=colour, va="center")
    charts.named_bars(axes, [("", value, colour) for _, value, colour in bars], signed, height=0.42)
    axes.axvline(0, color=figures.GREY, lw=0.9)
    axes.set(xlim=(-1.4, 1.2), ylim=(-2.5, 0.6), yticks=[], xlabel="points, last quarter less the first")
    axes.set_xticks([-1, 0, 1])
    charts.bare(axes, "left")
    figures.title(axes, mix_title(within, composition))


def weighting_title(raw: float, weighted: float) -> str:
    """`raw` and `weighted` are errors: how far each mean lies from the truth."""
    if abs(raw) < CLOSE:
        return "The plain mean is near the truth"
    mended = 1 - abs(weighted) / abs(raw)
    parts = {0.6: "most of the error", 0.2: "a part of the error"}
    return "Weighting mends " + next((part for least, part in parts.items() if mended > least), "next to nothing")


def answering_title(unhappy: float, others: float) -> str:
    """`unhappy` and `others` are the shares that answer."""
    if unhappy < 0.5 * others:
        return "The unhappy hardly answer"
    return "The unhappy answer less" if unhappy < 0.85 * others else "Those who answer are like the rest"


def mix_title(within: float, composition: float) -> str:
    if composition < CLOSE:  # chance alone may move it so far
        return "The mix hardly moves"
    if within >= -0.05:
        return "The mix lifts the mean"
    return "The mix hides what stores lost" if composition > -within else "The mix hides a part of the loss"


def stores_title(up: int, down: int, stores: int, change: float) -> str:
    """How many of the stores went up, and how many down."""
    way, other = ("rises", "falls") if up else ("falls", "rises")
    if max(up, down) < stores or abs(change) <= STILL:
        some = f"{down} of {stores} stores fall{'s' * (down == 1)}" if down else "No store falls"
        which = f"Every store {way}" if max(up, down) == stores else some
        return f"{which}; the chain moves by {signed(change)}"
    return f"Every store {way}, and {'so does the chain' if (change > 0) == (up > 0) else f'the chain {other}'}"


def board(axes: Axes, means: pd.DataFrame) -> None:
    """The mean score of the answers quarter by quarter, each with its 95 % interval."""
    place = np.arange(len(means))
    reach = CONFIDENT * means["sem"]
    axes.errorbar(
        place, means["mean"], reach, fmt="o-", color=figures.REPORTED, lw=2.4, ms=8, capsize=5, elinewidth=1.6
    )
    axes.set(xlim=(-0.4, len(means) - 0.6), ylim=(7.5, 9), yticks=[7.5, 8, 8.5, 9], ylabel="mean score, 0 to 10")
    axes.set_xticks(place, [f"{one.start_time:%b} to {one.end_time:%b}\n{one.year}" for one in means.index])


def money(axes: Axes, rows: list[tuple[str, float, float]], true: float, digits: int = 2) -> None:
    """A row for each (name, mean, half its interval), and the truth; the means with so many decimals."""
    for place, (_, mean, reach) in enumerate(rows):
        axes.errorbar(mean, -place, xerr=reach, fmt="o", color=figures.REPORTED, ms=10, elinewidth=3, capsize=6)
        side = 0 if abs(mean - true) > BESIDE else 1 if mean >= true else -1
        axes.annotate(f"{mean:.{digits}f}", (mean, -place), (5 * side, 10), textcoords="offset points",
                      ha={-1: "right", 0: "center", 1: "left"}[side], fontsize=13, color=figures.REPORTED,
                      fontweight="bold", bbox=charts.PAPER)  # fmt: skip
    bottom = 0.4 - len(rows)
    axes.axvline(true, color=figures.TRUTH, zorder=0)
    axes.annotate(f"truth {true:.2f}", (true, bottom), (6, 4), textcoords="offset points", color=figures.TRUTH)
    axes.set(xlim=(5, 10), ylim=(bottom, 0.7), xlabel="mean score of all who were asked, 0 to 10, last quarter")
    axes.set_yticks([-place for place in range(len(rows))], [name for name, *_ in rows])


def moved(change: float) -> str:
    if abs(change) < STILL:
        return "hardly moved"
    return f"{'risen' if change > 0 else 'fallen'} by {abs(change):.2f} points"


def trend_title(said: Difference, felt: Difference) -> str:
    """How far the mean of the answers moved, and that of everybody."""
    survey, truth = _way(said), _way(felt)
    if survey == truth:
        return "Survey and truth {} {}".format(*truth).rstrip()
    if abs(said.difference - felt.difference) < CLOSE:  # only one of them is clear, as the answers are fewer
        return "Survey and truth move by nearly as much"
    return "The survey {}s {}".format(*survey).rstrip() + ", the truth {}s {}".format(*truth).rstrip()


def _way(change: Difference) -> tuple[str, str]:
    """A verb, and what it needs; no direction is named where chance alone may have moved the mean so far."""
    if abs(change.difference) <= max(STILL, CONFIDENT * change.standard_error):
        return "show", "no clear change"
    return ("rise" if change.difference > 0 else "fall"), ""


def contrast_title(narrow_error: float, narrow: float, wide_error: float, wide: float) -> str:
    """The errors of two estimates, and how far the interval of each reaches to either side."""
    holds = {"narrow": abs(narrow_error) <= narrow, "wide": abs(wide_error) <= wide}
    if holds["narrow"] == holds["wide"]:
        return f"{'Both intervals hold' if holds['wide'] else 'Neither interval holds'} the truth"
    right, wrong = ("narrow", "wide") if holds["narrow"] else ("wide", "narrow")
    return f"The {right} interval holds the truth, the {wrong} one misses it"


def missed_by_chance(narrow_error: float, wide_error: float, wide: float) -> str:
    """What is said where the interval of the calls misses the truth, as one in twenty does; nothing elsewhere."""
    if abs(wide_error) <= wide:
        return ""
    times = round(abs(narrow_error) / abs(wide_error))
    nearer = f" They still come {times} times nearer than the answers." if times > 1 else ""
    return f" With the calls only chance is wrong: one interval in twenty misses, and yours is that one.{nearer}"


def money_title(errors: dict[str, float]) -> str:
    """`errors` says how far each way comes out from the truth, by its name."""
    ranked = sorted(errors, key=lambda name: abs(errors[name]))
    if abs(abs(errors[ranked[0]]) - abs(errors[ranked[1]])) < CLOSE:
        return f"On average, {ranked[0]} and {ranked[1]} come equally near the truth"
    return f"On average, {ranked[0]} come nearest the truth"
