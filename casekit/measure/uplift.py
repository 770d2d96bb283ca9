"""Whom a treatment at random moves: its effect in each group of customers, and along a ranking of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from casekit.measure.arms import read_arms
from casekit.measure.frames import known, same_length, same_order
from casekit.measure.given import shown, whole
from casekit.measure.grouped import in_order, parts_by_rank
from casekit.measure.kinds import labels, numbers

MOST_PARTS = 1_000  # of a ranking


class UpliftCurve(NamedTuple):
    """What is gained if those at the top of a ranking are treated, for more and more of them.

    `points` has a row a part of the ranking, from the top on, with the columns share (of all customers, who are
    treated: from above 0 to 1), uplift (extra outcome for each customer treated), standard_error (of the uplift) and
    gain (extra outcome for each customer there is: share x uplift, and its error is share x standard_error).

    `qini` is the area between the curve of the gain and a straight line, that of customers treated in any order: above
    0 where the ranking finds those who are moved, 0 where it does no better than chance, below 0 where it does worse.
    It has its own `standard_error`, and the unit of the gain.
    """

    points: pd.DataFrame
    qini: float
    standard_error: float

    def __repr__(self) -> str:
        area = f"qini {self.qini:+.4f}, standard error {self.standard_error:.4f}"
        return f"uplift curve of {len(self.points)} points, {area}"


def uplift(outcome: ArrayLike, treated: ArrayLike, groups: ArrayLike) -> pd.DataFrame:
    """The effect of a randomised treatment in each group of customers.

    `outcome` has shape (n,), a customer a row: numbers, or True and False, whose mean is a share. `treated` says True
    or False (1 or 0, yes or no) of each, and `groups` has a label for each, such as a segment, or the parts of a
    ranking that `ranked_groups` makes. A customer whose outcome is missing is left out; the other two must be known of
    whoever is left.

    A row a group, in their order: customers_treated and customers_control, how many there are; treated and control,
    their mean outcomes; uplift, how far the first lies above the second; and its standard_error, in which variances
    need not be equal. Groups have no customer in common, so the error of the difference between two groups' uplifts is
    the root of the sum of both errors' squares. With many groups, one will stand out by chance: name yours beforehand.

    It is an effect only if a lot has decided who was treated, and the groups were known before. Raises ValueError
    unless the three go together, and for a group without two treated customers and two others.

    Sources: Radcliffe, "Using Control Groups to Target on Predicted Lift", Direct Marketing Analytics Journal 1, 2007;
    Ascarza, "Retention Futility: Targeting High-Risk Customers Might Be Ineffective", Journal of Marketing Research
    55(1), 2018.

    >>> treated, segment = [True, True, False, False] * 2, ["loyal"] * 4 + ["new"] * 4
    >>> table = uplift([9, 9, 9, 9, 5, 7, 3, 1], treated, segment)
    >>> table[["treated", "control", "uplift", "standard_error"]].round(3)  # doctest: +NORMALIZE_WHITESPACE
           treated  control  uplift  standard_error
    group
    loyal      9.0      9.0     0.0           0.000
    new        6.0      2.0     4.0           1.414
    """
    there, lot, (value,) = read_arms(treated, outcome=outcome)
    group = labels("groups", groups)
    same_length("customer", outcome=value, groups=group)
    same_order(outcome=outcome, groups=groups)
    known("groups", "customer", there & group.isna().to_numpy(dtype=bool))
    code, names = in_order(group[there])
    return _effects("groups", value[there], lot[there], code, pd.Index(names, name="group"))


def uplift_curve(outcome: ArrayLike, treated: ArrayLike, score: ArrayLike, parts: int = 10) -> UpliftCurve:
    """What is gained if the customers with the highest scores are treated, and how much better that is than chance.

    `outcome` and `treated` are those of `uplift`; `score` has shape (n,), and ranks the customers: their value, say, or
    their risk to leave. The ranking is cut into so many `parts`, as `ranked_groups` does, and the effects of the parts
    are added up from the highest on, each with its share of the customers. Each part thus compares its own treated
    with its own others, and the last point is the effect on all, as a rule more exact than the plain difference.

    The errors are those of the lot and of the outcomes; the ranking is taken as given. So the score must have been
    known before: one that was fitted to these outcomes finds the customers who were moved by chance. Raises ValueError
    unless the three go together, for a missing score, for `parts` that are not from 1 to 1,000, and where a part has
    not two treated customers and two others.

    Sources: Radcliffe, "Using Control Groups to Target on Predicted Lift", Direct Marketing Analytics Journal 1, 2007,
    for curve and area, here not scaled by the best area there could be; for the sum over parts, Miratrix, Sekhon & Yu,
    Journal of the Royal Statistical Society B 75(2), 2013.

    >>> treated, score = [True, True, False, False] * 2, [1, 1, 1, 1, 2, 2, 2, 2]
    >>> curve = uplift_curve([9, 9, 9, 9, 5, 7, 3, 1], treated, score, parts=2)
    >>> curve
    uplift curve of 2 points, qini +0.5000, standard error 0.1768
    >>> curve.points.round(3)
       share  uplift  standard_error  gain
    0    0.5     4.0           1.414   2.0
    1    1.0     2.0           0.707   2.0
    """
    there, lot, (value,) = read_arms(treated, outcome=outcome)
    rank = numbers("score", score)
    same_length("customer", outcome=value, score=rank)
    same_order(outcome=outcome, score=score)
    known("score", "customer", there & np.isnan(rank))
    from_the_top, code = np.unique(-parts_by_rank(rank[there], _whole(parts)), return_inverse=True)
    table = _effects("parts", value[there], lot[there], code, pd.Index(-from_the_top))
    customers = (table.customers_treated + table.customers_control).to_numpy()
    effect, error = table.uplift.to_numpy(), table.standard_error.to_numpy()
    size, share = customers / customers.sum(), np.cumsum(customers) / customers.sum()
    gain = np.cumsum(size * effect)
    points = {
        "share": share,
        "uplift": gain / share,
        "standard_error": np.sqrt(np.cumsum((size * error) ** 2)) / share,
        "gain": gain,
    }
    # A part adds to the curve from its own middle on, and to the straight line from the middle of all.
    ahead = size * (0.5 - (share - size / 2))
    return UpliftCurve(pd.DataFrame(points), float(ahead @ effect), float(np.sqrt(((ahead * error) ** 2).sum())))


def ranked_groups(score: ArrayLike, parts: int = 5) -> np.ndarray:
    """In which fifth, or other part, of the ranking each customer is: int64, shape (n,), from 1, the lowest scores.

    `score` has shape (n,). The highest part has the number `parts`. Customers with the same score are in one part, so
    parts are of the same size only where scores differ. The scores of `segments.rfm` are made so. Raises ValueError
    where a score is missing, and for `parts` that are not from 1 to 1,000.

    >>> ranked_groups([120, 80, 300, 20, 75]).tolist()
    [4, 3, 5, 1, 2]
    """
    rank = numbers("score", score)
    known("score", "customer", np.isnan(rank))
    return parts_by_rank(rank, _whole(parts)) if len(rank) else np.zeros(0, dtype=np.int64)


def _whole(parts: int) -> int:
    return whole("parts", parts, 1, MOST_PARTS)


def _effects(name: str, value: np.ndarray, lot: np.ndarray, code: np.ndarray, groups: pd.Index) -> pd.DataFrame:
    """The table of `uplift`, whose errors need two customers in each arm of each group."""
    cell, cells = 2 * code + lot, 2 * len(groups)  # of each group the others, then the treated
    count = np.bincount(cell, minlength=cells)
    few = (count < 2).reshape(-1, 2).any(axis=1)
    if few.any():
        must = f"{name} must each have two treated customers or more, and two others"
        raise ValueError(f"{must}; {shown(groups[few.argmax()])} has not.")
    mean = np.bincount(cell, value, cells) / count
    variance = np.bincount(cell, (value - mean[cell]) ** 2, cells) / (count - 1) / count
    control, treated = slice(0, None, 2), slice(1, None, 2)
    columns = {
        "customers_treated": count[treated],
        "customers_control": count[control],
        "treated": mean[treated],
        "control": mean[control],
        "uplift": mean[treated] - mean[control],
        "standard_error": np.sqrt(variance[treated] + variance[control]),
    }
    return pd.DataFrame(columns, groups)
