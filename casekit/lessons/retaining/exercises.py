"""The exercises of lesson 02."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from casekit.case import Case
from casekit.cases.starbucks import STARBUCKS
from casekit.lessons.opening import checks
from casekit.lessons.retaining import money, numbers
from casekit.lessons.retaining.money import A_CUSTOMER, A_STORE
from casekit.lessons.retaining.numbers import A_YEAR, QUARTER, STATES, YEARS
from casekit.measure.retention import fit_sbg
from casekit.memo import memo
from casekit.teach import Exercise

ALL = YEARS * A_YEAR  # months
LAST, TWO_YEARS = ALL // QUARTER, 2 * A_YEAR // QUARTER  # quarters
ROUND_COST = 8_750.0  # dollars: the usual figure
BETTER = float(A_CUSTOMER[1] - A_CUSTOMER[0])  # dollars a year, if an unsatisfied customer becomes satisfied
VISITS, TICKET = money.VISITS.per_month, money.VISITS.ticket  # by kind
MORE_OFTEN = A_YEAR * (VISITS[1] - VISITS[0])  # visits a year, of the same customer


# --- 02.1 ------------------------------------------------------------------------------------------------------------


def _visits(case: Case, low: int, high: float = math.inf, column: str = "first_quarter") -> pd.Series:
    """Visits in a quarter of the newcomers with so many whole months between their first visit and the last."""
    card = numbers.card(case)
    return card[column][(card.months >= low) & (card.months <= high)]


def _twentieth(case: Case, low: int, high: float = math.inf) -> float:
    """Their mean visits in the twentieth quarter."""
    return float(_visits(case, low, high, "twentieth_quarter").mean())


def _more(case: Case, stay: int, low: int, high: int) -> float:
    """Mean visits in the first quarter of those with `stay` months or more, less those of the others."""
    return float(_visits(case, stay).mean() - _visits(case, low, high).mean())


# --- 02.2 ------------------------------------------------------------------------------------------------------------


def _needed(case: Case, gain: float = BETTER, share: float | None = None, cost: float = A_STORE) -> float:
    return cost / (gain * (money.margin_share(case) if share is None else share))


@memo()
def _mean_of_shares(case: Case) -> float:
    """The mean over purchases of each one's own share of margin."""
    sold = money.sales(case)
    return float((sold.margin / sold.amount).mean())


@memo()
def _mean_margin(case: Case) -> float:
    return float(money.sales(case).margin.mean())


@memo()
def _median_of_shares(case: Case) -> float:
    """The median over purchases of each one's own share of margin."""
    sold = money.sales(case)
    return float((sold.margin / sold.amount).median())


def _of_products(case: Case) -> float:
    """The share of margin in the catalogue, each product once."""
    return float(case.products.margin.sum() / case.products.price.sum())


# --- 02.3 ------------------------------------------------------------------------------------------------------------


@memo()
def _curve(case: Case) -> Sequence[float]:
    """Of 100 newcomers, how many were still there after 0, 1, ... quarters."""
    return [100 * float(numbers.still_there(case, QUARTER * quarter).mean()) for quarter in range(LAST + 1)]


@memo(keep=8)
def _expected(case: Case, quarters: int = TWO_YEARS, at: int = LAST) -> float:
    """Of 100, who is there after `at` quarters by the model that is fitted to the first so many."""
    return float(fit_sbg(_curve(case)[: quarters + 1]).survival(at))


