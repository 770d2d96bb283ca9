"""The exercises of lesson 06: each student's own, judged fairly, and with solutions that are right."""

from __future__ import annotations

import ast
import re
from itertools import count

import nbformat
import numpy as np
import pandas as pd
import pytest
from lessons.students import NAMES, open_case

from casekit import workbook
from casekit.lessons import surveys as lesson
from casekit.teach.exercise import NOT_TRIED, RIGHT, WRONG

FEWEST_TOLERANCES = 3
EXERCISES = ["06.1", "06.2", "06.3", "06.4", "06.5"]
each_exercise = pytest.mark.parametrize("id", EXERCISES)
each_student = pytest.mark.parametrize("case", ["", *NAMES[:4]], indirect=True, ids=lambda name: name or "everybody")


@pytest.fixture(scope="module")
def case(request):
    return open_case(request.param)


@pytest.fixture
def check(case):
    return lesson.exercises(case)


def answer(check, id, case):
    return check.exercises[id].answer(case)


def test_the_students_have_all_exercises(students):
    assert len(students) == 200
    assert {tuple(one.exercises) for one in students.values()} == {tuple(EXERCISES)}


def test_no_two_students_have_the_same_answers(students):
    answers = {tuple(marked.answer for marked in one.exercises.values()) for one in students.values()}
    assert len(answers) == len(students)


@each_exercise
def test_answers_differ_between_students(students, id):
    # 06.1 and 06.2 are fractions of whole numbers of surveys: of 19,900 pairs of students about one half is equal by
    # chance, and more than four pairs are so in one class of five thousand.
    answers = {one.exercises[id].answer for one in students.values()}
    assert len(answers) >= len(students) - (4 if id in ("06.1", "06.2") else 0)


@each_exercise
def test_right_answers_are_right_for_every_student(students, id):
    assert {one.exercises[id].state for one in students.values()} == {RIGHT}


@each_exercise
def test_misconceptions_lie_far_from_every_students_answer(students, id):
    near = {name: one.exercises[id].margin for name, one in students.items()}
    assert {name: margin for name, margin in near.items() if margin < FEWEST_TOLERANCES} == {}


@each_exercise
def test_each_misconception_has_a_sentence_of_its_own(students, id):
    for name, one in students.items():
        misconceptions = one.exercises[id].misconceptions
        assert len(misconceptions) >= 2
        assert {state for _, state, _ in misconceptions.values()} == {WRONG}, name
        strays = [what for what, (_, _, message) in misconceptions.items() if what not in message]
        assert strays == [], (name, misconceptions)


@each_student
@each_exercise
def test_an_answer_rounded_to_the_precision_asked_is_right(case, check, id):
    tolerance = check.exercises[id].tolerance
    digits = next(digits for digits in count() if 0.5 * 10.0**-digits <= tolerance)
    assert check(id, round(answer(check, id, case), digits)).state == RIGHT
    asked = str(check.ask(id))
    assert f"give or take {tolerance:g}" in asked
    if digits:
        assert ("Two decimals" in asked) == (digits == 2)


@each_student
@each_exercise
@pytest.mark.parametrize(
    "given", [None, ..., "about a third", "", float("nan"), pd.Series([1.0, 2.0]), np.array([]), True, [], {}],
    ids=repr,
)  # fmt: skip
def test_what_is_no_number_gets_a_plain_sentence(check, id, given):
    result = check(id, given)
    assert result.state == NOT_TRIED
    assert re.fullmatch(r"[A-Z][^\n]*\.", result.message), result.message


@each_student
def test_a_fraction_where_a_percentage_was_asked_is_named(case, check):
    result = check("06.1", answer(check, "06.1", case) / 100)
    assert (result.state, "percentage" in result.message) == (WRONG, True)


@each_student
def test_a_changed_table_changes_no_verdict(case):
    mine = case.with_dials()
    check = lesson.exercises(mine)
    mine.surveys["score"], mine.surveys["answered"] = 10.0, True
    mine.customers["home_store"] = mine.customers.home_store.iloc[0]
    assert {id: check(id, answer(check, id, case)).state for id in EXERCISES} == dict.fromkeys(EXERCISES, RIGHT)


@each_student
@each_exercise
def test_the_solution_shown_gives_the_right_answer(case, check, id):
    assert "Try it first" in str(check.working(id))
    check(id, 0)
    names = names_of_the_notebook(case) | {"check": check}
    question = str(check.ask("06.1"))
    names["quarter"] = months_named(names["monthly"], question)
    assert check(id, value_of(check.working(id).code, names)).state == RIGHT


def names_of_the_notebook(case):
    """What a learner has by name when the exercises begin: the notebook's imports and assignments, for this case."""
    notebook = nbformat.read(workbook.notebook("06"), as_version=4)
    names = {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            statements = ast.parse(cell.source).body
            kept = [one for one in statements if isinstance(one, ast.Import | ast.ImportFrom | ast.Assign)]
            exec(compile(ast.Module(kept, []), cell.id, "exec"), names)
            if "case = " in cell.source:
                names["case"] = case
    return names


def months_named(monthly, question):
    """The rows of the three months that the question names."""
    first, last = re.search(r"from (\w+) to (\w+ \d{4})", question).groups()
    last = pd.Period(last, "M")
    rows = monthly[(monthly.month > last - 3) & (monthly.month <= last)]
    assert rows.month.min().strftime("%B") == first
    return rows


def value_of(code, names):
    """The value of the last line."""
    *before, last = ast.parse(code).body
    exec(compile(ast.Module(before, []), "working", "exec"), names)
    return eval(compile(ast.Expression(last.value), "working", "eval"), names)
