"""Lesson 07 is true: its surprise holds in every world, and every title and sentence at every setting."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from lessons.catalogue import LESSONS, against, each_world
from lessons.catalogue import surprises as surprises_of
from lessons.sweep import cut, drawn_texts, overlapping, states

from casekit import CaseError
from casekit.lessons import busy as lesson
from casekit.lessons.busy import numbers, pictures
from casekit.lessons.busy.numbers import LONGEST, RULES, TARGET, outcome, run
from casekit.lessons.busy.pictures import busy_title, duration, mean_wait, planner_title, target_title, waiting
from casekit.lessons.opening import fresh
from casekit.measure.service import erlang_a, erlang_c, handle_time, repeat_contacts
from casekit.teach import figures

TEN_DAYS = 2.262157  # standard errors to either side, for the mean of ten: tables of Student's t


def world(student: str):
    return LESSONS["07"].cases(student)[0]


@pytest.fixture(scope="module")
def surprises():
    return surprises_of("07")


# --- the surprise ----------------------------------------------------------------------------------------------------


def test_the_target_is_met_calls_an_hour_rise_and_callers_wait_longer(surprises):
    def surprised(one):
        before, after = one.before, one.after
        met = after.longest_call <= TARGET < before.longest_call and after.handle_time < 0.8 * before.handle_time
        more = after.calls_an_hour > 1.4 * before.calls_an_hour
        return met and more and after.mean_wait > 2.5 * before.mean_wait

    assert against(surprises, surprised) == {}


def test_the_plan_promised_the_contrary_and_the_queue_does_settle(surprises):
    assert against(surprises, lambda one: one.planned_wait < one.before.mean_wait / 4) == {}
    assert against(surprises, lambda one: one.before.occupancy < one.after.occupancy < 0.95) == {}


def test_fewer_problems_are_solved_by_more_calls_and_each_takes_longer(surprises):
    assert against(surprises, lambda one: one.after.solved < 0.9 * one.before.solved) == {}
    assert against(surprises, lambda one: one.fewer_solved < 0.97) == {}  # near the break-even, too

    def costs(one):
        in_the_log = [rule.seconds_a_problem for rule in (one.before, one.after)]
        return in_the_log + [rule.seconds_a_solution for rule in (one.after, one.tighter)]

    assert against(surprises, lambda one: (np.diff(costs(one)) > 0).all()) == {}


def test_without_the_target_the_company_s_count_is_nearly_the_customer_s_and_with_it_no_longer(surprises):
    gaps = {name: [rule.ticked - rule.solved_at_first for rule in (one.before, one.after)]
            for name, one in surprises.items()}  # fmt: skip
    assert against(gaps, lambda gap: 0 < gap[0] < 0.07 and gap[1] > 0.1) == {}


def test_the_last_exercise_finds_the_effect_in_the_log_alone(surprises):
    assert against(surprises, lambda one: one.longer.mean() > 0) == {}  # and less than in truth, as the text says


def test_the_planner_s_two_errors_together_are_worse_than_either_alone(surprises):
    def worse(one):
        alone = one.worlds[RULES.calls_again, True].wait, one.worlds[0.0, False].wait
        return one.worlds[RULES.calls_again, False].wait > max(alone)

    assert against(surprises, worse) == {}


def test_one_call_that_today_s_limit_allows_and_the_target_does_not_would_help_the_customer_who_is_followed(surprises):
    assert against(surprises, lambda one: TARGET < one.followed.needed <= LONGEST) == {}


# --- what is computed ------------------------------------------------------------------------------------------------


@each_world
def test_margins_are_those_of_ten_days_of_the_same_customers(student):
    case = fresh(world(student))
    waits = [lesson.by_day(lesson.centre(case, target).log).mean_wait for target in (TARGET, None)]
    longer = waits[0] - waits[1]
    gap = numbers.gap(case, TARGET)
    assert gap.mean == pytest.approx(longer.mean())
    assert gap.margin == pytest.approx(TEN_DAYS * longer.sem())
    assert outcome(case, TARGET).margin == pytest.approx(TEN_DAYS * waits[0].sem())
    assert gap.is_clear and not numbers.Gap(-3.0, 3.1).is_clear


@each_world
def test_a_log_by_day_adds_up_to_the_log(student):
    log = lesson.centre(world(student), TARGET).log
    days = lesson.by_day(log)
    assert len(days) == RULES.days and days.index.is_monotonic_increasing
    assert days[["calls", "first_calls", "handle_seconds"]].sum().tolist() == [
        len(log), log.repeat_of.isna().sum(), log.handle_seconds.sum()
    ]  # fmt: skip
    assert (days.mean_wait * days.calls).sum() == pytest.approx(log.wait_seconds.sum())


@pytest.mark.parametrize("given", [None, 3, pd.DataFrame({"at": []}), "before"], ids=repr)
def test_what_is_no_log_is_a_sentence(given):
    with pytest.raises(CaseError, match=r"^by_day needs a contact log, such as without\.log; .* was given\.$"):
        lesson.by_day(given)


@each_world
def test_the_customer_who_is_followed_is_in_the_log_call_by_call(student):
    case = fresh(world(student))
    log, one = lesson.centre(case, TARGET).log, numbers.followed(case)
    own = log[log.customer_id == one.customer_id].head(numbers.FOLLOWED)
    pd.testing.assert_frame_equal(one.calls[own.columns], own.reset_index(drop=True))
    assert pd.isna(own.repeat_of.iloc[0]) and own.repeat_of.iloc[1:].eq(own.contact_id.iloc[0]).all()
    states_of = states("07", "follow", student)
    for state in states_of:
        calls = state.values["call"]
        assert state.titles[1] == f"{calls} call{'s' * (calls > 1)} handled, no problem solved"
        assert f"{calls} within the target, {calls} ticked as resolved" in state.sentence


def test_the_work_of_the_hours_is_the_work_that_there_is():
    days = run(world(""), TARGET)
    first, again = numbers.work_by_hour(days)
    assert (first + again).mean() == pytest.approx(days.load * RULES.agents)
    assert first.mean() == pytest.approx(days.load * RULES.agents * days.handle[days.attempt == 0].sum()
                                         / days.handle.sum())  # fmt: skip


def test_the_formula_is_erlang_c_in_half_hours_and_missing_where_the_queue_never_settles():
    found = erlang_c(1_400 / 28, 30, 240, RULES.agents, 20)
    assert numbers.formula(1_400, 240) == found.mean_wait
    assert np.isnan(numbers.formula(28 * 60, 360)) and numbers.formula(28 * 60 - 1, 360) > 0


def test_who_hangs_up_is_no_call_handled_and_settles_the_queue():
    rules = {"target": 240, "agents": 9, "patience": 60}
    days, found = run(world(""), **rules), outcome(world(""), **rules)
    assert 0 < found.abandoned == 1 - days.answered.mean() and found.load > 1
    assert found.handled == days.answered.sum() / days.agent_hours and found.wait == days.wait.mean() < 60
    assert found.handle == days.handle[days.answered].mean()
    told = numbers.impatient(found, 60, 9)
    half_hours = RULES.days * len(RULES.hours) * 2
    assert told == erlang_a(len(days.day) / half_hours, 30, days.handle.mean(), 60, 9)


# --- the pictures ----------------------------------------------------------------------------------------------------


@each_world
def test_the_target_s_titles_and_sentence_are_true_everywhere(student):
    case = fresh(world(student))
    for state in states("07", "target", student):
        failing, target = state.values["failing"], round(60 * state.values["target"])
        now, before = (outcome(case, one, failing=failing) for one in (target, LONGEST))
        left, right = state.titles
        assert f"{now.handled:.1f} calls an hour and solves {now.solved:.1f} problems" in state.sentence
        if target == LONGEST:
            assert left == f"No target: {now.handled:.1f} calls, {now.solved:.1f} solved"
            assert right == f"No target: callers wait {mean_wait(now.wait, now.margin)}"
            continue
        assert left == changes(now, before), state.name
        never = "never settles" in right
        assert never == ("never settles" in state.sentence) == (now.load >= 1) == np.isnan(now.wait)
        longer = now.waits - before.waits
        reach = TEN_DAYS * longer.std(ddof=1) / np.sqrt(len(longer))
        if match := re.fullmatch(r"Callers wait (\S+) ± (\S+) s (longer|less)", right):
            size, margin = float(match[1]), float(match[2])
            assert abs(size - abs(longer.mean())) <= 0.5 and size > margin and abs(longer.mean()) > reach
            assert (match[3] == "longer") == (longer.mean() > 0)
            sign = "+" if longer.mean() > 0 else "\N{MINUS SIGN}"
            assert f"The difference between the waits: {sign}{match[1]} ± {match[2]} s." in state.sentence
        elif not never:
            match = re.fullmatch(r"No clear change: [+\N{MINUS SIGN}]?(\S+) ± (\S+) s", right)
            assert float(match[1]) <= float(match[2]) and abs(longer.mean()) <= reach
            assert right.replace("No clear change", "The difference between the waits") in state.sentence


def changes(now, before):
    """Of the calls handled and the problems solved, day by day: how much more or fewer, if it is more than chance."""
    parts = []
    for name in ("handled", "solved"):
        more = getattr(now, f"{name}_by_day") - getattr(before, f"{name}_by_day")
        assert more.mean() == pytest.approx(getattr(now, name) - getattr(before, name))
        share = 100 * abs(more.mean()) / getattr(before, name)
        size = "under 1 %" if 0 < share < 0.5 else f"{share:.0f} %"
        clear = abs(more.mean()) > TEN_DAYS * more.std(ddof=1) / np.sqrt(len(more))
        parts.append(f"{size} {'more' if more.mean() > 0 else 'fewer'}" if clear else "about as many")
    return f"{parts[0].capitalize()} calls, {parts[1]} problems solved"


def test_the_titles_of_calls_and_solutions_say_what_is_more_than_chance():
    gaps = numbers.Gap(5.0, 0.4), numbers.Gap(-0.3, 0.1), numbers.Gap(0.1, 0.2)
    assert busy_title(gaps[0], 9, gaps[1], 8) == "56 % more calls, 4 % fewer problems solved"
    assert busy_title(gaps[2], 9, gaps[2], 8) == "About as many calls, about as many problems solved"


def test_each_title_of_the_target_has_its_reason():
    gaps = [numbers.Gap(*pair) for pair in ((113, 27), (-12, 3), (3, 8), (np.nan, np.nan), (0.4, 0.3))]
    near = [target_title(numbers.Gap(*pair)) for pair in ((-6.1, 5.8), (-5.8, 6.1), (-5.84, 5.83), (0.0, 0.0))]
    assert near == [
        "Callers wait 6.1 ± 5.8 s less", "No clear change: \N{MINUS SIGN}5.8 ± 6.1 s",
        "Callers wait 5.84 ± 5.83 s less", "No clear change: 0.0 ± 0.0 s",
    ]  # fmt: skip
    assert [target_title(gap) for gap in gaps] == [
        "Callers wait 113 ± 27 s longer", "Callers wait 12 ± 3 s less", "No clear change: +3 ± 8 s",
        "The queue never settles", "Callers wait 0.4 ± 0.3 s longer",
    ]  # fmt: skip


@each_world
def test_the_planner_s_titles_and_sentence_are_true_everywhere(student):
    case = fresh(world(student))
    for state in states("07", "planner", student):
        patience = {"never": None, "after 10 minutes on average": 600, "after 1 minute on average": 60}
        rules = {"repeats": state.values["repeats"], "even": state.values["day"] == "calls come evenly"}
        rules["patience"] = patience[state.values["hang_up"]]
        days, today, without = run(case, TARGET, **rules), run(case, LONGEST, **rules), outcome(case, **rules)
        hours = np.bincount(days.second // 3600, days.handle) / 3600 / RULES.days
        assert state.titles[0] == f"Busiest hour: work for {hours.max():.1f} agents"
        planned = numbers.formula(len(today.day) / RULES.days, np.minimum(today.handle, TARGET).mean())
        wait = days.wait.mean() if days.load < 1 or rules["patience"] else np.nan
        assert state.titles[1] == planner_title(planned, wait)
        told = numbers.formula(len(days.day) / RULES.days, days.handle.mean())
        assert f"{duration(planned)} with today's calls and {duration(told)} with all that come" in state.sentence
        assert f"Without the target {waiting(without.wait, without.margin)}." in state.sentence
        assert ("Erlang A" in state.sentence) == (rules["patience"] is not None)
        if rules["patience"]:
            half_hours = RULES.days * len(RULES.hours) * 2
            model = erlang_a(len(days.day) / half_hours, 30, days.handle.mean(), rules["patience"], RULES.agents)
            gone = [f"{100 * (1 - one.answered.mean()):.0f}" for one in (days, today)]
            verb = "hangs" if gone[0] == "1" else "hang"
            assert f"Erlang A says {duration(model.mean_wait)}. " in state.sentence
            assert "also of those who hang up" in state.sentence
            assert f"Of 100 callers, {gone[0]} {verb} up with the target, and {gone[1]} without." in state.sentence


def test_the_planner_s_titles():
    assert planner_title(0.7, 0.4) == "Planned under 1 s, and so it is"
    assert planner_title(1.0, 136) == "Planned 1 s, in truth 136 s"
    assert planner_title(1.0, np.nan) == "The queue never settles"
    assert [pictures.hang_up(share) for share in (0.004, 0.011, 0.12)] == ["0 hang up", "1 hangs up", "12 hang up"]


@pytest.mark.parametrize(
    ("name", "preset", "panel", "finding"),
    [
        ("target", "Four minutes", 0, r"\d+ % more calls, \d+ % fewer problems solved"),
        ("target", "Half the failures", 0, r"\d+ % more calls, [2-7] % fewer problems solved"),
        ("target", "Four minutes", 1, r"Callers wait \d+ ± \d+ s longer"),
        ("target", "Three minutes", 1, r"Callers wait \d+ ± \d+ s longer"),
        ("target", "Half the failures", 1, r"Callers wait \d+ ± \S+ s less"),
        ("planner", "Unsolved problems come back", 1, r"Planned [12] s, in truth \d\d s"),
        ("planner", "Busy hours alone", 1, r"Planned under 1 s, (and so it is|in truth [12] s)"),
        ("planner", "Our centre", 1, r"Planned 1 s, in truth \d+ s|Planned 2 s, in truth \d+ s"),
        ("planner", "Callers hang up", 1, r"Planned [12] s, in truth [2-4]\d s"),
    ],
)
@each_world
def test_the_presets_show_what_the_text_says(student, name, preset, panel, finding):
    (state,) = (state for state in states("07", name, student) if state.name == f"preset {preset}")
    assert re.match(finding, state.titles[panel])


@each_world
def test_the_break_even_is_found_near_our_failures_and_nowhere_else(student):
    goal = LESSONS["07"].explorers["target"].goal
    steps = np.arange(0, 1.01, 0.02).round(2).tolist()
    found = [step for step in steps if goal.reached(world(student), target=TARGET / 60, failing=step)]
    assert found and 0.6 <= min(found) and max(found) < 1
    assert not any(goal.reached(world(student), target=target, failing=found[0]) for target in (3.5, 4.5, LONGEST / 60))


@each_world
def test_the_wall_board_can_be_read_and_is_the_log_s(student, monkeypatch):
    said = []
    monkeypatch.setattr("casekit.teach.figures.show", lambda figure, sentence: (
        figure.canvas.draw(), said.append(sentence)))  # fmt: skip
    with drawn_texts() as texts:
        lesson.wall(world(student))
    assert (cut(texts), overlapping(texts)) == ([], [])
    before, after = lesson.centre(world(student)).log, lesson.centre(world(student), TARGET).log
    calls = [f"{len(log) / lesson.AGENT_HOURS:.1f}" for log in (after, before)]
    assert f"{calls[0]} calls an hour instead of {calls[1]}" in said[0]
    assert f"{handle_time(after).mean:.0f} seconds instead of {handle_time(before).mean:.0f}" in said[0]
    late = [(log.wait_seconds > 60).groupby(log["at"].dt.normalize()).mean() for log in (after, before)]
    whole = [100 * (log.wait_seconds > 60).mean() for log in (after, before)]
    told = [f"{one:.0f} ± {100 * TEN_DAYS * days.sem():.0f}" for one, days in zip(whole, late, strict=True)]
    assert f"and {told[0]} of 100 wait longer than a minute, instead of {told[1]}." in said[0]
    written = {text.get_text().replace("\n", " ") for text in texts}
    assert {"The wall board: the target is met", "100 %", "The wait is longer on each of the 10 days"} <= written


def test_colours_keep_their_meaning():
    for state in states("07", "target", ""):
        waits = state.lines[figures.TRUTH]  # the last blue line drawn: the wait as it is
        now = outcome(fresh(world("")), round(60 * state.values["target"]), failing=state.values["failing"])
        assert np.isnan(now.wait) or np.isclose(np.atleast_1d(waits)[0], now.wait)


# --- the guess, and what the text says -------------------------------------------------------------------------------


def test_no_end_of_the_guess_s_scale_says_where_the_truth_lies(surprises):
    scale = lesson.how_many_will_wait(world("")).scale
    assert (scale.low, scale.high) == (0, 100)
    assert against(surprises, lambda one: 0.1 < one.before.late < 0.3 and 0.35 < one.after.late < 0.65) == {}


def test_a_longest_call_is_as_long_as_the_question_says(surprises):
    asked = lesson.how_many_will_wait(world("")).question
    assert f"Today calls may take {LONGEST // 60} minutes" in asked
    assert against(surprises, lambda one: one.before.longest_call == LONGEST) == {}


@each_world
def test_the_time_of_a_solved_problem_is_that_of_log_and_truth(student):
    free, with_it = (lesson.centre(world(student), target) for target in (None, TARGET))
    costs = [f"{days.log.handle_seconds.sum() / days.truth.solved.sum():.0f} seconds" for days in (free, with_it)]
    said = f"A solved problem takes {costs[0]} of the agents' time without a target, and {costs[1]} with 4 minutes."
    assert lesson.for_each_solved(world(student)) == said


@each_world
def test_the_log_s_number_stands_beside_the_truth_once_the_exercise_is_right(student):
    case, check = fresh(world(student)), LESSONS["07"].check(student)
    answer = check.exercises["07.3"].answer(case)
    for given in (None, 1, answer):
        check("07.3", given)
        assert ("seconds more" in lesson.log_and_truth(case, check)) == (given == answer)
    days = [lesson.centre(case, target) for target in (None, lesson.TIGHTER)]
    free, with_it = (one.log.handle_seconds.sum() / one.truth.solved.sum() for one in days)
    said = f"By the log a problem takes {answer:.0f} seconds more, and in truth a solved one {with_it - free:.0f}."
    assert lesson.log_and_truth(case, check) == said
    with pytest.raises(CaseError, match=r"^log_and_truth needs the lesson's check; 74\.9 was given\.$"):
        lesson.log_and_truth(case, 74.9)


def test_the_reveal_has_today_beside_the_plan_and_the_truth():
    case = world("")
    first = lesson.how_many_will_wait(case)
    first.commit(9)
    with drawn_texts() as texts:
        assert lesson.so_many_wait(case, first).sentence
    late = [round(100 * (lesson.centre(case, target).log.wait_seconds > 60).mean()) for target in (None, TARGET)]
    written = [text.get_text() for text in texts]
    assert "callers of 100 who wait longer than a minute" in written
    assert {"today", "the plan", "the truth", *(f"{one} of 100" for one in late)} <= set(written)
    assert cut(texts) == []


def test_a_guess_that_fewer_wait_is_told_its_direction(surprises):
    case = world("")
    first = lesson.how_many_will_wait(case)
    reveal = lesson.so_many_wait(case, first)
    first.commit(9)
    since = r"the truth is \d+ of 100, instead of (\d+) of 100 today\. You expected the number to fall from \1 of 100; "
    assert re.search(since + r"in truth it rises\.", reveal.sentence)
    assert against(surprises, lambda one: one.planned_late < 0.02 < one.before.late < one.after.late) == {}
    assert against(surprises, lambda one: one.planned_wait < 3 < one.before.mean_wait < 60 < one.after.mean_wait) == {}


def test_what_a_learner_does_to_the_tables_spoils_no_picture():
    (case,), (untouched,) = LESSONS["07"].open(""), LESSONS["07"].cases()
    days = lesson.centre(case, TARGET)
    days.log["wait_seconds"] = days.truth["solved"] = 0
    assert lesson.centre(case, TARGET).log.wait_seconds.sum() > 0
    said = []
    for one in (case, untouched):
        first = lesson.how_many_will_wait(one)
        reveal = lesson.so_many_wait(one, first)
        first.commit(12)
        said.append(reveal.sentence)
    assert said[0] == said[1]


@pytest.mark.parametrize("target", [0, 4, 59, -60, 601, 4.5, "four minutes", True])
def test_what_is_no_target_is_a_sentence(target):
    sentence = r"^target must be a whole number from 60 to 600 \(in seconds\); .* was given\.$"
    with pytest.raises(CaseError, match=sentence):
        lesson.centre(world(""), target)


@each_world
def test_the_truth_fits_the_log(student):
    days = lesson.centre(world(student), TARGET)
    first = days.log.repeat_of.isna()
    assert repeat_contacts(days.log).share == pytest.approx(1 - first.mean())
    assert not (days.truth.solved & ~days.log.resolved).any()
    assert not (days.truth.solved & days.truth.gives_up).any()
