"""The exercises of lesson 01."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.lessons.opening import checks
from casekit.lessons.storefront.numbers import trial
from casekit.lessons.storefront.shoppers import KNOWN
from casekit.lessons.storefront.visitors import BUSIEST, BUSY, visitors
from casekit.memo import memo
from casekit.teach import Exercise

Ways = dict[str, Callable[[Case], float]]


@memo(keep=1)
def _seen(case: Case) -> pd.DataFrame:
    """The visitors, and whether each is `busy`."""
    found = visitors(case)
    return found.assign(busy=found.pages_a_day > BUSY)


def _of_all(case: Case, column: str) -> float:
    """Of a hundred in this column, those of the busy visitors."""
    seen = _seen(case)
    return float(100 * seen[column][seen.busy].sum() / seen[column].sum())


def _pages_of(choose: Callable[[pd.DataFrame], pd.Series]) -> Callable[[Case], float]:
    """Of a hundred pages, those of some visitors."""
    return lambda case: 100 * _seen(case).pages[choose(_seen(case))].sum() / _seen(case).pages.sum()


@memo(keep=1)
def _rows(case: Case) -> pd.DataFrame:
    return trial(case)


def _known(case: Case, known: int = 1) -> pd.DataFrame:
    """The rows with so many purchases known."""
    return _rows(case)[_rows(case).known == known]


def _own_of_one(rows: pd.DataFrame) -> float:
    """Of a hundred rows in which exactly one of the two lists is right, those in which it is the personal one."""
    one_right = rows[rows.personal != rows["shelf"]]
    return float(100 * one_right.personal.mean())


def _share(base: Callable[[pd.DataFrame], pd.Series], known: int = 1) -> Callable[[Case], float]:
    """Of a hundred of the chosen rows, those in which the personal list is right."""
    return lambda case: float(100 * _known(case, known)[base(_known(case, known))].personal.mean())


LOG: Ways = {
    "this is a share of the visitors; a share of the pages is asked": lambda case: 100 * _seen(case).busy.mean(),
    "you took all who never logged in; people look around without logging in, too":
        _pages_of(lambda seen: ~seen.logged_in),
    f"you took those with more than {BUSY} pages in all; more than {BUSY} pages *a day* is asked":
        _pages_of(lambda seen: seen.pages > BUSY),
    f"you took the visitors who came on more than {BUSY} days; more than {BUSY} pages a day is asked":
        _pages_of(lambda seen: seen.days > BUSY),
    "you added up `pages_a_day`; add up `pages`": lambda case: _of_all(case, "pages_a_day"),
    "these are days; pages are asked": lambda case: _of_all(case, "days"),
    "you divided by the pages of all the others; divide by all pages":
        lambda case: 100 / (100 / _of_all(case, "pages") - 1),
    f"you took the {BUSIEST} busiest alone; there are more": _pages_of(lambda seen: seen.index < BUSIEST),
    "you divided by the pages of those who never logged in; divide by all pages":
        lambda case: 100 * _seen(case).pages[_seen(case).busy].sum() / _seen(case).pages[~_seen(case).logged_in].sum(),
    "this is a fraction; a percentage is asked, with two decimals": lambda case: round(_of_all(case, "pages") / 100, 2),
    "this is a number of pages; a percentage is asked": lambda case: float(_seen(case).pages[_seen(case).busy].sum()),
    "this is a number of visitors; a percentage of the pages is asked": lambda case: float(_seen(case).busy.sum()),
    "this is the mean of their pages a day; a percentage of all pages is asked":
        lambda case: float(_seen(case).pages_a_day[_seen(case).busy].mean()),
    "this is the median of all visitors' pages; a percentage is asked": lambda case: float(_seen(case).pages.median()),
    "this is the median of their pages; a percentage is asked":
        lambda case: float(_seen(case).pages[_seen(case).busy].median()),
    "this is the mean of their pages; a percentage of all pages is asked":
        lambda case: float(_seen(case).pages[_seen(case).busy].mean()),
    "this compares the mean of their pages with the mean of all; a share of all pages is asked":
        lambda case: 100 * _seen(case).pages[_seen(case).busy].mean() / _seen(case).pages.mean(),
}  # fmt: skip
TRIAL: Ways = {
    "these are all rows; take those with one purchase known": lambda case: _own_of_one(_rows(case)),
    f"this is with {KNOWN} purchases known; take those with one": lambda case: _own_of_one(_known(case, KNOWN)),
    "this is with two purchases known; take those with one": lambda case: _own_of_one(_known(case, 2)),
    "you took one purchase and two; take one alone": lambda case: _own_of_one(_rows(case)[_rows(case).known <= 2]),
    "these are the rows with more than one purchase known; take those with one":
        lambda case: _own_of_one(_rows(case)[_rows(case).known > 1]),
    "this is the share of the shelf's list; that of the personal list is asked":
        lambda case: 100 - _own_of_one(_known(case)),
    "this is the share of all rows with one purchase known; divide by those in which exactly one list is right":
        lambda case: 100 * (_known(case).personal & ~_known(case)["shelf"]).mean(),
    "this is the hit rate of the personal list; take the rows in which exactly one list is right":
        lambda case: 100 * _known(case).personal.mean(),
    "these are the rows in which exactly one list is right; of them, the share of the personal list is asked":
        lambda case: 100 * (_known(case).personal != _known(case)["shelf"]).mean(),
    "you divided by the rows in which one list or both are right; leave out those with both":
        lambda case: 100 * (_known(case).personal & ~_known(case)["shelf"]).sum()
        / (_known(case).personal | _known(case)["shelf"]).sum(),
    "you counted the rows in which both lists are right, too; take those with exactly one":
        _share(lambda rows: rows.personal | rows["shelf"]),
    "you divided by the rows in which the shelf's list is right; divide by those in which exactly one is":
        lambda case: 100 * _known(case).personal.sum() / _known(case)["shelf"].sum(),
    "you divided the one side by the other; divide by both together":
        lambda case: 100 / (100 / _own_of_one(_known(case)) - 1),
    "you compared with the list for all; compare with the shelf's": lambda case: 100 * float(
        _known(case).personal[_known(case).personal != _known(case).everybody].mean()
    ),
    "this is the difference of the two hit rates; a share of some rows is asked":
        lambda case: 100 * (_known(case).personal.mean() - _known(case)["shelf"].mean()),
    "this is a fraction; a percentage is asked, with two decimals":
        lambda case: round(_own_of_one(_known(case)) / 100, 2),
    "this is a number of customers; a percentage is asked":
        lambda case: float((_known(case).personal & ~_known(case)["shelf"]).sum()),
}  # fmt: skip

exercises = checks(AMAZON, (
    Exercise(
        "01.1",
        f"In `visitors`, call those with more than {BUSY} pages a day bots. Of all pages in the log, what percentage "
        "do bots look at? Two decimals.",
        lambda case: _of_all(case, "pages"),
        tolerance=0.005, unit="%",
        misconceptions=LOG,
        acceptable={
            f"you counted those with exactly {BUSY} pages a day, too": _pages_of(lambda seen: seen.pages_a_day >= BUSY),
        },
        hints=(
            "You need two sums of the column `pages`: of the visitors with more pages a day than that, and of all.",
            f"`visitors.pages[visitors.pages_a_day > {BUSY}].sum()` is the first.",
        ),
        working=f"100 * visitors.pages[visitors.pages_a_day > {BUSY}].sum() / visitors.pages.sum()",
    ),
    Exercise(
        "01.2",
        "In `trial`, take the rows with one purchase known in which exactly one of two lists is right, the shelf's or "
        "the personal one. In what percentage of them is it the personal one? Two decimals.",
        lambda case: _own_of_one(_known(case)),
        tolerance=0.005, unit="%",
        misconceptions=TRIAL,
        hints=(
            "`one = trial[trial.known == 1]` are the rows with one purchase known. Exactly one of the two lists is "
            "right where the columns differ.",
            "`one[one.personal != one.shelf]` are these rows; you need the mean of their column `personal`.",
        ),
        working="one = trial[trial.known == 1]\n100 * one[one.personal != one.shelf].personal.mean()",
    ),
))  # fmt: skip
