"""Segments: scores by recency, frequency and money, how much of the whole the best customers bring, and clusters."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from casekit.measure.frames import columns, known, no_table
from casekit.measure.given import number, shown, whole
from casekit.measure.grouped import parts_by_rank, totals
from casekit.measure.kinds import numbers
from casekit.measure.log import day, read_log

GROUPS = 5  # scores from 1 to 5
STARTS = 10  # k-means begins so often, and keeps the best
LARGEST_SEED = 2**32 - 1  # of scikit-learn


class Lorenz(NamedTuple):
    """How unequal values are: `points` of the Lorenz curve, and the Gini coefficient, 0 where all are the same.

    `points` has a row more than there are customers, with the columns customers and value: the share of the customers,
    the smallest first, and the share of all value that they bring, both from 0 to 1.
    """

    points: pd.DataFrame
    gini: float

    def __repr__(self) -> str:
        return f"Lorenz curve of {len(self.points) - 1:,} customers, Gini coefficient {self.gini:.3f}"


class Clusters(NamedTuple):
    """Clusters of customers, numbered from 0 by their mean of the first feature, the smallest first.

    `labels` is the cluster of each customer, in the rows of the features. `centres` has a row a cluster: the mean of
    each feature, in its own unit. `sizes` is how many customers are in each. `unexplained`, from 0 to 1, is the part of
    the spread of the standardised features that is left within clusters.
    """

    labels: pd.Series
    centres: pd.DataFrame
    sizes: pd.Series
    unexplained: float

    def __repr__(self) -> str:
        return f"{len(self.sizes)} clusters of {', '.join(f'{size:,}' for size in self.sizes)} customers"


def rfm(purchases: pd.DataFrame, until: str | dt.date | np.datetime64) -> pd.DataFrame:
    """Recency, frequency and money of each customer, and a score from 1 to 5 for each of the three, 5 the best.

    `purchases` has the columns customer_id, at (datetimes) and amount (zero or more). `until` is the last day included,
    a date or text such as "2025-12-31"; what is bought later is left out, and so is who buys later only. A row a
    customer, by customer_id: recency_days, days from the last purchase to `until`; frequency, days with a purchase;
    amount, all that was spent; and the scores r, f and m.

    A score says in which fifth of all customers the customer is; customers with the same value have the same score,
    that of the middle one of them, whatever the order of the rows. So fifths are of the same size only where values
    differ; if all are the same, the score is 3.

    Raises ValueError for a table without rows or without those columns, for missing values, for refunds (an amount
    below zero), and for a day before all purchases.

    Source: Hughes, Strategic Database Marketing, 1994.

    >>> purchases = pd.DataFrame({"customer_id": [1, 1, 2, 3], "amount": [10.0, 30.0, 20.0, 40.0],
    ...     "at": pd.to_datetime(["2025-11-10", "2025-12-02", "2025-12-20", "2025-12-31"])})
    >>> rfm(purchases, "2025-12-31")  # doctest: +NORMALIZE_WHITESPACE
                 recency_days  frequency  amount  r  f  m
    customer_id
    1                      29          2    40.0  1  5  4
    2                      11          1    20.0  3  2  1
    3                       0          1    40.0  5  2  4
    """
    last_day = day("until", until)
    customer, at, amount = read_log(purchases, amounts=True)
    days = at.astype("datetime64[D]")
    before = days <= last_day
    if not before.any():
        raise ValueError(f"until must not be before all purchases, the first on {days.min()}; {last_day} was given.")
    code, customers = pd.factorize(customer[before], sort=True)
    since = (last_day - days[before]).astype(np.int64)
    recency = np.full(len(customers), since.max())
    np.minimum.at(recency, code, since)
    on_days = np.unique(code * (since.max() + 1) + since) // (since.max() + 1)
    frequency = np.bincount(on_days, minlength=len(customers))
    spent = totals(code, amount[before], len(customers))
    table = {"recency_days": recency, "frequency": frequency, "amount": spent}
    scores = {"r": _fifth(-recency), "f": _fifth(frequency), "m": _fifth(spent)}
    return pd.DataFrame(table | scores, pd.Index(customers, name="customer_id"))


def concentration(values: ArrayLike, top: float = 0.2) -> float:
    """The share of all value, from 0 to 1, that the best customers bring; `top` is their share of the customers.

    `values` has shape (n,), zero or more, one for each customer; missing ones are left out. Where `top` is no whole
    number of customers, the last one counts in part. Raises ValueError for a `top` outside 0 to 1, for values below
    zero, and where there is no value, or nothing but zeros.

    >>> round(concentration([50, 30, 10, 5, 5], top=0.2), 3)
    0.5
    """
    share = number("top", top, 0, strictly=False, high=1)
    curve = _curve(values)
    return float(1 - np.interp(1 - share, np.linspace(0, 1, len(curve)), curve))


def lorenz(values: ArrayLike) -> Lorenz:
    """The Lorenz curve and the Gini coefficient of what customers bring.

    `values` has shape (n,), zero or more, one for each customer; missing ones are left out. The Gini coefficient is
    twice the area between the curve and the diagonal, that of these customers themselves: at most 1 - 1/n. Raises
    ValueError for values below zero, and where there is no value, or nothing but zeros.

    Sources: Lorenz, Publications of the American Statistical Association 9(70), 1905; Gini 1914, in Metron 63(1), 2005.

    >>> curve = lorenz([1, 2, 3, 4])
    >>> curve
    Lorenz curve of 4 customers, Gini coefficient 0.250
    >>> curve.points.value.round(2).tolist()
    [0.0, 0.1, 0.3, 0.6, 1.0]
    """
    curve = _curve(values)
    share = np.linspace(0, 1, len(curve))
    gini = float(1 - (curve[1:] + curve[:-1]).sum() / (len(curve) - 1))
    return Lorenz(pd.DataFrame({"customers": share, "value": curve}), max(gini, 0.0))


def kmeans(features: pd.DataFrame, k: int, seed: int = 0) -> Clusters:
    """Divide customers into `k` clusters, so that customers of one are as alike as can be in their features.

    `features` has a row a customer and a column a feature, all numbers, or True and False. Each is standardised first
    (mean 0, standard deviation 1), so that its unit does not matter; a feature that is the same for all says nothing.
    Of ten random starts the best is kept; the same customers and seed give the same clusters, in any order of the rows.
    Raises ValueError for a table without rows or columns, for missing values and what is no number, for a `k` that is
    not from 1 to the number of customers who differ, and for a seed that is not from 0 to 4,294,967,295.

    Sources: Lloyd, IEEE Transactions on Information Theory 28(2), 1982; for the starts, Arthur & Vassilvitskii,
    "k-means++", Symposium on Discrete Algorithms 2007. Computed by scikit-learn.

    >>> features = pd.DataFrame({"visits": [1, 2, 2, 9, 10], "spent": [20.0, 25.0, 15.0, 80.0, 90.0]})
    >>> clusters = kmeans(features, k=2)
    >>> clusters
    2 clusters of 3, 2 customers
    >>> clusters.labels.tolist(), clusters.centres.spent.tolist()
    ([0, 0, 0, 1, 1], [20.0, 85.0])
    """
    given, names = _features(features)
    clusters, seed = whole("k", k, 1, len(given)), whole("seed", seed, 0, LARGEST_SEED)
    # Customers who are alike are one row with a weight: the clusters then cannot depend on the order of the rows.
    rows, customer, weight = np.unique(_standardised(given), axis=0, return_inverse=True, return_counts=True)
    if clusters > len(rows):
        raise ValueError(
            f"k must be at most the number of customers who differ, {len(rows):,}; {clusters:,} was given."
        )
    # scikit-learn takes a second to load, and only this measure needs it.
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    # On one core: several wait for each other for longer than they work, and add up in another order each time.
    with threadpool_limits(1):
        found = KMeans(clusters, n_init=STARTS, random_state=seed).fit_predict(rows, sample_weight=weight)
    label = found[customer.ravel()]
    # Sums over customers in the order of their features, and so the same in any order of the rows.
    order = np.lexsort(given.T[::-1])
    size = np.bincount(label, minlength=clusters)
    centres = np.stack([np.bincount(label[order], column[order], clusters) / size for column in given.T], axis=1)
    place = np.empty(clusters, dtype=np.int64)
    place[np.lexsort(centres.T[::-1])] = np.arange(clusters)
    index = pd.RangeIndex(clusters, name="cluster")
    middle = np.stack([np.bincount(found, weight * column, clusters) / size for column in rows.T], axis=1)
    spread = (weight[:, None] * rows**2).sum()
    within = (weight[:, None] * (rows - middle[found]) ** 2).sum()
    return Clusters(
        labels=pd.Series(place[label], index=features.index, name="cluster"),
        centres=pd.DataFrame(centres[np.argsort(place)], index, names),
        sizes=pd.Series(size[np.argsort(place)], index, name="customers"),
        unexplained=float(within / spread) if spread else 0.0,
    )


def _fifth(values: np.ndarray) -> np.ndarray:
    """From 1, the lowest, to 5: int8."""
    return parts_by_rank(values, GROUPS).astype(np.int8)


def _curve(values: ArrayLike) -> np.ndarray:
    """The share of all value that the smallest 0, 1, ... n customers bring: shape (n + 1,)."""
    found = numbers("values", values, 0)
    found = np.sort(found[~np.isnan(found)])
    if not len(found) or not found[-1]:
        raise ValueError(
            f"values must hold at least one above zero; {'nothing but zeros' if len(found) else 'none'} was given."
        )
    reached = np.append(0.0, np.cumsum(found / found[-1]))
    return reached / reached[-1]


def _features(features: pd.DataFrame) -> tuple[np.ndarray, pd.Index]:
    """As float64, shape (customers, features), and the features' names."""
    if not isinstance(features, pd.DataFrame):
        given = no_table(features, shown(features))
        raise ValueError(f"features must be a table, a row a customer and a column a feature; {given}")
    if features.empty:
        raise ValueError(f"features must have rows and columns; a table of {len(features)} rows was given.")
    columns(features, *features.columns)  # each once
    read = {name: numbers(f"features {shown(name)}", column, booleans=True) for name, column in features.items()}
    for name, column in read.items():
        known(f"features {shown(name)}", "customer", np.isnan(column))
    return np.stack(list(read.values()), axis=1), features.columns


def _standardised(given: np.ndarray) -> np.ndarray:
    """Mean 0 and standard deviation 1 in each column; 0 in a column of equal values."""
    # Sorted, so that the mean is the same to the last digit in any order of the rows.
    in_order = np.sort(given, axis=0)
    off = given - in_order.mean(axis=0)
    same = in_order[0] == in_order[-1]
    reach = np.abs(off).max(axis=0)  # first, as a square may be too small or too large for a float
    reach = np.where(same | (reach == 0), 1.0, reach)
    off = off / reach
    deviation = np.sqrt((np.sort(off, axis=0) ** 2).mean(axis=0))
    return np.where(same, 0.0, off / np.where(deviation == 0, 1.0, deviation))
