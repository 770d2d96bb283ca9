"""A store that hides its bad reviews: what is expected of it against customers who live through it one by one."""

from __future__ import annotations

import math

import numpy as np
import pytest

from casekit import open_case
from casekit.cases.amazon import AMAZON
from casekit.cases.groups import Reviews, Showing
from casekit.world.theory.showing import STARS, course, stars_felt

REVIEWS, RULES = AMAZON[Reviews], AMAZON[Showing]
QUALITY = np.random.default_rng(1).beta(*REVIEWS.quality_shape, 60)
SALES = np.full(60, 1 / 60)


def year(**given):
    return course(QUALITY, SALES, REVIEWS, RULES, **{"shown": 0.0, **given})


def test_stars_are_those_that_the_world_gives():
    """The normal distribution cut at the half stars, against the buyers of one world whose parcels came in time."""
    case = open_case("amazon", customers=3_000, dials={"late": 0.0})
    truth = case.reveal()
    felt = case.purchases[["product_id"]].assign(felt=truth.purchases.felt.astype(float)).dropna()
    expected = stars_felt(truth.products.quality.to_numpy(), REVIEWS.star_spread)
    for product in felt.product_id.value_counts().index[:20]:
        given = felt.felt[felt.product_id == product]
        wanted = len(given) * expected[product - 1]
        found = np.array([(given == stars).sum() for stars in STARS])
        few = 4  # where hardly any are expected, the distribution is no normal one
        assert (abs(found - wanted) < 4.5 * np.sqrt(wanted) + few).all()


def test_shares_of_stars_add_up():
    shares = stars_felt(np.linspace(0, 1, 11), 0.8)
    assert shares.shape == (11, 5) and (shares >= 0).all()
    assert shares.sum(axis=1) == pytest.approx(np.ones(11))
    assert (np.diff(shares @ STARS) > 0).all()


def test_with_all_reviews_shown_the_store_sells_as_the_rules_say():
    plain = year(shown=1.0)
    assert plain.bought[0] == pytest.approx(RULES.per_month)
    assert year(shown=1.0, heed=0.3).bought[0] == pytest.approx(RULES.per_month)


def test_pages_show_the_mean_of_the_reviews_that_are_left():
    written = stars_felt(QUALITY, REVIEWS.star_spread) * np.array(REVIEWS.reviews)
    left = written.copy()
    left[:, : RULES.bad] = 0
    all_of_them, some = (rows @ STARS / rows.sum(axis=1) for rows in (written, left))
    sells = SALES * (1 + RULES.heed) ** (some - all_of_them)
    hidden = year()
    assert hidden.shown == pytest.approx(sells @ some / sells.sum())
    assert hidden.bought[0] == pytest.approx(RULES.per_month * sells.sum())


def test_what_is_expected_is_the_mean_of_customers_who_live_through_it():
    generator, customers = np.random.default_rng(7), 40_000
    felt = stars_felt(QUALITY, REVIEWS.star_spread)
    written = felt * np.array(REVIEWS.reviews)
    left = written * np.where(STARS <= RULES.bad, 0.0, 1.0)
    page, full = (rows @ STARS / rows.sum(axis=1) for rows in (left, written))
    rate = RULES.per_month * SALES * (1 + RULES.heed) ** (page - full)
    there, expected = np.ones(customers, dtype=bool), year()
    for month in range(6):
        bought = generator.poisson(rate.sum(), customers) * there
        who = np.repeat(np.arange(customers), bought)
        product = generator.choice(len(rate), len(who), p=rate / rate.sum())
        stars = 1 + (generator.random(len(who))[:, None] > np.cumsum(felt[product], axis=1)[:, :-1]).sum(axis=1)
        returned = generator.random(len(who)) < np.array(REVIEWS.returns)[stars - 1]
        goes = generator.random(len(who)) < RULES.lets_go * np.maximum(page[product] - stars, 0)
        spread = 4 * math.sqrt(bought.var() / customers)
        assert abs(bought.mean() - expected.bought[month]) < spread
        assert abs(returned.sum() / customers - expected.returned[month]) < 4 * math.sqrt(returned.sum()) / customers
        there[who[goes]] = False
        gone = 1 - there.mean()
        assert abs(gone - expected.left[month]) < 4 * math.sqrt(gone * (1 - gone) / customers)


def test_where_nobody_leaves_and_nobody_heeds_nothing_changes():
    still = year(lets_go=0.0, heed=0.0)
    assert still.bought.tolist() == pytest.approx([RULES.per_month] * 12) and still.left.tolist() == [0.0] * 12
    assert (still.kept == still.bought - still.returned).all()


@pytest.mark.parametrize("name", ["lets_go", "heed"])
def test_the_more_is_hidden_the_more_is_sold_at_first_and_the_more_leave(name):
    parts = [year(shown=part, **{name: 0.08}) for part in (1.0, 0.6, 0.3, 0.0)]
    assert all(one.kept[0] < other.kept[0] for one, other in zip(parts, parts[1:], strict=False))
    assert all(one.left[-1] < other.left[-1] for one, other in zip(parts, parts[1:], strict=False))
    assert all(one.shown < other.shown for one, other in zip(parts, parts[1:], strict=False))


def test_there_is_a_break_even_between_nobody_leaves_and_everybody_does():
    def ahead(lets_go):
        return year(lets_go=lets_go).kept.sum() / year(shown=1.0, lets_go=lets_go).kept.sum() - 1

    ladder = [ahead(chance) for chance in (0.0, 0.01, 0.02, 0.04, 0.08)]
    assert ladder[0] > 0 > ladder[-1] and all(np.diff(ladder) < 0)
