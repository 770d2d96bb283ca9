"""Two dealers with one revenue: equal to the cent wherever it can be, short where it cannot, and honest about it."""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np
import pytest
from thoroughness import sample

from casekit.cases import groups
from casekit.cases.harley import HARLEY
from casekit.measure.retention import ShiftedBetaGeometric
from casekit.world.engine.streams import Block
from casekit.world.systems import bucket
from casekit.world.systems.bucket import Dealer, LeakyBucket, Riders

RULES = HARLEY[groups.Bucket]
GOOD, QUARTERS = RULES.good, RULES.quarters
SEEDS = (1, 2, 3)
each_seed = pytest.mark.parametrize("seed", SEEDS)


def block(seed: int) -> Block:
    return Block(seed, "harley", 0, RULES.riders)


def everybody(seed: int, dealer: int) -> Riders:
    return bucket.everybody(block(seed), RULES, dealer)


@cache
def system(seed: int) -> LeakyBucket:
    return LeakyBucket(HARLEY, block(seed))


def keeping(seed: int) -> Dealer:
    return system(seed).keeps


def leaking(seed: int, decay: float = 0.5, newcomers: float = 8.0, price: float = 0.1, **more) -> Dealer:
    return system(seed).run(decay=decay, newcomers=newcomers, price=price, **more).leaks


def revenue(dealer: Dealer) -> np.ndarray:
    """Cents by quarter."""
    cents = np.zeros(QUARTERS, dtype=np.int64)
    np.add.at(cents, dealer.quarter, dealer.cents)
    return cents


def kept(dealer: Dealer) -> np.ndarray:
    """Share of the riders of the start in each quarter."""
    return (dealer.left[dealer.joined < 0][:, None] > np.arange(QUARTERS)).mean(axis=0)


@each_seed
def test_the_same_bytes_again(seed):
    one, other = (everybody(seed, bucket.LEAKS) for _ in range(2))
    for field in ("joined", "stays", "patience", "rider", "quarter", "cents"):
        assert getattr(one, field).tobytes() == getattr(other, field).tobytes()


def test_other_seeds_and_the_other_dealer_have_other_riders():
    patience = {everybody(seed, bucket.LEAKS).patience[:4_000].tobytes() for seed in SEEDS}
    patience |= {everybody(seed, bucket.KEEPS).patience[:4_000].tobytes() for seed in SEEDS}
    assert len(patience) == 2 * len(SEEDS)


@pytest.mark.parametrize("seed", SEEDS[: sample(len(SEEDS), usually=1)])
@pytest.mark.parametrize(
    ("decay", "newcomers", "price"), list(product((0.0, 0.3, 0.5, 1.0), (1, 3, 8), (0.0, 0.15, 0.4)))
)
def test_the_revenue_is_equal_to_the_cent_or_short_by_what_is_said(seed, decay, newcomers, price):
    wanted, leaks = revenue(keeping(seed))[:GOOD], leaking(seed, decay, newcomers, price)
    assert (revenue(leaks)[:GOOD] + leaks.short[:GOOD] == wanted).all()
    assert (leaks.short >= 0).all() and not leaks.short[GOOD:].any()
    assert leaks.cents.min() >= 1
    if newcomers == 8:
        assert not leaks.short.any()
    came = np.bincount(leaks.joined[leaks.joined >= 0], minlength=QUARTERS)
    ordinary = bucket.ordinary_newcomers(block(seed), RULES, bucket.LEAKS)
    assert (came <= np.maximum(ordinary, newcomers * RULES.newcomers)).all()
    assert (came[GOOD:] == ordinary[GOOD:]).all()
    assert leaks.price.max() <= 1 + price + 1e-9


@each_seed
def test_a_quarter_is_short_only_when_all_means_are_spent(seed):
    leaks = leaking(seed, 0.8, newcomers=2, price=0.1)
    short = np.flatnonzero(leaks.short)
    came = np.bincount(leaks.joined[leaks.joined >= 0], minlength=QUARTERS)
    assert len(short) >= 3
    assert (came[short] == 2 * RULES.newcomers).all()
    assert leaks.price[short] == pytest.approx(1 + 0.1 * short / (GOOD - 1))


@each_seed
def test_a_promotion_that_lasts_keeps_the_revenue_equal_and_one_that_ends_is_the_same_before(seed):
    wanted, lasting, ending = revenue(keeping(seed)), leaking(seed, lasts=QUARTERS), leaking(seed)
    assert (revenue(lasting) == wanted).all() and not lasting.short.any()
    assert (revenue(ending)[:GOOD] == wanted[:GOOD]).all() and (revenue(ending)[GOOD:] < wanted[GOOD:]).all()
    early = [dealer.joined < GOOD for dealer in (lasting, ending)]
    assert (lasting.id[early[0]] == ending.id[early[1]]).all()


