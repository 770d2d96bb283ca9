"""The telephone centre against Erlang C where its assumptions hold, and against what each rule must do."""

from __future__ import annotations

import heapq

import numpy as np
import pandas as pd
import pytest
from world.centres import RULES, SIGMAS, UNTIL, calm_centre, open_centre, settled_by_day

from casekit.measure.service import erlang_c, first_contact_resolution, handle_time, repeat_contacts, service_level
from casekit.world.systems.centre import HOUR, MOST_CALLS, CallCentre, contact_log, truth


@pytest.fixture(scope="module")
def centre():
    return open_centre()


# --- Erlang C --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("agents", "busy"), [(4, 0.75), (12, 0.85)])
def test_under_erlangs_assumptions_the_waits_are_erlangs(agents, busy):
    """Even arrivals, exponential handle times, nobody calls again: days are independent, their means tell the error."""
    days = calm_centre(agents, busy).run(failing=0)
    assert not days.attempt.any() and days.solved.all()
    by_day = settled_by_day(days).groupby("day").wait
    expected = erlang_c(agents * busy, 4, 240, agents, target_seconds=20)
    for found, theory in (
        (by_day.mean(), expected.mean_wait),
        (by_day.agg(lambda wait: (wait > 0).mean()), expected.wait_probability),
        (by_day.agg(lambda wait: (wait <= 20).mean()), expected.service_level),
    ):
        assert abs(found.mean() - theory) < SIGMAS * found.std() / np.sqrt(len(found)), (found.mean(), theory)


def test_the_log_s_measures_are_the_days_own(centre):
    days = centre.run(target=RULES.target_seconds)
    log = contact_log(days, RULES, UNTIL)
    assert handle_time(log).mean == pytest.approx(days.handle.mean())
    assert service_level(log, 20) == pytest.approx((days.wait <= 20).mean())
    assert repeat_contacts(log).share == pytest.approx((days.attempt > 0).mean())
    assert len(log) == len(truth(days)) and (log.contact_id == truth(days).contact_id).all()
    assert log["at"].is_monotonic_increasing and log.contact_id.is_unique
    assert log["at"].dt.hour.between(8, 21).all() and log["at"].min().date() == pd.Timestamp("2025-12-22").date()


# --- dials: at 0 the metric is the truth, and the gap grows ----------------------------------------------------------


def test_if_every_call_solves_its_problem_calls_handled_are_problems_solved(centre):
    for target in (150, 240, None):
        days = centre.run(target=target, failing=0)
        assert len(days.solved) == days.solved.sum() == (days.attempt == 0).sum()
        log = contact_log(days, RULES, UNTIL)
        assert first_contact_resolution(log).share == log.resolved.mean() == days.solved.mean() == 1


@pytest.mark.parametrize("dial", ["failing", "repeats"])
def test_the_gap_between_calls_handled_and_problems_solved_grows(centre, dial):
    days = [centre.run(target=240, **{dial: value}) for value in (0, 0.25, 0.5, 0.75, 1)]
    gaps = [len(one.solved) - one.solved.sum() for one in days]
    assert gaps == sorted(set(gaps))


def test_a_shorter_target_shortens_the_wait_if_every_call_solves_its_problem(centre):
    waits = [centre.run(target=target, failing=0).wait.mean() for target in (180, 240, 300, 600)]
    assert waits == sorted(waits)


def test_the_company_s_count_flatters_more_the_shorter_the_calls(centre):
    gaps = []
    for target in (600, 360, 240, 180):
        days = centre.run(target=target)
        gaps.append(days.ticked.mean() - days.solved.mean())
    assert gaps == sorted(gaps) and gaps[0] > 0


# --- the same customers, whatever the rules --------------------------------------------------------------------------


def test_the_same_customers_call_first_at_the_same_moments(centre):
    frames = []
    for arguments in ({}, {"target": 150}, {"agents": 20}, {"repeats": 1.0}, {"failing": 0.3}):
        days = centre.run(**arguments)
        first = days.attempt == 0
        frames.append(np.stack([days.problem[first], days.day[first], days.second[first], days.need[first]]))
    assert all((frame == frames[0]).all() for frame in frames)


def test_more_time_never_makes_a_call_that_was_not_made_before(centre):
    made = []
    for target in (150, 200, 300, 600):
        days = centre.run(target=target)
        made.append(set(zip(days.problem.tolist(), days.attempt.tolist(), strict=True)))
        assert (days.handle == np.minimum(days.need, target)).all()
    assert made[0] > made[1] > made[2] > made[3]


def test_the_same_seed_gives_the_same_days_and_another_one_others():
    one, same, other = (contact_log(open_centre(seed).run(target=240), RULES, UNTIL) for seed in (3, 3, 4))
    pd.testing.assert_frame_equal(one, same)
    assert len(one) != len(other) or not one.equals(other)


