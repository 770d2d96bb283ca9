"""Three customers, a guess, the first knob, and what the companies put on the wall."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd
from matplotlib.figure import Figure

from casekit.case import Case
from casekit.errors import CaseError, shown
from casekit.lessons.start import pictures
from casekit.lessons.start.numbers import (
    TODAY,
    a_middling_one,
    a_quiet_one,
    by_person,
    by_quarter,
    gone,
    kept,
    on_time,
    silent_days,
    two_in_one,
    wallet,
)
from casekit.lessons.untouched import untouched
from casekit.teach import Explorer, figures, guess, reveal, show
from casekit.teach.guess import Guess, Reveal

USUAL = 90  # days: the cut-off that many companies use


def meet(case: Case, truth: bool = False) -> None:
    """One customer of this company as the file has them, and with `truth` also as they are."""
    pictured = {"amazon": _shared_account, "starbucks": _quiet_customer, "harley": _middling_rider}
    if not isinstance(case, Case) or case.company.name not in pictured:
        raise CaseError(f"meet needs a case of {', '.join(pictured)}; {shown(case)} was given.")
    figure = figures.new_figure(9.5, 3.7)
    with figures.styled():
        sentence = pictured[case.company.name](case, figure, truth)
    show(figure, sentence)


def _shared_account(case: Case, figure: Figure, truth: bool) -> str:
    account = two_in_one(case)
    bought, (name, city) = by_person(case, account), _name_and_city(case, account)
    left, right = figures.panels(figure, 2, left=1.0, room=(0.3, 0.3))
    pictures.stacked(left, pd.DataFrame({"all": bought.sum(axis=1)}), {"all": figures.REPORTED}, "purchases")
    figures.title(left, f"On file: {name}")
    likes = bought.sum(axis=1).nlargest(2).index
    filed = f"{name} of {city} has bought {bought.to_numpy().sum():,} times, mostly {likes[0]} and {likes[1]}"
    if not truth:
        _veil(right)
        return f"{filed}."
    colours = {"owner": figures.TRUTH, "other": "#7FB8D9"}
    pictures.stacked(right, bought, colours, "purchases")
    pictures.legend(right, {name: colours["owner"], "somebody else": colours["other"]})
    figures.title(right, "In truth: two people, one account")
    first, second = (bought[person].idxmax() for person in ("owner", "other"))
    return (
        f"{filed}. In truth two people share the account: one buys mostly {first} and the other mostly {second}, "
        f"{bought.other.sum():,} of the {bought.to_numpy().sum():,} purchases."
    )


def _quiet_customer(case: Case, figure: Figure, truth: bool) -> str:
    customer = a_quiet_one(case)
    fresh, (name, city) = untouched(case), _name_and_city(case, customer)
    visits = by_quarter(fresh.purchases[fresh.purchases.customer_id == customer])
    left, right = figures.panels(figure, 2, left=0.9, room=(0.3, 0.3))
    pictures.bars(left, visits, figures.REPORTED, "visits a quarter")
    figures.title(left, f"On file: {name}")
    sent = (fresh.surveys.customer_id == customer).sum()
    filed = (
        f"{name} of {city} has come {visits.sum():,} times, has never complained, and has answered none of "
        f"{sent} surveys"
    )
    if not truth:
        _veil(right)
        return f"{filed}."
    feeling = _felt(fresh, customer)
    left_at = fresh.reveal().customers.set_index("customer_id").left_at[customer]
    pictures.bars(right, feeling, figures.TRUTH, "would have answered, 0 to 10")
    right.set_ylim(0, 10)
    figures.title(right, f"In truth: unhappy, and gone since {left_at:%B %Y}")
    return f"{filed}. The last score would have been {feeling.dropna().iloc[-1]:.0f}; in {left_at:%B %Y} they left."


def _middling_rider(case: Case, figure: Figure, truth: bool) -> str:
    rider = a_middling_one(case)
    spent, (name, city) = wallet(case, rider), _name_and_city(case, rider)
    spent = spent[spent.sum(axis=1) > 0]
    left, right = figures.panels(figure, 2, left=1.3, room=(0.1, 0.3))
    here, total = spent.here.sum(), spent.to_numpy().sum()
    most = 1.08 * spent.sum(axis=1).max()
    pictures.stacked(left, spent[spent.here > 0], {"here": figures.REPORTED}, "dollars last year")
    figures.title(left, f"On file: {name}")
    filed = f"{name} of {city} spent ${here:,.0f} at the dealer's last year, neither much nor little"
    left.set_xlim(0, most)
    if not truth:
        _veil(right)
        return f"{filed}."
    colours = {"here": figures.TRUTH, "elsewhere": "#7FB8D9"}
    pictures.stacked(right, spent, colours, "dollars last year")
    pictures.legend(right, {"here": colours["here"], "at other brands": colours["elsewhere"]})
    right.set_xlim(0, most)
    figures.title(right, f"In truth: ${total:,.0f}, most of it elsewhere")
    return f"{filed}. In truth {name.split()[0]} spent ${total:,.0f}, of which ${total - here:,.0f} at other brands."


def how_many_are_gone(amazon: Case) -> Guess:
    """The guess before anything is counted."""
    return guess(
        "Amazon's file holds everybody who joined in three years. Nobody is ever taken off it. "
        "Of 100 names, how many have stopped being customers?",
        0, 100, "of 100", step=1,
    )  # fmt: skip


def so_many_are_gone(amazon: Case, first: Guess) -> Reveal:
    """What the usual rule says of customers who are gone, and what is true."""
    rule, true = 100 * (silent_days(amazon) > USUAL).mean(), 100 * gone(amazon).mean()
    return reveal(
        first, reported=rule, truth=true, reported_label=f"silent for {USUAL} days", truth_label="gone in truth"
    )


def who_is_gone(*cases: Case) -> Explorer:
    """A rule that calls customers gone after so many days of silence, against those who are."""
    by_title = {case.company.title: case for case in cases}

    @lru_cache(maxsize=8)
    def facts(company: str) -> tuple[pd.Series, pd.Series]:
        return silent_days(by_title[company]), gone(by_title[company])

    def draw(figure: Figure, company: str = next(iter(by_title)), days: int = 30) -> str:
        silent, left_for_good = facts(company)
        by_rule = silent > days
        written_off, missed = int((by_rule & ~left_for_good).sum()), int((~by_rule & left_for_good).sum())
        left, right = figures.panels(figure, 2, left=0.9, room=(0.3, 0.7), widths=(1.25, 1))
        pictures.silence(left, silent, left_for_good, days)
        figures.title(left, f"{company}: when they last bought")
        rows = [
            ("gone, says the rule", int(by_rule.sum()), figures.REPORTED),
            ("gone, in truth", int(left_for_good.sum()), figures.TRUTH),
            ("written off, and still customers", written_off, figures.REPORTED),
            ("counted on, and gone", missed, figures.REPORTED),
        ]
        pictures.counts(right, rows, most=len(silent))
        figures.title(right, pictures.rule_title(int(by_rule.sum()), int(left_for_good.sum()), written_off, missed))
        return (
            f"At {company}, {by_rule.sum():,} of {len(silent):,} customers have been silent for more than {days} days, "
            f"and {left_for_good.sum():,} are gone. The rule is wrong about {written_off + missed:,}: {written_off:,} "
            f"are still customers, and {missed:,} have left and still count."
        )

    return Explorer(
        draw,
        {f"{title}, {USUAL} days": {"company": title, "days": USUAL} for title in by_title},
        labels={"company": "company", "days": "gone after so many silent days"},
        size=(10, 4.2),
        company=list(by_title),
        days=(5, 365, 5),
    )


def wall(amazon: Case, starbucks: Case, harley: Case) -> None:
    """For each company's objective the number it would put on the wall: as its records have it, and in truth."""
    on_file, in_truth = kept(starbucks)
    spent = wallet(harley)
    share = spent.here.sum() / spent.to_numpy().sum()
    rows = [
        ("Amazon: run smoothly", "parcels that come on the day promised", on_time(amazon), on_time(amazon)),
        ("Starbucks: keep customers", "customers of a year ago still there", on_file, in_truth),
        ("Harley-Davidson: share of wallet", "riders' spending that comes here", 1.0, share),
    ]
    figure = figures.new_figure(9.5, 3.6)
    with figures.styled():
        axes = figures.panels(figure, 1, left=3.6, room=0.45)
        pictures.wall_rows(axes, rows)
        figures.title(axes, "Three objectives, three numbers")
    show(
        figure,
        f"Amazon's number is on file: {100 * on_time(amazon):.0f} % of parcels on time. Starbucks' can be estimated: "
        f"{100 * on_file:.0f} % of customers kept, by their visits; the truth is {100 * in_truth:.0f} %. "
        f"Harley-Davidson's is in no record: the till knows only what is spent here, which is {100 * share:.0f} % of "
        "what riders spend.",
    )


def _name_and_city(case: Case, customer: int) -> tuple[str, str]:
    row = untouched(case).customers.iloc[customer - 1]
    return row["name"], row["city"]


def _felt(case: Case, customer: int) -> pd.Series:
    """The mean score felt in the surveys of each quarter; missing where none was sent."""
    asked = case.reveal().surveys
    asked = asked[asked.customer_id == customer]
    quarters = pd.period_range("2023Q1", TODAY - pd.Timedelta(days=1), freq="Q")
    return asked.groupby(asked.sent_at.dt.to_period("Q")).felt.mean().reindex(quarters)


def _veil(axes) -> None:
    """What the company has of the truth: nothing."""
    axes.set(xticks=[], yticks=[])
    axes.set_facecolor(figures.LIGHT_GREY)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.text(0.5, 0.5, "?", transform=axes.transAxes, ha="center", va="center", fontsize=60, color="white",
              fontweight="bold")  # fmt: skip