def _by_years(case: Case, years: int, at: int = YEARS) -> float:
    """The same with years for periods."""
    return float(fit_sbg(_curve(case)[: A_YEAR // QUARTER * years + 1 : A_YEAR // QUARTER]).survival(at))


def _of_a_rounded_curve(case: Case, decimals: int) -> float:
    return float(fit_sbg([round(there, decimals) for there in _curve(case)[: TWO_YEARS + 1]]).survival(LAST))


def _at_one_rate(case: Case, quarters: int, first: int = 0) -> float:
    """Of 100, who is there after five years if the loss of these quarters goes on."""
    curve = _curve(case)
    rate = (curve[quarters] / curve[first]) ** (1 / (quarters - first))
    return curve[quarters] * rate ** (LAST - quarters)


def _straight_on(case: Case) -> float:
    """Who is there if as many customers go on leaving as in the second year."""
    curve, year = _curve(case), A_YEAR // QUARTER
    return curve[TWO_YEARS] - (YEARS - 2) * (curve[year] - curve[TWO_YEARS])


exercises = checks(STARBUCKS, (
    Exercise(
        "02.1",
        "How many visits more did those who stayed all five years (`months` of 60 or more) make in their first "
        "quarter, on average, than those who left in the second year (`months` from 12 to 23)? Two decimals.",
        lambda case: _more(case, ALL, 12, 23),
        tolerance=0.005, unit="visits",
        misconceptions={
            "you compared with all the others; those who left in their first quarter could not come more often":
                lambda case: _more(case, ALL, 0, ALL - 1),
            "you compared with those who left in the first year; some of them left in their first quarter":
                lambda case: _more(case, ALL, 0, 11),
            "you compared with all newcomers, and those who stayed are among them":
                lambda case: _more(case, ALL, 0, 10 * ALL),
            "you compared with all who left after the first year; those of the second year are asked about":
                lambda case: _more(case, ALL, 12, ALL - 1),
            "you compared with those who left in the third year": lambda case: _more(case, ALL, 24, 35),
            "you compared with those who left in the fourth year": lambda case: _more(case, ALL, 36, 47),
            "you compared with those who left in the fifth year": lambda case: _more(case, ALL, 48, ALL - 1),
            "you compared with all who were there after one year, and those who stayed are among them":
                lambda case: _more(case, ALL, 12, 10 * ALL),
            "you compared with all who left within two years; the second year begins after 12 months":
                lambda case: _more(case, ALL, 0, 23),
            "a customer with 24 months left in the third year": lambda case: _more(case, ALL, 12, 24),
            "a customer with 23 months left in the second year, too": lambda case: _more(case, ALL, 12, 22),
            "a customer with 12 months left in the second year, too": lambda case: _more(case, ALL, 13, 23),
            "a customer with 12 months left in the second year, too, and one with 24 in the third":
                lambda case: _more(case, ALL, 13, 24),
            "a customer with 60 months has stayed for five years, too": lambda case: _more(case, ALL + 1, 12, 23),
            "this is the mean of those who stayed; the difference of two means is asked":
                lambda case: _visits(case, ALL).mean(),
            "this is the mean of those who left; the difference of two means is asked":
                lambda case: _visits(case, 12, 23).mean(),
            "these are medians; means are asked":
                lambda case: _visits(case, ALL).median() - _visits(case, 12, 23).median(),
            "these are sums; means are asked":
                lambda case: float(_visits(case, ALL).sum() - _visits(case, 12, 23).sum()),
            "you took the twentieth quarter of both; who left before made no visit in it":
                lambda case: _twentieth(case, ALL) - _twentieth(case, 12, 23),
            "this is for one month; a quarter has three": lambda case: _more(case, ALL, 12, 23) / QUARTER,
            "this is in per cent; visits are asked":
                lambda case: 100 * (_visits(case, ALL).mean() / _visits(case, 12, 23).mean() - 1),
            "this is how many times as many; the difference is asked":
                lambda case: _visits(case, ALL).mean() / _visits(case, 12, 23).mean(),
            "this is how far visits have moved among those who stayed":
                lambda case: _twentieth(case, ALL) - _visits(case, ALL).mean(),
        },
        acceptable={
            "you took the twentieth quarter of those who stayed; their first one is asked about":
                lambda case: _twentieth(case, ALL) - _visits(case, 12, 23).mean(),
            "you rounded the two means first; round only their difference":
                lambda case: round(_visits(case, ALL).mean(), 1) - round(_visits(case, 12, 23).mean(), 1),
        },
        hints=(
            "You need two means of the column `first_quarter`: of those with 60 months or more, and of those with 12 "
            "months or more and fewer than 24.",
            "`card[(card.months >= 12) & (card.months < 24)]` are those who left in the second year: with `&` both "
            "must be True.",
        ),
        working="left = card[(card.months >= 12) & (card.months < 24)]\n"
        "stayed.first_quarter.mean() - left.first_quarter.mean()",
    ),
    Exercise(
        "02.2",
        "How many unsatisfied customers must a store make satisfied, so that one year of labour (`cost`) pays within "
        "this year? Count in margin: of each dollar of revenue as much remains as in all of `sold`. One decimal.",
        _needed,
        tolerance=0.05, unit="customers",
        misconceptions={
            "this counts revenue; only the margin remains": lambda case: _needed(case, share=1.0),
            "this counts what the goods cost; the margin is the rest":
                lambda case: _needed(case, share=1 - money.margin_share(case)),
            "you multiplied by the share of margin; a smaller gain needs more customers":
                lambda case: A_STORE / BETTER * money.margin_share(case),
            "these become highly satisfied": lambda case: _needed(case, gain=money.DELIGHT),
            "these become highly satisfied, and revenue is counted":
                lambda case: _needed(case, gain=money.DELIGHT, share=1.0),
            "these go from unsatisfied to highly satisfied":
                lambda case: _needed(case, gain=float(A_CUSTOMER[2] - A_CUSTOMER[0])),
            "this counts all that a satisfied customer pays; they paid something before, too":
                lambda case: _needed(case, gain=float(A_CUSTOMER[1])),
            "this counts all that an unsatisfied customer pays; that is what they pay already":
                lambda case: _needed(case, gain=float(A_CUSTOMER[0])),
            "this counts only that they come more often; they pay more at each visit, too":
                lambda case: _needed(case, gain=MORE_OFTEN * TICKET[0]),
            "this counts only the visits that are more; at each of the others they pay more, too":
                lambda case: _needed(case, gain=MORE_OFTEN * TICKET[1]),
            "this counts only that they pay more at each visit; they come more often, too":
                lambda case: _needed(case, gain=A_YEAR * VISITS[0] * (TICKET[1] - TICKET[0])),
            "this counts only that they pay more at each visit; some of these visits are new":
                lambda case: _needed(case, gain=A_YEAR * VISITS[1] * (TICKET[1] - TICKET[0])),
            "this counts lifetime revenue; the revenue of one year is asked":
                lambda case: _needed(case, gain=float(np.diff(A_CUSTOMER * STATES.life_years)[0])),
            "this counts one month of revenue; the labour is paid for a year":
                lambda case: _needed(case, gain=BETTER / A_YEAR),
            "this is the mean of each purchase's own share; large purchases count as much as small ones then":
                lambda case: _needed(case, share=_mean_of_shares(case)),
            "this is the median of each purchase's own share; the share of all revenue is asked":
                lambda case: _needed(case, share=_median_of_shares(case)),
            "this takes each product of the catalogue once; many are seldom sold":
                lambda case: _needed(case, share=_of_products(case)),
            "you took the mean margin of a purchase, in dollars, for the share":
                lambda case: _needed(case, share=_mean_margin(case)),
            "you rounded the share of margin first; round last":
                lambda case: _needed(case, share=round(money.margin_share(case), 2)),
            "you rounded the gain to whole dollars first; round last": lambda case: _needed(case, gain=round(BETTER)),
            "you took the rounded cost of the usual sum, 8,750; divide the forty million by the stores":
                lambda case: _needed(case, cost=ROUND_COST),
            "you rounded each store's cost to whole dollars and the gain, too; round last":
                lambda case: _needed(case, gain=round(BETTER), cost=round(A_STORE)),
            "these are customers of all stores; those of one store are asked":
                lambda case: _needed(case, cost=money.PLAN.dollars),
            "this is what one customer brings, in dollars; how many customers is asked":
                lambda case: BETTER * money.margin_share(case),
        },
        acceptable={
            "this is in whole customers; one decimal is asked": lambda case: math.ceil(_needed(case)),
        },
        hints=(
            "Divide `cost` by what one such customer brings in a year. Of that only the share of margin counts.",
            "The share is `sold.margin.sum() / sold.amount.sum()`; `exhibit.dollars_a_year` has the revenue of a year.",
        ),
        working="better = exhibit.dollars_a_year[\"satisfied\"] - exhibit.dollars_a_year[\"unsatisfied\"]\n"
        "cost / (better * sold.margin.sum() / sold.amount.sum())",
    ),
    Exercise(
        "02.3",
        "Fit the model to the first two years of `curve`. What percentage of the newcomers does it expect to be there "
        "after five years? Two decimals.",
        _expected,
        tolerance=0.005, unit="%",
        misconceptions={
            "you fitted the first year; two years are asked for": lambda case: _expected(case, TWO_YEARS // 2),
            "you fitted three years; two are asked for": lambda case: _expected(case, 3 * A_YEAR // QUARTER),
            "you fitted all that is known; at the end of the second year nobody knows the rest":
                lambda case: _expected(case, LAST),
            "`curve[:8]` ends with quarter 7; two years end with quarter 8":
                lambda case: _expected(case, TWO_YEARS - 1),
            "`curve[:10]` ends with quarter 9; two years end with quarter 8":
                lambda case: _expected(case, TWO_YEARS + 1),
            "these are eight quarters, which the model has seen; five years are 20 quarters":
                lambda case: _expected(case, at=TWO_YEARS),
            "these are four quarters, one year; five years are 20 quarters":
                lambda case: _expected(case, at=A_YEAR // QUARTER),
            "this is of those who are there after two years; of all newcomers is asked":
                lambda case: 100 * _expected(case) / _curve(case)[TWO_YEARS],
            "this is of those whom the model expects to be there after two years; of all newcomers is asked":
                lambda case: 100 * _expected(case) / _expected(case, at=TWO_YEARS),
            "this is five quarters, not five years": lambda case: _expected(case, at=YEARS),
            "this is sixty quarters, not sixty months": lambda case: _expected(case, at=ALL),
            "five years are 20 quarters, and quarter 0 is no quarter gone by":
                lambda case: _expected(case, at=LAST + 1),
            "five years are 20 quarters; you stopped one before": lambda case: _expected(case, at=LAST - 1),
            "these are five years after the second one": lambda case: _expected(case, at=LAST + TWO_YEARS),
            "these are three years, what is left of the five; the model counts from the first visit":
                lambda case: _expected(case, at=LAST - TWO_YEARS),
            "you fitted whole years; the curve has quarters": lambda case: _by_years(case, 2),
            "you fitted whole years, and all five; the first eight quarters are asked for":
                lambda case: _by_years(case, YEARS),
            "you fitted whole years, so 20 periods are 20 years": lambda case: _by_years(case, 2, LAST),
            "this carries on one rate, that of the two years; the model lets customers differ":
                lambda case: _at_one_rate(case, TWO_YEARS),
            "this carries on one rate, that of the first year": lambda case: _at_one_rate(case, TWO_YEARS // 2),
            "this carries on the rate of the second year; the model lets customers differ":
                lambda case: _at_one_rate(case, TWO_YEARS, TWO_YEARS // 2),
            "this lets as many leave in each year as in the second": _straight_on,
            "this is what the card shows after five years; the forecast is asked": lambda case: _curve(case)[LAST],
            "this is what the card shows after two years": lambda case: _curve(case)[TWO_YEARS],
        },
        acceptable={
            "you rounded the curve to one decimal first; round last": lambda case: _of_a_rounded_curve(case, 1),
            "you rounded the curve to whole newcomers first; round last": lambda case: _of_a_rounded_curve(case, 0),
        },
        hints=(
            "`fit_sbg(...)` takes the part of `curve` that ends with quarter 8: nine numbers, as it begins with "
            "quarter 0.",
            "`fit_sbg(curve[:9])` is the model; `fit_sbg(curve[:9]).survival(20)` says how many are there after 20 "
            "quarters.",
        ),
        working="fit_sbg(curve[:9]).survival(20)",
    ),
))  # fmt: skip
