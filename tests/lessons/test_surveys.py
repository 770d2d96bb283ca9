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
from lessons.surprises_surveys import UNHAPPY, ends, errors, everybody, weighted
from lessons.sweep import cut, drawn_texts, near, overlapping, reached, states, untrue
from thoroughness import sample

from casekit.lessons import surveys as lesson
from casekit.lessons.surveys import numbers, pictures
from casekit.measure.effect import Difference, difference
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


def test_where_newcomers_go_anywhere_the_mix_hardly_moves_and_is_said_to(surprises):
    # As it is written it may differ by a hundredth.
    assert against(surprises, lambda one: max(map(abs, one.mix_moved)) < pictures.CLOSE - 0.01) == {}
    found = [state for state in states("06", "mix") if state.values["mix_shift"] == 0]
    assert len(found) > 3
    assert all("The mix hardly moves" in one.titles and "which hardly moves" in one.sentence for one in found)


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
def test_a_wrong_way_to_the_response_rate_is_wrong_with_two_decimals_too(student):
    exercise, case = LESSONS["06"].check(student).exercises["06.1"], world(student)
    given = {name: round(way(case), 2) for name, way in exercise.misconceptions.items()}
    said = {name: LESSONS["06"].check(student)("06.1", number) for name, number in given.items()}
    assert {name: one.message for name, one in said.items() if one.state != "wrong"} == {}
    assert {name: one.message for name, one in said.items() if "rounded too far" in one.message} == {}


def test_no_wrong_way_to_the_visits_counts_and_the_one_that_takes_or_for_and_is_told():
    for name, one in studied("06").items():
        marked = one.exercises["06.3"]
        counting = [marked.answer, *(way.number for way in marked.counting.values())]
        ways = marked.misconceptions | marked.wrong
        read = {round(number, 2) for number in counting}
        assert {what: way for what, way in ways.items() if way.margin <= 1 or round(way.number, 2) in read} == {}, name
        assert [way for what, way in ways.items() if "`&`, not `|`" in what and what not in way.message] == [], name


