"""Lesson 09 is true: its surprises hold in every world, and every title at every setting."""

from __future__ import annotations

import math
import re
from functools import cache

import numpy as np
import pandas as pd
import pytest
from lessons.catalogue import LESSONS, against, each_world
from lessons.catalogue import surprises as surprises_of
from lessons.surprises_leaving import NOTE, PEOPLE
from lessons.sweep import cut, drawn_texts, overlapping, states

from casekit.errors import CaseError
from casekit.lessons import leaving as lesson
from casekit.lessons.leaving import numbers
from casekit.measure.effect import difference
from casekit.teach import figures
from casekit.world.engine.streams import Block
from casekit.world.systems.panel import Panel
from casekit.world.systems.recovery import Recovery

CONFIDENT = 1.96


def world(student: str):
    return LESSONS["09"].cases(student)[0]


@pytest.fixture(scope="module")
def surprises():
    return surprises_of("09")


def test_a_fifth_each_time_and_nine_times_is_about_87_of_100(surprises):
    expected = 1 - 0.8**9
    margin = 4 * math.sqrt(expected * (1 - expected) / PEOPLE)
    assert against(surprises, lambda one: abs(one.ever_left - expected) < margin) == {}
    assert against(surprises, lambda one: one.ever_left > 4 * one.left_once) == {}


def test_the_desk_hears_one_in_ten(surprises):
    assert against(surprises, lambda one: 0.08 < one.heard < 0.12) == {}


def test_the_desks_rate_is_far_above_everybodys_in_words_and_in_deeds(surprises):
    assert against(surprises, lambda one: one.desk_says > one.everybody_says + 0.25) == {}
    assert against(surprises, lambda one: one.desk_returns > one.everybody_returns + 0.1) == {}
    assert against(surprises, lambda one: one.desk_returns < one.desk_says - 0.15) == {}


def test_yet_those_it_heard_buy_again_hardly_more_often_than_those_it_did_not(surprises):
    assert against(surprises, lambda one: abs(one.again.difference) < 0.05 < 0.8 < one.again.control) == {}


def test_the_note_is_several_times_what_leaves_each_time(surprises):
    assert against(surprises, lambda one: one.each_time < one.by_customer < NOTE / 4) == {}
    assert against(surprises, lambda one: one.plan_times > 5) == {}


@each_world
def test_the_three_records_side_by_side_are_the_truth(student):
    case = world(student)
    broken, happened = lesson.let_down(case), case.reveal().experiences
    assert broken.customer_id.value_counts().equals(happened.customer_id.value_counts())
    assert (broken.promised_on.dt.normalize().sort_values().array == happened["at"].dt.normalize().sort_values()).all()
    heard = len(lesson.complaints(case))
    assert (
        0.98 * heard <= broken.complained.sum() <= heard <= happened.complained.sum()
    )  # the last ones, after the window
    late = broken.promised_on > "2025-10-02"
    assert broken.bought_again.isna()[late].all() and broken.bought_again.notna()[~late].all()


@each_world
def test_bought_again_is_what_the_purchases_say(student):
    case = world(student)
    known = lesson.let_down(case).dropna(subset="bought_again").head(300)
    day = pd.Timedelta(days=1)
    for row in known.itertuples():
        at = case.purchases["at"][case.purchases.customer_id == row.customer_id]
        start = row.promised_on + day
        assert row.bought_again == ((at >= start) & (at <= start + 90 * day)).any()


# What each title claims, as a check on the facts; numbers in the title are handed over in their order.
def whole(share: float) -> int:
    return round(100 * share)


