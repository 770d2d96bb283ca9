"""Survey scores: the net promoter score, weighting, nonresponse bias, and Simpson's paradox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike


class Estimate(NamedTuple):
    """A mean and its standard error, in the unit of the scores."""

    mean: float
    standard_error: float

    def __repr__(self) -> str:
        return f"mean {self.mean:.2f}, standard error {self.standard_error:.2f}"


class NetPromoterScore(NamedTuple):
    """A net promoter score and its standard error, both in points from -100 to 100."""

    score: float
    standard_error: float

    def __repr__(self) -> str:
        return f"net promoter score {self.score:+.1f} points, standard error {self.standard_error:.1f}"


class NonresponseBias(NamedTuple):
    """`bias` = `nonresponse_rate` x (`respondent_mean` - `nonrespondent_mean`)."""

    bias: float
    nonresponse_rate: float
    respondent_mean: float
    nonrespondent_mean: float


class Simpson(NamedTuple):
    """A change of a mean, taken apart: `change` = `within` + `composition`.

    `groups` has a row a group with the columns before, after (means), share_before, share_after. `reversed` is True
    where every group moves against the whole.
    """

    change: float
    within: float
    composition: float
    groups: pd.DataFrame
    reversed: bool


def nps(scores: ArrayLike) -> NetPromoterScore:
    """Net promoter score: per cent of 9s and 10s less per cent of 0s to 6s, among those who answered.

    `scores` has shape (n,), from 0 to 10; missing scores are left out. The standard error is that of a mean of +1, 0
    and -1. Raises ValueError if no score is there, or if one lies outside 0 to 10.

    Source of the score: Reichheld, "The One Number You Need to Grow", Harvard Business Review, Dec 2003.

    >>> half, third, sixth = [10] * 162, [8] * 108, [3] * 54
    >>> nps(half + third + sixth)
    net promoter score +33.3 points, standard error 4.1
    """
    scores = _answers(scores)
    if scores.min() < 0 or scores.max() > 10:
        outside = scores[(scores < 0) | (scores > 10)][0]
        raise ValueError(f"scores must be from 0 to 10; {outside:g} was given.")
    promoters, detractors = (scores >= 9).mean(), (scores <= 6).mean()
    net = promoters - detractors
    variance = (promoters + detractors - net**2) / len(scores)
    return NetPromoterScore(100 * float(net), 100 * float(np.sqrt(variance)))


def weighted_mean(
    scores: ArrayLike,
    weights: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    population: Mapping[object, float] | None = None,
) -> Estimate:
    """Mean of the answers, with weights of their own or weighted to the known shares of groups.

    `scores` has shape (n,); missing ones are left out. Give either `weights`, shape (n,), or `strata`, the group of
    each score, with `population`, the share or size of each group among everybody (post-stratification); without any,
    the plain mean. The standard error treats weights as known and answers as drawn at random within strata: it knows
    nothing of those who are silent for their own reasons. Raises ValueError for weights that are negative or all zero,
    and for a group without answers, since no weight can speak for it.

    Source: Cochran, Sampling Techniques, 3rd edition 1977, sections 5A.9 and 6.3.

    >>> weighted_mean([9, 9, 9, 3, 5], strata=["app", "app", "app", "counter", "counter"],
    ...               population={"app": 0.4, "counter": 0.6}).mean
    6.0
    """
    if strata is not None or population is not None:
        if strata is None or population is None or weights is not None:
            raise ValueError("Give weights, or strata together with population; another combination was given.")
        return _post_stratified(scores, strata, population)
    values = np.asarray(scores, dtype=np.float64)
    there = ~np.isnan(values)
    values = _answers(values)
    weight = np.ones(len(values)) if weights is None else np.asarray(weights, dtype=np.float64)[there]
    if not (weight >= 0).all() or not weight.sum() > 0:
        raise ValueError("weights must be zero or more, and not all zero; others were given.")
    mean = (weight * values).sum() / weight.sum()
    correction = len(values) / max(len(values) - 1, 1)
    variance = correction * ((weight * (values - mean)) ** 2).sum() / weight.sum() ** 2
    return Estimate(float(mean), float(np.sqrt(variance)))


def double_sampling(answers: ArrayLike, called: ArrayLike, asked: int) -> Estimate:
    """Mean of everybody who was asked, from those who answered and from a random few of the others who were called.

    `answers` has shape (n,) and stands for those who answer, `called` (m,) for all the others of the `asked` in all.
    The calls are taken to be answered, and truthfully. Raises ValueError if a sample is empty.

    Source: Hansen & Hurwitz, "The Problem of Non-Response in Sample Surveys", Journal of the American Statistical
    Association 41(236), 1946.

    >>> double_sampling([9, 9, 8, 10], called=[3, 5], asked=8).mean
    6.5
    """
    first, second = weighted_mean(answers), weighted_mean(called)
    silent = 1 - np.size(answers) / asked
    error = np.hypot((1 - silent) * first.standard_error, silent * second.standard_error)
    return Estimate((1 - silent) * first.mean + silent * second.mean, float(error))


def nonresponse_bias(everybody: ArrayLike, answered: ArrayLike) -> NonresponseBias:
    """How far those who answered are from everybody, if somebody knew what everybody would have said.

    `everybody` holds the scores of all who were asked, `answered` whether each answered; both of shape (n,). Raises
    ValueError unless some answered. The identity: the bias of the respondents' mean is the nonresponse rate times the
    difference between respondents and nonrespondents.

    Source: Groves, "Nonresponse Rates and Nonresponse Bias in Household Surveys", Public Opinion Quarterly 70(5), 2006.

    >>> nonresponse_bias([9, 9, 4, 2], [True, True, False, False]).bias
    3.0
    """
    scores = np.asarray(everybody, dtype=np.float64)
    said = np.asarray(answered, dtype=bool)
    if said.shape != scores.shape or not said.any():
        raise ValueError("answered must be True or False for each score, with at least one True; it was not.")
    respondents = float(scores[said].mean())
    silent = float(scores[~said].mean()) if not said.all() else respondents
    rate = 1 - float(said.mean())
    return NonresponseBias(rate * (respondents - silent), rate, respondents, silent)


def simpson(values: ArrayLike, groups: ArrayLike, after: ArrayLike) -> Simpson:
    """Take the change of a mean apart: what happened within groups, and what the mix of groups did.

    `values` are scores (or 0 and 1), `groups` a label for each, `after` False for the first period (or treatment) and
    True for the second; all of shape (n,), missing values left out. Within: each group's change, weighted by its mean
    share over both periods. Composition: each group's change of share, times its mean level. They add up to the change
    exactly. Raises ValueError for a group that is missing in one of the periods.

    Sources: Kitagawa, "Components of a Difference Between Two Rates", Journal of the American Statistical Association
    50(272), 1955; Simpson, Journal of the Royal Statistical Society B 13(2), 1951.

    >>> result = simpson([6, 9, 5, 8, 8], ["old", "new", "old", "new", "new"], [False, False, True, True, True])
    >>> round(result.change, 2), round(result.within, 2), round(result.composition, 2)
    (-0.5, -1.0, 0.5)
    """
    table = pd.DataFrame({"value": np.asarray(values, dtype=float), "group": groups, "after": np.asarray(after, bool)})
    cells = table.dropna().groupby(["group", "after"], observed=True).value.agg(["mean", "size"]).unstack()
    if cells.empty or cells.shape[1] != 4 or cells.isna().any(axis=None):
        raise ValueError("groups must each have values in both periods; at least one has not.")
    means, shares = cells["mean"], cells["size"] / cells["size"].sum()
    frame = pd.DataFrame(
        {
            "before": means[False],
            "after": means[True],
            "share_before": shares[False],
            "share_after": shares[True],
        }
    )
    moved, shifted = frame.after - frame.before, frame.share_after - frame.share_before
    within = float((moved * (frame.share_before + frame.share_after) / 2).sum())
    composition = float((shifted * (frame.before + frame.after) / 2).sum())
    change = float((frame.share_after * frame.after).sum() - (frame.share_before * frame.before).sum())
    return Simpson(change, within, composition, frame, bool((moved * change < 0).all()))


def _answers(scores: ArrayLike) -> np.ndarray:
    values = np.asarray(scores, dtype=np.float64).ravel()
    values = values[~np.isnan(values)]
    if not len(values):
        raise ValueError("scores must hold at least one answer; none was given.")
    return values


def _post_stratified(scores: ArrayLike, strata: ArrayLike, population: Mapping[object, float]) -> Estimate:
    table = pd.DataFrame({"score": np.asarray(scores, dtype=float), "stratum": np.asarray(strata, dtype=object)})
    said = table.dropna(subset="score").groupby("stratum").score.agg(["mean", "var", "size"])
    share = pd.Series(dict(population), dtype=float)
    share = share[share > 0] / share.sum()
    for missing, what in (
        (share.index.difference(said.index), "answers"),
        (said.index.difference(share.index), "share"),
    ):
        if len(missing):
            raise ValueError(f"Each group needs answers and a share in population; {missing[0]!r} has no {what}.")
    said = said.reindex(share.index)  # not .loc, which takes groups called True and False for a mask
    variance = (share**2 * said["var"].fillna(0) / said["size"]).sum()
    return Estimate(float((share * said["mean"]).sum()), float(np.sqrt(variance)))
