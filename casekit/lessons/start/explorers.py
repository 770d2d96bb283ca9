"""A customer, a guess, and the first knobs."""

from __future__ import annotations

from matplotlib.figure import Figure

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.cases.harley import HARLEY
from casekit.cases.starbucks import STARBUCKS
from casekit.lessons.opening import explores, goal, preset, shows, takes
from casekit.lessons.registry import EVERYBODY
from casekit.lessons.start import numbers, pictures
from casekit.teach import Knob, figures, guess
from casekit.teach.check import Note
from casekit.teach.guess import Guess

USUAL = 90  # days: the cut-off that many companies use
COMPANY = Knob("company", [one.title for one in EVERYBODY])
STOPS = range(5, 370, 5)
DAYS = Knob("gone after so many days", STOPS[0], STOPS[-1], STOPS.step)
PRICE = Knob("a missed leaver costs, in vouchers", 1, 20, 1)


@takes(STARBUCKS)
def on_file(case: Case) -> Note:
    """What the file has about one customer."""
    return Note(_filed(case, numbers.a_quiet_one(case)))


@shows(STARBUCKS, size=(9.5, 3.7))
def in_truth(case: Case, figure: Figure) -> str:
    """The same customer as filed, and as they are."""
    customer = numbers.a_quiet_one(case)
    name, _ = numbers.name_and_city(case, customer)
    felt, left_at = numbers.felt(case, customer), numbers.fate(case).left_at[customer]
    left, right = figures.panels(figure, left=0.9, room=(0.3, 0.3))
    pictures.purchases(left, numbers.bought(case, customer))
    figures.title(left, f"On file: {name}")
    pictures.scores(right, felt, left_at)
    figures.title(right, f"In truth: gone since {left_at:%b %Y}")
    return (
        f"Left, the purchases of {name}. Right, a dot is what the answer to a survey would have been, from 0 (bad) to "
        f"10 (very good). In {left_at:%B %Y} this customer left."
    )


def _filed(case: Case, customer: int) -> str:
    name, city = numbers.name_and_city(case, customer)
    sent = (case.surveys.customer_id == customer).sum()
    return (
        f"{name} of {city} has bought {numbers.bought(case, customer).sum():,} times since "
        f"{numbers.on_file_since(case, customer):%B %Y}, has never called or written, and has answered none of {sent} "
        "surveys."
    )


@takes(AMAZON, STARBUCKS)
def by_the_rule(amazon: Case, starbucks: Case) -> Note:
    """How many are gone by the usual rule and in truth, at both companies; nothing of the names."""

    def company(case: Case) -> str:
        rule = numbers.mistakes(case, USUAL)
        return (
            f"Of 100 names on {_its(case)} file, {rule.of_100(rule.counted):.2f} are gone by the rule, and "
            f"{rule.of_100(rule.gone):.2f} in truth: off by {rule.off_of_100:.2f}."
        )

    return Note(f"{company(amazon)} {company(starbucks)}")


def _its(case: Case) -> str:
    title = case.company.title
    return f"{title}'" if title.endswith("s") else f"{title}'s"


@takes(AMAZON)
def how_many_are_wrong(amazon: Case) -> Guess:
    """The guess: how many names does the rule get wrong?"""
    return guess(
        f"Of 100 names on {AMAZON.title}'s file, how many does the rule put on the wrong side?",
        0, 100, "of 100", step=1,
    )  # fmt: skip


@takes(AMAZON, STARBUCKS)
def so_many_are_wrong(amazon: Case, starbucks: Case, first: Guess) -> pictures.TwoLists:
    """Wrong names at both companies, against how far the number is off."""
    return pictures.TwoLists(first, {case.company.title: numbers.mistakes(case, USUAL) for case in (amazon, starbucks)})


def costs_least(amazon: Case, starbucks: Case, harley: Case, company: str, days: int, price: int) -> bool:
    """Whether Amazon's mistakes cost within 5 % of the least, where a leaver who is missed costs five vouchers."""
    if (company, price) != (AMAZON.title, 5):
        return False
    cost = {stop: rule.cost(price) for stop, rule in numbers.by_days(amazon, STOPS).items()}
    return cost[days] <= 1.05 * min(cost.values())


@goal(
    f"At {AMAZON.title}, a missed leaver costs five vouchers. Find the number of days that costs least. Up to 5 % "
    "more is near enough.",
    costs_least,
)
@preset(AMAZON.title, company=AMAZON.title, days=USUAL)
@preset(STARBUCKS.title, company=STARBUCKS.title, days=USUAL)
@preset(HARLEY.title, company=HARLEY.title, days=USUAL)
@explores(*EVERYBODY, company=COMPANY, days=DAYS, price=PRICE)
def who_is_gone(
    amazon: Case,
    starbucks: Case,
    harley: Case,
    figure: Figure,
    company: str = AMAZON.title,
    days: int = USUAL,
    price: int = 1,
) -> str:
    """A rule that calls customers gone after so many days of silence, against those who are."""
    # All three, though one is drawn: else the first press of a button would wait for its company's records.
    found = {case.company.title: numbers.by_days(case, STOPS) for case in (amazon, starbucks, harley)}
    rules = found[company]
    rule = rules[days]
    left, right = figures.panels(figure, left=0.9, room=(0.3, 0.7), widths=(1.25, 1))
    pictures.by_days(left, rules, days, price)
    figures.title(left, f"{company}: mistakes and cost")
    pictures.verdict(right, rule, price)
    return (
        f"At {company} the rule calls {rule.counted:,} of {rule.customers:,} customers gone, and {rule.gone:,} are. It "
        f"has {rule.wrong:,} names wrong. Needless vouchers: {rule.written_off:,}. Missed: {rule.missed:,}. Together "
        f"they cost as much as {rule.cost(price):,} vouchers."
    )
