"""The guess and the sketch of lesson 01, its Explorers, and the busiest visitors one by one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.lessons.opening import explores, goal, preset, takes
from casekit.lessons.storefront import numbers, pictures
from casekit.lessons.storefront.numbers import GRAINS, LETTERS, SHOWING
from casekit.lessons.storefront.rights import USUAL, gap, oracle, rights
from casekit.lessons.storefront.shoppers import KNOWN, LEARNT, store
from casekit.lessons.storefront.visitors import BUSIEST, visitors
from casekit.teach import Knob, figures, guess, one_by_one, reveal, sketch, unveil
from casekit.teach.guess import Guess, Reveal
from casekit.teach.one_by_one import OneByOne
from casekit.teach.sketch import Sketch
from casekit.teach.unveil import Unveil
from casekit.teach.words import percent, signed

HALF = KNOWN // 2
CLOSE = 100  # dollars
CENTS = round(100 * LETTERS.profile)  # a profile
EVEN = 0.5  # per cent


@takes(AMAZON)
def how_many_right(case: Case) -> Guess:
    """The guess before anything is shown."""
    found = rights(case)
    everybody, shelf = (round(100 * hits.mean()) for hits in (found.everybody, found.shelf[0]))
    return guess(
        "Take 100 customers. Of each of them the store knows one purchase. The one list for all is right for "
        f"{everybody} of them, the shelf's list for {shelf}. For how many of the 100 is the personal list right?",
        0, 100, "of 100", step=1, since=("the list for all", everybody),
    )  # fmt: skip


@takes(AMAZON)
def so_many_right(case: Case, first: Guess) -> Reveal:
    """For how many customers each list is right, with one purchase known."""
    found = rights(case)
    shelf, own = (round(100 * hits[0].mean()) for hits in (found.shelf, found.own))
    margin = gap(found.own[0], found.shelf[0]).margin
    rest = {
        -1: "Even the one list for all does better",
        0: "Between the personal list and the one list for all there is no difference beyond chance",
        1: "The personal list does better than the one list for all",
    }[gap(found.own[0], found.everybody).side]

    def told(guessed: float | None) -> str:
        facts = (
            f"The personal list is right for {own} of 100 customers, and the shelf's list for {shelf}: {shelf - own} "
            f"more, give or take {margin:.1f}. {rest}. Tried on {len(found.everybody):,} customers."
        )
        return facts if guessed is None else f"You guessed {guessed:.0f}. {facts}"

    return reveal(
        first, reported=shelf, truth=own, sentence=told, reported_label="the shelf's list",
        truth_label="the personal list", since_label="the list for all", digits=0,
    )  # fmt: skip


@takes(AMAZON)
def draw_hits(case: Case) -> Sketch:
    """A curve to be drawn: the personal list, made from more and more purchases."""
    own = round(100 * rights(case).own[0].mean())
    return sketch(
        f"The store gets to know more. With one purchase known, the personal list is right for {own} of 100 customers. "
        "For how many is it right with two purchases known, with three, and so on up to ten? The customers stay the "
        "same.",
        across=("purchases known", range(1, KNOWN + 1)), up=("of 100 customers", 0, 100, "of 100"), step=1,
    )  # fmt: skip


@takes(AMAZON)
def show_hits(case: Case, line: Sketch) -> Unveil:
    """The personal list over the sketch, and what a list from the true tastes would reach."""
    own = 100 * rights(case).own.mean(axis=1)
    first, half, last = (f"{own[known - 1]:.0f}" for known in (1, HALF, KNOWN))

    def said(drawn: Sequence[float] | None) -> str:
        yours = "" if drawn is None else f"You drew {drawn[-1]:.0f} of 100 for {KNOWN} purchases. "
        return (
            f"{yours}The personal list is right for {first} of 100 with one purchase known, for {half} with {HALF}, "
            f"and for {last} with {KNOWN}. A list from the customers' true tastes, which no store knows, would be "
            f"right for {100 * oracle(case).mean():.0f}."
        )

    best = np.full(KNOWN, 100 * oracle(case).mean())
    title = f"Right for {first} of 100 with one purchase, for {half} with {HALF}, for {last} with {KNOWN}"
    return unveil(line, truth=best, reported=own, truth_label="from true tastes", reported_label="personal list",
                  title=title, sentence=said)  # fmt: skip


@takes(AMAZON)
def busiest(case: Case) -> OneByOne:
    """The ten visitors with most pages, one at a time."""
    seen = visitors(case)
    top, pages = seen.head(BUSIEST), seen.pages.sum()
    lines = [
        f"Visitor {one.visitor_id:,}: {one.pages:,} pages on {one.days} days, {one.pages_a_day:.0f} a day; "
        f"{'logged in at least once' if one.logged_in else 'never logged in'}."
        for one in top.itertuples()
    ]

    def so_far(met: int) -> str:
        never = int((~top.logged_in[:met]).sum())
        part = percent(top.pages[:met].sum() / pages)
        return f"{met} of {BUSIEST} met; {never} never logged in. Together {part} of all pages in the log."

    return one_by_one(f"The {BUSIEST} busiest of {len(seen):,} visitors.", lines, so_far, button="The next visitor")


def fewest_known(case: Case, known: int, learnt: int, consent: float) -> bool:
    """Whether these are the fewest purchases with which the personal list is ahead by more than chance."""
    return (learnt, consent) == (USUAL, 0) and known == numbers.fewest(case)


@goal(
    f"Learn from {USUAL} customers, and use no searches. Find the fewest purchases known with which the personal list "
    "is ahead of the shelf's list by more than chance.",
    fewest_known,
)
@preset("One purchase known")
@preset("A larger store", learnt=LEARNT[-1])
@preset("Searches used", consent=1.0)
@explores(
    AMAZON,
    size=(10.5, 4.2),
    known=Knob("purchases known", 1, KNOWN, 1),
    learnt=Knob("customers learned from", list(LEARNT)),
    consent=Knob("customers who let their searches be used", 0, 1, 0.05),
)
def history(case: Case, figure: Figure, known: int = 1, learnt: int = USUAL, consent: float = 0.0) -> str:
    """Whom each list is right for, by what is known of a customer, and from how many others the store has learned."""
    found = {size: rights(case, size) for size in LEARNT}[
        learnt
    ]  # all at once, so that no move of the knob has to wait
    best = oracle(case)
    own = numbers.personal(case, found, consent)
    here = own[known - 1], found.shelf[known - 1]
    left, right = figures.panels(figure, left=0.5, room=(0.35, 1.4), widths=(1.15, 1))
    pictures.list_bars(left, [
        ("one list for all", found.everybody, figures.GREY),
        ("the shelf's list", here[1], figures.REPORTED_LETTERS),
        ("the personal list", here[0], figures.REPORTED),
        ("from true tastes", best, figures.TRUTH),
    ])  # fmt: skip
    personal = gap(*here)
    figures.title(left, pictures.verdict(personal))
    so_far = 100 * own[:known].mean(axis=1)
    pictures.list_lines(right, so_far, 100 * found.shelf[:known].mean(axis=1), 100 * best.mean())
    figures.title(right, pictures.gained(so_far))
    rates = [f"{100 * hits.mean():.1f}" for hits in (*here, found.everybody, best)]
    return (
        f"{pictures.so_many_known(known)}, learned from {learnt:,} others; {percent(consent)} let their searches be "
        f"used. Of 100 customers the personal list is right for {rates[0]}, the shelf's list for {rates[1]}, the list "
        f"for all for {rates[2]}, and a list from true tastes for {rates[3]}. Personal less shelf's: "
        f"{signed(round(personal.ahead, 2), 2)} points, give or take {personal.margin:.2f}. "
        f"{pictures.verdict(personal)}."
    )


def as_much(case: Case, known: int, budget: int, profile: int) -> bool:
    """Whether the shelves' lists and the personal ones bring the same, to a hundred dollars, at the goal's setting."""
    if (known, budget) != (KNOWN, 4_000):
        return False
    _, shelf, each = numbers.mailing(case, budget, profile / 100).margin[:, known - 1]
    return bool(abs(shelf - each) <= CLOSE)


@goal(
    f"With {KNOWN} purchases known and a budget of $4,000, find the price of a profile at which the lists for each "
    f"shelf and for each customer bring the same, give or take ${CLOSE}.",
    as_much,
)
@preset("A small budget", budget=500)
@preset("A large budget", budget=4_000)
@preset("Much known, cheap profiles", known=KNOWN, budget=4_000, profile=5)
@explores(
    AMAZON,
    size=(9, 3.8),
    known=Knob("purchases known", 1, KNOWN, 1),
    budget=Knob("budget, dollars", 500, 4_000, 250),
    profile=Knob("a profile costs, cents a customer", 0, 30, 1),
)
def grains(case: Case, figure: Figure, known: int = 3, budget: int = 2_000, profile: int = CENTS) -> str:
    """One budget for letters with ten products each: the same for all, one for each shelf, or one for each customer."""
    made = numbers.mailing(case, budget, profile / 100)
    first, second, by = numbers.ahead(case, made, known)
    axes = figures.panel(figure, left=0.75, room=0.3)
    brings = made.margin[:, known - 1]
    pictures.grain_bars(axes, brings)
    figures.title(axes, pictures.grain_title(first, second, by))
    each = ", ".join(
        f"{name} {letters:,.0f} letters and {pictures.in_dollars(brought)}"
        for name, letters, brought in zip(GRAINS, made.letters, brings, strict=True)
    )
    return (
        f"{pictures.so_many_known(known)}, a budget of ${budget:,}, {profile} cents a profile; a sale brings "
        f"${store(case).margin:.2f}: {each}. The best two lie ${by.ahead:,.0f} apart, give or take "
        f"${by.margin:,.0f}. {pictures.grain_title(first, second, by)}."
    )


def as_many_kept(case: Case, part: float, month: int, lets_go: float, heed: float) -> bool:
    """Whether hiding all bad reviews keeps as many purchases in a year as showing them, at the case's own heed."""
    if (part, month) != (0, numbers.MONTHS) or abs(heed - SHOWING.heed) > 1e-9:
        return False
    hidden, plain = (numbers.shown(case, one, heed, lets_go).kept.sum() for one in (0.0, 1.0))
    return bool(abs(100 * (hidden / plain - 1)) <= EVEN)


