"""The exercises of lesson 04."""

from __future__ import annotations

import pandas as pd

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.lessons.opening import checks
from casekit.lessons.worth import numbers
from casekit.lessons.worth.numbers import FIFTHS, bought, table
from casekit.lessons.worth.vouchers import as_it_was, changes
from casekit.measure.effect import Difference, difference
from casekit.measure.segments import concentration
from casekit.memo import memo
from casekit.teach import Exercise


@memo()
def _trial(case: Case) -> pd.DataFrame:
    """The campaign by lot, a row a customer."""
    return numbers.trial(case)


def _of_all(case: Case, chosen: pd.Series | pd.Index, column: str = "next_year") -> float:
    """Per cent of a column's sum that these customers of the table have."""
    return 100 * float(table(case).loc[chosen, column].sum() / table(case)[column].sum())


def _listed(case: Case, column: str) -> pd.Series:
    """A column of the table, of those on the list."""
    return table(case).loc[table(case).on_list, column]


def _first(case: Case, values: pd.Series) -> pd.Index:
    """As many customers as are on the list, with the highest values."""
    return values.nlargest(int(table(case).on_list.sum())).index


def _forecast(case: Case) -> pd.DataFrame:
    """The rows of the table with the highest forecasts."""
    return table(case).loc[_first(case, table(case).forecast)]


def _last_year(case: Case) -> pd.Series:
    """What each customer of the table spent in the year that ended with the day of the list."""
    log = bought(case)
    year = log[log["at"].dt.year == numbers.list_day(log).year]
    return year.groupby("customer_id").amount.sum().reindex(table(case).index, fill_value=0.0)


def _with_newcomers(case: Case, chosen: pd.Series | pd.Index) -> float:
    """Per cent of all that was bought after the day, by customers who came later, too, that these brought."""
    log = bought(case)
    later = log.amount[log["at"] >= numbers.list_day(log) + numbers.DAY].sum()
    return 100 * float(table(case).loc[chosen, "next_year"].sum() / later)


def _means(rows: pd.DataFrame, column: str = "profit") -> Difference:
    """The mean of a column with a voucher, and without one, in these rows of the trial."""
    return difference(rows.loc[rows.offered, column], rows.loc[~rows.offered, column])


def _fifth(case: Case, fifth: int = FIFTHS) -> pd.DataFrame:
    """The rows of the trial of one fifth, the one with the highest forecast if none is named."""
    return _trial(case)[_trial(case).fifth == fifth]


def _of_two_means(case: Case) -> float:
    """The mean of the list, of the sum of its mean and that of the others."""
    means = table(case).groupby("on_list").next_year.mean()
    return 100 * float(means[True] / means.sum())


def _from_both_outcomes(case: Case) -> float:
    """The truth about the highest fifth: what became of each customer with a voucher, less without."""
    both = case.reveal().offers
    return float((both.profit_if_offered - both.profit_if_not)[(_trial(case).fifth == FIFTHS).to_numpy()].mean())


def _an_order(case: Case) -> float:
    """The difference in the profit of one order."""
    sums = _fifth(case).groupby("offered")[["profit", "orders"]].sum()
    each = sums.profit / sums.orders
    return float(each[True] - each[False])


def _medians(case: Case) -> float:
    found = _fifth(case).groupby("offered").profit.median()
    return float(found[True] - found[False])


def _sums(case: Case) -> float:
    found = _fifth(case).groupby("offered").profit.sum()
    return float(found[True] - found[False])


