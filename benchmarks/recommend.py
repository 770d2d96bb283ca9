"""Likeness of all products and a list for every customer, against the two bare products of sparse matrices in it."""

import statistics
import time

import numpy as np
import pandas as pd
import scipy
from scipy import sparse

from casekit.measure.recommend import item_to_item

CUSTOMERS, PRODUCTS, ROWS, REPETITIONS = 20_000, 2_000, 400_000, 5


def purchases() -> pd.DataFrame:
    """Popular products sell much more often than others, as they do."""
    generator = np.random.default_rng(1)
    popularity = 1 / np.arange(1, PRODUCTS + 1) ** 0.8
    product = generator.choice(PRODUCTS, ROWS, p=popularity / popularity.sum())
    return pd.DataFrame({"customer_id": generator.integers(0, CUSTOMERS, ROWS), "product_id": product})


def bare(has: sparse.csr_array) -> None:
    """In blocks, as all scores at once would fill the memory."""
    similarity = (has.T.tocsr() @ has).toarray()
    for start in range(0, CUSTOMERS, PRODUCTS):
        has[start : start + PRODUCTS] @ similarity


def seconds(work, *arguments) -> float:
    start = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - start


def main() -> None:
    table = purchases()
    once = table.drop_duplicates()
    has = sparse.csr_array((np.ones(len(once)), (once.customer_id, once.product_id)), (CUSTOMERS, PRODUCTS))
    ratios, likeness, lists = [], [], []
    for _ in range(REPETITIONS):  # taking turns, so that whatever slows the computer slows both
        likeness.append(seconds(item_to_item, table))
        lists.append(seconds(item_to_item(table).for_customers, table))
        ratios.append((likeness[-1] + lists[-1]) / seconds(bare, has))
    print(f"SciPy {scipy.__version__}; {CUSTOMERS:,} customers, {PRODUCTS:,} products, {len(once):,} pairs")
    print(f"likeness {statistics.median(likeness):.2f} s, ten products for everybody {statistics.median(lists):.2f} s")
    print(
        f"both / bare products of matrices: {statistics.median(ratios):.2f} "
        f"(median of {REPETITIONS}, from {min(ratios):.2f} to {max(ratios):.2f})"
    )


if __name__ == "__main__":
    main()
