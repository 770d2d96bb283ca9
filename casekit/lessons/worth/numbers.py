"""What customers have spent, what a model expects of them, and who has left: from purchases, and from the truth."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.cases.groups import Vouchers
from casekit.lessons.opening import takes
from casekit.measure.segments import rfm
from casekit.measure.uplift import ranked_groups
from casekit.measure.value import BgNbd, GammaGamma, fit_bg_nbd, fit_gamma_gamma, summarise
from casekit.memo import memo

FIFTHS = 5  # parts of a ranking; the list has the highest
YEAR, QUARTER, WEEK = 365, 91, 7  # days
DAY = pd.Timedelta(days=1)
WEEKS_A_YEAR = YEAR / 7
SILENCES = np.arange(0, 26.5, 0.5)  # weeks


class Model(NamedTuple):
    """What the two models make of a purchase log, and what they know of each customer in it; weeks and dollars."""

    timing: BgNbd
    spend: GammaGamma
    summary: pd.DataFrame

    def forecast(self, weeks: float) -> pd.Series:
        """What each customer is expected to spend in so many weeks after the log."""
        orders = self.timing.conditional_expected_purchases(weeks, self.summary)
        return (orders * self.spend.expected_spend(self.summary)).rename("forecast")


def model(purchases: pd.DataFrame, until: pd.Timestamp) -> Model:
    """BG/NBD and gamma-gamma, fitted to what was bought up to the day `until`, that day included."""
    summary = summarise(purchases, until)
    return Model(fit_bg_nbd(summary), fit_gamma_gamma(summary), summary)


def paid(purchases: pd.DataFrame) -> pd.DataFrame:
    """The purchases that cost something, at moments by their own clock; a reader's file may have others, and zones."""
    free = purchases.amount <= 0
    return purchases[~free].assign(at=purchases["at"].dt.tz_localize(None))


def list_day(purchases: pd.DataFrame) -> pd.Timestamp:
    """The day on which the list is made, in the evening: a year before the log's last day.

    Raises ValueError for a log that has nothing up to that day.
    """
    first, last = purchases["at"].min(), purchases["at"].max().normalize()
    if first >= last - (YEAR - 1) * DAY:
        raise ValueError(
            f"purchases must go back more than a year before their last day, as the list is made {YEAR} days before "
            f"it; they run from {first:%Y-%m-%d} to {last:%Y-%m-%d}."
        )
    return last - YEAR * DAY


def worth(purchases: pd.DataFrame) -> pd.DataFrame:
    """A row for each customer of a purchase log who came up to a day a year before its end.

    `purchases` has customer_id, at and amount; what cost nothing is left out. `so_far`: dollars up to that day;
    `on_list`: among the fifth who have spent most so far. What the model makes of the log up to that day: `chance` to
    be still a customer, and `forecast`, dollars expected in the year after. `next_year`: dollars that were spent in it.

    Raises ValueError for a log that is too short, or where the list is empty: of customers who are fewer than three, or
    have spent the same; and as the two models do, for customers of whom fewer than two have bought again.
    """
    log = paid(purchases)
    return _with_what_came(log, model(log, list_day(log)))


def _with_what_came(purchases: pd.DataFrame, fitted: Model) -> pd.DataFrame:
    """The table of `worth`, with what has been fitted up to its day."""
    is_later = purchases["at"] >= list_day(purchases) + DAY
    so_far, next_year = (
        purchases[part].groupby("customer_id").amount.sum().reindex(fitted.summary.index, fill_value=0.0)
        for part in (~is_later, is_later)
    )
    on_list = ranked_groups(so_far, FIFTHS) == FIFTHS
    if not on_list.any():
        raise ValueError(
            "purchases must have three customers or more up to the day of the list, and some must have spent more than "
            f"others; {len(so_far)} customers are there, and none stands out."
        )
    return pd.DataFrame(
        {
            "so_far": so_far.round(2),
            "on_list": on_list,
            "chance": fitted.timing.probability_alive(fitted.summary),
            "forecast": fitted.forecast(WEEKS_A_YEAR),
            "next_year": next_year.round(2),
        }
    )


