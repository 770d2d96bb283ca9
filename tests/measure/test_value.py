"""Spending and lifetime value: against published numbers, plain formulas, and customers drawn from the models."""

import numpy as np
import pandas as pd
import pytest
from foreign import HUGE, NUMBERS, forms, sentence
from scipy.optimize import minimize
from scipy.special import gammaln
from scipy.stats import chi2

from casekit.measure.ahead import purchases_ahead
from casekit.measure.value import BgNbd, GammaGamma, fit_bg_nbd, fit_gamma_gamma, lifetime_value, summarise

CDNOW = BgNbd(0.243, 4.414, 0.793, 2.426, -9582.4)
SPEND = GammaGamma(6.25, 3.74, 15.44, 0.0)
PLAIN = pd.DataFrame(
    {
        "frequency": [0, 2, 1, 5, 0, 26],
        "recency": [0, 30.5, 2, 30, 0, 30.75],
        "T": [39, 38.5, 30, 31, 5, 31],
        "mean_amount": [np.nan, 50, 20.5, 35, np.nan, 12],
    }
)


def spending(parameters, customers, generator, times=None):
    """A summary of customers who spend as the model says."""
    p, q, gamma = parameters
    times = generator.geometric(0.4, customers) if times is None else times
    mean = generator.gamma(p * times) / generator.gamma(q, 1 / gamma, customers) / times
    return pd.DataFrame({"frequency": times, "recency": 5.0, "T": 9.0, "mean_amount": mean})


def plain_log_likelihood(parameters, summary):
    """Of each customer: equation 1a of the note, as it stands."""
    (p, q, gamma), x, m = parameters, summary.frequency.to_numpy(float), summary.mean_amount.to_numpy(float)
    constant = gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(gamma)
    return constant + (p * x - 1) * np.log(m) + p * x * np.log(x) - (p * x + q) * np.log(gamma + x * m)


# --- spending --------------------------------------------------------------------------------------------------------


def test_the_published_mean_spend():
    """35.17, at estimates with more digits than the three that are printed."""
    off = [abs(GammaGamma(*given, 0.0).expected_spend(PLAIN)[0] - SPEND.expected_spend(PLAIN)[0])
           for given in ((6.255, 3.74, 15.44), (6.25, 3.745, 15.44), (6.25, 3.74, 15.445))]  # fmt: skip
    assert SPEND.expected_spend(PLAIN)[0] == pytest.approx(35.17, abs=0.005 + sum(off))


def test_expected_spend_lies_between_the_customers_own_mean_and_that_of_all():
    found, everybody = SPEND.expected_spend(PLAIN), 6.25 * 15.44 / 2.74
    again = PLAIN.frequency > 0
    weight = 2.74 / (6.25 * PLAIN.frequency + 2.74)
    mixed = weight * everybody + (1 - weight) * PLAIN.mean_amount.fillna(0)
    assert found.to_numpy() == pytest.approx(mixed.to_numpy())
    assert ((found - everybody) * (PLAIN.mean_amount - found))[again].min() > 0


@pytest.mark.parametrize(("seed", "true"), [(1, SPEND[:3]), (2, (2.0, 6.0, 80.0)), (3, (0.8, 1.5, 0.02))])
def test_the_fit_finds_the_parameters_of_drawn_customers(seed, true):
    """20,000 customers: the estimate's distance, by the information in the scores, is a chi-squared of 3."""
    summary = spending(true, 20_000, np.random.default_rng(seed))
    fitted = fit_gamma_gamma(summary)
    assert fitted.converged
    scores = [
        (plain_log_likelihood(np.array(true) * np.exp(step), summary)
         - plain_log_likelihood(np.array(true) * np.exp(-step), summary)) / 2e-4
        for step in 1e-4 * np.eye(3)
    ]  # fmt: skip
    away = np.log(np.array(fitted[:3]) / true)
    assert away @ (np.array(scores) @ np.array(scores).T) @ away < chi2.isf(1e-4, 3)


def test_the_log_likelihood_is_the_notes():
    summary = spending(SPEND[:3], 400, np.random.default_rng(4))
    fitted = fit_gamma_gamma(summary)
    assert fitted.log_likelihood == pytest.approx(plain_log_likelihood(fitted[:3], summary).sum(), rel=1e-11)
    other = minimize(
        lambda logs: -plain_log_likelihood(np.exp(logs), summary).sum(),
        np.log([5.0, 3.0, 20.0]), method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-9, "maxiter": 4_000},
    )  # fmt: skip
    assert fitted[:3] == pytest.approx(np.exp(other.x), rel=1e-3)


