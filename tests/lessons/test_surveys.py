"""Lesson 06 is true: its surprises hold in every world, and every title at every setting."""

from __future__ import annotations

import re
from functools import cache
from itertools import product

import numpy as np
import pandas as pd
import pytest
from lessons.catalogue import LESSONS, against, each_world, studied
from lessons.catalogue import surprises as surprises_of
from lessons.surprises_surveys import UNHAPPY, ends, errors, everybody, rise, weighted
from lessons.sweep import cut, drawn_texts, overlapping, states

from casekit.lessons import surveys as lesson
from casekit.lessons.surveys import numbers
from casekit.measure.effect import difference
from casekit.measure.survey import double_sampling, simpson
from casekit.teach import figures

SAME = 0.2  # two figures written with one decimal that differ by less may read alike


@pytest.fixture(scope="module")
def surprises():
    return surprises_of("06")


@cache
def world(student: str):
    return LESSONS["06"].cases(student)[0]


def test_the_score_rises_as_customers_get_worse_off(surprises):
    for what in ("nothing", "channels"):
        assert against(surprises, lambda one, what=what: one.moved[what].said > 0 > one.moved[what].felt) == {}


def test_the_survey_knows_of_less_than_a_third_of_the_unhappy(surprises):
    assert against(surprises, lambda one: one.unhappy_said < one.unhappy_felt / 3) == {}


def test_in_the_boom_every_store_declines_and_the_chain_rises(surprises):
    assert against(surprises, lambda one: max(one.stores_moved) < 0 < one.chain_moved) == {}
    assert {len(one.stores_moved) for one in surprises.values()} == {4}


def test_the_silent_come_less_often_afterwards_whatever_their_channel(surprises):
    assert (
        against(surprises, lambda one: all(gap.difference > 4 * gap.standard_error for gap in one.visits.values()))
        == {}
    )


def test_what_a_learner_does_to_the_tables_spoils_no_picture():
    (case,), (untouched,) = LESSONS["06"].open(""), LESSONS["06"].cases()
    case.surveys["score"] = 0.0
    reveals, calls = [], []
    for one in (case, untouched):
        first = lesson.how_far_did_it_move(one)
        reveals.append(lesson.so_far_did_it_move(one, first))
        first.commit(0.8)
        calls.append(lesson.call(one).lines)
    assert reveals[0].sentence == reveals[1].sentence and calls[0] == calls[1]


@each_world
def test_the_boards_picture_says_what_the_answers_say_and_can_be_read(student, monkeypatch):
    monkeypatch.setattr("casekit.teach.screen.display", lambda *_, **__: None)
    with drawn_texts() as texts:
        lesson.board(world(student))
    first, last = (f"{rows.score.mean():.2f}" for rows in ends(everybody(world(student)), 3))
    assert f"The mean score has risen by {float(last) - float(first):.2f} points" in {text.get_text() for text in texts}
    assert (cut(texts), overlapping(texts)) == ([], [])


@each_world
def test_those_who_are_called_are_silent_customers_of_the_last_quarter_and_say_what_they_feel(student):
    sent, called = everybody(world(student)), lesson.called(world(student))
    assert len(called) == 100 and called.customer_id.is_unique
    found = called.merge(ends(sent, 3)[1], on=["customer_id", "sent_at"], suffixes=("", "_sent"))
    assert len(found) == len(called) and not found.answered.any()
    assert (found.said == found.felt).all() and (found.home_store == found.home_store_sent).all()
    names = world(student).customers.set_index("customer_id").name[called.customer_id]
    assert called.name.tolist() == names.tolist()


@each_world
def test_ten_are_called_one_at_a_time_and_counted(student):
    calls, said = lesson.call(world(student)), lesson.called(world(student)).said.head(10)
    for met in range(1, 11):
        calls.next()
        mean, unhappy = said.head(met).mean(), (said.head(met) <= UNHAPPY).sum()
        assert f"mean score {mean:.1f}, and {unhappy} of {met} unhappy" in calls.sentence
    assert [int(line.rpartition(" ")[2]) for line in calls.lines] == said.tolist()
    late = ends(everybody(world(student)), 3)[1]
    chance = 1.96 * late.felt[~late.answered].std() / 10**0.5
    assert f"mean of ten calls may be {chance:.0f} points too high or too low" in calls.sentence


