"""Uplift by group and along a ranking, against plain differences, sampling, and worlds whose effects are known."""

import math

import numpy as np
import pandas as pd
import pytest
from foreign import sentence
from hypothesis import given
from hypothesis import strategies as st

from casekit.measure.effect import CONFIDENT, difference
from casekit.measure.segments import rfm
from casekit.measure.uplift import ranked_groups, uplift, uplift_curve

LOT = [True, True, False, False]


def half_by_lot(generator: np.random.Generator, n: int) -> np.ndarray:
    return generator.permutation(n) < n // 2


def check(found: np.ndarray, truth: np.ndarray) -> None:
    """No bias, the stated error, and 95 of 100 intervals that hold the truth; `found` is (samples, places, 2)."""
    samples, (estimate, error) = len(found), np.moveaxis(found, 2, 0)
    assert (abs(estimate.mean(axis=0) - truth) < 4 * error.mean(axis=0) / math.sqrt(samples)).all()
    assert (abs(estimate.std(axis=0) / error.mean(axis=0) - 1) < 4 / math.sqrt(2 * samples)).all()
    inside = (abs(estimate - truth) < CONFIDENT * error).mean(axis=0)
    assert (abs(inside - 0.95) < 4 * math.sqrt(0.95 * 0.05 / samples)).all()


def test_each_group_is_a_difference():
    generator = np.random.default_rng(1)
    group, lot, outcome = generator.choice(list("cab"), 300), half_by_lot(generator, 300), generator.normal(size=300)
    table = uplift(outcome, lot, group)
    assert list(table.index) == ["a", "b", "c"]
    for name, row in table.iterrows():
        one, other = outcome[(group == name) & lot], outcome[(group == name) & ~lot]
        assert (row.customers_treated, row.customers_control) == (len(one), len(other))
        expected = difference(one, other)
        assert (row.uplift, row.standard_error, row.treated, row.control) == pytest.approx(tuple(expected))


def test_categories_keep_their_order():
    size = pd.Categorical(["small", "large"] * 8, categories=["small", "large", "giant"], ordered=True)
    assert list(uplift(range(16), LOT * 4, size).index) == ["small", "large"]


def test_errors_by_group_are_the_spread_over_samples():
    """A small group and a large one, shares near 0 and in the middle, and one whom the treatment drives away."""
    generator = np.random.default_rng(2)
    samples, group = 1_500, np.repeat([0, 1, 2], [200, 600, 300])
    without, effect = np.array([0.3, 0.05, 0.6]), np.array([0.0, 0.05, -0.15])
    found = []
    for _ in range(samples):
        lot = half_by_lot(generator, len(group))
        outcome = generator.random(len(group)) < without[group] + effect[group] * lot
        found.append(uplift(outcome, lot, group)[["uplift", "standard_error"]].to_numpy())
    check(np.array(found), effect)
    estimates = np.array(found)[:, :, 0]
    apart = np.corrcoef(estimates.T)[np.triu_indices(3, 1)]
    assert abs(apart).max() < 4 / math.sqrt(samples)  # groups tell nothing of each other


def test_errors_along_a_ranking_are_the_spread_over_samples():
    """The ranking is that of the effect, 0 to 0.4, and also of the outcome without treatment, as a value often is."""
    generator = np.random.default_rng(3)
    samples, n, parts = 1_000, 600, 5
    place = (np.arange(n) + 0.5) / n
    found, areas, plain = [], [], []
    for _ in range(samples):
        lot = half_by_lot(generator, n)
        outcome = generator.random(n) < 0.1 + 0.5 * place + 0.4 * place * lot
        curve = uplift_curve(outcome, lot, place, parts)
        found.append(curve.points[["uplift", "standard_error"]].to_numpy())
        areas.append([curve[1:]])
        plain.append(difference(outcome[lot], outcome[~lot]).standard_error)
    share = np.arange(1, parts + 1) / parts
    check(np.array(found), 0.4 * (1 - share / 2))
    # The gain is 0.4 (s - s^2 / 2); straight between its five points, the area lacks a twelfth of 0.4 / 5^2.
    check(np.array(areas), np.array([0.4 / 12 - 0.4 / 12 / parts**2]))
    assert np.array(found)[:, -1, 1].mean() < np.mean(plain)  # like is compared with like


