"""Segments against counting by hand, known distributions and published clusters."""

import itertools
import math
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from foreign import IDS, MOMENTS, NULLABLE, NUMBERS, alone, forms, sentence
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit.measure.segments import concentration, kmeans, lorenz, rfm

UNTIL = "2025-12-31"
VALUES = st.lists(st.integers(0, 1_000), min_size=1, max_size=30).filter(any)


def bought(rows):
    """Purchases from (customer, days before the last day of 2025, amount)."""
    customer, days, amount = zip(*rows, strict=True)
    at = pd.Timestamp("2025-12-31 18:00") - pd.to_timedelta(days, unit="D")
    return pd.DataFrame({"customer_id": customer, "at": at, "amount": amount})


PURCHASES = bought([(1, 5, 10.0), (1, 90, 30.0), (2, 40, 20.0), (3, 0, 40.0), (3, 0, 5.0)])


# --- recency, frequency, money ----------------------------------------------------------------------------------------


def test_recency_frequency_and_money_by_hand():
    scores = rfm(PURCHASES, UNTIL)
    assert scores.recency_days.to_dict() == {1: 5, 2: 40, 3: 0}
    assert scores.frequency.to_dict() == {1: 2, 2: 1, 3: 1}  # twice on one day is once
    assert scores.amount.to_dict() == {1: 40, 2: 20, 3: 45}
    assert scores[["r", "f", "m"]].to_numpy().tolist() == [[3, 5, 3], [1, 2, 1], [5, 2, 5]]


def test_what_comes_after_the_last_day_is_left_out():
    scores = rfm(PURCHASES, "2025-11-25")
    assert scores.index.tolist() == [1, 2] and scores.frequency.tolist() == [1, 1]
    assert scores.recency_days.tolist() == [54, 4]


def test_fifths_are_fifths_where_values_differ():
    scores = rfm(bought([(customer, customer, 1.0 + customer) for customer in range(100)]), UNTIL)
    assert scores.r.tolist() == sorted([5, 4, 3, 2, 1] * 20, reverse=True)
    assert scores.m.value_counts().tolist() == [20] * 5 and scores.m.is_monotonic_increasing
    assert set(scores.f) == {3}  # all alike


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(1, 8), st.integers(0, 9), st.sampled_from([0.1, 0.2, 0.3, 5.0])), min_size=1))
def test_same_values_same_scores_in_any_order_of_the_rows(rows):
    scores = rfm(bought(rows), UNTIL)
    pd.testing.assert_frame_equal(rfm(bought(rows[::-1]), UNTIL), scores)
    for value, score, better in (("recency_days", "r", -1), ("frequency", "f", 1), ("amount", "m", 1)):
        pairs = scores[[value, score]].drop_duplicates()
        assert pairs[value].is_unique and pairs[score].between(1, 5).all()
        assert (better * pairs.sort_values(value)[score].diff().dropna() >= 0).all()


def test_one_customer_is_in_the_middle():
    assert rfm(PURCHASES[:2], UNTIL)[["r", "f", "m"]].to_numpy().tolist() == [[3, 3, 3]]


@forms(MOMENTS)
def test_times_in_any_form(form):
    at = PURCHASES["at"].dt.normalize()
    pd.testing.assert_frame_equal(rfm(PURCHASES.assign(at=form(at.tolist())), UNTIL), rfm(PURCHASES, UNTIL))


@forms(IDS)
def test_ids_in_any_form(form):
    scores = rfm(PURCHASES.assign(customer_id=form(PURCHASES.customer_id.tolist())), UNTIL)
    assert scores.index.astype(int).tolist() == [1, 2, 3] and scores.m.tolist() == [3, 1, 5]


@pytest.mark.parametrize("until", [pd.Timestamp(UNTIL), pd.Timestamp(UNTIL).date(), np.datetime64(UNTIL), f" {UNTIL} "])
def test_the_last_day_in_any_form(until):
    pd.testing.assert_frame_equal(rfm(PURCHASES, until), rfm(PURCHASES, UNTIL))


def test_a_day_is_one_of_the_clock_on_the_wall():
    late = pd.to_datetime(["2025-12-31 23:30"]).tz_localize("America/New_York")
    scores = rfm(pd.DataFrame({"customer_id": [1], "at": late, "amount": [1]}), pd.Timestamp(UNTIL, tz="UTC"))
    assert scores.recency_days.tolist() == [0]