@each_seed
def test_who_was_fetched_is_beyond_those_who_came_unasked_and_leaves_more_easily(seed):
    leaks = leaking(seed, fickle=4.0)
    came = np.bincount(leaks.joined[leaks.joined >= 0], minlength=QUARTERS)
    fetched = np.bincount(leaks.joined[leaks.fetched], minlength=QUARTERS)
    assert (fetched == np.maximum(came - leaks.usual, 0)).all() and fetched[:GOOD].sum() > 1_000
    new = (leaks.joined >= 0) & (leaks.joined < GOOD)
    again = [(leaks.left > leaks.joined + 1)[new & (leaks.fetched == yes)] for yes in (True, False)]
    error = np.sqrt(sum(some.mean() * (1 - some.mean()) / len(some) for some in again))
    assert again[1].mean() - again[0].mean() > 4 * error
    assert not keeping(seed).fetched.any()


@each_seed
def test_whose_newcomers_leave_more_easily_needs_more_of_them(seed):
    fetched = [int(leaking(seed, fickle=fickle).fetched.sum()) for fickle in (1.0, 2.0, 4.0)]
    assert fetched[0] < fetched[1] < fetched[2]


@each_seed
def test_without_decay_the_two_are_alike_within_chance(seed):
    keeps, leaks = keeping(seed), leaking(seed, decay=0.0)
    error = np.sqrt(kept(keeps) * (1 - kept(keeps)) * 2 / RULES.riders)
    assert (np.abs(kept(keeps) - kept(leaks)) <= 4 * error + 1e-9).all()
    assert abs(revenue(leaks)[-1] / revenue(keeps)[-1] - 1) < 0.1


@each_seed
def test_the_gap_grows_with_decay(seed):
    last = [kept(leaking(seed, decay))[GOOD - 1] for decay in np.linspace(0, 1, 6)]
    after = [revenue(leaking(seed, decay))[-1] for decay in np.linspace(0, 1, 6)]
    assert (np.diff(last) < 0).all() and (np.diff(after) < 0).all()


@each_seed
def test_riders_are_there_when_they_buy_and_come_every_quarter(seed):
    for dealer in (keeping(seed), leaking(seed)):
        at, who = dealer.quarter, dealer.rider
        assert ((at >= dealer.joined[who]) & (at < dealer.left[who])).all()
        assert (np.diff(who * QUARTERS + at) >= 0).all()
        visits = np.unique(who * QUARTERS + at)
        stays = np.minimum(dealer.left, QUARTERS) - np.maximum(dealer.joined, 0)
        assert len(visits) == stays.sum()
        assert (dealer.left > np.maximum(dealer.joined, 0)).all()


def test_newcomers_stay_as_the_model_says():
    """Over twelve worlds, against the shifted-beta-geometric survival; 4 standard errors."""
    joined, left = [], []
    for seed in range(12):
        dealer = bucket.keeping(block(seed), RULES, everybody(seed, bucket.KEEPS))
        joined.append(dealer.joined), left.append(dealer.left)
    joined, left = np.concatenate(joined), np.concatenate(left)
    first = joined == 0
    model = ShiftedBetaGeometric(RULES.alpha, RULES.beta, 0.0).survival(np.arange(QUARTERS)) / 100
    stayed = (left[first][:, None] > np.arange(QUARTERS)).mean(axis=0)
    assert (np.abs(stayed - model) <= 4 * np.sqrt(model * (1 - model) / first.sum()) + 1e-9).all()


def test_riders_of_the_start_are_survivors():
    """They leave less than newcomers: those who leave early have left."""
    dealer = keeping(1)
    old, new = dealer.joined < 0, dealer.joined == 0
    assert (dealer.left[old] > 4).mean() > (dealer.left[new] > 4).mean()
    assert dealer.joined.min() >= -RULES.oldest


def test_tickets_and_counts_are_as_assumed():
    riders = everybody(5, bucket.KEEPS)
    mean = riders.cents.mean() / 100
    assert abs(mean - RULES.ticket) < 4 * RULES.ticket / np.sqrt(RULES.ticket_shape * len(riders.cents))
    quarters = len(np.unique(riders.rider * QUARTERS + riders.quarter))
    spread = np.sqrt((RULES.extra + RULES.extra**2 * QUARTERS / RULES.extra_shape) / quarters)
    assert abs(len(riders.cents) / quarters - 1 - RULES.extra) < 4 * spread