def _who_spent_most(case: Case) -> pd.DataFrame:
    """The rows of the trial of the fifth who spent most in all years."""
    spent = bought(case).groupby("customer_id").amount.sum()
    return _trial(case)[_trial(case).customer_id.isin(spent.nlargest(len(spent) // FIFTHS).index)]


def _against_other_fifths(case: Case) -> float:
    """The mean profit of the highest fifth with a voucher, less that of all others with one."""
    got = _trial(case)[_trial(case).offered]
    is_highest = got.fifth == FIFTHS
    return float(got.profit[is_highest].mean() - got.profit[~is_highest].mean())


exercises = checks(AMAZON, (
    Exercise(
        "04.1",
        "Of all that the customers in `customers` spent in 2025, what percentage did the list bring? Two decimals.",
        lambda case: _of_all(case, table(case).on_list),
        tolerance=0.005, unit="%",
        misconceptions={
            "this is the list's share of what was spent so far; what was spent in 2025 is asked":
                lambda case: _of_all(case, table(case).on_list, "so_far"),
            "this is the share that the model expected of the list":
                lambda case: _of_all(case, table(case).on_list, "forecast"),
            "this is the share of those who spent most in 2025 itself; the list was made before":
                lambda case: 100 * concentration(table(case).next_year),
            "these are the customers with the highest forecast; the list is in `on_list`":
                lambda case: _of_all(case, _forecast(case).index),
            "this is what the list spent in 2025 as a share of what it had spent so far":
                lambda case: 100 * _listed(case, "next_year").sum() / _listed(case, "so_far").sum(),
            "this is a share of customers: of the list, who spent anything in 2025":
                lambda case: 100 * (_listed(case, "next_year") > 0).mean(),
            "this is a share of customers: of those who spent anything in 2025, who is on the list":
                lambda case: 100 * table(case).on_list[table(case).next_year > 0].mean(),
            "this is of the list, who spent nothing in 2025":
                lambda case: 100 * (_listed(case, "next_year") == 0).mean(),
            "you divided two means; the list has a fifth of the customers, so divide sums":
                lambda case: 100 * _listed(case, "next_year").mean() / table(case).next_year.mean(),
            "you divided by what the others spent, not by what all did":
                lambda case: 100 * _listed(case, "next_year").sum()
                / table(case).next_year[~table(case).on_list].sum(),
            "you divided by all purchases of 2025; some of the buyers came after the list was made":
                lambda case: _with_newcomers(case, table(case).on_list),
            "you divided by all that the customers ever spent":
                lambda case: 100 * _listed(case, "next_year").sum()
                / (table(case).so_far.sum() + table(case).next_year.sum()),
            "you took those who spent most in 2024 alone; the list looks at all years so far":
                lambda case: _of_all(case, _first(case, _last_year(case))),
            "this is a share of customers: the list is a fifth": lambda case: 100 * table(case).on_list.mean(),
            "you divided two medians; divide sums":
                lambda case: 100 * _listed(case, "next_year").median() / table(case).next_year.median(),
            "you divided a mean by the sum of two means; the groups are not of the same size, so divide sums":
                _of_two_means,
            "this is a median, in dollars; a percentage is asked": lambda case: _listed(case, "next_year").median(),
            "this is a mean, in dollars; a percentage is asked": lambda case: _listed(case, "next_year").mean(),
            "this is a sum, in dollars; a percentage is asked": lambda case: _listed(case, "next_year").sum(),
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
        lambda case: _of_all(case, _forecast(case).index),
        tolerance=0.005, unit="%",
        misconceptions={
            "this is the list's own share": lambda case: _of_all(case, table(case).on_list),
            "this is the share that the model expected of them; what they spent is asked":
                lambda case: _of_all(case, _forecast(case).index, "forecast"),
            "this is the share of those who spent most in 2025 itself; nobody knew them before":
                lambda case: _of_all(case, _first(case, table(case).next_year)),
            "you ranked by `chance`; who is still there need not order much":
                lambda case: _of_all(case, _first(case, table(case).chance)),
            "this is their share of what was spent so far":
                lambda case: _of_all(case, _forecast(case).index, "so_far"),
            "these are those of them who are on the list, too":
                lambda case: _of_all(case, _forecast(case).index[_forecast(case).on_list]),
            "this is a share of customers: of them, who spent anything in 2025":
                lambda case: 100 * (_forecast(case).next_year > 0).mean(),
            "this is a share of customers: of them, who is on the list":
                lambda case: 100 * _forecast(case).on_list.mean(),
            "you divided two means; they are a fifth of the customers, so divide sums":
                lambda case: 100 * _forecast(case).next_year.mean() / table(case).next_year.mean(),
            "you divided what they spent by what the model expected of them":
                lambda case: 100 * _forecast(case).next_year.sum() / _forecast(case).forecast.sum(),
            "you divided what the model expected of them by what all spent; take what they spent":
                lambda case: 100 * _forecast(case).forecast.sum() / table(case).next_year.sum(),
            "you divided by all purchases of 2025; some of the buyers came after the list was made":
                lambda case: _with_newcomers(case, _forecast(case).index),
            "this is a mean, in dollars; a percentage is asked": lambda case: _forecast(case).next_year.mean(),
            "this is a sum, in dollars; a percentage is asked": lambda case: _forecast(case).next_year.sum(),
        },
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
        lambda case: _means(_fifth(case)).difference,
        tolerance=0.005, unit="dollars",
        misconceptions={
            "these are all customers; the fifth with the highest forecast is asked":
                lambda case: _means(_trial(case)).difference,
            "this is the fifth with the lowest forecast": lambda case: _means(_fifth(case, 1)).difference,
            "this is fifth 2; the highest forecast is in fifth 5": lambda case: _means(_fifth(case, 2)).difference,
            "this is fifth 3; the highest forecast is in fifth 5": lambda case: _means(_fifth(case, 3)).difference,
            "this is fifth 4; the highest forecast is in fifth 5": lambda case: _means(_fifth(case, 4)).difference,
            "this is what they spent, before the voucher is taken off; the profit is asked":
                lambda case: _means(_fifth(case), "spent").difference,
            "these are orders; the profit is asked": lambda case: _means(_fifth(case), "orders").difference,
            "this is the mean profit with a voucher; take off the one without":
                lambda case: _means(_fifth(case)).treated,
            "this is the mean profit without a voucher; the difference is asked":
                lambda case: _means(_fifth(case)).control,
            "you left out those who ordered nothing; whom the voucher drove away is among them":
                lambda case: _means(_fifth(case)[_fifth(case).orders > 0]).difference,
            "this is the profit of one order; a customer is asked": _an_order,
            "these are medians; the mean is asked": _medians,
            "these are sums, and the two groups are not of the same size; take means": _sums,
            "you took those who spent most so far; the forecast is asked":
                lambda case: _means(_who_spent_most(case)).difference,
            "you took the list of 2024; the forecast of the end of 2025 is asked":
                lambda case: _means(
                    _trial(case)[_trial(case).customer_id.isin(_listed(case, "so_far").index)]
                ).difference,
            "you compared two fifths; compare those with a voucher and those without, in the same fifth":
                _against_other_fifths,
            "that is the truth, from both outcomes of each customer; `trial` is asked": _from_both_outcomes,
            "that is the truth, from the picture above; `trial` is asked":
                lambda case: round(float(changes(case, as_it_was(case)).by_fifth[-1]), 1),
            "you compared those with a voucher with the whole fifth; compare them with those without":
                lambda case: _means(_fifth(case)).treated - float(_fifth(case).profit.mean()),
            "you divided the two means; take one from the other":
                lambda case: _means(_fifth(case)).treated / _means(_fifth(case)).control,
            "you divided the difference by the profit without a voucher; dollars are asked":
                lambda case: 100 * _means(_fifth(case)).difference / _means(_fifth(case)).control,
        },
        acceptable={
            "you rounded the two means first; round last":
                lambda case: round(
                    round(_means(_fifth(case)).treated, 2) - round(_means(_fifth(case)).control, 2), 2
                ),
        },
        hints=(
            "First the rows: `highest = trial[trial.fifth == 5]`.",
            "`highest.profit[highest.offered].mean()` is the mean with a voucher; `~highest.offered` are the others.",
        ),
        working="highest = trial[trial.fifth == 5]\n"
        "highest.profit[highest.offered].mean() - highest.profit[~highest.offered].mean()",
    ),
))  # fmt: skip
