"""The BG/NBD model against published numbers, the paper's own formulas, and customers drawn from it."""

import numpy as np
import pandas as pd
import pytest
from foreign import HUGE, NUMBERS, forms, sentence
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.special import betaln, gammaln, hyp2f1
from scipy.stats import chi2

from casekit.measure.ahead import purchases_ahead
from casekit.measure.value import BgNbd, fit_bg_nbd

CDNOW = BgNbd(0.243, 4.414, 0.793, 2.426, -9582.4)
DIGITS = np.array([0.0005, 0.0005, 0.0005, 0.0005])  # by which each printed parameter may be off
PLAIN = pd.DataFrame(
    {"frequency": [0, 2, 1, 5, 0, 26], "recency": [0, 30.5, 2, 30, 0, 30.75], "T": [39, 38.5, 30, 31, 5, 31]}
)


def customer(frequency, recency, T):
    return pd.DataFrame({"frequency": [frequency], "recency": [recency], "T": [T]})


def off(value):
    """How far `value`, a function of the model, may be from the published one, as the paper prints its parameters."""
    given, here = np.array(CDNOW[:4]), value(CDNOW)
    return sum(abs(value(CDNOW._replace(**{name: one + digits})) - here)
               for name, one, digits in zip(CDNOW._fields, given, DIGITS, strict=False))  # fmt: skip


def drawn(parameters, customers, generator, watched=(26, 39)):
    """A summary of customers who do what the model says, purchase by purchase."""
    r, alpha, a, b = parameters
    rate, leaves = generator.gamma(r, 1 / alpha, customers), generator.beta(a, b, customers)
    T, time = generator.uniform(*watched, customers), np.zeros(customers)
    frequency, recency, there = np.zeros(customers), np.zeros(customers), np.arange(customers)
    while there.size:
        time[there] += generator.exponential(1 / rate[there])
        there = there[time[there] <= T[there]]
        frequency[there] += 1
        recency[there] = time[there]
        there = there[generator.random(there.size) >= leaves[there]]
    return pd.DataFrame({"frequency": frequency, "recency": recency, "T": T})


def plain_log_likelihood(parameters, summary):
    """Of each customer: equation 6 of the paper, as it stands."""
    r, alpha, a, b = parameters
    x, recency, T = (summary[name].to_numpy(float) for name in ("frequency", "recency", "T"))
    first = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + betaln(a, b + x) - betaln(a, b)
    left = np.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * np.log(alpha + recency)
    return first + np.logaddexp(-(r + x) * np.log(alpha + T), np.where(x > 0, left, -np.inf))


# --- published numbers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("t", "published", "half"),
    [(0.1429, 0.0078, 5e-5), (1, 0.0532, 5e-5), (3, 0.1506, 5e-5), (31.8571, 1.0405, 5e-5), (32, 1.0437, 5e-5),
     (78, 1.858, 5e-4)],
)  # fmt: skip
def test_published_expected_purchases(t, published, half):
    def value(model):
        return model.expected_purchases(t)

    assert value(CDNOW) == pytest.approx(published, abs=half + off(value))


def test_published_chances():
    assert CDNOW.purchase_probability(0, 39) == pytest.approx(0.5737864, abs=5e-8)  # at the printed parameters
    often = customer(26, 30.857, 31)

    def alive(model):
        return model.probability_alive(often).item()

    assert alive(CDNOW) == pytest.approx(0.968852, abs=5e-7 + off(alive))


@pytest.mark.parametrize(
    ("t", "seen", "published", "half"),
    [(39, (2, 30.43, 38.86), 1.226, 5e-4), (52, (26, 30.857, 31), 25.7566, 5e-5)],
)
def test_published_conditional_expectations(t, seen, published, half):
    def value(model):
        return model.conditional_expected_purchases(t, customer(*seen)).item()

    assert value(CDNOW) == pytest.approx(published, abs=half + off(value))


