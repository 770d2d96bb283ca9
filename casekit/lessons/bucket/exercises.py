"""The exercises of lesson 08."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandas.api.typing import SeriesGroupBy

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


def _since(case: Case, dealer: str, first_day: str | pd.Timestamp) -> float:
    """Per cent of the revenue of the last quarter of 2025 that comes from riders who came from that day on."""
    late = _sold(case, dealer).query("at >= '2025-10-01'")
    return 100 * late.amount[late.since >= first_day].sum() / late.amount.sum()


@memo()
def _triangle(case: Case, *dealers: str, shares: bool = True) -> pd.DataFrame:
    """The riders who came from 2024 on, and who of them bought in that quarter, the next, and so on."""
    return cohorts(pd.concat([_sold(case, name).query("since >= '2024-01-01'") for name in dealers]), shares=shares)


def _last(triangle: pd.DataFrame, row: pd.Period) -> float:
    """The last known cell of a row."""
    return float(triangle.loc[row].dropna().iloc[-1])


@memo()
def _row(case: Case) -> pd.Period:
    """The quarter whose riders are asked about: that of 2024 which is least like its neighbours."""

    def apart(row: pd.Period) -> float:
        triangle = _triangle(case, LEAKER)
        *_, before, answer = triangle.loc[row].dropna()
        others = [_last(triangle, row - 1), _last(triangle, row + 1), numbers.twins(case).leaks.kept[GOOD - 1]]
        return min(abs(answer - other) for other in (*others, 100 - before))

    return max(pd.period_range("2024Q2", "2024Q4", freq="Q"), key=apart)


def _months(quarter: pd.Period) -> str:
    return f"from {quarter.start_time:%B} to {quarter.end_time:%B %Y}"


def _cohort(case: Case, dealer: str) -> np.ndarray:
    """Per cent of that quarter's riders who bought in it, the next, and so on."""
    return _triangle(case, dealer).loc[_row(case)].dropna().to_numpy(dtype=float)


@memo()
def _parts(case: Case, dealer: str) -> pd.DataFrame:
    return revenue_parts(_sold(case, dealer))


def _rise(values: pd.Series) -> float:
    return values.iloc[-1] - values.iloc[0]


@memo()
def _newcomers(case: Case) -> pd.Timestamp:
    """The day from which on a rider is new: the one at which dollars, riders and purchases are furthest apart."""
    late = _sold(case, LEAKER).query("at >= '2025-10-01'")

    def apart(day: pd.Timestamp) -> float:
        new = late.since >= day
        riders = new[~late.customer_id.duplicated()].mean()
        revenue = late.amount[new].sum() / late.amount.sum()
        return min(abs(revenue - riders), abs(revenue - new.mean()))

    return max(pd.date_range("2024-07-01", "2025-08-01", freq="MS"), key=apart)


def _late(case: Case, first_day: str = "2025-10-01", dealer: str = LEAKER) -> pd.DataFrame:
    """A dealer's purchases from that day on, and whether the rider of each is `new`."""
    sold = _sold(case, dealer)
    return sold[sold["at"] >= first_day].assign(new=lambda rows: rows.since >= _newcomers(case))


def _late_share(case: Case, of: str, first_day: str = "2025-10-01", dealers: tuple[str, ...] = (LEAKER,)) -> float:
    """Per cent of the riders, purchases or revenue from that day on that come from the new riders."""
    late = pd.concat([_late(case, first_day, dealer) for dealer in dealers])
    late = late.drop_duplicates("customer_id") if of == "riders" else late
    return 100 * float(np.average(late["new"], weights=late.amount if of == "revenue" else None))


def _by_quarter(case: Case) -> SeriesGroupBy:
    """The amounts of the leaking dealer by quarter."""
    return _sold(case, LEAKER).groupby(_sold(case, LEAKER)["at"].dt.to_period("Q")).amount


def _yearly(case: Case, before: str, after: str) -> float:
    """By how much the mean ticket from one day on lies above that until another."""
    sold = _sold(case, LEAKER)
    return sold.amount[sold["at"] >= after].mean() - sold.amount[sold["at"] < before].mean()


def _left(case: Case, dealer: str) -> pd.Series:
    """Of 100 riders of the start, how many bought in each quarter."""
    old = _sold(case, dealer).query("since < '2024-01-01'")
    left = old.groupby(old["at"].dt.to_period("Q")).customer_id.nunique()
    return 100 * left / left.iloc[0]


@memo()
def _expected(case: Case, dealer: str) -> np.ndarray:
    """Of 100 riders of the start, how many the model expects in each quarter from the first of 2024 on."""
    return fit_sbg(_left(case, dealer)).survival(np.arange(AHEAD + 5))


