"""The Explorers of lesson 06: everywhere a picture that can be read, a sentence, and titles that are true."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

import pytest
from lessons.students import NAMES, UNHAPPY, ends, everybody, open_case, rise
from lessons.sweep import State, cut, drawn_texts, overlapping, pixels, visit

from casekit.lessons import surveys as lesson
from casekit.measure.survey import simpson, weighted_mean
from casekit.teach import figures

EXPLORERS = ["silence", "channels", "margin", "mix", "calls"]
WORLDS = {"": 20, NAMES[0]: 6}  # how many random settings are looked at: in the common world, and in a student's own
SAME = 0.2  # two figures written with one decimal that differ by less may read alike
each_explorer = pytest.mark.parametrize("name", EXPLORERS)
each_world = pytest.mark.parametrize("student", WORLDS, ids=["everybody", "a student"])


@cache
def world(student: str):
    return open_case(student)


@cache
def states(name: str, student: str) -> list[State]:
    return visit(getattr(lesson, name)(world(student)), WORLDS[student])


@each_world
@each_explorer
def test_every_setting_has_a_picture_and_a_sentence(name, student):
    explorer = getattr(lesson, name)(world(student))
    blank = pixels(figures.png(figures.new_figure(*explorer.figure.get_size_inches())))
    for state in states(name, student):
        assert state.error is None, (state.name, state.error)
        assert state.pixels != blank, state.name
        assert re.fullmatch(r"[A-Z\d].*\d.*\.", state.sentence), (state.name, state.sentence)


@each_world
@each_explorer
def test_no_figure_is_missing_or_less_than_nothing(name, student):
    for state in states(name, student):
        for text in (state.sentence, *state.texts):
            assert not re.search(r"\bnan\b|[-\u2212]0(?:\.0+)?(?![.\d])", text), (state.name, text)


@each_world
@each_explorer
def test_each_control_moves_picture_and_sentence(name, student):
    found = {state.name: state for state in states(name, student)}
    for control in states(name, student)[0].values:
        low, high = found[f"{control} min"], found[f"{control} max"]
        assert low.pixels != high.pixels, control
        assert low.sentence != high.sentence, control


@each_explorer
def test_presets_differ_from_each_other(name):
    presets = [state for state in states(name, "") if state.name.startswith("preset")]
    assert len(presets) >= 3
    assert len({state.sentence for state in presets}) == len(presets)
    assert len({state.pixels for state in presets}) == len(presets)


@each_world
@each_explorer
def test_no_text_is_cut_or_lies_on_another(name, student):
    found = {state.name: (state.cut, state.overlapping) for state in states(name, student)}
    assert {setting: faults for setting, faults in found.items() if any(faults)} == {}


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
    claims = [(title, state.values) for state in states(name, student) for title in state.titles]
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
    (state,) = (state for state in states(name, student) if state.name == f"preset {preset}")
    assert finding in state.titles


@each_world
def test_calls_beat_answers_only_if_they_come_nearer_the_truth(student):
    for state in states("calls", student):
        answers, calls = map(float, re.search(r"miss the truth by ([\d.]+);.* ([\d.]+) off", state.sentence).groups())
        rounding = 0.1  # both are written with one decimal
        if "beat" in state.titles[0]:
            assert calls <= answers / 2 + rounding, (state.titles, state.sentence)
        elif "alone" in state.titles[0]:
            assert answers < 0.15 + rounding, (state.titles, state.sentence)
        else:
            assert calls >= answers / 2 - rounding, (state.titles, state.sentence)


@each_world
def test_where_nothing_changed_the_score_moved_as_far_as_the_title_says_and_the_truth_less(student):
    for state in states("margin", student):
        swing = float(re.search(r"([\d.]+) points", state.titles[0])[1])
        said, true = (state.lines[colour] for colour in (figures.REPORTED, figures.TRUTH))
        assert near(swing, said.max() - said.min(), 1)
        assert true.max() - true.min() < said.max() - said.min(), (state.values, state.titles)


@each_world
def test_more_answers_make_a_smaller_margin_of_error(student):
    presets = [state for state in states("margin", student) if state.name.startswith("preset")]
    by_answers = sorted(presets, key=lambda state: state.values["answers"])
    margins = [float(re.search(r"±([\d.]+)", state.sentence)[1]) for state in by_answers]
    assert all(more > less for more, less in pairwise(margins))
