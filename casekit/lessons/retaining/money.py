"""What customers are worth, by the formula and in truth; what a budget buys; and what a plan needs to pay."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pandas as pd

from casekit.case import Case
from casekit.cases import groups
from casekit.cases.starbucks import STARBUCKS
from casekit.lessons.opening import takes
from casekit.lessons.retaining import numbers
from casekit.lessons.retaining.numbers import A_YEAR, KINDS, STATES, YEARS
from casekit.memo import memo
from casekit.world.systems.cohort import shares_of_kinds

BUDGET, PLAN, VISITS = STARBUCKS[groups.Budget], STARBUCKS[groups.Labour], STARBUCKS[groups.Visits]
A_STORE = PLAN.dollars / PLAN.stores  # dollars a year
A_CUSTOMER = A_YEAR * np.array(VISITS.per_month) * np.array(VISITS.ticket)  # dollars of revenue a year, by kind
DELIGHT = float(A_CUSTOMER[2] - A_CUSTOMER[1])  # more, from a satisfied customer who becomes highly so
LEAVERS = shares_of_kinds(STARBUCKS)  # by kind
SHARES = np.linspace(0, 1, 101)  # of the budget that go to keeping


@takes(STARBUCKS)
def exhibit(case: Case) -> pd.DataFrame:
    """Exhibit 9: visits a month, mean ticket and customer life by satisfaction, and the revenue of a year.

    Visits, ticket and life are public numbers; of them follows the revenue, and times the life it is as published.
    """
    columns = {
        "visits_a_month": VISITS.per_month,
        "dollars_a_visit": VISITS.ticket,
        "life_years": STATES.life_years,
        "dollars_a_year": A_CUSTOMER.round(3),
    }
    return pd.DataFrame(columns, index=pd.Index(KINDS, name="kind"))


@takes(STARBUCKS)
def sales(case: Case) -> pd.DataFrame:
    """What the case's customers bought in 2025, a row a purchase: `amount`, and of it the `margin`, in dollars.

    The margin is what remains when the goods are paid: of each product a part of its price.
    """
    bought = case.fresh("purchases", "product_id", "amount")
    part = (case.products.margin / case.products.price).to_numpy()[bought.product_id.to_numpy() - 1]
    return pd.DataFrame({"amount": bought.amount, "margin": (bought.amount * part).round(2)})


@memo()
def margin_share(case: Case) -> float:
    """Of a dollar of revenue, what remains when the goods are paid."""
    sold = sales(case)
    return float(sold.margin.sum() / sold.amount.sum())


# --- one customer ----------------------------------------------------------------------------------------------------


def worth(margin: np.ndarray | float, retention: np.ndarray | float, years: float = math.inf) -> np.ndarray | float:
    """Dollars of today that a customer brings who is there at the end of each year with the chance `retention` again.

    With m for `margin`, r for `retention` and i for the interest, for ever: m r / (1 + i - r).
    """
    left = retention / (1 + BUDGET.interest)
    return margin * left * (1 - left**years) / (1 - left)


class Rate(NamedTuple):
    """A group of customers as the formula takes them: one retention for ever, and one margin."""

    retention: float  # a year, 0 to 1
    margin: float  # dollars a year, of those who stay through it

    def worth(self, years: float = math.inf) -> float:
        return float(worth(self.margin, self.retention, years))


class Formula(NamedTuple):
    """What the card says of the newcomers' first year, and of those who stay longer in all later years."""

    new: Rate
    old: Rate

    @property
    def ratio(self) -> float:
        """How many newcomers are worth one older customer."""
        return self.old.worth() / self.new.worth()


@memo()
def formula(case: Case) -> Formula:
    """From the records alone."""
    there, paid = numbers.there(case), numbers.paid(case) * margin_share(case)
    rates = (
        Rate(float(there[years].sum() / there[years - 1].sum()), float(paid[years - 1].sum() / there[years].sum()))
        for years in (np.array([1]), np.arange(2, YEARS + 1))
    )
    return Formula(*rates)


def true_worth(case: Case, shares: np.ndarray, years: float = math.inf) -> float:
    """Dollars that a customer brings on average in truth, if so many of them are of each kind."""
    each = worth(A_CUSTOMER * margin_share(case), np.exp(-1 / np.array(STATES.life_years)), years)
    return float((shares * each).sum())


class Worth(NamedTuple):
    """Dollars, in truth and for ever: of a newcomer of this world, and of a customer about to leave who stays."""

    new: float
    kept: float

    @property
    def ratio(self) -> float:
        """How many newcomers are worth one customer who is kept."""
        return self.kept / self.new


def in_truth(case: Case) -> Worth:
    """What the formula should have found."""
    came = np.bincount(numbers.newcomers(case).kind, minlength=len(KINDS)) / numbers.RULES.count
    return Worth(true_worth(case, came), true_worth(case, LEAVERS))


# --- a budget --------------------------------------------------------------------------------------------------------


class Bought(NamedTuple):
    """What money buys on one side; numbers, or arrays of one shape."""

    customers: np.ndarray
    next_costs: np.ndarray  # dollars


def buy(dollars: np.ndarray | float, first: float, doubles: float, dearer: float) -> Bought:
    """Customers at a price that begins at `first` dollars and rises evenly, by `dearer` times itself with `doubles`."""
    steps = dearer / doubles
    money = np.asarray(dollars, dtype=float) / first
    customers = (np.sqrt(1 + 2 * money * steps) - 1) / steps if steps else money
    return Bought(customers, first * (1 + steps * customers))


class Split(NamedTuple):
    """A budget, by the share of it that goes to keeping."""

    won: Bought
    kept: Bought


def split(share: np.ndarray | float, price: float, dearer: float) -> Split:
    """What the budget buys if the first newcomer costs `price` dollars, and each next one more."""
    won = buy((1 - np.asarray(share)) * BUDGET.dollars, price, BUDGET.newcomer_doubles, dearer)
    return Split(won, buy(np.asarray(share) * BUDGET.dollars, BUDGET.kept, BUDGET.kept_doubles, dearer))


class Gain(NamedTuple):
    """Margin over the years less the budget, in dollars, at each of `SHARES`."""

    by_formula: np.ndarray
    in_truth: np.ndarray

    @property
    def best(self) -> tuple[float, float]:
        """The share with the most: by the formula, and in truth."""
        by_formula, in_truth = (float(SHARES[values.argmax()]) for values in self)
        return by_formula, in_truth

    @property
    def any_split(self) -> bool:
        """Whether in truth every share brings the same, within a dollar."""
        return bool(np.ptp(self.in_truth) < 1)


def gain(case: Case, price: float, dearer: float, years: int) -> Gain:
    """What a budget brings over so many years."""
    bought, told = split(SHARES, price, dearer), formula(case)
    each = true_worth(case, LEAVERS, years)
    by_formula = bought.won.customers * told.new.worth(years) + bought.kept.customers * told.old.worth(years)
    in_truth = (bought.won.customers + bought.kept.customers) * each
    return Gain(by_formula - BUDGET.dollars, in_truth - BUDGET.dollars)


# --- a plan ----------------------------------------------------------------------------------------------------------


def needs(margin: float) -> float:
    """How many customers a store must win over within a year, if so much of a dollar counts."""
    return A_STORE / (DELIGHT * margin)