CLAIMS = {
    "ever": {
        r"Asked after one: (\d+) % have left": lambda f, ever: f["times"] == 1 and near(ever, 100 * f["ever"], 1),
        r"(\d+) % each time, (\d+ times|twice): (under 1|\d+) % have left":
            lambda f, chance, times, ever: near(ever, 100 * f["ever"], 1) and near(chance, 100 * f["chance"], 1),
        r"Ever and each time are one": lambda f: f["times"] == 1,
        r"Read as each time, it is ([\d.]+) times too high":
            lambda f, ratio: near(ratio, f["ever"] / f["chance"], 0.1) and ratio >= 1,
    },
    "desk": {
        r"The desk hears everybody": lambda f: f["heard"] == 1,
        r"The desk hears (\d+) of 100": lambda f, heard: near(heard, 100 * f["heard"], 1),
        r"What it reports is true of all": lambda f: abs(f["desk"] - f["all"]) < 0.02,
        r"It reports (\d+) %; of all it is (\d+) %":
            lambda f, desk, all: near(desk, 100 * f["desk"], 1) and near(all, 100 * f["all"], 1),
    },
    "speed": {
        r"Helped within a day: ([\d.]+) of 100":
            lambda f, quick: near(quick, 100 * f["quick"], 0.1 if f["quick"] < 0.0995 else 1),
        r"A day faster: ([+−]?\d+) at the desk, ([+−]?\d+) in all":
            lambda f, desk, all: near(desk, 100 * (f["faster desk"] - f["desk"]), 1)
            and near(all, 100 * (f["faster all"] - f["all"]), 1),
    },
    "words": {
        r"(\d+) say they are gone, and as many go": lambda f, said: said == whole(1 - f["all"]) == whole(f["left"]),
        r"(\d+) say they are gone, (\d+) goe?s?":
            lambda f, said, go: said == whole(1 - f["all"]) != whole(f["left"]) == go,
        r"Those who say so come back": lambda f: whole(f["all"]) == whole(f["back"]),
        r"Nobody comes back, whatever they say": lambda f: f["back"] == 0 < f["all"],
        r"(\d+) % would come back, (under 1|\d+) % do":
            lambda f, said, do: said == whole(f["all"]) and near(do, 100 * f["back"], 1),
    },
    "paradox": {
        r"Happier after one, not after two": lambda f: f["score"] > f["score margin"] and f["twice"] <= 0,
        r"Nobody is happier for it": lambda f: f["score"] < -f["score margin"],
        r"One put right: no difference to be seen": lambda f: abs(f["score"]) <= f["score margin"],
        r"They buy less often all the same": lambda f: f["buys"] < -f["buys margin"],
        r"In what they buy, no difference to be seen": lambda f: abs(f["buys"]) <= f["buys margin"],
    },
}  # fmt: skip


@cache
def facts(name: str, student: str, **values: float) -> dict[str, float]:
    """What is true at a setting of the Explorer, computed from the worlds."""
    case = world(student)
    company, block = case.company.assumptions, Block(case.seed, "amazon", 0, numbers.LET_DOWN)
    if name == "ever":
        times, chance = values["a_year"] * values["years"], values["chance"]
        stayed = 1.0
        for _ in range(times):
            stayed *= 1 - chance
        return {"times": times, "chance": chance, "ever": 1 - stayed}
    if name == "paradox":
        found = Recovery(company, block).run(leaving=values["leaving"], delight=values["delight"])
        one, two, none = (
            np.flatnonzero((found.incidents == number) & (found.recovered | (number == 0)))[: values["customers"]]
            for number in (1, 2, 0)
        )
        score, buys = (difference(what[one], what[none]) for what in (found.score, found.buys))
        return {
            "score": score.difference, "score margin": CONFIDENT * score.standard_error,
            "twice": found.score[two].mean() - found.score[none].mean(),
            "buys": buys.difference, "buys margin": CONFIDENT * buys.standard_error,
        }  # fmt: skip
    own = {"leaving": 0.1, "unvoiced": 0.9}
    named = {"complain": "unvoiced", "hours": "resolution_hours", "follow": "follow_through"}
    given = {named.get(knob, knob): 1 - value if knob == "complain" else value for knob, value in values.items()}
    given = {knob: round(value, 6) for knob, value in given.items()}
    found = said(Panel(company, block).run(**(own | given)))
    if name == "speed":
        faster = said(Panel(company, block).run(**(own | given | {"resolution_hours": values["hours"] - 24})))
        found |= {"faster desk": faster["desk"], "faster all": faster["all"]}
    return found


def said(lived) -> dict[str, float]:
    return {
        "heard": lived.complained.mean(), "quick": (lived.hours <= 24).mean(), "left": lived.left.mean(),
        "desk": lived.intends_return[lived.complained].mean(), "all": lived.intends_return.mean(),
        "back": lived.would_return.mean(),
    }  # fmt: skip


def near(written: float, value: float, last_place: float) -> bool:
    """Whether `written` is `value`, rounded to its last place."""
    return abs(written - value) <= 0.5 * last_place + 1e-9


