"""The exercises of lesson 09."""

from __future__ import annotations

import pandas as pd

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.lessons.leaving.numbers import NOTE, complaints, happened, let_down, promises
from casekit.lessons.opening import checks
from casekit.measure.effect import Difference, difference
from casekit.memo import memo
from casekit.teach import Exercise


@memo()
def _promises(case: Case) -> pd.DataFrame:
    """The broken promises, a row each."""
    return let_down(case)


@memo()
def _broken(case: Case) -> int:
    return len(_promises(case))


def _each_time(case: Case) -> float:
    return happened(case).left.mean()


def _not_back(case: Case) -> float:
    return (happened(case).left & ~happened(case).returned).mean()


def _complaint_calls(case: Case) -> pd.DataFrame:
    """All calls of the three years that are about a complaint, the first about it or not."""
    return case.contacts[case.contacts.reason == "complaint"]


@memo()
def _against_kept(case: Case) -> Difference:
    """Who bought again, after kept promises and after broken ones."""
    due = promises(case)
    return difference(due.bought_again[due.kept], due.bought_again[~due.kept])


def _against_all(case: Case) -> float:
    return 100 * (promises(case).bought_again.mean() - _against_kept(case).control)


def _heard_against_silent(case: Case) -> float:
    broken = _promises(case)
    return 100 * difference(broken.bought_again[broken.complained], broken.bought_again[~broken.complained]).difference


def _by_customer(case: Case) -> float:
    """Points between customers to whom every promise was kept, and the others."""
    by_customer = promises(case).groupby("customer_id")
    again, kept = by_customer.bought_again.mean(), by_customer.kept.all()
    return 100 * difference(again[kept], again[~kept]).difference


exercises = checks(AMAZON, (
    Exercise(
        "09.1",
        "From the records: what percentage of the promises in `broken` led to a complaint? One decimal.",
        lambda case: 100 * len(complaints(case)) / _broken(case),
        tolerance=0.05, unit="%",
        misconceptions={
            "you counted calls that repeat an earlier one, and those of months that `broken` does not hold":
                lambda case: 100 * len(_complaint_calls(case)) / _broken(case),
            "you counted complaints of months that `broken` does not hold":
                lambda case: 100 * _complaint_calls(case).repeat_of.isna().sum() / _broken(case),
            "this is the share of complaints in all that the desk hears; the broken promises are the base here":
                lambda case: 100 * len(complaints(case)) / len(case.contacts),
            "you divided by all deliveries; most of them came as promised":
                lambda case: 100 * len(complaints(case)) / len(case.deliveries),
            "these are customers, of the customers let down; the base here is promises":
                lambda case: 100 * _promises(case).groupby("customer_id").complained.any().mean(),
            "you divided by the customers let down; some were let down more than once":
                lambda case: 100 * len(complaints(case)) / _promises(case).customer_id.nunique(),
        },
        right={"those that `broken` calls complained": lambda case: 100 * _promises(case).complained.mean()},
        wrong={
            "of all customers": lambda case: 100 * len(complaints(case)) / case.size,
            "customers who complained, of the promises":
                lambda case: 100 * complaints(case).customer_id.nunique() / _broken(case),
            "all contacts": lambda case: 100 * len(case.contacts) / _broken(case),
            "settled complaints": lambda case: 100 * complaints(case).resolved.sum() / _broken(case),
        },
        hints=(
            "`broken` has a row for each broken promise, and `complaints` one for each complaint.",
            "Two lengths, one over the other, times 100.",
        ),
        working="100 * len(complaints) / len(broken)",
    ),
    Exercise(
        "09.2",
        "Now the truth: how many of the broken promises in `happened` made the customer leave?",
        lambda case: happened(case).left.sum(),
        tolerance=0.5, unit="promises", is_count=True,
        misconceptions={
            "these led to a complaint; not all who complained left": lambda case: happened(case).complained.sum(),
            "these are customers; who left over two promises counts twice here":
                lambda case: happened(case)[happened(case).left].customer_id.nunique(),
            "this is what they say: they do not mean to come back": lambda case: (~happened(case).intends_return).sum(),
            "those who came back have left, too": lambda case: (happened(case).left & ~happened(case).returned).sum(),
            "this is who did not buy again within three months; in truth some of them have not left":
                lambda case: (~_promises(case).bought_again.astype(bool)).sum(),
            "this is a percentage, and a number was asked": lambda case: 100 * happened(case).left.mean(),
            "this is a share, and a number was asked": lambda case: happened(case).left.mean(),
        },
        wrong={
            "all of them": lambda case: len(happened(case)),
            "those who stayed": lambda case: (~happened(case).left).sum(),
            "those who left and said so": lambda case: (happened(case).left & ~happened(case).intends_return).sum(),
            "by the note": lambda case: round(NOTE * len(happened(case))),
        },
        hints=(
            "`happened` has a row for each broken promise, and a column `left`.",
            "The sum of True and False is the number of True ones.",
        ),
        working="happened.left.sum()",
    ),
    Exercise(
        "09.3",
        "Use the records alone. By how many points is the share who bought again within three months lower after a "
        "broken promise than after a kept one? One decimal.",
        lambda case: 100 * _against_kept(case).difference,
        tolerance=0.1, unit="points",
        misconceptions={
            "this is the share who did not buy again after a broken promise; some do not after a kept one either":
                lambda case: 100 * (1 - _against_kept(case).control),
            "you compared with all promises; they hold the broken ones, too": _against_all,
            "you compared those who complained with those who did not; both met a broken promise":
                _heard_against_silent,
            "you compared customers: those who order often meet more broken promises, and they buy more in any case":
                _by_customer,
            "that is the truth about who left; the records are asked": lambda case: 100 * _each_time(case),
        },
        wrong={
            "of all promises, the broken ones": lambda case: 100 * (~promises(case).kept).mean(),
            "bought again after a broken promise": lambda case: 100 * _against_kept(case).control,
            "bought again after a kept promise": lambda case: 100 * _against_kept(case).treated,
            "per cent, not points":
                lambda case: 100 * _against_kept(case).difference / _against_kept(case).treated,
            "what they say": lambda case: 100 * (1 - happened(case).intends_return.mean()),
        },
        hints=(
            "`promises` has a column `kept`, and a column `bought_again`. You need two means.",
            "`promises[promises.kept]` are the kept ones, and `promises[~promises.kept]` the broken ones.",
        ),
        working="100 * difference(promises.bought_again[promises.kept], promises.bought_again[~promises.kept])"
        ".difference",
    ),
))  # fmt: skip
