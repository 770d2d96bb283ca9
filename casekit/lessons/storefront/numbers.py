"""What the pictures and the exercises compute: letters, reviews, and the tables that the notebook shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from casekit.case import Case
from casekit.cases import groups
from casekit.cases.amazon import AMAZON
from casekit.lessons.opening import takes
from casekit.lessons.storefront.rights import Gap, Rights, by_lot, gap, oracle, others, places, rights
from casekit.lessons.storefront.shoppers import KNOWN, store
from casekit.lessons.storefront.visitors import BUSY, visitors
from casekit.measure.effect import CONFIDENT
from casekit.memo import memo
from casekit.world.engine.calendar import END
from casekit.world.theory.showing import Course, course

LETTERS, REVIEWS, SHOWING = AMAZON[groups.Letters], AMAZON[groups.Reviews], AMAZON[groups.Showing]
SHELVES = 10
GRAINS = ("one list for all", "a list for each shelf", "a list for each customer")
POOR = 3.5  # mean stars: a product below is not liked much
MONTHS = 12


# --- whom the lists are right for ---


def personal(case: Case, found: Rights, consent: float) -> np.ndarray:
    """Whom the personal list is right for, if this share of the customers lets the store use their searches."""
    return np.where(store(case).shoppers.luck < consent, found.searched, found.own)


@takes(AMAZON)
def trial(case: Case) -> pd.DataFrame:
    """Each list held against the purchase that came next: a row for each customer and number of purchases `known`.

    `everybody`, `shelf` and `personal`: whether the next purchase was on the list.
    """
    found, who = rights(case), store(case).shoppers.customer_id
    return pd.DataFrame({
        "customer_id": np.repeat(who, KNOWN), "known": np.tile(np.arange(1, KNOWN + 1), len(who)),
        "everybody": np.repeat(found.everybody, KNOWN), "shelf": found.shelf.T.ravel(), "personal": found.own.T.ravel(),
    })  # fmt: skip


def gaps(case: Case) -> list[Gap]:
    """By how many points the personal list is ahead of the shelf's, with one purchase known, with two, ..."""
    found = rights(case)
    return [gap(own, shelf) for own, shelf in zip(found.own, found.shelf, strict=True)]


def fewest(case: Case) -> int | None:
    """With how few purchases known the personal list is ahead of the shelf's by more than chance; None if never."""
    return next((known for known, one in enumerate(gaps(case), 1) if one.side > 0), None)


@takes(AMAZON)
def intervals(case: Case) -> pd.DataFrame:
    """By how many points the personal list is ahead of the shelf's, with so many purchases known, and 95 %."""
    rows = [(one.ahead, one.ahead - one.margin, one.ahead + one.margin) for one in gaps(case)]
    made = pd.DataFrame(rows, columns=["points ahead", "from", "to"]).round(1) + 0.0  # nothing has no minus
    return made.set_axis(pd.RangeIndex(1, KNOWN + 1, name="known"))


@takes(AMAZON)
def rare(case: Case) -> pd.DataFrame:
    """Among the store's bestsellers, the place that a product on each list has in the middle."""
    return pd.DataFrame({"place among the bestsellers": places(case)}).astype(int)


@takes(AMAZON)
def ways(case: Case) -> pd.DataFrame:
    """Of 100 customers, for how many a list is right that is made in this way, with one and with ten purchases known.

    `margin` is 1.96 standard errors of the second.
    """
    found, more, best, lot = rights(case), others(case), oracle(case).mean(), by_lot(case)
    rows: Mapping[str, tuple[float, float]] = {
        "drawn by lot": (lot, lot),
        "one list for all": (found.everybody.mean(), found.everybody.mean()),
        "the shelf's list": _ends(found.shelf),
        "the personal list": _ends(found.own),
        "personal, and goals": _ends(more["goals"]),
        "personal, and searches": _ends(found.searched),
        "personal, by plain counts": _ends(more["counts"]),
        "from true tastes": (best, best),
    }
    made = pd.DataFrame(rows.values(), index=list(rows), columns=["one known", "ten known"])
    share = made["ten known"]
    made["margin"] = CONFIDENT * np.sqrt(share * (1 - share) / len(found.everybody))
    made.loc["drawn by lot", "margin"] = 0.0  # which is computed, not tried
    return (100 * made).round(1)


def _ends(found: np.ndarray) -> tuple[float, float]:
    """Shares with the fewest purchases known, and with the most."""
    return float(found[0].mean()), float(found[-1].mean())


# --- one budget, three grains ---


