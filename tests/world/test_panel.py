"""Panels of people with a given number of incidents: against the company's own service, and against arithmetic."""

import math

import numpy as np
import pytest

import casekit
from casekit.cases import groups
from casekit.cases.amazon import AMAZON
from casekit.measure.effect import ever
from casekit.world.engine.streams import Block
from casekit.world.systems.panel import Panel

RULES = AMAZON[groups.Incidents]
DEFAULTS = {"leaving": AMAZON.default("leaving"), "unvoiced": AMAZON.default("unvoiced")}


def panel(seed=1, people=60_000, times=1):
    return Panel(AMAZON, Block(seed, "test", 0, people), times)


def agree(one, other):
    """Two shares of things counted apart: within four standard errors of their difference."""
    p = np.concatenate((one, other)).mean()
    error = math.sqrt(p * (1 - p) * (1 / len(one) + 1 / len(other)))
    return abs(one.mean() - other.mean()) <= 4 * error


@pytest.fixture(scope="module")
def happened():
    return casekit.open_case("amazon", customers=60_000).reveal().experiences


@pytest.fixture(scope="module")
def lived():
    return panel().run(**DEFAULTS)


@pytest.mark.parametrize("what", ["noticed", "complained", "resolved", "left", "intends_return"])
def test_an_incident_takes_the_course_that_it_takes_in_the_company(happened, lived, what):
    assert agree(happened[what].to_numpy(), getattr(lived, what)[:, 0])


@pytest.mark.parametrize("group", [(0.0, 24.0), (24.0, np.inf), None], ids=["within a day", "later", "never settled"])
def test_intentions_by_speed_are_those_of_the_company(happened, lived, group):
    theirs, mine = happened.hours_to_resolve.fillna(np.inf).to_numpy(), lived.hours[:, 0]
    low, high = group or (np.inf, np.inf)
    for hours, intends in ((theirs, happened.intends_return.to_numpy()), (mine, lived.intends_return[:, 0])):
        chosen = (hours > low) & (hours < high) if group else np.isinf(hours)
        assert chosen.sum() > 1_000
        if hours is theirs:
            company = intends[chosen]
    assert agree(company, intends[chosen])


def test_hours_are_those_of_the_company(happened, lived):
    theirs = happened.hours_to_resolve.dropna()
    mine = lived.hours[np.isfinite(lived.hours)]
    error = RULES.resolution_hours * math.sqrt(1 / len(theirs) + 1 / len(mine))
    assert abs(theirs.mean() - mine.mean()) < 4 * error
    assert abs(mine.mean() - RULES.resolution_hours) < 4 * RULES.resolution_hours / math.sqrt(len(mine))


def test_who_means_to_come_back_does_so_as_often_as_in_the_company(happened, lived):
    """In the company some lapse while away, or the window ends first; of those who left early few."""
    early = happened[happened.left & happened.intends_return & (happened["at"] < "2025-01-01")]
    mine = lived.would_return[lived.intends_return]
    error = math.sqrt(RULES.follow_through * (1 - RULES.follow_through) / len(early))
    assert abs(mine.mean() - RULES.follow_through) < 4 * math.sqrt(0.24 / len(mine))
    assert RULES.follow_through - 0.1 - 4 * error < early.returned.mean() < RULES.follow_through + 4 * error
    assert not (lived.would_return & ~lived.intends_return).any()


@pytest.mark.parametrize("chance", [0.04, 0.2, 0.5])
def test_ever_left_is_the_formula(chance):
    first = panel(people=20_000, times=48).run(leaving=chance, unvoiced=0.9).first_left()
    for times in (1, 2, 9, 48):
        expected = ever(chance, times)
        assert abs((first <= times).mean() - expected) <= 4 * math.sqrt(expected * (1 - expected) / 20_000) + 1e-12


def test_at_0_and_1_nothing_is_left_to_luck():
    few = panel(people=1_000, times=3)
    nobody, all_of = few.run(leaving=0.0, unvoiced=1.0), few.run(leaving=1.0, unvoiced=0.0, resolved=1.0)
    assert not (nobody.left.any() or nobody.complained.any() or nobody.resolved.any())
    assert np.isinf(nobody.first_left()).all() and (all_of.first_left() == 1).all()
    assert all_of.left.all() and all_of.resolved.all() and np.isfinite(all_of.hours).all()
    assert (few.run(**DEFAULTS, follow_through=1.0).would_return == few.run(**DEFAULTS).intends_return).all()
    assert not few.run(**DEFAULTS, follow_through=0.0).would_return.any()
    assert (few.run(**DEFAULTS, resolution_hours=1e-9, resolved=1.0).hours < 1e-6).sum() == (
        few.run(**DEFAULTS).complained.sum()
    )


def test_where_everybody_complains_the_desk_knows_everybody_and_the_gap_grows_with_silence():
    gaps = []
    for unvoiced in (0.0, 0.3, 0.6, 0.9):
        one = panel().run(leaving=0.1, unvoiced=unvoiced)
        gaps.append(one.intends_return[one.complained].mean() - one.intends_return.mean())
    assert gaps[0] == 0
    assert all(less + 0.05 < more for less, more in zip(gaps, gaps[1:], strict=False))


def test_where_everybody_keeps_their_word_intention_is_behaviour_and_the_gap_grows():
    gaps = []
    for follow in (1.0, 0.7, 0.4, 0.0):
        one = panel().run(**DEFAULTS, follow_through=follow)
        gaps.append(one.intends_return.mean() - one.would_return.mean())
    assert gaps[0] == 0
    assert all(less + 0.05 < more for less, more in zip(gaps, gaps[1:], strict=False))


def test_same_arguments_same_people_and_the_first_of_many_are_the_few():
    few, many = panel(people=100, times=4).run(**DEFAULTS), panel(people=5_000, times=4).run(**DEFAULTS)
    for name in ("complained", "resolved", "hours", "intends_return", "left", "would_return", "returned"):
        assert (getattr(few, name) == getattr(many, name)[:100]).all()
    assert not (panel(seed=2, people=100, times=4).run(**DEFAULTS).intends_return == few.intends_return).all()
