"""What lesson 04 exists for, in the terms of one world."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.cases.groups import Orders, Vouchers
from casekit.lessons import worth as lesson
from casekit.lessons.worth import numbers, vouchers
from casekit.lessons.worth.numbers import FIFTHS, SILENCES
from casekit.lessons.worth.windows import LOOKS, windows
from casekit.measure.segments import concentration
from casekit.measure.uplift import uplift
from casekit.world.theory.bg_nbd import CDNOW

MANY_BROKEN = 0.3  # promises
RULES, ORDERS = AMAZON[Vouchers], AMAZON[Orders]
FEW_POINTS, SHARP, NEXT_TO_NONE = 0.04, 2.0, 0.02  # a share; standard errors; a chance


class Listed(NamedTuple):
    """Shares of the customers on the list."""

    modelled: float  # have left, by the model
    silent: float  # ordered nothing in the year after
    lapses: float  # the model's mean chance to leave after an order, of all customers


class Surprises(NamedTuple):
    left: float  # share of the list that had left on the day when it is made
    gone: float  # the same by the world's own account: had left, and was not back by the end
    left_others: float  # the same of the others on file
    again: float  # share of the list who are in the fifth that spends most in the next year
    usual: Listed
    broken: Listed  # where many more promises are broken
    first_came: pd.Timestamp
    so_far: float  # the list's share of what was spent so far
    next_year: float  # of what was spent in the next year
    by_forecast: float  # the same, of as many customers with the highest forecast
    best: float  # the same, of those who spent most in it
    rules: pd.Series  # per cent of what was spent in it, by how customers are chosen
    given_up: float  # share who order in the next year, of those to whom the model gives next to no chance
    expected: float  # what the model expected of all customers, times what they spent
    often: np.ndarray  # orders in the next year, by the model, after each of `SILENCES`: of Ann, and of Ben
    seldom: np.ndarray
    alike: dict[bool, np.ndarray]  # the best fifth's share, by weeks: of all on file, or of those who bought
    as_here: dict[bool, np.ndarray]
    offered: float  # share of the customers who get a voucher
    responds: np.ndarray  # share of those with a voucher who order, by fifth of the forecast
    orders_anyway: np.ndarray  # share of all who order without one, by fifth
    silent: np.ndarray  # share of all who have left, by fifth
    more: np.ndarray  # dollars that a voucher adds to the orders of a customer, if all is well, by fifth
    moved: np.ndarray  # change of the profit of a customer that is to be expected, by fifth, in dollars
    found: pd.DataFrame  # the same from the records, with its error
    changes: vouchers.Changes
    no_discount: np.ndarray  # the same change without a discount, by fifth
    and_nobody_annoyed: np.ndarray  # besides
    and_nobody_back: np.ndarray  # besides


def surprises(case: Case) -> Surprises:
    customers, trial = numbers.table(case), lesson.trial(case)
    left, on_list = numbers.left(case), customers.on_list
    count, fifth = int(on_list.sum()), trial.fifth.to_numpy()
    truth = case.reveal()
    gone = numbers.gone_at(case, pd.Index(trial.customer_id)).notna().to_numpy()

    gone_by_then = numbers.gone_at(case, customers.index) < numbers.list_day(case.purchases) + numbers.DAY
    was = vouchers.as_it_was(case)

    def share_of(by: str) -> float:
        return float(customers.nlargest(count, by).next_year.sum() / customers.next_year.sum())

    def expected(**knobs: float) -> np.ndarray:
        return vouchers.changes(case, was._replace(discount=0.0, **knobs)).by_fifth

    def by_fifth(values: object, rows: object = slice(None)) -> np.ndarray:
        return pd.Series(np.asarray(values))[rows].groupby(fifth[rows]).mean().to_numpy()

    return Surprises(
        left=left[on_list].mean(),
        gone=gone_by_then[on_list].mean(),
        left_others=left[~on_list].mean(),
        again=on_list[customers.next_year.nlargest(count).index].mean(),
        usual=_listed(case),
        broken=_listed(case.with_dials(late=MANY_BROKEN)),
        first_came=case.purchases["at"].min(),
        so_far=customers.so_far[on_list].sum() / customers.so_far.sum(),
        next_year=customers.next_year[on_list].sum() / customers.next_year.sum(),
        by_forecast=share_of("forecast"),
        best=concentration(customers.next_year),
        rules=lesson.rules(case.purchases),
        given_up=(customers.next_year[customers.chance < NEXT_TO_NONE] > 0).mean(),
        expected=customers.forecast.sum() / customers.next_year.sum(),
        often=numbers.silent(case, 50).orders,
        seldom=numbers.silent(case, 10).orders,
        alike=_top_shares(case, 0),
        as_here=_top_shares(case, 1),
        offered=trial.offered.mean(),
        responds=by_fifth(trial.orders > 0, trial.offered.to_numpy()),
        orders_anyway=by_fifth(truth.offers.orders_if_not > 0),
        silent=by_fifth(gone),
        more=by_fifth(np.where(gone, 0.0, RULES.extra * truth.customers.mean_amount)),
        moved=vouchers.changes(case, was).by_fifth,
        found=uplift(trial.profit, trial.offered, trial.fifth),
        changes=vouchers.changes(case, was),
        no_discount=expected(),
        and_nobody_annoyed=expected(annoyed=0.0),
        and_nobody_back=expected(won_back=0.0),
    )


def _listed(case: Case) -> Listed:
    customers, fitted = numbers.table(case), numbers.on_the_day(case).timing
    listed = customers[customers.on_list]
    return Listed(1 - listed.chance.mean(), (listed.next_year == 0).mean(), fitted.a / (fitted.a + fitted.b))


def _top_shares(case: Case, differ: float) -> dict[bool, np.ndarray]:
    found = windows(case, differ)
    return {buyers: np.array([found.top_share(weeks, buyers) for weeks in LOOKS]) for buyers in (False, True)}


def after(weeks: float) -> int:
    """The place of a silence of so many weeks."""
    return int(np.searchsorted(SILENCES, weeks))


def falls(shares: np.ndarray) -> bool:
    """Whether each share is below the one before, give or take half a point."""
    return bool((np.diff(shares) < 0.005).all() and shares[-1] < shares[0] - 0.1)


PROSE = {
    "The first of them came two years ago": lambda one: (
        pd.Timestamp("2023-01-01") <= one.first_came < pd.Timestamp("2023-01-08")
    ),
    "The list adds up the past, so those who have left stay on it": lambda one: 0.2 < one.left < one.left_others,
    "In both worlds the model comes within a few points of what happened": lambda one: all(
        abs(listed.modelled - listed.silent) < FEW_POINTS for listed in (one.usual, one.broken)
    ),
    "With more broken promises, more have left": lambda one: one.broken.silent > one.usual.silent + 0.1,
    "raises the chance to leave after an order": lambda one: one.broken.lapses > 1.3 * one.usual.lapses,
    "At first Ann is worth more than three times as much as Ben": lambda one: one.often[0] > 3 * one.seldom[0],
    "The model expects fewer orders of her than she made": lambda one: one.often[0] < 45,
    "Before two months of silence are over, she is worth less": lambda one: one.often[after(8)] < one.seldom[after(8)],
    "In a short time only some of those on file buy at all. So a fifth *of all on file* brings nearly everything, even "
    "if customers are all alike": lambda one: min(one.alike[False][0], one.as_here[False][0]) > 0.95,
    "Over a longer time luck evens out, and the share falls": lambda one: (
        falls(one.alike[False]) and falls(one.as_here[False])
    ),
    "It stays far above a fifth, even for customers who are alike": lambda one: one.alike[False].min() > 0.35,
    "Among *those who bought*, and with customers as different as here, two years show a larger share than a month": (
        lambda one: one.as_here[True][-1] > one.as_here[True][3] + 0.03
    ),
    "Why is the share smaller?": lambda one: one.as_here[True][3] < one.as_here[False][3] - 0.1,
    "about half of all customers on file": lambda one: abs(one.offered - 0.5) < 0.025,
    "(about a third of the price, our assumption)": lambda one: round(RULES.margin, 2) == 0.33,
    '"Our best customers respond best': lambda one: one.responds.argmax() == FIFTHS - 1,
    "In the highest fifth nearly all order anyway": lambda one: one.orders_anyway[-1] > 0.88,
    "In the lowest fifth nearly all have fallen silent for good": lambda one: one.silent[0] > 0.95,
    "and some come back for it": lambda one: 0.03 < one.responds[0] < 0.15,
    "As it was, the highest forecast first never pays": lambda one: one.changes.by_forecast.max() <= 0,
    "So the highest forecasts gain most only if it takes off little or nothing, and if fewer are annoyed or fewer come "
    "back": lambda one: (
        one.no_discount.argmax() == 0 and one.and_nobody_annoyed.argmax() == one.and_nobody_back.argmax() == FIFTHS - 1
    ),
    "Their extra orders are the largest": lambda one: one.more.argmax() == FIFTHS - 1,
    "Our rates are those of an on-line music store, made higher, and our customers stay much longer": lambda one: (
        ORDERS.r / ORDERS.alpha > CDNOW.r / CDNOW.alpha and ORDERS.b > 5 * CDNOW.b and ORDERS.a == CDNOW.a
    ),
    "Even here, now and then one orders again to whom it gives next to no chance": lambda one: one.given_up < 0.01,
    "Of those who have *just* left, one in four comes back for it": lambda one: (
        (RULES.won_back, RULES.forgotten_months) == (0.25, 12.0)
    ),
    "Of all that was spent so far, the list had brought a larger share": lambda one: one.so_far > one.next_year + 0.05,
    "The forecast finds more of next year's revenue, from the same orders": lambda one: (
        one.best > one.by_forecast > one.next_year + 0.05
    ),
    "The last three months of spending, without any model, come within a few points of it": lambda one: (
        0 < one.rules["highest forecast"] - one.rules["spent most in the last 91 days"] < 7
    ),
    "Add up too little, and luck decides": lambda one: (
        one.rules["spent most in the last 7 days"] + 5 < one.rules["spent most in the last 91 days"]
    ),
    "Add up too much, and the list remembers those who have left": lambda one: (
        one.rules["spent most so far: the list"] + 2
        < one.rules["spent most in the last year"]
        < one.rules["spent most in the last 91 days"] - 2
    ),
    "In the highest fifth the loss is more than two standard errors, in the lowest fifth the gain": lambda one: (
        one.found.uplift[FIFTHS] < -SHARP * one.found.standard_error[FIFTHS]
        and one.found.uplift[1] > SHARP * one.found.standard_error[1]
    ),
}
