"""Share of wallet against the published rule, the world's own, and markets whose brands follow Ehrenberg's laws."""

import math

import numpy as np
import pandas as pd
import pytest
from foreign import IDS, NUMBERS, alone, forms, sentence
from hypothesis import given, settings
from hypothesis import strategies as st
from thoroughness import sample

from casekit.case import open_case
from casekit.measure.wallet import (
    BY_ORDER_ALONE,
    correlation_by_construction,
    double_jeopardy,
    rank_brands,
    share_of_wallet,
    wallet_allocation,
)
from casekit.world.theory import wallet_allocation as theory
from casekit.world.theory.brand_choice import brand_shares

RATINGS = pd.DataFrame({"customer_id": [1, 1, 1, 2, 2], "brand": list("abcba"), "satisfaction": [9, 9, 4, 8, 6]})


@pytest.fixture(scope="module")
def harley():
    return open_case("harley", customers=5_000)


def drawn(shares):
    """Spending from shares, shape (customers, brands)."""
    customers, brands = shares.shape
    customer, brand = np.divmod(np.arange(shares.size), brands)
    return pd.DataFrame({"customer_id": customer, "brand": brand, "spend": shares.ravel()})


# --- the rule ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("brands", "per_cent"), [(1, [100]), (2, [66.7, 33.3]), (3, [50, 33.3, 16.7]), (4, [40, 30, 20, 10])]
)
def test_the_published_shares(brands, per_cent):
    """Keiningham, Aksoy, Buoye & Cooil 2011."""
    shares = np.atleast_1d(wallet_allocation(np.arange(1, brands + 1), brands))
    assert (100 * shares).round(1).tolist() == per_cent


def test_the_rule_is_that_of_the_world(harley):
    brands = np.arange(1, 41)[:, None]
    rank = np.clip(np.arange(2, 81) / 2, 1, brands)
    assert (wallet_allocation(rank, brands) == theory.wallet_allocation(rank, brands)).all()
    true = harley.reveal().brands
    ranked = rank_brands(true)
    assert (ranked["rank"] == true["rank"]).all()
    assert ranked.groupby("customer_id").share.sum().to_numpy() == pytest.approx(1)


@settings(max_examples=30)
@given(st.lists(st.integers(0, 10), min_size=1, max_size=8))
def test_equals_share_the_mean_of_their_places_and_all_add_up(scores):
    ranked = rank_brands(pd.DataFrame({"customer_id": 7, "brand": range(len(scores)), "satisfaction": scores}))
    strict = wallet_allocation(np.arange(1, len(scores) + 1), len(scores))
    shares = pd.Series(np.sort(np.atleast_1d(strict))[::-1]).groupby(sorted(scores, reverse=True)).mean()
    assert ranked.share.to_numpy() == pytest.approx(shares[scores].to_numpy())
    assert ranked.share.sum() == pytest.approx(1) and (ranked.brands == len(scores)).all()


def test_the_ranking_keeps_rows_and_labels():
    ranked = rank_brands(RATINGS.set_index(pd.Index([5, 3, 1, 2, 4])))
    assert ranked.index.tolist() == [5, 3, 1, 2, 4]
    assert ranked["rank"].tolist() == [1.5, 1.5, 3, 1, 2] and ranked.brand.tolist() == list("abcba")


@forms(IDS)
def test_ids_in_any_form(form):
    ids = form([1, 1, 1, 2, 2])
    assert rank_brands(RATINGS.assign(customer_id=ids))["rank"].tolist() == [1.5, 1.5, 3, 1, 2]
    brands = RATINGS.assign(customer_id=ids, brand=form([1, 2, 3, 2, 1]), spend=[5, 3, 1, 2, 4])
    assert correlation_by_construction(brands) == correlation_by_construction(
        brands.assign(customer_id=[1, 1, 1, 2, 2])
    )
    assert double_jeopardy(brands).buyers.tolist() == [2, 2, 1]