# --- the paper's formulas --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("parameters", [CDNOW[:4], (2.0, 5.0, 0.4, 0.7), (0.6, 40.0, 3.0, 1.5)])
def test_expectations_are_those_of_the_closed_form(parameters):
    r, alpha, a, b = parameters
    model, t = BgNbd(*parameters, 0.0), np.array([0.5, 4, 30, 200])
    z = t / (alpha + t)
    closed = (a + b - 1) / (a - 1) * (1 - (alpha / (alpha + t)) ** r * hyp2f1(r, b, a + b - 1, z))
    assert model.expected_purchases(t) == pytest.approx(closed, rel=1e-9)
    x, age, alive = PLAIN.frequency, PLAIN["T"], model.probability_alive(PLAIN)
    still = ((alpha + age) / (alpha + age + 20)) ** (r + x)
    still *= hyp2f1(r + x, b + x, a + b + x - 1, 20 / (alpha + age + 20))
    closed = (a + b + x - 1) / (a - 1) * (1 - still) * alive
    assert model.conditional_expected_purchases(20, PLAIN).to_numpy() == pytest.approx(closed.to_numpy(), rel=1e-9)


@pytest.mark.parametrize(
    ("a", "b", "shape", "time", "exact"),
    [
        (1.0, 3.0, 2.0, 5.0, 4.26026727137671),  # the closed form is nothing divided by nothing
        (0.1, 1_000.0, 1_000.0, 30.0, 23320.4014953460),
        (0.8, 1_002.0, 1_000.2, 52 / 43, 859.486074924939),
        (0.1, 3.0, 1e3, 1e5, 19349090.840322),
        (1e4, 1e4, 3.0, 2.0, 1.75005000089821),
    ],
)
def test_expectations_where_the_closed_form_breaks_down(a, b, shape, time, exact):
    """Exact values by adaptive quadrature over pieces, to ten digits."""
    one = np.ones(1)
    assert purchases_ahead(a, b * one, shape * one, time * one[:, None]).item() == pytest.approx(exact, rel=1e-9)


@given(st.floats(-5, 5), st.floats(-5, 5), st.floats(-5, 5), st.floats(-9, 9))
def test_expectations_are_possible_ones(a, b, shape, time):
    """Between those of customers who never leave and of those who leave at the first purchase, and never falling."""
    a, b, shape, time = np.exp([a, b, shape, time])
    times = np.array([[0.0, time, 2 * time, 3 * time]])
    ahead = purchases_ahead(a, np.array([b]), np.array([shape]), times)[0]
    assert ahead[0] == 0 and (np.diff(ahead) >= -1e-9 * ahead[1]).all() and (np.diff(ahead, 2) < 1e-9 * ahead[1]).all()
    assert (ahead <= shape * times[0] * (1 + 1e-9)).all()
    assert (ahead >= -np.expm1(-shape * np.log1p(times[0])) * (1 - 1e-9)).all()


@pytest.mark.parametrize("model", [CDNOW, BgNbd(3.0, 0.5, 0.2, 0.3, 0.0), BgNbd(0.01, 100.0, 30.0, 2.0, 0.0)])
def test_chances_add_up_to_one_and_to_the_expectation(model):
    count = np.arange(4_000)
    chances = model.purchase_probability(count, 20.0)
    assert chances.sum() == pytest.approx(1) and (chances >= 0).all()
    assert (count * chances).sum() == pytest.approx(model.expected_purchases(20.0), rel=1e-8)
    assert model.purchase_probability([0, 1, 2], 0) == pytest.approx([1, 0, 0])


def test_the_log_likelihood_is_the_papers():
    summary = drawn(CDNOW[:4], 500, np.random.default_rng(2))
    fitted = fit_bg_nbd(summary)
    assert fitted.log_likelihood == pytest.approx(plain_log_likelihood(fitted[:4], summary).sum(), rel=1e-12)
    other = minimize(
        lambda logs: -plain_log_likelihood(np.exp(logs), summary).sum(),
        np.zeros(4), method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-9, "maxiter": 4_000, "maxfev": 4_000},
    )  # fmt: skip
    assert fitted.log_likelihood >= -other.fun - 1e-7
    assert fitted[:4] == pytest.approx(np.exp(other.x), rel=1e-3)


