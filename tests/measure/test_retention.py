"""Retention measures against published figures, and against counting by hand."""

import numpy as np
import pandas as pd
import pytest
from foreign import HUGE, bought, sentence
from hypothesis import given
from hypothesis import strategies as st

from casekit.measure.retention import ShiftedBetaGeometric, cohorts, fit_sbg, revenue_parts

HIGH_END = [100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1]
REGULAR = [100, 63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1]
BUYING = st.lists(st.tuples(st.integers(1, 6), st.integers(0, 1_000)), min_size=1, max_size=40)


def table(rows, amount=10.0):
    """Purchases from (customer, days since the first day of 2024)."""
    customer, days = zip(*rows, strict=True)
    at = pd.Timestamp("2024-01-01") + pd.to_timedelta(days, unit="D")
    return pd.DataFrame({"customer_id": customer, "at": at, "amount": amount})


@pytest.mark.parametrize(("survival", "alpha", "beta"), [(HIGH_END, 0.668, 3.806), (REGULAR, 0.704, 1.182)])
def test_the_published_pairs_to_three_digits(survival, alpha, beta):
    """Fader & Hardie 2007, two kinds of customers over seven renewals."""
    fitted = fit_sbg(survival)
    assert (round(fitted.alpha, 3), round(fitted.beta, 3)) == (alpha, beta)


@pytest.mark.parametrize("survival", [HIGH_END, REGULAR])
def test_shares_and_per_cent_are_the_same(survival):
    assert fit_sbg(np.array(survival) / 100) == pytest.approx(fit_sbg(survival), rel=1e-4)


def test_the_fit_finds_what_the_survival_was_made_of():
    true = ShiftedBetaGeometric(0.8, 14.0, 0.0)
    fitted = fit_sbg(true.survival(np.arange(13)))
    assert fitted[:2] == pytest.approx(true[:2], rel=1e-3)
    assert fitted.survival(40) == pytest.approx(true.survival(40), abs=0.01)


def test_the_fit_finds_the_parameters_of_drawn_customers():
    """10,000 customers with chances of their own; standard errors from repeated draws, 4 of them allowed."""
    generator = np.random.default_rng(8)
    fits = []
    for _ in range(20):
        left = generator.geometric(generator.beta(1.0, 4.0, 10_000))
        fits.append(fit_sbg([100 * (left > period).mean() for period in range(9)])[:2])
    error = np.std(fits, axis=0, ddof=1) / np.sqrt(len(fits))
    assert (np.abs(np.mean(fits, axis=0) - (1.0, 4.0)) < 4 * error + 0.01).all()


def test_retention_rises_though_nobody_becomes_more_loyal():
    survival = fit_sbg(REGULAR).survival(np.arange(8))
    assert (np.diff(survival[1:] / survival[:-1]) > 0).all()


def test_customers_who_hardly_differ_go_to_the_bound():
    fitted = fit_sbg([100, 50, 25, 12.5])
    assert fitted.alpha > 1_000 and fitted.survival(3) == pytest.approx(12.5, abs=0.01)


def test_the_log_likelihood_is_that_of_one_customer():
    fitted = fit_sbg([100, 80, 70])
    model = fitted.survival([0, 1, 2]) / 100
    expected = 0.2 * np.log(1 - model[1]) + 0.1 * np.log(model[1] - model[2]) + 0.7 * np.log(model[2])
    assert fitted.log_likelihood == pytest.approx(expected)


@pytest.mark.parametrize(
    ("survival", "sentence"),
    [
        ([], "at least 3 numbers"),
        ([100, 90], "at least 3 numbers"),
        (100, "at least 3 numbers"),
        ([[100, 90, 80]], "at least 3 numbers"),
        (["a", "b", "c"], "must be numbers"),
        (None, "at least 3 numbers"),
        ([100, np.nan, 80], "no missing values"),
        ([90, 80, 70], "must start at 100 .* it starts at 90"),
        ([0, 0, 0], "must start at 100"),
        ([100, 80, 85], "must never rise; it goes from 80 to 85"),
        ([100, 80, -5], "zero or more; -5 was given"),
        ([100, 100, 100], "nobody has left"),
        ([100, 0, 0], "everybody leaves at once"),
    ],
)
def test_a_survival_that_is_none_gets_a_sentence(survival, sentence):
    with pytest.raises(ValueError, match=f"{sentence}.*\\.$"):
        fit_sbg(survival)


