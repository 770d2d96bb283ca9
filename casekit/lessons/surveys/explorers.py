"""The Explorers of lesson 06, its guess, and its picture of the groups."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from casekit.case import Case
from casekit.cases.starbucks import STARBUCKS
from casekit.lessons.opening import explores, preset, shows, takes
from casekit.lessons.surveys import numbers, pictures
from casekit.lessons.surveys.numbers import MONTHS, UNHAPPY, asked, first_quarter, last_quarter
from casekit.measure.effect import CONFIDENT
from casekit.measure.survey import double_sampling, nps, simpson, weighted_mean
from casekit.teach import Knob, figures, guess, reveal
from casekit.teach.guess import Guess, Reveal
from casekit.teach.words import percent, signed
from casekit.world.engine.streams import generator

SLIDE = Knob("service slips over the two years", 0, 1, 0.1)
CALLS, AGAIN = Knob("calls to those who kept silent", 10, 500, 10), Knob("draw the customers again", 1, 20, 1)
SILENCE, FINE_SILENCE = (Knob("unhappy customers keep quiet", 0, 1, step) for step in (0.1, 0.05))


@takes(STARBUCKS)
def how_many_are_unhappy(case: Case) -> Guess:
    """The guess before anything is shown."""
    said = 100 * (last_quarter(asked(case)).score.dropna() <= UNHAPPY).mean()
    return guess(
        f"In the survey of the last quarter, {said:.0f} of 100 answers are unhappy (a score of 0 to {UNHAPPY}). "
        "Of 100 customers who were asked, how many are unhappy?",
        0, 60, "of 100", step=1,
    )  # fmt: skip


@takes(STARBUCKS)
def so_many_are_unhappy(case: Case, first: Guess) -> Reveal:
    """What the survey says of unhappy customers, and what is true."""
    late = last_quarter(asked(case))
    said, true = (100 * (scores <= UNHAPPY).mean() for scores in (late.score.dropna(), late.felt))
    return reveal(first, reported=said, truth=true, reported_label="the survey", truth_label="the truth")


@preset("Everybody answers alike", silence=0.0, slide=1.0)
@preset("Unhappy customers keep quiet", silence=0.9, slide=1.0)
@preset("Same survey, better service", silence=0.9, slide=0.0)
@preset("Total silence", silence=1.0, slide=1.0)
@explores(STARBUCKS, silence=FINE_SILENCE, slide=SLIDE)
def silence(case: Case, figure: Figure, silence: float = 0.0, slide: float = 0.3) -> str:
    """Who answers, and what the survey makes of it month by month."""
    sent = asked(case, channel_gap=0.0, mix_shift=0.0, silence=silence, slide=slide)
    late, early = last_quarter(sent), first_quarter(sent)
    said, true = late.score.mean(), late.felt.mean()
    rose, fell = said - early.score.mean(), true - early.felt.mean()
    left, right = figures.panels(figure, room=(0.35, 1.35), widths=(1, 1.15))
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
    left, right = figures.panels(figure, room=(0.35, 0.35))
    customers, answers = (rows.channel.value_counts(normalize=True)["app"] for rows in (late, late[late.answered]))
    by_name = late.groupby("channel", observed=True, sort=False)
    pictures.dumbbells(left, sorted((name, part.score.mean(), part.felt.mean()) for name, part in by_name))
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


@shows(STARBUCKS, size=(10, 5.4))
def groups(case: Case, figure: Figure) -> str:
    """Every combination of store and channel: what the survey says, and what is true."""
    cells = numbers.by_group(last_quarter(asked(case))).sort_values("true", ascending=False).reset_index()
    best, worst = cells.iloc[0], cells.iloc[-1]
    pictures.group_rows(figures.panel(figure, left=2.75, room=1.35), cells)
    return (
        f"{worst.store} by {worst.channel} stands at {worst.true:.1f}; the survey says {worst.said:.1f}, from "
        f"{percent(worst.answers / worst.sent)} of those asked. {best.store} by {best.channel} stands at "
        f"{best.true:.1f}; the survey says {best.said:.1f}, from {percent(best.answers / best.sent)}."
    )


@preset("A store's 50 answers", answers=50)
@preset("A region's 300", answers=300)
@preset("The chain's 1,000", answers=1000)
@explores(STARBUCKS, size=(10, 3.9), answers=Knob("answers a month", 50, 1000, 50), turn=AGAIN)
def margin(case: Case, figure: Figure, answers: int = 100, turn: int = 1) -> str:
    """A year in which nothing happens, as the net promoter score tells it."""
    months = numbers.calm_year(case)
    names, true = list(months), np.array([nps(felt).score for felt in months.values()])
    lot = generator(case.seed, "lesson 06", "margin", "order", turn)
    scores = [nps(lot.permutation(felt)[:answers]) for felt in months.values()]
    said, bars = np.array([s.score for s in scores]), CONFIDENT * np.array([s.standard_error for s in scores])
    axes = figures.panel(figure, room=1.6)
    pictures.a_year(axes, names, true, said, bars)
    figures.title(axes, f"Nothing changed, and the score swung by {np.ptp(said):.0f} points")
    worst, best = said.argmin(), said.argmax()
    return (
        f"With {answers:,} answers a month the margin is about ±{bars.mean():.0f} points: the score ran from "
        f"{signed(said[worst], 0)} in {names[worst]} to {signed(said[best], 0)} in {names[best]}, in a year in "
        f"which everybody's own score moved by {np.ptp(true):.1f} points in all."
    )


@preset("The mix stands still", mix_shift=0.0, slide=0.6)
@preset("A boom at the best stores", mix_shift=1.0, slide=0.6)
@preset("A boom and good service", mix_shift=1.0, slide=0.0)
@explores(STARBUCKS, mix_shift=Knob("newcomers go to the two best stores", 0, 1, 0.1), slide=SLIDE)
def mix(case: Case, figure: Figure, mix_shift: float = 0.0, slide: float = 0.6) -> str:
    """Every store against the chain, if everybody answered: what a change of mix does to a mean."""
    sent = asked(case, silence=0.0, channel_gap=0.0, mix_shift=mix_shift, slide=slide)
    halves = sent[(sent.month < 6) | (sent.month >= MONTHS - 6)]
    result = simpson(halves.felt, halves.store, halves.month >= 6)
    left, right = figures.panels(figure, room=(1.45, 0.3))
    pictures.store_lines(left, sent)
    down = int((result.groups.after - result.groups.before < -0.05).sum())
    figures.title(left, pictures.stores_title(down, len(result.groups), result.change))
    # Rounded so that the parts, as they are read, make the whole.
    within, change = round(result.within, 2), round(result.change, 2)
    composition = round(change - within, 2)
    pictures.decomposition(right, within, composition, change)
    return (
        f"From the first half-year to the last, {down or 'none'} of {len(result.groups)} stores fell: "
        f"{signed(within)} points inside the stores and {signed(composition)} from their mix make "
        f"{signed(change)} for the chain."
    )


@preset("Ten calls", calls=10, silence=0.9)
@preset("A hundred calls", calls=100, silence=0.9)
@preset("If nobody kept quiet in anger", calls=100, silence=0.0)
@explores(STARBUCKS, size=(10, 3.4), calls=CALLS, silence=SILENCE, turn=Knob("call others", 1, 20, 1))
def calls(case: Case, figure: Figure, calls: int = 100, silence: float = 0.9, turn: int = 1) -> str:
    """A few calls to those who kept silent, beside the many answers of those who did not."""
    late = last_quarter(asked(case, silence=silence))
    true, said = late.felt.mean(), late.score.dropna()
    lot = generator(case.seed, "lesson 06", "calls", "order", turn)
    called = lot.permutation(late.felt[~late.answered].to_numpy())[:calls]
    raw, both = weighted_mean(said), double_sampling(said, called, len(late))
    margins = [CONFIDENT * estimate.standard_error for estimate in (raw, both)]
    axes = figures.panel(figure, left=2.3, room=0.5)
    names = f"{len(said):,} answers", f"the same and {calls} calls"
    pictures.with_and_without_calls(axes, list(zip(names, (raw.mean, both.mean), margins, strict=True)), true)
    figures.title(axes, pictures.calls_title(calls, len(said), both.mean - true, raw.mean - true))
    return (
        f"{len(said):,} answers say {raw.mean:.1f} ± {margins[0]:.1f} and miss the truth by "
        f"{abs(raw.mean - true):.1f}; with {calls} calls to the silent it is {both.mean:.1f} ± {margins[1]:.1f}, "
        f"and {abs(both.mean - true):.1f} off."
    )
