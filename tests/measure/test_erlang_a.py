"""Erlang A against published figures, exact sums over the states of the queue, and what is known of its limits."""

import itertools
import math
from decimal import Decimal, localcontext
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from foreign import HUGE, sentence
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import gammainc
from scipy.stats import poisson

from casekit.measure.service import erlang_a, erlang_c

TEXTBOOK = {"contacts": 100, "period_minutes": 30, "handle_seconds": 180, "patience_seconds": 300, "agents": 13}


class Exact(NamedTuple):
    waits: float
    abandoned: float
    line: float  # callers in it, on average
    served_wait: float


def exactly(load: float, agents: int, calls: float) -> Exact:
    """The steady state with 50 digits, summed over the callers in line; the mean patience is that of `calls` calls.

    With j in line before one, the j + 1 agents' calls that must end and the hang-ups before one come at the rates
    n + theta, ..., n + j theta, and one's own at theta each time: who is served has waited for all of them.
    """
    with localcontext(prec=50):
        load, theta = Decimal(load), 1 / Decimal(calls)
        full = Decimal(1)  # weight of the state with all busy and nobody in line
        fewer, weight = Decimal(0), full
        for busy in range(agents, 0, -1):
            weight *= busy / load
            fewer += weight
        waits = line = stays = served_wait = Decimal(0)
        state, ahead, wait = full, 0, Decimal(0)
        while state > waits * Decimal("1e-40"):
            waits += state
            line += ahead * state
            rate = agents + (ahead + 1) * theta
            wait += 1 / rate
            stays += state * agents / rate
            served_wait += state * agents / rate * wait
            state *= load / rate
            ahead += 1
        all_states = fewer + waits
        abandoned = (waits - stays) / all_states
        found = waits / all_states, abandoned, line / all_states, served_wait / all_states / (1 - abandoned)
        return Exact(*map(float, found))


# --- published figures and exact sums --------------------------------------------------------------------------------


def test_the_textbook_s_centre_with_13_agents_and_patience_of_five_minutes():
    found = erlang_a(**TEXTBOOK)
    assert found.wait_probability == pytest.approx(0.2257971, abs=5e-8)
    assert found.abandoned == pytest.approx(0.0249633, abs=5e-8)
    assert found.mean_wait == pytest.approx(7.4890, abs=5e-5)
    assert found.occupancy == pytest.approx(0.7500282, abs=5e-8)


def test_fifty_agents_and_48_calls_a_minute():
    """With patience of two minutes on average, a wait of 20.8 seconds becomes one of 3.7."""
    found = erlang_a(48, 1, 60, 120, 50)
    assert found.wait_probability == pytest.approx(0.4677741, abs=5e-8)
    assert found.abandoned == pytest.approx(0.0309122, abs=5e-8)
    assert found.mean_wait == pytest.approx(3.7095, abs=5e-5)
    assert erlang_c(48, 1, 60, 50, 20).mean_wait == pytest.approx(20.8, abs=0.05)


@pytest.mark.parametrize("agents", [1, 13, 300])
@pytest.mark.parametrize("calls", [0.001, 0.03, 0.3, 1, 3, 30, 100])
def test_it_is_the_exact_sum(agents, calls):
    for busy in (0.001, 0.3, 0.7, 0.95, 0.999, 1, 1.001, 1.05, 1.5, 10):
        is_the_exact_sum(agents, busy, calls)


def is_the_exact_sum(agents, busy, calls):
    load = busy * agents
    found = erlang_a(load, 1, 60, 60 * calls, agents)
    exact = exactly(load, agents, calls)
    assert found.wait_probability == pytest.approx(exact.waits, rel=1e-11, abs=0)
    assert found.abandoned == pytest.approx(exact.abandoned, rel=1e-11, abs=0)
    assert found.mean_wait == pytest.approx(exact.line / load * 60, rel=1e-11, abs=0)  # by Little's law
    assert found.mean_wait_served == pytest.approx(exact.served_wait * 60, rel=1e-10, abs=0)
    assert found.occupancy * agents == pytest.approx(load * (1 - exact.abandoned), rel=1e-11, abs=0)
    hang_ups = exact.line / (60 * calls)  # a second
    assert found.abandoned * load / 60 == pytest.approx(hang_ups, rel=1e-11, abs=0)


