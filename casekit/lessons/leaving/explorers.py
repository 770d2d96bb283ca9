"""The guesses of lesson 09, its Explorers, the plan, and a trial of recovery."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.cases.groups import Incidents
from casekit.lessons.leaving import numbers, pictures
from casekit.lessons.leaving.numbers import NOTE
from casekit.lessons.opening import explores, goal, preset, takes
from casekit.measure import effect
from casekit.teach import Knob, figures, guess, reveal, still
from casekit.teach.guess import Guess, Reveal
from casekit.teach.words import dollars, percent, signed

RESOLVING = AMAZON[Incidents].resolved
TENTH, NINETEEN = 0.1, 19  # the chance each time, as the case has it, and how often for the note's figure
LEAVING = "leave over it, each time"
AS_MANY_HELPED = 0.13  # complain: help then reaches about as many as if all of one in ten were resolved


@takes(AMAZON)
def how_many_leave(case: Case) -> Guess:
    """The guess before anything is shown."""
    return guess(
        "In your Amazon world a promise has just been broken to 100 customers. How many of them leave over it?",
        0, 100, "of 100", step=1,
    )  # fmt: skip


@takes(AMAZON)
def so_many_leave(case: Case, first: Guess) -> Reveal:
    """What the note says, and how many leave in truth."""
    left = 100 * numbers.happened(case).left.mean()
    return reveal(first, reported=100 * NOTE, truth=left, reported_label="the note", truth_label="the truth")


@takes(AMAZON)
def how_many_stay(case: Case) -> Guess:
    """The second guess: what comes of the world's own small chance, taken often."""
    return guess(
        f"Imagine 100 people. Each buys at {numbers.often(case)} different shops. Each shop breaks one promise. "
        f"The person then leaves this one shop with a chance of {100 * numbers.chance(case):.0f} %, whatever came "
        "before. How many of the 100 stay every time?",
        0, 100, "of 100", step=1,
    )  # fmt: skip


@takes(AMAZON)
def so_many_stay(case: Case, second: Guess) -> Reveal:
    """How many have stayed every time, beside what the note leaves."""
    left = round(100 * float(effect.ever(numbers.chance(case), numbers.often(case))))
    stays = f"{1 - numbers.chance(case):g}"

    def told(guessed: float | None) -> str:
        facts = (
            f"{100 - left} of the 100 have stayed every time: {stays} × {stays} × …, {numbers.often(case)} times. So "
            f"{left} have left, once or more. The note's figure is {100 * NOTE:.0f}."
        )
        return facts if guessed is None else f"You guessed {guessed:.0f}; {facts}"

    return reveal(
        second, reported=100 - round(100 * NOTE), truth=100 - left, sentence=told,
        reported_label=f"the note: 100 − {100 * NOTE:.0f}", truth_label="stayed every time",
    )  # fmt: skip


def nearly_right(case: Case, chance: float, times: int, differ: float) -> bool:
    """Whether 86 of 100 have left after nineteen, and about as many leave each time."""
    left = round(100 * float(numbers.left_by(chance, differ, times)))  # as it is written in the picture
    return times == NINETEEN and abs(left - round(100 * NOTE)) <= 1 and left - round(100 * chance) <= 5


@goal(
    f"After nineteen bad experiences {percent(NOTE)} have ever left (give or take one point). Those who leave each "
    "time are at most 5 points fewer than those who ever left.",
    nearly_right,
)
@preset("Asked after one")
@preset("Asked after nineteen", times=NINETEEN)
@preset("Some leave easily", times=NINETEEN, differ=0.3)
@explores(
    AMAZON,
    chance=Knob(LEAVING, 0.02, 0.9, 0.02),
    times=Knob("bad experiences so far", 1, pictures.MOST_TIMES, 1),
    differ=Knob("people differ (100 %: always or never)", 0, 1, 0.05),
)
def ever(case: Case, figure: Figure, chance: float = TENTH, times: int = 1, differ: float = 0.0) -> str:
    """A chance taken each time, and what has come of it after many times."""
    left_by = numbers.left_by(chance, differ, np.arange(pictures.MOST_TIMES + 1))
    curve, people = figures.panels(figure, room=(1.35, 0.3), widths=(1.5, 1))
    pictures.ever_curve(curve, left_by, chance, times)
    figures.title(curve, pictures.ever_title(left_by[times], times))
    pictures.chances(people, numbers.by_chance(chance, differ))
    figures.title(people, pictures.chances_title(differ))
    return (
        f"{pictures.chances_title(differ)}. Of 100, {100 * chance:.0f} leave each time. After {times} bad "
        f"experience{'s' * (times > 1)} {100 * left_by[times]:.0f} of the 100 have left a company at least once. "
        f"{pictures.misread(chance, left_by[times])}"
    )


def half_come_back(case: Case, complain: float, resolved: float) -> bool:
    """Whether half of those let down say they would come back, as it is written in the picture."""
    return round(100 * numbers.aftermath(case, complain, resolved).everybody.said) >= 50