def test_the_unit_of_money_only_scales_and_who_bought_once_does_not_count():
    dollars = spending(SPEND[:3], 300, np.random.default_rng(5))
    cents = dollars.assign(mean_amount=100 * dollars.mean_amount)
    one, other = fit_gamma_gamma(dollars), fit_gamma_gamma(cents)
    assert other[:3] == pytest.approx((one.p, one.q, 100 * one.gamma), rel=1e-5)
    once = pd.DataFrame({"frequency": 0, "recency": 0, "T": [3, 4], "mean_amount": [np.nan, 0.0]})
    assert fit_gamma_gamma(pd.concat([dollars, once])) == one


def test_customers_who_hardly_differ_go_to_the_bound_and_the_fit_says_so():
    generator = np.random.default_rng(6)
    alike = pd.DataFrame({"frequency": 3, "recency": 1, "T": 9, "mean_amount": generator.gamma(6, 5, 40)})
    fitted = fit_gamma_gamma(alike)
    assert not fitted.converged and "not converged" in repr(fitted)
    assert fitted.expected_spend(alike).to_numpy() == pytest.approx(alike.mean_amount.mean(), rel=0.01)


def test_purchases_by_the_thousand():
    """Of whom so much is known, the model says their own mean."""
    summary = spending(SPEND[:3], 500, np.random.default_rng(7), times=np.tile([1, 1_000], 250))
    expected = fit_gamma_gamma(summary).expected_spend(summary)
    assert expected[1::2].to_numpy() == pytest.approx(summary.mean_amount[1::2].to_numpy(), rel=0.02)


@pytest.mark.parametrize(
    ("summary", "says"),
    [
        (
            None,
            "summary must be a table with frequency, recency, T, mean_amount, as summarise makes it; None was given",
        ),
        (PLAIN.drop(columns="mean_amount"), "mean_amount is not there"),
        (PLAIN.assign(mean_amount=np.nan), "mean_amount must be known for each customer with repeat purchases; 4 are"),
        (PLAIN.assign(mean_amount="much"), "mean_amount must be numbers; 'much'"),
        (PLAIN.assign(mean_amount=[0, 5, -7, 1, 2, 3]), "mean_amount must be zero or more; -7 was given"),
        (PLAIN.assign(mean_amount=np.inf), "mean_amount must be at most 1e.50"),
    ],
)
@pytest.mark.parametrize("measure", [fit_gamma_gamma, SPEND.expected_spend])
def test_a_summary_that_is_none_gets_a_sentence(measure, summary, says):
    with pytest.raises(ValueError, match=f"{says}.*\\.$"):
        measure(summary)


@pytest.mark.parametrize(
    ("summary", "says"),
    [
        (PLAIN.assign(mean_amount=0), "mean_amount must be 1e-09 or more where frequency is above 0; 0 was given"),
        (PLAIN.assign(mean_amount=7), "mean_amount must differ among customers; it is 7 for all"),
        (PLAIN.iloc[[0, 1]], "frequency must be above 0 for at least two customers; one has bought again"),
        (PLAIN.iloc[[0, 4]], "none has bought again"),
    ],
)
def test_amounts_that_tell_nothing_get_a_sentence(summary, says):
    assert says in sentence(lambda: fit_gamma_gamma(summary))


def test_an_infinite_mean_is_a_sentence():
    wide = GammaGamma(1.0, 0.9, 15.0, 0.0)
    says = "q must be above 1 for customers with frequency 0 to have a mean; it is 0.9: leave these customers out."
    assert (
        sentence(lambda: wide.expected_spend(PLAIN)) == sentence(lambda: lifetime_value(CDNOW, wide, PLAIN, 52)) == says
    )
    assert np.isfinite(wide.expected_spend(PLAIN[PLAIN.frequency > 0])).all()


@pytest.mark.parametrize("wrong", [0, -1.0, None, np.inf, "1"])
@pytest.mark.parametrize("name", ["p", "q", "gamma"])
def test_a_model_without_parameters_is_a_sentence(wrong, name):
    assert sentence(lambda: SPEND._replace(**{name: wrong}).expected_spend(PLAIN)).startswith(
        f"{name} must be a number"
    )


# --- lifetime value --------------------------------------------------------------------------------------------------


def test_without_a_discount_it_is_spend_times_purchases():
    found = lifetime_value(CDNOW, SPEND, PLAIN, 52, margin=0.3)
    expected = 0.3 * SPEND.expected_spend(PLAIN) * CDNOW.conditional_expected_purchases(52, PLAIN)
    np.testing.assert_allclose(found, expected)
    assert lifetime_value(CDNOW, SPEND, PLAIN, 0).tolist() == [0] * 6


@pytest.mark.parametrize(("periods", "discount"), [(52, 0.002), (260, 0.01), (10, 0.5), (1_000, 0.05), (0.5, 10.0)])
def test_each_purchase_is_discounted_to_its_own_day(periods, discount):
    """Against a sum over a thousand spells, each 2 % longer than the one before."""
    ends = np.append(0, np.geomspace(1e-8 * periods, periods, 1_000))
    x, age = (PLAIN[name].to_numpy(float)[:, None] for name in ("frequency", "T"))
    r, alpha, a, b = CDNOW[:4]
    ahead = purchases_ahead(a, b + x[:, 0], r + x[:, 0], ends / (alpha + age))
    plain = np.diff(ahead) @ (1 + discount) ** (-(ends[1:] + ends[:-1]) / 2)
    plain *= CDNOW.probability_alive(PLAIN) * SPEND.expected_spend(PLAIN)
    np.testing.assert_allclose(lifetime_value(CDNOW, SPEND, PLAIN, periods, discount), plain, rtol=1e-4)


