"""The exercises of every lesson: each student's own, judged fairly, and with solutions that are right."""

from __future__ import annotations

import ast
import re
from itertools import count

import nbformat
import numpy as np
import pandas as pd
import pytest
from lessons.catalogue import LESSONS, studied
from thoroughness import sample

from casekit import workbook
from casekit.teach.exercise import NOT_TRIED, RIGHT, WRONG

FEWEST_TOLERANCES = 3
ASKED = [(number, id) for number, lesson in LESSONS.items() for id in lesson.check().exercises]
STUDENTS = ["", "student000@example.org", "student001@example.org"][: sample(3, usually=2)]
each_lesson = pytest.mark.parametrize("number", LESSONS)
each_exercise = pytest.mark.parametrize(("number", "id"), ASKED)
each_student = pytest.mark.parametrize("student", STUDENTS, ids=lambda name: name[:10] or "everybody")


def answer(number, id, student):
    return LESSONS[number].check(student).exercises[id].answer(LESSONS[number].cases(student)[0])


@each_lesson
def test_the_students_have_all_exercises(number):
    found = studied(number)
    assert len(found) == LESSONS[number].students
    expected = tuple(id for lesson, id in ASKED if lesson == number)
    assert {tuple(one.exercises) for one in found.values()} == {expected}
    assert all(id.startswith(f"{number}.") for id in expected)


@each_lesson
def test_no_two_students_have_the_same_answers(number):
    found = studied(number)
    answers = {tuple(marked.answer for marked in one.exercises.values()) for one in found.values()}
    assert len(answers) == len(found)


@each_exercise
def test_answers_differ_between_students(number, id):
    # Counts of customers, and fractions of counts, coincide now and then; the answers of a lesson together never do.
    answers = {one.exercises[id].answer for one in studied(number).values()}
    assert len(answers) >= 0.5 * LESSONS[number].students


@each_exercise
def test_right_answers_are_right_for_every_student(number, id):
    assert {one.exercises[id].state for one in studied(number).values()} == {RIGHT}


@each_exercise
def test_misconceptions_lie_far_from_every_students_answer(number, id):
    near = {name: one.exercises[id].margin for name, one in studied(number).items()}
    assert {name: margin for name, margin in near.items() if margin < FEWEST_TOLERANCES} == {}


@each_exercise
def test_each_misconception_has_a_sentence_of_its_own(number, id):
    for name, one in studied(number).items():
        misconceptions = one.exercises[id].misconceptions
        assert len(misconceptions) >= 2
        assert {state for _, state, _ in misconceptions.values()} == {WRONG}, name
        strays = [what for what, (_, _, message) in misconceptions.items() if what not in message]
        assert strays == [], (name, misconceptions)


@each_student
@each_exercise
def test_an_answer_rounded_to_the_precision_asked_is_right(number, id, student):
    check = LESSONS[number].check(student)
    tolerance = check.exercises[id].tolerance
    digits = next(digits for digits in count() if 0.5 * 10.0**-digits <= tolerance)
    assert check(id, round(answer(number, id, student), digits)).state == RIGHT
    asked = str(check.ask(id))
    assert f"give or take {tolerance:g}" in asked
    if digits:
        assert ("Two decimals" in asked) == (digits == 2)


@each_exercise
@pytest.mark.parametrize(
    "given", [None, ..., "about a third", "", float("nan"), pd.Series([1.0, 2.0]), np.array([]), True, [], {}],
    ids=repr,
)  # fmt: skip
def test_what_is_no_number_gets_a_plain_sentence(number, id, given):
    result = LESSONS[number].check()(id, given)
    assert result.state == NOT_TRIED
    assert re.fullmatch(r"[A-Z][^\n]*\.", result.message), result.message


@each_exercise
def test_a_fraction_where_a_percentage_was_asked_is_named(number, id):
    check = LESSONS[number].check()
    if check.exercises[id].unit == "%":
        result = check(id, answer(number, id, "") / 100)
        assert (result.state, "percentage" in result.message) == (WRONG, True)


@each_lesson
def test_changed_tables_change_no_verdict(number):
    mine = LESSONS[number].open("")
    check = LESSONS[number].module.exercises(mine[0])
    for case in mine:
        for kept in case.company.records:
            table = getattr(case, kept.name)
            for column in table.columns:
                table[column] = table[column].iloc[0] if len(table) else table[column]
    ids = [id for lesson, id in ASKED if lesson == number]
    assert {id: check(id, answer(number, id, "")).state for id in ids} == dict.fromkeys(ids, RIGHT)


@each_student
@each_lesson
def test_the_solutions_shown_give_the_right_answers(number, student):
    check = LESSONS[number].check(student)
    names = names_of_the_notebook(number, student) | {"check": check}
    for id in check.exercises:
        assert "Try it first" in str(check.working(id))
        check(id, 0)
        names |= months_named(names, str(check.ask(id)))
        assert check(id, value_of(check.working(id).code, names)).state == RIGHT, id


def names_of_the_notebook(number, student):
    """What a learner has by name when the exercises begin: the notebook's imports and assignments, for their cases."""
    names, cases = {}, iter(LESSONS[number].cases(student))
    for cell in nbformat.read(workbook.notebook(number), as_version=4).cells:
        if cell.cell_type == "code":
            for one in ast.parse(cell.source).body:
                if isinstance(one, ast.Assign) and "open_case(" in ast.unparse(one):
                    names[one.targets[0].id] = next(cases)
                elif isinstance(one, ast.Import | ast.ImportFrom | ast.Assign):
                    exec(compile(ast.Module([one], []), cell.id, "exec"), names)
    return names


def months_named(names, question):
    """`quarter`, if the question names three months and the notebook has a table of surveys by month."""
    found = re.search(r"from (\w+) to (\w+ \d{4})", question)
    if not found or "monthly" not in names:
        return {}
    first, last = found.groups()
    last, monthly = pd.Period(last, "M"), names["monthly"]
    rows = monthly[(monthly.month > last - 3) & (monthly.month <= last)]
    assert rows.month.min().strftime("%B") == first
    return {"quarter": rows}


def value_of(code, names):
    """The value of the last line."""
    *before, last = ast.parse(code).body
    exec(compile(ast.Module(before, []), "working", "exec"), names)
    return eval(compile(ast.Expression(last.value), "working", "eval"), names)