@goal(
    "Hide all bad reviews for twelve months; a star more sells 10 % more. Find how easily customers must leave, so "
    f"that since month 1 as many purchases are kept as with all reviews shown, give or take {EVEN} %.",
    as_many_kept,
)
@preset("This month")
@preset("This year", month=numbers.MONTHS)
@preset("Nobody leaves over it", month=numbers.MONTHS, lets_go=0.0)
@explores(
    AMAZON,
    size=(10.5, 4.2),
    part=Knob("bad reviews shown", 0, 1, 0.1),
    month=Knob("months that have passed", 1, numbers.MONTHS, 1),
    lets_go=Knob("leave, for each star missing", 0, 0.1, 0.005),
    heed=Knob("a star more on the page sells more by", 0, 0.3, 0.05),
)
def reviews(
    case: Case, figure: Figure, part: float = 0.0, month: int = 1, lets_go: float = SHOWING.lets_go,
    heed: float = SHOWING.heed,
) -> str:  # fmt: skip
    """What becomes of sales and customers if the store hides some of its bad reviews."""
    plain, now = (numbers.shown(case, one, heed, lets_go) for one in (1.0, part))
    by_month = 100 * (now.kept / plain.kept - 1)[:month]
    so_far = 100 * (np.cumsum(now.kept) / np.cumsum(plain.kept) - 1)[:month]
    left, right = figures.panels(figure, left=0.9, room=(1.35, 0.2), widths=(1.3, 1))
    pictures.month_lines(left, by_month, so_far)
    figures.title(left, pictures.month_title(by_month[-1], so_far[-1], month))
    pictures.outcome_bars(right, plain, now, month)
    figures.title(right, f"Page: {now.shown:.1f} stars; buyers: {now.felt:.1f}")
    return (
        f"{percent(part)} of the bad reviews shown. Pages say {now.shown:.1f} stars, buyers {now.felt:.1f}. Against "
        f"all reviews shown, {pictures.changed(by_month[-1])} purchases are kept in month {month}, and "
        f"{pictures.changed(so_far[-1])} since month 1. Of 100 purchases {pictures.sent_back(now):.1f} are sent back "
        f"(all shown: {pictures.sent_back(plain):.1f}); of 100 customers {100 * now.left[month - 1]:.1f} have left "
        f"(all shown: {100 * plain.left[month - 1]:.1f})."
    )
