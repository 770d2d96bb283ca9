"""Lesson 08 is true: its surprises hold in every world, and every title at every setting."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest
from lessons.catalogue import LESSONS, against, each_world
from lessons.catalogue import surprises as surprises_of
from lessons.sweep import cut, drawn_texts, overlapping, states

from casekit.lessons import bucket as lesson
from casekit.lessons.bucket import numbers
from casekit.measure.retention import cohorts, fit_sbg, revenue_parts

GOOD = 8


@pytest.fixture(scope="module")
def surprises():
    return surprises_of("08")


# --- the surprises ---------------------------------------------------------------------------------------------------


def test_eight_good_quarters_are_equal_to_the_cent(surprises):
    assert against(surprises, lambda one: one.differ == 0 and one.growth > 0.08) == {}


def test_one_of_the_two_has_lost_half_again_as_many_riders_as_it_kept(surprises):
    assert against(surprises, lambda one: one.kept[0] > 75 and one.kept[1] < 46) == {}


def test_the_head_count_does_not_show_it(surprises):
    assert against(surprises, lambda one: one.riders > 0.97) == {}


def test_then_one_falls_and_the_other_goes_on(surprises):
    assert against(surprises, lambda one: one.after[0] > 0 and one.after[1] < -0.4) == {}


def test_riders_lost_ring_a_year_before_revenue_does(surprises):
    assert against(surprises, lambda one: one.rings["revenue"] - one.rings["riders lost"] >= 4) == {}
    assert against(surprises, lambda one: one.rings["riders lost"] < GOOD <= one.rings["revenue"]) == {}
    assert against(surprises, lambda one: one.rings["newcomers' share of revenue"] < GOOD) == {}


def test_a_calm_dashboard_has_hardly_a_false_alarm(surprises):
    alarms = [ring < GOOD for one in surprises.values() for ring in one.false.values()]
    assert np.mean(alarms) < 0.05


def test_where_nobody_is_driven_away_the_dealers_are_alike(surprises):
    apart = np.array([one.alike[0] - one.alike[1] for one in surprises.values()])
    error = np.sqrt(2 * 0.79 * 0.21 / 4_000) * 100
    assert np.abs(apart).max() < 4 * error
    assert abs(apart.mean()) < 4 * error / np.sqrt(len(apart))


def test_the_model_is_right_where_riders_leave_as_ever_and_nowhere_else(surprises):
    errors = np.array([one.projected for one in surprises.values()])
    assert abs(errors[:, 0].mean()) < 1 and errors[:, 1].min() > 8
    assert np.abs(errors[:, 0]).max() < 5


def test_the_brand_takes_more_and_has_fewer_riders(surprises):
    assert against(surprises, lambda one: one.brand[0] > 0.1 and one.brand[1] < -0.05) == {}


# --- the tables ------------------------------------------------------------------------------------------------------


@cache
def world(student: str):
    return LESSONS["08"].cases(student)[0]


@each_world
def test_the_tables_say_what_the_simulation_did(student):
    case = world(student)
    riders, bought = lesson.riders(case), lesson.purchases(case)
    assert bought.customer_id.isin(riders.customer_id).all() and riders.customer_id.is_unique
    since = bought.customer_id.map(riders.set_index("customer_id").since)
    assert (bought["at"] >= since).all()
    assert (bought["at"].min().year, bought["at"].max().year) == (2024, 2025)
    pair = numbers.twins(case)
    books = {name: revenue_parts(rows) for name, rows in bought.groupby("dealer", observed=True)}
    assert len(books) == 2
    for signs in pair:
        parts = books[signs.dealer.name]
        assert (np.rint(100 * parts.revenue) == np.rint(100 * signs.revenue[:GOOD])).all()
        assert (parts.customers == signs.riders[:GOOD]).all()
        assert parts.lost.iloc[1:].to_numpy() == pytest.approx(100 * signs.vital["riders lost"][1:GOOD])
    first, second = (parts.revenue for parts in books.values())
    assert (first == second).all()


@each_world
def test_the_triangle_in_the_picture_is_that_of_the_tables(student):
    case = world(student)
    for signs in numbers.twins(case):
        riders, bought = lesson.riders(case), lesson.purchases(case)
        new = riders.customer_id[(riders.since >= "2024-01-01") & (riders.dealer == signs.dealer.name)]
        plain = cohorts(bought[bought.customer_id.isin(new)], shares=True)
        pictured = numbers.newcomers_triangle(signs, GOOD)
        assert (plain.index == pictured.index).all()
        assert ((plain - pictured).abs().fillna(0) < 1e-9).all(axis=None)


def test_what_a_learner_does_to_the_tables_spoils_nothing():
    (case,) = LESSONS["08"].open("")
    bought, riders = lesson.purchases(case), lesson.riders(case)
    bought["amount"], riders["dealer"] = 0.0, "Elk River"
    assert lesson.purchases(case).amount.sum() == lesson.purchases(world("")).amount.sum() > 0
    first = lesson.how_many_are_left(case)
    answer = lesson.so_many_are_left(case, first)
    first.commit(12)
    assert answer.sentence.startswith("You guessed 12 of 100; Elk River's file says")


@each_world
@pytest.mark.parametrize("still", ["books", "brand"])
def test_the_still_pictures_can_be_read(student, still, monkeypatch):
    monkeypatch.setattr("casekit.teach.screen.display", lambda *_, **__: None)
    with drawn_texts() as texts:
        getattr(lesson, still)(world(student))
    assert len(texts) > 8
    assert (cut(texts), overlapping(texts)) == ([], [])


# --- titles ----------------------------------------------------------------------------------------------------------


def near(written: float, value: float, last_place: float = 1) -> bool:
    """Whether `written` is `value`, rounded to its last place."""
    return abs(written - value) <= 0.5 * last_place + 1e-9


def moved(values: np.ndarray) -> float:
    return 100 * (values[GOOD - 1] / values[0] - 1)


@cache
def pair_at(student: str, decay: float, newcomers: float, price: float):
    return numbers.twins(world(student), decay, newcomers, price)


def pair_of(student: str, values: dict[str, float]):
    return pair_at(
        student, values.get("decay", numbers.DECAY), values.get("newcomers", numbers.NEWCOMERS),
        values.get("price", numbers.PRICE),
    )  # fmt: skip


def apart(pair) -> float:
    return 100 * abs(1 - pair.leaks.revenue[-1] / pair.keeps.revenue[-1])


def differs(pair) -> np.ndarray:
    """Per cent by which each of the eight quarters' revenue is short, by the till."""
    return 100 * (1 - pair.leaks.revenue[:GOOD] / pair.keeps.revenue[:GOOD])


