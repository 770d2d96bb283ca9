"""What the voucher does, as the assumptions say, and what the company sees of it."""

import numpy as np
import pytest

from casekit import open_case
from casekit.cases.amazon import AMAZON
from casekit.cases.groups import Vouchers
from casekit.measure.effect import difference

RULES = AMAZON[Vouchers]
SURE = 4.5  # standard errors


@pytest.fixture(scope="module")
def case():
    return open_case("amazon", customers=40_000, seed=4)


@pytest.fixture(scope="module")
def both(case):
    """Each customer's two outcomes, with who they are and when they left for good."""
    truth = case.reveal()
    customers = truth.customers.merge(truth.offers, on="customer_id")
    came_back = customers.returned_at.notna()
    customers["gone_at"] = customers.left_at.where(~came_back, customers.left_again_at)
    customers["there"] = customers.gone_at.isna()
    return customers


def near(found, expected, error):
    return abs(found - expected) <= SURE * error


def near_share(hits, expected):
    return near(hits.mean(), expected, np.sqrt(expected * (1 - expected) / len(hits)))


def test_the_company_sees_the_outcome_that_the_lot_has_chosen(case):
    seen, true = case.offers, case.reveal().offers
    for what in ("orders", "spent", "profit"):
        chosen = np.where(seen.offered, true[f"{what}_if_offered"], true[f"{what}_if_not"])
        assert (seen[what].to_numpy() == chosen).all()


def test_the_lot_looks_at_nobody(case, both):
    assert near_share(case.offers.offered, RULES.offered)
    for what in (both.purchase_rate, both.there, both.profit_if_not, both.annoyance):
        gap = difference(what[case.offers.offered], what[~case.offers.offered])
        assert near(gap.difference, 0, gap.standard_error)


def test_without_a_voucher_they_go_on_as_bg_nbd_has_it(both):
    there = both[both.there]
    # A customer orders at rate r until they lapse, after each order with chance p: (1 - exp(-r p t)) / p in time t.
    chance = there.dropout_probability.clip(lower=1e-9)
    expected = -np.expm1(-there.purchase_rate * chance * RULES.weeks) / chance
    off = there.orders_if_not - expected
    assert near(off.mean(), 0, off.std() / np.sqrt(len(off)))
    assert (both.orders_if_not[~both.there] == 0).all()


def test_an_order_is_worth_what_the_customers_orders_are(both):
    ordered = both[both.orders_if_not > 0]
    ratio = ordered.spent_if_not / (ordered.orders_if_not * ordered.mean_amount)
    assert near(ratio.mean(), 1, ratio.std() / np.sqrt(len(ratio)))
    assert np.allclose(both.profit_if_not, RULES.margin * both.spent_if_not, atol=0.006)
    assert np.allclose(both.profit_if_offered, (RULES.margin - RULES.discount) * both.spent_if_offered, atol=0.006)


def test_who_has_just_left_comes_back_most_easily(both):
    end = np.datetime64("2026-01-01")
    gone = both[~both.there & (both.purchase_rate > 0.5)]  # who would order within the weeks, nearly all of them
    away = (end - gone.gone_at).dt.days / (365.25 / 12)
    surely_orders = 1 - np.exp(-RULES.weeks * gone.purchase_rate)
    expected = RULES.won_back * 0.5 ** (away / RULES.forgotten_months) * surely_orders
    off = (gone.orders_if_offered > 0) - expected
    assert near(off.mean(), 0, off.std() / np.sqrt(len(off)))
    early, late = (gone.orders_if_offered[part] > 0 for part in (away < 3, away > 18))
    assert early.mean() > 2 * late.mean() > 0


def test_it_adds_the_same_few_orders_to_all_who_stay_and_drives_some_away(both):
    there = both[both.there]
    more = there.orders_if_offered - there.orders_if_not
    # Who is driven away loses all orders; of those who would order often, that is seen.
    often = there[there.orders_if_not >= 5]
    assert near_share(often.orders_if_offered == 0, RULES.annoyed)
    stays = more[(more >= 0) & (there.orders_if_not > 0)]  # of whom it is known that they were not driven away
    heavy, light = (stays[part] for part in (there.purchase_rate > 1, there.purchase_rate < 0.3))
    gap = difference(heavy, light)
    assert near(gap.difference, 0, gap.standard_error)
    assert near(heavy.mean(), RULES.extra, heavy.std() / np.sqrt(len(heavy)))
