"""What vouchers are expected to change in the profit: by fifth of the forecast, and for more and more customers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from casekit.case import Case
from casekit.cases.groups import Vouchers
from casekit.lessons.worth.numbers import DAY, FIFTHS, forecast_at_the_end, gone_at
from casekit.measure.uplift import ranked_groups
from casekit.memo import memo
from casekit.world.engine.calendar import DAYS_IN_MONTH, END

STEPS = 100  # of a line through all customers
NEXT_TO_NEVER = 1e-9  # a chance that is rounded to 0


class Rules(NamedTuple):
    """How a voucher works; all three are shares from 0 to 1."""

    discount: float  # of an order
    annoyed: float  # of those who are there: leave at once
    won_back: float  # of those who have only just left: come back


class Customers(NamedTuple):
    """What is true of each customer, in dollars of orders expected in the weeks to come; shape (customers,).

    The highest forecast comes first.
    """

    fifth: np.ndarray  # of the forecast, from 1, the lowest
    usual: np.ndarray  # of those who are there, without a voucher; 0 for others
    more: np.ndarray  # of those who are there, what a voucher adds; 0 for others
    back: np.ndarray  # of those who have left, if all who have only just left came back; 0 for others


class Changes(NamedTuple):
    """What vouchers change in the profit, in dollars."""

    by_fifth: np.ndarray  # a customer of each fifth of the forecast, the lowest first; shape (5,)
    by_forecast: np.ndarray  # of 100 customers on file, if 0, 1, 2, ... of them get one, the highest forecast first
    by_change: np.ndarray  # the same, those first whose profit it raises most

    @property
    def lowest_first(self) -> np.ndarray:
        """The same, the lowest forecast first."""
        return self.by_forecast[-1] - self.by_forecast[::-1]


@memo(keep=1)
def customers(case: Case) -> Customers:
    """Each customer's expected orders from their own rate, chance to lapse and mean amount, as the world has them."""
    rules = case.company[Vouchers]
    forecast = forecast_at_the_end(case)
    order = np.argsort(-forecast.to_numpy(), kind="stable")
    true = case.reveal().customers.set_index("customer_id").loc[forecast.index[order]]
    chance = np.maximum(true.dropout_probability.to_numpy(), NEXT_TO_NEVER)
    orders = -np.expm1(-true.purchase_rate.to_numpy() * chance * rules.weeks) / chance
    amount, left = true.mean_amount.to_numpy(), gone_at(case, true.index)
    there = left.isna().to_numpy()
    months = ((pd.Timestamp(END) - left) / DAY / DAYS_IN_MONTH).to_numpy()
    remembers = 0.5 ** (np.where(there, 0.0, months) / rules.forgotten_months)
    return Customers(
        fifth=ranked_groups(forecast, FIFTHS)[order],
        usual=np.where(there, orders * amount, 0.0),
        more=np.where(there, rules.extra * amount, 0.0),
        back=np.where(there, 0.0, remembers * orders * amount),
    )


def as_it_was(case: Case) -> Rules:
    """The voucher of the case."""
    rules = case.company[Vouchers]
    return Rules(rules.discount, rules.annoyed, rules.won_back)


def changes(case: Case, rules: Rules) -> Changes:
    """What is to be expected of such a voucher."""
    who, margin = customers(case), case.company[Vouchers].margin
    with_it = (1 - rules.annoyed) * (who.usual + who.more) + rules.won_back * who.back
    change = (margin - rules.discount) * with_it - margin * who.usual
    by_fifth = np.bincount(who.fifth, change)[1:] / np.bincount(who.fifth)[1:]
    return Changes(by_fifth, _added_up(change), _added_up(-np.sort(-change)))


def _added_up(change: np.ndarray) -> np.ndarray:
    """Dollars of 100 customers, if so many of the first get a voucher; shape (101,)."""
    total = np.append(0.0, np.cumsum(change)) / len(change) * 100
    return np.interp(np.linspace(0, len(change), STEPS + 1), np.arange(len(total)), total)