def lost_at_once(signs, cohort: int) -> float:
    came = signs.dealer.joined == cohort
    return 100 * (signs.dealer.left[came] == cohort + 1).mean()


def signs_of(pair, name: str):
    return next(signs for signs in pair if signs.dealer.name == name)


def lost_as_said(pair, values, name: str, early: float, late: float) -> bool:
    signs = signs_of(pair, name)
    return near(early, lost_at_once(signs, 0)) and near(late, lost_at_once(signs, values["seen"] - 2))


def rings_as_said(pair, values, heard: float, revenue: str) -> bool:
    _, true = numbers.rings(pair, values["threshold"], values["noise"] / 100)
    when = "never" if true["revenue"] > 11 else f"after quarter {true['revenue'] + 1}"
    return heard == sum(ring < GOOD for ring in true.values()) and revenue == when


def off(pair, values, name: str) -> float:
    signs = signs_of(pair, name)
    return fit_sbg(signs.kept[: values["seen"]]).survival(11) - signs.kept[11]


# What each title claims, as a check on the dealers; what stands in brackets is handed over in its order.
NUMBER = r"([+−]?[\d.]+)"
CLAIMS = {
    "twins": {
        r"8 quarters equal to the cent": lambda pair, values: not differs(pair).any(),
        rf"Equal to the cent, then {NUMBER} % apart":
            lambda pair, values, by: not differs(pair).any() and near(by, apart(pair)),
        rf"Short in {NUMBER} of 8 quarters, by up to {NUMBER} %":
            lambda pair, values, count, by:
                count == np.count_nonzero(differs(pair)) and near(by, differs(pair).max(), 0.1),
        rf"Short in {NUMBER} of 8 quarters, by up to {NUMBER} %, then {NUMBER} % apart":
            lambda pair, values, count, by, later:
                count == np.count_nonzero(differs(pair)) and near(by, differs(pair).max(), 0.1)
                and near(later, apart(pair)),
        rf"Of 100 riders, {NUMBER} and {NUMBER} are left":
            lambda pair, values, one, other:
                near(one, pair.keeps.kept[values["seen"] - 1]) and near(other, pair.leaks.kept[values["seen"] - 1]),
    },
    "parts": {
        rf"Riders {NUMBER} %, ticket {NUMBER} %":
            lambda pair, values, riders, ticket: near(riders, moved(pair.leaks.riders))
                and near(ticket, moved(pair.leaks.revenue / pair.leaks.purchases)),
        rf"{NUMBER} % from riders who came since":
            lambda pair, values, new: near(new, 100 * (1 - (pair.leaks.from_the_start / pair.leaks.revenue)[GOOD - 1])),
    },
    "triangle": {rf"(.+): {NUMBER} %, then {NUMBER} % lost": lost_as_said},
    "warning": {rf"{NUMBER} of 7 ring in time at Stone Bridge, revenue (never|after quarter \d+)": rings_as_said},
    "projection": {
        rf"(.+): {NUMBER} in 100 too many": lambda pair, values, name, by: near(by, off(pair, values, name)),
        rf"(.+): {NUMBER} in 100 too few": lambda pair, values, name, by: near(by, -off(pair, values, name)),
        r"(.+): right, to 1 rider in 100": lambda pair, values, name: near(0, off(pair, values, name)),
    },
}  # fmt: skip


