"""Erlang C against published figures and exact sums, and what a contact log says against what is plainly in it."""

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from foreign import HUGE, sentence
from hypothesis import given
from hypothesis import strategies as st

from casekit.measure.service import (
    erlang_c,
    first_contact_resolution,
    handle_time,
    repeat_contacts,
    service_level,
)

TEXTBOOK = {"contacts": 100, "period_minutes": 30, "handle_seconds": 180, "agents": 14, "target_seconds": 20}


def a_log(**columns) -> pd.DataFrame:
    log = pd.DataFrame(
        {
            "contact_id": [1, 2, 3, 4, 5],
            "at": pd.Timestamp("2025-12-01"),
            "wait_seconds": [0, 5, 20, 21, 300],
            "handle_seconds": [100, 200, 300, 400, 500],
            "resolved": [True, True, False, True, True],
            "repeat_of": pd.array([None, None, None, 2, 3], dtype="Int64"),
        }
    )
    return log.assign(**columns)


# --- Erlang C --------------------------------------------------------------------------------------------------------


def test_the_published_centre_with_14_agents():
    """100 contacts in 30 minutes, of 180 seconds each: to six digits."""
    found = erlang_c(**TEXTBOOK)
    assert found.wait_probability == pytest.approx(0.1741319, abs=5e-8)
    assert found.service_level == pytest.approx(0.88835, abs=5e-6)
    assert found.mean_wait == pytest.approx(7.8359, abs=5e-5)
    assert found.occupancy == pytest.approx(0.7142857, abs=5e-8)


def test_the_published_centre_with_11_agents():
    found = erlang_c(**TEXTBOOK | {"agents": 11})
    assert found.wait_probability == pytest.approx(0.6821182, abs=5e-8)
    assert found.service_level == pytest.approx(0.3896138, abs=5e-8)


def exactly(load: Fraction, agents: int) -> Fraction:
    """The chance to wait, from the textbook's sums, in whole numbers."""
    terms = [Fraction(1)]
    for busy in range(1, agents + 1):
        terms.append(terms[-1] * load / busy)
    queueing = terms[-1] * agents / (agents - load)
    return queueing / (sum(terms[:-1]) + queueing)


@pytest.mark.parametrize(("agents", "spare"), [(1, "0.3"), (7, "0.001"), (60, "1.7"), (300, "12.345"), (1500, "20.5")])
def test_it_is_the_exact_sum_also_for_many_agents_and_fractional_loads(agents, spare):
    load = agents - Fraction(spare)
    contacts = load * 1800 / 250
    found = erlang_c(float(contacts), 30, 250, agents, 20)
    waits = exactly(load, agents)
    assert found.wait_probability == pytest.approx(float(waits), rel=1e-9)
    assert found.mean_wait == pytest.approx(float(waits * 250 / Fraction(spare)), rel=1e-9)
    assert 1 - found.service_level == pytest.approx(
        float(waits) * math.exp(-float(Fraction(spare)) * 20 / 250), rel=1e-9
    )


def test_thousands_of_agents_neither_overflow_nor_vanish():
    """In the Halfin-Whitt limit, n = load + b sqrt(load), the chance to wait tends to 1 / (1 + b Phi(b) / phi(b))."""
    load, b = 40_000.0, 1.0
    limit = 1 / (1 + b * 0.8413447460685429 / 0.24197072451914337)
    found = erlang_c(load, 60, 3600, round(load + b * math.sqrt(load)), 20)
    assert found.wait_probability == pytest.approx(limit, rel=0.01)
    assert erlang_c(10, 60, 3600, 5_000, 20) == (0, 1, 0, 10 / 5_000)