def _brand(case: Case, what: str) -> float:
    """Per cent by which it has changed at the brand from the end of 2023 to the end of 2025."""
    return numbers.change(*numbers.brand(case)[what][["2023Q4", "2025Q4"]])


def _between(case: Case, before: str, after: str) -> float:
    """Per cent by which the riders of the brand changed from the end of one quarter to that of another."""
    return numbers.change(*numbers.brand(case).riders[[before, after]])


exercises = checks(HARLEY, (
    Exercise(
        "08.1",
        lambda case: f"Of {LEAKER}'s revenue from October to December 2025, what percentage came from riders who had "
        f"come since the beginning of {_newcomers(case):%B %Y}? One decimal.",
        lambda case: _since(case, LEAKER, _newcomers(case)),
        tolerance=0.05, unit="%",
        misconceptions={
            "these are only the riders who came in that quarter itself":
                lambda case: _since(case, LEAKER, "2025-10-01"),
            "these are all who have come since the beginning of 2024": lambda case: _since(case, LEAKER, "2024-01-01"),
            "these are the newcomers of the other dealer": lambda case: _since(case, KEEPER, _newcomers(case)),
            "this is their share of the riders who bought; the question is about dollars":
                lambda case: _late_share(case, "riders"),
            "this is their share of the purchases; the question is about dollars":
                lambda case: _late_share(case, "purchases"),
            "these are the purchases of the whole year; keep those from October to December":
                lambda case: _late_share(case, "revenue", "2025-01-01"),
        },
        wrong={
            "of all revenue of two years": lambda case: 100 * _late(case).amount[_late(case)["new"]].sum()
                / _sold(case, LEAKER).amount.sum(),
            "both dealers": lambda case: _late_share(case, "revenue", dealers=(KEEPER, LEAKER)),
            "those of both dealers, of this one's revenue": lambda case: 100 * (
                _late(case).amount[_late(case)["new"]].sum() + _late(case, dealer=KEEPER).amount[
                    _late(case, dealer=KEEPER)["new"]].sum()) / _late(case).amount.sum(),
            "riders who came in 2024 before": lambda case:
                _since(case, LEAKER, "2024-01-01") - _since(case, LEAKER, _newcomers(case)),
            "who came before the quarter": lambda case:
                _since(case, LEAKER, _newcomers(case)) - _since(case, LEAKER, "2025-10-01"),
        },
        hints=(
            "`bought` has a row a purchase, with `since` beside it: keep this dealer's rows of the last three months.",
            "Two sums of `amount`: of the rows with `since` late enough, and of all; then 100 times their ratio.",
        ),
        working=lambda case: 'late = bought[(bought.dealer == "Stone Bridge") & (bought["at"] >= "2025-10-01")]\n'
        f'100 * late.amount[late.since >= "{_newcomers(case):%Y-%m-%d}"].sum() / late.amount.sum()',
    ),
    Exercise(
        "08.2",
        lambda case: f"Of the riders who came to {LEAKER} {_months(_row(case))}, what percentage bought in the last "
        "quarter of 2025? One decimal.",
        lambda case: _cohort(case, LEAKER)[-1],
        tolerance=0.05, unit="%",
        misconceptions={
            "this is one quarter too early: column 0 is the quarter in which they came":
                lambda case: _cohort(case, LEAKER)[-2],
            "this is the share of those who were there the quarter before, not of all who came":
                lambda case: 100 * _cohort(case, LEAKER)[-1] / _cohort(case, LEAKER)[-2],
            "these are the riders of the other dealer": lambda case: _cohort(case, KEEPER)[-1],
            "this is the row above": lambda case: _last(_triangle(case, LEAKER), _row(case) - 1),
            "this is the row below": lambda case: _last(_triangle(case, LEAKER), _row(case) + 1),
            "these are both dealers together": lambda case: _last(_triangle(case, KEEPER, LEAKER), _row(case)),
        },
        wrong={
            "riders, not per cent": lambda case: _last(_triangle(case, LEAKER, shares=False), _row(case)),
            "two quarters too early": lambda case: _cohort(case, LEAKER)[-3],
            "those who left the quarter before": lambda case: 100 - _cohort(case, LEAKER)[-2],
            "of the riders of the start": lambda case: numbers.twins(case).leaks.kept[GOOD - 1],
            "their share of the quarter's riders": lambda case: 100
                * _last(_triangle(case, LEAKER, shares=False), _row(case)) / _parts(case, LEAKER).customers.iloc[-1],
        },
        hints=(
            "Take this dealer's rows of `new`, and give them to `cohorts(..., shares=True)`; its rows are quarters.",
            "The last known number of that row is the last quarter of 2025. What stands right of it is not known yet.",
        ),
        working=lambda case:
        f'cohorts(new[new.dealer == "Stone Bridge"], shares=True).loc["{_row(case)}"].dropna().iloc[-1]',
    ),
    Exercise(
        "08.3",
        f"By how many dollars has the mean ticket at {LEAKER} risen from the first quarter of 2024 to the last of "
        "2025? Two decimals.",
        lambda case: _rise(_parts(case, LEAKER).ticket),
        tolerance=0.01, unit="dollars",
        misconceptions={
            "this is the rise in per cent":
                lambda case: 100 * _rise(_parts(case, LEAKER).ticket) / _parts(case, LEAKER).ticket.iloc[0],
            "this is what a rider spends in a quarter; a ticket is one purchase":
                lambda case: _rise(_parts(case, LEAKER).revenue / _parts(case, LEAKER).customers),
            "this is the ticket of the other dealer": lambda case: _rise(_parts(case, KEEPER).ticket),
            "this is the last ticket; the first is still to be taken off":
                lambda case: _parts(case, LEAKER).ticket.iloc[-1],
        },
        right={
            "tickets rounded to cents": lambda case: _rise(_parts(case, LEAKER).ticket.round(2)),
        },
        wrong={
            "from the second quarter on": lambda case:
                _parts(case, LEAKER).ticket.iloc[-1] - _parts(case, LEAKER).ticket.iloc[1],
            "to the last quarter but one": lambda case:
                _parts(case, LEAKER).ticket.iloc[-2] - _parts(case, LEAKER).ticket.iloc[0],
            "both dealers": lambda case: _rise(revenue_parts(numbers.tables(case)[1]).ticket),
            "half-years": lambda case: _yearly(case, "2024-07-01", "2025-07-01"),
            "years": lambda case: _yearly(case, "2025-01-01", "2025-01-01"),
            "medians": lambda case: _rise(_by_quarter(case).median()),
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
            "this is one quarter too early: the first quarter is number 0":
                lambda case: _expected(case, KEEPER)[AHEAD - 1],
            "this is one quarter too late: the first quarter is number 0":
                lambda case: _expected(case, KEEPER)[AHEAD + 1],
        },
        right={
            "what is left rounded to a decimal":
                lambda case: float(fit_sbg(_left(case, KEEPER).round(1)).survival(AHEAD)),
        },
        wrong={
            "what is left already": lambda case: _left(case, KEEPER).iloc[-1],
            "a straight line": lambda case: 100 - AHEAD / (GOOD - 1) * (100 - _left(case, KEEPER).iloc[-1]),
            "the same share each quarter":
                lambda case: 100 * (_left(case, KEEPER).iloc[-1] / 100) ** (AHEAD / (GOOD - 1)),
            "the year after": lambda case: _expected(case, KEEPER)[AHEAD + 4],
        },
        whole=100,
        hints=(
            "`left` has eight numbers and begins with 100: `fit_sbg(left)` is the model.",
            f"The model's `survival` takes the number of quarters after the first: {AHEAD}.",
        ),
        working=f"float(fit_sbg(left).survival({AHEAD}))",
    ),
    Exercise(
        "08.5",
        "The brand itself, in `whole`: from the end of 2023 to the end of 2025, by what percentage did the number of "
        "riders change, in truth? One decimal, with its sign.",
        lambda case: _brand(case, "riders"),
        tolerance=0.05, unit="%",
        misconceptions={
            "who left and came back is a rider again: see returned_at": lambda case: _brand(case, "never left"),
            "these are names on file, and nobody is ever taken off it": lambda case: _brand(case, "names"),
            "this is what became of the revenue": lambda case: _brand(case, "revenue"),
            "you began in 2023, a year too early": lambda case: _between(case, "2023Q1", "2025Q4"),
            "this is one year only": lambda case: _between(case, "2024Q4", "2025Q4"),
        },
        wrong={
            "riders, not per cent": lambda case:
                numbers.brand(case).riders["2025Q4"] - numbers.brand(case).riders["2023Q4"],
            "of the riders of the end": lambda case: -numbers.change(
                *numbers.brand(case).riders[["2025Q4", "2023Q4"]]),
            "a year, one of the two": lambda case: _brand(case, "riders") / 2,
            "the first year": lambda case: _between(case, "2023Q4", "2024Q4"),
            "left, of all on file": lambda case: 100 * (
                numbers.brand(case).riders["2025Q4"] / numbers.brand(case).names["2025Q4"] - 1),
        },
        is_change=True,
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
