"""The exercises of lesson 08."""

from __future__ import annotations

import numpy as np
import pandas as pd

from casekit.case import Case
from casekit.cases.harley import HARLEY
from casekit.lessons.bucket import numbers
from casekit.lessons.bucket.numbers import GOOD, KEEPER, LEAKER
from casekit.lessons.opening import checks
from casekit.measure.retention import cohorts, fit_sbg, revenue_parts
from casekit.memo import memo
from casekit.teach import Exercise

AHEAD = 15  # quarters after the first: the last of 2027


@memo()
def _sold(case: Case, dealer: str) -> pd.DataFrame:
    """One dealer's purchases, and since when the rider of each has come."""
    file, bought = numbers.tables(case)
    return bought[bought.dealer == dealer].merge(file[["customer_id", "since"]])


def _since(case: Case, dealer: str, first_day: str) -> float:
    """Per cent of the revenue of the last quarter of 2025 that comes from riders who came from that day on."""
    late = _sold(case, dealer).query("at >= '2025-10-01'")
    return 100 * late.amount[late.since >= first_day].sum() / late.amount.sum()


@memo()
def _cohort(case: Case, dealer: str) -> np.ndarray:
    """Per cent of the riders who came from April to June 2024 who bought in that quarter, the next, and so on."""
    new = _sold(case, dealer).query("'2024-04-01' <= since < '2024-07-01'")
    return cohorts(new, shares=True).iloc[0].to_numpy(dtype=float)


@memo()
def _parts(case: Case, dealer: str) -> pd.DataFrame:
    return revenue_parts(_sold(case, dealer))


def _rise(values: pd.Series) -> float:
    return values.iloc[-1] - values.iloc[0]


@memo()
def _expected(case: Case, dealer: str) -> np.ndarray:
    """Of 100 riders of the start, how many the model expects in each quarter from the first of 2024 on."""
    old = _sold(case, dealer).query("since < '2024-01-01'")
    left = old.groupby(old["at"].dt.to_period("Q")).customer_id.nunique()
    return fit_sbg(100 * left / left.iloc[0]).survival(np.arange(AHEAD + 1))


def _brand(case: Case, what: str) -> float:
    """Per cent by which it has changed at the brand from the end of 2023 to the end of 2025."""
    return numbers.change(*numbers.brand(case)[what][["2023Q4", "2025Q4"]])