def test_the_most_valuable_are_not_those_whom_a_campaign_moves():
    """Who is worth much buys in any case; those in the middle are moved, and the best are put off a little."""
    generator = np.random.default_rng(4)
    n = 40_000
    value, lot = generator.gamma(1, 100, n), half_by_lot(generator, n)
    fifth = ranked_groups(value)
    effect = np.array([0.0, 0.05, 0.10, 0.05, -0.05])[fifth - 1]
    outcome = generator.random(n) < 0.15 * fifth + effect * lot
    table = uplift(outcome, lot, fifth)
    assert list(table.index) == [1, 2, 3, 4, 5]
    assert (abs(table.uplift - [0.0, 0.05, 0.10, 0.05, -0.05]) < 4 * table.standard_error).all()
    by_value, by_effect = uplift_curve(outcome, lot, value, 5), uplift_curve(outcome, lot, effect, 10)
    assert by_value.points.uplift[0] < -4 * by_value.points.standard_error[0]
    assert by_effect.qini > 4 * by_effect.standard_error
    assert by_value.qini < -4 * by_value.standard_error
    assert len(by_effect.points) == 4  # as there are four effects, and customers with the same score stay together


def test_a_score_that_says_nothing_does_no_better_than_chance():
    generator = np.random.default_rng(5)
    lot = half_by_lot(generator, 5_000)
    outcome = generator.random(5_000) < 0.3 + 0.1 * lot
    curve = uplift_curve(outcome, lot, generator.random(5_000))
    assert abs(curve.qini) < 4 * curve.standard_error
    same = uplift_curve(outcome, lot, np.ones(5_000))
    assert (same.qini, same.standard_error) == (0, 0)
    expected = difference(outcome[lot], outcome[~lot])
    assert same.points.to_numpy().tolist() == pytest.approx(np.array([[1, *expected[:2], expected[0]]]))


@given(st.integers(0, 10**6), st.integers(1, 4))
def test_the_curve_is_the_running_sum_of_the_bars(seed, parts):
    generator = np.random.default_rng(seed)
    score, outcome, lot = generator.normal(size=80), generator.normal(size=80), np.arange(80) % 2 == 0
    lot = lot[np.argsort(np.argsort(score))]  # every other one along the ranking, so that no part lacks an arm
    curve = uplift_curve(outcome, lot, score, parts)
    bars = uplift(outcome, lot, ranked_groups(score, parts)).iloc[::-1]
    size = (bars.customers_treated + bars.customers_control) / 80
    points = curve.points
    assert points.share.tolist() == pytest.approx(size.cumsum().tolist())
    assert points.gain.tolist() == pytest.approx((size * bars.uplift).cumsum().tolist())
    assert points.gain.tolist() == pytest.approx((points.share * points.uplift).tolist())
    errors = (points.share * points.standard_error) ** 2
    assert errors.tolist() == pytest.approx(((size * bars.standard_error) ** 2).cumsum().tolist())
    area = np.trapezoid([0, *points.gain], [0, *points.share]) - points.gain.iloc[-1] / 2
    assert curve.qini == pytest.approx(area, abs=1e-12)
    turned = uplift_curve(outcome, lot, -score, parts)
    assert turned.qini == pytest.approx(-curve.qini, abs=1e-12)
    assert turned.points.gain.iloc[-1] == pytest.approx(points.gain.iloc[-1])