def test_the_chain_of_the_first_picture_has_the_dials_of_the_learners_own():
    dials = world("").dials
    explorer = LESSONS["06"].explorer("silence")
    quiet = explorer.presets["The unhappy keep quiet"]
    assert quiet == {name: dials[name] for name in quiet}
    assert explorer.values["delight"] == dials["delight"]


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
def test_visits_are_those_of_the_sixty_days_after_the_survey(student):
    case, later = world(student), lesson.later(world(student))
    assert (later.sent_at < "2025-11-03").all() and (lesson.monthly(case).sent_at < "2025-11-02").sum() <= len(later)
    for row in later.iloc[:: len(later) // 200].itertuples():
        at = case.purchases["at"][case.purchases.customer_id == row.customer_id]
        assert row.visits == ((at >= row.sent_at) & (at < row.sent_at + pd.Timedelta(days=60))).sum()


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
        return {"highest": moves.max(), "lowest": moves.min(), "down": (moves < 0).sum(), "change": parts.change,
                "within": parts.within, "mix": parts.composition}  # fmt: skip
    late = ends(sent, 3)[1]
    unhappy = late.felt <= UNHAPPY
    gap = late.score.mean() - late.felt.mean()
    return {
        "gap": gap, **trends(sent),
        "unhappy_answer": late.answered[unhappy].mean() / late.answered[~unhappy].mean(),
        "mended": 100 * (1 - abs(weighted(late, late.channel.astype(str)) - late.felt.mean()) / abs(gap)),
        "app_asked": 100 * late.channel.value_counts(normalize=True)["app"],
        "app_answers": 100 * late[late.answered].channel.value_counts(normalize=True)["app"],
    }  # fmt: skip


def trends(sent: pd.DataFrame) -> dict[str, float]:
    """How far survey and truth moved, and how far chance alone may have moved them."""
    found = {}
    for name, column in {"said": "score", "felt": "felt"}.items():
        first, last = (part[column].dropna() for part in ends(sent, 3))
        found[name] = last.mean() - first.mean()
        found[f"{name} by chance"] = 1.96 * (first.var() / len(first) + last.var() / len(last)) ** 0.5
    return found


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


def goes(f: dict[str, float], which: str, way: str) -> bool:
    """Whether a movement has this direction, beyond what chance alone may do; or none, if none is named."""
    by, chance = f[which], f[f"{which} by chance"]
    if way.endswith("no clear change"):
        return abs(by) <= max(0.05, chance * 1.001)
    return (by if way.startswith("rise") else -by) > chance * 0.999


def nearest(f: dict[str, float], first: str) -> bool:
    return f[first.lower()] == min(f.values())


WAY = "rises?|falls?|shows? no clear change"

# What each title claims, as a check on the facts; what stands in the title is handed over in its order.
CLAIMS = {
    "silence": {
        rf"Survey and truth ({WAY})": lambda f, way: goes(f, "said", way) and goes(f, "felt", way),
        r"Survey and truth move by nearly as much": lambda f: abs(f["said"] - f["felt"]) < SAME / 2,
        rf"The survey ({WAY}), the truth ({WAY})":
            lambda f, said, felt: goes(f, "said", said) and goes(f, "felt", felt),
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
        r"Every store falls; the chain moves by ([+−]?[\d.]+)":
            lambda f, by: f["highest"] < 0 and near(by, f["change"], 0.01),
        r"Every store rises, and so does the chain": lambda f: f["lowest"] > 0 and f["change"] > 0,
        r"Every store rises, and the chain falls": lambda f: f["lowest"] > 0 > f["change"],
        r"Every store rises; the chain moves by ([+−]?[\d.]+)":
            lambda f, by: f["lowest"] > 0 and near(by, f["change"], 0.01),
        r"No store falls; the chain moves by ([+−]?[\d.]+)":
            lambda f, by: f["lowest"] >= 0 and near(by, f["change"], 0.01),
        r"(\d) of 4 stores falls?; the chain moves by ([+−]?[\d.]+)":
            lambda f, down, by: int(down) == f["down"] and near(by, f["change"], 0.01),
        r"The mix hides what stores lost": lambda f: f["within"] < 0 and f["mix"] > -f["within"],
        r"The mix hides a part of the loss": lambda f: SAME / 2 - 0.01 < f["mix"] < -f["within"],
        r"The mix lifts the mean": lambda f: f["mix"] > SAME / 2 - 0.01,
        r"The mix hardly moves": lambda f: abs(f["mix"]) < SAME / 2,
    },
    "money": {
        r"On average, (\w+) come nearest the truth": nearest,
        r"On average, (\w+) and (\w+) come equally near the truth":
            lambda f, one, other: nearest(f, one) and abs(f[one.lower()] - f[other]) < SAME / 2,
    },
}  # fmt: skip


@each_world
@pytest.mark.parametrize("name", CLAIMS)
def test_titles_are_true_at_every_setting(name, student):
    claims = [(title, state.values) for state in states("06", name, student) for title in state.titles]
    assert claims
    assert [
        (title, values) for title, values in claims if untrue(CLAIMS[name], title, facts(name, student, **values))
    ] == []


@each_world
def test_a_store_counts_as_fallen_however_little_it_fell_in_title_and_sentence(student):
    explorer, steps = LESSONS["06"].explorer("mix", student), sample(11, usually=3)
    grid = np.linspace(0, 1, steps).round(6).tolist()
    for values in (dict(zip(("mix_shift", "slide"), one, strict=True)) for one in product(grid, grid)):
        explorer.set(**values)
        down = facts("mix", student, **values)["down"]
        assert f", {down or 'none'} of 4 stores fell:" in explorer.sentence, values
        title = explorer.figure.axes[0].get_title(loc="left")
        assert not untrue(CLAIMS["mix"], title, facts("mix", student, **values)), values


@pytest.mark.parametrize(
    ("name", "preset", "finding"),
    [
        ("silence", "All answer alike", "Survey and truth fall"),
        ("silence", "The unhappy keep quiet", "The survey rises, the truth falls"),
        ("silence", "Nothing gets worse", "Survey and truth rise"),
        ("mix", "The mix stands still", "The mix hardly moves"),
        ("mix", "A boom at the best stores", "Every store falls, and the chain rises"),
        ("mix", "A boom and good service", "Every store rises, and so does the chain"),
        ("money", "All pick up and say what they feel", "On average, calls come nearest the truth"),
    ],
)
@each_world
def test_the_presets_show_the_surprises(name, student, preset, finding):
    (state,) = (state for state in states("06", name, student) if state.name == f"preset {preset}")
    assert finding in state.titles


@pytest.mark.parametrize(
    ("said", "felt", "title"),
    [
        ((0.08, 0.09), (0.01, 0.04), "Survey and truth show no clear change"),
        ((0.12, 0.07), (-0.4, 0.04), "The survey shows no clear change, the truth falls"),
        ((0.3, 0.07), (-0.4, 0.04), "The survey rises, the truth falls"),
        ((-0.3, 0.07), (0.04, 0.01), "The survey falls, the truth shows no clear change"),
        ((0.11, 0.06), (0.14, 0.04), "Survey and truth move by nearly as much"),
    ],
)
def test_no_direction_is_named_where_chance_alone_may_have_moved_a_mean_so_far(said, felt, title):
    assert pictures.trend_title(*(Difference(by, error, 0.0, 0.0) for by, error in (said, felt))) == title


@each_world
def test_in_the_pictures_of_money_more_answers_move_no_dot_and_calls_meet_the_truth(student):
    found = numbers.ways(world(student), 100, 1.0, 0.0)
    assert found.draw.mean == found.answers.mean and found.draw.standard_error < found.answers.standard_error
    assert found.calls.mean == pytest.approx(found.true)
    errors = [numbers.ways(world(student), calls, 1.0, 0.0).calls.standard_error for calls in (10, 100, 500)]
    assert errors == sorted(errors, reverse=True)


@each_world
def test_calls_are_as_bad_as_weights_where_those_called_are_very_polite(student):
    found = [values["polite"] for values in reached("06", "money", student, calls=100, pick=1.0)]
    assert found and 1.3 <= found[0] and found[-1] <= 2.9
    assert reached("06", "money", student, calls=100, pick=0.5) == []


def test_colours_keep_their_meaning():
    for state in states("06", "silence", ""):
        true = everybody(world("").with_dials(**FIXED["silence"], **state.values)).groupby("month").felt.mean()
        assert np.allclose(state.lines[figures.TRUTH], true)
