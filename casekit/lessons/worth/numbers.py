"""What customers have spent, what a model expects of them, and who has left: from a purchase log, and from the truth."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.cases.groups import Vouchers
from casekit.lessons.opening import takes
from casekit.measure.uplift import ranked_groups
from casekit.measure.value import BgNbd, GammaGamma, fit_bg_nbd, fit_gamma_gamma, summarise
from casekit.memo import memo

FIFTHS = 5  # parts of a ranking; the list has the highest
YEAR = 365  # days
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


def list_day(purchases: pd.DataFrame) -> pd.Timestamp:
    """The day on which the list is made: a year before the log's last day."""
    return purchases["at"].max().normalize() - YEAR * DAY


def worth(purchases: pd.DataFrame) -> pd.DataFrame:
    """A row for each customer of a purchase log who came up to a day a year before its end.

    `purchases` has customer_id, at and amount. `so_far`: dollars up to that day; `on_list`: among the fifth who have
    spent most so far. What the model makes of the log up to that day: `chance` to be still a customer, and `forecast`,
    dollars expected in the year after. `next_year`: dollars that were spent in it.
    """
    day = list_day(purchases)
    fitted = model(purchases, day)
    is_later = purchases["at"] >= day + DAY
    so_far, next_year = (
        purchases[part].groupby("customer_id").amount.sum().reindex(fitted.summary.index, fill_value=0.0)
        for part in (~is_later, is_later)
    )
    return pd.DataFrame(
        {
            "so_far": so_far.round(2),
            "on_list": ranked_groups(so_far, FIFTHS) == FIFTHS,
            "chance": fitted.timing.probability_alive(fitted.summary),
            "forecast": fitted.forecast(WEEKS_A_YEAR),
            "next_year": next_year.round(2),
        }
    )


@memo()
def table(case: Case) -> pd.DataFrame:
    """`worth` of the case's own purchases."""
    return worth(case.fresh("purchases", "customer_id", "at", "amount"))


@memo()
def on_the_day(case: Case) -> BgNbd:
    """The timing model as the day of the list has it."""
    purchases = case.fresh("purchases", "customer_id", "at", "amount")
    return model(purchases, list_day(purchases)).timing


@memo()
def at_the_end(case: Case) -> Model:
    """The models fitted to all that the case's purchases hold."""
    purchases = case.fresh("purchases", "customer_id", "at", "amount")
    return model(purchases, purchases["at"].max().normalize())


def gone_at(case: Case, customers: pd.Index) -> pd.Series:
    """The truth: when these customers left for good; missing for those who are there at the window's end."""
    fate = case.reveal().customers.set_index("customer_id").loc[customers]
    return fate.left_at.where(fate.returned_at.isna(), fate.left_again_at)


@memo()
def left_for_good(case: Case) -> pd.Series:
    """The truth: which customers of the table had left on the day of the list, and were not back by the end."""
    day = list_day(case.fresh("purchases", "at"))
    return (gone_at(case, table(case).index) < day + DAY).rename("left")


class Silent(NamedTuple):
    """What the model says of a customer after each of `SILENCES`; shape (53,)."""

    chance: np.ndarray  # to be still a customer
    orders: np.ndarray  # expected in the year after


def silent(case: Case, orders: int) -> Silent:
    """A customer who made so many orders in a year, the last at its end, and none since."""
    fitted = on_the_day(case)
    seen = pd.DataFrame({"frequency": float(orders), "recency": WEEKS_A_YEAR, "T": WEEKS_A_YEAR + SILENCES})
    ahead = fitted.conditional_expected_purchases(WEEKS_A_YEAR, seen)
    return Silent(fitted.probability_alive(seen).to_numpy(), ahead.to_numpy())


@takes(AMAZON)
def trial(case: Case) -> pd.DataFrame:
    """The campaign by lot, a row a customer: what each did in the weeks after the end of 2025.

    `fifth`: of the forecast for these weeks, made before; 5 is the highest. `offered`: whether they got a voucher.
    """
    weeks = case.company[Vouchers].weeks
    forecast = at_the_end(case).forecast(weeks)
    seen = case.offers.drop(columns=["offer_id", "drawn_at"])
    fifth = ranked_groups(forecast.loc[seen.customer_id], FIFTHS)
    seen.insert(1, "fifth", fifth)
    return seen


@memo()
def moved(case: Case) -> np.ndarray:
    """The truth: by how many dollars the voucher changes the profit of a customer of each fifth; shape (5,)."""
    both = case.reveal().offers
    change = both.profit_if_offered - both.profit_if_not
    return change.groupby(trial(case).fifth.to_numpy()).mean().to_numpy()