def test_what_was_drawn_has_not_moved(centre):
    """Whole numbers throughout, so that these are the same on every machine."""
    days = centre.run(target=240)
    drawn = (len(days.problem), days.handle.sum(), days.wait.sum(), days.solved.sum())
    assert drawn == (23_554, 5_288_351, 3_191_757, 11_050)


# --- the course of a problem -----------------------------------------------------------------------------------------


def test_a_problem_is_called_about_until_it_is_solved_or_given_up():
    days = open_centre(days=25).run(target=200)
    calls = pd.DataFrame({"problem": days.problem, "attempt": days.attempt, "day": days.day, "solved": days.solved,
                          "gives_up": days.gives_up}).sort_values(["problem", "attempt"])  # fmt: skip
    whole = calls[calls.problem.isin(calls.problem[(calls.attempt == 0) & (calls.day < 5)])]  # their end may lie ahead
    for column in ("solved", "gives_up"):
        assert (whole.groupby("problem")[column].sum() <= 1).all()
    later = whole.groupby("problem").attempt.diff().dropna()
    assert (later == 1).all() and whole.attempt.max() == MOST_CALLS - 1
    before = whole.groupby("problem")[["solved", "gives_up", "day"]].shift()
    again = whole.attempt > 0
    assert not before.solved[again].astype(bool).any() and not before.gives_up[again].astype(bool).any()
    assert (whole.day[again] - before.day[again]).between(1, len(RULES.again_days)).all()


def test_the_first_day_that_counts_is_like_the_last(centre):
    """Callbacks of the days before are there from the start."""
    days = [open_centre(seed).run(target=240) for seed in range(12)]
    repeats = np.array([[(one.attempt[one.day == day] > 0).sum() for day in (0, one.days - 1)] for one in days])
    change = repeats[:, 1] - repeats[:, 0]
    assert abs(change.mean()) < SIGMAS * change.std(ddof=1) / np.sqrt(len(change))


@pytest.mark.parametrize("target", [200, None])
def test_the_chance_of_a_solution_is_the_labelled_curve(target):
    days = open_centre(days=20).run(target=target)
    greeting = RULES.greeting_seconds
    share = np.where(days.handle == days.need, 1, (days.handle - greeting) / np.maximum(days.need - greeting, 1))
    expected = RULES.solved * share**RULES.hurry
    first = days.attempt == 0
    error = np.sqrt((expected * (1 - expected))[first].sum())
    assert abs(days.solved[first].sum() - expected[first].sum()) < SIGMAS * error
    unsolved = ~days.solved
    error = np.sqrt(unsolved.sum() / 4)
    assert abs(days.ticked[unsolved].sum() - RULES.ticked * unsolved.sum()) < SIGMAS * error


# --- the queue -------------------------------------------------------------------------------------------------------


def test_callers_are_served_in_turn_by_as_many_agents_as_there_are(centre):
    days = centre.run(target=240, agents=11)
    today = days.day == 3
    begins = days.second[today] + days.wait[today]
    assert (np.diff(begins) >= 0).all() and (days.wait >= 0).all()
    ends: list[int] = []
    calls = zip(begins.tolist(), days.handle[today].tolist(), days.wait[today].tolist(), strict=True)
    for begin, handle, wait in calls:
        while ends and ends[0] < begin:
            heapq.heappop(ends)
        if wait:  # nobody waits while an agent is free: all are busy until one is done at this moment
            assert len(ends) == days.agents and heapq.heappop(ends) == begin
        elif len(ends) == days.agents:
            assert heapq.heappop(ends) == begin
        heapq.heappush(ends, begin + handle)


def test_the_line_is_as_long_as_the_waits_say(centre):
    """Little's law: the mean number in line over the day is the arrival rate times the mean wait."""
    days = centre.run(target=330)
    within = np.minimum(days.second + days.wait, days.open_seconds) - days.second
    expected = within.sum() / (days.open_seconds * days.days)
    assert days.in_line().mean() == pytest.approx(expected, rel=0.03)


def test_too_few_agents_have_more_work_than_they_can_do(centre):
    days = centre.run(target=240, agents=9)
    assert days.load > 1 and days.load == pytest.approx(days.handle.sum() / (9 * 14 * 10 * 3600))
    line = days.in_line()
    assert line[-4:].mean() > line[:14].mean()
    assert centre.run(target=240, agents=14).load < 1


def test_a_day_without_busy_hours_has_as_many_calls_in_each():
    centre = open_centre(days=100)
    peaked, even = (one.run(failing=0) for one in (centre, CallCentre(centre.company, centre.block, even=True)))
    expected = RULES.problems_a_day * 100
    for days in (peaked, even):
        assert abs(len(days.day) - expected) < SIGMAS * np.sqrt(expected)
    hours = np.bincount(even.second // HOUR)
    assert (np.abs(hours - expected / 14) < SIGMAS * np.sqrt(expected / 14)).all()
    busiest = np.bincount(peaked.second // HOUR).max()
    assert busiest > expected / 14 * max(RULES.hours) - SIGMAS * np.sqrt(busiest)
