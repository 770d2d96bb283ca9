"""Two customers, two guesses, and the first knobs."""

from __future__ import annotations

from matplotlib.figure import Figure

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.cases.harley import HARLEY
from casekit.cases.starbucks import STARBUCKS
from casekit.lessons.opening import explores, goal, preset, takes, takes_one_of
from casekit.lessons.registry import EVERYBODY
from casekit.lessons.start import numbers, pictures
from casekit.teach import Knob, charts, figures, guess, reveal, still
from casekit.teach.guess import Guess, Reveal

USUAL = 90  # days: the cut-off that many companies use
COMPANY = Knob("company", [one.title for one in EVERYBODY])
STOPS = range(5, 370, 5)
DAYS = Knob("gone after so many silent days", STOPS[0], STOPS[-1], STOPS.step)
PRICE = Knob("missing a leaver costs, in vouchers", 1, 20, 1)


@takes_one_of(AMAZON, STARBUCKS)
def meet(case: Case, truth: bool = False) -> None:
    """One customer of this company as the file has them, and with `truth` also as they are."""
    customers = {AMAZON.name: _shared_account, STARBUCKS.name: _quiet_customer}
    still(lambda figure: customers[case.company.name](case, figure, truth), 9.5, 3.7)


def _shared_account(case: Case, figure: Figure, truth: bool) -> str:
    account = numbers.two_in_one(case)
    name, city = numbers.name_and_city(case, account)
    bought = numbers.by_person(case, account)
    total = bought.sum(axis=1)
    left, right = pictures.file_and_truth(figure, name, truth, left=1.0)
    charts.stacked_bars(left, total.to_frame("all"), {"all": figures.REPORTED}, xlabel="purchases")
    likes = total.nlargest(2).index
    filed = f"{name} of {city} has bought {total.sum():,} times, mostly {likes[0]} and {likes[1]}."
    if not truth:
        return filed
    persons = {name: figures.TRUTH, "somebody else": figures.TRUTH_PART}
    charts.stacked_bars(right, bought.set_axis(list(persons), axis=1), persons, xlabel="purchases")
    figures.title(right, "In truth: two people, one account")
    return (
        f"{filed} In truth two people share the account. One of them made {bought.owner.sum():,} purchases, most often "
        f"{bought.owner.idxmax()}; the other made {bought.other.sum():,}, most often {bought.other.idxmax()}."
    )


def _quiet_customer(case: Case, figure: Figure, truth: bool) -> str:
    customer = numbers.a_quiet_one(case)
    name, city = numbers.name_and_city(case, customer)
    visits, sent = numbers.visits(case, customer), (case.surveys.customer_id == customer).sum()
    left, right = pictures.file_and_truth(figure, name, truth, left=0.9)
    pictures.visits(left, visits)
    filed = (
        f"{name} of {city} has come {visits.sum():,} times, has never called or written, and has answered none of "
        f"{sent} surveys."
    )
    if not truth:
        return filed
    felt, left_at = numbers.felt(case, customer), numbers.fate(case).left_at[customer]
    pictures.scores(right, felt)
    figures.title(right, f"In truth: unhappy, and gone since {left_at:%B %Y}")
    return (
        f"{filed} In truth the answer to the last one would have been {felt.iloc[-1]:.0f} of 10. In {left_at:%B %Y} "
        "this customer left."
    )


@takes(AMAZON)
def how_many_are_gone(amazon: Case) -> Guess:
    """The guess before anything is counted."""
    return guess(
        "Amazon's file holds everybody who joined in three years. "
        "Of 100 names, how many have stopped being customers?",
        0, 100, "of 100", step=1,
    )  # fmt: skip


@takes(AMAZON)
def so_many_are_gone(amazon: Case, first: Guess) -> Reveal:
    """What the usual rule says of customers who are gone, and what is true."""
    rule = numbers.mistakes(amazon, USUAL)
    return reveal(first, reported=rule.of_100(rule.counted), truth=rule.of_100(rule.gone), reported_label="the rule")


@takes(AMAZON, STARBUCKS)
def how_many_names_are_wrong(amazon: Case, starbucks: Case) -> Guess:
    """The second guess: where the number is further off, are there more wrong names?"""
    here, there = (numbers.mistakes(case, USUAL) for case in (amazon, starbucks))
    return guess(
        f"At {STARBUCKS.title} the same rule says that {there.of_100(there.counted):.0f} of 100 are gone, and in truth "
        f"{there.of_100(there.gone):.0f} are: the number is further off than {AMAZON.title}'s. Now name by name. At "
        f"{AMAZON.title} the rule puts {here.of_100(here.wrong):.0f} of 100 names on the wrong side. How many of 100 "
        f"at {STARBUCKS.title}?",
        0, 40, "of 100", step=1,
    )  # fmt: skip


@takes(AMAZON, STARBUCKS)
def so_many_names_are_wrong(amazon: Case, starbucks: Case, second: Guess) -> Reveal:
    """Wrong names at both companies."""
    rules = (numbers.mistakes(case, USUAL) for case in (amazon, starbucks))
    here, there = (rule.of_100(rule.wrong) for rule in rules)

    def told(guessed: float | None) -> str:
        facts = f"At {AMAZON.title} {here:.1f} of 100 names are wrong, at {STARBUCKS.title} {there:.1f}."
        if guessed is None:
            return facts
        if abs(guessed - there) < 0.5 + 1e-9:
            return f"You guessed {guessed:.0f} of 100. {facts} You were right."
        expected, are = (("more" if value > here else "fewer") for value in (guessed, there))
        return f"You guessed {guessed:.0f} of 100, {expected} than at {AMAZON.title}. {facts} There are {are}."

    return reveal(second, reported=here, truth=there, sentence=told, reported_label=AMAZON.title,
                  truth_label=STARBUCKS.title)  # fmt: skip


def costs_least(amazon: Case, starbucks: Case, harley: Case, company: str, days: int, price: int) -> bool:
    """Whether Amazon's mistakes cost within 2 % of the least, where a leaver who is missed costs five vouchers."""
    if (company, price) != (AMAZON.title, 5):
        return False
    cost = {stop: numbers.mistakes(amazon, stop).cost(price) for stop in STOPS}
    return cost[days] <= 1.02 * min(cost.values())


@goal(
    f"At {AMAZON.title}, missing a leaver costs five vouchers. Find the number of days at which both mistakes together "
    "cost least. Up to 2 % more is near enough.",
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
    (case,) = (case for case in (amazon, starbucks, harley) if case.company.title == company)
    rule = numbers.mistakes(case, days)
    left, right = figures.panels(figure, left=0.9, room=(0.3, 0.7), widths=(1.25, 1))
    pictures.silence(left, numbers.silent_days(case), numbers.gone(case), days)
    figures.title(left, f"{company}: when they last bought")
    pictures.verdict(right, rule, price)
    return (
        f"At {company}, {rule.counted:,} of {rule.customers:,} customers have been silent for more than {days} days, "
        f"and {rule.gone:,} are gone. The rule is wrong about {rule.wrong:,}: {rule.written_off:,} are still "
        f"customers and get a voucher for nothing, and {rule.missed:,} have left and get none. These mistakes cost as "
        f"much as {rule.cost(price):,} vouchers."
    )
