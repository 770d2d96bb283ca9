"""Recommendations from what customers have: products that go together, bestsellers, and how often a list is right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from casekit.measure.effect import share
from casekit.measure.frames import array, known, needed
from casekit.measure.given import whole
from casekit.measure.ids import Ids, ids
from casekit.measure.kinds import numbers

PAIR = ("customer_id", "product_id")
MOST = 1_000_000  # products in a list
CELLS = 4_000_000  # scores of customers x products in the memory at once
DENSE = 0.25  # share of products that go together, from which the whole table is multiplied faster
DIGITS = 12  # decimals of a score; what differs only behind them is equal
EQUAL = 2 * 10.0**-DIGITS  # scores that are further apart than this are not


class HitRate(NamedTuple):
    """The share of `customers` whom a list was right for, its standard error, and the ends of its 95 % interval."""

    rate: float
    standard_error: float
    low: float
    high: float
    customers: int

    def __repr__(self) -> str:
        return f"hit rate {self.rate:.3f}, standard error {self.standard_error:.3f}, {self.customers:,} customers"


@dataclass(frozen=True, eq=False)
class ItemToItem:
    """How alike products are, by the customers who have them.

    `products`, shape (m,), are their ids, the one with most customers first, then by id; `customers`, shape (m,), is
    how many customers have each; `similarity`, a sparse array of shape (m, m), is the cosine of each two, from 0 to 1,
    with nothing on the diagonal.
    """

    products: np.ndarray
    customers: np.ndarray
    similarity: Any

    def recommend(self, products: ArrayLike, n: int = 10, among: ArrayLike | None = None) -> pd.DataFrame:
        """The `n` best products for a customer who has these `products`: rank (1 is best), product_id, score.

        As `for_customers` does for many. Nobody is recommended what they have.
        """
        has = _listed("products", products)
        baskets = {"customer_id": np.zeros(len(has), dtype=np.int64), "product_id": has}
        return self.for_customers(pd.DataFrame(baskets), n, among).drop(columns="customer_id")

    def for_customers(self, baskets: pd.DataFrame, n: int = 10, among: ArrayLike | None = None) -> pd.DataFrame:
        """The `n` best products for each customer in `baskets`: customer_id, rank (1 is best), product_id, score.

        `baskets` are what each customer has, a table as for `item_to_item`, perhaps the same. A product's score is the
        sum of its similarities to what the customer has, times the weights there; equal scores (to twelve decimals) are
        ranked by customers, then by id. What the customer has, and what goes together with nothing of it, is not
        recommended: so a list may be shorter than `n`, and a customer who has nothing, or only products that are new
        here, has none. `among` are the products that may be recommended; without it, all. Raises ValueError as
        `item_to_item` does, though the table may be empty, and for an `n` that is no whole number from 1.
        """
        from scipy import sparse  # a tenth of a second, in which a lesson without recommendations has begun

        most = min(whole("n", n, 1, MOST), len(self.products))
        basket = _basket("baskets", baskets, empty=True)
        product = _places(self.products, basket.products)[basket.product]
        there = product >= 0
        customer, product, weight = basket.customer[there], product[there], basket.weight[there]
        shape = (len(basket.customers), len(self.products))
        largest = np.zeros(shape[0])
        np.maximum.at(largest, customer, weight)
        has = sparse.csr_array((weight / largest[customer], (customer, product)), shape)
        closed = np.full(shape[1], among is not None)
        if among is not None:
            offered = _places(self.products, _listed("among", among))
            closed[offered[offered >= 0]] = False
        full = self.similarity.nnz > DENSE * shape[1] ** 2
        similarity = self.similarity.toarray() if full else self.similarity
        rows = max(1, CELLS // shape[1])
        found = [_best(has[at : at + rows], similarity, closed, most) for at in range(0, shape[0], rows)]
        found = found or [_best(has, similarity, closed, most)]
        count = np.concatenate([block[0] for block in found])
        customer = np.repeat(np.arange(len(count)), count)
        rank = np.arange(len(customer)) - (np.cumsum(count) - count)[customer] + 1
        score = np.concatenate([block[2] for block in found]) * largest[customer]
        best = self.products[np.concatenate([block[1] for block in found])]
        who = basket.customers[customer]
        return pd.DataFrame({"customer_id": who, "rank": rank, "product_id": best, "score": score})

    def __repr__(self) -> str:
        pairs = self.similarity.nnz // 2
        return f"{len(self.products):,} products, {pairs:,} pairs of which have customers in common"


class _Basket(NamedTuple):
    """Each customer's products, once, with a weight above zero; sorted by customer, then product."""

    customers: np.ndarray  # ids, sorted
    products: np.ndarray  # ids, sorted
    customer: np.ndarray  # int64, place in `customers`
    product: np.ndarray  # int64, place in `products`
    weight: np.ndarray


