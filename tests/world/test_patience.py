"""Callers who hang up: the telephone centre against Erlang A where its assumptions hold, and what comes of it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from foreign import sentence
from thoroughness import sample
from world.centres import RULES, SIGMAS, UNTIL, calm_centre, open_centre, settled_by_day

from casekit.errors import CaseError
from casekit.measure.service import erlang_a, erlang_c, first_contact_resolution, handle_time, service_level
from casekit.world.systems.centre import LONGEST_PATIENCE, MOST_CALLS, contact_log, truth
from casekit.world.systems.line import offered_waits

DAYS = sample(200, usually=80)


@pytest.fixture(scope="module")
def centre():
    return open_centre()


def calls(days) -> set[tuple[int, int]]:
    return set(zip(days.problem.tolist(), days.attempt.tolist(), strict=True))


# --- Erlang A --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("agents", "busy", "patience"), [(4, 0.75, 120), (12, 0.95, 60), (12, 1.3, 240), (1, 0.8, 30)])
def test_under_erlang_a_s_assumptions_the_centre_is_erlang_a_s(agents, busy, patience):
    """Even arrivals, exponential handle times and patience, nobody calls again.

    Callers in one line wait together, so that the number of calls tells no error; but days begin anew, and the spread
    of the days' own shares and means does, with all their calls in it: some 200 to 3,000 a day.
    """
    days = calm_centre(agents, busy, days=DAYS).run(failing=0, repeats=0, patience=patience)
    assert not days.attempt.any() and (days.solved == days.answered).all()
    calls = settled_by_day(days)
    shares = calls.assign(
        abandoned=~calls.answered, waited=(calls.wait > 0) | ~calls.answered,
        in_time=calls.answered & (calls.wait <= 20), wait_served=calls.wait.where(calls.answered),
    )  # fmt: skip
    by_day = shares.groupby("day")[["abandoned", "waited", "in_time", "wait", "wait_served"]].mean()
    expected = erlang_a(agents * busy, 4, 240, patience, agents)
    for found, theory in (
        (by_day.abandoned, expected.abandoned),
        (by_day.waited, expected.wait_probability),
        (by_day.wait, expected.mean_wait),
        (by_day.wait_served, expected.mean_wait_served),
        (by_day.in_time, expected.service_level(20)),
    ):
        assert abs(found.mean() - theory) < SIGMAS * found.std() / math.sqrt(len(found)), (found.mean(), theory)


def test_the_waits_found_day_by_day_are_those_of_the_calls_in_line(centre):
    days = centre.run(patience=90)
    assert (days.wait == replace(days).wait).all() and (days.answered == replace(days).answered).all()
    assert not days.answered.all()


def test_without_hanging_up_the_same_centre_is_erlang_c_s():
    by_day = settled_by_day(calm_centre(12, 0.8, days=DAYS).run(failing=0)).groupby("day").wait.mean()
    expected = erlang_c(12 * 0.8, 4, 240, 12, 20).mean_wait
    assert abs(by_day.mean() - expected) < SIGMAS * by_day.std() / math.sqrt(len(by_day))


# --- the line --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("agents", [1, 3])
def test_each_second_of_a_line_is_as_it_should_be(agents):
    """Against a clock that ticks through all seconds, with everybody who is in line at each."""
    generator = np.random.default_rng(agents)
    at, takes = np.sort(generator.integers(0, 2_000, 300)), generator.integers(1, 40 * agents, 300)
    stays = generator.integers(0, 60, 300)
    offered = offered_waits(at, takes, stays, agents)
    line, busy_until, begins, gone = [], [0] * agents, {}, {}
    for now in range(5_000):
        line += np.flatnonzero(at == now).tolist()
        for agent in range(agents):
            while busy_until[agent] <= now and line:  # in the second in which patience ends, an agent still answers
                caller = line.pop(0)
                begins[caller], busy_until[agent] = now, now + takes[caller]
        gone |= {caller: now for caller in line if now - at[caller] == stays[caller]}
        line = [caller for caller in line if caller not in gone]
    assert begins and gone and len(begins) + len(gone) == 300
    assert {caller: at[caller] + offered[caller] for caller in begins} == begins
    assert set(np.flatnonzero(offered > stays).tolist()) == set(gone)
    assert all(now - at[caller] == stays[caller] for caller, now in gone.items())


def test_who_hangs_up_takes_no_agent_s_time(centre):
    days = centre.run(target=240, patience=60)
    assert 0 < (~days.answered).sum() < len(days.answered)
    without = replace(
        days, **{name: getattr(days, name)[days.answered] for name in ("day", "second", "handle", "stays")}
    )
    assert (without.wait == days.wait[days.answered]).all()
    assert (days.wait[~days.answered] == days.stays[~days.answered]).all()


def test_the_line_is_as_long_as_the_waits_say(centre):
    """Little's law, with those who hang up."""
    days = centre.run(target=240, patience=300)
    within = np.minimum(days.second + days.wait, days.open_seconds) - days.second
    assert days.in_line().mean() == pytest.approx(within.sum() / (days.open_seconds * days.days), rel=0.03)


