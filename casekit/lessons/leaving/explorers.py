"""The Explorers of lesson 09, its guess, and the plan."""

from __future__ import annotations

from casekit.cases import groups

import numpy as np
from matplotlib.figure import Figure

from casekit.case import Case
from casekit.lessons.leaving import pictures
from casekit.lessons.leaving.numbers import (
    COMPLAINED,
    EVERYBODY,
    HOURS,
    IN_VAIN,
    LATER,
    MOST_TIMES,
    NOTE,
    PEOPLE,
    QUICK,
    SETTLED,
    SILENT,
    Aftermath,
    aftermath,
    arms,
    left_by,
    plan,
    truth,
)
from casekit.lessons.leaving.pictures import Reading, dollars, percent
from casekit.measure import effect
from casekit.teach import Explorer, figures, guess, reveal, show
from casekit.teach.guess import Guess, Reveal
from casekit.teach.words import signed

LEAVING, COMPLAINING = "leave over it, each time", "complain to the company"
A_DAY = 24  # hours
MEAN_HOURS = np.arange(6, 103, 12)


def how_many_leave(case: Case) -> Guess:
    """The guess before anything is shown."""
    return guess(
        f"A course note says that {percent(NOTE)} of customers with a bad experience would stop buying. In your "
        "Amazon world a promise has just been broken to 100 customers. How many of them leave over it?",
        0, 100, "of 100", step=1,
    )  # fmt: skip


def so_many_leave(case: Case, first: Guess) -> Reveal:
    """What the note says, and how many leave in truth."""
    return reveal(
        first, reported=100 * NOTE, truth=100 * truth(case).left.mean(), reported_label="the note",
        truth_label="the truth",
    )  # fmt: skip


def ever(case: Case) -> Explorer:
    """A chance taken each time, and what has come of it after many times."""

    def draw(figure: Figure, chance: float = 0.1, a_year: int = 1, years: int = 1) -> str:
        times, chance = a_year * years, round(chance, 6)
        people = left_by(case, chance)
        formula = effect.ever(chance, np.arange(MOST_TIMES + 1))
        left, right = figures.panels(figure, 2, room=(1.35, 0.3), widths=(1.35, 1))
        pictures.ever_curve(left, formula, people, chance, times)
        figures.title(left, pictures.ever_title(chance, formula[times], times))
        rows = [
            ("have left some company, ever", formula[times], figures.REPORTED),
            ("leave, each time", chance, figures.TRUTH),
        ]
        pictures.bars(right, rows)
        figures.title(right, pictures.misread_title(chance, formula[times]))
        return (
            f"With a chance of {percent(chance)} each time and {times} bad experience{'s' * (times > 1)} in {years} "
            f"year{'s' * (years > 1)}, {100 * people[times]:.1f} % of {PEOPLE:,} people have left a company at least "
            f"once; the formula says {100 * formula[times]:.1f} %. {pictures.misread(chance, formula[times])}"
        )

    return Explorer(
        draw,
        {
            "Asked after one": {"chance": 0.2, "a_year": 1, "years": 1},
            "20 % each time, nine times": {"chance": 0.2, "a_year": 3, "years": 3},
            "10 %, twice a year for ten years": {"chance": 0.1, "a_year": 2, "years": 10},
            "4 % in a long life": {"chance": 0.04, "a_year": 4, "years": 12},
        },
        labels={"chance": LEAVING, "a_year": "bad experiences a year", "years": "years looked back on"},
        size=(10, 4.2),
        chance=(0.02, 0.9, 0.02),
        a_year=(1, 4, 1),
        years=(1, 15, 1),
    )