@pytest.mark.parametrize(
    ("table", "until", "says"),
    [
        (PURCHASES[:0], UNTIL, "purchases must have at least one row; the table is empty."),
        ([1], UNTIL, "purchases must be a table with customer_id, at, amount; [1] was given."),
        (
            PURCHASES.drop(columns="at"),
            UNTIL,
            "purchases must have the columns customer_id, at, amount; at is not there.",
        ),
        (PURCHASES.assign(amount=-5), UNTIL, "amount must be zero or more; -5 was given: a refund is none."),
        (PURCHASES.assign(amount="ten"), UNTIL, "amount must be numbers; 'ten' was given."),
        (PURCHASES.assign(amount=np.nan), UNTIL, "amount must be known for each purchase; 5 are missing."),
        (PURCHASES.assign(amount=np.inf), UNTIL, "amount must be at most 1e+50, either way; inf was given."),
        (PURCHASES.assign(at=pd.NaT), UNTIL, "at must be known for each purchase; 5 are missing."),
        (PURCHASES, "2025-01-01", "the first on 2025-10-02; 2025-01-01 was given."),
        (PURCHASES, "9", """until must be a day, such as '2025-12-31' or a datetime; '9' was given."""),
        (PURCHASES, np.datetime64("2025"), "until must be a day, such as '2025-12-31' or a datetime"),
        (PURCHASES, pd.NaT, "until must be a day, such as '2025-12-31' or a datetime"),
    ],
)
def test_purchases_that_are_none_get_a_sentence(table, until, says):
    assert says in sentence(lambda: rfm(table, until))


# --- how much the best customers bring --------------------------------------------------------------------------------


@pytest.mark.parametrize("top", [0.01, 0.2, 0.5])
def test_the_law_of_80_and_20(top):
    """Pareto's curve, L(p) = 1 - (1 - p) ** (1 - 1 / alpha): with alpha = log 5 / log 4, the top fifth has 80 %."""
    alpha = math.log(5) / math.log(4)
    values = np.diff(1 - (1 - np.linspace(0, 1, 20_001)) ** (1 - 1 / alpha))
    assert concentration(values, 0.2) == pytest.approx(0.8)
    assert concentration(values, top) == pytest.approx(top ** (1 - 1 / alpha))
    assert lorenz(values).gini == pytest.approx(1 / (2 * alpha - 1), abs=1e-3)


def test_lognormal_values():
    """Gini 2 Phi(s / sqrt 2) - 1, top fifth 1 - Phi(z - s); 50,000 draws, four standard errors of twenty samples."""
    normal, spread = NormalDist(), 0.7
    samples = np.exp(spread * np.random.default_rng(3).standard_normal((20, 2_500)))
    for measure, expected in (
        (lambda values: lorenz(values).gini, 2 * normal.cdf(spread / math.sqrt(2)) - 1),
        (concentration, 1 - normal.cdf(normal.inv_cdf(0.8) - spread)),
    ):
        found = [measure(values) for values in samples]
        assert abs(np.mean(found) - expected) < 4 * np.std(found, ddof=1) / math.sqrt(20) + 1 / 2_500


@settings(max_examples=50)
@given(VALUES, st.floats(0, 1))
def test_the_curve_the_share_and_the_mean_difference_agree(values, top):
    points, gini = lorenz(values)
    assert points.iloc[[0, -1]].to_numpy().tolist() == [[0, 0], [1, 1]]
    assert (points.value <= points.customers + 1e-12).all()
    differences = np.abs(np.subtract.outer(values, values)).sum()
    assert gini == pytest.approx(differences / (2 * len(values) * sum(values)), abs=1e-12)
    at = 1 - np.interp(1 - top, points.customers, points.value)
    assert concentration(values, top) == pytest.approx(at) and concentration(values[::-1], top) == pytest.approx(at)


def test_ends_and_equal_values():
    assert (concentration([5, 5, 5], 0), concentration([5, 5, 5], 1)) == (0, 1)
    assert concentration([5] * 7, 0.2) == pytest.approx(0.2) and lorenz([5] * 7).gini == pytest.approx(0)
    assert concentration([7]) == pytest.approx(0.2) and lorenz([7]).gini == 0
    assert lorenz([0, 0, 0, 9]).gini == 0.75
    assert lorenz([1e50, 1e-50]).gini == 0.5 and lorenz([5e-324] * 2).gini == 0


@forms(NULLABLE)
def test_missing_values_are_left_out(form):
    assert concentration(form([9, None, 3, 1]), 0.5) == concentration([9, 3, 1], 0.5)
    assert lorenz(form([9, None, 3, 1])).gini == lorenz([9, 3, 1]).gini


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: lorenz([]), "values must hold at least one above zero; none was given."),
        (lambda: lorenz([0, 0]), "values must hold at least one above zero; nothing but zeros was given."),
        (lambda: lorenz([3, -1]), "values must be zero or more; -1 was given."),
        (lambda: lorenz(["a"]), "values must be numbers; 'a' was given."),
        (lambda: concentration([3, np.inf]), "values must be at most 1e+50; inf was given."),
        (lambda: concentration([3], top=20), "top must be a number from 0, and at most 1; 20 was given."),
        (lambda: concentration([3], top=-0.1), "top must be a number from 0; -0.1 was given."),
        (lambda: concentration([3], top=None), "top must be a number from 0; None was given."),
    ],
)
def test_values_that_are_none_get_a_sentence(call, says):
    assert sentence(call) == says