@pytest.mark.parametrize("agents", [1, 13, 300])
@pytest.mark.parametrize("busy", [0.8, 1, 1.5])
@pytest.mark.parametrize("calls", [0.03, 1, 30])
def test_the_service_level_is_that_of_the_incomplete_gamma_function(agents, busy, calls):
    """The waits offered to those who find all busy, u = exp(-x) of them: a gamma density, cut off at 1."""
    load = busy * agents
    found = erlang_a(load, 1, 60, 60 * calls, agents)
    a, z = agents * calls, load * calls
    for target in (0, 1, 20, 300):
        late = a / z * gammainc(a + 1, z * math.exp(-target / (60 * calls))) / gammainc(a, z)
        expected = 1 - found.abandoned - found.wait_probability * late
        assert found.service_level(target) == pytest.approx(expected, abs=1e-11)
    assert found.service_level(0) == pytest.approx(1 - found.wait_probability, abs=1e-12)
    assert found.service_level(1e50) == pytest.approx(1 - found.abandoned, abs=1e-12)


# --- limits ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("agents", [11, 14, 30, 1_000])
def test_endless_patience_is_erlang_c(agents):
    patient = erlang_a(100, 30, 180, 1e40, agents)
    expected = erlang_c(100, 30, 180, agents, 20)
    found = patient.wait_probability, patient.service_level(20), patient.mean_wait, patient.occupancy
    assert found == pytest.approx(expected, rel=1e-12, abs=0)
    assert patient.mean_wait_served == pytest.approx(expected.mean_wait, rel=1e-12, abs=0)


def test_the_more_patient_the_nearer_to_erlang_c():
    gaps = [erlang_c(48, 1, 60, 50, 20).mean_wait - erlang_a(48, 1, 60, 120 * 10**power, 50).mean_wait
            for power in range(6)]  # fmt: skip
    assert gaps == sorted(gaps, reverse=True) and 0 < gaps[-1] < 0.01


@pytest.mark.parametrize("agents", [1, 50, 10_000])
@pytest.mark.parametrize("calls", [1e20, 1e35, 1e48])
def test_exactly_enough_agents_for_endless_patience_lose_no_digits(agents, calls):
    """As many calls come in as can be ended: the offered wait is half of a normal curve, ever flatter."""
    found = erlang_a(agents, 1, 60, 60 * calls, agents)
    assert found.abandoned == pytest.approx(math.sqrt(2 / (math.pi * agents * calls)), rel=1e-9, abs=0)
    assert found.wait_probability == pytest.approx(1)


def test_without_any_patience_it_is_erlang_b():
    """Who finds all busy is lost: of 10 agents with work for 10, 21.458 % (published)."""
    found = erlang_a(10, 1, 60, 1e-12, 10)
    assert found.abandoned == pytest.approx(found.wait_probability) == pytest.approx(0.2145823, abs=5e-8)
    assert found.mean_wait < 1e-11 and found.service_level(0) == pytest.approx(1 - 0.2145823, abs=5e-8)


@pytest.mark.parametrize(("agents", "load"), [(10, 4), (1_000, 1_000), (1_000_000, 999_000), (1_000_000, 1_000_900)])
def test_where_patience_lasts_a_call_callers_are_poisson_and_a_million_agents_do_not_matter(agents, load):
    """Each caller there leaves at the same rate, being served or not: the number of them is Poisson."""
    found = erlang_a(load, 1, 60, 60, agents)
    assert found.wait_probability == pytest.approx(poisson.sf(agents - 1, load), rel=1e-8, abs=0)
    line = load * poisson.sf(agents - 1, load) - agents * poisson.sf(agents, load)
    assert found.abandoned == pytest.approx(line / load, rel=1e-6, abs=0)  # the sum in this test cancels


@pytest.mark.parametrize("busy", [1.05, 2, 50])
def test_a_queue_with_too_much_work_settles(busy):
    """With many agents it is as if callers were a fluid: what is too much hangs up, and all others wait alike."""
    found = erlang_a(10_000 * busy, 1, 60, 600, 10_000)
    assert found.abandoned == pytest.approx(1 - 1 / busy, rel=1e-3, abs=0)
    assert found.mean_wait == pytest.approx(600 * (1 - 1 / busy), rel=1e-3, abs=0)
    assert found.mean_wait_served == pytest.approx(600 * math.log(busy), rel=1e-2)
    assert (found.wait_probability, found.occupancy) == pytest.approx((1, 1), abs=1e-3)


