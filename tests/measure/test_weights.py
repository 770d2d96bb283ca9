"""What weighs what: weights and strata that are none are a sentence, and one answer alone has no standard error."""

import math
import re

import numpy as np
import pandas as pd
import pytest
from foreign import sentence

from casekit.measure.survey import double_sampling, nonresponse_bias, nps, simpson, weighted_mean

SCORES, WEIGHTS, LATER = [9, 10, 3, 7, 8, 2], [1, 2, 3, 1, 2, 3], [False, True, False, True, True, False]
STRATA, SHARES = ["a", "a", "b", "a", "b", "b"], {"a": 0.3, "b": 0.7}


def test_one_answer_alone_has_no_standard_error():
    alone = weighted_mean([9, 8, 9, 8, 3], strata=list("aaaab"), population={"a": 0.1, "b": 0.9})
    assert alone.mean == pytest.approx(0.1 * 8.5 + 0.9 * 3) and math.isnan(alone.standard_error)
    for single in (nps([10]), weighted_mean([10]), weighted_mean([9, 8], [1, 0]), double_sampling([9, 8], [3], 5)):
        assert math.isnan(single.standard_error) and math.isfinite(single[0])
    assert repr(weighted_mean([10])) == "mean 10.00, standard error nan"


def test_the_stratified_standard_error_is_the_spread_over_samples():
    generator = np.random.default_rng(11)
    strata, population = np.repeat(["a", "b"], [40, 10]), {"a": 0.1, "b": 0.9}
    drawn = [generator.normal(np.repeat([8, 4], [40, 10]), np.repeat([1, 3], [40, 10])) for _ in range(2_000)]
    found = [weighted_mean(scores, strata=strata, population=population) for scores in drawn]
    stated = np.sqrt(np.mean([one.standard_error**2 for one in found]))
    assert abs(np.std([one.mean for one in found]) / stated - 1) < 4 * math.sqrt(1 / (2 * 2_000) + 1 / (2 * 9 * 2_000))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"weights": [1, 2]}, "weights must have a value for each score; there are 2 for 3."),
        ({"weights": 2}, "weights must be a list, an array or a column; 2 was given."),
        ({"weights": [1, -1, 1]}, "weights must be zero or more, and not all zero; -1 was given."),
        ({"weights": [1, math.inf, 1]}, "weights must be at most 1e.50, either way; inf was given."),
        ({"weights": [1, None, 1]}, "weights must be known for each score; 1 is missing."),
        ({"weights": pd.DataFrame({"v": [1, 2, 3], "w": 1})}, "weights must be one column; a table with 2 was given."),
        ({"strata": ["a", "b"], "population": {"a": 1}}, "strata must have a value for each score; there are 2 for 3."),
        ({"strata": "a", "population": {"a": 1}}, "strata must be a list, an array or a column; 'a' was given."),
        ({"strata": [["a"], ["b"], []], "population": {"a": 1}}, "strata must be a list, .* was given."),
        (
            {"strata": list("aaa"), "population": 0.5},
            "population must have the share of each group, .*; 0.5 was given.",
        ),
        ({"strata": list("aaa"), "population": {"a": -1}}, "population must be a number from 0; -1 was given."),
        ({"strata": list("aaa"), "population": {"a": math.inf}}, "population must be a number .*; inf was given."),
        ({"strata": list("aaa"), "population": {"a": "1"}}, "population must be a number from 0; '1' was given."),
        ({"strata": list("aaa"), "population": {"a": 0}}, "population must have somebody in it; .*"),
        (
            {"strata": list("aaa"), "population": pd.Series([1, 2], ["a", "a"])},
            "population must have each group once; .*",
        ),
    ],
)
def test_bad_weights_and_strata_are_a_sentence(arguments, says):
    assert re.fullmatch(says, sentence(lambda: weighted_mean([1, 2, 3], **arguments)))


def test_the_weights_may_be_a_table_of_one_column():
    frame = pd.DataFrame({"w": [1, 1, 1, 9]})
    assert weighted_mean([1, 2, 3, 4], weights=frame[["w"]]) == weighted_mean([1, 2, 3, 4], weights=frame.w)
    assert weighted_mean([1, 2, 3, 4], weights=pd.DataFrame({"w": [0, 0, 1, 0]})).mean == 3


def test_the_population_may_be_a_column():
    shares = pd.Series(SHARES)
    assert weighted_mean(SCORES, strata=STRATA, population=shares) == weighted_mean(SCORES, None, STRATA, SHARES)


def test_tiny_weights_are_weights():
    assert weighted_mean([1, 2, 3], [1e-310, 1e-310, 0]).mean == 1.5


def test_rows_in_another_order_are_a_sentence():
    """pandas would bring the labels together, an array would not; which one is meant cannot be told."""
    scores, weights = pd.Series(SCORES), pd.Series(WEIGHTS).sort_values(ascending=False, kind="stable")
    assert sentence(lambda: weighted_mean(scores, weights)).startswith(
        "weights must have its rows in the order of scores"
    )
    assert "answered" in sentence(lambda: nonresponse_bias(scores, pd.Series(LATER)[::-1]))
    assert "after" in sentence(lambda: simpson(SCORES, pd.Series(STRATA), pd.Series(LATER)[::-1]))
    assert "strata" in sentence(lambda: weighted_mean(scores, strata=pd.Series(STRATA)[::-1], population=SHARES))
    assert weighted_mean(scores, weights.to_numpy()) == weighted_mean(SCORES, list(weights))
    other = pd.Series(WEIGHTS, index=list("abcdef"))  # rows of another table, taken one by one
    assert weighted_mean(scores, other) == weighted_mean(SCORES, WEIGHTS)


def test_missing_answers_count_as_silent():
    assert double_sampling([9, 9, 8, 10, None], called=[3, 5], asked=8).mean == 6.5
    assert sentence(lambda: double_sampling([9, 9], [3, 5], 1)) == "asked must be a whole number from 2; 1 was given."
