"""Whose purchases the lists are made from, and on whom they are tried: arrays, read from the records once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from casekit.case import Case
from casekit.errors import CaseError
from casekit.lessons.registry import STOREFRONT
from casekit.memo import memo
from casekit.world.engine.streams import generator

KNOWN = 10  # of a customer's purchases, at most, are known to whoever makes a list
LEARNT = (100, 200, 400, 1_000, 2_000)  # a store may have learned from so many customers
SEARCHES, GOALS = 1_000, 2_000  # added to the codes of searches and goals, which then stand for products of their own


class Shoppers(NamedTuple):
    """Customers from whom no list has learned, and whose latest purchase was new to them; the first axis is theirs.

    Nothing is on a list that is among the purchases before the latest one.
    """

    customer_id: np.ndarray
    known: np.ndarray  # product_id of the `KNOWN` purchases before the latest one, the latest of them first
    bought: np.ndarray  # product_id of the latest one
    searched: np.ndarray  # whether they searched for each of the queries, since the purchase before
    goals: np.ndarray  # whether they had stated each of the goals
    taste: np.ndarray  # truth: how the owner likes each shelf
    luck: np.ndarray  # uniform: who consents before whom


class Store(NamedTuple):
    """All that the lists need. Arrays of products are in the order of product_id, from 1."""

    shelf: np.ndarray  # code of each product's
    sales: np.ndarray  # truth: each product's share of its shelf's sales
    purchases: pd.DataFrame  # of those learned from, by customer, then time: customer_id, product_id
    hints: pd.DataFrame  # of the same: what they searched for, and their goals, as products
    shoppers: Shoppers
    margin: float  # of a purchase, in dollars, on average over all


@memo(keep=1)
def store(case: Case) -> Store:
    """The records of a store whose every customer consents, cut in two: those learned from, and the others.

    Raises CaseError for a case with fewer customers, or months, than the lesson opens.
    """
    most, given = (STOREFRONT.customers, STOREFRONT.months), (case.size, case.calendar.months)
    if given[0] < most[0] or given[1] < most[1]:
        needed, there = (f"{customers:,} customers and {months} months" for customers, months in (most, given))
        raise CaseError(f"This lesson needs a case of {needed}, as its first cell opens; one of {there} was given.")
    apart = case.first(case.size).with_dials(withheld=0.0)  # a world of its own, which goes when this is done
    products = apart.products
    bought = apart.fresh("purchases", "customer_id", "at", "product_id")
    searches, goals = _hints(apart, "searches", "query", SEARCHES), _hints(apart, "goals", "goal", GOALS)
    early = bought.customer_id <= LEARNT[-1]
    hints = pd.concat([searches, goals])
    hints = hints.loc[hints.customer_id <= LEARNT[-1], ["customer_id", "product_id"]].drop_duplicates()
    return Store(
        shelf=products.category.cat.codes.to_numpy(),
        sales=apart.reveal().products.share_of_category.to_numpy(),
        purchases=bought.loc[early, ["customer_id", "product_id"]],
        hints=hints,
        shoppers=_shoppers(apart, bought[~early], searches, goals),
        margin=float(products.margin.to_numpy()[bought.product_id.to_numpy() - 1].mean()),
    )


def _hints(case: Case, table: str, column: str, first: int) -> pd.DataFrame:
    """What logged-in customers searched for, or their goals: customer_id, at, and a product_id that stands for each."""
    rows = case.fresh(table, "customer_id", "at", column)
    rows = rows[rows.customer_id.notna()]
    return pd.DataFrame({
        "customer_id": rows.customer_id.to_numpy(dtype=np.int32), "at": rows["at"].to_numpy(),
        "product_id": first + rows[column].cat.codes.to_numpy(dtype=np.int16),
    })  # fmt: skip


def _shoppers(case: Case, bought: pd.DataFrame, searches: pd.DataFrame, goals: pd.DataFrame) -> Shoppers:
    customer, product, at = (bought[name].to_numpy() for name in ("customer_id", "product_id", "at"))
    last = np.append(np.flatnonzero(np.diff(customer)), len(customer) - 1)
    last = last[np.diff(last, prepend=-1) > KNOWN]
    before = product[last[:, None] - 1 - np.arange(KNOWN)]
    is_new = (before != product[last, None]).all(axis=1)
    last, before = last[is_new], before[is_new]
    who = customer[last]
    ever = np.full(len(who), np.datetime64(0, "ms"))
    return Shoppers(
        customer_id=who,
        known=before,
        bought=product[last],
        searched=_given(who, searches, SEARCHES, at[last - 1], at[last]),
        goals=_given(who, goals, GOALS, ever, at[last]),
        taste=case.reveal().customers.filter(like="taste_").to_numpy()[who - 1],
        luck=generator(case.seed, "lesson 01", "consent").random(case.size)[who - 1],
    )


def _given(who: np.ndarray, hints: pd.DataFrame, first: int, since: np.ndarray, until: np.ndarray) -> np.ndarray:
    """Who gave which hint between two moments: bool, shape (customers, hints there are)."""
    found = np.zeros((len(who), int(hints.product_id.max()) - first + 1), dtype=bool)
    row = pd.Index(who).get_indexer(hints.customer_id)
    when = hints["at"].to_numpy()
    in_time = (row >= 0) & (when >= since[row]) & (when < until[row])
    found[row[in_time], hints.product_id.to_numpy()[in_time] - first] = True
    return found
