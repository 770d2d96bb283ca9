"""The sketch and the guesses of lesson 02, its Explorers, and the company's own picture of its newcomers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from casekit.case import Case
from casekit.cases.starbucks import STARBUCKS
from casekit.lessons.opening import explores, goal, preset, shows, takes
from casekit.lessons.retaining import money, numbers, pictures
from casekit.lessons.retaining.money import A_STORE, BUDGET, DELIGHT, PLAN
from casekit.lessons.retaining.numbers import YEARS
from casekit.teach import Knob, figures, guess, reveal, sketch, unveil
from casekit.teach.guess import Guess, Reveal
from casekit.teach.sketch import Sketch
from casekit.teach.unveil import Unveil
from casekit.teach.words import dollars, percent, signed

ALL_GROW = -20  # per cent a year: with it fewer leave year by year, though all are alike
MARGIN = 0.72  # of a dollar, on the knob; the records of each world have it within a cent
STEP = 5  # per cent, of the knob for a change


@shows(STARBUCKS, size=(9, 3.6))
def lost_each_year(case: Case, figure: Figure) -> str:
    """How many of the newcomers left in each year, as the card has it."""
    lost, margin = numbers.shares_lost(numbers.there(case))
    axes = figures.panel(figure, left=1.0, room=0.4)
    pictures.lost_each_year(axes, lost, margin)
    figures.title(axes, f"From {lost[0]:.0f} of 100 in the first year to {lost[-1]:.0f} in the fifth")
    told = ", ".join(f"{share:.0f} ± {half:.0f}" for share, half in zip(lost, margin, strict=True))
    return (
        f"Of 100 newcomers who were there when a year began, so many left in it, from the first year to the fifth: "
        f"{told}. There were {numbers.RULES.count:,} newcomers."
    )


@takes(STARBUCKS)
def draw_their_chance(case: Case) -> Sketch:
    """A line to be drawn: the own chance to leave, year by year, of the newcomers who have stayed for five years."""
    stayed = numbers.there(case)[-1]
    return sketch(
        f"Take the {stayed:,} newcomers who stayed all five years. In each of these years each of them had a chance "
        "of their own to leave within the year. How large was it, on average of these customers? Draw it.",
        across=("year since the first visit", range(1, YEARS + 1)),
        up=("own chance to leave within the year, %", 0, 60, "%"), step=1,
    )  # fmt: skip


@takes(STARBUCKS)
def show_their_chance(case: Case, line: Sketch) -> Unveil:
    """The true chances over the sketch, beside the share lost as the card has it."""
    own = numbers.lives(case).own
    lost, _ = numbers.shares_lost(numbers.there(case))

    def said(drawn: Sequence[float] | None) -> str:
        yours = "" if drawn is None else f"You drew {drawn[0]:.0f} % for the first year and {drawn[-1]:.0f} % for the "
        yours = yours and f"{yours}fifth. "
        return (
            f"{yours}In truth the chance of those who stayed was {own[0]:.0f} % in their first year, and {own[-1]:.0f} "
            f"% in their fifth. Of all who were there, {lost[0]:.0f} % left in the first year and {lost[-1]:.0f} % in "
            "the fifth."
        )

    title = f"Of those who stayed: {own[0]:.0f} % in the first year, {own[-1]:.0f} % in the fifth"
    return unveil(line, truth=own, reported=lost, truth_label="own chance of those who stayed",
                  reported_label="lost, of all who were there", title=title, sentence=said)  # fmt: skip


@takes(STARBUCKS)
def how_many_newcomers(case: Case) -> Guess:
    """A guess: what a customer who is kept is worth, in newcomers."""
    return guess(
        "The chain keeps its size, and its newcomers are of the same kinds every year. Of all customers who are about "
        "to leave it, new and old, you draw one by lot and persuade this one to stay, with the same own chance to "
        "leave as before. How many newcomers bring as much margin in all the years to come?",
        0, 5, "newcomers", step=0.1,
    )  # fmt: skip


@takes(STARBUCKS)
def so_many_newcomers(case: Case, first: Guess) -> Reveal:
    """The formula's answer, from the card alone, and the true one."""
    told, true = money.formula(case), money.in_truth(case)

    def said(guessed: float | None) -> str:
        yours = "" if guessed is None else f"You guessed {guessed:.1f}. "
        return (
            f"{yours}The formula says {told.ratio:.1f}: ${told.old.worth():.0f} for an older customer, "
            f"${told.new.worth():.0f} for a newcomer. In truth a newcomer is worth ${true.new:.0f} and a customer who "
            f"is kept ${true.kept:.0f}: this one is worth {true.ratio:.1f} newcomers."
        )

    return reveal(first, reported=told.ratio, truth=true.ratio, reported_label="the formula", sentence=said)


def just_level(case: Case, differ: float, wear: int) -> bool:
    """Whether everybody's chance grows as fast as it can while the cohort loses no more in the fifth year, as shown."""

    def level(change: int) -> bool:
        lost = numbers.lives(case, differ, change / 100).lost.round()
        return bool(lost[-1] <= lost[0])

    return round(differ, 1) == 1 and wear > 0 and level(wear) and not level(wear + STEP)


