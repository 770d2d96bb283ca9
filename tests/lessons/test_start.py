"""The start: three customers worth meeting, a rule that is right and useless, and two exercises, for every student."""

from __future__ import annotations

import re
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from typing import NamedTuple

import nbformat
import numpy as np
import pytest
from lessons.sweep import cut, drawn_texts, overlapping, pixels, visit

import casekit
from casekit import CaseError, workbook
from casekit.lessons import start as lesson
from casekit.lessons.start import numbers
from casekit.teach import Exercises, figures
from casekit.teach.exercise import RIGHT, WRONG

COMPANIES = ("amazon", "starbucks", "harley")
NAMES = [f"student{number:03}@example.org" for number in range(50)]
PROCESSES = 2
USUAL = 90  # days
FEWEST_TOLERANCES = 3
each_company = pytest.mark.parametrize("company", COMPANIES)
each_world = pytest.mark.parametrize("student", ["", *NAMES[:3]], ids=lambda name: name[:10] or "everybody")


class Rule(NamedTuple):
    """What the usual rule says at one company, and what is true; numbers of customers."""

    counted: int
    gone: int
    written_off: int
    kept: int


class Found(NamedTuple):
    """What one student meets."""

    rules: dict[str, Rule]
    on_time: float
    kept: tuple[float, float]
    share_of_wallet: float
    quiet: tuple[float, int, int]  # last score felt, surveys answered, complaints
    account: tuple[float, bool]  # share of the other person, whether both have the same favourite
    rider: tuple[float, float]  # dollars here, and elsewhere
    marked: dict[str, tuple[float, float, str, list[str]]]  # answer, margin, state, states of the misconceptions


@cache
def cases(student: str) -> tuple[casekit.Case, ...]:
    """The three companies as the notebook opens them."""
    return tuple(casekit.open_case(company, student=student) for company in COMPANIES)


def study(student: str) -> Found:
    """Open the student's three worlds and keep what matters."""
    amazon, starbucks, harley = (casekit.open_case(company, student=student) for company in COMPANIES)
    rules = {}
    for case in (amazon, starbucks, harley):
        by_rule, gone = numbers.silent_days(case) > USUAL, numbers.gone(case)
        rules[case.company.name] = Rule(by_rule.sum(), gone.sum(), (by_rule & ~gone).sum(), (~by_rule & gone).sum())
    quiet, account, rider = numbers.a_quiet_one(starbucks), numbers.two_in_one(amazon), numbers.a_middling_one(harley)
    surveys, felt = starbucks.surveys.query("customer_id == @quiet"), starbucks.reveal().surveys
    persons = numbers.by_person(amazon, account)
    spent = numbers.wallet(harley, rider).sum()
    wallet = numbers.wallet(harley).sum()
    check = Exercises(lesson.exercises(amazon).exercises.values(), amazon)
    marked = {}
    for id, exercise in check.exercises.items():
        answer = exercise.answer(amazon)
        wrong = [check(id, number(amazon)).state for number in exercise.misconceptions.values()]
        marked[id] = (answer, exercise.margin(amazon), check(id, answer).state, wrong)
    return Found(
        rules,
        numbers.on_time(amazon),
        numbers.kept(starbucks),
        wallet.here / wallet.sum(),
        (felt.felt[felt.customer_id == quiet].iloc[-1], surveys.answered.sum(),
         (starbucks.contacts.query("customer_id == @quiet").reason == "complaint").sum()),
        (persons.other.sum() / persons.to_numpy().sum(), persons.owner.idxmax() == persons.other.idxmax()),
        (spent.here, spent.elsewhere),
        marked,
    )  # fmt: skip


@pytest.fixture(scope="module")
def found() -> dict[str, Found]:
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        return dict(zip(NAMES, pool.map(study, NAMES, chunksize=5), strict=True))


def against(found, holds):
    """The students for whom it does not hold."""
    return {name: one for name, one in found.items() if not holds(one)}


# --- the surprises ---------------------------------------------------------------------------------------------------


def test_at_amazon_the_number_is_right_and_names_are_wrong(found):
    def surprised(one):
        rule = one.rules["amazon"]
        return abs(rule.counted - rule.gone) < 0.05 * rule.gone and rule.written_off + rule.kept > 300

    assert against(found, surprised) == {}
    mean = np.mean([one.rules["amazon"].counted / one.rules["amazon"].gone for one in found.values()])
    assert abs(mean - 1) < 0.02


def test_the_same_rule_writes_off_riders_and_hardly_any_coffee_drinkers(found):
    assert against(found, lambda one: one.rules["harley"].written_off > 300) == {}
    assert against(found, lambda one: one.rules["starbucks"].written_off < 60) == {}


