"""Record linkage: which records are of one person, and how well that was found.

A person who is known to a shop, a web site and a call centre is three records there, each with its own typos and gaps.
`casekit.measure.matching` holds the model.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from casekit.measure.frames import array, columns, known, needed, no_table, same_order
from casekit.measure.given import number, shown
from casekit.measure.ids import Ids, ids
from casekit.measure.kinds import factorized, numbers
from casekit.measure.matching import FIELDS, scores
from casekit.measure.persons import birth_dates, texts

SIDES = ("one", "other")  # of a pair


class PairScores(NamedTuple):
    """How well clusters tell which pairs of records are of one person.

    `precision` is the share of the pairs in one cluster that are of one person, `recall` the share of the pairs of one
    person that are in one cluster; nan where there are no such pairs. `found` counts the pairs in one cluster, `true`
    those of one person, `both` those that are both.
    """

    precision: float
    recall: float
    precision_standard_error: float
    recall_standard_error: float
    found: int
    true: int
    both: int

    def __repr__(self) -> str:
        return (
            f"precision {self.precision:.3f} (standard error {self.precision_standard_error:.3f}), "
            f"recall {self.recall:.3f} ({self.recall_standard_error:.3f}): "
            f"{self.found:,} pairs found, {self.true:,} true, {self.both:,} both"
        )


def link(records: pd.DataFrame, threshold: float) -> pd.DataFrame:
    """Which records are of one person, by a probabilistic model that needs no examples.

    `records` has the columns record_id (whole numbers or text, different for each) and any of name, birth_date,
    address, city, email and phone, as text (birth_date also as dates); what is missing or empty says nothing for or
    against. Two records are linked if the model gives at least `threshold`, from 0 to 1, as the probability that they
    are of one person, and records that are linked by way of others are one cluster. The result has the rows of
    `records`, with the columns record_id; cluster_id, the first record_id of the cluster (the smallest number, or the
    shortest text and among those the first of the alphabet); and match_probability, that of the record's best match
    with any other record, linked or not: 0 where no other record resembled it at all. The order of rows changes
    nothing. Of a text 200 characters are read, birth dates that cannot be read count as missing, and of a telephone
    number the last nine digits.

    Forgiven are typos, gaps, capitals, accents, day and month in the other's place, given and family name too, other
    notations of telephone numbers, and streets cut short; a nickname is another name. A value that many records share
    counts for less. Who lives together is told apart where given names and birth dates are known, and both differ.
    Below 50 records nothing is estimated, and the values believed beforehand are used; above, each estimate is mixed
    with its belief, which counts like 20,000 pairs of different people or 50 pairs of one. An outcome that never came
    up keeps its belief, as does a field whose equal values are too few to learn from the others.

    Raises ValueError for a table without record_id, ids that come twice or are missing, columns that are no text, birth
    dates of which most cannot be read, and a threshold outside 0 to 1.

    Sources: Fellegi & Sunter, "A Theory for Record Linkage", Journal of the American Statistical Association 64(328),
    1969; Linacre et al., "Splink", International Journal of Population Data Science 7(3), 2022, which estimates it.

    >>> records = pd.DataFrame({"record_id": [1, 2, 3], "name": ["Ada Lovelace", "ada lovelacce", "Grace Hopper"],
    ...     "birth_date": ["1815-12-10", "1815-10-12", "1906-12-09"], "email": ["ada@example.com", None, None]})
    >>> link(records, threshold=0.9).cluster_id.tolist()
    [1, 1, 3]
    """
    limit = number("threshold", threshold, 0, strictly=False, high=1)
    given, keys = _identified("records", records, ("record_id",), FIELDS)
    return _clustered(given["record_id"], _in_order(keys), *_compared(given, keys), limit)


def compare(records: pd.DataFrame) -> pd.DataFrame:
    """The pairs of records that resemble each other, and how likely each is of one person: `link`, without its cut.

    `records` as in `link`, which has the model. The result has a row for each pair, in the order of their ids: `one`
    and `other`, two record_ids, and `probability`, from 0 to 1. A pair that resembles in nothing is not there. Raises
    ValueError as `link` does.

    >>> records = pd.DataFrame({"record_id": [1, 2, 3], "name": ["Ada Lovelace", "ada lovelacce", "Grace Hopper"],
    ...     "birth_date": ["1815-12-10", "1815-10-12", "1906-12-09"], "email": ["ada@example.com", None, None]})
    >>> compare(records)[["one", "other"]].values.tolist()
    [[1, 2], [1, 3]]
    """
    given, keys = _identified("records", records, ("record_id",), FIELDS)
    *rows, probability = _compared(given, keys)
    sides = {side: given["record_id"].iloc[row].reset_index(drop=True) for side, row in zip(SIDES, rows, strict=True)}
    return pd.DataFrame({**sides, "probability": probability})


def cut(records: pd.DataFrame, pairs: pd.DataFrame, threshold: float) -> pd.DataFrame:
    """Which records are of one person, from pairs of them that `compare` gave: as `link`, for one threshold of many.

    `records` has the column record_id, `pairs` the columns one, other and probability. Raises ValueError for tables
    without them, ids that come twice or are missing, pairs of other records, and probabilities and a threshold outside
    0 to 1.

    >>> records = pd.DataFrame({"record_id": [1, 2, 3]})
    >>> pairs = pd.DataFrame({"one": [1, 2], "other": [2, 3], "probability": [0.9, 0.2]})
    >>> cut(records, pairs, 0.5).cluster_id.tolist(), cut(records, pairs, 0.1).cluster_id.tolist()
    ([1, 1, 3], [1, 1, 1])
    """
    limit = number("threshold", threshold, 0, strictly=False, high=1)
    given, keys = _identified("records", records, ("record_id",))
    there = needed("pairs", pairs, *SIDES, "probability", empty=True)
    one, other = (_rows_of(keys, name, there[name]) for name in SIDES)
    probability = numbers("probability", there["probability"], 0, 1)
    known("probability", "pair", np.isnan(probability))
    return _clustered(given["record_id"], _in_order(keys), one, other, probability, limit)


def pair_scores(clusters: pd.DataFrame, labels: Any) -> PairScores:
    """Precision and recall of clusters, over pairs of records.

    `clusters` has the columns record_id and cluster_id, as `link` gives them. `labels` says whose each record is: a
    table with record_id and one more column, a dictionary or a Series by record_id, or a list or column with a value
    for each row of `clusters`. Labels of records that are not in `clusters` are left out. Labels and cluster_id may be
    numbers or text.

    Pairs within a group are no independent draws, so the standard errors are those of a ratio, where the draws are the
    groups of records that clusters and labels together hold apart (Cochran, Sampling Techniques, 1977, section 6.3).

    Raises ValueError for tables without those columns, ids that come twice, and records without a label or a cluster.

    >>> clusters = pd.DataFrame({"record_id": [1, 2, 3, 4], "cluster_id": [1, 1, 1, 4]})
    >>> found = pair_scores(clusters, {1: "Ada", 2: "Ada", 3: "Grace", 4: "Grace"})
    >>> found.precision, found.recall, found.found, found.true
    (0.3333333333333333, 0.5, 3, 2)
    """
    given, keys = _identified("clusters", clusters, ("record_id", "cluster_id"))
    cluster = _groups("cluster_id", given["cluster_id"])
    label = _labels(given["record_id"], keys, labels)
    if not len(label):
        return PairScores(np.nan, np.nan, np.nan, np.nan, 0, 0, 0)
    group = _components(cluster, cluster.max() + 1 + label, cluster.max() + label.max() + 2)[cluster]
    cell = np.unique(cluster * (label.max() + 1) + label, return_inverse=True)[1]
    found, true, both = (_pairs_in(parts, group) for parts in (cluster, label, cell))
    precision, precision_error = _ratio(both, found)
    recall, recall_error = _ratio(both, true)
    counts = (int(pairs.sum()) for pairs in (found, true, both))
    return PairScores(precision, recall, precision_error, recall_error, *counts)


def _compared(given: dict[str, pd.Series], keys: Ids) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The rows of both records of each pair, and how likely it is of one person: arrays of shape (pairs,)."""
    order = _in_order(keys)
    told = {name: birth_dates(given[name]) if name == "birth_date" else texts(name, given[name])
            for name in FIELDS if name in given}  # fmt: skip
    fields = pd.DataFrame({name: told.get(name) for name in FIELDS}, index=range(len(order)), dtype=object)
    pairs = scores(fields.iloc[order].reset_index(drop=True))
    one, other = (order[pairs[side].to_numpy()] for side in SIDES)
    return one, other, pairs["probability"].to_numpy()