@forms(NUMBERS)
def test_columns_of_numbers_in_any_form(form):
    column = alone(form([9, 9, 4, 8, 6]))
    assert rank_brands(RATINGS.assign(satisfaction=column))["rank"].tolist() == [1.5, 1.5, 3, 1, 2]
    plain = RATINGS.assign(spend=RATINGS.satisfaction, purchases=RATINGS.satisfaction)
    table = RATINGS.assign(spend=column, purchases=column)
    assert correlation_by_construction(table) == pytest.approx(correlation_by_construction(plain))
    pd.testing.assert_frame_equal(double_jeopardy(table, 9), double_jeopardy(plain, 9))


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: wallet_allocation(0, 3), "rank must be whole or half numbers from 1 to brands; 0 was given."),
        (lambda: wallet_allocation([1, 4], 3), "rank must be whole or half numbers from 1 to brands; 4 was given."),
        (lambda: wallet_allocation(1.2, 3), "rank must be whole or half numbers from 1 to brands; 1.2 was given."),
        (lambda: wallet_allocation(1, 2.5), "brands must be whole numbers from 1 to 1,000,000; 2.5 was given."),
        (lambda: wallet_allocation(1, 0), "brands must be whole numbers from 1 to 1,000,000; 0 was given."),
        (
            lambda: wallet_allocation([1, 2], [3, 3, 3]),
            "rank and brands must go together; arrays of shape (2,) and (3,)",
        ),
        (lambda: wallet_allocation("first", 3), "rank must be numbers; 'first' was given."),
        (lambda: rank_brands(RATINGS[:0]), "ratings must have at least one row; the table is empty."),
        (lambda: rank_brands([1]), "ratings must be a table with customer_id, brand, satisfaction; [1] was given."),
        (
            lambda: rank_brands(RATINGS.assign(brand="a")),
            "each brand of a customer once; 'a' of customer 1 comes twice.",
        ),
        (lambda: rank_brands(RATINGS.assign(satisfaction=None)), "satisfaction must be known for each rating; 5 are"),
    ],
)
def test_ranks_that_are_none_get_a_sentence(call, says):
    assert says in sentence(call)


# --- shares -----------------------------------------------------------------------------------------------------------


def test_shares_of_customers_and_of_all():
    own, total = pd.Series([10.0, 300.0, 0.0, np.nan]), pd.Series([100.0, 400.0, 0.0, 5.0])
    assert share_of_wallet(own, total) == pytest.approx([0.1, 0.75, np.nan, np.nan], nan_ok=True)
    assert share_of_wallet(own.sum(), total[:3].sum()) == pytest.approx(0.62)
    assert share_of_wallet(0.1 + 0.2, 0.3) == 1


def test_shares_are_those_of_the_true_wallets(harley):
    wallets, own = harley.reveal().wallets, harley.company.title
    total = wallets.groupby("customer_id").spend.sum()
    here = wallets[wallets.brand == own].groupby("customer_id").spend.sum().reindex(total.index, fill_value=0)
    shares = share_of_wallet(here, total)
    assert ((shares >= 0) & (shares <= 1)).all() and 0.4 < share_of_wallet(here.sum(), total.sum()) < 0.9


@pytest.mark.parametrize(
    ("own", "total", "says"),
    [
        (5, 4, "own must be at most total; 5 was given."),
        (-1, 4, "own must be zero or more; -1 was given."),
        (1, np.inf, "total must be at most 1e+50; inf was given."),
        ([1, 2], [1, 2, 3], "own and total must go together; arrays of shape (2,) and (3,) were given."),
        (
            pd.Series([1, 2], index=[1, 2]),
            pd.Series([9, 9], index=[2, 1]),
            "total must have its rows in the order of own",
        ),
    ],
)
def test_amounts_that_are_none_get_a_sentence(own, total, says):
    assert says in sentence(lambda: share_of_wallet(own, total))


# --- what order alone makes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("brands", [2, 3, 4, 6])
def test_random_shares_correlate_by_their_order_alone(brands):
    """The square root of 3/4 for any number of brands, within four standard errors; and so are the errors."""
    generator = np.random.default_rng(brands)
    found = [correlation_by_construction(drawn(generator.dirichlet(np.ones(brands), 400))) for _ in range(60)]
    correlations, errors, _ = np.array(found).T
    assert abs(correlations.mean() - BY_ORDER_ALONE) < 4 * errors.mean() / math.sqrt(60) + 1 / 400
    assert correlations.std(ddof=1) == pytest.approx(errors.mean(), rel=4 / math.sqrt(2 * 59))


