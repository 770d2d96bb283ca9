"""The first exercise."""

from __future__ import annotations

import pandas as pd

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.lessons.opening import checks
from casekit.lessons.start.numbers import DAY, TODAY, gone, silent_days
from casekit.memo import memo
from casekit.teach import Exercise

# Days since when a customer may have bought nothing; of the first one at which each mistake leads to another number.
SINCE = pd.to_datetime(
    ["2025-10-01", "2025-09-01", "2025-11-01", "2025-08-01", "2025-12-01", "2025-07-01", "2025-06-01"]
)
EXAMPLE = pd.Timestamp("2025-11-20")  # with which the notebook shows how dates are compared
FEWEST = 2  # customers between the answer and a mistake


@memo()
def _since(amazon: Case) -> pd.Timestamp:
    """The day that this world is asked about, and the rule is the same for everybody."""
    return next((day for day in SINCE if _apart(amazon, day) >= FEWEST), SINCE[0])


def _apart(amazon: Case, day: pd.Timestamp) -> int:
    """How many customers lie between the answer and the nearest of what it is mistaken for."""
    answer = _silent_since(amazon, day).sum()
    others = _silent_since(amazon, day - DAY), _silent_since(amazon, day + DAY), _ninety_days(amazon), gone(amazon)
    return min(abs(answer - other.sum()) for other in others)


def _silent_since(amazon: Case, day: pd.Timestamp) -> pd.Series:
    """Whether each customer has bought nothing since that day; index customer_id."""
    return silent_days(amazon) > (TODAY - day) / DAY


def _silent(amazon: Case) -> pd.Series:
    return _silent_since(amazon, _since(amazon))


def _too_short(amazon: Case) -> pd.Series:
    """The same, if the month ended a day before its end."""
    return _silent_since(amazon, _since(amazon) - DAY)


def _too_long(amazon: Case) -> pd.Series:
    """The same, if the day that is asked about were counted to the time before it."""
    return _silent_since(amazon, _since(amazon) + DAY)


def _day_first(amazon: Case) -> pd.Series:
    """The same, if the day was written first, as in 1.10.2025, and read as the month."""
    return _silent_since(amazon, pd.Timestamp(_since(amazon).year, 1, _since(amazon).month))


def _months_alone(amazon: Case) -> pd.Series:
    """Whether each customer's last purchase fell into an earlier month, of whatever year."""
    return _last(amazon).dt.month < _since(amazon).month


def _only_this_year(amazon: Case) -> pd.Series:
    """The same, of those who have bought this year."""
    return _months_alone(amazon) & (_last(amazon).dt.year == _since(amazon).year)


def _last(amazon: Case) -> pd.Series:
    """The time of each customer's last purchase; index customer_id."""
    return amazon.purchases.groupby("customer_id")["at"].max()


def _ninety_days(amazon: Case) -> pd.Series:
    return silent_days(amazon) > 90


exercises = checks(AMAZON, (
    Exercise(
        "00.1",
        lambda case: (
            f"How many customers on Amazon's file have bought nothing on or after 1 {_since(case):%B %Y}, that is, in "
            f"the last {(TODAY - _since(case)).days} days of the file?"
        ),
        lambda case: _silent(case).sum(),
        tolerance=0.5, unit="customers", is_count=True,
        misconceptions={
            "these are the customers who did buy since then": lambda case: (~_silent(case)).sum(),
            "you counted purchases, not customers; a customer counts once, by the last purchase":
                lambda case: (case.purchases["at"] < _since(case)).sum(),
            "you left out the last day of the month: a date without a time is its midnight":
                lambda case: _too_short(case).sum(),
            "you also counted those whose last purchase was on the day itself; they did buy in that time":
                lambda case: _too_long(case).sum(),
            "this is the day of the example; the question names another": lambda case:
                _silent_since(case, EXAMPLE).sum(),
            "this is the day of the example, and those who did buy since then": lambda case:
                (~_silent_since(case, EXAMPLE)).sum(),
            "a date that begins with the day is read as another one; begin with the year": lambda case:
                _day_first(case).sum(),
            "you looked at the month alone, and the year counts, too": lambda case: _months_alone(case).sum(),
            "you left out those who bought last in an earlier year": lambda case: _only_this_year(case).sum(),
            "you counted ninety days back from the end of the file; the question names a day":
                lambda case: _ninety_days(case).sum(),
            "these are gone in truth; here only the purchases count": lambda case: gone(case).sum(),
            "these are all customers; `.sum()` counts those for whom it is True": lambda case: case.size,
            "these are purchases, and since that day": lambda case: (case.purchases["at"] >= _since(case)).sum(),
            "this is a share, and a number of customers was asked": lambda case: _silent(case).mean(),
            "this is a percentage, and a number of customers was asked": lambda case: 100 * _silent(case).mean(),
            "these joined or bought before that day; many of them bought later, too": lambda case:
                case.purchases.customer_id[case.purchases["at"] < _since(case)].nunique(),
        },
        wrong={
            "silent since a month before": lambda case:
                _silent_since(case, _since(case) - pd.DateOffset(months=1)).sum(),
            "sixty days": lambda case: (silent_days(case) > 60).sum(),
        },
        hints=(
            "The last purchase of each customer decides: `last` in the cell above has it.",
            "A comparison gives True or False for each customer, and `.sum()` counts the True ones.",
        ),
        working=lambda case: f'(last < "{_since(case):%Y-%m-%d}").sum()',
    ),
))  # fmt: skip