class Mailing(NamedTuple):
    """What each of the three grains makes of one budget: arrays in the order of `GRAINS`; money in dollars."""

    letters: np.ndarray
    spent: np.ndarray
    margin: np.ndarray  # what the letters bring, less what was spent: shape (grains, KNOWN), by purchases known


def mailing(case: Case, budget: float, profile: float) -> Mailing:
    """Letters are sent until the budget is spent, or until every customer has one."""
    pages = LETTERS.page * np.array([1, SHELVES, 0])
    each = LETTERS.letter + np.array([0.0, 0.0, profile])
    letters = np.clip((budget - pages) / each, 0, case.size)
    spent = np.where(letters > 0, pages + letters * each, 0)
    return Mailing(letters, spent, letters[:, None] * _worth(case) * hits(case).mean(axis=2) - spent[:, None])


def ahead(case: Case, made: Mailing, known: int) -> tuple[int, int, Gap]:
    """The grain that brings most, the next one, and by how many dollars; the margin is 1.96 standard errors."""
    first, second = np.argsort(-made.margin[:, known - 1], kind="stable")[:2]
    brought = _worth(case) * made.letters[:, None] * hits(case)[:, known - 1] / 100  # gap is of a hundred
    dollars = float(made.margin[first, known - 1] - made.margin[second, known - 1])
    return int(first), int(second), Gap(dollars, gap(brought[first], brought[second]).margin)


def winners(case: Case, budget: float, profiles: np.ndarray) -> np.ndarray:
    """Which grain brings most, by price of a profile (rows) and purchases known (columns)."""
    return np.stack([mailing(case, budget, price).margin.argmax(axis=0) for price in profiles])


def hits(case: Case) -> np.ndarray:
    """Whom the list of each grain is right for: shape (grains, KNOWN, shoppers)."""
    found = rights(case)
    return np.stack([np.broadcast_to(found.everybody, found.own.shape), found.shelf, found.own])


def _worth(case: Case) -> float:
    """What a letter with the right list brings, in dollars of margin."""
    return LETTERS.sells * store(case).margin


# --- reviews, shown or hidden ---


@takes(AMAZON)
def rated(case: Case) -> pd.DataFrame:
    """What became of each product in three years: a row for each, in the order of product_id.

    bought and returned: how many times; reviews: how many were written; stars: their mean.
    """
    return _rated(case).copy()


@memo(keep=1)
def _rated(case: Case) -> pd.DataFrame:
    apart = case.first(case.size)
    products = apart.products.set_index("product_id")
    counts = {
        name: apart.fresh(table, "product_id").product_id.value_counts().reindex(products.index, fill_value=0)
        for name, table in (("bought", "purchases"), ("returned", "returns"))
    }
    stars = apart.fresh("reviews", "product_id", "stars").groupby("product_id").stars.agg(["size", "mean"])
    stars = stars.reindex(products.index).rename(columns={"size": "reviews", "mean": "stars"})
    return products[["name"]].assign(**counts).join(stars.fillna({"reviews": 0}).astype({"reviews": int}))


def returned(products: pd.DataFrame) -> float:
    """Of a hundred purchases of these products, how many were sent back."""
    return 100 * products.returned.sum() / products.bought.sum()


@memo(keep=1)
def _quality(case: Case) -> np.ndarray:
    """The truth about each product, from 0 to 1."""
    return case.first(1).reveal().products.quality.to_numpy()


def shown(case: Case, part: float, heed: float, lets_go: float) -> Course:
    """A year in which the store shows this part of its bad reviews."""
    bought = _rated(case).bought.to_numpy()
    return course(
        _quality(case), bought / bought.sum(), REVIEWS, SHOWING, shown=part, heed=heed, lets_go=lets_go, months=MONTHS
    )


# --- numbers on the wall ---


@takes(AMAZON)
def wall(case: Case) -> pd.DataFrame:
    """Numbers that might hang on the wall, and what each is a number of."""
    seen = visitors(case)
    due = case.first(case.size).fresh("deliveries", "promised_on", "delivered_at")
    due = due[due.promised_on < pd.Timestamp(END)]
    kept = (due.delivered_at.dt.normalize() <= due.promised_on).mean()
    rows = {
        "parcels that came on the day promised, or before": (100 * kept, "of 100 parcels"),
        "next purchase was on the personal list": (100 * rights(case).own[-1].mean(), "of 100 customers"),
        "purchases sent back": (returned(_rated(case)), "of 100 purchases"),
        "pages a visitor, all visitors": (seen.pages.mean(), "in three years"),
        f"pages a visitor, without those above {BUSY} a day": (seen.pages[seen.pages_a_day <= BUSY].mean(), "the same"),
    }
    made = pd.DataFrame(rows.values(), index=list(rows), columns=["number", "base"])
    return made.round(1)
