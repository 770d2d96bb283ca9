"""Shares, differences and repeated chances against published figures, sampling, and each other."""

import math

import numpy as np
import pandas as pd
import pytest
from foreign import sentence
from hypothesis import given
from hypothesis import strategies as st

from casekit.measure.effect import (
    CONFIDENT,
    before_after,
    difference,
    difference_in_differences,
    each_time,
    ever,
    share,
)

CHANCES, TIMES = st.floats(0.001, 0.999), st.integers(1, 60)
SLEEP = (  # hours gained with each of two drugs by the same ten patients, in Student's paper of 1908
    [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0],
    [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
)
FEW = st.integers(1, 5)  # beyond, a large chance has happened for certain, as far as floating point can tell


@pytest.mark.parametrize(
    ("hits", "customers", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_intervals_published_by_newcombe(hits, customers, low, high):
    """Statistics in Medicine 17 (1998), 857-872, table I, the score interval without continuity correction."""
    found = share([True] * hits + [False] * (customers - hits))
    assert found.share == pytest.approx(hits / customers)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_aspirin():
    """Physicians' Health Study: 104 heart attacks among 11,037 with aspirin, 189 among 11,034 with a placebo.

    Agresti, Categorical Data Analysis, gives the difference as .0077 with standard error .0015.
    """
    placebo, aspirin = np.zeros(11_034), np.zeros(11_037)
    placebo[:189], aspirin[:104] = 1, 1
    found = difference(placebo, aspirin)
    assert (round(found.difference, 4), round(found.standard_error, 4)) == (0.0077, 0.0015)
    assert (round(found.treated, 4), round(found.control, 4)) == (0.0171, 0.0094)


def test_hours_of_sleep():
    """Student's two drugs (Biometrika 1908): means 0.75 and 2.33, Welch's t -1.8608."""
    found = difference(*SLEEP)
    assert (found.treated, found.control) == (pytest.approx(0.75), pytest.approx(2.33))
    assert found.difference / found.standard_error == pytest.approx(-1.8608, abs=5e-5)


def test_hours_of_sleep_of_the_same_patients():
    """Paired: a mean of 1.58 hours, and t 4.0621, where the same hours of twenty patients had 1.8608."""
    found = before_after(*SLEEP)
    assert (found.change, found.before, found.after) == (pytest.approx(1.58), pytest.approx(0.75), pytest.approx(2.33))
    assert found.change / found.standard_error == pytest.approx(4.0621, abs=5e-5)


def churned(customers: int, rate: float) -> np.ndarray:
    return np.arange(customers) < round(rate * customers)


def test_a_campaign_against_churn_that_did_harm():
    """Ascarza, Iyengar & Schleicher, Journal of Marketing Research 53(1), 2016: 10.0 % against 6.4 % in three months.

    The sizes, 54,089 treated and 10,058 not, are taken from notes of a reader of the paper, and not from the paper.
    """
    found = difference(churned(54_089, 0.100), churned(10_058, 0.064))
    assert (round(found.treated, 3), round(found.control, 3), round(found.difference, 3)) == (0.1, 0.064, 0.036)
    assert found.standard_error == pytest.approx(math.sqrt(0.1 * 0.9 / 54_089 + 0.064 * 0.936 / 10_058), rel=1e-3)


@pytest.mark.parametrize("treated", [0.05, 0.2, 0.5, 0.8, 0.95])
def test_the_campaign_did_harm_however_its_customers_were_divided(treated):
    """Only the two rates and some 65,000 customers in all are taken from the paper; the division is assumed."""
    sent = round(65_000 * treated)
    found = difference(churned(sent, 0.100), churned(65_000 - sent, 0.064))
    margin = CONFIDENT * found.standard_error
    assert 0.02 < found.difference - margin < 0.036 < found.difference + margin < 0.05


def with_moments(mean: float, error: float, rows: int) -> np.ndarray:
    """Values that have this mean and this standard error of it exactly."""
    drawn = np.random.default_rng(rows).normal(size=rows)
    return mean + error * math.sqrt(rows) * (drawn - drawn.mean()) / drawn.std(ddof=1)


@pytest.mark.parametrize(("jersey", "pennsylvania"), [(309, 75), (40, 300)])
def test_minimum_wages(jersey, pennsylvania):
    """Card & Krueger, American Economic Review 84(4), 1994, table 3, row 4: the same restaurants at two times.

    Full-time jobs a restaurant changed by 0.47 (standard error 0.48) in New Jersey, and by -2.28 (1.25) in
    Pennsylvania: 2.75 (1.34). The rows are made to have these means and errors, and it does not matter how many.
    """
    moved = np.append(with_moments(0.47, 0.48, jersey), with_moments(-2.28, 1.25, pennsylvania))
    before = np.random.default_rng(3).normal(21, 9, len(moved))
    found = difference_in_differences(before, before + moved, np.arange(len(moved)) < jersey)
    assert (round(found.difference, 2), round(found.standard_error, 2)) == (2.75, 1.34)
    assert [round(part, 2) for part in (*found.treated[:2], *found.control[:2])] == [0.47, 0.48, -2.28, 1.25]


def test_a_fifth_each_time_is_87_of_100_after_nine_times():
    assert round(100 * ever(0.2, 9)) == 87
    assert ever(0.2, np.arange(3)).tolist() == pytest.approx([0, 0.2, 0.36])


@given(CHANCES, TIMES, FEW)
def test_each_time_undoes_ever(chance, times, few):
    assert ever(each_time(chance, times), times) == pytest.approx(chance)
    assert each_time(ever(chance, few), few) == pytest.approx(chance)


@given(CHANCES, TIMES)
def test_once_is_each_time_and_more_often_is_more(chance, times):
    assert ever(chance, 1) == pytest.approx(chance)
    assert ever(chance, times + 1) >= ever(chance, times) >= chance * (1 - 1e-9)
    assert (ever(0, times), ever(1, times), ever(chance, 0)) == (0, 1, 0)


def test_standard_errors_are_the_spread_over_samples():
    generator = np.random.default_rng(9)
    samples = 2_000
    tolerance = 4 / math.sqrt(2 * samples)  # a standard deviation has the quarter of that as relative error
    shares = [share(generator.random(300) < 0.3) for _ in range(samples)]
    gaps = [difference(generator.normal(1, 2, 80), generator.normal(0, 1, 300)) for _ in range(samples)]
    for found, value in ((shares, "share"), (gaps, "difference")):
        stated = np.mean([one.standard_error for one in found])
        assert abs(np.std([getattr(one, value) for one in found]) / stated - 1) < tolerance
    inside = np.mean([one.low <= 0.3 <= one.high for one in shares])
    assert abs(inside - 0.95) < 4 * math.sqrt(0.95 * 0.05 / samples)


def test_errors_of_changes_are_their_spread_over_samples():
    """The groups differ in size, in spread and in level, and a customer's two times go together."""
    generator = np.random.default_rng(11)
    samples, treated = 2_000, np.arange(280) < 80
    effect, drift = 0.5, 0.3
    once, twice = [], []
    for _ in range(samples):
        before = generator.normal(np.where(treated, 6, 3), 2)
        after = before + drift + effect * treated + generator.normal(0, np.where(treated, 2, 1))
        once.append(before_after(before[treated], after[treated])[:2])
        twice.append(difference_in_differences(before, after, treated)[:2])
    for found, truth in ((np.array(once), drift + effect), (np.array(twice), effect)):
        estimate, error = found.T
        assert abs(estimate.mean() - truth) < 4 * error.mean() / math.sqrt(samples)
        assert abs(estimate.std() / error.mean() - 1) < 4 / math.sqrt(2 * samples)
        inside = np.mean(abs(estimate - truth) < CONFIDENT * error)
        assert abs(inside - 0.95) < 4 * math.sqrt(0.95 * 0.05 / samples)


def test_three_ways_to_judge_a_programme_and_two_are_wrong():
    """Everybody grows by 1, those who join by 2 even without the programme, and its effect is 0.5."""
    generator = np.random.default_rng(12)
    n, effect = 20_000, 0.5
    keen, lot = generator.random((2, n)) < 0.5
    before = generator.normal(10, 3, n)

    def after(treated):
        return before + 1 + keen + effect * treated + generator.normal(0, 1, n)

    joined, drawn = after(keen), after(lot)
    by_lot = difference(drawn[lot], drawn[~lot])
    both = difference_in_differences(before, drawn, lot)
    assert abs(by_lot.difference - effect) < 4 * by_lot.standard_error
    assert abs(both.difference - effect) < 4 * both.standard_error
    assert both.standard_error < by_lot.standard_error / 2  # as each customer's own level is out of it
    alone = before_after(before[keen], joined[keen])
    against_others = difference_in_differences(before, joined, keen)
    assert abs(alone.change - (effect + 2)) < 4 * alone.standard_error
    assert abs(against_others.difference - (effect + 1)) < 4 * against_others.standard_error


PAIRS = st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)), min_size=2, max_size=30)