def test_a_queue_with_too_much_work_settles_if_callers_hang_up(centre):
    patient, hurried = centre.run(target=240, agents=9), centre.run(target=240, agents=9, patience=120)
    assert hurried.load > 1 and hurried.settles and not patient.settles
    assert hurried.wait.mean() < 120 < patient.wait.mean() / 10


# --- what a hang-up leads to -----------------------------------------------------------------------------------------


def test_who_hangs_up_was_not_helped_and_calls_again_as_others_do():
    days = open_centre(days=25, agents=9).run(patience=60)
    seen = calls(days)
    young = (days.day < 20) & (days.attempt < MOST_CALLS - 1)  # whose next call would be on these days
    lost, unsolved = ~days.answered, days.answered & ~days.solved
    assert not days.solved[lost].any() and not days.ticked[lost].any()
    followed = np.array([(one, attempt + 1) in seen for one, attempt in zip(days.problem, days.attempt, strict=True)])
    assert (days.gives_up == ~(days.solved | followed))[young].all()
    for group in (lost & young, unsolved & young):
        error = math.sqrt(RULES.calls_again * (1 - RULES.calls_again) / group.sum())
        assert abs(followed[group].mean() - RULES.calls_again) < SIGMAS * error
    by_call = pd.Series(days.day, index=pd.MultiIndex.from_arrays([days.problem, days.attempt]))
    later = by_call.reindex(list(zip(days.problem, days.attempt + 1, strict=True))).to_numpy() - days.day
    assert np.isin(later[lost & followed], 1 + np.arange(len(RULES.again_days))).all()


def test_if_nobody_calls_again_a_hang_up_is_the_end(centre):
    days = centre.run(patience=30, repeats=0)
    assert not days.attempt.any() and (~days.answered).any() and (days.gives_up == ~days.solved).all()


def test_the_more_patient_the_fewer_hang_up_and_the_longer_they_wait(centre):
    found = [centre.run(target=240, patience=patience) for patience in (0, 15, 60, 240, 960, LONGEST_PATIENCE)]
    waits, answered = [days.wait.mean() for days in found], [days.answered.mean() for days in found]
    assert waits == sorted(set(waits)) and waits[0] == 0
    assert answered == sorted(set(answered)) and answered[-1] == 1


def test_the_first_day_that_counts_is_like_the_last():
    """Who hung up on the days before is there from the start."""
    days = [open_centre(seed, agents=9).run(target=240, patience=60) for seed in range(12)]
    lost = np.array([[(~one.answered[one.day == day]).sum() for day in (0, one.days - 1)] for one in days])
    change = lost[:, 1] - lost[:, 0]
    assert abs(change.mean()) < SIGMAS * change.std(ddof=1) / math.sqrt(len(change))


# --- the same customers, whatever their patience ---------------------------------------------------------------------