# --- fitting ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seed", "true"), [(1, CDNOW[:4]), (2, CDNOW[:4]), (3, (1.5, 6.0, 0.9, 5.0)), (4, (0.6, 3.0, 2.0, 1.5))]
)
def test_the_fit_finds_the_parameters_of_drawn_customers(seed, true):
    """20,000 customers: the estimate's distance, by the information in the scores, is a chi-squared of 4."""
    summary = drawn(true, 20_000, np.random.default_rng(seed))
    fitted = fit_bg_nbd(summary)
    assert fitted.converged
    scores = [
        (plain_log_likelihood(np.array(true) * np.exp(step), summary)
         - plain_log_likelihood(np.array(true) * np.exp(-step), summary)) / 2e-4
        for step in 1e-4 * np.eye(4)
    ]  # fmt: skip
    away = np.log(np.array(fitted[:4]) / true)
    assert away @ (np.array(scores) @ np.array(scores).T) @ away < chi2.isf(1e-4, 4)


def test_the_unit_of_time_only_scales():
    weeks = drawn(CDNOW[:4], 300, np.random.default_rng(5))
    days = weeks.assign(recency=7 * weeks.recency, T=7 * weeks["T"])
    one, other = fit_bg_nbd(weeks), fit_bg_nbd(days)
    assert other[:4] == pytest.approx((one.r, 7 * one.alpha, one.a, one.b), rel=1e-5)
    assert other.log_likelihood == pytest.approx(one.log_likelihood - weeks.frequency.sum() * np.log(7))
    ahead = one.conditional_expected_purchases(10, weeks), other.conditional_expected_purchases(70, days)
    np.testing.assert_allclose(*ahead, rtol=1e-5)


def test_holdout_purchases_are_those_expected():
    """20,000 customers, watched for 39 weeks and then for 39 more; their mean, in standard errors."""
    longer = drawn(CDNOW[:4], 20_000, np.random.default_rng(6), watched=(78, 78))
    expected = CDNOW.expected_purchases(78)
    assert abs(longer.frequency.mean() - expected) < 4 * longer.frequency.std() / np.sqrt(len(longer))


@pytest.mark.parametrize("customers", [2, 8])
def test_where_there_is_no_maximum_the_fit_says_so(customers):
    """Customers who bought at the same rate and are all still there: nobody differs, nobody leaves."""
    alike = pd.DataFrame({"frequency": [8] * customers, "recency": 39.0, "T": 39.0})
    fitted = fit_bg_nbd(alike)
    assert not fitted.converged
    assert repr(fitted).endswith("; not converged: the likelihood still rises where the search ended")
    assert fitted.conditional_expected_purchases(39, alike).to_numpy() == pytest.approx(8, rel=0.01)
    assert fitted.probability_alive(alike).min() > 0.99


def test_extreme_customers():
    extremes = [(1_000, 38.9, 39), (1, 1e-9, 39), (3, 39, 39), (0, 0, 0), (1, 1e-6, 1e-6)]
    usual = drawn(CDNOW[:4], 300, np.random.default_rng(7))
    summary = pd.concat([usual, *(customer(*extreme) for extreme in extremes)])
    fitted = fit_bg_nbd(summary)
    assert fitted.converged
    ahead, alive = fitted.conditional_expected_purchases(52, summary), fitted.probability_alive(summary)
    assert np.isfinite(ahead).all() and (ahead > 0).all() and ((alive > 0) & (alive <= 1)).all()
    assert alive.to_numpy()[summary.frequency == 0].min() == 1
    assert fitted.probability_alive(customer(1_000, 20, 39)).item() < 1e-100
    assert fitted.conditional_expected_purchases(0, summary).tolist() == [0] * len(summary)


@forms({name: form for name, form in NUMBERS.items() if isinstance(form([1, 2]), pd.Series)})
def test_summaries_in_any_form(form):
    other = pd.DataFrame({name: form(column.tolist()) for name, column in PLAIN.items()})
    assert fit_bg_nbd(other) == pytest.approx(fit_bg_nbd(PLAIN), rel=1e-9)
    found = CDNOW.conditional_expected_purchases(9, other)
    np.testing.assert_allclose(found, CDNOW.conditional_expected_purchases(9, PLAIN), rtol=1e-12)


