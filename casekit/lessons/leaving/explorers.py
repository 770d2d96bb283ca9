"""The Explorers of lesson 09, its guess, and the plan."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.cases.groups import Incidents
from casekit.lessons.leaving import numbers, pictures
from casekit.lessons.leaving.numbers import COMPLAINED, EVERYBODY, HOURS, IN_VAIN, LATER, NOTE, QUICK, SETTLED, SILENT
from casekit.lessons.opening import explores, preset, takes
from casekit.measure import effect
from casekit.teach import Knob, figures, guess, reveal, still
from casekit.teach.guess import Guess, Reveal
from casekit.teach.words import dollars, percent, signed

SETTLING, FOLLOWING = AMAZON[Incidents].resolved, AMAZON[Incidents].follow_through
LEAVING, COMPLAINING = "leave over it, each time", "complain to the company"
A_DAY = 24  # hours
MEAN_HOURS = np.arange(6.0, 103, 12)


@takes(AMAZON)
def how_many_leave(case: Case) -> Guess:
    """The guess before anything is shown."""
    return guess(
        f"A course note says that {percent(NOTE)} of customers with a bad experience would stop buying. In your "
        "Amazon world a promise has just been broken to 100 customers. How many of them leave over it?",
        0, 100, "of 100", step=1,
    )  # fmt: skip


@takes(AMAZON)
def so_many_leave(case: Case, first: Guess) -> Reveal:
    """What the note says, and how many leave in truth."""
    left = 100 * numbers.happened(case).left.mean()
    return reveal(first, reported=100 * NOTE, truth=left, reported_label="the note", truth_label="the truth")


@preset("Asked after one", chance=0.2, a_year=1, years=1)
@preset("20 % each time, nine times", chance=0.2, a_year=3, years=3)
@preset("10 %, twice a year for ten years", chance=0.1, a_year=2, years=10)
@preset("4 % in a long life", chance=0.04, a_year=4, years=12)
@explores(
    AMAZON,
    chance=Knob(LEAVING, 0.02, 0.9, 0.02),
    a_year=Knob("bad experiences a year", 1, 4, 1),
    years=Knob("years looked back on", 1, 15, 1),
)
def ever(case: Case, figure: Figure, chance: float = 0.1, a_year: int = 1, years: int = 1) -> str:
    """A chance taken each time, and what has come of it after many times."""
    times, people = a_year * years, numbers.left_by(case, chance)
    formula = np.asarray(effect.ever(chance, np.arange(len(people))))
    title, misread = pictures.misread(chance, formula[times])
    left, right = figures.panels(figure, room=(1.35, 0.3), widths=(1.35, 1))
    pictures.ever_curve(left, formula, people, chance, times)
    figures.title(left, pictures.ever_title(chance, formula[times], times))
    rows = [
        ("have left some company, ever", formula[times], figures.REPORTED),
        ("leave, each time", chance, figures.TRUTH),
    ]
    pictures.bars(right, rows)
    figures.title(right, title)
    return (
        f"With a chance of {percent(chance)} each time and {times} bad experience{'s' * (times > 1)} in {years} "
        f"year{'s' * (years > 1)}, {100 * people[times]:.1f} % of {numbers.PEOPLE:,} people have left a company "
        f"at least once; the formula says {100 * formula[times]:.1f} %. {misread}"
    )


@preset("As it is", complain=0.1, resolved=SETTLING)
@preset("Every complaint settled", complain=0.1, resolved=1.0)
@preset("Complaining made easy", complain=0.5, resolved=SETTLING)
@preset("Everybody complains", complain=1.0, resolved=SETTLING)
@explores(AMAZON, complain=Knob(COMPLAINING, 0.1, 1, 0.05), resolved=Knob("complaints that are settled", 0.1, 1, 0.05))
def desk(case: Case, figure: Figure, complain: float = 0.1, resolved: float = SETTLING) -> str:
    """A hundred customers let down: whom the complaint desk hears, and what it makes of them."""
    after = numbers.aftermath(case, unvoiced=1 - complain, resolved=resolved).groups
    settled, complained, everybody = (after[name] for name in (SETTLED, COMPLAINED, EVERYBODY))
    heard = round(100 * complained.size)
    helped = min(round(100 * settled.size), heard)
    left, right = figures.panels(figure, left=0.3, room=(0.1, 0.4), widths=(1.15, 1))
    pictures.hundred(left, heard, helped)
    figures.title(left, pictures.heard_title(heard))
    inks = {SETTLED: figures.REPORTED, COMPLAINED: figures.REPORTED, EVERYBODY: figures.TRUTH}
    pictures.bars(right, [(name, after[name].said, ink) for name, ink in inks.items()])
    right.set_xlabel("say they would come back")
    figures.title(right, pictures.rates_title(complained.said, everybody.said))
    return (
        f"Of 100 customers let down, {heard} complain and {helped} are helped. That they would come back say "
        f"{percent(settled.said)} of those helped and {percent(complained.said)} of those who complained; of all "
        f"who were let down it is {percent(everybody.said)}."
    )


@preset("As it is", hours=30, complain=0.1)
@preset("A slow desk", hours=78, complain=0.1)
@preset("A slow desk, and half complain", hours=78, complain=0.5)
@explores(
    AMAZON, size=(10.5, 4.4), hours=Knob("mean hours to settle", 30, 102, 12), complain=Knob(COMPLAINING, 0.05, 1, 0.05)
)
def speed(case: Case, figure: Figure, hours: int = 30, complain: float = 0.1) -> str:
    """Who would come back, by the hours until a complaint was settled, and what a day faster buys."""
    curve = [numbers.aftermath(case, unvoiced=1 - complain, resolution_hours=mean).groups for mean in MEAN_HOURS]
    now, then = (int(np.searchsorted(MEAN_HOURS, mean)) for mean in (hours, hours - A_DAY))
    at_desk, in_all = (np.array([after[name].said for after in curve]) for name in (COMPLAINED, EVERYBODY))
    quick, settled = curve[now][QUICK].size, curve[now][SETTLED].size
    left, right = figures.panels(figure, room=(0.3, 1.2), widths=(1.6, 1))
    pictures.by_hours(left, _columns(curve[now]))
    figures.title(left, pictures.quick_title(quick))
    pictures.by_mean_hours(right, MEAN_HOURS, at_desk, in_all, now)
    figures.title(right, pictures.faster_title(at_desk[then] - at_desk[now], in_all[then] - in_all[now]))
    return (
        f"At {hours} hours on average, {percent(quick / settled)} of the complaints that are settled at all are "
        f"settled within a day. A day faster lifts the desk's rate from {100 * at_desk[now]:.1f} to "
        f"{100 * at_desk[then]:.1f} %, and everybody's from {100 * in_all[now]:.1f} to {100 * in_all[then]:.1f} %."
    )


def _columns(after: dict[str, numbers.Group]) -> list[tuple[str, float, float, str]]:
    """The columns of `by_hours`; hours in which nothing is settled have none."""
    words = {name: name for name in HOURS} | {IN_VAIN: "in\nvain", SILENT: "never\nheard"}
    return [
        (words[name], group.size, group.said, figures.TRUTH if name == SILENT else figures.REPORTED)
        for name in words
        if (group := after[name]).size > 0
    ]


@preset("As it is")
@preset("Everybody keeps their word", follow=1.0)
@preset("A market that is easy to leave", leaving=0.6)
@preset("Kind words only", follow=0.1)
@explores(
    AMAZON,
    size=(10.5, 4.2),
    leaving=Knob(LEAVING, 0.02, 0.9, 0.02),
    follow=Knob("who would come back, and do", 0, 1, 0.05),
)
def words(case: Case, figure: Figure, leaving: float = 0.1, follow: float = FOLLOWING) -> str:
    """What customers say after a broken promise, and what they do."""
    after = numbers.aftermath(case, leaving=leaving, follow_through=follow)
    everybody, for_good = after.groups[EVERYBODY], after.left - after.back
    left, right = figures.panels(figure, left=0.3, room=(0.2, 0.3), widths=(1, 1.75))
    rows = [
        ("say they will not buy again", 1 - everybody.said, figures.REPORTED),
        ("leave", after.left, figures.TRUTH),
        ("leave, and stay away", for_good, figures.TRUTH),
    ]
    pictures.bars(left, rows)
    figures.title(left, pictures.going_title(1 - everybody.said, after.left))
    shown = (QUICK, LATER, IN_VAIN, SILENT, EVERYBODY)
    pictures.said_and_done(right, [(name, after.groups[name].said, after.groups[name].did) for name in shown])
    figures.title(right, pictures.coming_title(everybody.said, everybody.did))
    return (
        f"Of 100 customers let down, {100 * (1 - everybody.said):.0f} say that they will not buy again; "
        f"{100 * after.left:.0f} leave, {100 * for_good:.0f} of them for good. Asked, {percent(everybody.said)} "
        f"say that they would come back; of those who leave, {percent(everybody.did)} do."
    )


@preset("Put right within a day")
@preset("A hundred customers each", customers=100)
@preset("No delight", delight=0.0)
@preset("Great delight, and easy to leave", delight=1.5, leaving=0.3)
@explores(
    AMAZON,
    size=(10.5, 4.2),
    delight=Knob("points of delight in a quick recovery", -0.5, 1.5, 0.1),
    leaving=Knob(LEAVING, 0.05, 0.6, 0.05),
    customers=Knob("customers in each group", 100, 5_000, 100),
)
def paradox(case: Case, figure: Figure, delight: float = 0.5, leaving: float = 0.1, customers: int = 5_000) -> str:
    """Satisfaction and purchases after none, one and two broken promises, put right or not, by lot."""
    groups = numbers.arms(case, leaving, delight, customers)
    score, score_alone, buys, buys_alone = (
        numbers.against_none(groups, what, recovered) for what in ("score", "buys") for recovered in (True, False)
    )
    left, right = figures.panels(figure, room=(1.35, 1.35))
    pictures.by_incidents(left, score, score_alone, 1, figures.REPORTED, "mean satisfaction, 0 to 10", (2, 10))
    pictures.by_incidents(right, buys, buys_alone, 100, figures.TRUTH, "buy in the next year, %", (20, 100))
    once, twice = (gap.difference for gap in score)
    bought = buys[0].difference
    margin, margin_bought = (effect.CONFIDENT * gaps[0].standard_error for gaps in (score, buys))
    figures.title(left, pictures.score_title(once, margin, twice))
    figures.title(right, pictures.buys_title(bought, margin_bought))
    return (
        f"With {customers:,} customers in each group: one broken promise, put right within a day, moves "
        f"satisfaction by {signed(once)} ± {margin:.2f} points against none, and a second one to {signed(twice)}. "
        f"The share who buy in the next year moves by {signed(100 * bought, 0)} ± {100 * margin_bought:.0f} points."
    )


@takes(AMAZON)
def budget(case: Case, share: float = NOTE) -> None:
    """What a plan sets aside if `share` of the broken promises are lost customers, against what is at stake."""
    made = numbers.plan(case, share)

    def draw(figure: Figure) -> str:
        axes = figures.panel(figure, left=0.3, room=0.5)
        rows = [
            (f"set aside, if {percent(share, trace=True)} leave each time", made.planned, figures.REPORTED),
            ("at stake in truth: those who leave and stay away", made.at_stake, figures.TRUTH),
        ]
        pictures.bars(axes, rows, 1.25 * max(made.planned, made.at_stake), dollars)
        figures.title(axes, pictures.plan_title(made.times))
        return (
            f"Last year {made.promises:,} promises were broken, and a customer brought a margin of "
            f"{dollars(made.margin)}. Whoever takes {percent(share, trace=True)} of them for lost sets aside "
            f"{dollars(made.planned)}; at stake are {dollars(made.at_stake)}, so the plan is {made.times:.1f} times "
            "what there is to save."
        )

    still(draw, 9.5, 2.9)