# --- clusters ---------------------------------------------------------------------------------------------------------

FEATURES = pd.DataFrame({"visits": [1, 2, 2, 9, 10, 5], "spent": [20.0, 25, 15, 80, 90, 50]})


def test_the_irises_of_fisher():
    """Three clusters of the four standardised features: 50, 47 and 53 flowers, and 76.7 % between them, as R prints."""
    from sklearn.datasets import load_iris

    clusters = kmeans(pd.DataFrame(load_iris().data), k=3)
    assert sorted(clusters.sizes) == [47, 50, 53]
    assert 1 - clusters.unexplained == pytest.approx(0.767, abs=5e-4)


@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_no_other_division_is_better(k):
    values = np.array([0.0, 1, 1, 4, 5, 9, 9.5, 20])
    clusters = kmeans(pd.DataFrame({"x": values}), k)

    def within(labels):
        return sum(((values[labels == one] - values[labels == one].mean()) ** 2).sum() for one in np.unique(labels))

    cuts = itertools.combinations(range(1, len(values)), k - 1)
    best = min(within(np.searchsorted(cut, np.arange(len(values)), side="right")) for cut in cuts)
    assert within(clusters.labels.to_numpy()) == pytest.approx(best)
    assert clusters.unexplained == pytest.approx(best / within(np.zeros(len(values))))


def test_clusters_are_the_same_in_any_order_of_the_rows_and_any_unit():
    generator = np.random.default_rng(2)
    table = pd.DataFrame({"x": generator.normal(0, 1, 300).round(1), "y": generator.normal(0, 1, 300).round(1)})
    clusters, mixed = kmeans(table, 4, seed=3), table.sample(frac=1, random_state=1)
    again = kmeans(mixed, 4, seed=3)
    pd.testing.assert_series_equal(again.labels.sort_index(), clusters.labels)
    pd.testing.assert_frame_equal(again.centres, clusters.centres)
    assert again.unexplained == clusters.unexplained
    assert kmeans(table * [1_000, 0.001] + 5, 4, seed=3).labels.tolist() == clusters.labels.tolist()


def test_clusters_are_numbered_by_the_first_feature_for_every_seed():
    for seed in range(5):
        clusters = kmeans(FEATURES.set_index(pd.Index(list("abcdef"))), 3, seed)
        assert clusters.labels.to_dict() == dict(zip("abcdef", [0, 0, 0, 2, 2, 1], strict=True))
        assert clusters.centres.visits.tolist() == pytest.approx([5 / 3, 5, 9.5]) and clusters.sizes.tolist() == [
            3,
            1,
            2,
        ]
    assert kmeans(FEATURES, 6).unexplained == pytest.approx(0)


def test_a_feature_that_is_the_same_for_all_says_nothing():
    assert kmeans(FEATURES.assign(country=0.1), 2).labels.tolist() == kmeans(FEATURES, 2).labels.tolist()
    assert kmeans(FEATURES * 0 + 0.1, 1).unexplained == 0
    says = "k must be at most the number of customers who differ, 1; 2 was given."
    assert sentence(lambda: kmeans(FEATURES * 0 + 0.1, 2)) == says


@forms(NUMBERS)
def test_features_in_any_form(form):
    table = FEATURES.assign(spent=alone(form(FEATURES.spent.tolist())))
    assert kmeans(table, 2).labels.tolist() == [0, 0, 0, 1, 1, 0]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (
            lambda: kmeans([[1, 2]], 2),
            "features must be a table, a row a customer and a column a feature; [[1, 2]] was",
        ),
        (lambda: kmeans(FEATURES[:0], 2), "features must have rows and columns; a table of 0 rows was given."),
        (lambda: kmeans(FEATURES.assign(name="x"), 2), "features 'name' must be numbers; 'x' was given."),
        (lambda: kmeans(FEATURES.assign(a=None), 2), "features 'a' must be known for each customer; 6 are missing."),
        (
            lambda: kmeans(FEATURES.assign(a=np.inf), 2),
            "features 'a' must be at most 1e+50, either way; inf was given.",
        ),
        (
            lambda: kmeans(pd.concat([FEATURES] * 2, axis=1), 2),
            "visits must be one column; the table has 2 of that name",
        ),
        (lambda: kmeans(FEATURES, 0), "k must be a whole number from 1; 0 was given."),
        (lambda: kmeans(FEATURES, 7), "k must be a whole number from 1 to 6; 7 was given."),
        (lambda: kmeans(FEATURES, "two"), "k must be a whole number from 1; 'two' was given."),
        (lambda: kmeans(FEATURES, 2, seed=-1), "seed must be a whole number from 0; -1 was given."),
    ],
)
def test_features_that_are_none_get_a_sentence(call, says):
    assert says in sentence(call)
