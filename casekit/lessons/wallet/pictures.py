"""How the pictures of this lesson are drawn, and the words in them that depend on the numbers."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes

from casekit.lessons.wallet.allocation import Fit
from casekit.lessons.wallet.membership import Club, Lot
from casekit.lessons.wallet.numbers import ByTenth
from casekit.lessons.wallet.targets import QUESTION, RECORDS, Listed, Mean
from casekit.measure.effect import CONFIDENT
from casekit.teach import charts, figures
from casekit.teach.quantity import MINUS, write
from casekit.teach.words import dollars

MOST_WON = 470  # dollars, of all lists at all settings
THICK = 0.3  # of a bar
LEAST_ADDED, MOST_ADDED = -60, 110  # per cent, by the gap and by every lot at all settings
AS_GOOD_AS = 2  # points: two numbers so near say the same
JITTER = 0.012  # of the Rule's share: as far as points are moved apart


def times(high: float, low: float, digits: int) -> str:
    """How many times, as it comes of the two amounts as they are written."""
    high, low = (float(dollars(value).strip("$").replace(",", "")) for value in (high, low))
    return f"{high / low:.{digits}f} times"


def tenths_title(found: ByTenth) -> str:
    """How far the highest tenth lies above the lowest, here and elsewhere."""
    here, away = times(found.here[-1], found.here[0], 0), times(found.elsewhere[-1], found.elsewhere[0], 1)
    return f"The highest tenth: {here} here, {away} elsewhere"


def list_bars(axes: Axes, found: dict[str, Listed]) -> None:
    """For each list what its riders spent here, and what an offer wins, with its 95 % interval; the line is the lot."""
    for place, (name, one) in enumerate(found.items()):
        axes.text(0, 0.36 - place, name, va="bottom", fontsize=12.5, bbox=charts.PAPER)
        for shift, mean, colour in ((0.16, one.spent, figures.REPORTED), (-0.16, one.won, figures.TRUTH)):
            axes.barh(shift - place, mean.mean, height=THICK, color=colour)
            reach = CONFIDENT * mean.standard_error if colour == figures.TRUTH else 0.0
            if reach:
                axes.errorbar(mean.mean, shift - place, xerr=reach, color=figures.INK, lw=1.4, capsize=3)
            written = with_margin(mean) if reach else f"{mean.mean:.0f}"
            axes.annotate(written, (mean.mean + reach, shift - place), (6, 0), textcoords="offset points",
                          color=colour, fontweight="bold", va="center", fontsize=11.5)  # fmt: skip
    axes.axvline(100, **charts.MARK)
    axes.set(xlim=(0, MOST_WON), ylim=(0.5 - len(found), 1.3), yticks=[])
    axes.set_xticks([0, 100, 200, 300, 400])
    axes.set_xlabel("dollars, for each 100 that a lot among all riders would bring (dashed line)")
    axes.spines["left"].set_visible(False)
    names = {"spent here in 2024": figures.REPORTED, "won by an offer in 2025": figures.TRUTH}
    charts.words(axes, names, 1.0, 1.0, step=-0.075, fontsize=12.5)


def with_margin(mean: Mean) -> str:
    return f"{mean.mean:.0f} ± {CONFIDENT * mean.standard_error:.0f}"


def lists_title(found: dict[str, Listed]) -> str:
    """Whether records or the question win more, as far as chance allows to tell."""
    records, question = found[RECORDS].won, found[QUESTION].won
    apart = question.mean - records.mean
    both = f"{records.mean:.0f} and {question.mean:.0f} dollars"
    if abs(apart) <= CONFIDENT * float(np.hypot(records.standard_error, question.standard_error)):
        return f"Records and one question: {both}, no further apart than chance goes"
    better = "one question wins more" if apart > 0 else "records win more"
    return f"Records and one question: {both}; {better}"


def member_tenths(axes: Axes, found: Club) -> None:
    """How many of 100 riders are members, by what they would spend here without the club."""
    axes.bar(np.arange(1, len(found.by_tenth) + 1), 100 * found.by_tenth, width=0.8, color=figures.TRUTH)
    axes.set(xlim=(0.3, 10.7), ylim=(0, 105), xlabel="tenth, by spending without it", ylabel="members, of 100 riders")
    axes.set_xticks([1, 5, 10], ["lowest", "5", "highest"])
    first, last = (round(100 * share) for share in found.by_tenth[[0, -1]])
    figures.title(axes, f"Members: {first} to {last} of 100")


def member_bars(axes: Axes, found: Club) -> None:
    """What members spend, with the club and without it, for each 100 dollars of the others."""
    rows = [
        ("others", 100.0, figures.GREY),
        ("members, had they not joined", found.anyway, figures.TRUTH),
        ("members, as they are", found.spent, figures.REPORTED),
    ]
    charts.named_bars(axes, rows, lambda value: f"{value:.0f}", height=0.36, above=0.22)
    axes.set(xlim=(0, 240), ylim=(-2.4, 0.75), yticks=[], xticks=[])
    axes.set_xlabel("dollars here, for each 100 of others", loc="left")
    charts.bare(axes)
    figures.title(axes, f"The gap: {plain(found.spent - 100)} %")


def lot_interval(axes: Axes, effect: float, drawn: Lot, gap: float) -> None:
    """What membership adds: in truth, as a lot finds it, and as the gap has it, in per cent."""
    for place, name in enumerate(("the gap says", "the lot says", "the truth")):
        axes.text(LEAST_ADDED, 0.22 - place, name, va="bottom", fontsize=12.5)
        axes.plot([0, 0], [-0.25 - place, 0.15 - place], **charts.MARK)  # nothing is added: beside the points alone
    axes.errorbar(100 * drawn.effect, -1, xerr=100 * drawn.margin, fmt="o", color=figures.REPORTED, lw=2.4, capsize=6,
                  ms=8)  # fmt: skip
    axes.plot(100 * effect, -2, "o", color=figures.TRUTH, ms=11)
    axes.plot(gap, 0, "o", color=figures.REPORTED, ms=11)
    axes.set(xlim=(LEAST_ADDED, MOST_ADDED), ylim=(-2.5, 0.75), yticks=[], xlabel="membership adds, %")
    axes.set_xticks([-50, 0, 50, 100])
    axes.spines["left"].set_visible(False)
    figures.title(axes, f"The lot says: {' to '.join(ends(drawn))} %")


def ends(drawn: Lot) -> tuple[str, str]:
    """Those of the interval, in whole per cent."""
    low, high = (plain(100 * (drawn.effect + side * drawn.margin)) for side in (-1, 1))
    return low, high


def nearer(guessed: float, gap: float, true: float) -> str:
    """Whether a guess is the gap itself, or which of the two lies clearly nearer to the truth; nothing if neither."""
    if abs(guessed - gap) <= AS_GOOD_AS:
        return " You guessed the gap."
    by_guess, by_gap = abs(guessed - true), abs(gap - true)
    if abs(by_guess - by_gap) <= AS_GOOD_AS:
        return ""
    return " Your guess was nearer." if by_guess < by_gap else " The gap was nearer."


def plain(value: float) -> str:
    """A whole number; with a minus as long as a plus, and none before nothing."""
    return f"{round(value):,}".replace("-", MINUS)


def rule_points(axes: Axes, found: Fit, riders: int) -> None:
    """A point for each brand of the first riders: the Rule's share, and the true one; on the line it is right."""
    luck = np.random.default_rng(0).uniform(-JITTER, JITTER, len(found.rule))  # only moves points apart
    seen = np.sort(np.random.default_rng(1).permutation(len(found.rule))[:riders])
    axes.plot([0, 100], [0, 100], color=figures.REPORTED, lw=2)
    axes.plot(100 * (found.rule + luck)[seen], 100 * found.true[seen], "o", color=figures.TRUTH, ms=3.5, alpha=0.5)
    axes.set(xlim=(-3, 104), ylim=(-4, 105), xlabel="share that the Rule says, %", ylabel="true share, %")
    axes.set_xticks([0, 25, 50, 75, 100])
    figures.title(axes, f"Correlation {correlation(found)}")


