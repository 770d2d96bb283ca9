"""Three customers, a guess, the first knob, and what the companies put on the wall."""

from __future__ import annotations

from matplotlib.figure import Figure

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.cases.harley import HARLEY
from casekit.cases.starbucks import STARBUCKS
from casekit.lessons.opening import explores, preset, shows, takes, takes_one_of
from casekit.lessons.registry import EVERYBODY
from casekit.lessons.start import numbers, pictures
from casekit.teach import Knob, charts, figures, guess, reveal, still
from casekit.teach.guess import Guess, Reveal
from casekit.teach.words import percent

USUAL = 90  # days: the cut-off that many companies use
COMPANY = Knob("company", [one.title for one in EVERYBODY])
DAYS = Knob("gone after so many silent days", 5, 365, 5)


@takes_one_of(*EVERYBODY)
def meet(case: Case, truth: bool = False) -> None:
    """One customer of this company as the file has them, and with `truth` also as they are."""
    customers = {AMAZON.name: _shared_account, STARBUCKS.name: _quiet_customer, HARLEY.name: _middling_rider}
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
        f"{filed} In truth two people share the account: one buys mostly {bought.owner.idxmax()} and the other mostly "
        f"{bought.other.idxmax()}, {bought.other.sum():,} of the {total.sum():,} purchases."
    )


def _quiet_customer(case: Case, figure: Figure, truth: bool) -> str:
    customer = numbers.a_quiet_one(case)
    name, city = numbers.name_and_city(case, customer)
    visits, sent = numbers.visits(case, customer), (case.surveys.customer_id == customer).sum()
    left, right = pictures.file_and_truth(figure, name, truth, left=0.9)
    pictures.bars(left, visits, figures.REPORTED, ylabel="visits a quarter")
    filed = (
        f"{name} of {city} has come {visits.sum():,} times, has never complained, and has answered none of "
        f"{sent} surveys."
    )
    if not truth:
        return filed
    felt, left_at = numbers.felt(case, customer), numbers.fate(case).left_at[customer]
    pictures.bars(right, felt, figures.TRUTH, ylabel="would have answered, 0 to 10", ylim=(0, 10))
    figures.title(right, f"In truth: unhappy, and gone since {left_at:%B %Y}")
    return f"{filed} The last score would have been {felt.dropna().iloc[-1]:.0f}; in {left_at:%B %Y} they left."


def _middling_rider(case: Case, figure: Figure, truth: bool) -> str:
    rider = numbers.a_middling_one(case)
    name, city = numbers.name_and_city(case, rider)
    spent = numbers.wallet(case, rider).rename(columns={"elsewhere": "at other brands"})
    here, total = spent.here.sum(), spent.to_numpy().sum()
    look = {"xlabel": "dollars last year", "xlim": (0, 1.08 * spent.sum(axis=1).max())}
    left, right = pictures.file_and_truth(figure, name, truth, left=1.3, room=(0.1, 0.3))
    charts.stacked_bars(left, spent[spent.here > 0], {"here": figures.REPORTED}, **look)
    filed = f"{name} of {city} spent ${here:,.0f} at the dealer's last year, neither much nor little."
    if not truth:
        return filed
    charts.stacked_bars(right, spent, {"here": figures.TRUTH, "at other brands": figures.TRUTH_PART}, **look)
    figures.title(right, f"In truth: ${total:,.0f}, most of it elsewhere")
    return f"{filed} In truth {name.split()[0]} spent ${total:,.0f}, of which ${total - here:,.0f} at other brands."


@takes(AMAZON)
def how_many_are_gone(amazon: Case) -> Guess:
    """The guess before anything is counted."""
    return guess(
        "Amazon's file holds everybody who joined in three years. Nobody is ever taken off it. "
        "Of 100 names, how many have stopped being customers?",
        0, 100, "of 100", step=1,
    )  # fmt: skip


@takes(AMAZON)
def so_many_are_gone(amazon: Case, first: Guess) -> Reveal:
    """What the usual rule says of customers who are gone, and what is true."""
    rule, true = 100 * (numbers.silent_days(amazon) > USUAL).mean(), 100 * numbers.gone(amazon).mean()
    return reveal(
        first, reported=rule, truth=true, reported_label=f"silent for {USUAL} days", truth_label="gone in truth"
    )


@preset(f"{AMAZON.title}, {USUAL} days", company=AMAZON.title, days=USUAL)
@preset(f"{STARBUCKS.title}, {USUAL} days", company=STARBUCKS.title, days=USUAL)
@preset(f"{HARLEY.title}, {USUAL} days", company=HARLEY.title, days=USUAL)
@explores(*EVERYBODY, company=COMPANY, days=DAYS)
def who_is_gone(
    amazon: Case, starbucks: Case, harley: Case, figure: Figure, company: str = AMAZON.title, days: int = 30
) -> str:
    """A rule that calls customers gone after so many days of silence, against those who are."""
    (case,) = (case for case in (amazon, starbucks, harley) if case.company.title == company)
    silent, gone = numbers.silent_days(case), numbers.gone(case)
    by_rule = silent > days
    written_off, missed = int((by_rule & ~gone).sum()), int((~by_rule & gone).sum())
    left, right = figures.panels(figure, left=0.9, room=(0.3, 0.7), widths=(1.25, 1))
    pictures.silence(left, silent, gone, days)
    figures.title(left, f"{company}: when they last bought")
    pictures.verdict(right, len(silent), int(by_rule.sum()), int(gone.sum()), written_off, missed)
    return (
        f"At {company}, {by_rule.sum():,} of {len(silent):,} customers have been silent for more than {days} days, "
        f"and {gone.sum():,} are gone. The rule is wrong about {written_off + missed:,}: {written_off:,} "
        f"are still customers, and {missed:,} have left and still count."
    )


@shows(*EVERYBODY, size=(9.5, 3.6))
def wall(amazon: Case, starbucks: Case, harley: Case, figure: Figure) -> str:
    """For each company's objective the number it would put on the wall: as its records have it, and in truth."""
    on_time, (on_file, in_truth), spent = numbers.on_time(amazon), numbers.kept(starbucks), numbers.wallet(harley)
    share = spent.here.sum() / spent.to_numpy().sum()
    rows = [
        ("Amazon: run smoothly", "parcels that come on the day promised", on_time, on_time),
        ("Starbucks: keep customers", "customers of a year ago still there", on_file, in_truth),
        ("Harley-Davidson: share of wallet", "riders' spending that comes here", 1.0, share),
    ]
    axes = figures.panel(figure, left=3.6, room=0.45)
    pictures.wall_rows(axes, rows)
    figures.title(axes, "Three objectives, three numbers")
    return (
        f"Amazon's number is on file: {percent(on_time)} of parcels on time. Starbucks' can be estimated: "
        f"{percent(on_file)} of customers kept, by their visits; the truth is {percent(in_truth)}. "
        f"Harley-Davidson's is in no record: the till knows only what is spent here, which is {percent(share)} of "
        "what riders spend."
    )
