"""BG/NBD histories against the published expectations, a step-by-step simulation and the closed forms."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import hyp2f1
from scipy.stats import ks_2samp
from thoroughness import sample

from casekit.errors import CaseError
from casekit.world.engine.streams import BLOCK_SIZE, Block, blocks
from casekit.world.theory.bg_nbd import CDNOW, MILLISECONDS_A_WEEK, BgNbd, bg_nbd

CUSTOMERS = 20_000

# Fader, Hardie & Lee (2005) and its companion notes: E[X(t)] for CDNOW, by weeks since the first purchase. They were
# computed at estimates with more digits than the paper prints; half of the last digit in each of the four moves the
# expectations by up to .4 %.
PUBLISHED_EXPECTATIONS = {1: 0.0532, 3: 0.1506, 31.8571: 1.0405, 32: 1.0437, 78: 1.858}
FROM_ROUNDED_PARAMETERS = 0.004


def weeks(times):
    return times / np.timedelta64(1, "ms") / MILLISECONDS_A_WEEK


def owners(histories):
    return np.repeat(np.arange(len(histories.counts)), histories.counts)


def seen_by(histories, until):
    """How often each customer bought, and when last (0 for never), up to week `until`."""
    early = weeks(histories.at) <= until
    counts = np.bincount(owners(histories)[early], minlength=len(histories.counts))
    last = np.zeros(len(counts))
    np.maximum.at(last, owners(histories)[early], weeks(histories.at)[early])
    return counts, last


# --- the paper's closed forms ----------------------------------------------------------------------------------------


def probability_alive(m, x, t_x, T):
    odds_left = np.where(x > 0, m.a / (m.b + np.maximum(x, 1) - 1) * ((m.alpha + T) / (m.alpha + t_x)) ** (m.r + x), 0)
    return 1 / (1 + odds_left)


def expected_future(m, t, x, t_x, T):
    z = t / (m.alpha + T + t)
    still = ((m.alpha + T) / (m.alpha + T + t)) ** (m.r + x) * hyp2f1(m.r + x, m.b + x, m.a + m.b + x - 1, z)
    return (m.a + m.b + x - 1) / (m.a - 1) * (1 - still) * probability_alive(m, x, t_x, T)


def test_closed_forms_reproduce_the_published_values():
    assert expected_future(CDNOW, 39, 2, 30.43, 38.86) == pytest.approx(1.226, abs=0.0005)  # half of the last digit
    # As with the expectations, rounded parameters: up to .01 and .00004 here.
    assert expected_future(CDNOW, 52, 26, 30.857, 31) == pytest.approx(25.7566, abs=0.01)
    assert probability_alive(CDNOW, 26, 30.857, 31) == pytest.approx(0.968852, abs=0.00004)
    for t, published in PUBLISHED_EXPECTATIONS.items():  # with nothing seen yet, the future is all there is
        assert expected_future(CDNOW, t, 0, 0, 0) == pytest.approx(published, rel=FROM_ROUNDED_PARAMETERS)


# --- at the CDNOW estimates ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cdnow():
    """20,000 customers, watched for 78 weeks."""
    return bg_nbd(Block(5, "cdnow", 0, CUSTOMERS), CDNOW, 78)


@pytest.mark.parametrize("t, published", PUBLISHED_EXPECTATIONS.items())
def test_mean_counts_are_the_published_ones(cdnow, t, published):
    counts, _ = seen_by(cdnow, t)
    # A mean of independent customers: 4 standard errors, a false alarm in 16,000 runs; and the rounding.
    tolerance = 4 * counts.std() / CUSTOMERS**0.5 + FROM_ROUNDED_PARAMETERS * published
    assert counts.mean() == pytest.approx(published, abs=tolerance)


def test_share_without_a_repeat_purchase_is_the_published_one():
    histories = bg_nbd(Block(5, "cdnow", 0, CUSTOMERS), CDNOW, 39)
    published = 0.5737864
    tolerance = 4 * (published * (1 - published) / CUSTOMERS) ** 0.5  # a binomial share: 4 standard errors, .014
    assert (histories.counts == 0).mean() == pytest.approx(published, abs=tolerance)


GROUPS = [(0, 0), (1, 1), (2, 2), (3, 3), (4, 6), (7, 10**6)]


@pytest.mark.parametrize("fewest, most", GROUPS)
def test_future_and_survival_given_count_and_recency_follow_the_closed_forms(cdnow, fewest, most):
    x, t_x = seen_by(cdnow, 39)
    group = (x >= fewest) & (x <= most)
    future = (cdnow.counts - x)[group]
    # Each customer's difference from their own expectation has mean zero; 4 standard errors of that mean.
    surprise = future - expected_future(CDNOW, 39, x[group], t_x[group], 39)
    assert surprise.mean() == pytest.approx(0, abs=4 * surprise.std() / len(surprise) ** 0.5)

    chance = probability_alive(CDNOW, x[group], t_x[group], 39)
    alive = ~(weeks(cdnow.left[group]) <= 39)
    # A sum of independent yes or no answers with known chances: variance sum of p (1 - p); zero when x is zero.
    tolerance = 4 * (chance * (1 - chance)).sum() ** 0.5 / len(chance)
    assert alive.mean() == pytest.approx(chance.mean(), abs=tolerance + 1e-12)


def step_by_step(rng, m, T, customers):
    """The model as the paper tells it: wait, buy, perhaps leave; one customer and one purchase after the other."""
    counts, first, last = [], [], []
    for _ in range(customers):
        rate, dropout = rng.gamma(m.r, 1 / m.alpha), rng.beta(m.a, m.b)
        times = [rng.exponential(1 / max(rate, 1e-300))]
        while times[-1] <= T and rng.random() >= dropout:
            times.append(times[-1] + rng.exponential(1 / rate))
        times = [t for t in times if t <= T]
        counts.append(len(times))
        first.append(times[0] if times else 0)
        last.append(times[-1] if times else 0)
    return np.array(counts), np.array(first), np.array(last)


def test_counts_and_moments_are_those_of_a_step_by_step_simulation():
    T = 39
    histories = bg_nbd(Block(6, "cdnow", 0, CUSTOMERS), CDNOW, T)
    counts, last = seen_by(histories, T)
    buyers = counts > 0
    first = weeks(histories.at[histories.offsets[:-1][buyers]])
    their_counts, their_first, their_last = step_by_step(np.random.default_rng(6), CDNOW, T, CUSTOMERS)
    theirs = their_counts > 0

    # Two-sample Kolmogorov-Smirnov; a false alarm in any of the ten, in a thousand runs.
    pairs = [(counts, their_counts), (first, their_first[theirs])]
    for low, high in GROUPS[1:5]:
        ours_here, theirs_here = (counts >= low) & (counts <= high), (their_counts >= low) & (their_counts <= high)
        pairs.append((last[ours_here], their_last[theirs_here]))
        pairs.append((first[ours_here[buyers]], their_first[theirs_here]))
    assert len(pairs) == 10
    assert min(ks_2samp(ours, others).pvalue for ours, others in pairs) > 0.0001


# --- properties ------------------------------------------------------------------------------------------------------

shape = st.floats(0.05, 5)
parameters = st.builds(BgNbd, r=shape, alpha=st.floats(0.5, 20), a=shape, b=shape)
sizes = st.integers(1, 300)
seeds = st.integers(0, 2**32)
exposures = st.floats(0, 200)
COLUMNS = ("purchase_rate", "dropout_probability", "counts", "at", "left")


def same(one, other, columns=COLUMNS):
    for name in columns:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


def exposure_of(size, seed):
    return np.random.default_rng(seed).uniform(0, 100, size)


@given(parameters, sizes, seeds)
@settings(max_examples=sample(60, usually=15), deadline=None)
def test_a_history_is_ordered_inside_the_exposure_and_ends_where_the_customer_left(m, size, seed):
    exposure = exposure_of(size, seed)
    histories = bg_nbd(Block(seed, "any", 0, size), m, exposure)
    at, owner = histories.at, owners(histories)
    assert len(at) == histories.counts.sum() == histories.offsets[-1]
    assert histories.offsets[0] == 0 and (np.diff(histories.offsets) == histories.counts).all()
    assert (at > np.timedelta64(0, "ms")).all()
    assert (at.astype(np.int64) <= np.rint(exposure * MILLISECONDS_A_WEEK)[owner]).all()
    assert (np.diff(at)[np.diff(owner) == 0] >= np.timedelta64(0, "ms")).all()
    leavers = ~np.isnat(histories.left)
    assert (histories.counts[leavers] > 0).all()
    np.testing.assert_array_equal(histories.left[leavers], at[histories.offsets[1:][leavers] - 1])
    assert ((histories.dropout_probability > 0) & (histories.dropout_probability <= 1)).all()


@given(parameters, sizes, sizes, seeds)
@settings(max_examples=sample(60, usually=15), deadline=None)
def test_a_larger_block_begins_with_the_smaller_one(m, size, more, seed):
    exposure = exposure_of(size + more, seed)
    small = bg_nbd(Block(seed, "any", 0, size), m, exposure[:size])
    large = bg_nbd(Block(seed, "any", 0, size + more), m, exposure)
    for name in COLUMNS:
        ours = getattr(small, name)
        np.testing.assert_array_equal(ours, getattr(large, name)[: len(ours)], err_msg=name)
    np.testing.assert_array_equal(small.offsets, large.offsets[: size + 1])


def test_a_block_alone_is_the_block_within_its_world():
    world = [bg_nbd(block, CDNOW, 39) for block in blocks(7, "any", BLOCK_SIZE + 1000)]
    same(bg_nbd(Block(7, "any", 1, 1000), CDNOW, 39), world[1])
    assert (world[0].purchase_rate[:1000] != world[1].purchase_rate).all()


@given(parameters, parameters, exposures, exposures, seeds)
@settings(max_examples=sample(30, usually=15), deadline=None)
def test_one_variate_never_shifts_another(m, other, exposure, longer, seed):
    block = Block(seed, "any", 0, 100)
    histories = bg_nbd(block, m, exposure)
    same(histories, bg_nbd(block, BgNbd(m.r, m.alpha, other.a, other.b), longer), ["purchase_rate"])
    same(histories, bg_nbd(block, BgNbd(other.r, other.alpha, m.a, m.b), longer), ["dropout_probability"])
    block.generator("another table", "waits").random(1000)
    same(histories, bg_nbd(block, m, exposure))


def test_the_global_generator_is_left_alone():
    before = np.random.get_state()
    bg_nbd(Block(1, "any", 0, 100), CDNOW, 39)
    for part, now in zip(before, np.random.get_state(), strict=True):
        np.testing.assert_array_equal(part, now)


def test_a_dropout_chance_too_small_for_a_float_means_that_nobody_leaves():
    histories = bg_nbd(Block(1, "any", 0, 2000), BgNbd(1, 1, 1e-3, 1), 10)
    assert histories.dropout_probability.min() == np.finfo(float).tiny
    assert np.isnat(histories.left[histories.dropout_probability < 1e-9]).all()


def test_a_few_milliseconds_hold_their_purchases_too():
    exposure = 5 / MILLISECONDS_A_WEEK
    at = bg_nbd(Block(1, "any", 0, 100), BgNbd(20, 1e-8, 1, 20), exposure).at.astype(np.int64)
    assert len(at) > 500 and set(at) == {1, 2, 3, 4, 5}


def test_running_sums_may_wrap_round(monkeypatch):
    # At 2**36 ticks the sum passes 2**63 only after 134 million purchases; finer ticks bring it there after 8,192.
    block, m = Block(1, "any", 0, 1000), BgNbd(50, 1, 0.01, 10)
    histories = bg_nbd(block, m, 4)
    monkeypatch.setattr("casekit.world.theory.bg_nbd._TICKS", 2.0**50)
    wrapped = bg_nbd(block, m, 4)
    assert histories.offsets[-1] > 100_000
    np.testing.assert_array_equal(wrapped.counts, histories.counts)
    assert np.abs(wrapped.at - histories.at).max() <= np.timedelta64(1, "ms")


# --- bad input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [0, -1, float("nan"), float("inf"), "1", None, True])
@pytest.mark.parametrize("name", ["r", "alpha", "a", "b"])
def test_parameters_are_positive_numbers(name, value):
    with pytest.raises(CaseError, match=f"^{name} must be a positive number; .* was given.$"):
        BgNbd(**({"r": 1, "alpha": 1, "a": 1, "b": 1} | {name: value}))


@pytest.mark.parametrize("exposure", [-1, float("nan"), float("inf"), "long", None, [1.0, 2.0], np.ones((3, 1))])
def test_exposure_is_one_number_or_one_a_customer(exposure):
    with pytest.raises(CaseError, match="^exposure_weeks must be one number of weeks, .* 3 customers; .* was given.$"):
        bg_nbd(Block(1, "any", 0, 3), CDNOW, exposure)


def test_absurdly_many_purchases_are_refused_before_they_are_drawn():
    with pytest.raises(CaseError, match="at most 10,000 purchases a customer; 1,000,000 was given"):
        bg_nbd(Block(1, "any", 0, 3), BgNbd(1, 1, 1, 1), 1e6)
