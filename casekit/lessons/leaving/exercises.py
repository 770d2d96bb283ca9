"""The exercises of lesson 09."""

from __future__ import annotations

import pandas as pd
from pandas.core.groupby import SeriesGroupBy

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.lessons.leaving.numbers import (
    NOTE,
    YEAR,
    against_kept,
    ever_left,
    happened,
    let_down,
    promises,
    same_months,
)
from casekit.lessons.opening import checks
from casekit.measure.effect import difference, ever
from casekit.memo import memo
from casekit.teach import Exercise


@memo()
def _due(case: Case) -> pd.DataFrame:
    """The promises, a row each."""
    return promises(case)


@memo()
def _broken(case: Case) -> pd.DataFrame:
    """The broken promises, a row each."""
    return let_down(case)


def _let_down(case: Case) -> int:
    """How many customers met a broken promise."""
    return happened(case).customer_id.nunique()


def _who(case: Case, what: str) -> int:
    """To how many customers this happened once or more."""
    return happened(case)[happened(case)[what]].customer_id.nunique()


def _of_each(case: Case, what: str) -> SeriesGroupBy:
    """A column of the truth, by customer."""
    return happened(case).groupby("customer_id")[what]


def _by_formula(case: Case, each: float) -> float:
    """What `ever` gives for this share who leave each time, and the mean number of broken promises."""
    return 100 * float(ever(each, len(happened(case)) / _let_down(case)))


def _against_all(case: Case) -> float:
    return 100 * (_due(case).bought_again.mean() - against_kept(case).control)


def _part_against_kept(case: Case, complained: bool) -> float:
    """Points between kept promises and those broken ones that were complained about, or were not."""
    broken = _broken(case)
    return 100 * (against_kept(case).treated - broken.bought_again[broken.complained == complained].mean())


def _heard_against_silent(case: Case) -> float:
    return _part_against_kept(case, complained=False) - _part_against_kept(case, complained=True)


def _by_customer(case: Case) -> float:
    """Points between customers to whom every promise was kept, and the others."""
    by_customer = _due(case).groupby("customer_id")
    again, kept = by_customer.bought_again.mean(), by_customer.kept.all()
    return 100 * difference(again[kept], again[~kept]).difference


def _each_customer_once(case: Case) -> float:
    """Points between the customers who ever bought again after a kept promise, and after a broken one."""
    kept, broken = (
        due.customer_id[due.bought_again].nunique() / due.customer_id.nunique()
        for due in (_due(case)[_due(case).kept], _due(case)[~_due(case).kept])
    )
    return 100 * (kept - broken)


def _of_those_ever_let_down(case: Case) -> float:
    """Points between the kept and the broken promises of the customers who met a broken one."""
    due = _due(case)
    due = due[due.customer_id.isin(due.customer_id[~due.kept])]
    return 100 * difference(due.bought_again[due.kept], due.bought_again[~due.kept]).difference


@memo()
def _own_shares(case: Case) -> pd.DataFrame:
    """Of each customer's promises, the share followed by a purchase: broken ones in `False`, kept ones in `True`."""
    return _due(case).groupby(["customer_id", "kept"]).bought_again.mean().unstack()


def _of_own_shares(case: Case) -> float:
    """Points between the customers' mean share after kept promises and their mean after broken ones."""
    own = _own_shares(case)
    return 100 * (own[True].mean() - own[False].mean())


def _of_the_same_customers(case: Case) -> float:
    """The same of customers alone who have both."""
    own = _own_shares(case)
    return 100 * (own[True] - own[False]).mean()


