"""The trial of recovery does what its parameters say, and the paradox is where the literature has it."""

import math

import numpy as np
import pytest

from casekit.cases import groups
from casekit.cases.amazon import AMAZON
from casekit.measure.effect import difference
from casekit.world.engine.streams import Block
from casekit.world.systems.recovery import Recovery

CUSTOMERS = 60_000
RULES, SERVICE = AMAZON[groups.Recovery], AMAZON[groups.Incidents]


def trial(seed=1, customers=CUSTOMERS, **given):
    return Recovery(AMAZON, Block(seed, "test", 0, customers)).run(**given)


def arms(leaving=0.1, delight=None, customers=CUSTOMERS):
    found = trial(customers=customers, leaving=leaving, delight=delight)
    return {
        (number, recovered): (found.score[chosen], found.buys[chosen])
        for number, recovered in ((0, False), (1, True), (1, False), (2, True), (2, False))
        if (chosen := (found.incidents == number) & (found.recovered == recovered)).any()
    }


def compared(what, group, **arguments):
    found = arms(**arguments)
    return difference(found[group][what], found[0, False][what])


def test_the_lot_is_fair():
    found = trial(leaving=0.1)
    counts = np.bincount(found.incidents, minlength=3)
    assert (abs(counts / CUSTOMERS - 1 / 3) < 4 * math.sqrt(2 / 9 / CUSTOMERS)).all()
    assert not found.recovered[found.incidents == 0].any()
    assert abs(found.recovered[found.incidents > 0].mean() - 0.5) < 4 * 0.5 / math.sqrt(counts[1:].sum())


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("recovered", [True, False])
def test_satisfaction_moves_by_what_the_parameters_say(number, recovered):
    found = compared(0, (number, recovered))
    given = (RULES.after_quick if recovered else RULES.after_nothing)[number - 1]
    assert abs(found.difference - given) < 4 * found.standard_error + 0.06  # a scale that ends at 10 cuts a little off


def test_the_paradox_holds_for_satisfaction_after_one_and_not_after_two():
    once, twice = compared(0, (1, True)), compared(0, (2, True))
    assert once.difference > 4 * once.standard_error
    assert twice.difference < -4 * twice.standard_error


def test_it_does_not_hold_for_what_they_buy():
    for number in (1, 2):
        found = compared(1, (number, True))
        assert found.difference < 0
    assert compared(1, (1, True), delight=1.5) == compared(1, (1, True), delight=0.0)


@pytest.mark.parametrize("recovered", [True, False])
def test_purchases_are_those_of_the_customers_who_stay_or_return(recovered):
    leaving = 0.4
    intends = SERVICE.would_return_quick if recovered else SERVICE.would_return_otherwise
    back = SERVICE.follow_through * sum(
        share * chance for share, chance in zip(SERVICE.severity_shares, intends, strict=True)
    )
    for number in (1, 2):
        expected = RULES.buys_again * (1 - leaving * (1 - back)) ** number
        buys = arms(leaving)[number, recovered][1]
        assert abs(buys.mean() - expected) < 4 * math.sqrt(expected * (1 - expected) / len(buys))


def test_where_nobody_leaves_over_it_all_buy_alike():
    for group in ((1, True), (1, False), (2, True), (2, False)):
        found = compared(1, group, leaving=0.0)
        assert abs(found.difference) < 4 * found.standard_error


def test_scores_are_on_the_scale_and_the_same_again():
    first, second = (trial(3, size, leaving=0.1, delight=1.5) for size in (500, 3_000))
    assert (first.score >= 0).all() and (first.score <= 10).all() and (first.score % 1 == 0).all()
    assert (first.score == second.score[:500]).all() and (first.buys == second.buys[:500]).all()