def item_to_item(baskets: pd.DataFrame) -> ItemToItem:
    """Item-to-item collaborative filtering: how alike each two products are, by the customers who have both.

    `baskets` has the columns customer_id and product_id, a row for each time that a customer has shown an interest in a
    product, and perhaps weight, zero or more: how much a row says (1 without it). Of several rows of one customer and
    product the largest weight counts: buying twice is no more than buying once. Anything that customers have in common
    may stand for a product, such as a search (with a smaller weight) or a goal, if ids differ; `among` then keeps it
    out of what is recommended. The similarity is the cosine between two products' vectors, which have a place for each
    customer with the weight there. Customers who did not consent must be left out of the table by whoever makes it.

    One product alone is like no other, and nothing is ever recommended. Raises ValueError for a table without rows or
    without those columns, for missing values, and for weights below zero or all zero.

    Source: Linden, Smith & York, "Amazon.com Recommendations: Item-to-Item Collaborative Filtering", IEEE Internet
    Computing 7(1), 2003.

    >>> baskets = pd.DataFrame({"customer_id": [1, 1, 2, 2, 3, 3, 3], "product_id": list("abababc")})
    >>> likeness = item_to_item(baskets)
    >>> likeness
    3 products, 3 pairs of which have customers in common
    >>> likeness.recommend(["a"]).round(3)
       rank product_id  score
    0     1          b  1.000
    1     2          c  0.577
    """
    from scipy import sparse  # as above

    basket = _basket("baskets", baskets)
    if not len(basket.weight):
        raise ValueError("weight must be above zero somewhere; all are zero.")
    count = np.bincount(basket.product, minlength=len(basket.products))
    order = np.argsort(-count, kind="stable")
    order = order[: np.count_nonzero(count)]
    place = np.empty(len(count), dtype=np.int64)
    place[order] = np.arange(len(order))
    # Against the largest of each product first, as the square of a weight may be too small for a float.
    largest = np.zeros(len(count))
    np.maximum.at(largest, basket.product, basket.weight)
    weight = basket.weight / largest[basket.product]
    squares = np.bincount(basket.product, weights=weight**2, minlength=len(count))
    weight /= np.sqrt(squares[basket.product])
    shape = (len(basket.customers), len(order))
    vectors = sparse.csc_array((weight, (basket.customer, place[basket.product])), shape)
    similarity = (vectors.T.tocsr() @ vectors.tocsr()).tocsr()
    similarity.setdiag(0)
    similarity.eliminate_zeros()
    similarity.sort_indices()
    np.minimum(similarity.data, 1.0, out=similarity.data)
    return ItemToItem(basket.products[order], count[order], similarity)


def bestsellers(baskets: pd.DataFrame, n: int = 10) -> pd.DataFrame:
    """The `n` products with most customers, the same list for everybody: rank (1 is best), product_id, customers.

    `baskets` is a table as for `item_to_item`; a customer counts once for a product, whatever the weight, if it is
    above zero. Equal ones are ranked by id. Raises ValueError as `item_to_item` does, and for an `n` that is no whole
    number from 1; if there are fewer products, the list is shorter.

    >>> baskets = pd.DataFrame({"customer_id": [1, 1, 2, 2, 3, 2], "product_id": list("abbcbb")})
    >>> bestsellers(baskets, n=2)
       rank product_id  customers
    0     1          b          3
    1     2          a          1
    """
    most = whole("n", n, 1, MOST)
    basket = _basket("baskets", baskets)
    count = np.bincount(basket.product, minlength=len(basket.products))
    order = np.argsort(-count, kind="stable")[: min(most, np.count_nonzero(count))]
    rank = np.arange(1, len(order) + 1)
    return pd.DataFrame({"rank": rank, "product_id": basket.products[order], "customers": count[order]})