def _clustered(
    record_id: pd.Series, order: np.ndarray, one: np.ndarray, other: np.ndarray, probability: np.ndarray, limit: float,
) -> pd.DataFrame:  # fmt: skip
    """What `link` gives, from the rows of each pair; `order` has the rows by record_id."""
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    linked = probability >= limit
    cluster = _components(one[linked], other[linked], len(order))
    first = np.full(len(order), len(order))
    np.minimum.at(first, cluster, place)
    best = np.zeros(len(order))
    for side in (one, other):
        np.maximum.at(best, side, probability)
    return pd.DataFrame(
        {
            "record_id": record_id,
            "cluster_id": record_id.iloc[order[first[cluster]]].set_axis(record_id.index),
            "match_probability": best,
        }
    )


def _identified(name: str, table: Any, needed: tuple[str, ...], further: Any = ()) -> tuple[dict[str, pd.Series], Ids]:
    """The columns of a table, and its record_ids: all there, and different."""
    if not isinstance(table, pd.DataFrame):
        raise ValueError(f"{name} must be a table with {', '.join(needed)}; {no_table(table, shown(table))}")
    given = columns(table, *needed, *further)
    missing = [column for column in needed if column not in given]
    if missing:
        raise ValueError(f"{name} must have the columns {', '.join(needed)}; {', '.join(missing)} is not there.")
    keys = ids("record_id", given["record_id"])
    known("record_id", "record", keys.missing)
    again = pd.Index(keys.keys, dtype=keys.keys.dtype).duplicated()
    if again.any():
        raise ValueError(f"record_id must be different for each record; {shown(keys.keys[again][0])} comes twice.")
    return given, keys