@given(st.floats(0, 500), st.floats(1, 900), st.integers(1, 300), st.floats(0, 600))
def test_it_is_a_probability_and_more_agents_help(contacts, handle, agents, target):
    try:
        found = erlang_c(contacts, 30, handle, agents, target)
    except ValueError as error:
        assert "never settles" in str(error) and contacts * handle / 1800 >= agents
        return
    more = erlang_c(contacts, 30, handle, agents + 1, target)
    assert 0 <= found.wait_probability <= 1 + 1e-12 and -1e-12 <= found.service_level <= 1 and found.mean_wait >= 0
    assert more.mean_wait <= found.mean_wait and more.service_level >= found.service_level


@pytest.mark.parametrize("agents", [10, 9, 1])
def test_more_work_than_agents_never_settles(agents):
    with pytest.raises(ValueError, match=r"^The queue never settles: .* 10.00 agents, and there (is|are) \d+; .*\.$"):
        erlang_c(**TEXTBOOK | {"agents": agents})


@pytest.mark.parametrize(
    ("argument", "wrong"),
    [
        ("contacts", -1), ("contacts", math.nan), ("contacts", "100"), ("period_minutes", 0), ("period_minutes", -30),
        ("handle_seconds", 0), ("handle_seconds", -180), ("handle_seconds", math.inf), ("agents", 0), ("agents", -3),
        ("agents", 13.5), ("agents", True), ("agents", math.nan), ("target_seconds", -1), ("target_seconds", None),
    ],
)  # fmt: skip
def test_what_is_no_centre_is_a_sentence(argument, wrong):
    with pytest.raises(ValueError, match=rf"^{argument} must be a .*; .* was given\.$"):
        erlang_c(**TEXTBOOK | {argument: wrong})


# --- the contact log -------------------------------------------------------------------------------------------------


def test_a_first_contact_resolves_if_it_is_ticked_and_nobody_calls_again():
    """1 is resolved; 2 is ticked and comes back; 3 is not ticked."""
    found = first_contact_resolution(a_log())
    assert found.share == pytest.approx(1 / 3)
    assert found.standard_error == pytest.approx(math.sqrt(1 / 3 * 2 / 3 / 3))


def test_repeats_of_what_is_not_in_the_log_are_no_first_contacts():
    late = a_log(repeat_of=pd.array([None, 99, 99, None, None], dtype="Int64"))
    assert first_contact_resolution(late).share == 1


def test_repeats_count_within_the_days_asked_and_problems_must_be_followed_as_long():
    """The repeat of 2 comes after 3 days, that of 3 after 1; the log ends on the 9th."""
    at = pd.to_datetime(["2025-12-09", "2025-12-01", "2025-12-02", "2025-12-04", "2025-12-03"])
    log = a_log(at=at, resolved=True)
    assert first_contact_resolution(log).share == pytest.approx(1 / 3)
    assert first_contact_resolution(log, within_days=2).share == pytest.approx(1 / 2)  # 1 is too young to be judged
    assert first_contact_resolution(log, within_days=3).share == 0
    with pytest.raises(ValueError, match="at least one first contact that can be followed"):
        first_contact_resolution(log, within_days=30)


def test_repeats_handle_time_and_service_level_are_plain_means():
    assert repeat_contacts(a_log()).share == pytest.approx(2 / 5)
    assert repeat_contacts(a_log()).standard_error == pytest.approx(math.sqrt(0.4 * 0.6 / 5))
    assert repr(handle_time(a_log())) == "mean 300.0 s, standard error 70.7 s"
    assert handle_time(a_log()) == (300, pytest.approx(np.std([100, 200, 300, 400, 500], ddof=1) / math.sqrt(5)))
    assert service_level(a_log(), 20) == pytest.approx(3 / 5)  # who waits as long as the target is within it


def test_the_standard_error_is_the_spread_over_logs():
    generator = np.random.default_rng(7)
    logs = [pd.DataFrame({"contact_id": range(400), "resolved": generator.random(400) < 0.7, "repeat_of": None})
            for _ in range(300)]  # fmt: skip
    found = [first_contact_resolution(log) for log in logs]
    spread, stated = np.std([one.share for one in found]), np.mean([one.standard_error for one in found])
    assert abs(spread / stated - 1) < 4 / math.sqrt(2 * 300)


