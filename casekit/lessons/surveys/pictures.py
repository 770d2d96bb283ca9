"""How the pictures of this lesson are drawn, and the words in them that depend on the numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from casekit.lessons.surveys.numbers import QUARTER
from casekit.teach import figures
from casekit.teach.words import percent, signed


def histogram(axes: Axes, surveys: pd.DataFrame) -> None:
    """Scores from 0 to 10: bars for everybody asked, a step for those who answered."""
    everybody, answered = (
        100 * np.bincount(scores.astype(int), minlength=11) / len(scores)
        for scores in (surveys.felt, surveys.score.dropna())
    )
    axes.bar(range(11), everybody, width=0.92, color=figures.TRUTH_TINT, edgecolor=figures.TRUTH, linewidth=0.5)
    axes.stairs(answered, np.arange(12) - 0.5, color=figures.REPORTED, linewidth=2.6)
    axes.set(xlim=(-0.6, 10.6), ylim=(0, 45), xlabel="score, 0 to 10", ylabel="share, %")
    axes.set_xticks(range(11))
    axes.text(0.03, 0.93, "those who answered", transform=axes.transAxes, color=figures.REPORTED)
    axes.text(0.03, 0.84, "everybody who was asked", transform=axes.transAxes, color=figures.TRUTH)


def monthly_means(axes: Axes, surveys: pd.DataFrame) -> None:
    """Mean score month by month, said and true; the labels give the last quarter's."""
    means = surveys.groupby("month")[["score", "felt"]].mean()
    axes.fill_between(means.index, means.score, means.felt, color=figures.LIGHT_GREY, linewidth=0)
    axes.plot(means.index, means.felt, color=figures.TRUTH)
    axes.plot(means.index, means.score, color=figures.REPORTED)
    axes.set(xlim=(0, len(means) - 1), ylim=(5.5, 9.5), yticks=[6, 7, 8, 9], ylabel="mean score")
    axes.set_xticks([0, 6, 12, 18, 23], ["Jan\n2024", "Jul", "Jan\n2025", "Jul", "Dec"])
    said, true = means.score.iloc[-QUARTER:].mean(), means.felt.iloc[-QUARTER:].mean()
    figures.label_ends(
        axes, [(said, f"survey {said:.1f}", figures.REPORTED), (true, f"truth {true:.1f}", figures.TRUTH)]
    )


def dumbbells(axes: Axes, rows: list[tuple[str, float, float]]) -> None:
    """A row for each (name, said, true), from the top; names stand where no mean score ever lies."""
    for place, (name, said, true) in enumerate(rows):
        axes.plot([true, said], [-place, -place], color=figures.LIGHT_GREY, lw=6, solid_capstyle="butt", zorder=1)
        axes.text(0, -place, name, va="center")
        for value, other, colour in ((true, said, figures.TRUTH), (said, true, figures.REPORTED)):
            axes.plot(value, -place, "o", color=colour)
            right = value > other or (value == other and colour == figures.REPORTED)
            axes.annotate(f"{value:.1f}", (value, -place), (9 if right else -9, 0), textcoords="offset points",
                          ha="left" if right else "right", va="center", color=colour, fontsize=12)  # fmt: skip
    axes.text(0, 0.72, "survey", color=figures.REPORTED, va="center")
    axes.text(1.75, 0.72, "truth", color=figures.TRUTH, va="center")
    axes.set(xlim=(0, 10.2), ylim=(0.5 - len(rows), 1), yticks=[], xlabel="mean score, 0 to 10")
    axes.spines["left"].set_visible(False)


def group_rows(axes: Axes, cells: pd.DataFrame) -> None:
    """A row for each group of `cells`, best first, with how many answered."""
    for place, cell in cells.iterrows():
        axes.plot([cell.true, cell.said], [-place, -place], color=figures.LIGHT_GREY, lw=7, zorder=1)
        axes.plot(cell.true, -place, "o", color=figures.TRUTH)
        axes.plot(cell.said, -place, "o", color=figures.REPORTED)
        axes.text(10.15, -place, f"{cell.answers} of {cell.sent:,}", va="center", fontsize=11.5, color=figures.GREY)
    axes.text(10.15, 1, "answered", va="center", fontsize=11.5, color=figures.GREY)
    widest = (cells.said - cells.true).abs().idxmax()
    for value, name, colour in (
        (cells.true[widest], "truth", figures.TRUTH),
        (cells.said[widest], "survey", figures.REPORTED),
    ):
        axes.annotate(name, (value, -widest), (0, 8), textcoords="offset points", ha="center", color=colour)
    axes.set_yticks(-cells.index, cells.store.astype(str) + ", " + cells.channel.astype(str))
    axes.set(xlim=(3, 10), ylim=(0.5 - len(cells), 0.6), xlabel="mean score in the last quarter, 0 to 10")
    answering = cells.answers / cells.sent
    few = answering.iloc[-1] < answering.mean() - answering.std() / 2
    figures.title(axes, "Fewest answers where it burns" if few else f"{len(cells)} groups, as they say and as they are")