@given(PAIRS, PAIRS)
def test_a_difference_in_differences_is_the_difference_of_the_changes(one, other):
    before, after = np.array([*one, *other]).T
    treated = np.arange(len(before)) < len(one)
    found = difference_in_differences(before, after, treated)
    assert found.treated == before_after(before[treated], after[treated])
    assert found.control == before_after(before[~treated], after[~treated])
    moved = difference((after - before)[treated], (after - before)[~treated])
    assert found[:2] == pytest.approx(moved[:2], rel=1e-9, abs=1e-9)


def test_a_customer_with_a_gap_is_left_out_at_both_times():
    assert before_after([1, 2, np.nan, 4], [2, 4, 9, None]) == before_after([1, 2], [2, 4])
    found = difference_in_differences([1, 2, 3, 4, np.nan], [2, 2, 5, 1, 1], [1, 1, 0, 0, None])
    assert found == difference_in_differences([1, 2, 3, 4], [2, 2, 5, 1], ["yes", "yes", "no", "no"])


def test_a_lot_finds_the_effect():
    generator = np.random.default_rng(10)
    without = generator.random(20_000) < 0.5
    lot = generator.random(20_000) < 0.5
    outcome = without | (lot & (generator.random(20_000) < 0.2))  # saves a fifth of the other half
    found = difference(outcome[lot], outcome[~lot])
    assert abs(found.difference - 0.1) < 4 * found.standard_error < 0.03


