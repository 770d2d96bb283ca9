"""Survey measures against published figures and against each other."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thoroughness import sample

from casekit.measure.survey import nonresponse_bias, nps, simpson, weighted_mean

SCORES = st.lists(st.integers(0, 10), min_size=2, max_size=60)


def test_nps_of_a_half_a_third_and_a_sixth():
    """1/2 promoters, 1/3 passives, 1/6 detractors among 324: 33.3 points, with a standard error of 4.14."""
    result = nps([9] * 100 + [10] * 62 + [7] * 50 + [8] * 58 + [0] * 20 + [6] * 34)
    assert result.score == pytest.approx(100 / 3)
    assert result.standard_error == pytest.approx(4.14, abs=0.005)


def test_nps_standard_error_is_the_spread_over_samples():
    generator = np.random.default_rng(5)
    samples = [nps(generator.choice([3, 8, 10], p=[0.2, 0.3, 0.5], size=400)) for _ in range(2_000)]
    spread = np.std([sample.score for sample in samples])
    stated = np.mean([sample.standard_error for sample in samples])
    assert abs(spread / stated - 1) < 4 / np.sqrt(2 * 2_000)  # a standard deviation has that relative error


def test_nps_leaves_out_the_missing():
    assert nps([10, np.nan, 0, np.nan]) == nps(pd.Series([10, 0]))


@pytest.mark.parametrize("scores", [[], [np.nan], pd.Series(dtype=float)])
def test_no_answers_is_a_sentence(scores):
    for measure in (nps, weighted_mean):
        with pytest.raises(ValueError, match="scores must hold at least one answer; none was given."):
            measure(scores)


@pytest.mark.parametrize("score", [-1, 11, np.inf])
def test_nps_refuses_scores_off_the_scale(score):
    with pytest.raises(ValueError, match="scores must be from 0 to 10"):
        nps([5, score])


def test_an_estimate_reads_as_a_sentence_would_have_it():
    assert repr(weighted_mean([6, 8])) == "mean 7.00, standard error 1.00"


@given(SCORES)
def test_without_weights_it_is_the_mean(scores):
    result = weighted_mean(scores)
    assert result.mean == pytest.approx(np.mean(scores))
    assert result.standard_error == pytest.approx(np.std(scores, ddof=1) / np.sqrt(len(scores)))


@given(SCORES, st.data())
def test_weights_scale_freely_and_strata_are_weights(scores, data):
    weights = data.draw(st.lists(st.floats(0.1, 5), min_size=len(scores), max_size=len(scores)))
    assert weighted_mean(scores, weights).mean == pytest.approx(weighted_mean(scores, np.array(weights) * 7).mean)
    strata = data.draw(st.lists(st.sampled_from("ab"), min_size=len(scores), max_size=len(scores)))
    sample = pd.Series(strata).value_counts()
    assert weighted_mean(scores, strata=strata, population=sample.to_dict()).mean == pytest.approx(np.mean(scores))


def test_post_stratification_removes_the_bias_that_strata_explain():
    """Two groups answer at different rates, at random within each: weighting finds everybody's mean, raw does not."""
    generator = np.random.default_rng(6)
    group = generator.random(40_000) < 0.3
    score = np.where(group, 9.0, 5.0) + generator.standard_normal(40_000)
    answered = generator.random(40_000) < np.where(group, 0.6, 0.1)
    result = weighted_mean(score[answered], strata=group[answered], population={True: 0.3, False: 0.7})
    assert abs(result.mean - (0.3 * 9 + 0.7 * 5)) < 4 * result.standard_error < 0.1
    assert weighted_mean(score[answered]).mean > 7.5


def test_bad_weights_are_a_sentence():
    with pytest.raises(ValueError, match="weights must be zero or more, and not all zero"):
        weighted_mean([1, 2], [1, -1])
    with pytest.raises(ValueError, match="weights must be zero or more, and not all zero"):
        weighted_mean([1, 2], [0, 0])
    with pytest.raises(ValueError, match="Give weights, or strata together with population"):
        weighted_mean([1, 2], [1, 1], strata=["a", "b"])
    with pytest.raises(ValueError, match="'b' has no answers"):
        weighted_mean([1, 2], strata=["a", "a"], population={"a": 1, "b": 1})
    with pytest.raises(ValueError, match="'b' has no share"):
        weighted_mean([1, 2], strata=["a", "b"], population={"a": 1})


@given(SCORES, st.data())
def test_nonresponse_bias_is_an_identity(scores, data):
    answered = data.draw(st.lists(st.booleans(), min_size=len(scores), max_size=len(scores)).filter(any))
    result = nonresponse_bias(scores, answered)
    assert result.bias == pytest.approx(np.mean(np.array(scores)[answered]) - np.mean(scores))
    assert result.bias == pytest.approx(result.nonresponse_rate * (result.respondent_mean - result.nonrespondent_mean))


def test_nobody_answered_is_a_sentence():
    with pytest.raises(ValueError, match="with at least one True"):
        nonresponse_bias([1, 2], [False, False])
    with pytest.raises(ValueError, match="for each score"):
        nonresponse_bias([1, 2, 3], [True, False])


def test_kidney_stones():
    """Charig and others 1986: 273/350 against 289/350 overall, 81/87 against 234/270 and 192/263 against 55/80."""
    successes = {
        ("small", False): (81, 87),
        ("small", True): (234, 270),
        ("large", False): (192, 263),
        ("large", True): (55, 80),
    }
    rows = [
        (float(cured), size, later)
        for (size, later), (wins, total) in successes.items()
        for cured, count in ((1, wins), (0, total - wins))
        for _ in range(count)
    ]
    result = simpson(*zip(*rows, strict=True))
    assert result.change == pytest.approx(289 / 350 - 273 / 350)
    assert result.change > 0 > result.within and result.reversed
    assert result.groups.loc["small"].tolist() == pytest.approx([81 / 87, 234 / 270, 87 / 350, 270 / 350])


@settings(max_examples=sample(200, usually=50))
@given(st.lists(st.tuples(st.floats(0, 10), st.sampled_from("abc"), st.booleans()), min_size=1, max_size=80))
def test_within_and_composition_add_up(rows):
    values, groups, after = zip(*rows, strict=True)
    try:
        result = simpson(values, groups, after)
    except ValueError as error:
        assert "both periods" in str(error)
        assert len({(group, late) for _, group, late in rows}) < 2 * len(set(groups))
    else:
        late = np.array(after)
        assert result.change == pytest.approx(
            np.mean(np.array(values)[late]) - np.mean(np.array(values)[~late]), abs=1e-9
        )
        assert result.within + result.composition == pytest.approx(result.change, abs=1e-9)