def test_the_index_stays_and_the_summary_is_not_changed():
    named = PLAIN.set_index(pd.Index(list("abcdef"), name="customer_id"))
    before = named.copy()
    for found in (CDNOW.probability_alive(named), CDNOW.conditional_expected_purchases(3, named)):
        assert found.index.equals(named.index)
    pd.testing.assert_frame_equal(named, before)


# --- what is none ----------------------------------------------------------------------------------------------------

READ = {
    "fit": fit_bg_nbd,
    "probability_alive": CDNOW.probability_alive,
    "conditional": lambda summary: CDNOW.conditional_expected_purchases(3, summary),
}


@pytest.mark.parametrize("measure", READ.values(), ids=READ)
@pytest.mark.parametrize(
    ("summary", "says"),
    [
        (None, "summary must be a table with frequency, recency, T, as summarise makes it; None was given"),
        ([1, 2], "summary must be a table"),
        (PLAIN.iloc[:0], "at least one row"),
        (PLAIN.drop(columns="T"), "T is not there"),
        (pd.concat([PLAIN, PLAIN["T"]], axis=1), "T must be one column; the table has 2"),
        (PLAIN.assign(frequency="often"), "frequency must be numbers; 'often'"),
        (PLAIN.assign(frequency=0.5), "frequency must be whole numbers; 0.5 was given"),
        (PLAIN.assign(frequency=-1), "frequency must be zero or more; -1 was given|from 0"),
        (PLAIN.assign(recency=np.nan), "recency must be known for each customer; 6 are missing"),
        (PLAIN.assign(recency=5), "recency must be 0 where frequency is 0; 5 was given"),
        (PLAIN.assign(T=30.4), "recency must be at most T; 30.5 was given"),
        (PLAIN.assign(T=np.inf), "T must be from 0 to 1e.09; inf was given"),
        (PLAIN.assign(recency=0, T=0), "T must be 1e-09 or more where frequency is above 0; 0 was given"),
    ],
)
def test_a_summary_that_is_none_gets_a_sentence(measure, summary, says):
    with pytest.raises(ValueError, match=f"({says}).*\\.$"):
        measure(summary)


def test_too_few_to_fit_gets_a_sentence():
    assert "at least two customers" in sentence(lambda: fit_bg_nbd(customer(2, 30.43, 38.86)))
    assert "nobody has bought again" in sentence(lambda: fit_bg_nbd(PLAIN[PLAIN.frequency == 0]))


@pytest.mark.parametrize("wrong", [-1, None, np.nan, np.inf, 1e10, "soon", True, HUGE, pd.Timestamp(0)])
def test_a_time_that_is_none_is_a_sentence(wrong):
    assert sentence(lambda: CDNOW.expected_purchases(wrong)).startswith("t must be numbers from 0 to 1e+09; ") or (
        sentence(lambda: CDNOW.expected_purchases(wrong)).startswith("t must be from 0 to 1e+09; ")
    )
    assert sentence(lambda: CDNOW.conditional_expected_purchases(wrong, PLAIN)).startswith("t must be a number from 0")


def test_counts_and_times_that_do_not_go_together():
    assert "purchases and t must go together" in sentence(lambda: CDNOW.purchase_probability([1, 2, 3], [1, 2]))
    assert "purchases must be whole numbers" in sentence(lambda: CDNOW.purchase_probability(1.5, 2))
    assert "none was given" in sentence(lambda: CDNOW.purchase_probability([], 2))


@pytest.mark.parametrize("wrong", [0, -1.0, None, np.inf, "1", 1e13])
@pytest.mark.parametrize("name", ["r", "alpha", "a", "b"])
def test_a_model_without_parameters_is_a_sentence(wrong, name):
    model = CDNOW._replace(**{name: wrong})
    assert sentence(lambda: model.expected_purchases(3)).startswith(f"{name} must be a number from 1e-12")
    assert sentence(lambda: model.probability_alive(PLAIN)).startswith(f"{name} must be a number from 1e-12")