def rules(purchases: pd.DataFrame) -> pd.Series:
    """Per cent of all next year's dollars that as many customers as are on the list bring, by how they are chosen.

    `purchases` as for `worth`. RFM adds up the three scores of `casekit.measure.segments.rfm`. Of customers whom a rule
    puts level, those who have spent most so far come first. Raises ValueError as `worth` does, and where none of its
    customers bought in the next year.
    """
    customers, log = worth(purchases), paid(purchases)
    day = list_day(log)
    before = log[log["at"] < day + DAY]

    def spent(days: int) -> pd.Series:
        recent = before[before["at"] >= day + DAY - days * DAY]
        return recent.groupby("customer_id").amount.sum().reindex(customers.index, fill_value=0.0)

    scores = rfm(before, day).reindex(customers.index)
    ways = {
        f"spent most in the last {WEEK} days": spent(WEEK),
        f"spent most in the last {QUARTER} days": spent(QUARTER),
        "spent most in the last year": spent(YEAR),
        "spent most so far: the list": customers.so_far,
        "RFM scores": scores[["r", "f", "m"]].sum(axis=1),
        "highest forecast": customers.forecast,
        "spent most in the next year itself": customers.next_year,
    }
    count, whole = int(customers.on_list.sum()), customers.next_year.sum()
    if not whole:
        raise ValueError("purchases must have customers who bought both up to the day of the list and after it.")
    orders = {way: np.lexsort((-customers.so_far, -value)) for way, value in ways.items()}
    brings = {way: customers.next_year.to_numpy()[order[:count]].sum() for way, order in orders.items()}
    return (100 * pd.Series(brings) / whole).rename("of next year's dollars, %")


def bought(case: Case) -> pd.DataFrame:
    """The case's purchases, the columns that are needed here."""
    return case.fresh("purchases", "customer_id", "at", "amount")


@memo()
def on_the_day(case: Case) -> Model:
    """The models as the day of the list has them."""
    purchases = bought(case)
    return model(purchases, list_day(purchases))


@memo()
def table(case: Case) -> pd.DataFrame:
    """`worth` of the case's own purchases."""
    return _with_what_came(bought(case), on_the_day(case))


@memo()
def forecast_at_the_end(case: Case) -> pd.Series:
    """What each customer is expected to spend in the weeks of a voucher, from all that the case's purchases hold."""
    purchases = bought(case)
    fitted = model(purchases, purchases["at"].max().normalize())
    return fitted.forecast(case.company[Vouchers].weeks)


def gone_at(case: Case, customers: pd.Index) -> pd.Series:
    """The truth: when these customers left for good; missing for those who are there at the window's end."""
    fate = case.reveal().customers.set_index("customer_id").loc[customers]
    return fate.left_at.where(fate.returned_at.isna(), fate.left_again_at)


def left(case: Case) -> pd.Series:
    """The truth: which customers of the table had left on the day of the list, as they ordered nothing more."""
    return (table(case).next_year == 0).rename("left")


class Silent(NamedTuple):
    """What the model says of a customer after each of `SILENCES`; shape (53,)."""

    chance: np.ndarray  # to be still a customer
    orders: np.ndarray  # expected in the year after


@memo(keep=64)
def silent(case: Case, orders: int) -> Silent:
    """A customer who made so many orders in a year, the last at its end, and none since."""
    fitted = on_the_day(case).timing
    seen = pd.DataFrame({"frequency": float(orders), "recency": WEEKS_A_YEAR, "T": WEEKS_A_YEAR + SILENCES})
    ahead = fitted.conditional_expected_purchases(WEEKS_A_YEAR, seen)
    return Silent(fitted.probability_alive(seen).to_numpy(), ahead.to_numpy())


@takes(AMAZON)
def trial(case: Case) -> pd.DataFrame:
    """The campaign by lot, a row a customer: what each did in the weeks after the end of 2025.

    `fifth`: of the forecast for these weeks, made before; 5 is the highest. `offered`: whether they got a voucher.
    """
    seen = case.offers.drop(columns=["offer_id", "drawn_at"])
    seen.insert(1, "fifth", ranked_groups(forecast_at_the_end(case).loc[seen.customer_id], FIFTHS))
    return seen