def broken(name: str, student: str, title: str, values: dict[str, float]) -> bool:
    """Whether this title claims what is not so."""
    for pattern, holds in CLAIMS[name].items():
        if match := re.fullmatch(pattern, title):
            return not holds(pair_of(student, values), values, *map(read, match.groups()))
    raise AssertionError(f"no test knows what this title claims: {title!r}")


def read(text: str) -> float | str:
    return float(text.replace("\u2212", "-")) if re.fullmatch(NUMBER, text) else text


@each_world
@pytest.mark.parametrize("name", CLAIMS)
def test_titles_are_true_at_every_setting(name, student):
    claims = [(title, state.values) for state in states("08", name, student) for title in state.titles]
    assert claims
    assert [claim for claim in claims if broken(name, student, *claim)] == []


@pytest.mark.parametrize(
    ("name", "preset", "finding"),
    [
        ("twins", "Two good dealers", "8 quarters equal to the cent"),
        ("twins", "One of them leaks", "8 quarters equal to the cent"),
        ("twins", "A year later", "Equal to the cent, then"),
        ("twins", "By price alone", "Equal to the cent, then"),
        ("twins", "Nothing to fill it with", "Short in"),
    ],
)
@each_world
def test_the_presets_show_the_surprises(name, student, preset, finding):
    (state,) = (state for state in states("08", name, student) if state.name == f"preset {preset}")
    assert state.titles[0].startswith(finding)


@each_world
def test_the_widget_says_how_far_off_the_revenue_is(student):
    for state in states("08", "twins", student):
        short = 100 * (pair_of(student, state.values).short.max())
        said = re.search(r"runs short by up to \$([\d,]+\.\d\d) a quarter", state.sentence)
        assert bool(said) == bool(short), state.sentence
        if said:
            assert round(100 * float(said[1].replace(",", ""))) == round(short)


def test_two_labels_of_the_layers_that_would_stand_at_one_height_become_one():
    explorer = LESSONS["08"].explorer("parts")
    labels = []
    for decay in (0.5, 0.6):
        explorer.set(decay=decay, price=0)
        labels.append([text.get_text().replace("\n", " ") for text in explorer.figure.axes[1].texts])
    assert [len(texts) for texts in labels] == [3, 2]
    assert {*labels[0]} - {*labels[1]} == {"the same at Elk River"}


@each_world
def test_the_future_is_hidden_until_it_is_asked_for(student):
    for state in states("08", "twins", student):
        shown = max(len(heights) for heights in state.lines.values())
        assert shown == state.values["seen"]
        assert ("not yet" in state.texts) == (state.values["seen"] == GOOD)
