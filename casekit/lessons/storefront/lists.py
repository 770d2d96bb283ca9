"""What a store learns from its first customers: products that sell, on each shelf and together."""

from __future__ import annotations

import numpy as np
import pandas as pd

from casekit.lessons.storefront.shoppers import SEARCHES, Store
from casekit.measure.recommend import item_to_item

NOWHERE = 1_000_000  # the place of a product that is not on a list


class Learned:
    """From so many customers; products are numbered from 0 by how many of these have them, the bestseller first.

    `number` is that of each product, in the order of product_id; `similarity`, shape (products, products), is the
    cosine of each two; `together` is how many customers have both; `hints` has, for each search and each goal, its
    cosine with each product.
    """

    def __init__(self, there: Store, learnt: int) -> None:
        rows, hints = (table[table.customer_id <= learnt] for table in (there.purchases, there.hints))
        likeness = item_to_item(pd.concat([rows, hints]))
        is_product = likeness.products < SEARCHES
        listed, size = likeness.products[is_product], len(there.shelf)
        products = np.arange(1, size + 1)
        self.number = np.argsort(np.append(listed, np.setdiff1d(products, listed)))  # what nobody has comes last
        alike = np.zeros((len(likeness.products), size))
        alike[:, : len(listed)] = likeness.similarity[:, np.flatnonzero(is_product)].toarray()
        self.similarity = np.pad(alike[is_product], ((0, size - len(listed)), (0, 0)))
        customers = np.pad(likeness.customers[is_product], (0, size - len(listed)))
        self.together = self.similarity * np.sqrt(np.outer(customers, customers))
        self.hints = dict(zip(likeness.products[~is_product].tolist(), alike[~is_product], strict=True))
        self._rows, self._shelf = rows, there.shelf

    def buyers_by_shelf(self) -> np.ndarray:
        """How many of those whose favourite shelf this is have each product: shape (shelves, products)."""
        customer, product = self._rows.customer_id.to_numpy(), self._rows.product_id.to_numpy() - 1
        who, starts, sizes = np.unique(customer, return_index=True, return_counts=True)
        back = (
            (starts + sizes)[:, None] - 1 - np.arange(sizes.max())
        )  # rows of the latest purchase, the one before, ...
        segment = favourite(np.where(back >= starts[:, None], self._shelf[product[back]], -1))
        has = np.zeros((len(who), len(self.number)), dtype=bool)
        has[np.searchsorted(who, customer), self.number[product]] = True
        return np.stack([has[segment == shelf].sum(axis=0) for shelf in range(self._shelf.max() + 1)])

    def places_by_shelf(self) -> np.ndarray:
        """The place of each product, from 0, among their bestsellers: shape (shelves, products).

        Of equal ones the bestseller of the whole store comes first; `NOWHERE` is the place of what none of them has.
        """
        buyers = self.buyers_by_shelf()
        places = np.argsort(np.argsort(-buyers, axis=1, kind="stable"), axis=1)
        return np.where(buyers > 0, places, NOWHERE)


def favourite(shelves: np.ndarray) -> np.ndarray:
    """The shelf that each customer buys from most often; of several, the one that they bought from last.

    `shelves`, shape (customers, purchases), has the shelf of the latest purchase first, and -1 where there is none.

    >>> favourite(np.array([[2, 1, 1], [2, 1, 0], [0, -1, -1]])).tolist()
    [1, 2, 0]
    """
    customers, longest = shelves.shape
    count = np.zeros((customers, int(shelves.max()) + 2))  # the last column is that of no purchase, -1
    latest = np.zeros_like(count)
    row = np.arange(customers)[:, None]
    np.add.at(count, (row, shelves), 1)
    np.maximum.at(latest, (row, shelves), longest - np.arange(longest))
    found: np.ndarray = (count * (longest + 1) + latest)[:, :-1].argmax(axis=1)
    return found
