"""The exercises of lesson 04."""

from __future__ import annotations

import pandas as pd

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.lessons.opening import checks
from casekit.lessons.worth import numbers
from casekit.lessons.worth.numbers import FIFTHS, bought, moved, table
from casekit.measure.effect import difference
from casekit.measure.segments import concentration
from casekit.memo import memo
from casekit.teach import Exercise


@memo()
def _trial(case: Case) -> pd.DataFrame:
    """The campaign by lot, a row a customer."""
    return numbers.trial(case)


def _share_of(column: str, chosen: pd.Series, frame: pd.DataFrame) -> float:
    """Per cent of a column's sum that these rows have."""
    return 100 * float(frame.loc[chosen, column].sum() / frame[column].sum())


def _of_list(case: Case, column: str) -> float:
    """Per cent of a column's sum that the list has."""
    return _share_of(column, table(case).on_list, table(case))


def _of_highest(case: Case, by: str, column: str = "next_year", fewer: int = 0) -> float:
    """The same of as many customers as are on the list, or fewer, with the highest value in another column."""
    count = int(table(case).on_list.sum()) - fewer
    best = table(case).nlargest(count, by)
    return 100 * float(best[column].sum() / table(case)[column].sum())


def _is_highest(case: Case) -> pd.Series:
    """Which customers are among those with the highest forecast, as many as are on the list."""
    best = table(case).nlargest(int(table(case).on_list.sum()), "forecast").index
    return pd.Series(table(case).index.isin(best), table(case).index)