exercises = checks(AMAZON, (
    Exercise(
        "09.1",
        "Of the customers in `happened`, what percentage ever left? Two decimals.",
        lambda case: 100 * ever_left(case),
        tolerance=0.005, unit="%",
        misconceptions={
            "this is each time: of the broken promises, not of the customers":
                lambda case: 100 * happened(case).left.mean(),
            "you counted each leaving; who left twice is one customer":
                lambda case: 100 * happened(case).left.sum() / _let_down(case),
            "you divided customers by broken promises; a customer may have met several":
                lambda case: 100 * _who(case, "left") / len(happened(case)),
            "these are of all customers; only those in `happened` were let down":
                lambda case: 100 * _who(case, "left") / len(case.customers),
            "those who left twice have left, too": lambda case: 100 * (_of_each(case, "left").sum() == 1).mean(),
            "those who came back have left, too":
                lambda case: 100 * (happened(case).left & ~happened(case).returned)
                .groupby(happened(case).customer_id).any().mean(),
            "you looked only at the first broken promise of each customer":
                lambda case: 100 * _of_each(case, "left").first().mean(),
            "you looked only at the last broken promise of each customer":
                lambda case: 100 * _of_each(case, "left").last().mean(),
            "these left every time; who left once has left, too":
                lambda case: 100 * _of_each(case, "left").all().mean(),
            "this is the mean of the customers' own shares; who left once of two times has left":
                lambda case: 100 * _of_each(case, "left").mean().mean(),
            "this is what the formula, `ever`, gives; here the customers can be counted":
                lambda case: _by_formula(case, happened(case).left.mean()),
            "this is what the formula, `ever`, gives with 10 %; here the customers can be counted":
                lambda case: _by_formula(case, 0.10),
            "this is what they say: they do not mean to come back":
                lambda case: 100 * (~_of_each(case, "intends_return").all()).mean(),
            "these did not buy again within three months; in truth some of them have not left":
                lambda case: 100 * (~_broken(case).groupby("customer_id").bought_again.all()).mean(),
            "these are of 2025 alone": lambda case: 100 * ever_left(case, since=YEAR),
            "this is a number of customers, and a percentage was asked": lambda case: _who(case, "left"),
            "this is a number of broken promises, and a percentage of the customers was asked":
                lambda case: happened(case).left.sum(),
            "this is the note's figure": lambda case: 100 * NOTE,
        },
        hints=(
            "Count customers, not rows: those of the rows where `left` is True, and those of all rows.",
            "`happened[happened.left].customer_id.nunique()` counts the first; count the second the same way.",
        ),
        working="100 * happened[happened.left].customer_id.nunique() / happened.customer_id.nunique()",
    ),
    Exercise(
        "09.2",
        "Use `promises` alone. By how many points is the share who bought again within three months lower after a "
        "broken promise than after a kept one? Two decimals.",
        lambda case: 100 * against_kept(case).difference,
        tolerance=0.01, unit="points",
        misconceptions={
            "this is the share who did not buy again after a broken promise; some do not after a kept one either":
                lambda case: 100 * (1 - against_kept(case).control),
            "you compared with all promises; they hold the broken ones, too": _against_all,
            "you compared those who complained with those who did not; both met a broken promise":
                _heard_against_silent,
            "you compared customers: those who order often meet more broken promises, and they buy more in any case":
                _by_customer,
            "you counted each customer once; a row is one promise, and each row counts": _each_customer_once,
            "you left out the customers to whom every promise was kept; their promises count, too":
                _of_those_ever_let_down,
            "this is from the customers' own shares; a row is one promise, and each row counts once": _of_own_shares,
            "you compared each customer with themselves; a row is one promise, and each row counts once":
                _of_the_same_customers,
            "you took only those who did not complain; the others met a broken promise, too":
                lambda case: _part_against_kept(case, complained=False),
            "you took only those who complained; the others met a broken promise, too":
                lambda case: _part_against_kept(case, complained=True),
            "you divided the difference by the share after a kept promise; points are the difference itself":
                lambda case: 100 * against_kept(case).difference / against_kept(case).treated,
            "you divided the difference by the share after a broken promise; points are the difference itself":
                lambda case: 100 * against_kept(case).difference / against_kept(case).control,
            "this is the share after a broken promise; the difference of two shares is asked":
                lambda case: 100 * against_kept(case).control,
            "this is the share after a kept promise; the difference of two shares is asked":
                lambda case: 100 * against_kept(case).treated,
            "this is the share who did not buy again after a kept promise":
                lambda case: 100 * (1 - against_kept(case).treated),
            "this is the share of the promises that were broken": lambda case: 100 * (~_due(case).kept).mean(),
            "this is what they say; what they bought is asked":
                lambda case: 100 * (1 - happened(case).intends_return.mean()),
            "that is the truth about who left; `promises` is asked": lambda case: 100 * happened(case).left.mean(),
            "that is the truth about who left in the same months; `promises` is asked":
                lambda case: 100 * same_months(happened(case)).left.mean(),
        },
        acceptable={
            "you rounded the two shares first; round last":
                lambda case: round(100 * against_kept(case).treated, 1) - round(100 * against_kept(case).control, 1),
        },
        hints=(
            "`promises` has a column `kept`, and a column `bought_again`. You need two means.",
            "`promises[promises.kept]` are the kept ones, and `promises[~promises.kept]` the broken ones.",
        ),
        working="100 * difference(promises.bought_again[promises.kept], promises.bought_again[~promises.kept])"
        ".difference",
    ),
))  # fmt: skip