@pytest.mark.parametrize("periods", [-1, 1.5, []])
def test_periods_are_whole_numbers(periods):
    with pytest.raises(ValueError, match="periods must be whole numbers"):
        fit_sbg(REGULAR).survival(periods)


def test_the_triangle_by_hand():
    triangle = cohorts(table([(1, 0), (1, 100), (1, 300), (2, 50), (3, 130), (3, 140), (3, 320)]))
    assert [str(cohort) for cohort in triangle.index] == ["2024Q1", "2024Q2"]
    assert triangle.loc["2024Q1"].tolist() == [2, 1, 0, 1]
    assert triangle.loc["2024Q2"].tolist()[:3] == [1, 0, 1]
    shares = cohorts(table([(1, 0), (1, 100), (2, 50)]), shares=True)
    assert shares.loc["2024Q1"].tolist() == [100, 50]


def test_what_is_not_known_yet_is_missing_and_not_zero():
    triangle = cohorts(table([(1, 0), (2, 200), (3, 1_000)]), unit="Q")
    for row, cohort in enumerate(triangle.index):
        known = (triangle.index[-1] - cohort).n + 1
        assert triangle.iloc[row].notna().tolist() == [column < known for column in triangle.columns]
    assert triangle.iloc[0].dropna().tolist()[1:] == [0] * (triangle.iloc[0].notna().sum() - 1)


@pytest.mark.parametrize(("unit", "cells"), [("M", 12), ("Q", 4), ("Y", 1)])
def test_months_quarters_and_years(unit, cells):
    triangle = cohorts(table([(1, day) for day in range(0, 366, 5)]), unit=unit)
    assert triangle.iloc[0].tolist() == [1] * cells
    assert triangle.index.freqstr.startswith(unit)


def test_one_customer_one_purchase():
    triangle = cohorts(table([(7, 3)]))
    assert triangle.shape == (1, 1) and triangle.iloc[0, 0] == 1
    assert revenue_parts(table([(7, 3)])).iloc[0, :4].tolist() == [10.0, 1, 1.0, 10.0]


@given(BUYING, st.sampled_from("MQY"))
def test_the_triangle_against_a_plain_count(rows, unit):
    purchases = table(rows)
    period = purchases["at"].dt.to_period(unit)
    first = period.groupby(purchases.customer_id).transform("min")
    since = [(one - other).n for one, other in zip(period, first, strict=True)]
    plain = purchases.groupby([first.rename("cohort"), pd.Series(since, name="since")]).customer_id.nunique()
    triangle = cohorts(purchases, unit)
    assert triangle[0].sum() == purchases.customer_id.nunique()
    stacked = {key: value for key, value in triangle.stack().items() if not pd.isna(value) and value}
    assert stacked == plain.to_dict()


@given(BUYING)
def test_the_parts_make_the_revenue(rows):
    purchases = table(rows, amount=[7.25 * customer for customer, _ in rows])
    parts = revenue_parts(purchases, "M")
    there = parts[parts.customers > 0]
    assert there.revenue.to_numpy() == pytest.approx((there.customers * there.frequency * there.ticket).to_numpy())
    assert parts.revenue.sum() == pytest.approx(purchases.amount.sum())


def test_lost_is_of_the_period_before():
    parts = revenue_parts(table([(1, 0), (2, 0), (3, 0), (1, 100), (4, 100), (4, 200)]))
    assert parts.lost.tolist() == pytest.approx([np.nan, 200 / 3, 50.0], nan_ok=True)


@pytest.mark.parametrize("measure", [cohorts, revenue_parts])
@pytest.mark.parametrize(
    ("purchases", "sentence"),
    [
        (table([(1, 1)]).iloc[:0], "at least one row; the table is empty"),
        (table([(1, 1)]).drop(columns="at"), "must have the columns .*; at is not there"),
        (table([(1, 1)]).drop(columns=["customer_id", "at"]), "customer_id, at is not there"),
        ([1, 2], r"must be a table with .*; \[1, 2\] was given"),
        (None, "must be a table"),
        (table([(1, 1)]).astype({"at": str}), "at must be datetimes"),
        (table([(1, 1), (2, 2)]).assign(at=[pd.NaT, pd.Timestamp("2025-01-01")]), "at must be known for each purchase"),
        (table([(1, 1)], amount=-5.0), "amount must be zero or more; -5 was given"),
        (table([(1, 1)], amount="five"), "amount must be numbers"),
    ],
)
def test_a_table_that_is_none_gets_a_sentence(measure, purchases, sentence):
    with pytest.raises(ValueError, match=f"{sentence}.*\\.$"):
        measure(purchases)


