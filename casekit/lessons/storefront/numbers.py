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
from casekit.lessons.storefront.rights import Gap, Rights, by_lot, gap, oracle, others, rights, starts
from casekit.lessons.storefront.shoppers import KNOWN, store
from casekit.lessons.storefront.visitors import BUSY, visitors
from casekit.measure.effect import CONFIDENT
from casekit.memo import memo
from casekit.world.engine.calendar import END
from casekit.world.theory.showing import Course, course

LETTERS, REVIEWS, SHOWING = AMAZON[groups.Letters], AMAZON[groups.Reviews], AMAZON[groups.Showing]
SHELVES = 10
GRAINS = ("one list for all", "a list for each shelf", "a list for each customer")
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
    made = pd.DataFrame(rows, columns=["points ahead", "from", "to"]).round(2) + 0.0  # nothing has no minus
    return made.set_axis(pd.RangeIndex(1, KNOWN + 1, name="known"))


@takes(AMAZON)
def formulas(case: Case) -> pd.DataFrame:
    """Lists from one purchase known: of 100 customers, for how many each is right, and its products' middle place."""
    rows = {name: (round(100 * one.right.mean(), 1), int(one.place)) for name, one in starts(case).items()}
    made = pd.DataFrame(rows.values(), index=list(rows), columns=["right, of 100", "middle place"])
    return made.astype({"middle place": int})


@takes(AMAZON)
def ways(case: Case) -> pd.DataFrame:
    """Of 100 customers, for how many a list is right that is made in this way, with one and with ten purchases known.

    Each margin is 1.96 standard errors.
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
    margins = CONFIDENT * np.sqrt(made * (1 - made) / len(found.everybody))
    margins.loc["drawn by lot"] = 0.0  # which is computed, not tried
    for place, (known, margin) in enumerate(zip(made.columns, ("margin, one", "margin, ten"), strict=True)):
        made.insert(2 * place + 1, margin, margins[known])
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


def hits(case: Case) -> np.ndarray:
    """Whom the list of each grain is right for: shape (grains, KNOWN, shoppers)."""
    found = rights(case)
    return np.stack([np.broadcast_to(found.everybody, found.own.shape), found.shelf, found.own])


def _worth(case: Case) -> float:
    """What a letter with the right list brings, in dollars of margin."""
    return LETTERS.sells * store(case).margin


# --- reviews, shown or hidden ---


@memo(keep=1)
def sold(case: Case) -> pd.DataFrame:
    """How many times each product was `bought` in three years, and `returned`; in the order of product_id."""
    apart = case.first(case.size)
    products = pd.Index(apart.products.product_id)
    counts = {
        name: apart.fresh(table, "product_id").product_id.value_counts().reindex(products, fill_value=0)
        for name, table in (("bought", "purchases"), ("returned", "returns"))
    }
    return pd.DataFrame(counts)


def returned(products: pd.DataFrame) -> float:
    """Of a hundred purchases of these products, how many were sent back."""
    return 100 * products.returned.sum() / products.bought.sum()


@memo(keep=1)
def _quality(case: Case) -> np.ndarray:
    """The truth about each product, from 0 to 1."""
    return case.first(1).reveal().products.quality.to_numpy()


def shown(case: Case, part: float, heed: float, lets_go: float) -> Course:
    """A year in which the store shows this part of its bad reviews."""
    bought = sold(case).bought.to_numpy()
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
        "purchases sent back": (returned(sold(case)), "of 100 purchases"),
        "pages in three years, all visitors": (seen.pages.mean(), "of a visitor"),
        f"pages in three years, none above {BUSY} a day": (seen.pages[seen.pages_a_day <= BUSY].mean(), "of a visitor"),
    }
    made = pd.DataFrame(rows.values(), index=list(rows), columns=["number", "base"])
    return made.round(1)