def _rows_of(keys: Ids, name: str, record_id: pd.Series) -> np.ndarray:
    """The row of each record of the pairs, shape (pairs,)."""
    named = ids(name, record_id)
    known(name, "pair", named.missing)
    if named.keys.dtype != keys.keys.dtype:
        named, keys = named.as_text, keys.as_text
    row = pd.Index(keys.keys, dtype=keys.keys.dtype).get_indexer(named.keys)
    if (row < 0).any():
        raise ValueError(f"{name} must be a record_id of records; {shown(named.keys[row < 0][0])} is none.")
    return np.asarray(row, dtype=np.int64)


def _in_order(keys: Ids) -> np.ndarray:
    """Rows by record_id: numbers as they count, text by length first, so that 9 comes before 10 in text, too."""
    if keys.keys.dtype != object:
        return np.argsort(keys.keys, kind="stable")
    text = keys.keys.astype(str)
    return np.lexsort((text, np.char.str_len(text)))


def _components(one: np.ndarray, other: np.ndarray, count: int) -> np.ndarray:
    """Which of `count` things hang together, by way of pairs: a number for each, shape (count,)."""
    from scipy.sparse import coo_array  # takes a lesson's time to start, and few lessons link records
    from scipy.sparse.csgraph import connected_components

    there = np.ones(len(one), dtype=np.int8)
    graph = coo_array((there, (one.astype(np.int64), other.astype(np.int64))), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _groups(name: str, values: Any) -> np.ndarray:
    """A number from 0 for each different value."""
    codes = np.asarray(factorized(name, array(name, values), "numbers or text")[0], dtype=np.int64)
    known(name, "record", codes < 0)
    return codes


def _labels(record_id: pd.Series, keys: Ids, labels: Any) -> np.ndarray:
    """A number from 0 for each different label, in the order of `keys`."""
    if isinstance(labels, pd.DataFrame) and labels.shape[1] > 1:
        named = columns(labels, "record_id")
        rest = labels.drop(columns="record_id", errors="ignore")
        if not named or rest.shape[1] != 1:
            raise ValueError("labels must be a table with record_id and one more column, or one label for each record.")
        return _by_id(keys, named["record_id"], rest.iloc[:, 0])
    if isinstance(labels, Mapping):
        labels = pd.Series(list(labels.values()), index=pd.Index(list(labels), dtype=object), dtype=object)
        return _by_id(keys, labels.index.to_series(), labels)
    if isinstance(labels, pd.Series):
        if labels.index.name != "record_id":
            same_order(record_id=record_id, labels=labels)
        by_row = isinstance(labels.index, pd.RangeIndex) or labels.index.equals(record_id.index)
        if labels.index.name == "record_id" or not by_row:
            return _by_id(keys, labels.index.to_series(), labels)
    found = _groups("labels", labels)
    if len(found) != len(keys.keys):
        raise ValueError(f"labels must have a value for each record; there are {len(found):,} for {len(keys.keys):,}.")
    return found


def _by_id(keys: Ids, record_id: pd.Series, labels: pd.Series) -> np.ndarray:
    named = ids("record_id", record_id)
    if named.keys.dtype != keys.keys.dtype:
        named, keys = named.as_text, keys.as_text
    index = pd.Index(named.keys[~named.missing], dtype=named.keys.dtype)
    if index.has_duplicates:
        raise ValueError(f"labels must have one label for each record; {shown(index[index.duplicated()][0])} has two.")
    row = index.get_indexer(keys.keys)
    known("labels", "record", row < 0)
    return _groups("labels", labels[~named.missing].iloc[row])


def _pairs_in(parts: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Pairs within the parts of each group, shape (groups,)."""
    size = np.bincount(parts)
    groups = np.zeros(len(size), dtype=np.int64)
    groups[parts] = group  # all of a part lies in one group
    pairs = np.zeros(group.max() + 1, dtype=np.int64)
    np.add.at(pairs, groups, size * (size - 1) // 2)
    return pairs


def _ratio(part: np.ndarray, whole: np.ndarray) -> tuple[float, float]:
    """The share of all, and its standard error, from what each group has of both; nan where there is nothing."""
    part, whole = part[whole > 0], whole[whole > 0]
    if not len(whole):
        return np.nan, np.nan
    share = float(part.sum() / whole.sum())
    if len(whole) < 2:
        return share, np.nan
    spread = ((part - share * whole) ** 2).sum() * len(whole) / (len(whole) - 1)
    return share, float(np.sqrt(spread) / whole.sum())
