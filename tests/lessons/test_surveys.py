"""Lesson 06 is true: its surprises hold in every world, and every title at every setting."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

import pytest
from lessons.catalogue import LESSONS, against, each_world
from lessons.catalogue import surprises as surprises_of
from lessons.surprises_surveys import UNHAPPY, ends, everybody, rise
from lessons.sweep import cut, drawn_texts, overlapping, states

from casekit.lessons import surveys as lesson
from casekit.lessons.surveys import pictures
from casekit.measure.survey import simpson, weighted_mean
from casekit.teach import figures

SAME = 0.2  # two figures written with one decimal that differ by less may read alike


@pytest.fixture(scope="module")
def surprises():
    return surprises_of("06")


def test_the_score_rises_as_customers_get_worse_off(surprises):
    assert against(surprises, lambda one: one.score_rose > 0 > one.felt_rose) == {}


def test_the_survey_knows_of_less_than_a_third_of_the_unhappy(surprises):
    assert against(surprises, lambda one: one.unhappy_said < one.unhappy_felt / 3) == {}


def test_in_the_boom_every_store_declines_and_the_chain_rises(surprises):
    assert against(surprises, lambda one: max(one.stores_rose) < 0 < one.chain_rose) == {}


def test_the_worst_group_answers_less_than_everybody(surprises):
    assert against(surprises, lambda one: one.worst_group_answers < one.everybody_answers) == {}


def test_all_worlds_have_the_four_stores(surprises):
    assert {len(one.stores_rose) for one in surprises.values()} == {4}


def test_what_a_learner_does_to_the_tables_spoils_no_picture():
    (case,), (untouched,) = LESSONS["06"].open(""), LESSONS["06"].cases()
    case.surveys["score"] = 0.0
    reveals = []
    for one in (case, untouched):
        first = lesson.how_many_are_unhappy(one)
        reveals.append(lesson.so_many_are_unhappy(one, first))
        first.commit(12)
    assert reveals[0].sentence == reveals[1].sentence


@cache
def world(student: str):
    return LESSONS["06"].cases(student)[0]


@each_world
def test_the_picture_of_the_groups_can_be_read(student, monkeypatch):
    monkeypatch.setattr("casekit.teach.screen.display", lambda *_, **__: None)
    with drawn_texts() as texts:
        lesson.groups(world(student))
    assert len(texts) > 20
    assert (cut(texts), overlapping(texts)) == ([], [])


# The dials that an Explorer holds still.
FIXED = {
    "silence": {"channel_gap": 0.0, "mix_shift": 0.0},
    "channels": {},
    "mix": {"silence": 0.0, "channel_gap": 0.0},
}


@cache
def facts(name: str, student: str, **dials: float) -> dict[str, float]:
    """What is true at a setting of the Explorer, computed from the tables."""
    sent = everybody(world(student).with_dials(**FIXED[name], **dials))
    if name == "mix":
        both = sent[(sent.month < 6) | (sent.month >= lesson.MONTHS - 6)]
        parts = simpson(both.felt, both.home_store, both.month >= 6)
        moves = parts.groups.after - parts.groups.before
        return {"highest": moves.max(), "down": (moves < 0).sum(), "change": parts.change,
                "within": parts.within, "mix": parts.composition}  # fmt: skip
    late = ends(sent, 3)[1]
    unhappy = late.felt <= UNHAPPY
    shares = late.channel.value_counts(normalize=True)
    weighted = weighted_mean(late.score, strata=late.channel, population=shares.to_dict()).mean
    gap = late.score.mean() - late.felt.mean()
    return {
        "gap": gap, "rose": rise(sent, "score", 3), "truth_rose": rise(sent, "felt", 3),
        "unhappy_answer": late.answered[unhappy].mean() / late.answered[~unhappy].mean(),
        "mended": 100 * (1 - abs(weighted - late.felt.mean()) / abs(gap)),
        "app_asked": 100 * shares["app"],
        "app_answers": 100 * late[late.answered].channel.value_counts(normalize=True)["app"],
    }  # fmt: skip


# What each title claims, as a check on the facts; numbers in the title are handed over in their order.
CLAIMS = {
    "silence": {
        r"The score rises while customers suffer": lambda f: f["rose"] > 0 > f["truth_rose"],
        r"Survey and truth agree": lambda f: abs(f["gap"]) < SAME,
        r"Both fall, ([\d.]+) points apart":
            lambda f, by: max(f["rose"], f["truth_rose"]) < 0 and near(by, f["gap"], 0.1),
        r"The survey flatters by ([\d.]+) points": lambda f, by: near(by, f["gap"], 0.1),
        r"Those who answer are like the rest": lambda f: f["unhappy_answer"] > 0.85,
        r"The unhappy answer less": lambda f: 1 / 2 <= f["unhappy_answer"] <= 0.85,
        r"The unhappy hardly answer": lambda f: f["unhappy_answer"] < 1 / 2,
    },
    "channels": {
        r"App\D+(\d+) % \D+(\d+) % of answers":
            lambda f, asked, answers: near(asked, f["app_asked"], 1) and near(answers, f["app_answers"], 1),
        r"There is nothing to correct": lambda f: abs(f["gap"]) < SAME,
        r"Weighting mends (\d+) % of the error": lambda f, part: near(part, f["mended"], 1),
        r"Weighting mends nothing": lambda f: f["mended"] < 1,
    },
    "mix": {
        r"Every store falls, and the chain rises": lambda f: f["highest"] < 0 < f["change"],
        r"Every store falls, and so does the chain": lambda f: f["highest"] < 0 and f["change"] < 0,
        r"Every store falls, the chain stands still": lambda f: f["highest"] < 0 and abs(f["change"]) < SAME / 2,
        r"(\d+) of 4 stores fall; the chain moves by ([+−]?[\d.]+)":
            lambda f, down, by: down <= f["down"] and near(by, f["change"], 0.01),
        r"The mix hides what stores lost": lambda f: f["within"] < 0 and f["mix"] > -f["within"],
        r"The mix hides a part of the loss": lambda f: 0 < f["mix"] < -f["within"],
        r"The mix lifts the mean": lambda f: f["mix"] > 0,
        r"The mix stands still": lambda f: abs(f["mix"]) < SAME / 2,
    },
}  # fmt: skip


def near(written: float, value: float, last_place: float) -> bool:
    """Whether `written` is `value`, rounded to its last place."""
    return abs(written - value) <= 0.5 * last_place + 1e-9


def broken(name: str, student: str, title: str, values: dict[str, float]) -> bool:
    """Whether this title claims what is not so."""
    for pattern, holds in CLAIMS[name].items():
        if match := re.fullmatch(pattern, title):
            numbers = [float(number.replace("\u2212", "-")) for number in match.groups()]
            return not holds(facts(name, student, **values), *numbers)
    raise AssertionError(f"no test knows what this title claims: {title!r}")


@each_world
@pytest.mark.parametrize("name", CLAIMS)
def test_titles_are_true_at_every_setting(name, student):
    claims = [(title, state.values) for state in states("06", name, student) for title in state.titles]
    assert [claim for claim in claims if broken(name, student, claim[0], claim[1])] == []


@pytest.mark.parametrize(
    ("name", "preset", "finding"),
    [
        ("silence", "Unhappy customers keep quiet", "The score rises while customers suffer"),
        ("mix", "A boom at the best stores", "Every store falls, and the chain rises"),
    ],
)
@each_world
def test_the_presets_show_the_surprises(name, student, preset, finding):
    (state,) = (state for state in states("06", name, student) if state.name == f"preset {preset}")
    assert finding in state.titles


@each_world
def test_calls_beat_answers_only_if_they_come_nearer_the_truth(student):
    for state in states("06", "calls", student):
        answers, calls = map(float, re.search(r"miss the truth by ([\d.]+);.* ([\d.]+) off", state.sentence).groups())
        rounding = 0.1  # both are written with one decimal
        if "beat" in state.titles[0]:
            assert calls <= answers / 2 + rounding, (state.titles, state.sentence)
        elif "alone" in state.titles[0]:
            assert answers < 0.15 + rounding, (state.titles, state.sentence)
        else:
            assert calls >= answers / 2 - rounding, (state.titles, state.sentence)


@pytest.mark.parametrize(
    ("with_calls", "without", "title"),
    [
        (0.0, 0.1, "The answers alone would do"),
        (-0.2, 1.1, "100 calls beat 3,000 answers"),
        (0.6, -0.7, "100 calls change little here"),
        (-1.0, 0.7, "Unlucky calls: try others"),
    ],
)
def test_the_title_of_the_calls_goes_by_both_errors(with_calls, without, title):
    assert pictures.calls_title(100, 3_000, with_calls, without) == title


@each_world
def test_where_nothing_changed_the_score_moved_as_far_as_the_title_says_and_the_truth_less(student):
    for state in states("06", "margin", student):
        swing = float(re.search(r"([\d.]+) points", state.titles[0])[1])
        said, true = (state.lines[colour] for colour in (figures.REPORTED, figures.TRUTH))
        assert near(swing, said.max() - said.min(), 1)
        assert true.max() - true.min() < said.max() - said.min(), (state.values, state.titles)


@each_world
def test_more_answers_make_a_smaller_margin_of_error(student):
    presets = [state for state in states("06", "margin", student) if state.name.startswith("preset")]
    by_answers = sorted(presets, key=lambda state: state.values["answers"])
    margins = [float(re.search(r"±([\d.]+)", state.sentence)[1]) for state in by_answers]
    assert all(more > less for more, less in pairwise(margins))