def correlation(found: Fit) -> str:
    """With its margin, which is rounded up: it is never nothing."""
    return f"{write(found.correlation, digits=2)} ± {math.ceil(100 * CONFIDENT * found.standard_error) / 100:.2f}"


def rule_ranks(axes: Axes, found: Fit) -> None:
    """The Rule's share of each rank and the mean true one, of riders with several brands."""
    says, true = (100 * shares for shares in found.by_rank)
    for place, (said, so) in enumerate(zip(says, true, strict=True)):
        charts.dumbbell(axes, -place, said, so, lambda value: f"{value:.0f}", dots={"ms": 9},
                        numbers={"fontsize": 12, "fontweight": "bold"})  # fmt: skip
    axes.set(xlim=(-12, 102), ylim=(-len(says) + 0.4, 0.6), xlabel="mean share of the money, %")
    axes.set_yticks([-float(place) for place in range(len(says))], [f"rank {n}" for n in range(1, len(says) + 1)])
    names = {"the Rule": figures.REPORTED, "the truth": figures.TRUTH}
    charts.words(axes, names, 1.0, 0.98, step=-0.09, fontsize=12.5)
    figures.title(axes, f"Off by up to {furthest(found)} points")


def furthest(found: Fit) -> int:
    """By how many points the Rule misses a rank's mean at most, from the numbers as they are written."""
    says, true = (np.round(100 * shares) for shares in found.by_rank)
    return int(np.abs(says - true).max())