@pytest.mark.parametrize("rules", [{}, {"target": 240}, {"target": 150, "agents": 9, "repeats": 1.0}])
def test_endless_patience_is_none_at_all(centre, rules):
    none, endless = centre.run(**rules), centre.run(patience=LONGEST_PATIENCE, **rules)
    for name, values in vars(none).items():
        if isinstance(values, np.ndarray):
            assert values.dtype == getattr(endless, name).dtype and (values == getattr(endless, name)).all(), name
    assert none.settles == (none.load < 1) and (none.wait == endless.wait).all() and endless.answered.all()
    log = contact_log(endless, RULES, UNTIL).drop(columns="answered").astype({"handle_seconds": "int64"})
    pd.testing.assert_frame_equal(log, contact_log(none, RULES, UNTIL))
    pd.testing.assert_frame_equal(truth(endless).drop(columns="patience_seconds"), truth(none))


def test_patience_changes_only_what_it_must(centre):
    none, some = centre.run(target=240), centre.run(target=240, patience=60)
    columns = ["problem", "attempt", "day", "second", "handle", "need", "solved", "ticked"]
    before, after = (pd.DataFrame({name: getattr(days, name) for name in columns}) for days in (none, some))
    assert calls(some) > calls(none)  # a hang-up may lead to further calls, and prevents none
    answered = after[some.answered].merge(before, on=["problem", "attempt"], suffixes=("", "_before"))
    for name in columns[2:]:  # the same luck
        assert (answered[name] == answered[f"{name}_before"]).all(), name
    first = [frame[frame.attempt == 0].drop(columns=["solved", "ticked"]).to_numpy() for frame in (before, after)]
    assert (first[0] == first[1]).all()


def test_each_caller_has_a_patience_of_their_own_in_proportion(centre):
    short, long = (centre.run(agents=1_000, patience=patience) for patience in (1_000, 10_000))
    assert calls(short) == calls(long) and (abs(long.stays - 10 * short.stays) <= 10).all()
    error = 10_000 / math.sqrt(len(long.stays))
    assert abs(long.stays.mean() - 10_000) < SIGMAS * error and abs(long.stays.std() - 10_000) < 2 * SIGMAS * error


def test_what_was_drawn_has_not_moved(centre):
    days = centre.run(target=240, patience=120)
    drawn = len(days.problem), days.answered.sum(), days.wait.sum(), days.stays.sum(), days.solved.sum()
    assert drawn == (24_851, 22_470, 299_717, 2_964_300, 10_667)


# --- what the company knows of it ------------------------------------------------------------------------------------


def test_the_log_has_what_a_company_has(centre):
    days = centre.run(target=240, patience=120)
    log, true = contact_log(days, RULES, UNTIL), truth(days)
    known = ["contact_id", "customer_id", "at", "wait_seconds", "answered", "handle_seconds", "resolved", "repeat_of"]
    assert [*log] == known and (true.patience_seconds >= log.wait_seconds).all()
    assert (log.handle_seconds.isna() == ~log.answered).all() and not log.resolved[~log.answered].any()
    assert (log.contact_id == true.contact_id).all() and not {*true} & {*log} - {"contact_id"}
    assert handle_time(log[log.answered]).mean == pytest.approx(days.handle[days.answered].mean())
    lost = f"{(~days.answered).sum():,} are missing."
    assert sentence(lambda: handle_time(log)) == f"handle_seconds must be known for each contact; {lost}"
    assert service_level(log, 20) > service_level(log[log.answered], 20) * log.answered.mean()
    first = days.attempt == 0
    assert first_contact_resolution(log).share <= days.ticked[first].mean()


@pytest.mark.parametrize("wrong", [-1, 0.5, math.nan, math.inf, "120", True, 10**13, [60], np.timedelta64(60, "s")])
def test_what_is_no_patience_is_a_sentence(centre, wrong):
    with pytest.raises(
        CaseError, match=r"^patience must be a whole number from 0 to 1,000,000,000,000; .* was given\.$"
    ):
        centre.run(patience=wrong)