@goal("At least half of all who were let down say they would come back.", half_come_back)
@preset("As it is")
@preset("Every complaint resolved", resolved=1.0)
@preset("A few more complain", complain=AS_MANY_HELPED)
@explores(
    AMAZON,
    complain=Knob("complain to the company", 0.05, 1, 0.01),
    resolved=Knob("complaints that are resolved", 0.1, 1, 0.05),
)
def desk(case: Case, figure: Figure, complain: float = 0.1, resolved: float = RESOLVING) -> str:
    """How many would come back: of a hundred who complained, and of a hundred who were let down."""
    after = numbers.aftermath(case, complain, resolved)
    reports, all_say = after.complained.said, after.everybody.said
    heard, come_back = round(100 * after.complained.size), round(100 * all_say)
    of_heard = round(heard * reports)
    quick = pictures.of_100(after.quick.size)
    left, right = figures.panels(figure, left=0.3, room=(0.1, 0.1))
    pictures.hundred(left, "of 100 who complained, helped or not", 100, round(100 * reports))
    figures.title(left, f"Asked by the desk: {pictures.of_100(reports)} say yes")
    pictures.hundred(right, "of 100 who were let down", heard, of_heard, come_back - of_heard)
    figures.title(right, f"Everybody asked: {pictures.of_100(all_say)} say yes")
    return (
        f"Of 100 customers let down, {heard} complain. Help reaches {pictures.of_100(after.resolved.size)}, "
        f"{'none' if quick == '0' else quick} of them within a day. Of 100 who complained, "
        f"{pictures.of_100(reports)} say they would come back; of 100 who were let down, {pictures.of_100(all_say)}."
    )


def come_true(case: Case, leaving: float, tie: float) -> bool:
    """Whether words are wrong about five customers or fewer."""
    return numbers.words(case, leaving, tie).wrong <= 5


@goal("Make the words wrong about no more than 5 of the 100 customers.", come_true)
@preset("As it is")
@preset("Only those leave who say so", tie=1.0)
@preset("As many leave as say so", leaving=0.6)
@explores(
    AMAZON, leaving=Knob(LEAVING, 0.02, 0.9, 0.02), tie=Knob("words foretell who leaves", 0, 1, 0.05),
)  # fmt: skip
def words(case: Case, figure: Figure, leaving: float = 0.1, tie: float = 0.0) -> str:
    """What a hundred customers say after a broken promise, and what they do."""
    found = numbers.words(case, leaving, tie)
    left, right = figures.panels(figure, left=0.3, room=(0.3, 0.3))
    pictures.counts(left, [
        ("say they will not buy again", found.say_go, figures.REPORTED),
        ("leave", found.go, figures.TRUTH),
    ])  # fmt: skip
    figures.title(left, pictures.going_title(found))
    rows = {
        "say they go, and go": found.go_and_go,
        "wrong: say they go, but stay": found.go_and_stay,
        "wrong: say they stay, but go": found.stay_and_go,
        "say they stay, and stay": found.stay_and_stay,
    }
    pictures.counts(right, [(name, count, figures.TRUTH) for name, count in rows.items()])
    figures.title(right, f"Words are wrong about {found.wrong} of 100")
    return (
        f"Of 100 customers let down, {found.say_go} say that they will not buy again, and {found.go} leave. "
        f"{found.go_and_go} {'does' if found.go_and_go == 1 else 'do'} both. Words are wrong about {found.wrong}: "
        f"{found.go_and_stay} say they go, but stay, and {found.stay_and_go} say they stay, but go."
    )


@takes(AMAZON)
def budget(case: Case, share: float = NOTE) -> None:
    """The customers that a plan counts as lost if `share` of the broken promises cost one, against those lost."""
    made = numbers.plan(case, share)
    planned, lost = (dollars(count * made.margin) for count in (made.lost, made.lost_in_truth))

    def draw(figure: Figure) -> str:
        axes = figures.panel(figure, left=0.3, room=0.5)
        name = f"plan: {pictures.as_put_in(share)} of the broken promises cost a customer"
        pictures.plan_bars(axes, name, made, f"{made.lost:,.0f}, or {planned}", f"{made.lost_in_truth:,}, or {lost}")
        base = "the mean margin in 2024 of those let down in 2025 who bought in 2024, each counted once"
        each = f"in both bars each at the plan's {dollars(made.margin)}"
        axes.set_xlabel(f"lost so far, at the end of 2025; {each}:\n{base}", loc="left")
        figures.title(axes, pictures.plan_title(made))
        return (
            f"The plan counts {made.lost:,.0f} lost customers, or {planned}; {made.customers:,} were let down. In "
            f"truth customers left {made.lost_in_truth + made.back:,} times, and {made.lost_in_truth:,} were lost. "
            f"At the plan's {dollars(made.margin)} each, that is {lost}. {pictures.plan_title(made)}."
        )

    still(draw, 9.5, 3.1)


@takes(AMAZON)
def paradox(case: Case) -> None:
    """Satisfaction and purchases after none, one and two broken promises, put right or not, by lot."""
    groups = numbers.arms(case)
    score, score_alone, buys, buys_alone = (
        numbers.against_none(groups, what, recovered) for what in ("score", "buys") for recovered in (True, False)
    )
    once, twice = (gap.difference for gap in score)
    bought = buys[0].difference
    margin, margin_bought = (effect.CONFIDENT * gaps[0].standard_error for gaps in (score, buys))

    def draw(figure: Figure) -> str:
        left, right = figures.panels(figure, room=(1.35, 1.35))
        pictures.by_incidents(left, score, score_alone, 1, figures.REPORTED, "mean satisfaction, 0 to 10", (2, 10))
        pictures.by_incidents(right, buys, buys_alone, 100, figures.TRUTH, "buy in the next year, of 100", (20, 100))
        figures.title(left, pictures.score_title(once, margin, twice))
        figures.title(right, pictures.buys_title(bought, margin_bought))
        return (
            f"With {numbers.IN_EACH:,} customers in each group: one broken promise, put right within a day, moves "
            f"satisfaction by {signed(once)} ± {margin:.2f} points against none, and two by {signed(twice)}. The "
            f"share who buy in the next year moves by {signed(100 * bought, 0)} ± {100 * margin_bought:.0f} points."
        )

    still(draw, 10.5, 4.2)