@goal(
    "Customers differ by 100 %. Let everybody's own chance to leave grow, as fast as can be, while the cohort still "
    "loses no larger share, in whole per cent, in its fifth year than in its first.",
    just_level,
)
@preset("As they are")
@preset("All alike", differ=0.0)
@preset("All alike, all grow loyal", differ=0.0, wear=ALL_GROW)
@explores(
    STARBUCKS,
    size=(11, 4.4),
    differ=Knob("customers differ (0 %: all alike)", 0, 1, 0.1),
    wear=Knob("each one's own chance changes a year, %", -30, 30, STEP),
)
def cohort(case: Case, figure: Figure, differ: float = 1.0, wear: int = 0) -> str:
    """The newcomers, if they differ more or less, and if each grows more loyal, or less."""
    here = numbers.lives(case, differ, wear / 100)
    left, right = figures.panels(figure, room=(2.1, 1.25), widths=(1.15, 1))
    pictures.lost_and_own(left, numbers.lives(case), here)
    figures.title(left, pictures.lost_title(here))
    pictures.who_is_there(right, here)
    figures.title(right, pictures.kinds_title(here))
    most = f", up to {percent(numbers.RULES.chance_at_most)}" if wear > 0 else ""
    change = "never changes" if wear == 0 else f"changes by {signed(wear, 0)} % of itself a year{most}"
    return (
        f"Customers differ by {percent(differ)}, and each one's own chance to leave {change}. Of those who are there "
        f"when the year begins, {here.lost[0]:.0f} ± {here.margin[0]:.0f} % leave in the first year and "
        f"{here.lost[-1]:.0f} ± {here.margin[-1]:.0f} % in the fifth. The own chance of those who stay all five years "
        f"goes from {here.own[0]:.0f} % to {here.own[-1]:.0f} %."
    )


def the_same_price(case: Case, share: float, price: int, dearer: float, years: int) -> bool:
    """Whether the next newcomer costs as much as the next customer kept, with half of the budget for each."""
    bought = money.split(share, price, dearer)
    gap = float(bought.won.next_costs - bought.kept.next_costs)
    return round(share, 2) == 0.5 and dearer == 1 and abs(gap) <= pictures.EQUAL


@goal(
    "Put half of the budget on each side, with *dearer* at 1. At which price of the first newcomer does the next "
    f"newcomer cost as much as the next one kept, give or take ${pictures.EQUAL:.0f}?",
    the_same_price,
)
@preset("Half and half")
@preset("Mostly on keeping", share=0.8)
@preset("Dear newcomers", price=200)
@preset("Only two years", years=2)
@explores(
    STARBUCKS,
    share=Knob("of the budget on keeping", 0, 1, 0.05),
    price=Knob("the first newcomer costs, dollars", 20, 300, 5),
    dearer=Knob("dearer (0: each next one costs the same)", 0, 2, 0.25),
    years=Knob("years that count", 2, 10, 1),
)
def budget(
    case: Case, figure: Figure, share: float = 0.5, price: int = int(BUDGET.newcomer), dearer: float = 1.0,
    years: int = YEARS,
) -> str:  # fmt: skip
    """A budget on both sides: what it brings by the formula and in truth, and what the next customer costs."""
    found, bought = money.gain(case, price, dearer, years), money.split(share, price, dearer)
    place = int(np.rint(100 * share))
    left, right = figures.panels(figure, left=1.0, room=(1.4, 0.2), widths=(1.3, 1))
    pictures.gain_lines(left, found, share)
    figures.title(left, pictures.best_title(found))
    pictures.next_prices(right, bought, (price, BUDGET.kept))
    figures.title(right, pictures.cheaper_title(*bought))
    truth, told = pictures.more(found.in_truth[place]), pictures.more(found.by_formula[place])
    each = dollars(money.true_worth(case, money.LEAVERS, years))
    new, old = (dollars(rate.worth(years)) for rate in money.formula(case))
    return (
        f"{percent(share)} of {dollars(BUDGET.dollars)} on keeping: in {years} years it brings "
        f"{truth} than it costs; the formula says {told}. In truth a customer is worth {each} on either side; the "
        f"formula has {new} for a newcomer and {old} for one kept."
    )


def just_pays(case: Case, won: int, margin: float) -> bool:
    """Whether so many customers as are assumed just pay for the labour: with a cent less they would not."""
    return won == PLAN.won and money.needs(margin) <= won < money.needs(margin - 0.01)


@goal(
    f"{PLAN.won} customers a store: how much of a dollar must be left as margin, at least, so that the plan pays?",
    just_pays,
)
@preset("The usual sum")
@preset("Counted in margin", margin=MARGIN)
@preset("Fifteen more", margin=MARGIN, won=PLAN.won + 15)
@explores(
    STARBUCKS,
    size=(10, 3.6),
    won=Knob("customers won over, a store", 0, 100, 5),
    margin=Knob("margin of a dollar", 0.4, 1, 0.01),
)
def labour(case: Case, figure: Figure, won: int = PLAN.won, margin: float = 1.0) -> str:
    """The plan for more labour: what it costs a store in a year, and what it brings."""
    revenue = won * DELIGHT
    axes = figures.panel(figure, left=0.3, room=0.3)
    pictures.plan_bars(axes, A_STORE, revenue, margin * revenue, margin)
    figures.title(axes, pictures.plan_title(A_STORE, revenue, margin * revenue))
    rest = (margin * revenue - A_STORE) * PLAN.stores / 1e6
    verdict = f"{'brings' if rest >= 0 else 'loses'} ${abs(rest):.1f} million"
    return (
        f"{won} customers a store: ${revenue:,.0f} of revenue in a year, ${margin * revenue:,.0f} of margin, for "
        f"${A_STORE:,.0f} of labour. Counted in margin, {100 * margin:.0f} cents of a dollar, the plan {verdict} in "
        f"{PLAN.stores:,} stores; it needs {money.needs(margin):.1f} customers a store."
    )