def test_a_discount_takes_away_and_the_unit_of_time_only_scales():
    values = [lifetime_value(CDNOW, SPEND, PLAIN, 104, discount) for discount in (0, 1e-12, 0.001, 0.01, 0.1)]
    np.testing.assert_allclose(values[0], values[1], rtol=1e-9)
    assert all((more > less).all() for more, less in zip(values[1:], values[2:], strict=False))
    days = PLAIN.assign(recency=7 * PLAIN.recency, T=7 * PLAIN["T"])
    daily = lifetime_value(CDNOW._replace(alpha=7 * CDNOW.alpha), SPEND, days, 728, 1.01 ** (1 / 7) - 1)
    np.testing.assert_allclose(daily, values[3], rtol=1e-9)


def test_from_a_log_to_values():
    """Orders of several lines, some free, by customers with names; many bought once, some today."""
    generator = np.random.default_rng(8)
    customer, rate = np.arange(400), generator.gamma(1.0, 0.05, 400)
    rows = np.repeat(customer, 1 + generator.poisson(rate * 300))
    at = pd.Timestamp("2024-01-01", tz="CET") + pd.to_timedelta(generator.uniform(0, 366, len(rows)), unit="D")
    level = generator.gamma(4.0, 5.0, 400)
    amount = np.where(generator.random(len(rows)) < 0.05, 0, generator.gamma(3.0, level[rows] / 3))
    log = pd.DataFrame({"customer_id": [f"C{row:03}" for row in rows], "at": at, "amount": amount.round(2)})
    log = pd.concat([log, log.assign(amount=1.0)])
    summary = summarise(log, "2024-12-31", "M")
    repeats = summary[~(summary.mean_amount == 0)]
    values = lifetime_value(
        fit_bg_nbd(summary), fit_gamma_gamma(repeats), summary, periods=12, discount=0.01, margin=0.3
    )
    assert values.index.tolist() == sorted(log.customer_id.unique())
    assert (values > 0).all() and np.isfinite(values).all()


def test_the_index_stays():
    named = PLAIN.set_index(pd.Index(list("abcdef"), name="customer_id"))
    assert lifetime_value(CDNOW, SPEND, named, 52).index.equals(named.index)


@forms({name: form for name, form in NUMBERS.items() if isinstance(form([1, 2]), pd.Series)})
def test_amounts_in_any_form(form):
    given = PLAIN[PLAIN.frequency > 0]
    other = pd.DataFrame({name: form(column.tolist()) for name, column in given.items()})
    np.testing.assert_allclose(
        lifetime_value(CDNOW, SPEND, other, 9), lifetime_value(CDNOW, SPEND, given, 9), rtol=1e-9
    )
    assert fit_gamma_gamma(other) == pytest.approx(fit_gamma_gamma(given), rel=1e-9)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"fit": SPEND}, "fit must be a BgNbd, as its fit finds it; gamma-gamma: p 6.250"),
        ({"spend": CDNOW}, "spend must be a GammaGamma, as its fit finds it; BG/NBD: r 0.243"),
        ({"spend": 35.0}, "spend must be a GammaGamma"),
        ({"summary": None}, "summary must be a table"),
        ({"periods": -1}, "periods must be a number from 0; -1 was given"),
        ({"periods": np.inf}, "periods must be a number from 0, and at most 1e+09; inf was given"),
        ({"periods": None}, "periods must be a number from 0"),
        ({"periods": "52"}, "periods must be a number from 0; '52' was given"),
        ({"discount": -0.1}, "discount must be a number from 0; -0.1 was given"),
        ({"discount": 15}, "discount must be a number from 0, and at most 10; 15 was given"),
        ({"margin": 30}, "margin must be a number from 0, and at most 1; 30 was given"),
        ({"margin": np.nan}, "margin must be a number from 0"),
    ],
)
def test_arguments_that_are_none_get_a_sentence(arguments, says):
    sound = {"fit": CDNOW, "spend": SPEND, "summary": PLAIN, "periods": 52, "discount": 0.002, "margin": 0.3}
    assert sentence(lambda: lifetime_value(**sound | arguments)).startswith(says)


@pytest.mark.parametrize("wrong", [HUGE, True, pd.Timestamp(0)])
def test_a_horizon_of_another_kind_is_a_sentence(wrong):
    assert sentence(lambda: lifetime_value(CDNOW, SPEND, PLAIN, wrong)).startswith("periods must be a number from 0")