def desk(case: Case) -> Explorer:
    """A hundred customers let down: whom the complaint desk hears, and what it makes of them."""
    own = case.company[groups.Incidents]

    def draw(figure: Figure, complain: float = 0.1, resolved: float = own.resolved) -> str:
        after = aftermath(case, unvoiced=round(1 - complain, 6), resolved=round(resolved, 6))
        everybody, complained, settled = map(after.group, (EVERYBODY, COMPLAINED, SETTLED))
        heard = round(100 * complained.size)
        helped = min(round(100 * settled.size), heard)
        left, right = figures.panels(figure, 2, left=0.3, room=(0.1, 0.4), widths=(1.15, 1))
        pictures.hundred(left, heard, helped)
        figures.title(left, pictures.heard_title(heard))
        rows = [
            (SETTLED, settled.said, figures.REPORTED),
            (COMPLAINED, complained.said, figures.REPORTED),
            (EVERYBODY, everybody.said, figures.TRUTH),
        ]
        pictures.bars(right, rows)
        right.set_xlabel("say they would come back")
        figures.title(right, pictures.rates_title(complained.said, everybody.said))
        return (
            f"Of 100 customers let down, {heard} complain and {helped} are helped. That they would come back say "
            f"{percent(settled.said)} of those helped and {percent(complained.said)} of those who complained; of all "
            f"who were let down it is {percent(everybody.said)}."
        )

    return Explorer(
        draw,
        {
            "As it is": {"complain": 0.1, "resolved": own.resolved},
            "Every complaint settled": {"complain": 0.1, "resolved": 1.0},
            "Complaining made easy": {"complain": 0.5, "resolved": own.resolved},
            "Everybody complains": {"complain": 1.0, "resolved": own.resolved},
        },
        labels={"complain": COMPLAINING, "resolved": "complaints that are settled"},
        size=(10, 4.2),
        complain=(0.1, 1, 0.05),
        resolved=(0.1, 1, 0.05),
    )


def speed(case: Case) -> Explorer:
    """Who would come back, by the hours until a complaint was settled, and what a day faster buys."""

    def draw(figure: Figure, hours: int = 30, complain: float = 0.1) -> str:
        unvoiced = round(1 - complain, 6)
        curve = [aftermath(case, unvoiced=unvoiced, resolution_hours=float(mean)) for mean in MEAN_HOURS]
        now, then = (int(np.searchsorted(MEAN_HOURS, mean)) for mean in (hours, hours - A_DAY))
        at_desk, in_all = (np.array([after.group(name).said for after in curve]) for name in (COMPLAINED, EVERYBODY))
        left, right = figures.panels(figure, 2, room=(0.3, 1.2), widths=(1.6, 1))
        pictures.by_hours(left, _columns(curve[now]))
        figures.title(left, pictures.quick_title(curve[now].group(QUICK).size))
        pictures.by_mean_hours(right, MEAN_HOURS, at_desk, in_all, now)
        figures.title(right, pictures.faster_title(at_desk[then] - at_desk[now], in_all[then] - in_all[now]))
        quick = curve[now].group(QUICK).size / curve[now].group(SETTLED).size
        return (
            f"At {hours} hours on average, {percent(quick)} of the complaints that are settled at all are settled "
            f"within a day. A day faster lifts the desk's rate from {100 * at_desk[now]:.1f} to "
            f"{100 * at_desk[then]:.1f} %, and everybody's from {100 * in_all[now]:.1f} to {100 * in_all[then]:.1f} %."
        )

    return Explorer(
        draw,
        {
            "As it is": {"hours": 30, "complain": 0.1},
            "A slow desk": {"hours": 78, "complain": 0.1},
            "A slow desk, and half complain": {"hours": 78, "complain": 0.5},
        },
        labels={"hours": "mean hours to settle", "complain": COMPLAINING},
        size=(10.5, 4.4),
        hours=(30, 102, 12),
        complain=(0.05, 1, 0.05),
    )


def _columns(after: Aftermath) -> list[tuple[str, float, float, str]]:
    """The columns of `by_hours`; hours in which nothing is settled have none."""
    words = {name: name for name in HOURS} | {IN_VAIN: "in\nvain", SILENT: "never\nheard"}
    return [
        (words[group.name], group.size, group.said, figures.TRUTH if group.name == SILENT else figures.REPORTED)
        for group in map(after.group, words)
        if group.size > 0
    ]


def words(case: Case) -> Explorer:
    """What customers say after a broken promise, and what they do."""
    own = case.company[groups.Incidents]

    def draw(figure: Figure, leaving: float = 0.1, follow: float = own.follow_through) -> str:
        after = aftermath(case, leaving=round(leaving, 6), follow_through=round(follow, 6))
        everybody = after.group(EVERYBODY)
        left, right = figures.panels(figure, 2, left=0.3, room=(0.2, 0.3), widths=(1, 1.75))
        rows = [
            ("say they will not buy again", 1 - everybody.said, figures.REPORTED),
            ("leave", after.left, figures.TRUTH),
            ("leave, and stay away", after.left - after.back, figures.TRUTH),
        ]
        pictures.bars(left, rows)
        figures.title(left, pictures.going_title(1 - everybody.said, after.left))
        groups = [after.group(name) for name in (QUICK, LATER, IN_VAIN, SILENT, EVERYBODY)]
        pictures.said_and_done(right, [(group.name, group.said, group.did) for group in groups])
        figures.title(right, pictures.coming_title(everybody.said, everybody.did))
        return (
            f"Of 100 customers let down, {100 * (1 - everybody.said):.0f} say that they will not buy again; "
            f"{100 * after.left:.0f} leave, {100 * (after.left - after.back):.0f} of them for good. Asked, "
            f"{percent(everybody.said)} say that they would come back; of those who leave, {percent(everybody.did)} do."
        )

    return Explorer(
        draw,
        {
            "As it is": {},
            "Everybody keeps their word": {"follow": 1.0},
            "A market that is easy to leave": {"leaving": 0.6},
            "Kind words only": {"follow": 0.1},
        },
        labels={"leaving": LEAVING, "follow": "who would come back, and do"},
        size=(10.5, 4.2),
        leaving=(0.02, 0.9, 0.02),
        follow=(0, 1, 0.05),
    )