def broken(name: str, student: str, title: str, values: dict[str, float]) -> bool:
    """Whether this title claims what is not so."""
    for pattern, holds in CLAIMS[name].items():
        if match := re.fullmatch(pattern, title):
            numbers = [number(text) for text in match.groups()]
            return not holds(facts(name, student, **values), *numbers)
    raise AssertionError(f"no test knows what this title claims: {title!r}")


def number(text: str) -> float:
    return {"twice": 2.0, "under 1": 0.25}.get(text) or float(text.replace("\u2212", "-").removesuffix(" times"))


@each_world
@pytest.mark.parametrize("name", CLAIMS)
def test_titles_are_true_at_every_setting(name, student):
    claims = [(title, state.values) for state in states("09", name, student) for title in state.titles]
    assert [claim for claim in claims if broken(name, student, claim[0], claim[1])] == []


@pytest.mark.parametrize(
    ("name", "preset", "finding"),
    [
        ("ever", "20 % each time, nine times", "20 % each time, 9 times: 87 % have left"),
        ("desk", "As it is", "The desk hears 10 of 100"),
        ("desk", "Everybody complains", "What it reports is true of all"),
        ("words", "Everybody keeps their word", "Those who say so come back"),
        ("paradox", "Put right within a day", "Happier after one, not after two"),
        ("paradox", "Put right within a day", "They buy less often all the same"),
    ],
)
@each_world
def test_the_presets_show_the_surprises(name, student, preset, finding):
    (state,) = (state for state in states("09", name, student) if state.name == f"preset {preset}")
    assert finding in state.titles


@each_world
def test_three_chances_make_the_notes_figure_or_nearly(student):
    presets = [state for state in states("09", "ever", student) if state.name.startswith("preset")][1:]
    shares = [float(re.search(r"([\d.]+) % of 10,000 people", state.sentence)[1]) for state in presets]
    assert len({state.values["chance"] for state in presets}) == 3
    assert all(abs(share - 100 * NOTE) < 3 for share in shares)


@each_world
def test_an_easier_complaint_helps_everybody_and_leaves_the_desks_rate_alone(student):
    as_it_is, settled, easy = (
        [float(share) for share in re.findall(r"(\d+) %", state.sentence)]
        for state in states("09", "desk", student)
        if state.name.startswith("preset") and "Everybody" not in state.name
    )
    assert settled[1] > as_it_is[1] + 8 and settled[2] < as_it_is[2] + 3
    assert abs(easy[1] - as_it_is[1]) < 4 and easy[2] > as_it_is[2] + 10


@pytest.mark.parametrize("share", [0.0, 0.098, 0.5, 0.86, 1.0])
def test_the_plans_picture_can_be_read(share):
    with drawn_texts() as texts:
        made = numbers.plan(world(""), share)
        lesson.budget(world(""), share)
    assert texts and cut(texts) == [] and overlapping(texts) == []
    happened = world("").reveal().experiences.query("at >= '2025'")
    lost = (happened.left & ~happened.returned).mean()
    assert made.times == pytest.approx(share / lost)
    assert made.promises == len(happened)


@each_world
def test_the_plans_title_says_how_far_off_it_is(student):
    at_stake = 1 / numbers.plan(world(student), 1.0).times  # as a share of the promises
    with drawn_texts() as texts:
        for share in (at_stake, 1.0):
            lesson.budget(world(student), share)
    written = {text.get_text() for text in texts}
    assert {
        "The plan is what there is to save",
        f"The plan is {1 / at_stake:.1f} times what there is to save",
    } <= written


@pytest.mark.parametrize("share", [86, -0.1, "most", None])
def test_a_plan_with_an_impossible_share_is_a_sentence(share):
    with pytest.raises(CaseError, match="share must be"):
        lesson.budget(world(""), share)


@each_world
def test_each_group_of_the_trial_has_as_many_customers_as_the_knob_says(student):
    most = LESSONS["09"].explorer("paradox", student).controls["customers"].max
    assert {len(group) for group in numbers.arms(world(student), 0.1, 0.5, most).values()} == {most}


def test_colours_keep_their_meaning():
    for state in states("09", "ever", ""):
        each_time = state.lines[figures.TRUTH]
        assert np.allclose(each_time, 100 * state.values["chance"])
