"""Survey scores: the net promoter score, weighting, nonresponse bias, and Simpson's paradox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from casekit.measure.frames import known, same_length, same_order
from casekit.measure.given import number, shown, whole
from casekit.measure.grouped import in_order
from casekit.measure.kinds import booleans, labels, numbers

MOST_ASKED = 10**15  # people; far more than there are


class Estimate(NamedTuple):
    """A mean and its standard error, in the unit of the scores; the error is nan where one answer stands alone."""

    mean: float
    standard_error: float

    def __repr__(self) -> str:
        return f"mean {self.mean:.2f}, standard error {self.standard_error:.2f}"


class NetPromoterScore(NamedTuple):
    """A net promoter score and its standard error, both in points, from -100 to 100; of one answer the error is nan."""

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
    and -1; one answer has no spread, and its error is nan. Raises ValueError if no score is there, or if one lies
    outside 0 to 10.

    Source of the score: Reichheld, "The One Number You Need to Grow", Harvard Business Review, Dec 2003.

    >>> half, third, sixth = [10] * 162, [8] * 108, [3] * 54
    >>> nps(half + third + sixth)
    net promoter score +33.3 points, standard error 4.1
    """
    answers = _there(numbers("scores", scores, 0, 10))
    promoters, detractors = (answers >= 9).mean(), (answers <= 6).mean()
    net = promoters - detractors
    variance = (promoters + detractors - net**2) / len(answers) if len(answers) > 1 else np.nan
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
    nothing of those who are silent for their own reasons. One answer shows no spread: where it stands alone, or alone
    for a group, the standard error is nan. Raises ValueError for weights and strata that are missing or of another
    length, for weights that are negative or all zero, and for a group without answers, since no weight can speak for
    it.

    Source: Cochran, Sampling Techniques, 3rd edition 1977, sections 5A.9 and 6.3.

    >>> weighted_mean([9, 9, 9, 3, 5], strata=["app", "app", "app", "counter", "counter"],
    ...               population={"app": 0.4, "counter": 0.6}).mean
    6.0
    """
    if strata is not None or population is not None:
        if strata is None or population is None or weights is not None:
            raise ValueError("Give weights, or strata together with population; another combination was given.")
        return _post_stratified(scores, strata, population)
    read = numbers("scores", scores, booleans=True)
    values = _there(read)
    weight = np.ones(len(values)) if weights is None else _weights(scores, read, weights)
    mean = (weight * values).sum() / weight.sum()
    if np.count_nonzero(weight) < 2:
        return Estimate(float(mean), np.nan)
    correction = len(values) / (len(values) - 1)
    variance = correction * ((weight * (values - mean)) ** 2).sum() / weight.sum() ** 2
    return Estimate(float(mean), float(np.sqrt(variance)))


def double_sampling(answers: ArrayLike, called: ArrayLike, asked: int) -> Estimate:
    """Mean of everybody who was asked, from those who answered and from a random few of the others who were called.

    `answers` has shape (n,) and stands for those who answer, `called` (m,) for all the others of the `asked` in all;
    missing ones are left out. The calls are taken to be answered, and truthfully. The standard error is nan if one
    answer or one call stands for many. Raises ValueError if a sample is empty, and for fewer asked than answered.

    Source: Hansen & Hurwitz, "The Problem of Non-Response in Sample Surveys", Journal of the American Statistical
    Association 41(236), 1946.

    >>> double_sampling([9, 9, 8, 10], called=[3, 5], asked=8).mean
    6.5
    """
    said = _there(numbers("answers", answers, booleans=True), "answers")
    first = weighted_mean(said)
    second = weighted_mean(_there(numbers("called", called, booleans=True), "called"))
    silent = 1 - len(said) / whole("asked", asked, len(said), MOST_ASKED)
    error = np.hypot((1 - silent) * first.standard_error, silent * second.standard_error)
    return Estimate((1 - silent) * first.mean + silent * second.mean, float(error))


def nonresponse_bias(everybody: ArrayLike, answered: ArrayLike) -> NonresponseBias:
    """How far those who answered are from everybody, if somebody knew what everybody would have said.

    `everybody` holds the scores of all who were asked, `answered` whether each answered (True or False, 1 or 0, or such
    text); both of shape (n,), none missing. Raises ValueError unless some answered. The identity: the bias of the
    respondents' mean is the nonresponse rate times the difference between respondents and nonrespondents.

    Source: Groves, "Nonresponse Rates and Nonresponse Bias in Household Surveys", Public Opinion Quarterly 70(5), 2006.

    >>> nonresponse_bias([9, 9, 4, 2], [True, True, False, False]).bias
    3.0
    """
    scores, answers = numbers("everybody", everybody, booleans=True), booleans("answered", answered, "score")
    same_length("score", everybody=scores, answered=answers)
    same_order(everybody=everybody, answered=answered)
    known("everybody", "customer who was asked", np.isnan(scores))
    known("answered", "score", np.isnan(answers))
    said = answers == 1
    if not said.any():
        raise ValueError("answered must be True or False for each score, with at least one True; none was given.")
    respondents = float(scores[said].mean())
    silent = float(scores[~said].mean()) if not said.all() else respondents
    rate = 1 - float(said.mean())
    return NonresponseBias(rate * (respondents - silent), rate, respondents, silent)


def simpson(values: ArrayLike, groups: ArrayLike, after: ArrayLike) -> Simpson:
    """Take the change of a mean apart: what happened within groups, and what the mix of groups did.

    `values` are scores (or 0 and 1), `groups` a label for each, `after` False for the first period (or treatment) and
    True for the second; all of shape (n,), and rows with anything missing are left out. Within: each group's change,
    weighted by its mean share over both periods. Composition: each group's change of share, times its mean level. They
    add up to the change exactly. Raises ValueError for a group that is missing in one of the periods.

    Sources: Kitagawa, "Components of a Difference Between Two Rates", Journal of the American Statistical Association
    50(272), 1955; Simpson, Journal of the Royal Statistical Society B 13(2), 1951.

    >>> result = simpson([6, 9, 5, 8, 8], ["old", "new", "old", "new", "new"], [False, False, True, True, True])
    >>> round(result.change, 2), round(result.within, 2), round(result.composition, 2)
    (-0.5, -1.0, 0.5)
    """
    value, group = numbers("values", values, booleans=True), labels("groups", groups)
    later = booleans("after", after, "value")
    same_length("value", values=value, groups=group, after=later)
    same_order(values=values, groups=groups, after=after)
    there = ~(np.isnan(value) | group.isna().to_numpy(dtype=bool) | np.isnan(later))
    code, names = in_order(group[there])
    cell, cells = 2 * code + (later[there] == 1), 2 * len(names)  # a row a group, a column a period
    count = np.bincount(cell, minlength=cells).reshape(-1, 2)
    if not count.size or not count.all():
        raise ValueError("groups must each have values in both periods; at least one has not.")
    mean = np.bincount(cell, value[there], minlength=cells).reshape(-1, 2) / count
    share = count / count.sum(axis=0)
    frame = pd.DataFrame(
        np.hstack([mean, share]),
        index=pd.Index(names, name="group"),
        columns=["before", "after", "share_before", "share_after"],
    )
    moved, shifted = frame.after - frame.before, frame.share_after - frame.share_before
    within = float((moved * (frame.share_before + frame.share_after) / 2).sum())
    composition = float((shifted * (frame.before + frame.after) / 2).sum())
    change = float((frame.share_after * frame.after).sum() - (frame.share_before * frame.before).sum())
    return Simpson(change, within, composition, frame, bool((moved * change < 0).all()))


def _there(values: np.ndarray, name: str = "scores") -> np.ndarray:
    """Without the missing; at least one is left."""
    values = values[~np.isnan(values)]
    if not len(values):
        raise ValueError(f"{name} must hold at least one answer; none was given.")
    return values


def _weights(scores: ArrayLike, read: np.ndarray, weights: ArrayLike) -> np.ndarray:
    """Of the scores that are there: zero or more, the largest 1."""
    weight = numbers("weights", weights)
    same_length("score", scores=read, weights=weight)
    same_order(scores=scores, weights=weights)
    weight = weight[~np.isnan(read)]
    known("weights", "score", np.isnan(weight))
    if weight.min() < 0 or weight.max() == 0:
        raise ValueError(f"weights must be zero or more, and not all zero; {weight.min():g} was given.")
    return weight / weight.max()


def _post_stratified(scores: ArrayLike, strata: ArrayLike, population: Mapping[object, float]) -> Estimate:
    values, stratum = numbers("scores", scores, booleans=True), labels("strata", strata)
    same_length("score", scores=values, strata=stratum)
    same_order(scores=scores, strata=strata)
    there = ~np.isnan(values)
    _there(values)
    known("strata", "score", stratum[there].isna().to_numpy(dtype=bool))
    code, names = pd.factorize(stratum[there])
    shares = _shares(population)
    said = dict.fromkeys(names)
    for absent, what in (
        ([g for g in shares if g not in said], "answers"),
        ([g for g in said if g not in shares], "share"),
    ):
        if absent:
            message = f"{shown(absent[0])} has no {what}"
            raise ValueError(f"Each group needs answers and a share in population; {message}.")
    share, count = np.array([shares[name] for name in names]), np.bincount(code)
    mean = np.bincount(code, values[there]) / count
    squares = np.bincount(code, (values[there] - mean[code]) ** 2)
    with np.errstate(invalid="ignore"):  # a group of one answer: nothing divided by nothing
        variance = (share**2 * squares / (count - 1) / count).sum()
    return Estimate(float((share * mean).sum()), float(np.sqrt(variance)))


def _shares(population: Mapping[object, float]) -> dict[object, float]:
    """The groups of which somebody is there, with their shares of everybody."""
    if not isinstance(population, Mapping | pd.Series):
        given = shown(population)
        raise ValueError(
            f"population must have the share of each group, as {{'app': 0.4, 'shop': 0.6}}; {given} was given."
        )
    if isinstance(population, pd.Series) and not population.index.is_unique:
        raise ValueError("population must have each group once; one comes twice.")
    sizes = {group: number("population", size, 0, strictly=False) for group, size in population.items()}
    total = sum(sizes.values())
    if not total:
        raise ValueError("population must have somebody in it; nobody is in any group.")
    return {group: size / total for group, size in sizes.items() if size > 0}