@pytest.mark.parametrize("brands", [2, 3, 4, 6, 50])
def test_the_root_of_three_quarters_by_arithmetic(brands):
    """A stick broken at random: its piece of rank r has the mean sum(1 / k, k from r on) / brands."""
    rule = wallet_allocation(np.arange(1, brands + 1), brands)
    pieces = np.cumsum((1 / np.arange(1, brands + 1))[::-1])[::-1] / brands
    covariance = (rule * pieces).mean() - 1 / brands**2
    variance = (brands - 1) / (brands**2 * (brands + 1))
    assert covariance / math.sqrt(rule.var() * variance) == pytest.approx(BY_ORDER_ALONE)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(0, 9)), min_size=1, max_size=20))
def test_the_correlation_against_a_plain_one(rows):
    spending = pd.DataFrame(rows, columns=["customer_id", "brand", "spend"])
    summed = spending.groupby(["customer_id", "brand"]).spend.sum()
    summed = summed[summed > 0]
    by = summed.groupby("customer_id")
    brands = by.transform("size")
    true, rule = summed / by.transform("sum"), (1 - by.rank(ascending=False) / (brands + 1)) * 2 / brands
    true, rule = true[brands > 1], rule[brands > 1]
    if true.index.get_level_values(0).nunique() < 2 or np.ptp(rule) == 0 or np.ptp(true) == 0:
        assert sentence(lambda: correlation_by_construction(spending)).startswith("spending must ")
    else:
        found = correlation_by_construction(spending.sample(frac=1, random_state=1))
        assert found.correlation == pytest.approx(np.corrcoef(true, rule)[0, 1])
        assert found.customers == true.index.get_level_values(0).nunique()


def test_amounts_that_add_up_to_the_same_are_equal():
    """Though .1 and .2 are not .3 to a computer."""
    table = pd.DataFrame({"customer_id": [1, 1, 1, 2, 2], "brand": list("aabab"), "spend": [1, 2, 3, 70, 10]})
    found = correlation_by_construction(table.assign(spend=table.spend / 10))
    assert found == pytest.approx(correlation_by_construction(table)) and found.correlation == pytest.approx(1)


def test_riders_own_spending_looks_like_a_proof(harley):
    """Ranked by what they spend, the rule fits any wallet: at Harley-Davidson, too, by construction."""
    wallets = harley.reveal().wallets
    assert correlation_by_construction(wallets).correlation > 0.85


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"spend": -1}, "spend must be zero or more; -1 was given."),
        ({"spend": 1}, "spending must differ between a customer's brands; all is spent alike."),
        ({"spend": 0}, "spending must have at least two customers with two brands; 0 was given."),
        ({"customer_id": 1}, "spending must have at least two customers with two brands; 1 was given."),
        ({"spend": None}, "spend must be known for each brand of a customer; 4 are missing."),
    ],
)
def test_spending_that_is_none_gets_a_sentence(change, says):
    table = pd.DataFrame({"customer_id": [1, 1, 2, 2], "brand": list("abab"), "spend": [1, 1, 1, 1]})
    assert sentence(lambda: correlation_by_construction(table.assign(**change))) == says


# --- double jeopardy --------------------------------------------------------------------------------------------------


def test_brands_by_hand():
    purchases = pd.DataFrame({"customer_id": [1, 1, 2, 3, 3, 4, 1], "brand": list("aaaaabb")})
    table = double_jeopardy(purchases, customers=10)
    assert table.index.tolist() == ["a", "b"] and table.buyers.tolist() == [3, 2]
    assert table.penetration.tolist() == [0.3, 0.2] and table.purchase_frequency.tolist() == pytest.approx([5 / 3, 1])
    assert table.standard_error.tolist() == pytest.approx([1 / 3, 0])
    assert table.share_of_requirements.tolist() == pytest.approx([5 / 6, 2 / 4])
    assert table.market_share.tolist() == pytest.approx([5 / 7, 2 / 7])
    constant = (5 / 3 * 0.7 + 0.8) / 2
    assert table.expected_frequency.tolist() == pytest.approx([constant / 0.7, constant / 0.8])
    counted = purchases.groupby(["customer_id", "brand"]).size().rename("purchases").reset_index()
    pd.testing.assert_frame_equal(double_jeopardy(counted, 10), table)
    nobody = pd.concat([counted, pd.DataFrame({"customer_id": [9], "brand": ["c"], "purchases": [0]})])
    pd.testing.assert_frame_equal(double_jeopardy(nobody[::-1], 10), table)