def hit_rate(
    recommendations: pd.DataFrame, held_out: pd.DataFrame, n: int = 10, has: pd.DataFrame | None = None
) -> HitRate:
    """The share of customers who bought, in what was held out, at least one of the first `n` products of their list.

    `recommendations` has the columns customer_id, product_id and rank (1 is best), as `for_customers` gives them; or
    only product_id and rank, one list for everybody, as from `bestsellers`. `held_out` has customer_id and product_id,
    a row for each purchase that the recommendations did not know. `has`, with the same columns, is what customers had
    before: that is taken out of the lists before the first `n` are counted, and out of what was held out, as nobody
    needs a recommendation for it. Give the longer list then: all bestsellers, not ten.

    All customers count who have something in `held_out` (that they did not have); a customer without a list is one
    whom it was not right for. The standard error is that of a share, sqrt(p (1 - p) / customers), and the interval
    Wilson's. Two lists for the same customers are compared customer by customer: see `hits`. Raises ValueError for
    tables without those columns, for missing values, for a customer's list in which a product or a rank comes twice,
    for an `n` that is no whole number from 1, and unless two customers are there.

    Source: Deshpande & Karypis, "Item-Based Top-N Recommendation Algorithms", ACM Transactions on Information Systems
    22(1), 2004.

    >>> lists = pd.DataFrame({"customer_id": [1, 1, 2], "rank": [1, 2, 1], "product_id": ["a", "b", "a"]})
    >>> held_out = pd.DataFrame({"customer_id": [1, 2, 3, 4], "product_id": ["b", "c", "a", "a"]})
    >>> hit_rate(lists, held_out, n=2)
    hit rate 0.250, standard error 0.217, 4 customers
    """
    right = hits(recommendations, held_out, n, has)
    if len(right) < 2:
        raise ValueError(
            "held_out must hold at least two customers with products that they did not have; one was given."
        )
    return HitRate(*share(right), len(right))


