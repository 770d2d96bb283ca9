"""Newcomers who never change: their kinds, how long each kind stays, what they pay, and a cohort that is sorted."""

import math

import numpy as np
import pytest

from casekit.cases import groups
from casekit.cases.starbucks import STARBUCKS
from casekit.world.engine.streams import Block
from casekit.world.systems.cohort import A_YEAR, Cohort, shares_of_kinds
from casekit.world.theory.satisfaction_chain import Chain

NEWCOMERS = 60_000
LIFE = A_YEAR * np.array(STARBUCKS[groups.Satisfaction].life_years)  # months, by kind
VISITS, MONTHS = STARBUCKS[groups.Visits], STARBUCKS[groups.Newcomers].months
FAR = 4.5  # standard errors


def cohort(seed=1, newcomers=NEWCOMERS):
    return Cohort(STARBUCKS, Block(seed, "test", 0, newcomers))


@pytest.fixture(scope="module")
def system():
    return cohort()


@pytest.fixture(scope="module")
def lived(system):
    return system.run()


@pytest.fixture(scope="module")
def visited(system, lived):
    return system.visits(lived)


def within(hits, expected):
    """A share of hits, within so many standard errors of what is expected."""
    return abs(hits.mean() - expected) < FAR * math.sqrt(expected * (1 - expected) / len(hits))


def test_newcomers_are_of_the_kinds_that_leave_a_chain_whose_mix_stands_still(lived):
    chain, rules = Chain.of(STARBUCKS), STARBUCKS[groups.Membership]
    mix, _ = chain.settled
    channel = np.array(rules.channel_shares)
    base = sum(channel[group % len(channel)] / len(rules.places) * mix[group] for group in range(len(mix)))
    leave = base / LIFE
    assert shares_of_kinds(STARBUCKS) == pytest.approx(leave / leave.sum(), abs=1e-8)
    for code, expected in enumerate(shares_of_kinds(STARBUCKS)):
        assert within(lived.kind == code, expected)


@pytest.mark.parametrize("kind", range(len(LIFE)))
def test_each_kind_stays_as_long_as_is_published_and_is_never_sorted(lived, kind):
    stays = lived.stays[lived.kind == kind]
    assert set(lived.hazard[lived.kind == kind]) == {lived.hazard[lived.kind == kind][0]}
    for year in range(5):
        there = stays[stays > A_YEAR * year]
        assert within(there <= A_YEAR * (year + 1), -math.expm1(-A_YEAR / LIFE[kind]))


def test_nobodys_own_chance_changes_and_yet_the_cohort_loses_less_every_year(lived):
    assert all((lived.chance(year) == lived.chance(1)).all() for year in range(2, 6))
    count = np.array([(lived.stays > A_YEAR * year).sum() for year in range(6)])
    lost = 1 - count[1:] / count[:-1]
    assert (np.diff(lost) < 0).all() and lost[-1] < 0.6 * lost[0]


def test_where_all_are_alike_as_many_leave_in_the_first_year_and_in_every_other(system, lived):
    alike = system.run(differ=0.0)
    assert np.ptp(alike.hazard) < 1e-12
    each_year = -math.expm1(-A_YEAR * alike.hazard[0])
    assert within(lived.stays <= A_YEAR, each_year)
    for year in range(5):
        there = alike.stays[alike.stays > A_YEAR * year]
        assert within(there <= A_YEAR * (year + 1), each_year)


@pytest.mark.parametrize("wear", [-0.3, 0.2, 0.35])
def test_a_chance_that_changes_is_the_one_that_they_live_with(system, wear):
    found = system.run(differ=0.0, wear=wear)
    for year in range(1, 6):
        there = found.stays > A_YEAR * (year - 1)
        expected = min(-math.expm1(-A_YEAR * found.hazard[0]) * (1 + wear) ** (year - 1), 0.9)
        assert found.chance(year)[0] == pytest.approx(expected)
        assert within(found.stays[there] <= A_YEAR * year, expected)


def test_visits_begin_with_the_first_and_end_when_the_newcomer_leaves(lived, visited):
    same = np.diff(visited.newcomer) == 0
    assert (np.diff(visited.newcomer) >= 0).all() and (np.diff(visited.since)[same] >= 0).all()
    first = np.searchsorted(visited.newcomer, np.arange(NEWCOMERS))
    last = np.append(first[1:], len(visited.newcomer)) - 1
    left = np.isfinite(lived.stays)
    assert (visited.since[first] == 0).all()
    assert np.abs(visited.since[last][left] - lived.stays[left]).max() < 1e-6
    assert (lived.joined + visited.since[last] < MONTHS + 1e-6).all()
    assert (visited.cents > 0).all()


@pytest.mark.parametrize("kind", range(len(LIFE)))
def test_each_kind_comes_as_often_and_pays_as_much_as_is_published(lived, visited, kind):
    stayed = np.flatnonzero((lived.kind == kind) & (lived.stays > A_YEAR))
    chosen = np.isin(visited.newcomer, stayed) & (visited.since > 0) & (visited.since <= A_YEAR)
    counts = np.bincount(visited.newcomer[chosen], minlength=NEWCOMERS)[stayed]
    assert abs(counts.mean() - A_YEAR * VISITS.per_month[kind]) < FAR * counts.std() / math.sqrt(len(stayed))
    dollars = visited.cents[chosen] / 100
    assert abs(dollars.mean() - VISITS.ticket[kind]) < FAR * dollars.std() / math.sqrt(len(dollars))


def test_a_larger_cohort_begins_with_the_smaller_one():
    small, large = cohort(3, 500), cohort(3, 2_000)
    one, other = small.run(), large.run()
    assert (one.stays == other.stays[:500]).all() and (one.kind == other.kind[:500]).all()
    few, many = small.visits(one), large.visits(other)
    assert (few.cents == many.cents[: len(few.cents)]).all() and few.since == pytest.approx(
        many.since[: len(few.since)]
    )