@pytest.mark.parametrize("contacts", [0, 1e-200, 100, 1e30, 1e49])
def test_however_large_or_small_all_are_finite_and_nothing_gets_lost(contacts):
    for handle, patience, agents in itertools.product([1e-20, 180, 1e3], [1e-300, 1, 1e9], [1, 1_000]):
        is_finite_and_loses_nothing(contacts, handle, patience, agents)


def is_finite_and_loses_nothing(contacts, handle, patience, agents):
    found = erlang_a(contacts, 30, handle, min(patience, 1e50 * handle), agents)
    assert all(map(math.isfinite, found)) and min(found[:5]) >= 0
    assert max(found.wait_probability, found.abandoned, found.occupancy) <= 1 + 1e-12
    assert found.load == 0 or found.occupancy * agents / found.load == pytest.approx(1 - found.abandoned, abs=1e-12)
    assert found.mean_wait <= found.patience_seconds * (1 + 1e-12)


# --- more agents, more patience --------------------------------------------------------------------------------------


@given(st.floats(0.1, 500), st.floats(1, 900), st.floats(0.5, 5_000), st.integers(1, 300), st.floats(0, 600))
def test_more_agents_and_more_patience_change_what_they_should(contacts, handle, patience, agents, target):
    found = erlang_a(contacts, 30, handle, patience, agents)
    more = erlang_a(contacts, 30, handle, patience, agents + 1)
    longer = erlang_a(contacts, 30, handle, 1.5 * patience, agents)
    just = 1 + 1e-9
    for one in (found, more, longer):
        assert 0 <= one.service_level(target) <= 1 - one.abandoned + 1e-12
        assert 0 <= one.abandoned <= one.wait_probability <= just and one.occupancy <= just
    assert more.wait_probability <= found.wait_probability * just and more.abandoned <= found.abandoned * just
    assert more.mean_wait <= found.mean_wait * just and more.mean_wait_served <= found.mean_wait_served * just
    assert more.service_level(target) >= found.service_level(target) - 1e-9
    assert longer.abandoned <= found.abandoned * just and longer.mean_wait >= found.mean_wait / just
    assert longer.wait_probability >= found.wait_probability / just and longer.occupancy >= found.occupancy / just


# --- bad input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argument", "wrong"),
    [
        ("contacts", -1), ("contacts", math.nan), ("contacts", "100"), ("period_minutes", 0), ("handle_seconds", 0),
        ("handle_seconds", math.inf), ("patience_seconds", 0), ("patience_seconds", -1), ("patience_seconds", None),
        ("patience_seconds", math.inf), ("patience_seconds", True), ("agents", 0), ("agents", 13.5), ("agents", True),
        ("agents", 1_000_001),
    ],
)  # fmt: skip
def test_what_is_no_centre_is_a_sentence(argument, wrong):
    with pytest.raises(ValueError, match=rf"^{argument} must be a .*; .* was given\.$"):
        erlang_a(**TEXTBOOK | {argument: wrong})


@pytest.mark.parametrize("argument", TEXTBOOK)
@pytest.mark.parametrize(
    "wrong", [HUGE, pd.NA, np.timedelta64(5, "s"), pd.Timedelta("5s"), "00:03:20", [5], np.array([5])]
)
def test_what_is_no_number_is_a_sentence(argument, wrong):
    assert sentence(lambda: erlang_a(**TEXTBOOK | {argument: wrong})).startswith(f"{argument} must be a ")


@pytest.mark.parametrize("wrong", [-1, math.nan, math.inf, "20", None, pd.Timedelta("20s")])
def test_what_is_no_target_is_a_sentence(wrong):
    found = erlang_a(**TEXTBOOK)
    assert sentence(lambda: found.service_level(wrong)).startswith("target_seconds must be a number from 0")


def test_more_than_can_be_reckoned_with_is_a_sentence():
    says = sentence(lambda: erlang_a(1e50, 1e-9, 180, 300, 13))
    assert says == "contacts must bring work for at most 1e+50 agents; they bring work for 3e+59."
    says = sentence(lambda: erlang_a(100, 30, 1e-300, 300, 13))
    assert says == "patience_seconds must be a number above 0, and at most 1e-250; 300 was given."


@pytest.mark.parametrize("kind", [np.float32, np.float64, np.int64, np.uint8, int])
def test_numbers_of_any_kind_are_numbers(kind):
    given = {name: kind(value) if value < 256 else value for name, value in TEXTBOOK.items()}
    assert erlang_a(**given | {"agents": 13}) == erlang_a(**TEXTBOOK)
    assert all(type(value) in (float, int) for value in erlang_a(**given | {"agents": np.int64(13)}))
