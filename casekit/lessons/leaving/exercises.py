"""The exercises of lesson 09."""

from __future__ import annotations

import pandas as pd

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.lessons.leaving.numbers import NOTE, YEAR, happened, let_down, promises
from casekit.lessons.opening import checks
from casekit.measure.effect import Difference, difference
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


@memo()
def _against_kept(case: Case) -> Difference:
    """Who bought again, after kept promises and after broken ones."""
    due = _due(case)
    return difference(due.bought_again[due.kept], due.bought_again[~due.kept])


def _against_all(case: Case) -> float:
    return 100 * (_due(case).bought_again.mean() - _against_kept(case).control)


def _part_against_kept(case: Case, complained: bool) -> float:
    """Points between kept promises and those broken ones that were complained about, or were not."""
    broken = _broken(case)
    return 100 * (_against_kept(case).treated - broken.bought_again[broken.complained == complained].mean())


def _heard_against_silent(case: Case) -> float:
    return _part_against_kept(case, complained=False) - _part_against_kept(case, complained=True)


def _by_customer(case: Case) -> float:
    """Points between customers to whom every promise was kept, and the others."""
    by_customer = _due(case).groupby("customer_id")
    again, kept = by_customer.bought_again.mean(), by_customer.kept.all()
    return 100 * difference(again[kept], again[~kept]).difference


exercises = checks(AMAZON, (
    Exercise(
        "09.1",
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
                lambda case: (~_broken(case).bought_again).sum(),
            "this is a percentage, and a number was asked": lambda case: 100 * happened(case).left.mean(),
            "this is a share, and a number was asked": lambda case: happened(case).left.mean(),
            "these are all the broken promises": lambda case: len(happened(case)),
            "after these the customer stayed": lambda case: (~happened(case).left).sum(),
            "after these the customer left and came back; those who stayed away have left, too":
                lambda case: (happened(case).left & happened(case).returned).sum(),
            "these left and had said so; others left without a word":
                lambda case: (happened(case).left & ~happened(case).intends_return).sum(),
            "this is the note's share of them": lambda case: round(NOTE * len(happened(case))),
            "these are of 2025 alone": lambda case: happened(case).left[happened(case)["at"] >= YEAR].sum(),
        },
        hints=(
            "`happened` has a row for each broken promise, and a column `left`.",
            "The sum of True and False is the number of True ones.",
        ),
        working="happened.left.sum()",
    ),
    Exercise(
        "09.2",
        "Use `promises` alone. By how many points is the share who bought again within three months lower after a "
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
            "you took only those who did not complain; the others met a broken promise, too":
                lambda case: _part_against_kept(case, complained=False),
            "you took only those who complained; the others met a broken promise, too":
                lambda case: _part_against_kept(case, complained=True),
            "you divided the difference by the share after a kept promise; points are the difference itself":
                lambda case: 100 * _against_kept(case).difference / _against_kept(case).treated,
            "you divided the difference by the share after a broken promise; points are the difference itself":
                lambda case: 100 * _against_kept(case).difference / _against_kept(case).control,
            "this is the share after a broken promise; the difference of two shares is asked":
                lambda case: 100 * _against_kept(case).control,
            "this is the share after a kept promise; the difference of two shares is asked":
                lambda case: 100 * _against_kept(case).treated,
            "this is the share who did not buy again after a kept promise":
                lambda case: 100 * (1 - _against_kept(case).treated),
            "this is the share of the promises that were broken": lambda case: 100 * (~_due(case).kept).mean(),
            "this is what they say; what they bought is asked":
                lambda case: 100 * (1 - happened(case).intends_return.mean()),
            "that is the truth about who left; `promises` is asked": lambda case: 100 * happened(case).left.mean(),
        },
        acceptable={
            "you rounded the two shares first":
                lambda case: round(100 * _against_kept(case).treated, 1) - round(100 * _against_kept(case).control, 1),
        },
        hints=(
            "`promises` has a column `kept`, and a column `bought_again`. You need two means.",
            "`promises[promises.kept]` are the kept ones, and `promises[~promises.kept]` the broken ones.",
        ),
        working="100 * difference(promises.bought_again[promises.kept], promises.bought_again[~promises.kept])"
        ".difference",
    ),
))  # fmt: skip