@each_world
def test_a_wrong_way_to_the_response_rate_is_wrong_with_two_decimals_too(student):
    exercise, case = LESSONS["06"].check(student).exercises["06.1"], world(student)
    given = {name: round(way(case), 2) for name, way in exercise.misconceptions.items()}
    said = {name: LESSONS["06"].check(student)("06.1", number) for name, number in given.items()}
    assert {name: one.message for name, one in said.items() if one.state != "wrong"} == {}
    assert {name: one.message for name, one in said.items() if "rounded too far" in one.message} == {}


def test_no_wrong_way_to_the_mean_of_all_counts_when_it_is_rounded_as_asked():
    for name, one in studied("06").items():
        marked = one.exercises["06.2"]
        off = {what: abs(round(way.number, 4) - marked.answer) for what, way in marked.misconceptions.items()}
        assert {what: by for what, by in off.items() if not by > marked.tolerance * (1 + 1e-9)} == {}, name


def test_a_rounded_fraction_is_told_as_one():
    rate = LESSONS["06"].check().exercises["06.1"].answer(world(""))
    said = [LESSONS["06"].check()("06.1", round(rate / 100, digits)).message for digits in (2, 3, 4)]
    assert all("this is a fraction" in message for message in said), said


@each_world
def test_of_a_hundred_both_quarters_are_counted_and_their_errors_told(student):
    found = re.findall(
        r"(\d+) answered, (\d+) of them unhappy; (\d+) kept silent, (\d+) of them unhappy",
        lesson.of_a_hundred(world(student)),
    )
    errors = re.search(r"(\S+) points in the first quarter, (\S+) in the last", lesson.of_a_hundred(world(student)))
    for rows, counted, error in zip(ends(everybody(world(student)), 3), found, errors.groups(), strict=True):
        parts = [rows.answered, rows.answered & (rows.felt <= UNHAPPY)]
        parts += [~rows.answered, ~rows.answered & (rows.felt <= UNHAPPY)]
        assert all(near(one, 100 * part.mean(), 1) for one, part in zip(counted, parts, strict=True))
        assert near(error, rows.score.mean() - rows.felt.mean(), 0.01)


@each_world
def test_the_miss_of_the_answers_adds_up_as_it_is_read(student, monkeypatch):
    shown = []
    monkeypatch.setattr("casekit.teach.screen.display", lambda data, **_: shown.append(str(data)))
    lesson.contrast(world(student))
    said, true, miss = re.search(r"say ([\d.]+), .* the truth, ([\d.]+), by ([\d.]+):", " ".join(shown)).groups()
    assert near(miss, float(said) - float(true), 1e-6)