def test_the_order_of_the_rows_does_not_matter_even_where_scores_are_the_same():
    generator = np.random.default_rng(6)
    score, lot, outcome = generator.integers(0, 6, 400), half_by_lot(generator, 400), generator.normal(size=400)
    curve, order = uplift_curve(outcome, lot, score, 4), generator.permutation(400)
    again = uplift_curve(outcome[order], lot[order], score[order], 4)
    pd.testing.assert_frame_equal(curve.points, again.points)
    assert curve[1:] == pytest.approx(again[1:])


def test_ranked_groups_are_the_scores_of_rfm():
    generator = np.random.default_rng(7)
    spent = generator.integers(1, 40, 200)
    purchases = pd.DataFrame({"customer_id": range(200), "at": pd.Timestamp("2025-05-01"), "amount": spent})
    assert ranked_groups(spent).tolist() == rfm(purchases, "2025-12-31").m.tolist()
    assert np.bincount(ranked_groups(generator.random(1_000), 10)).tolist() == [0] + [100] * 10
    assert ranked_groups([]).tolist() == []


def test_customers_without_an_outcome_are_left_out():
    gaps, outcome = [9, 8, None, 5, 4, None], [9, 8, 5, 4]
    assert uplift(gaps, [1, 1, None, 0, 0, 1], ["a", "a", None, "a", "a", "a"]).equals(uplift(outcome, LOT, ["a"] * 4))
    curve = uplift_curve(gaps, [1, 1, None, 0, 0, 1], [1, 2, None, 1, 2, 7], 1)
    assert curve.points.equals(uplift_curve(outcome, LOT, [1, 2, 1, 2], 1).points)


ONE_ALONE = {"outcome": range(8), "treated": LOT + [True, False, False, False]}


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: uplift([1, 2], LOT, ["a"] * 4), "treated must have a value for each customer; there are 4 for 2."),
        (lambda: uplift(range(4), LOT, ["a"]), "groups must have a value for each customer; there are 1 for 4."),
        (lambda: uplift_curve(range(4), LOT, [1]), "score must have a value for each customer; there are 1 for 4."),
        (
            lambda: uplift(range(4), [True] * 4, ["a"] * 4),
            "treated must be True for two customers or more, and False for two or more; "
            "of those without missing values, 4 are True and 0 False.",
        ),
        (
            lambda: uplift(**ONE_ALONE, groups=list("aaaabbbb")),
            "groups must each have two treated customers or more, and two others; 'b' has not.",
        ),
        (
            lambda: uplift_curve(**ONE_ALONE, score=[1] * 4 + [2] * 4, parts=2),
            "parts must each have two treated customers or more, and two others; 2 has not.",
        ),
        (
            lambda: uplift(range(4), ["mailed"] * 4, ["a"] * 4),
            "treated must be True or False, 1 or 0, for each customer; 'mailed' was given.",
        ),
        (lambda: uplift(["much"] * 4, LOT, ["a"] * 4), "outcome must be numbers; 'much' was given."),
        (
            lambda: uplift(range(4), [1, 0, 1, None], ["a"] * 4),
            "treated must be known for each customer; 1 is missing.",
        ),
        (lambda: uplift(range(4), LOT, ["a", None] * 2), "groups must be known for each customer; 2 are missing."),
        (lambda: uplift_curve(range(4), LOT, [1, None, 3, 4]), "score must be known for each customer; 1 is missing."),
        (lambda: uplift_curve(range(4), LOT, range(4), 0), "parts must be a whole number from 1; 0 was given."),
        (lambda: ranked_groups([1, 2], 2.5), "parts must be a whole number from 1; 2.5 was given."),
        (lambda: ranked_groups([1, None]), "score must be known for each customer; 1 is missing."),
        (
            lambda: uplift(pd.Series(range(4)), LOT, pd.Series(["a"] * 4, index=[3, 2, 1, 0])),
            "groups must have its rows in the order of outcome; by their index, they have not.",
        ),
    ],
)
def test_nonsense_is_a_sentence(call, says):
    assert sentence(call) == says
