"""The exercises of lesson 01."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.lessons.opening import checks
from casekit.lessons.storefront.numbers import POOR, rated, returned, trial
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
def _products(case: Case) -> pd.DataFrame:
    return rated(case)


def _poor(case: Case, below: float = POOR) -> pd.DataFrame:
    return _products(case)[_products(case).stars < below]


def _good(case: Case, from_: float = POOR) -> pd.DataFrame:
    return _products(case)[_products(case).stars >= from_]


def _apart(case: Case, at: float) -> float:
    """Points between the products below and above so many stars."""
    return returned(_poor(case, at)) - returned(_good(case, at))


def _each_product_once(case: Case) -> float:
    """Points between the mean shares of the products."""
    poor, good = (100 * (some.returned / some.bought).mean() for some in (_poor(case), _good(case)))
    return float(poor - good)


def _of_reviews(case: Case) -> float:
    poor, good = (100 * some.returned.sum() / some.reviews.sum() for some in (_poor(case), _good(case)))
    return float(poor - good)


@memo(keep=1)
def _rows(case: Case) -> pd.DataFrame:
    return trial(case)


def _known(case: Case, known: int = 1) -> pd.DataFrame:
    """The rows with so many purchases known."""
    return _rows(case)[_rows(case).known == known]


def _right(case: Case, which: str) -> float:
    """Of a hundred customers, for how many this list is right, with one purchase known."""
    return float(100 * _known(case)[which].mean())


def _behind(rows: pd.DataFrame, other: str = "shelf") -> float:
    """By how many points the personal list is behind another, in these rows."""
    return float(100 * (rows[other].mean() - rows.personal.mean()))


def _alone(case: Case, which: str, other: str) -> float:
    """Of a hundred customers, for how many this list is right, and the other is not."""
    rows = _known(case)
    return float(100 * (rows[which] & ~rows[other]).mean())


def _ever(case: Case) -> float:
    """Points between customers for whom the one list, and the other, was right at least once."""
    ever = _rows(case).groupby("customer_id")[["shelf", "personal"]].any()
    return _behind(ever)


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
    "this is a number of pages; a percentage is asked": lambda case: float(_seen(case).pages[_seen(case).busy].sum()),
    "this is a number of visitors; a percentage of the pages is asked": lambda case: float(_seen(case).busy.sum()),
    "this is the mean of their pages a day; a percentage of all pages is asked":
        lambda case: float(_seen(case).pages_a_day[_seen(case).busy].mean()),
    "this is the mean of their pages; a percentage of all pages is asked":
        lambda case: float(_seen(case).pages[_seen(case).busy].mean()),
    "this compares the mean of their pages with the mean of all; a share of all pages is asked":
        lambda case: 100 * _seen(case).pages[_seen(case).busy].mean() / _seen(case).pages.mean(),
}  # fmt: skip
REVIEWS: Ways = {
    "this is the share of the poor products alone; the difference is asked": lambda case: returned(_poor(case)),
    "this is the share of the other products alone; the difference is asked": lambda case: returned(_good(case)),
    "you compared with all products; compare with all *other* products":
        lambda case: returned(_poor(case)) - returned(_products(case)),
    "you took the mean of the products' own shares; a product that sells more must count more": _each_product_once,
    "you divided by the reviews; divide by the purchases": _of_reviews,
    "this is how many times the one share is the other; the difference is asked":
        lambda case: returned(_poor(case)) / returned(_good(case)),
    "you divided the difference by the share of the others; points are the difference itself":
        lambda case: 100 * _apart(case, POOR) / returned(_good(case)),
    "you divided the difference by the share of the poor products; points are the difference itself":
        lambda case: 100 * _apart(case, POOR) / returned(_poor(case)),
    "you cut at 3 stars; cut at 3.5": lambda case: _apart(case, 3.0),
    "you cut at 4 stars; cut at 3.5": lambda case: _apart(case, 4.0),
    "this is the part of all returns that is of poor products; of the purchases of each group is asked":
        lambda case: 100 * _poor(case).returned.sum() / _products(case).returned.sum(),
    "this is the share of the purchases that were of poor products":
        lambda case: 100 * _poor(case).bought.sum() / _products(case).bought.sum(),
    "these are returns a product; of a hundred purchases is asked":
        lambda case: _poor(case).returned.mean() - _good(case).returned.mean(),
    "this is the share of all purchases that were sent back": lambda case: returned(_products(case)),
}  # fmt: skip
TRIAL: Ways = {
    "these are all rows; take those with one purchase known": lambda case: _behind(_rows(case)),
    f"this is with {KNOWN} purchases known; take those with one": lambda case: _behind(_known(case, KNOWN)),
    "this is with two purchases known; take those with one": lambda case: _behind(_known(case, 2)),
    "these are the rows with more than one purchase known; take those with one":
        lambda case: _behind(_rows(case)[_rows(case).known > 1]),
    "you compared with the list for all; the shelf's list is asked": lambda case: _behind(_known(case), "everybody"),
    "you compared the shelf's list with the list for all":
        lambda case: _right(case, "shelf") - _right(case, "everybody"),
    "this is the share of the shelf's list alone; the difference is asked": lambda case: _right(case, "shelf"),
    "this is the share of the personal list alone; the difference is asked": lambda case: _right(case, "personal"),
    "you divided the difference by the share of the shelf's list; points are the difference itself":
        lambda case: 100 * _behind(_known(case)) / _right(case, "shelf"),
    "you divided the difference by the share of the personal list; points are the difference itself":
        lambda case: 100 * _behind(_known(case)) / _right(case, "personal"),
    "these are customers for whom only the shelf's list is right; for some only the personal one is":
        lambda case: _alone(case, "shelf", "personal"),
    "these are customers for whom only the personal list is right; for more only the shelf's is":
        lambda case: _alone(case, "personal", "shelf"),
    "these are customers for whom the two lists do not agree":
        lambda case: _alone(case, "personal", "shelf") + _alone(case, "shelf", "personal"),
    "these are customers for whom a list was right at least once; take the rows with one purchase known": _ever,
    "this is a number of customers; points of a hundred are asked":
        lambda case: _behind(_known(case)) * len(_known(case)) / 100,
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
        f"In `products`, call those with fewer than {POOR} stars poor. By how many points is the share of purchases "
        "that were sent back higher for poor products, taken together, than for all others? Two decimals.",
        lambda case: _apart(case, POOR),
        tolerance=0.005, unit="points",
        misconceptions=REVIEWS,
        acceptable={
            f"you counted those with exactly {POOR} stars as poor":
                lambda case: returned(_products(case)[_products(case).stars <= POOR])
                - returned(_products(case)[_products(case).stars > POOR]),
            "you rounded the two shares first; round last":
                lambda case: round(returned(_poor(case)), 1) - round(returned(_good(case)), 1),
        },
        hints=(
            "For each of the two groups, divide the sum of `returned` by the sum of `bought`.",
            f"`products[products.stars < {POOR}]` are the poor ones, `products[products.stars >= {POOR}]` the others.",
        ),
        working=f"poor, good = products[products.stars < {POOR}], products[products.stars >= {POOR}]\n"
        "100 * (poor.returned.sum() / poor.bought.sum() - good.returned.sum() / good.bought.sum())",
    ),
    Exercise(
        "01.3",
        "In `trial`, take the rows with one purchase known. By how many points is the share of customers for whom the "
        "list is right lower with the personal list than with the shelf's list? Two decimals.",
        lambda case: _behind(_known(case)),
        tolerance=0.005, unit="points",
        misconceptions=TRIAL,
        acceptable={
            "you rounded the two shares first; round last":
                lambda case: round(_right(case, "shelf"), 1) - round(_right(case, "personal"), 1),
        },
        hints=(
            "You need two means, of the columns `shelf` and `personal`, in the rows where `known` is 1.",
            "`one = trial[trial.known == 1]` are these rows, and `one.shelf.mean()` is the first mean.",
        ),
        working="one = trial[trial.known == 1]\n100 * (one.shelf.mean() - one.personal.mean())",
    ),
))  # fmt: skip