def hits(
    recommendations: pd.DataFrame, held_out: pd.DataFrame, n: int = 10, has: pd.DataFrame | None = None
) -> pd.Series:
    """Whether each customer bought one of the first `n` products of their list: True or False, by customer_id.

    As `hit_rate`, which is the mean of it. To compare two lists for the same customers, take the mean of the
    differences: what makes a customer easy or hard to guess is then the same on both sides.

    >>> lists = pd.DataFrame({"product_id": ["a", "b"], "rank": [1, 2]})
    >>> held_out = pd.DataFrame({"customer_id": [1, 2], "product_id": ["b", "c"]})
    >>> hits(lists, held_out).tolist()
    [True, False]
    """
    most = whole("n", n, 1, MOST)
    for_all = isinstance(recommendations, pd.DataFrame) and "customer_id" not in recommendations
    asked = needed("recommendations", recommendations, *PAIR[for_all:], "rank", empty=True)
    rank = numbers("rank", asked["rank"])
    known("rank", "recommendation", np.isnan(rank))
    tables = [needed("held_out", held_out, *PAIR), needed("has", has, *PAIR, empty=True) if has is not None else None]
    (product, bought, had), products = _pooled("product_id", asked, *tables)
    (customer, buyer, owner), customers = _pooled("customer_id", asked if not for_all else None, *tables)
    wide = len(products)
    target, before = np.unique(buyer * wide + bought), np.unique(owner * wide + had)
    target = np.setdiff1d(target, before, assume_unique=True)
    if not len(target):
        raise ValueError("held_out must hold at least one product that its customer did not have; none was given.")
    customer = np.zeros(len(product), dtype=np.int64) if for_all else customer
    order = np.lexsort((rank, customer))
    customer, product, rank = customer[order], product[order], rank[order]
    pair = customer * wide + product
    if len(np.unique(pair)) < len(pair) or ((np.diff(customer) == 0) & (np.diff(rank) == 0)).any():
        raise ValueError("recommendations must have each product and each rank of a list once; one comes twice.")
    if for_all:
        found = _place_in_one_list(product, target, before, wide) < most
    else:
        new = ~np.isin(pair, before, assume_unique=True)
        customer, pair = customer[new], pair[new]
        first = np.searchsorted(customer, customer)
        found = np.isin(target, pair[np.arange(len(pair)) - first < most], assume_unique=True)
    who, row = np.unique(target // wide, return_inverse=True)
    right = np.bincount(row, weights=found, minlength=len(who)) > 0
    return pd.Series(right, pd.Index(customers[who], name="customer_id"), name="hit")


def _place_in_one_list(products: np.ndarray, target: np.ndarray, before: np.ndarray, wide: int) -> np.ndarray:
    """The place, from 0, of each target (customer * wide + product) in the list without what its customer had."""
    place = np.full(wide, wide)
    place[products] = np.arange(len(products))
    held = np.sort(before // wide * (wide + 1) + place[before % wide])  # by customer, then place in the list
    customer, at = target // wide * (wide + 1), place[target % wide]
    ahead = np.searchsorted(held, customer + at) - np.searchsorted(held, customer)
    return np.where(at < wide, at - ahead, MOST)


def _best(has: Any, similarity: Any, closed: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For some customers: how many products each is recommended, and then these in their order, with their scores."""
    score = has @ similarity
    score = score if isinstance(score, np.ndarray) else score.toarray()
    score[:, closed] = 0
    score[has.nonzero()] = 0
    last = np.partition(score, score.shape[1] - most, axis=1)[:, score.shape[1] - most, None]
    # The best, and all that may equal the last of them: only these few need to be rounded and sorted.
    row, product = np.nonzero(score >= np.maximum(last, EQUAL) - EQUAL / 2)
    found = np.round(score[row, product], DIGITS)
    order = np.lexsort((product, -found, row))
    row, product, found = row[order], product[order], found[order]
    listed = (np.arange(len(row)) - np.searchsorted(row, row) < most) & (found > 0)
    row, product, found = row[listed], product[listed], found[listed]
    return np.bincount(row, minlength=score.shape[0]), product, found


def _basket(name: str, baskets: pd.DataFrame, empty: bool = False) -> _Basket:
    found = needed(name, baskets, *PAIR, too="weight", empty=empty)
    customer, product = (ids(column, found[column]) for column in PAIR)
    weight = numbers("weight", found["weight"], 0) if "weight" in found else np.ones(len(baskets))
    for column, missing in (*zip(PAIR, (customer.missing, product.missing), strict=True), ("weight", np.isnan(weight))):
        known(column, "row", missing)
    who, customers = pd.factorize(customer.keys, sort=True)
    what, products = pd.factorize(product.keys, sort=True)
    pair = who.astype(np.int64) * len(products) + what
    order = np.lexsort((weight, pair))
    pair, weight = pair[order], weight[order]
    keep = np.append(pair[1:] != pair[:-1], True)[: len(pair)] & (weight > 0)  # the largest weight of each pair
    who, what = np.divmod(pair[keep], max(len(products), 1))
    return _Basket(customers, products, who, what, weight[keep])


def _listed(name: str, values: ArrayLike) -> np.ndarray:
    """Ids from a list, none missing."""
    column = values if isinstance(values, pd.Series) else pd.Series(list(array(name, values)), dtype=object)
    found = ids(name, column)
    known(name, "product", found.missing)
    return found.keys


def _places(products: np.ndarray, sought: np.ndarray) -> np.ndarray:
    """Where each id stands in `products`, -1 for those that are not there: shape (sought,)."""
    if sought.dtype != products.dtype:  # 1 and "1" are the same
        products, sought = products.astype(str).astype(object), sought.astype(str).astype(object)
    return pd.Index(products).get_indexer(sought)


def _pooled(name: str, *tables: dict[str, pd.Series] | None) -> tuple[list[np.ndarray], np.ndarray]:
    """A number for each id in a column of each table (none for a table that is None), and all ids, sorted."""
    read = [
        ids(name, table[name]) if table else Ids(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool))
        for table in tables
    ]
    for one in read:
        known(name, "row", one.missing)
    if len({one.keys.dtype for one in read if len(one.keys)}) > 1:
        read = [one.as_text for one in read]
    filled = [one.keys for one in read if len(one.keys)]
    codes, different = pd.factorize(np.concatenate(filled), sort=True)
    ends = np.cumsum([len(one.keys) for one in read])
    return np.split(codes.astype(np.int64), ends[:-1]), different
