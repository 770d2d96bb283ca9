"""How the pictures of this lesson are drawn, and the words in them that depend on the numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from casekit.lessons.worth.numbers import SILENCES, YEAR, Silent
from casekit.lessons.worth.vouchers import STEPS, Changes
from casekit.lessons.worth.windows import WEEKS
from casekit.teach import charts, figures
from casekit.teach.words import percent, signed

EIGHTY = 0.8
NONE_OR_ALL = {0: "none", STEPS: "all"}
ANN, BEN = ("Ann", figures.REPORTED, figures.REPORTED), ("Ben", figures.REPORTED_PALE, figures.REPORTED_LETTERS)


def ten_rows(axes: Axes, days: Sequence[np.ndarray], names: Sequence[str], chances: Sequence[float] | None) -> None:
    """A row a customer with a dot for each day with an order; `days` count from the day of the list.

    With `chances`, also what came in the year after, and the model's chance beside it.
    """
    axes.axvspan(0, YEAR, color=figures.LIGHT_GREY, lw=0, zorder=0)
    for row, ordered in enumerate(days):
        before = ordered[(ordered > -YEAR) & (ordered <= 0)]
        axes.plot(before, np.full(len(before), -row), "o", color=figures.REPORTED, ms=5.5, alpha=0.75, mew=0)
        if chances is not None:
            after = ordered[ordered > 0]
            axes.plot(after, np.full(len(after), -row), "o", color=figures.TRUTH, ms=5.5, alpha=0.75, mew=0)
            axes.text(YEAR + 18, -row, percent(chances[row], trace=True), color=figures.REPORTED, va="center")
    axes.set_yticks(-np.arange(len(days)), names)
    axes.set_xticks([-YEAR, 0, YEAR], ["a year before", "the day of the list", "a year after"])
    axes.set(xlim=(-YEAR - 6, YEAR + 6), ylim=(0.6 - len(days), 0.6))
    axes.tick_params(axis="y", length=0, labelsize=11.5)
    charts.bare(axes, "left")
    if chances is None:
        charts.words(axes, {"what comes next?": figures.GREY}, 0.75, 0.55, align="center")
    else:
        axes.text(YEAR + 18, 1.1, "the model: chance to\nbe still a customer", color=figures.REPORTED, va="center",
                  fontsize=11.5, linespacing=1.1)  # fmt: skip


def silences(axes: Axes, weeks: float, two: Sequence[Silent], what: str, label: str, top: float) -> None:
    """What the model says of two customers as they stay silent, up to so many weeks."""
    shown, ends = SILENCES <= weeks, []
    for found, (name, line, letters) in zip(two, (ANN, BEN), strict=True):
        values = getattr(found, what)[shown] * (100 if what == "chance" else 1)
        wide = 1.0 if name == "Ben" else 2.2  # so that both are seen where one lies on the other
        axes.plot(SILENCES[shown], values, color=line, lw=2.4 * wide)
        axes.plot(weeks, values[-1], "o", color=line, ms=8 * wide**0.5, clip_on=False)
        written = percent(values[-1] / 100, trace=True).removesuffix(" %") if what == "chance" else f"{values[-1]:.0f}"
        ends.append((values[-1], f"{name} {written}", letters))
    axes.set(xlim=(0, SILENCES[-1]), ylim=(0, top), xlabel="weeks since the last order", ylabel=label)
    figures.label_ends(axes, ends)


def top_line(axes: Axes, shares: Mapping[int, float], weeks: int) -> None:
    """The best fifth's share of the revenue, by the length of the window, in weeks; a dot at so many."""
    axes.axhline(100 * EIGHTY, **charts.MARK)
    looks = sorted(shares)
    axes.plot(looks, [100 * shares[look] for look in looks], color=figures.REPORTED)
    axes.plot(weeks, 100 * shares[weeks], "o", color=figures.REPORTED, ms=11)
    axes.set_xscale("log")
    axes.set_xticks([1, 2, 4, 8, 13, 26, 52, 104], ["1", "2", "4", "8", "13", "26", "52", "104"])
    axes.minorticks_off()
    axes.set(xlim=(0.9, WEEKS * 1.1), ylim=(0, 104), xlabel="the last so many weeks", ylabel="of the revenue, %")
    ends = [(100 * EIGHTY, "80 %", figures.GREY), (100 * shares[looks[-1]], "the best\nfifth", figures.REPORTED)]
    figures.label_ends(axes, ends)