def _of_a_fifth(case: Case, by: str) -> float:
    """The same of a fifth of the customers, rounded down."""
    return _of_highest(case, by, fewer=int(table(case).on_list.sum()) - len(table(case)) // FIFTHS)


def _last_year(case: Case) -> pd.Series:
    """What each customer of the table spent in the year that ended with the day of the list."""
    log = bought(case)
    year = log[log["at"].dt.year == numbers.list_day(log).year]
    return year.groupby("customer_id").amount.sum().reindex(table(case).index, fill_value=0.0)


def _with_newcomers(case: Case) -> float:
    """Per cent of all that was bought after the day, by customers who came later, too, that the list brought."""
    log = bought(case)
    later = log.amount[log["at"] >= numbers.list_day(log) + numbers.DAY].sum()
    return 100 * float(table(case).next_year[table(case).on_list].sum() / later)


def _among_buyers(case: Case) -> float:
    """Per cent of the customers who bought in the next year that are on the list."""
    buyers = table(case)[table(case).next_year > 0]
    return 100 * float(buyers.on_list.mean())


def _effect(case: Case, column: str = "profit", fifth: int = FIFTHS) -> float:
    """By how much the voucher changes a mean of one fifth; 0 for all customers."""
    rows = _trial(case) if fifth == 0 else _trial(case)[_trial(case).fifth == fifth]
    return difference(rows.loc[rows.offered, column], rows.loc[~rows.offered, column]).difference


def _mean_profit(case: Case, offered: bool) -> float:
    """The mean profit of the highest fifth with a voucher, or without one."""
    rows = _trial(case)[_trial(case).fifth == FIFTHS]
    return float(rows.profit[rows.offered == offered].mean())


def _of_who_ordered(case: Case) -> float:
    """The difference of those alone who ordered at all."""
    rows = _trial(case)[(_trial(case).fifth == FIFTHS) & (_trial(case).orders > 0)]
    return difference(rows.profit[rows.offered], rows.profit[~rows.offered]).difference


def _an_order(case: Case) -> float:
    """The difference in the profit of one order."""
    rows = _trial(case)[_trial(case).fifth == FIFTHS]
    sums = rows.groupby("offered")[["profit", "orders"]].sum()
    each = sums.profit / sums.orders
    return float(each[True] - each[False])


def _medians(case: Case) -> float:
    rows = _trial(case)[_trial(case).fifth == FIFTHS]
    return float(rows.profit[rows.offered].median() - rows.profit[~rows.offered].median())


def _sums(case: Case) -> float:
    rows = _trial(case)[_trial(case).fifth == FIFTHS]
    return float(rows.profit[rows.offered].sum() - rows.profit[~rows.offered].sum())


def _by_spending(case: Case, so_far: bool) -> float:
    """The difference in the fifth that spent most: in all years, or in the table of the list."""
    spent = bought(case).groupby("customer_id").amount.sum()
    best = table(case).index[table(case).on_list] if so_far else spent.nlargest(len(spent) // FIFTHS).index
    rows = _trial(case)[_trial(case).customer_id.isin(best)]
    return difference(rows.profit[rows.offered], rows.profit[~rows.offered]).difference


def _against_other_fifths(case: Case) -> float:
    """The mean profit of the highest fifth with a voucher, less that of all others with one."""
    got = _trial(case)[_trial(case).offered]
    is_highest = got.fifth == FIFTHS
    return float(got.profit[is_highest].mean() - got.profit[~is_highest].mean())


def _as_forecast(case: Case) -> float:
    """Per cent of all that the model expected that it expected of the list."""
    return _of_list(case, "forecast")


exercises = checks(AMAZON, (
    Exercise(
        "04.1",
        "Of all that the customers in `customers` spent in 2025, what percentage did the list bring? Two decimals.",
        lambda case: _of_list(case, "next_year"),
        tolerance=0.005, unit="%",
        misconceptions={
            "this is the list's share of what was spent so far; what was spent in 2025 is asked":
                lambda case: _of_list(case, "so_far"),
            "this is the share that the model expected of the list": _as_forecast,
            "this is the share of those who spent most in 2025 itself; the list was made before":
                lambda case: 100 * concentration(table(case).next_year),
            "these are the customers with the highest forecast; the list is in `on_list`":
                lambda case: _of_highest(case, "forecast"),
            "this is what the list spent in 2025 as a share of what it had spent so far":
                lambda case: 100 * table(case).next_year[table(case).on_list].sum()
                / table(case).so_far[table(case).on_list].sum(),
            "this is a share of customers: of the list, who spent anything in 2025":
                lambda case: 100 * (table(case).next_year[table(case).on_list] > 0).mean(),
            "this is a share of customers: of those who spent anything in 2025, who is on the list": _among_buyers,
            "this is of the list, who spent nothing in 2025":
                lambda case: 100 * (table(case).next_year[table(case).on_list] == 0).mean(),
            "you divided two means; the list has a fifth of the customers, so divide sums":
                lambda case: 100 * table(case).next_year[table(case).on_list].mean() / table(case).next_year.mean(),
            "you divided by what the others spent, not by what all did":
                lambda case: 100 * table(case).next_year[table(case).on_list].sum()
                / table(case).next_year[~table(case).on_list].sum(),
            "you divided by all purchases of 2025; some of the buyers came after the list was made":
                _with_newcomers,
            "you divided by all that the customers ever spent":
                lambda case: 100 * table(case).next_year[table(case).on_list].sum()
                / (table(case).so_far.sum() + table(case).next_year.sum()),
            "you took those who spent most in 2024 alone; the list looks at all years so far":
                lambda case: 100 * table(case).next_year[
                    _last_year(case).nlargest(int(table(case).on_list.sum())).index
                ].sum() / table(case).next_year.sum(),
            "this is a share of customers: the list is a fifth": lambda case: 100 * table(case).on_list.mean(),
        },
        wrong={
            "a mean, in dollars": lambda case: table(case).next_year[table(case).on_list].mean(),
            "a sum, in dollars": lambda case: table(case).next_year[table(case).on_list].sum(),
        },
        hints=(
            "You need two sums of `next_year`: of the list, and of all customers.",
            "`customers.next_year[customers.on_list].sum()` is the first.",
        ),
        working="100 * customers.next_year[customers.on_list].sum() / customers.next_year.sum()",
    ),
    Exercise(
        "04.2",
        "Take as many customers as are on the list, but those with the highest `forecast`. Of all that the customers "
        "in `customers` spent in 2025, what percentage did they bring? Two decimals.",
        lambda case: _of_highest(case, "forecast"),
        tolerance=0.005, unit="%",
        misconceptions={
            "this is the list's own share": lambda case: _of_list(case, "next_year"),
            "this is the share that the model expected of them; what they spent is asked":
                lambda case: _of_highest(case, "forecast", "forecast"),
            "this is the share of those who spent most in 2025 itself; nobody knew them before":
                lambda case: _of_highest(case, "next_year"),
            "you ranked by `chance`; who is still there need not order much": lambda case: _of_highest(case, "chance"),
            "this is their share of what was spent so far": lambda case: _of_highest(case, "forecast", "so_far"),
            "these are those of them who are on the list, too":
                lambda case: _share_of("next_year", table(case).on_list & _is_highest(case), table(case)),
            "this is a share of customers: of them, who spent anything in 2025":
                lambda case: 100 * (table(case).next_year[_is_highest(case)] > 0).mean(),
            "this is a share of customers: of them, who is on the list":
                lambda case: 100 * table(case).on_list[_is_highest(case)].mean(),
            "you divided two means; they are a fifth of the customers, so divide sums":
                lambda case: 100 * table(case).next_year[_is_highest(case)].mean() / table(case).next_year.mean(),
            "you divided what they spent by what the model expected of them":
                lambda case: 100 * table(case).next_year[_is_highest(case)].sum()
                / table(case).forecast[_is_highest(case)].sum(),
        },
        acceptable={
            "you took a fifth of the customers, rounded down, and the list may have one more":
                lambda case: _of_a_fifth(case, "forecast"),
        },
        wrong={"a sum, in dollars": lambda case: table(case).next_year[_is_highest(case)].sum()},
        hints=(
            "`customers.nlargest(5, \"forecast\")` has the rows of the five highest forecasts.",
            "As many as are on the list: `customers.on_list.sum()`. Then two sums of `next_year`, as in 04.1.",
        ),
        working='best = customers.nlargest(customers.on_list.sum(), "forecast")\n'
        "100 * best.next_year.sum() / customers.next_year.sum()",
    ),
    Exercise(
        "04.3",
        "Use `trial` alone. In the fifth with the highest forecast, by how many dollars is the mean `profit` of a "
        "customer higher with a voucher than without? Two decimals; with a minus, if it is lower.",
        _effect,
        tolerance=0.005, unit="dollars",
        misconceptions={
            "these are all customers; the fifth with the highest forecast is asked":
                lambda case: _effect(case, fifth=0),
            "this is the fifth with the lowest forecast": lambda case: _effect(case, fifth=1),
            "this is the second fifth; the highest forecast is in fifth 5": lambda case: _effect(case, fifth=2),
            "this is the third fifth; the highest forecast is in fifth 5": lambda case: _effect(case, fifth=3),
            "this is the fourth fifth; the highest forecast is in fifth 5": lambda case: _effect(case, fifth=4),
            "this is what they spent; the profit is asked": lambda case: _effect(case, "spent"),
            "these are orders; the profit is asked": lambda case: _effect(case, "orders"),
            "this is the mean profit with a voucher; take off the one without": lambda case: _mean_profit(case, True),
            "this is the mean profit without a voucher; the difference is asked":
                lambda case: _mean_profit(case, False),
            "you left out those who ordered nothing; whom the voucher drove away is among them": _of_who_ordered,
            "this is the profit of one order; a customer is asked": _an_order,
            "these are medians; the mean is asked": _medians,
            "these are sums, and the two groups are not of the same size; take means": _sums,
            "you took those who spent most so far; the forecast is asked":
                lambda case: _by_spending(case, so_far=False),
            "you took the list of 2024; the forecast of the end of 2025 is asked":
                lambda case: _by_spending(case, so_far=True),
            "you compared two fifths; compare those with a voucher and those without, in the same fifth":
                _against_other_fifths,
            "that is the truth, from both outcomes of each customer; `trial` is asked":
                lambda case: float(moved(case)[-1]),
            "you divided the difference by the profit without a voucher; dollars are asked":
                lambda case: 100 * _effect(case) / _mean_profit(case, False),
        },
        acceptable={
            "you rounded the two means first; round last":
                lambda case: round(_mean_profit(case, True), 2) - round(_mean_profit(case, False), 2),
        },
        hints=(
            "First the rows: `highest = trial[trial.fifth == 5]`.",
            "`highest.profit[highest.offered].mean()` is the mean with a voucher; `~highest.offered` are the others.",
        ),
        working="highest = trial[trial.fifth == 5]\n"
        "highest.profit[highest.offered].mean() - highest.profit[~highest.offered].mean()",
    ),
))  # fmt: skip