def test_one_buyer_and_a_brand_that_everybody_buys():
    table = double_jeopardy(pd.DataFrame({"customer_id": [1, 2, 2], "brand": ["all", "all", "some"]}))
    assert table.penetration.tolist() == [1, 0.5] and table.standard_error.isna().tolist() == [False, True]
    assert table.expected_frequency.isna().tolist() == [True, False] and table.expected_frequency["some"] == 1
    assert double_jeopardy(pd.DataFrame({"customer_id": [1], "brand": [1]})).expected_frequency.isna().all()


TOOTHPASTE = {  # brand: market share; then what the fitted model says of buyers, times they buy it, and buy any
    "Colgate DC": (0.25, 0.20, 1.82, 3.16), "Macleans": (0.19, 0.16, 1.76, 3.22), "Close Up": (0.10, 0.09, 1.68, 3.30),
    "Signal": (0.10, 0.09, 1.68, 3.30), "ultrabrite": (0.09, 0.08, 1.67, 3.31), "Gibbs SR": (0.08, 0.07, 1.66, 3.32),
    "Boots": (0.03, 0.03, 1.62, 3.37), "Sainsbury": (0.02, 0.02, 1.61, 3.38),
}  # fmt: skip


def test_the_toothpastes_of_goodhardt_ehrenberg_and_chatfield():
    """Customers drawn from the Dirichlet model of 1984 at its published parameters have its published figures.

    M 1.456 and K .779 follow from 56 % who buy toothpaste, 2.6 times; S 1.3 and the figures are those that the package
    NBDdirichlet gives, to two digits: S alone may so move a frequency by .02. Besides, four standard errors.
    """
    M, K, S, size = 0.56 * 2.6, 0.779, 1.3, 60_000
    assert 1 - (1 + M / K) ** -K == pytest.approx(0.56, abs=5e-4)
    generator = np.random.default_rng(8)
    share, buyers, often, any_brand = np.array([*TOOTHPASTE.values()]).T
    popularity = np.append(share, 1 - share.sum())
    own_shares = brand_shares(generator, popularity, S, np.ones((size, len(popularity)), dtype=bool))
    bought = generator.multinomial(generator.poisson(generator.gamma(K, M / K, size)), own_shares)
    customer, brand = np.nonzero(bought)
    names = np.array([*TOOTHPASTE, "other"])[brand]
    table = double_jeopardy(
        pd.DataFrame({"customer_id": customer, "brand": names, "purchases": bought[customer, brand]}), customers=size
    ).loc[[*TOOTHPASTE]]
    error = 4 * table.standard_error
    assert (np.abs(table.penetration - buyers) < 4 * np.sqrt(buyers / size) + 0.01).all()
    assert (np.abs(table.purchase_frequency - often) < error + 0.025).all()
    assert (np.abs(table.purchase_frequency / table.share_of_requirements - any_brand) < 3 * error + 0.05).all()
    line = (table.purchase_frequency * (1 - table.penetration)).mean() / (1 - table.penetration)
    assert (np.abs(table.purchase_frequency - line) < error + 0.06 * line).all()  # the line is a rule of thumb


@pytest.mark.parametrize("seed", range(1, sample(40, usually=6) + 1))
def test_rivals_of_harley_davidson_obey_the_line(seed):
    """Within four standard errors; and the largest is bought more often than the smallest, by more than chance."""
    case = open_case("harley", customers=5_000, seed=seed)
    wallets = case.reveal().wallets
    table = double_jeopardy(wallets[wallets.brand != case.company.title], customers=case.size)
    frequency, error = table.purchase_frequency, table.standard_error
    assert (np.abs(frequency - table.expected_frequency) < 4 * error).all()
    assert frequency.iloc[0] - frequency.iloc[-1] > 2 * math.hypot(error.iloc[0], error.iloc[-1])


@pytest.mark.parametrize(
    ("change", "customers", "says"),
    [
        ({}, 1, "customers must be a whole number from 2; 1 was given."),
        ({"purchases": -1}, None, "purchases must be zero or more; -1 was given."),
        ({"purchases": 0}, None, "purchases must hold at least one purchase; none was given."),
        ({"purchases": np.nan}, None, "purchases must be known for each row; 2 are missing."),
        ({"brand": None}, None, "brand must be known for each purchase; 2 are missing."),
    ],
)
def test_purchases_that_are_none_get_a_sentence(change, customers, says):
    table = pd.DataFrame({"customer_id": [1, 2], "brand": ["a", "b"], "purchases": [1, 1]}).assign(**change)
    assert sentence(lambda: double_jeopardy(table, customers)) == says