def fifth_bars(axes: Axes, shares: np.ndarray, base: str) -> None:
    """What each fifth of the customers brings, the lowest first."""
    places = np.arange(1, len(shares) + 1)
    axes.bar(places, 100 * shares, width=0.7, color=[figures.REPORTED_TINT] * (len(shares) - 1) + [figures.REPORTED])
    for place, share in enumerate(shares, start=1):
        axes.text(place, 100 * share + 1.5, f"{100 * share:.0f}", ha="center", va="bottom", fontsize=12.5)
    axes.set_xticks(places, ["lowest", "", "", "", "best"])
    axes.set(xlim=(0.4, len(shares) + 0.6), ylim=(0, 112), ylabel="of the revenue, %", xlabel=f"fifths of {base}")
    axes.tick_params(axis="x", length=0)


def change_bars(axes: Axes, by_fifth: np.ndarray) -> None:
    """What a voucher changes in the profit, by fifth of the forecast."""
    places = np.arange(1, len(by_fifth) + 1)
    axes.axhline(0, color=figures.GREY, lw=0.9)
    axes.bar(places, by_fifth, width=0.7, color=figures.TRUTH)
    for place, change in enumerate(by_fifth, start=1):
        above = round(change, 1) >= 0
        axes.text(place, change + (0.8 if above else -0.8), signed(change, 1), ha="center",
                  va="bottom" if above else "top", color=figures.TRUTH, fontsize=12.5)  # fmt: skip
    axes.set_xticks(places, ["lowest", "", "", "", "highest"])
    axes.set(xlim=(0.4, len(by_fifth) + 0.6), ylim=(-42, 18))
    axes.set(xlabel="fifths by forecast", ylabel="profit, $ a customer")
    axes.tick_params(axis="x", length=0)


def ranking_lines(axes: Axes, found: Changes) -> None:
    """What vouchers change in the profit of 100 customers, if more and more of them get one, in two orders."""
    lines = [
        (found.by_change, "who gains\nmost first", figures.TRUTH),
        (found.by_forecast, "highest\nforecast\nfirst", figures.REPORTED),
    ]
    axes.axhline(0, color=figures.GREY, lw=0.9)
    for gained, name, colour in lines:
        axes.plot(np.arange(STEPS + 1), gained, color=colour, label=name)
    axes.set(xlim=(0, STEPS), ylim=(-1200, 1000))
    axes.set(xlabel="of 100 customers get a voucher", ylabel="profit, $, 100 customers")
    # Both lines end in one point, so that their ends cannot be told apart.
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False, labelcolor="linecolor", handlelength=1)


def differing(differ: float) -> str:
    if differ == 0:
        return "All customers alike"
    if differ == 1:
        return "As different as here"
    return f"{'Less' if differ < 1 else 'More'} different than here"


def top_title(share: float, weeks: int) -> str:
    return f"{weeks} week{'s' * (weeks > 1)}: the best fifth brings {percent(share)}"


def compared(ann: float, ben: float) -> str:
    """Whose orders of the next year are more, as they are written."""
    first, second = round(ann), round(ben)
    if first == second:
        return "Ann and Ben are worth the same"
    return f"{'Ann' if first > second else 'Ben'} is worth more"


def best_title(found: Changes) -> str:
    """For how many customers vouchers pay most, the highest forecast first."""
    best = int(found.by_forecast.argmax())
    best = best if found.by_forecast[best] > 0 else 0
    return f"Highest forecast first: best is {NONE_OR_ALL.get(best, best)} of 100"


def fifths_title(by_fifth: np.ndarray) -> str:
    """Which fifth gains most, and how many lose."""
    best = {1: "The lowest forecasts gain", 5: "The highest forecasts gain"}.get(
        int(by_fifth.argmax()) + 1, "A fifth in between gains"
    )
    return f"{best} most" if by_fifth.max() >= 0.05 else "No fifth gains"


def rows_of(days: pd.Series, customers: Sequence[object]) -> list[np.ndarray]:
    """The days with an order of each of these customers; `days` has the customers as its index."""
    return [np.unique(days.loc[[customer]].to_numpy()) for customer in customers]