def store_lines(axes: Axes, surveys: pd.DataFrame) -> None:
    """True mean of each store by quarter, and the mean of the chain."""
    quarter = surveys.month // QUARTER
    stores = surveys.groupby(["store", quarter], observed=True).felt.mean().unstack(0)
    chain = surveys.groupby(quarter).felt.mean()
    axes.plot(stores.index, stores, color=figures.TRUTH, lw=1.8)
    axes.plot(chain.index, chain, color=figures.REPORTED, lw=3.2)
    ends = [(stores[name].iloc[-1], name, figures.TRUTH) for name in stores]
    figures_at = [*ends, (chain.iloc[-1], "the chain's mean", figures.REPORTED)]
    axes.set(xlim=(0, len(chain) - 1), ylim=(5, 9.5), ylabel="mean score, everybody asked")
    axes.set_xticks([0, 4, 7], ["early\n2024", "early\n2025", "late\n2025"])
    figures.label_ends(axes, figures_at)


def decomposition(axes: Axes, within: float, composition: float, change: float) -> None:
    """A change of the chain's mean, taken apart; in points."""
    bars = [
        ("inside the stores", within, figures.TRUTH),
        ("the mix of stores", composition, figures.GREY),
        ("the chain's mean", change, figures.REPORTED),
    ]
    for place, (name, value, colour) in enumerate(bars):
        axes.barh(-place, value, height=0.42, color=colour)
        axes.text(-1.4, -place + 0.36, name, color=colour, va="center")
        axes.annotate(signed(value), (max(value, 0), -place), (7, 0), textcoords="offset points",
                      va="center", color=colour, fontweight="bold")  # fmt: skip
    axes.axvline(0, color=figures.GREY, lw=0.9)
    axes.set(xlim=(-1.4, 1), ylim=(-2.5, 0.6), yticks=[], xlabel="points, last half-year less the first")
    axes.set_xticks([-1, -0.5, 0, 0.5, 1])
    axes.spines["left"].set_visible(False)
    figures.title(axes, mix_title(within, composition))


def moved(change: float) -> str:
    if abs(change) < 0.05:
        return "hardly moved"
    return f"{'risen' if change > 0 else 'fallen'} by {abs(change):.1f}"


def trend_title(gap: float, rose: float, fell: float) -> str:
    if rose > 0.05 and fell < -0.05:
        return "The score rises while customers suffer"
    if gap < 0.15:
        return "Survey and truth agree"
    if rose < -0.05 and fell < -0.05:
        return f"Both fall, {gap:.1f} points apart"
    return f"The survey flatters by {gap:.1f} points"


def weighting_title(raw: float, weighted: float) -> str:
    """`raw` and `weighted` are errors: how far each mean lies from the truth."""
    if abs(raw) < 0.1:
        return "There is nothing to correct"
    mended = 1 - abs(weighted) / abs(raw)
    return f"Weighting mends {percent(mended)} of the error" if mended > 0.005 else "Weighting mends nothing"


def answering_title(unhappy: float, others: float) -> str:
    """`unhappy` and `others` are the shares that answer."""
    if unhappy < 0.5 * others:
        return "The unhappy hardly answer"
    return "The unhappy answer less" if unhappy < 0.85 * others else "Those who answer are like the rest"


def mix_title(within: float, composition: float) -> str:
    if composition <= 0.05:
        return "The mix stands still"
    if within >= -0.05:
        return "The mix lifts the mean"
    return "The mix hides what stores lost" if composition > -within else "The mix hides a part of the loss"


def calls_title(calls: int, answers: int, with_calls: float, without: float) -> str:
    """`with_calls` and `without` are errors: how far each estimate lies from the truth."""
    if abs(without) < 0.15:
        return "The answers alone would do"
    if abs(with_calls) < 0.5 * abs(without):
        return f"{calls} calls beat {answers:,} answers"
    return f"{calls} calls change little here" if abs(with_calls) < abs(without) + 0.2 else "Unlucky calls: try others"


def stores_title(down: int, stores: int, change: float) -> str:
    if down == stores and change > 0.05:
        return "Every store falls, and the chain rises"
    if down == stores:
        return (
            "Every store falls, and so does the chain"
            if change < -0.05
            else "Every store falls, the chain stands still"
        )
    return f"{down} of {stores} stores fall; the chain moves by {signed(change)}"