def paradox(case: Case) -> Explorer:
    """Satisfaction and purchases after none, one and two broken promises, put right or not, by lot."""

    def draw(figure: Figure, delight: float = 0.5, leaving: float = 0.1, customers: int = 5_000) -> str:
        groups = arms(case, round(leaving, 6), round(delight, 6), customers)
        none = groups[0, False]
        gaps = {
            (what, group): effect.difference(rows[what], none[what])
            for what in ("score", "buys")
            for group, rows in groups.items()
        }
        left, right = figures.panels(figure, 2, room=(1.35, 1.35))
        lines = [_line(gaps, "score", recovered, 1) for recovered in (True, False)]
        pictures.by_incidents(left, *lines, figures.REPORTED, "mean satisfaction, 0 to 10", (2, 10))
        lines = [_line(gaps, "buys", recovered, 100) for recovered in (True, False)]
        pictures.by_incidents(right, *lines, figures.TRUTH, "buy in the next year, %", (20, 100))
        score, twice, buys = gaps["score", (1, True)], gaps["score", (2, True)], gaps["buys", (1, True)]
        margin = [effect.CONFIDENT * gap.standard_error for gap in (score, buys)]
        figures.title(left, pictures.score_title(score.difference, margin[0], twice.difference))
        figures.title(right, pictures.buys_title(buys.difference, margin[1]))
        return (
            f"With {customers:,} customers in each group: one broken promise, put right within a day, moves "
            f"satisfaction by {signed(score.difference)} ± {margin[0]:.2f} points against none, and a second one to "
            f"{signed(twice.difference)}. The share who buy in the next year moves by "
            f"{signed(100 * buys.difference, 0)} ± {100 * margin[1]:.0f} points."
        )

    return Explorer(
        draw,
        {
            "Put right within a day": {},
            "A hundred customers each": {"customers": 100},
            "No delight": {"delight": 0.0},
            "Great delight, and easy to leave": {"delight": 1.5, "leaving": 0.3},
        },
        labels={"delight": "points of delight in a quick recovery", "leaving": LEAVING,
                "customers": "customers in each group"},
        size=(10.5, 4.2),
        delight=(-0.5, 1.5, 0.1),
        leaving=(0.05, 0.6, 0.05),
        customers=(100, 5_000, 100),
    )  # fmt: skip


def _line(gaps: dict, what: str, recovered: bool, scale: float) -> list[Reading]:
    """None, one and two incidents; the margins are those of the difference from none, which has none itself."""
    none, *others = (gaps[what, group] for group in ((0, False), (1, recovered), (2, recovered)))
    margins = [scale * effect.CONFIDENT * gap.standard_error for gap in others]
    return [Reading(scale * gap.treated, margin) for gap, margin in zip((none, *others), (0, *margins), strict=True)]


def budget(case: Case, share: float = NOTE) -> None:
    """What a plan sets aside if `share` of the broken promises are lost customers, against what is at stake."""
    made = plan(case, share)
    figure = figures.new_figure(9.5, 2.9)
    with figures.styled():
        axes = figures.panels(figure, 1, left=0.3, room=0.5)
        rows = [
            (f"set aside, if {percent(share)} leave each time", made.planned, figures.REPORTED),
            ("at stake in truth: those who leave and stay away", made.at_stake, figures.TRUTH),
        ]
        pictures.bars(axes, rows, 1.25 * max(made.planned, made.at_stake), dollars)
        figures.title(axes, pictures.plan_title(made.times))
    show(
        figure,
        f"Last year {made.promises:,} promises were broken, and a customer brought a margin of "
        f"{dollars(made.margin)}. Whoever takes {percent(share)} of them for lost sets aside {dollars(made.planned)}; "
        f"at stake are {dollars(made.at_stake)}, so the plan is {made.times:.1f} times what there is to save.",
    )
