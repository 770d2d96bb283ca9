"""The exercises of lesson 08."""

from __future__ import annotations

from casekit.cases import groups

from functools import lru_cache

import numpy as np

from casekit.case import Case
from casekit.lessons.bucket import numbers
from casekit.measure.retention import cohorts, fit_sbg
from casekit.teach import Exercise, Exercises
from casekit.world.systems.bucket import KEEPS, LEAKS

AHEAD = 15  # quarters after the first: the last of 2027


def exercises(case: Case) -> Exercises:
    """The `check` of this lesson."""
    return Exercises(EXERCISES, case)


def _name(case: Case, dealer: int) -> str:
    return case.company[groups.Bucket].dealers[dealer][0]


@lru_cache(maxsize=8)
def _since(case: Case, dealer: int, first_day: str) -> float:
    """Per cent of the revenue of the last quarter of 2025 that comes from riders who came from that day on."""
    bought = numbers.sold(case, dealer)
    late = bought[bought["at"] >= "2025-10-01"]
    since = late.customer_id.map(numbers.tables(case)[0].set_index("customer_id").since)
    return 100 * late.amount[since >= first_day].sum() / late.amount.sum()


@lru_cache(maxsize=4)
def _cohort(case: Case, dealer: int) -> np.ndarray:
    """Per cent of the riders who came from April to June 2024 who bought in that quarter, the next, and so on."""
    file, bought = numbers.tables(case)[0], numbers.sold(case, dealer)
    came = file[(file.dealer == _name(case, dealer)) & (file.since >= "2024-04-01") & (file.since < "2024-07-01")]
    return cohorts(bought[bought.customer_id.isin(came.customer_id)], shares=True).iloc[0].to_numpy(dtype=float)


def _rise(case: Case, dealer: int) -> float:
    """Dollars by which the mean ticket has changed from the first quarter to the last."""
    ticket = numbers.parts(case, dealer).ticket
    return ticket.iloc[-1] - ticket.iloc[0]


def _rise_in_percent(case: Case) -> float:
    return 100 * _rise(case, LEAKS) / numbers.parts(case, LEAKS).ticket.iloc[0]


def _rise_per_rider(case: Case) -> float:
    parts = numbers.parts(case, LEAKS)
    each = parts.revenue / parts.customers
    return each.iloc[-1] - each.iloc[0]


@lru_cache(maxsize=4)
def _expected(case: Case, dealer: int) -> np.ndarray:
    """Of 100 riders of the start, how many the model expects in each quarter from the first of 2024 on."""
    file, bought = numbers.tables(case)[0], numbers.sold(case, dealer)
    old = file.customer_id[(file.dealer == _name(case, dealer)) & (file.since < "2024-01-01")]
    rows = bought[bought.customer_id.isin(old)]
    left = rows.groupby(rows["at"].dt.to_period("Q")).customer_id.nunique()
    return fit_sbg(100 * left / len(old)).survival(np.arange(AHEAD + 1))


@lru_cache(maxsize=4)
def _brand(case: Case) -> dict[str, float]:
    """Per cent by which riders, names on file, riders without those who came back, and revenue have changed."""
    whole, table = numbers.greying(case).with_dials(), numbers.brand(case)
    joined, left = whole.customers.joined_at, whole.reveal().customers.left_at
    days = ("2024-01-01", "2026-01-01")
    return {
        "riders": _change(*table.riders[["2023Q4", "2025Q4"]]),
        "names": _change(*((joined < day).sum() for day in days)),
        "never left": _change(*(((joined < day) & ~(left < day)).sum() for day in days)),
        "revenue": _change(*table.revenue[["2023Q4", "2025Q4"]]),
    }


def _change(before: float, after: float) -> float:
    return 100 * (after / before - 1)


EXERCISES = (
    Exercise(
        "08.1",
        lambda case: f"Of {_name(case, LEAKS)}'s revenue from October to December 2025, what percentage came from "
        "riders who had come in 2025?",
        lambda case: _since(case, LEAKS, "2025-01-01"),
        tolerance=0.3,
        unit="%",
        misconceptions={
            "these are only the riders who came in that quarter itself":
                lambda case: _since(case, LEAKS, "2025-10-01"),
            "these are all who have come since the beginning of 2024": lambda case: _since(case, LEAKS, "2024-01-01"),
            "these are the newcomers of the other dealer": lambda case: _since(case, KEEPS, "2025-01-01"),
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
        lambda case: f"Of the riders who came to {_name(case, LEAKS)} from April to June 2024, what percentage bought "
        "in the last quarter of 2025?",
        lambda case: _cohort(case, LEAKS)[-1],
        tolerance=0.3,
        unit="%",
        misconceptions={
            "this is one quarter too early: column 0 is the quarter in which they came":
                lambda case: _cohort(case, LEAKS)[-2],
            "this is the share of those who were there the quarter before, not of all who came":
                lambda case: 100 * _cohort(case, LEAKS)[-1] / _cohort(case, LEAKS)[-2],
            "these are the riders of the other dealer": lambda case: _cohort(case, KEEPS)[-1],
        },
        hints=(
            'Take this dealer\'s rows of `new` and give them to `cohorts(..., shares=True)`; the row is "2024Q2".',
            "The last known number of that row is the last quarter of 2025. What stands right of it is not known yet.",
        ),
        working='cohorts(new[new.dealer == "Stone Bridge"], shares=True).loc["2024Q2"].dropna().iloc[-1]',
    ),
    Exercise(
        "08.3",
        lambda case: f"By how many dollars has the mean ticket at {_name(case, LEAKS)} risen from the first quarter of "
        "2024 to the last of 2025?",
        lambda case: _rise(case, LEAKS),
        tolerance=0.05,
        unit="dollars",
        misconceptions={
            "this is the rise in per cent": _rise_in_percent,
            "this is what a rider spends in a quarter; a ticket is one purchase": _rise_per_rider,
            "this is the ticket of the other dealer": lambda case: _rise(case, KEEPS),
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
        lambda case: f"Fit the model to what {_name(case, KEEPS)} had left of the riders of the start in each of the "
        f"eight quarters. Of 100 of them, how many does it expect to be left {AHEAD} quarters after the first, at the "
        "end of 2027?",
        lambda case: _expected(case, KEEPS)[AHEAD],
        tolerance=0.2,
        unit="riders",
        misconceptions={
            "you counted on from the last quarter seen; the model counts from the first":
                lambda case: _expected(case, KEEPS)[AHEAD - 7],
            "this is of 100 who were there in the last quarter, not of 100 at the start":
                lambda case: 100 * _expected(case, KEEPS)[AHEAD] / _expected(case, KEEPS)[7],
            "this is the other dealer": lambda case: _expected(case, LEAKS)[AHEAD],
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
        lambda case: _brand(case)["riders"],
        tolerance=0.1,
        unit="%",
        misconceptions={
            "who left and came back is a rider again: see returned_at": lambda case: _brand(case)["never left"],
            "these are names on file, and nobody is ever taken off it": lambda case: _brand(case)["names"],
            "this is what became of the revenue": lambda case: _brand(case)["revenue"],
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
)  # fmt: skip