def test_the_missing_are_left_out():
    assert share([1, np.nan, 0, None]) == share(pd.Series([True, False]))
    assert difference([1, 3, np.nan], [0, 0]) == difference([1, 3], [0, 0])


@pytest.mark.parametrize("nobody", [[], [np.nan, np.nan], pd.Series(dtype=float), np.array([])])
def test_an_empty_log_is_a_sentence(nobody):
    for name, call in (
        ("hits", lambda: share(nobody)),
        ("treated", lambda: difference(nobody, [0, 1])),
        ("control", lambda: difference([0, 1], nobody)),
    ):
        with pytest.raises(ValueError, match=f"^{name} must hold at least two customers .*; none was given.$"):
            call()


def test_one_customer_is_a_sentence():
    with pytest.raises(ValueError, match="^hits must hold at least two customers .*; one was given.$"):
        share([True])
    with pytest.raises(ValueError, match="^control must hold at least two customers .*; one was given.$"):
        difference([1, 0], [1, np.nan])


@pytest.mark.parametrize("wrong", [-0.1, 1.2, 86, math.nan, math.inf])
def test_shares_outside_0_to_1_are_a_sentence(wrong):
    with pytest.raises(ValueError, match=f"^chance must be from 0 to 1; {wrong:g} was given.$"):
        ever(wrong, 9)
    with pytest.raises(ValueError, match=f"^ever must be from 0 to 1; {wrong:g} was given.$"):
        each_time([0.5, wrong], 9)
    if not math.isnan(wrong):
        with pytest.raises(ValueError, match="^hits must be True or False, 1 or 0, for each customer; .* was given.$"):
            share([0, 1, wrong])


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: ever(0.2, -1), "times must be zero or more; -1 was given."),
        (lambda: ever(0.2, math.nan), "times must be zero or more; nan was given."),
        (lambda: each_time(0.86, 0), "times must be above zero; 0 was given."),
        (lambda: ever("often", 9), "chance must be numbers; 'often' was given."),
        (lambda: before_after([1, 2], [1, 2, 3]), "after must have a value for each customer; there are 3 for 2."),
        (
            lambda: before_after([1, None], [1, 2]),
            "before and after must both be known of at least two customers; one was given.",
        ),
        (lambda: before_after(["some", 1], [1, 2]), "before must be numbers; 'some' was given."),
        (
            lambda: difference_in_differences([1, 2, 3, 4], [1, 2, 3, 4], [True] * 4),
            "treated must be True for two customers or more, and False for two or more; "
            "of those without missing values, 4 are True and 0 False.",
        ),
        (
            lambda: difference_in_differences([1, 2, 3, None], [1, 2, 3, 4], [1, 1, 0, 0]),
            "treated must be True for two customers or more, and False for two or more; "
            "of those without missing values, 2 are True and 1 False.",
        ),
        (
            lambda: difference_in_differences([1, 2, 3, 4], [1, 2, 3, 4], [1, 1, 0, None]),
            "treated must be known for each customer; 1 is missing.",
        ),
        (
            lambda: difference_in_differences([1, 2, 3, 4], [1, 2, 3, 4], ["in", "in", "out", "out"]),
            "treated must be True or False, 1 or 0, for each customer; 'in' was given.",
        ),
        (
            lambda: difference_in_differences([1, 2, 3, 4], [1, 2, 3, 4], [1, 1, 0]),
            "treated must have a value for each customer; there are 3 for 4.",
        ),
        (
            lambda: before_after(pd.Series([1, 2]), pd.Series([2, 1], index=[1, 0])),
            "after must have its rows in the order of before; by their index, they have not.",
        ),
        (lambda: share(["yes", "?"]), "hits must be True or False, 1 or 0, for each customer; '?' was given."),
    ],
)
def test_other_nonsense_is_a_sentence(call, says):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == says


def test_arrays_that_do_not_go_together_are_a_sentence():
    says = "chance and times must go together; arrays of shape (2,) and (3,) were given."
    assert sentence(lambda: ever([0.1, 0.2], [1, 2, 3])) == says
    assert sentence(lambda: each_time([0.1, 0.2], [1, 2, 3])) == says.replace("chance", "ever")
    assert ever([[0.1], [0.2]], [1, 2, 3]).shape == (2, 3)


def test_text_that_says_yes_or_no_is_read():
    assert share(["yes", "No", "TRUE", "false"]) == share([True, False, True, False])


def test_a_difference_is_printed_as_it_is_and_not_as_that_of_the_rounded_shares():
    kept, left = (np.arange(4_000) < buyers for buyers in (3_286, 2_001))
    assert repr(difference(kept, left)).startswith("0.8215 against 0.5002: difference +0.321, ")