def test_one_contact_is_a_log():
    one = a_log().head(1)
    assert first_contact_resolution(one) == (1, 0)
    assert repeat_contacts(one) == (0, 0)
    assert handle_time(one).mean == 100 and math.isnan(handle_time(one).standard_error)
    assert service_level(one, 20) == 1


MEASURES = {
    "first_contact_resolution": first_contact_resolution,
    "repeat_contacts": repeat_contacts,
    "handle_time": handle_time,
    "service_level": lambda log: service_level(log, 20),
}
each_measure = pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)


@each_measure
def test_an_empty_log_is_a_sentence(measure):
    with pytest.raises(ValueError, match="contacts must hold at least one contact; an empty log was given."):
        measure(a_log().head(0))


@each_measure
def test_a_missing_column_is_a_sentence(measure):
    with pytest.raises(ValueError, match=r"^contacts must have the columns .*; .* is missing\.$"):
        measure(pd.DataFrame({"customer_id": [1, 2]}))


@each_measure
def test_what_is_no_table_is_a_sentence(measure):
    with pytest.raises(ValueError, match="contacts must be a table, a row a contact; list was given."):
        measure([1, 2, 3])


@pytest.mark.parametrize("column", ["handle_seconds", "wait_seconds"])
def test_negative_and_missing_durations_are_a_sentence(column):
    measure = MEASURES["handle_time" if column == "handle_seconds" else "service_level"]
    with pytest.raises(ValueError, match=f"{column} must be zero or more; -5 was given."):
        measure(a_log(**{column: [1, 2, -5, 4, 5]}))
    with pytest.raises(ValueError, match=f"{column} must be known for each contact; 5 are missing."):
        measure(a_log(**{column: np.nan}))


def test_ids_that_come_twice_and_unknown_outcomes_are_a_sentence():
    with pytest.raises(ValueError, match="contact_id must be different for each contact"):
        first_contact_resolution(a_log(contact_id=1))
    with pytest.raises(ValueError, match="resolved must be known for each contact; 5 are missing."):
        first_contact_resolution(a_log(resolved=None))
    for wrong in (-1, 0, math.nan):
        with pytest.raises(ValueError, match="within_days must be a number above 0"):
            first_contact_resolution(a_log(), within_days=wrong)


@pytest.mark.parametrize("wrong", [1_000_001, 10**9, HUGE])
def test_more_agents_than_any_centre_has_are_a_sentence(wrong):
    says = sentence(lambda: erlang_c(**TEXTBOOK | {"agents": wrong}))
    assert says.startswith("agents must be a whole number from 1 to 1,000,000; ")
    assert erlang_c(**TEXTBOOK | {"agents": 1_000_000}).service_level == 1


@pytest.mark.parametrize("argument", TEXTBOOK)
@pytest.mark.parametrize(
    "wrong", [HUGE, pd.NA, np.timedelta64(5, "s"), pd.Timedelta("5s"), "00:03:20", [5], np.array([5])]
)
def test_what_is_no_number_is_a_sentence(argument, wrong):
    """NumPy counts a timedelta64 among the whole numbers, in whatever unit it is."""
    assert sentence(lambda: erlang_c(**TEXTBOOK | {argument: wrong})).startswith(f"{argument} must be a ")


def test_work_for_astronomically_many_is_a_short_sentence():
    assert "bring work for 1e+49 agents" in sentence(lambda: erlang_c(1e50, 30, 180, 14, 20))


@pytest.mark.parametrize("wrong", [10**6, HUGE, pd.Timedelta("5D"), "5"])
def test_more_days_than_a_log_has_are_a_sentence(wrong):
    assert sentence(lambda: first_contact_resolution(a_log(), wrong)).startswith("within_days must be a number above 0")