@each_world
def test_visits_are_those_of_the_sixty_days_after_the_survey(student):
    case, later = world(student), lesson.later(world(student))
    assert (later.sent_at < "2025-11-03").all() and (lesson.monthly(case).sent_at < "2025-11-02").sum() <= len(later)
    for row in later.iloc[:: len(later) // 200].itertuples():
        at = case.purchases["at"][case.purchases.customer_id == row.customer_id]
        assert row.visits == ((at >= row.sent_at) & (at < row.sent_at + pd.Timedelta(days=60))).sum()


@each_world
def test_answers_and_calls_together_come_near_the_truth(student):
    late, said = ends(everybody(world(student)), 3)[1], lesson.called(world(student)).said
    both = double_sampling(late.score, said, len(late))
    assert abs(both.mean - late.felt.mean()) < 4 * both.standard_error


def test_a_result_with_its_standard_error_is_answered_with_the_field_that_is_asked_for():
    case, check = world(""), LESSONS["06"].check()
    late, later = ends(everybody(case), 3)[1], lesson.later(case)
    both = double_sampling(late.score, lesson.called(case).said, len(late))
    store, channel = re.findall(r'"(.+?)"', str(check.ask("06.3")))
    rows = later[(later.home_store == store) & (later.channel == channel)]
    gap = difference(rows.visits[rows.answered], rows.visits[~rows.answered])
    assert "put `.mean` behind it" in check("06.2", both).message
    assert "put `.difference` behind it" in check("06.3", gap).message


@each_world
def test_how_sure_the_difference_is_stands_in_the_sentence_as_counted_from_the_records(student):
    case = world(student)
    groups = lesson.later(case).groupby(["home_store", "channel"], observed=True)
    by_group = {name: difference(rows.visits[rows.answered], rows.visits[~rows.answered]) for name, rows in groups}
    found = by_group.values()
    fewer = sum(one.difference > 0 for one in found)
    sure = sum(one.difference > 1.96 * one.standard_error for one in found)
    sentence = lesson.how_sure(case)
    assert f"make 12 groups. In {fewer} of them" in sentence and f"in {sure} the whole interval" in sentence
    named = re.findall(r"(?:not in|and) ([\w ]+?) by ([\w-]+)", sentence)
    assert named == [name for name, one in by_group.items() if one.difference <= 0]
    low, high = map(float, re.search(r"from \+(\S+) to \+(\S+) visits", sentence).groups())
    right = LESSONS["06"].check(student).exercises["06.3"].answer(case)
    assert low < right < high and fewer > 6


# The dials that an Explorer holds still.
FIXED = {
    "silence": {"channel_gap": 0.0, "mix_shift": 0.0},
    "channels": {},
    "mix": {"silence": 0.0, "channel_gap": 0.0, "delight": 0.4},
}


@cache
def facts(name: str, student: str, **values: float) -> dict[str, float]:
    """What is true at a setting of the Explorer, computed from the tables."""
    if name == "money":
        return money(student, **values)
    sent = everybody(world(student).with_dials(**FIXED[name], **values))
    if name == "mix":
        both = pd.concat(ends(sent, 3))
        parts = simpson(both.felt, both.home_store, both.month >= 3)
        moves = parts.groups.after - parts.groups.before
        return {"highest": moves.max(), "down": (moves < 0).sum(), "change": parts.change,
                "within": parts.within, "mix": parts.composition}  # fmt: skip
    late = ends(sent, 3)[1]
    unhappy = late.felt <= UNHAPPY
    gap = late.score.mean() - late.felt.mean()
    return {
        "gap": gap, "said": rise(sent, "score", 3), "felt": rise(sent, "felt", 3),
        "unhappy_answer": late.answered[unhappy].mean() / late.answered[~unhappy].mean(),
        "mended": 100 * (1 - abs(weighted(late, late.channel.astype(str)) - late.felt.mean()) / abs(gap)),
        "app_asked": 100 * late.channel.value_counts(normalize=True)["app"],
        "app_answers": 100 * late[late.answered].channel.value_counts(normalize=True)["app"],
    }  # fmt: skip


def money(student: str, calls: int, pick: float, polite: float) -> dict[str, float]:
    """The errors of answers, weights and calls; of the silent each counts as often as they pick up."""
    late = ends(everybody(world(student)), 3)[1]
    quiet = late.felt[~late.answered]
    picks = np.where(quiet <= UNHAPPY, pick, 1)
    says = (picks * (quiet + polite).clip(upper=10)).sum() / picks.sum()
    rate = late.answered.mean()
    found = errors(late)
    by_calls = rate * late.score.mean() + (1 - rate) * says - late.felt.mean()
    return {"answers": abs(found["answers"]), "weights": abs(found["weights"]), "calls": abs(by_calls)}


WAYS = {
    "rises": lambda by: by > 0, "rise": lambda by: by > 0, "falls": lambda by: by < 0, "fall": lambda by: by < 0,
    "stands still": lambda by: abs(by) < 0.05, "stand still": lambda by: abs(by) < 0.05,
}  # fmt: skip


def nearest(f: dict[str, float], first: str) -> bool:
    return f[first.lower()] == min(f.values())


# What each title claims, as a check on the facts; what stands in the title is handed over in its order.
CLAIMS = {
    "silence": {
        r"Survey and truth (\w+(?: still)?)": lambda f, way: WAYS[way](f["said"]) and WAYS[way](f["felt"]),
        r"The survey (\w+(?: still)?), the truth (\w+(?: still)?)":
            lambda f, said, felt: WAYS[said](f["said"]) and WAYS[felt](f["felt"]),
        r"Those who answer are like the rest": lambda f: f["unhappy_answer"] > 0.85,
        r"The unhappy answer less": lambda f: 1 / 2 <= f["unhappy_answer"] <= 0.85,
        r"The unhappy hardly answer": lambda f: f["unhappy_answer"] < 1 / 2,
    },
    "channels": {
        r"App\D+(\d+) % \D+(\d+) % of answers":
            lambda f, asked, answers: near(asked, f["app_asked"], 1) and near(answers, f["app_answers"], 1),
        r"The plain mean is near the truth": lambda f: abs(f["gap"]) < SAME / 2,
        r"Weighting mends most of the error": lambda f: f["mended"] > 60,
        r"Weighting mends a part of the error": lambda f: 20 < f["mended"] <= 60,
        r"Weighting mends next to nothing": lambda f: f["mended"] <= 20,
    },
    "mix": {
        r"Every store falls, and the chain rises": lambda f: f["highest"] < 0 < f["change"],
        r"Every store falls, and so does the chain": lambda f: f["highest"] < 0 and f["change"] < 0,
        r"Every store falls, the chain stands still": lambda f: f["highest"] < 0 and abs(f["change"]) < SAME / 2,
        r"(\d+) of 4 stores fall; the chain moves by ([+−]?[\d.]+)":
            lambda f, down, by: float(down) <= f["down"] and near(by, f["change"], 0.01),
        r"The mix hides what stores lost": lambda f: f["within"] < 0 and f["mix"] > -f["within"],
        r"The mix hides a part of the loss": lambda f: 0 < f["mix"] < -f["within"],
        r"The mix lifts the mean": lambda f: f["mix"] > 0,
        r"The mix stands still": lambda f: abs(f["mix"]) < SAME / 2,
    },
    "money": {
        r"On average, (\w+) come nearest the truth": nearest,
        r"On average, (\w+) and (\w+) come equally near the truth":
            lambda f, one, other: nearest(f, one) and abs(f[one.lower()] - f[other]) < SAME / 2,
    },
}  # fmt: skip


def near(written: str, value: float, last_place: float) -> bool:
    """Whether `written` is `value`, rounded to its last place."""
    return abs(float(written.replace("\u2212", "-")) - value) <= 0.5 * last_place + 1e-9


def broken(name: str, student: str, title: str, values: dict[str, float]) -> bool:
    """Whether this title claims what is not so."""
    for pattern, holds in CLAIMS[name].items():
        if match := re.fullmatch(pattern, title):
            return not holds(facts(name, student, **values), *match.groups())
    raise AssertionError(f"no test knows what this title claims: {title!r}")


@each_world
@pytest.mark.parametrize("name", CLAIMS)
def test_titles_are_true_at_every_setting(name, student):
    claims = [(title, state.values) for state in states("06", name, student) for title in state.titles]
    assert [claim for claim in claims if broken(name, student, claim[0], claim[1])] == []


@pytest.mark.parametrize(
    ("name", "preset", "finding"),
    [
        ("silence", "All answer alike", "Survey and truth fall"),
        ("silence", "The unhappy keep quiet", "The survey rises, the truth falls"),
        ("silence", "Nothing slips", "Survey and truth rise"),
        ("mix", "A boom at the best stores", "Every store falls, and the chain rises"),
        ("money", "All pick up and say what they feel", "On average, calls come nearest the truth"),
    ],
)
@each_world
def test_the_presets_show_the_surprises(name, student, preset, finding):
    (state,) = (state for state in states("06", name, student) if state.name == f"preset {preset}")
    assert finding in state.titles


@each_world
def test_in_the_pictures_of_money_more_answers_move_no_dot_and_calls_meet_the_truth(student):
    found = numbers.ways(world(student), 100, 1.0, 0.0)
    assert found.draw.mean == found.answers.mean and found.draw.standard_error < found.answers.standard_error
    assert found.calls.mean == pytest.approx(found.true)
    errors = [numbers.ways(world(student), calls, 1.0, 0.0).calls.standard_error for calls in (10, 100, 500)]
    assert errors == sorted(errors, reverse=True)


def reached(name: str, student: str, **fixed: float) -> list[dict[str, float]]:
    """The settings that reach the goal, with some knobs held still."""
    explorer, goal = LESSONS["06"].explorer(name, student), LESSONS["06"].explorers[name].goal
    grid = {
        knob: [fixed[knob]] if knob in fixed else np.arange(c.min, c.max + c.step / 2, c.step).round(6).tolist()
        for knob, c in explorer.controls.items()
    }
    settings = (dict(zip(grid, values, strict=True)) for values in product(*grid.values()))
    return [values for values in settings if goal.reached(world(student), **values)]


@each_world
def test_calls_are_as_bad_as_weights_where_those_called_are_very_polite(student):
    found = [values["polite"] for values in reached("money", student, calls=100, pick=1.0)]
    assert found and 1.3 <= found[0] and found[-1] <= 2.9
    assert reached("money", student, calls=100, pick=0.5) == []


def test_colours_keep_their_meaning():
    for state in states("06", "silence", ""):
        true = everybody(world("").with_dials(**FIXED["silence"], **state.values)).groupby("month").felt.mean()
        assert np.allclose(state.lines[figures.TRUTH], true)