exercises = checks(HARLEY, (
    Exercise(
        "08.1",
        f"Of {LEAKER}'s revenue from October to December 2025, what percentage came from riders who had come in 2025?",
        lambda case: _since(case, LEAKER, "2025-01-01"),
        tolerance=0.3, unit="%",
        misconceptions={
            "these are only the riders who came in that quarter itself":
                lambda case: _since(case, LEAKER, "2025-10-01"),
            "these are all who have come since the beginning of 2024": lambda case: _since(case, LEAKER, "2024-01-01"),
            "these are the newcomers of the other dealer": lambda case: _since(case, KEEPER, "2025-01-01"),
        },
        hints=(
            "`bought` has a row a purchase, with `since` beside it: keep this dealer's rows of the last three months.",
            "Two sums of `amount`: of the rows with `since` in 2025, and of all; then 100 times their ratio.",
        ),
        working='late = bought[(bought.dealer == "Stone Bridge") & (bought["at"] >= "2025-10-01")]\n'
        '100 * late.amount[late.since >= "2025-01-01"].sum() / late.amount.sum()',
    ),
    Exercise(
        "08.2",
        f"Of the riders who came to {LEAKER} from April to June 2024, what percentage bought in the last quarter of "
        "2025?",
        lambda case: _cohort(case, LEAKER)[-1],
        tolerance=0.3, unit="%",
        misconceptions={
            "this is one quarter too early: column 0 is the quarter in which they came":
                lambda case: _cohort(case, LEAKER)[-2],
            "this is the share of those who were there the quarter before, not of all who came":
                lambda case: 100 * _cohort(case, LEAKER)[-1] / _cohort(case, LEAKER)[-2],
            "these are the riders of the other dealer": lambda case: _cohort(case, KEEPER)[-1],
        },
        hints=(
            'Take this dealer\'s rows of `new` and give them to `cohorts(..., shares=True)`; the row is "2024Q2".',
            "The last known number of that row is the last quarter of 2025. What stands right of it is not known yet.",
        ),
        working='cohorts(new[new.dealer == "Stone Bridge"], shares=True).loc["2024Q2"].dropna().iloc[-1]',
    ),
    Exercise(
        "08.3",
        f"By how many dollars has the mean ticket at {LEAKER} risen from the first quarter of 2024 to the last of "
        "2025?",
        lambda case: _rise(_parts(case, LEAKER).ticket),
        tolerance=0.05, unit="dollars",
        misconceptions={
            "this is the rise in per cent":
                lambda case: 100 * _rise(_parts(case, LEAKER).ticket) / _parts(case, LEAKER).ticket.iloc[0],
            "this is what a rider spends in a quarter; a ticket is one purchase":
                lambda case: _rise(_parts(case, LEAKER).revenue / _parts(case, LEAKER).customers),
            "this is the ticket of the other dealer": lambda case: _rise(_parts(case, KEEPER).ticket),
        },
        hints=(
            "`revenue_parts(...)` has a column `ticket`, the mean amount of a purchase in each quarter.",
            "Give it this dealer's rows only; then the last ticket less the first.",
        ),
        working='ticket = revenue_parts(bought[bought.dealer == "Stone Bridge"]).ticket\n'
        "ticket.iloc[-1] - ticket.iloc[0]",
    ),
    Exercise(
        "08.4",
        f"Fit the model to what {KEEPER} had left of the riders of the start in each of the eight quarters. Of 100 of "
        f"them, how many does it expect to be left {AHEAD} quarters after the first, at the end of 2027?",
        lambda case: _expected(case, KEEPER)[AHEAD],
        tolerance=0.2, unit="riders",
        misconceptions={
            "you counted on from the last quarter seen; the model counts from the first":
                lambda case: _expected(case, KEEPER)[AHEAD - (GOOD - 1)],
            "this is of 100 who were there in the last quarter, not of 100 at the start":
                lambda case: 100 * _expected(case, KEEPER)[AHEAD] / _expected(case, KEEPER)[GOOD - 1],
            "this is the other dealer": lambda case: _expected(case, LEAKER)[AHEAD],
        },
        hints=(
            "`left` has eight numbers and begins with 100: `fit_sbg(left)` is the model.",
            f"The model's `survival` takes the number of quarters after the first: {AHEAD}.",
        ),
        working=f"float(fit_sbg(left).survival({AHEAD}))",
    ),
    Exercise(
        "08.5",
        "The brand itself, in `whole`: from the end of 2023 to the end of 2025, by what percentage did the number of "
        "riders change, in truth? With its sign.",
        lambda case: _brand(case, "riders"),
        tolerance=0.1, unit="%",
        misconceptions={
            "who left and came back is a rider again: see returned_at": lambda case: _brand(case, "never left"),
            "these are names on file, and nobody is ever taken off it": lambda case: _brand(case, "names"),
            "this is what became of the revenue": lambda case: _brand(case, "revenue"),
        },
        hints=(
            "A rider counts on a day who has joined before it and not left before it, or left and come back. "
            "Missing dates are later than any day.",
            "Count on the first day of 2024 and on the first day of 2026; then 100 times the ratio, less 100.",
        ),
        working="truth, joined = whole.reveal().customers, whole.customers.joined_at\n"
        "riding = [\n"
        "    ((joined < day) & ~(truth.left_at < day)"
        " | (truth.returned_at < day) & ~(truth.left_again_at < day)).sum()\n"
        '    for day in ("2024-01-01", "2026-01-01")\n'
        "]\n"
        "100 * (riding[1] / riding[0] - 1)",
    ),
))  # fmt: skip
