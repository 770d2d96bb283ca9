"""The bids and the sketch of lesson 08, its Explorers, and its still pictures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from casekit.case import Case
from casekit.cases.harley import HARLEY
from casekit.errors import choice
from casekit.lessons.bucket import alarms, numbers, pictures
from casekit.lessons.bucket.alarms import NEVER
from casekit.lessons.bucket.numbers import (
    DEALERS,
    DECAY,
    GOOD,
    KEEPER,
    LEAKER,
    PRICE,
    QUARTERS,
    RULES,
    THIRD,
    change,
)
from casekit.lessons.opening import explores, goal, preset, shows, takes
from casekit.measure.retention import fit_sbg
from casekit.teach import Knob, figures, guess, reveal, sketch, unveil
from casekit.teach.guess import Guess, Reveal
from casekit.teach.sketch import Sketch
from casekit.teach.unveil import Unveil
from casekit.teach.words import millions, signed

MOST = 7.0  # newcomers to be had: beyond that a leak of the lesson's size changes nothing


@takes(HARLEY)
def for_sale(case: Case, dealer: str) -> Guess:
    """A bid for one of the dealers."""
    choice("dealer", dealer, DEALERS)
    return guess(f"What does {dealer} take in 2026? Bid what you expect.", 0, 12, "million dollars", step=0.1)


@takes(HARLEY)
def bill(case: Case, dealer: str, bid: Guess) -> Reveal:
    """What the dealer took in 2025, what it takes in 2026, and what the bid has cost."""
    choice("dealer", dealer, DEALERS)
    signs = numbers.signs_of(case, dealer)
    before, after = numbers.year(signs, 4), numbers.year(signs, 8)

    def said(given: float | None) -> str:
        facts = f"{dealer} took {before:.1f} million dollars in 2025, and {after:.1f} in 2026"
        if given is None:
            return f"{facts}."
        off = given - after
        end = (
            f"you have paid {abs(off):.1f} million too much"
            if off > 0
            else f"your bid is {abs(off):.1f} million below it"
        )
        return f"You bid {given:.1f}. {facts}: {end if round(off, 1) else 'you are even'}."

    return reveal(bid, reported=before, truth=after, sentence=said, reported_label="in 2025", truth_label="in 2026",
                  digits=1)  # fmt: skip


@takes(HARLEY)
def third_for_sale(case: Case) -> Guess:
    """A bid for the third dealer, of whom the files say what is needed."""
    said = numbers.forecast(case, THIRD)
    return guess(
        f"At the end of 2025 {THIRD} has {said.riders:,} riders, and loses {said.lost:.1f} % of them a quarter. "
        f"{said.newcomers} newcomers come each quarter without a promotion, if as many come as at {KEEPER}. "
        f"Each rider pays ${said.each} a quarter. What does {THIRD} take in 2026?",
        0, 12, "million dollars", step=0.1,
    )  # fmt: skip


@takes(HARLEY)
def from_the_files(case: Case, bid: Guess) -> Reveal:
    """What the files of 2024 and 2025 say of the third dealer's year 2026, beside a bid for it; and of the others'."""
    third, keeps, leaks = (
        (numbers.forecast(case, dealer).revenue, numbers.year(numbers.signs_of(case, dealer), GOOD))
        for dealer in (THIRD, *DEALERS)
    )

    def said(given: float | None) -> str:
        yours = "" if given is None else f"You bid {given:.1f}. "
        return (
            f"{yours}The sum from the files makes {third[0]:.1f} million dollars; {THIRD} takes {third[1]:.1f}. The "
            f"same sum makes {keeps[0]:.1f} for {KEEPER}, which took {keeps[1]:.1f}, and {leaks[0]:.1f} for {LEAKER}, "
            f"which took {leaks[1]:.1f}."
        )

    return reveal(bid, reported=third[0], truth=third[1], sentence=said, reported_label="from the files",
                  truth_label="in 2026", digits=1)  # fmt: skip


@takes(HARLEY)
def draw_riders(case: Case) -> Sketch:
    """A curve to be drawn: who of the riders of before 2024 still buys."""
    return sketch(
        f"Take 100 riders who were with {LEAKER} before 2024. All of them buy in the first quarter of 2024. "
        "How many of them still buy in each quarter?",
        across=("quarter (1 to 4: 2024, 5 to 8: 2025, 9 to 12: 2026)", range(1, len(QUARTERS) + 1)),
        up=("of 100 riders", 0, 100, "riders"), step=1,
    )  # fmt: skip


@takes(HARLEY)
def show_riders(case: Case, line: Sketch) -> Unveil:
    """The riders of both dealers over the sketch."""
    keeps, leaks = (signs.kept for signs in numbers.twins(case))
    at = GOOD - 1

    def said(drawn: Sequence[float] | None) -> str:
        yours = "" if drawn is None else f"You drew {drawn[at]:.0f} for the end of 2025. "
        return (
            f"{yours}Of 100 riders {leaks[at]:.0f} still bought at {LEAKER} at the end of 2025, and {keeps[at]:.0f} at "
            f"{KEEPER}. A year later it was {leaks[-1]:.0f} and {keeps[-1]:.0f}."
        )

    title = f"{LEAKER}: {leaks[at]:.0f} of 100 still buy at the end of 2025"
    return unveil(line, truth=leaks, beside=keeps, truth_label=LEAKER, beside_label=KEEPER, title=title, sentence=said,
                  moment=(GOOD, "end of 2025"))  # fmt: skip


@shows(HARLEY, size=(9.5, 3.4))
def books(case: Case, figure: Figure) -> str:
    """What the books of both dealers show after eight quarters."""
    pair = numbers.twins(case)
    first, last = pair.keeps.revenue[[0, GOOD - 1]]
    last_riders = [int(signs.riders[GOOD - 1]) for signs in pair]
    bought = [np.count_nonzero(signs.dealer.quarter == GOOD - 1) for signs in pair]
    tickets = [signs.revenue[GOOD - 1] / count for signs, count in zip(pair, bought, strict=True)]
    times = [count / riders for count, riders in zip(bought, last_riders, strict=True)]
    pictures.books(figures.panel(figure, room=0.4), pair)
    return (
        f"Both dealers took {millions(first)} in the first quarter of 2024 and {millions(last)} in the last of 2025, "
        f"{signed(change(first, last), 0)} %, and ${numbers.year(pair.keeps, 4):.1f} million in all of 2025. In the "
        f"last quarter {last_riders[0]:,} riders bought at {KEEPER}, {times[0]:.1f} times each, for ${tickets[0]:.0f} "
        f"a time; at {LEAKER} it was {last_riders[1]:,} riders, {times[1]:.1f} times, and ${tickets[1]:.0f}."
    )


@shows(HARLEY, size=(11, 4.4))
def triangle(case: Case, figure: Figure) -> str:
    """The cohort triangle of the dealer that leaks, and who is lost at once at both."""
    both = {signs.dealer.name: numbers.newcomers_triangle(signs) for signs in numbers.twins(case)}
    left, right = figures.panels(figure, left=1.45, room=(0.1, 1.35), widths=(1, 0.8))
    pictures.triangle(left, both[LEAKER])
    figures.title(left, f"{LEAKER}, cohort by cohort")
    pictures.lost_at_once(right, both)
    told = [pictures.lost_shares(found) for found in both.values()]
    figures.title(right, f"From {told[1][0][0]:.0f} % to {told[1][0][-1]:.0f} % at {LEAKER}")
    ends = [
        f"at {name} {lost[0]:.0f} ± {margin[0]:.0f} % and {lost[-1]:.0f} ± {margin[-1]:.0f} %"
        for name, (lost, margin) in zip(both, told, strict=True)
    ]
    return (
        f"Of the riders who came in the first quarter of 2024, and in the third of 2025, so many did not buy in the "
        f"quarter after: {'; '.join(ends)}."
    )


@shows(HARLEY, size=(9.5, 3.6))
def model(case: Case, figure: Figure) -> str:
    """The shifted-beta-geometric model, fitted to eight quarters, against what it says of the same quarters."""
    leaks = numbers.twins(case).leaks
    expected = fit_sbg(leaks.kept[:GOOD]).survival(QUARTERS)
    axes = figures.panel(figure, room=1.75)
    pictures.against_model(axes, leaks, expected)
    lost, margin = pictures.lost_each_quarter(leaks)
    modelled = 100 * (1 - expected[GOOD - 1] / expected[GOOD - 2])
    figures.title(axes, f"At the end of 2026 the model has {expected[-1] - leaks.kept[-1]:.0f} of 100 riders too many")
    return (
        f"In the last quarter of 2025 {LEAKER} lost {lost[-1]:.0f} ± {margin[-1]:.0f} % of those who were left of "
        f"its riders of before 2024; the model that comes nearest to 2024 and 2025 says {modelled:.0f} %. For the end "
        f"of 2026 it expects {expected[-1]:.0f} of 100; {leaks.kept[-1]:.0f} are left."
    )


def never_falls(case: Case, decay: float, newcomers: float, price: int, lasts: int) -> bool:
    """Whether these are the fewest newcomers with which the leak of the lesson shows in no quarter."""
    if (decay, price, GOOD + lasts) != (DECAY, PRICE, len(QUARTERS)):
        return False
    tried = newcomers, newcomers - 0.5
    enough, fewer = (numbers.twins(case, decay, some, price, lasts=len(QUARTERS)) for some in tried)
    return enough.equal == len(QUARTERS) > fewer.equal


@goal(
    f"Set the leak to {DECAY:.0%} and prices to 0. Let {LEAKER} keep up with {KEEPER} in all "
    f"{len(QUARTERS)} quarters, within 1 %. Set *newcomers at most* as low as that allows.",
    never_falls,
)
@preset("Two good dealers", decay=0.0)
@preset("One of them leaks", decay=DECAY)
@preset("Filled by both", decay=DECAY, price=40)
@preset("Nothing to fill it with", decay=DECAY, newcomers=1)
@explores(
    HARLEY,
    decay=Knob("leak (0 %: none, 100 %: the worst)", 0, 1, 0.05),
    newcomers=Knob("newcomers at most, times the usual", 1, MOST, 0.5),
    price=Knob("prices may rise by, %", 0, 40, 5),
    lasts=Knob("promotion goes on in 2026, quarters", 0, len(QUARTERS) - GOOD, 1),
)
def bucket(
    case: Case, figure: Figure, decay: float = 0.1, newcomers: float = MOST, price: int = PRICE, lasts: int = 0
) -> str:
    """Two dealers, what fills the one that leaks, and what becomes of the riders of before 2024."""
    pair = numbers.twins(case, decay, newcomers, price, lasts=GOOD + lasts)
    left, right = figures.panels(figure, left=0.88, room=(1.45, 1.75))
    pictures.revenue_lines(left, pair)
    pictures.kept_lines(right, pair)
    keeps, leaks = pair
    return (
        f"{pictures.equality(pair)}: {LEAKER} takes {millions(leaks.revenue[-1])} and {KEEPER} "
        f"{millions(keeps.revenue[-1])}. Of 100 riders of before 2024, {keeps.kept[-1]:.0f} still buy at {KEEPER} in "
        f"late 2026 and {leaks.kept[-1]:.0f} at {LEAKER}, which took in up to {pair.pull:.1f} times the usual "
        f"newcomers and moved its prices by {signed(pair.dearer, 0)} %."
    )


@preset("Newcomers for nothing", cost=0)
@preset("At their price", cost=int(RULES.promotion))
@preset("They leave easily", cost=int(RULES.promotion), fickle=5)
@explores(
    HARLEY,
    cost=Knob("a promotion rider costs, dollars", 0, 600, 20),
    fickle=Knob("promotion riders leave, times as easily as others", 1, 5, 0.5),
)
def profit(case: Case, figure: Figure, cost: int = 100, fickle: float = RULES.fickle) -> str:
    """What remains when the promotion is paid, and whether it pays."""
    pair = numbers.twins(case, fickle=fickle)
    both = [signs.profit(cost) for signs in pair]
    left, right = figures.panels(figure, left=0.9, room=(1.45, 0.3), widths=(1.25, 1))
    pictures.profit_lines(left, both)
    worth = pair.leaks.worth
    pictures.one_rider(right, cost, worth)
    good = [millions(float(values[:GOOD].sum())) for values in both]
    return (
        f"Of 2024 and 2025 {good[0]} remain at {KEEPER} and {good[1]} at {LEAKER}, whose promotion fetches "
        f"{pair.leaks.fetched.sum():,} riders. One of them costs ${cost} and brings ${worth:,.0f} in margin in the "
        f"first year: {100 * RULES.margin:.0f} cents of each dollar paid."
    )


@preset("A calm trade", threshold=3.0, noise=2)
@preset("A noisy trade", threshold=3.0, noise=8)
@preset("A nervous alarm", threshold=1.0, noise=8)
@explores(
    HARLEY,
    size=(11, 3.7),
    threshold=Knob("rings beyond so many ordinary swings", 1, 6, 0.5),
    noise=Knob("noise in every figure, %", 0, 10, 1),
)
def warning(case: Case, figure: Figure, threshold: float = 4.0, noise: int = 4) -> str:
    """Which metric rings when, over many draws of a noise; and falsely, over as many dealers that do not leak."""
    found = alarms.rings(case, DECAY, threshold, noise / 100)
    axes = figures.panel(figure, left=2.25, room=4.5)
    pictures.alarm_rows(axes, found)
    heard = sum(rings.middle < GOOD for rings in found.values())
    late = pictures.when(found["revenue"].middle)
    figures.title(axes, f"{heard} of {len(found)} ring before 2026; revenue {late}")
    first = min(found, key=lambda name: found[name].middle)
    rings = "ring" if first.endswith("lost") else "rings"
    told = f"{first} {rings} first, {pictures.when(found[first].middle)}"
    told = told if found[first].middle != NEVER else "no number rings"
    wrongly = [
        f"{name} {100 * one.false_alarms:.0f} (one swing {pictures.one_swing(name, one)})"
        for name, one in found.items()
    ]
    return (
        f"In the middle of {alarms.DRAWS} draws {told}, and revenue {late}. Of 100 dealers like {KEEPER}, where "
        f"nothing leaks, so many ring before 2026: {', '.join(wrongly)}."
    )
