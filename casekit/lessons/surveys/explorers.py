"""The explorers of lesson 06, and its guess."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from casekit.case import Case
from casekit.lessons.surveys import pictures
from casekit.lessons.surveys.numbers import (
    CONFIDENT,
    MONTHS,
    UNHAPPY,
    asked,
    by_channel,
    by_group,
    first_quarter,
    last_quarter,
    raw_and_calls,
)
from casekit.measure.survey import nps, simpson, weighted_mean
from casekit.teach import Explorer, figures, guess, reveal, show
from casekit.teach.guess import Guess, Reveal
from casekit.teach.words import percent, signed
from casekit.world.streams import Block

SILENCE, SLIDE = "unhappy customers keep quiet", "service slips over the two years"
CHANNEL_GAP, MIX_SHIFT = "app users answer more", "newcomers go to the two best stores"


def how_many_are_unhappy(case: Case) -> Guess:
    """The guess before anything is shown."""
    late = last_quarter(asked(case))
    said = 100 * (late.score.dropna() <= UNHAPPY).mean()
    return guess(
        f"In the survey of the last quarter, {said:.0f} of 100 answers are unhappy (a score of 0 to {UNHAPPY}). "
        "Of 100 customers who were asked, how many are unhappy?",
        0, 60, "of 100", step=1,
    )  # fmt: skip


def so_many_are_unhappy(case: Case, first: Guess) -> Reveal:
    """What the survey says of unhappy customers, and what is true."""
    late = last_quarter(asked(case))
    said, true = (100 * (scores <= UNHAPPY).mean() for scores in (late.score.dropna(), late.felt))
    return reveal(first, reported=said, truth=true, reported_label="the survey", truth_label="the truth")


def silence(case: Case) -> Explorer:
    """Who answers, and what the survey makes of it month by month."""
    surveys = _worlds(case, channel_gap=0.0, mix_shift=0.0)

    def draw(figure: Figure, silence: float = 0.0, slide: float = 0.3) -> str:
        sent = surveys(silence=silence, slide=slide)
        late, early = last_quarter(sent), first_quarter(sent)
        said, true = late.score.mean(), late.felt.mean()
        rose, fell = said - early.score.mean(), true - early.felt.mean()
        left, right = figures.panels(figure, 2, room=(0.35, 1.35), widths=(1, 1.15))
        pictures.histogram(left, late)
        unhappy = late.felt <= UNHAPPY
        figures.title(left, pictures.answering_title(late.answered[unhappy].mean(), late.answered[~unhappy].mean()))
        pictures.monthly_means(right, sent)
        figures.title(right, pictures.trend_title(said - true, rose, fell))
        return (
            f"In the last quarter {percent(late.answered.mean())} answered. The survey says {said:.1f} and has "
            f"{pictures.moved(rose)} in two years; everybody together stands at {true:.1f} and has "
            f"{pictures.moved(fell)}."
        )

    return Explorer(
        draw,
        {
            "Everybody answers alike": {"silence": 0.0, "slide": 1.0},
            "Unhappy customers keep quiet": {"silence": 0.9, "slide": 1.0},
            "Same survey, better service": {"silence": 0.9, "slide": 0.0},
            "Total silence": {"silence": 1.0, "slide": 1.0},
        },
        labels={"silence": SILENCE, "slide": SLIDE},
        size=(10, 4.2),
        silence=(0, 1, 0.05),
        slide=(0, 1, 0.1),
    )


def channels(case: Case) -> Explorer:
    """Raw mean, weighted mean and worst group, when channels answer at different rates."""
    surveys = _worlds(case)

    def draw(figure: Figure, channel_gap: float = 0.5, silence: float = 0.0) -> str:
        late = last_quarter(surveys(channel_gap=channel_gap, silence=silence))
        true, raw = late.felt.mean(), late.score.mean()
        weighted = by_channel(late)
        cells = by_group(late)
        worst = cells.loc[cells.true.idxmin()]
        store, channel = worst.name
        left, right = figures.panels(figure, 2, room=(0.35, 0.35), widths=(1, 1))
        customers, answers = (rows.channel.value_counts(normalize=True)["app"] for rows in (late, late[late.answered]))
        rows = [
            (name, part.score.mean(), part.felt.mean())
            for name, part in late.groupby("channel", observed=True, sort=False)
        ]
        pictures.dumbbells(left, sorted(rows))
        figures.title(left, f"App: {percent(customers)} of people, {percent(answers)} of answers")
        means = [("plain mean", raw, true), ("weighted", weighted.mean, true), ("worst group", worst.said, worst.true)]
        pictures.dumbbells(right, means)
        figures.title(right, pictures.weighting_title(raw - true, weighted.mean - true))
        return (
            f"The plain mean is {raw:.2f}, weighted by channel {weighted.mean:.2f} ± "
            f"{CONFIDENT * weighted.standard_error:.2f}, the truth {true:.2f}. In the worst group, {store} by "
            f"{channel}, the survey says {worst.said:.1f} from {worst.answers:,.0f} answers; there the truth is "
            f"{worst.true:.1f}."
        )

    return Explorer(
        draw,
        {
            "Only the channel matters": {"channel_gap": 1.0, "silence": 0.0},
            "Only unhappiness matters": {"channel_gap": 0.0, "silence": 0.9},
            "Both at once": {"channel_gap": 1.0, "silence": 0.9},
        },
        labels={"channel_gap": CHANNEL_GAP, "silence": SILENCE},
        size=(10, 4.0),
        channel_gap=(0, 1, 0.1),
        silence=(0, 1, 0.1),
    )


def groups(case: Case) -> None:
    """Every combination of store and channel: what the survey says, and what is true."""
    cells = by_group(last_quarter(asked(case))).sort_values("true", ascending=False).reset_index()
    figure = figures.new_figure(10, 5.4)
    with figures.styled():
        axes = figures.panels(figure, 1, left=2.75, room=1.35)
        pictures.group_rows(axes, cells)
    best, worst = cells.iloc[0], cells.iloc[-1]
    show(
        figure,
        f"{worst.store} by {worst.channel} stands at {worst.true:.1f}; the survey says {worst.said:.1f}, from "
        f"{percent(worst.answers / worst.sent)} of those asked. {best.store} by {best.channel} stands at "
        f"{best.true:.1f}; the survey says {best.said:.1f}, from {percent(best.answers / best.sent)}.",
    )


def margin(case: Case) -> Explorer:
    """A year in which nothing happens, as the net promoter score tells it."""
    year = asked(case.with_dials(slide=0.0, mix_shift=0.0, silence=0.0, channel_gap=0.0))
    months = [part.felt.to_numpy() for _, part in year[year.month >= MONTHS - 12].groupby("month")]
    true = np.array([nps(felt).score for felt in months])
    names = pd.DatetimeIndex(case.calendar.months_as_dates[-12:].astype("datetime64[s]")).month_name()

    @lru_cache(maxsize=32)
    def shuffled(turn: int) -> list[np.ndarray]:
        generator = Block(case.seed, "lesson 06", turn, 1).generator("margin", "order")
        return [generator.permutation(felt) for felt in months]

    def draw(figure: Figure, answers: int = 100, turn: int = 1) -> str:
        scores = [nps(felt[:answers]) for felt in shuffled(turn)]
        said, bars = np.array([s.score for s in scores]), CONFIDENT * np.array([s.standard_error for s in scores])
        axes = figures.panels(figure, 1, room=1.6)
        place = np.arange(1, len(said) + 1)
        axes.plot(place, true, color=figures.TRUTH)
        axes.errorbar(place, said, bars, fmt="o-", color=figures.REPORTED, lw=1.4, elinewidth=1.4, capsize=4, ms=7)
        axes.set(xlim=(0.6, len(said) + 0.4), ylim=(-50, 75), ylabel="net promoter score, points")
        axes.set_xticks(place, [name[:3] for name in names])
        figures.label_ends(axes, [(said[-1], f"survey {signed(said[-1], 0)}", figures.REPORTED),
                                  (true[-1], f"everybody {signed(true[-1], 0)}", figures.TRUTH)])  # fmt: skip
        swing, real = np.ptp(said), np.ptp(true)
        figures.title(axes, f"Nothing changed, and the score swung by {swing:.0f} points")
        worst, best = said.argmin(), said.argmax()
        return (
            f"With {answers:,} answers a month the margin is about ±{bars.mean():.0f} points: the score ran from "
            f"{signed(said[worst], 0)} in {names[worst]} to {signed(said[best], 0)} in {names[best]}, in a year in "
            f"which everybody's own score moved by {real:.1f} points in all."
        )

    return Explorer(
        draw,
        {
            "A store's 50 answers": {"answers": 50},
            "A region's 300": {"answers": 300},
            "The chain's 1,000": {"answers": 1000},
        },
        labels={"answers": "answers a month", "turn": "draw the customers again"},
        size=(10, 3.9),
        answers=(50, 1000, 50),
        turn=(1, 20, 1),
    )


def mix(case: Case) -> Explorer:
    """Every store against the chain, if everybody answered: what a change of mix does to a mean."""
    surveys = _worlds(case, silence=0.0, channel_gap=0.0)

    def draw(figure: Figure, mix_shift: float = 0.0, slide: float = 0.6) -> str:
        sent = surveys(mix_shift=mix_shift, slide=slide)
        halves = sent[(sent.month < 6) | (sent.month >= MONTHS - 6)]
        result = simpson(halves.felt, halves.store, halves.month >= 6)
        left, right = figures.panels(figure, 2, room=(1.45, 0.3), widths=(1, 1))
        pictures.store_lines(left, sent)
        moved = result.groups.after - result.groups.before
        down = int((moved < -0.05).sum())
        figures.title(left, pictures.stores_title(down, len(moved), result.change))
        # Rounded so that the parts, as they are read, make the whole.
        within, change = round(result.within, 2), round(result.change, 2)
        composition = round(change - within, 2)
        pictures.decomposition(right, within, composition, change)
        return (
            f"From the first half-year to the last, {down or 'none'} of {len(moved)} stores fell: {signed(within)} "
            f"points inside the stores and {signed(composition)} from their mix make {signed(change)} for the chain."
        )

    return Explorer(
        draw,
        {
            "The mix stands still": {"mix_shift": 0.0, "slide": 0.6},
            "A boom at the best stores": {"mix_shift": 1.0, "slide": 0.6},
            "A boom and good service": {"mix_shift": 1.0, "slide": 0.0},
        },
        labels={"mix_shift": MIX_SHIFT, "slide": SLIDE},
        size=(10, 4.2),
        mix_shift=(0, 1, 0.1),
        slide=(0, 1, 0.1),
    )


def calls(case: Case) -> Explorer:
    """A few calls to those who kept silent, beside the many answers of those who did not."""
    surveys = _worlds(case)

    @lru_cache(maxsize=32)
    def silent_order(silence: float, turn: int) -> np.ndarray:
        late = last_quarter(surveys(silence=silence))
        generator = Block(case.seed, "lesson 06", turn, 1).generator("calls", "order")
        return generator.permutation(late.felt[~late.answered].to_numpy())

    def draw(figure: Figure, calls: int = 100, silence: float = 0.9, turn: int = 1) -> str:
        late = last_quarter(surveys(silence=silence))
        true, said = late.felt.mean(), late.score.dropna()
        raw, both = weighted_mean(said), raw_and_calls(said, silent_order(silence, turn)[:calls], len(late))
        axes = figures.panels(figure, 1, left=2.3, room=0.5)
        for row, estimate in enumerate((raw, both)):
            reach = CONFIDENT * estimate.standard_error
            axes.errorbar(
                estimate.mean, -row, xerr=reach, fmt="o", color=figures.REPORTED, ms=10, elinewidth=3, capsize=6
            )
            axes.annotate(f"{estimate.mean:.1f}", (estimate.mean, -row), (0, 12), textcoords="offset points",
                          ha="center", color=figures.REPORTED, fontweight="bold", fontsize=13,
                          bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5})  # fmt: skip
        axes.axvline(true, color=figures.TRUTH, zorder=0)
        axes.annotate(f"truth {true:.1f}", (true, -1.5), (6, 5), textcoords="offset points", color=figures.TRUTH)
        axes.set(xlim=(5, 10), ylim=(-1.55, 0.6), xlabel="mean score, 0 to 10, with its 95 % interval")
        axes.set_yticks([0, -1], [f"{len(said):,} answers", f"the same and {calls} calls"])
        figures.title(axes, pictures.calls_title(calls, len(said), both.mean - true, raw.mean - true))
        return (
            f"{len(said):,} answers say {raw.mean:.1f} ± {CONFIDENT * raw.standard_error:.1f} and miss the truth by "
            f"{abs(raw.mean - true):.1f}; with {calls} calls to the silent it is {both.mean:.1f} ± "
            f"{CONFIDENT * both.standard_error:.1f}, and {abs(both.mean - true):.1f} off."
        )

    return Explorer(
        draw,
        {
            "Ten calls": {"calls": 10, "silence": 0.9},
            "A hundred calls": {"calls": 100, "silence": 0.9},
            "If nobody kept quiet in anger": {"calls": 100, "silence": 0.0},
        },
        labels={"calls": "calls to those who kept silent", "silence": SILENCE, "turn": "call others"},
        size=(10, 3.4),
        calls=(10, 500, 10),
        silence=(0, 1, 0.1),
        turn=(1, 20, 1),
    )


def _worlds(case: Case, **fixed: float) -> Callable[..., pd.DataFrame]:
    """The surveys of the case at other dials, the latest few kept."""

    @lru_cache(maxsize=24)
    def at(**dials: float) -> pd.DataFrame:
        return asked(case.with_dials(**fixed, **{name: round(value, 6) for name, value in dials.items()}))

    return at