def test_the_quiet_customer_was_unhappy_and_said_nothing(found):
    assert against(found, lambda one: one.quiet[0] <= 4 and one.quiet[1:] == (0, 0)) == {}


def test_the_account_has_two_users_with_tastes_of_their_own(found):
    assert against(found, lambda one: 0.3 < one.account[0] < 0.7 and not one.account[1]) == {}


def test_the_middling_rider_spends_most_elsewhere(found):
    assert against(found, lambda one: one.rider[1] > 2 * one.rider[0] > 0) == {}


def test_the_walls_three_numbers(found):
    assert against(found, lambda one: one.on_time > 0.9) == {}
    assert against(found, lambda one: abs(one.kept[0] - one.kept[1]) < 0.05) == {}
    assert against(found, lambda one: one.share_of_wallet < 0.8) == {}


# --- the exercises ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("id", ["00.1", "00.2"])
def test_exercises_are_fair_to_every_student(found, id):
    assert against(found, lambda one: one.marked[id][1] >= FEWEST_TOLERANCES) == {}
    assert {one.marked[id][2] for one in found.values()} == {RIGHT}
    assert {state for one in found.values() for state in one.marked[id][3]} == {WRONG}


def test_no_two_students_have_the_same_answers(found):
    assert len({tuple(answer for answer, *_ in one.marked.values()) for one in found.values()}) == len(found)


@each_world
def test_the_solutions_shown_are_right(student):
    amazon = cases(student)[0]
    check = lesson.exercises(amazon)
    names = {"amazon": amazon}
    for cell in nbformat.read(workbook.notebook("00"), as_version=4).cells:
        if cell.cell_type == "code" and cell.source.startswith("check = "):
            exec("\n".join(line for line in cell.source.splitlines() if line.startswith("last = ")), names)
    for id in check.exercises:
        check(id, 0)
        *before, value = check.working(id).code.splitlines()
        exec("\n".join(before), names)
        assert check(id, eval(value, names)).state == RIGHT, id


def test_what_a_learner_does_to_the_tables_changes_no_verdict():
    case = casekit.open_case("amazon", customers=500)
    answers = {id: one.answer(case) for id, one in lesson.exercises(case).exercises.items()}
    mine = casekit.open_case("amazon", customers=500)
    mine.purchases["at"] = mine.purchases["at"].min()
    assert {id: lesson.exercises(mine)(id, answer).state for id, answer in answers.items()} == dict.fromkeys(
        answers, RIGHT
    )


# --- the pictures ----------------------------------------------------------------------------------------------------


@each_world
def test_every_still_picture_can_be_read_and_has_a_sentence(student, monkeypatch):
    said = []
    monkeypatch.setattr("casekit.lessons.start.explorers.show", lambda figure, sentence: said.append(
        (figures.png(figure), sentence)))  # fmt: skip
    amazon, starbucks, harley = cases(student)
    pictures = [lambda case=case, truth=truth: lesson.meet(case, truth=truth)
                for case in (amazon, starbucks, harley) for truth in (False, True)]  # fmt: skip
    for picture in [*pictures, lambda: lesson.wall(amazon, starbucks, harley)]:
        with drawn_texts() as texts:
            picture()
        assert (cut(texts), overlapping(texts)) == ([], []), said[-1][1]
        assert re.fullmatch(r"[A-Z].*\d.*\.", said[-1][1])
    assert len({pixels(png) for png, _ in said}) == len(said) == 7


@each_world
def test_the_knob_has_a_true_title_and_a_readable_picture_everywhere(student):
    worlds = cases(student)
    explorer = lesson.who_is_gone(*worlds)
    by_title = {case.company.title: case for case in worlds}
    states = visit(explorer, 12)
    assert len({state.pixels for state in states if state.name.startswith("preset")}) == 3
    for state in states:
        assert state.error is None and (state.cut, state.overlapping) == ([], []), state
        case, days = by_title[state.values["company"]], state.values["days"]
        by_rule, gone = numbers.silent_days(case) > days, numbers.gone(case)
        written_off, kept = int((by_rule & ~gone).sum()), int((~by_rule & gone).sum())
        assert f"wrong about {written_off + kept:,}: {written_off:,} are still" in state.sentence
        title = state.titles[1]
        if "number is right" in title:
            assert abs(int(by_rule.sum()) - int(gone.sum())) <= 0.03 * gone.sum()
            assert f"{written_off + kept:,} names" in title
        elif "writes off" in title:
            assert written_off > kept and f"{written_off:,} who" in title
        else:
            assert kept > written_off and f"keeps {kept:,} who" in title


@each_company
def test_meet_takes_a_case_and_says_so(company):
    with pytest.raises(CaseError, match="meet needs a case of amazon, starbucks, harley; 'amazon' was given."):
        lesson.meet(company and "amazon")
