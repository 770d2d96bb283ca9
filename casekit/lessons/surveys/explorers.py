"""The board's picture of lesson 06, its guess, its ten calls, and its Explorers."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from casekit.case import Case
from casekit.cases.starbucks import STARBUCKS
from casekit.lessons.opening import explores, goal, preset, shows, takes
from casekit.lessons.surveys import numbers, pictures
from casekit.lessons.surveys.calls import CALLED, NAMED, called
from casekit.lessons.surveys.numbers import MONTHS, QUARTER, UNHAPPY, asked, first_quarter, last_quarter
from casekit.measure.effect import CONFIDENT
from casekit.measure.survey import double_sampling, simpson, weighted_mean
from casekit.teach import Knob, figures, guess, one_by_one, reveal
from casekit.teach.guess import Guess, Reveal
from casekit.teach.one_by_one import OneByOne
from casekit.teach.words import percent, signed

OWN = 0.7  # how far slip and delight go in the chain of this lesson: its own dials
SLIPPING = 0.8  # in the pictures of stores: every store falls by as clear a margin as the boom lifts the chain
SLIP = Knob("service gets worse for those who wait", 0, 1, 0.1)
DELIGHT = Knob("ordering ahead delights more", 0, 1, 0.1)
SILENCE, FINE_SILENCE = (Knob("unhappy customers keep quiet", 0, 1, step) for step in (0.1, 0.05))
POLITE = Knob("points that politeness adds", 0, 3, 0.1)


@shows(STARBUCKS, size=(10, 3.9))
def board(case: Case, figure: Figure) -> str:
    """The company's picture: the mean score of the answers, quarter by quarter."""
    answers = asked(case).dropna(subset="score")
    by_quarter = answers.groupby(answers.month // QUARTER).score.agg(["mean", "sem"])
    dates = pd.PeriodIndex(case.calendar.months_as_dates[::QUARTER].astype("datetime64[s]"), freq="Q")
    pictures.board(figures.panel(figure, room=0.4), by_quarter.set_axis(dates))
    figures.title(figure.axes[0], f"The mean score has {pictures.moved(_said(case))}")
    return (
        f"{len(answers):,} answers in two years. Their mean was {by_quarter['mean'].iloc[0]:.2f} in the first quarter "
        f"of 2024 and {by_quarter['mean'].iloc[-1]:.2f} in the last quarter of 2025. The axis begins at 7.5."
    )


def _said(case: Case) -> float:
    """How far the mean of the answers moved, as the means that the board reads differ: both have two decimals."""
    first, last = (round(part(asked(case)).score.mean(), 2) for part in (first_quarter, last_quarter))
    return round(last - first, 2)


@takes(STARBUCKS)
def how_far_did_it_move(case: Case) -> Guess:
    """The guess before anything but the board's picture is shown."""
    return guess(
        f"From the first quarter of 2024 to the last of 2025 the mean of the answers moved by {signed(_said(case))} "
        "points. "
        "By how many points did the mean of all who were asked move, answered or not?",
        -1, 1, "points", step=0.05, since=("the mean of all who were asked", 0),
    )  # fmt: skip


@takes(STARBUCKS)
def call(case: Case) -> OneByOne:
    """Ten customers, each called about a survey that was not answered, one at a time."""
    rows = called(case).head(NAMED)
    late = last_quarter(asked(case))
    chance = CONFIDENT * late.felt[~late.answered].std() / np.sqrt(NAMED)
    lines = [f"{one.name}, {one.home_store}, {one.channel}: says {one.said}" for one in rows.itertuples(index=False)]

    def so_far(met: int) -> str:
        said = rows.said.head(met)
        sentence = (
            f"{met} call{'s' * (met > 1)}: mean score {said.mean():.1f}, and {(said <= UNHAPPY).sum()} of {met} "
            f"unhappy (0 to {UNHAPPY}). Those who answered: {late.score.mean():.1f}."
        )
        if met < NAMED:
            return sentence
        return f"{sentence} By chance alone, the mean of ten calls may be {chance:.0f} points too high or too low."

    return one_by_one(
        f"{NAMED} surveys of the last quarter without an answer, chosen at random. The customers will tell you their "
        "score.",
        lines, so_far, button="Call the next customer",
    )  # fmt: skip


@takes(STARBUCKS)
def so_far_did_it_move(case: Case, guessed: Guess) -> Reveal:
    """How far the survey moved, and how far the truth."""
    felt = numbers.moved(asked(case)).felt.difference
    return reveal(guessed, reported=_said(case), truth=felt, reported_label="the survey", digits=2)


@takes(STARBUCKS)
def of_a_hundred(case: Case) -> str:
    """How many of a hundred surveys were answered or not, and how many were unhappy: first and last quarter."""
    quarters = {"first": first_quarter(asked(case)), "last": last_quarter(asked(case))}

    def counted(surveys: pd.DataFrame) -> str:
        spoke = round(100 * surveys.answered.mean())
        unhappy = (surveys.felt <= UNHAPPY).to_numpy()
        heard, missed = (round(100 * (unhappy & there).mean()) for there in (surveys.answered, ~surveys.answered))
        return f"{spoke} answered, {heard} of them unhappy; {100 - spoke} kept silent, {missed} of them unhappy."

    lines = [f"{name.capitalize()} quarter: {counted(surveys)}" for name, surveys in quarters.items()]
    first, last = (signed(surveys.score.mean() - surveys.felt.mean()) for surveys in quarters.values())
    lines.append(f"Mean of the answers less that of all: {first} points in the first quarter, {last} in the last.")
    return "\n".join([f"Of 100 surveys that were sent (unhappy: 0 to {UNHAPPY})", *lines])


@shows(STARBUCKS, size=(10, 2.6))
def contrast(case: Case, figure: Figure) -> str:
    """The mean of the answers, and that of answers and calls together, each with its interval, beside the truth.

    The latter has one decimal: an exercise asks for more.
    """
    late = last_quarter(asked(case))
    both = double_sampling(late.score, called(case).said, len(late))
    estimates = {"the answers": weighted_mean(late.score), f"with the {CALLED} calls": both}
    true = late.felt.mean()
    margins = {name: CONFIDENT * one.standard_error for name, one in estimates.items()}
    axes = figures.panel(figure, left=2.0, room=0.4)
    pictures.money(axes, [(name, one.mean, margins[name]) for name, one in estimates.items()], true, digits=1)
    (answers, narrow), (_, wide) = zip(estimates.values(), margins.values(), strict=True)
    figures.title(axes, pictures.contrast_title(answers.mean - true, narrow, both.mean - true, wide))
    # The miss as wherever else the lesson names it; how many times the interval's it is, of the figures as printed.
    miss, margin = round(abs(answers.mean - true), 2), round(narrow, 3)
    return (
        f"The answers say {answers.mean:.2f}, give or take {margin:.3f}. They miss the truth by {miss:.2f}: about "
        f"{miss / margin:.0f} times as much. Answers and calls together say {both.mean:.1f}, give or take {wide:.1f}. "
        f"The truth is {true:.2f}." + pictures.missed_by_chance(answers.mean - true, both.mean - true, wide)
    )


@takes(STARBUCKS)
def how_sure(case: Case) -> str:
    """The interval of the last exercise's difference, with one decimal, and what the other groups show."""
    found = numbers.gaps(case)
    here = found[numbers.group(case)]
    reach = CONFIDENT * here.standard_error
    other = [f"{one.store} by {one.channel}" for one, gap in found.items() if gap.difference <= 0]
    but = f" (not in {' and '.join(other)})" if other else ""
    sure = sum(gap.difference > CONFIDENT * gap.standard_error for gap in found.values())
    return (
        f"The interval of your difference runs from {signed(here.difference - reach, 1)} to "
        f"{signed(here.difference + reach, 1)} visits. Stores and channels make {len(found)} groups. In "
        f"{len(found) - len(other)} of them the silent come less often{but}, and in {sure} the whole interval "
        "lies above zero."
    )


@preset("All answer alike", slide=OWN)
@preset("The unhappy keep quiet", slide=OWN, silence=0.9)
@preset("Nothing gets worse", silence=0.9)
@explores(STARBUCKS, slide=SLIP, delight=DELIGHT, silence=FINE_SILENCE)
def silence(case: Case, figure: Figure, slide: float = 0.0, delight: float = OWN, silence: float = 0.0) -> str:
    """Who answers, and what the survey makes of it month by month."""
    sent = asked(case, channel_gap=0.0, mix_shift=0.0, silence=silence, slide=slide, delight=delight)
    late, moved = last_quarter(sent), numbers.moved(sent)
    said, felt = (signed(by.difference) for by in moved)  # whether it is clear, the title alone decides
    left, right = figures.panels(figure, room=(0.35, 1.35), widths=(1, 1.15))
    pictures.histogram(left, late)
    unhappy = late.felt <= UNHAPPY
    figures.title(left, pictures.answering_title(late.answered[unhappy].mean(), late.answered[~unhappy].mean()))
    pictures.monthly_means(right, sent)
    figures.title(right, pictures.trend_title(moved.said, moved.felt))
    return (
        f"In the last quarter {percent(late.answered.mean())} answered. The survey says {late.score.mean():.2f} "
        f"({said} points in two years); all who were asked stand at {late.felt.mean():.2f} ({felt} points)."
    )


@preset("Only the channel matters", channel_gap=1.0, silence=0.0)
@preset("Only unhappiness matters", channel_gap=0.0, silence=0.9)
@preset("Both at once", channel_gap=1.0, silence=0.9)
@explores(STARBUCKS, size=(10, 4.0), channel_gap=Knob("app users answer more", 0, 1, 0.1), silence=SILENCE)
def channels(case: Case, figure: Figure, channel_gap: float = 0.5, silence: float = 0.0) -> str:
    """Raw mean, weighted mean and worst group, when channels answer at different rates."""
    late = last_quarter(asked(case, channel_gap=channel_gap, silence=silence))
    true, raw, weighted = late.felt.mean(), late.score.mean(), numbers.by_channel(late)
    cells = numbers.by_group(late)
    worst = cells.loc[cells.true.idxmin()]
    store, channel = worst.name
    here = weighted_mean(late.score[(late.store == store) & (late.channel == channel)])
    left, right = figures.panels(figure, room=(0.35, 0.35))
    customers, answers = (rows.channel.value_counts(normalize=True)["app"] for rows in (late, late[late.answered]))
    by_name = late.groupby("channel", observed=True, sort=False)
    pictures.dumbbells(left, sorted((name, part.score.mean(), part.felt.mean()) for name, part in by_name))
    figures.title(left, f"App: {percent(customers)} of surveys, {percent(answers)} of answers")
    name = f"{store}\n{worst.answers:,.0f} of {worst.sent:,.0f}"
    means = [("plain mean", raw, true), ("weighted", weighted.mean, true), (name, worst.said, worst.true)]
    pictures.dumbbells(right, means)
    figures.title(right, pictures.weighting_title(raw - true, weighted.mean - true))
    return (
        f"The plain mean is {raw:.2f}, weighted by channel {weighted.mean:.2f} (give or take "
        f"{CONFIDENT * weighted.standard_error:.2f} by chance), the truth {true:.2f}. In the worst group, {store} by "
        f"{channel}, the survey says {worst.said:.2f} (give or take {CONFIDENT * here.standard_error:.2f}) from "
        f"{worst.answers:,.0f} answers of {worst.sent:,.0f} asked; there the truth is {worst.true:.2f}."
    )


@preset("The mix stands still", slide=SLIPPING)
@preset("A boom at the best stores", slide=SLIPPING, mix_shift=1.0)
@preset("A boom and good service", mix_shift=1.0)
@explores(STARBUCKS, mix_shift=Knob("newcomers go to the two best stores", 0, 1, 0.1), slide=SLIP)
def mix(case: Case, figure: Figure, mix_shift: float = 0.0, slide: float = 0.0) -> str:
    """Every store against the chain, if everybody answered: what a change of mix does to a mean."""
    sent = asked(case, silence=0.0, channel_gap=0.0, mix_shift=mix_shift, slide=slide, delight=0.4)
    ends = sent[(sent.month < QUARTER) | (sent.month >= MONTHS - QUARTER)]
    result = simpson(ends.felt, ends.store, ends.month >= QUARTER)
    left, right = figures.panels(figure, room=(1.45, 0.3))
    pictures.store_lines(left, sent)
    moves = result.groups.after - result.groups.before
    up, down = (int((turned > 0).sum()) for turned in (moves, -moves))  # as the lines are drawn, however little
    figures.title(left, pictures.stores_title(up, down, len(moves), result.change))
    # Rounded so that the parts, as they are read, make the whole.
    within, change = round(result.within, 2), round(result.change, 2)
    composition = round(change - within, 2)
    still = ", which hardly moves," if composition < pictures.CLOSE else ""
    pictures.decomposition(right, within, composition, change)
    return (
        f"From the first quarter to the last, {down or 'none'} of {len(moves)} stores fell: "
        f"{signed(within)} points inside the stores and {signed(composition)} from their mix{still} make "
        f"{signed(change)} for the chain."
    )


def calls_are_as_weights(case: Case, calls: int, pick: float, polite: float) -> bool:
    """Whether everybody picks up, and is so polite that calls come no nearer the truth than weights."""
    found = numbers.ways(case, calls, pick, polite)
    return pick == 1 and abs(abs(found.error("calls")) - abs(found.error("weights"))) <= pictures.CLOSE


@goal(
    "All of the unhappy pick up. How many points must politeness add until calls come out as far from the truth as "
    f"weights, give or take {pictures.CLOSE} points?",
    calls_are_as_weights,
)
@preset("All pick up and say what they feel", calls=CALLED)
@preset("Half of the unhappy do not pick up", calls=CALLED, pick=0.5)
@preset("All are polite", calls=CALLED, polite=1.0)
@explores(
    STARBUCKS, size=(10, 4.2),
    calls=Knob("calls", 10, 500, 10), pick=Knob("of the unhappy who are called, pick up", 0.1, 1, 0.1), polite=POLITE,
)  # fmt: skip
def money(case: Case, figure: Figure, calls: int = NAMED, pick: float = 1.0, polite: float = 0.0) -> str:
    """What a prize draw, weights and calls to the silent make of the same survey."""
    found = numbers.ways(case, calls, pick, polite)
    names = {
        "answers": "the answers",
        "draw": "with a prize draw: twice as many",
        "weights": "weighted by store and channel",
        "calls": f"with {calls} calls to the silent",
    }
    rows = [(name, getattr(found, key)) for key, name in names.items()]
    axes = figures.panel(figure, left=3.3, room=0.4)
    margins = [CONFIDENT * estimate.standard_error for _, estimate in rows]
    pictures.money(axes, [(name, one.mean, by) for (name, one), by in zip(rows, margins, strict=True)], found.true)
    figures.title(axes, pictures.money_title({key: found.error(key) for key in ("answers", "weights", "calls")}))
    draw, weights, by_calls = (signed(found.error(key)) for key in ("draw", "weights", "calls"))
    return (
        f"The truth is {found.true:.2f}. On average a prize draw comes out {draw} points from it, weights {weights} "
        f"and {calls} calls {by_calls}; chance adds up to {margins[1]:.2f}, {margins[2]:.2f} and {margins[3]:.2f} "
        "points to either side in nineteen of twenty tries."
    )
