"""Shares, differences and repeated chances against published figures, sampling, and each other."""

import math

import numpy as np
import pandas as pd
import pytest
from foreign import sentence
from hypothesis import given
from hypothesis import strategies as st

from casekit.measure.effect import difference, each_time, ever, share

CHANCES, TIMES = st.floats(0.001, 0.999), st.integers(1, 60)
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
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    found = difference(first, second)
    assert (found.treated, found.control) == (pytest.approx(0.75), pytest.approx(2.33))
    assert found.difference / found.standard_error == pytest.approx(-1.8608, abs=5e-5)


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