def test_unit_is_one_of_three():
    with pytest.raises(ValueError, match="unit must be one of 'Y', 'Q', 'M'; 'W' was given"):
        cohorts(table([(1, 1)]), unit="W")


def test_the_table_handed_in_is_not_changed():
    purchases = table([(2, 5), (1, 100)])
    before = purchases.copy()
    cohorts(purchases), revenue_parts(purchases)
    pd.testing.assert_frame_equal(purchases, before)


def test_customers_may_have_names_and_dates_a_time_zone():
    purchases = table([(1, 0), (1, 100), (2, 50)])
    named = purchases.assign(customer_id=purchases.customer_id.map({1: "Ada", 2: "Bo"}))
    zoned = named.assign(at=named["at"].dt.tz_localize("UTC"))
    pd.testing.assert_frame_equal(cohorts(zoned), cohorts(purchases))


def test_money_is_not_rounded():
    parts = revenue_parts(bought(at=pd.Timestamp("2025-01-01"), amount=[4.166667] * 3 + [0]).head(3))
    assert parts.revenue.item() == pytest.approx(12.500001, abs=1e-12)
    assert parts.ticket.item() == pytest.approx(4.166667, abs=1e-12)
    in_cents = revenue_parts(bought(at=pd.Timestamp("2025-01-01"), amount=[0.1, 0.2, 0.3, 0.1]))
    assert in_cents.revenue.item() == 0.7  # exactly, in any order


@pytest.mark.parametrize("unit", ["M", "Q"])
def test_a_date_that_stands_for_never_is_a_sentence(unit):
    never = bought(at=pd.to_datetime(["2024-01-10", "2024-04-02", "2024-02-20", "9999-12-31"]).astype("datetime64[s]"))
    says = "at must lie within 1,200 periods; the purchases reach from 2024-01-10 to 9999-12-31."
    assert sentence(lambda: cohorts(never, unit)) == sentence(lambda: revenue_parts(never, unit)) == says
    beyond = bought(at=np.array(["2024-01-10", "2024-04-02", "2024-02-20", "299000-12-31"], dtype="datetime64[s]"))
    assert sentence(lambda: cohorts(beyond, unit)).startswith("at must ")


def test_a_hundred_years_make_a_triangle():
    table = bought(at=pd.to_datetime(["1925-02-01", "1950-01-01", "2000-01-01", "2025-01-01"]))
    assert cohorts(table, "M").shape == (2, 1_200)


@pytest.mark.parametrize("wrong", ["no", 1, None, pd.NA, [True]])
def test_shares_is_true_or_false(wrong):
    assert sentence(lambda: cohorts(bought(), shares=wrong)).startswith("shares must be True or False; ")


@pytest.mark.parametrize("wrong", [["Q"], None, pd.NA, 3, "quarter", b"Q"])
def test_a_unit_of_another_type_is_a_sentence(wrong):
    assert sentence(lambda: cohorts(bought(), wrong)).startswith("unit must be one of 'Y', 'Q', 'M'; ")
    assert sentence(lambda: revenue_parts(bought(), wrong)).startswith("unit must be one of 'Y', 'Q', 'M'; ")


@pytest.mark.parametrize("wrong", [np.inf, None, np.nan, 100_001, "soon", True, [1, None], HUGE, pd.Timestamp(0)])
def test_periods_that_never_come_are_a_sentence(wrong):
    fitted = ShiftedBetaGeometric(1.0, 3.0, 0.0)
    assert sentence(lambda: fitted.survival(wrong)).startswith("periods must be whole numbers from 0 to 100,000; ")
    assert fitted.survival(100_000) == pytest.approx(100 * 3 / 100_003)


@pytest.mark.parametrize("wrong", [0, -1.0, None, np.inf, "1"])
def test_a_model_without_parameters_is_a_sentence(wrong):
    alpha, beta = ShiftedBetaGeometric(wrong, 1.0, 0.0), ShiftedBetaGeometric(1.0, wrong, 0.0)
    assert sentence(lambda: alpha.survival(3)).startswith("alpha must be a number above 0")
    assert sentence(lambda: beta.survival(3)).startswith("beta must be a number above 0")


def test_a_curve_of_a_million_periods_is_a_sentence():
    assert sentence(lambda: fit_sbg(np.linspace(1, 0.5, 1_000_000))).endswith("10,000 numbers; 1,000,000 were given.")
