"""The exercises of every lesson: each student's own, judged fairly, and with solutions that are right."""

from __future__ import annotations

import ast
import re
from functools import cache
from itertools import combinations, count

import nbformat
import numpy as np
import pandas as pd
import pytest
from lessons.catalogue import LESSONS, studied
from thoroughness import sample

from casekit import workbook
from casekit.teach.exercise import NOT_TRIED, RIGHT, WRONG

FEWEST_TOLERANCES = 3
SIDE_BY_SIDE = 0.001  # tolerances
CLASS = 60  # students in one room
FEWEST_WAYS = 8  # to go at an exercise, right and wrong
FIELDS = {
    "08": ["difference"],
    "09": ["difference"],
}  # of results, in the exercises' order
PRINTED_DECIMALS = {
    "02.1": 2,
    "02.3": 2,
    "03.1": 2,
    "03.3": 2,
    "04.1": 2,
    "04.2": 2,
    "04.3": 2,
    "05.1": 2,
    "05.2": 2,
    "05.3": 2,
    "06.1": 2,
    "06.2": 4,
    "06.3": 2,
    "08.1": 2,
    "08.2": 2,
    "08.3": 2,
    "09.1": 2,
    "09.2": 2,
}  # of means and amounts: .round(2); percentages have one, as .1%
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
    found = list(studied(number).values())[:CLASS]
    answers = {tuple(marked.answer for marked in one.exercises.values()) for one in found}
    is_one_count = len(LESSONS[number].check().exercises) == 1  # which alone coincides now and then
    assert len(answers) >= (0.75 if is_one_count else 1) * len(found)


@each_exercise
def test_answers_differ_between_students(number, id):
    # Counts of customers, and fractions of counts, coincide now and then; the answers of a lesson together never do.
    answers = {one.exercises[id].answer for one in studied(number).values()}
    assert len(answers) >= 0.5 * LESSONS[number].students


@each_exercise
def test_right_answers_are_right_for_every_student(number, id):
    assert {one.exercises[id].state for one in studied(number).values()} == {RIGHT}


@each_exercise
def test_all_that_counts_is_right_for_every_student(number, id):
    for name, one in studied(number).items():
        marked = one.exercises[id]
        others = {
            what: way for what, way in marked.counting.items()
            # An acceptable one may be too far off, and is told.
            if way.state != RIGHT and not (abs(way.number - marked.answer) > marked.tolerance and what in way.message)
        }  # fmt: skip
        assert others == {}, name
        counted = {what: way for what, way in marked.counting.items() if way.state == RIGHT}
        said = {what: way.message for what, way in counted.items() if way.message != "Right."}
        assert all(any(f"though {other}." in message for other in marked.counting) for message in said.values()), said


@each_exercise
def test_many_ways_are_thought_of(number, id):
    marked = studied(number)[LESSONS[number].names[0]].exercises[id]
    assert 1 + len(marked.counting) + len(marked.misconceptions) + len(marked.wrong) >= FEWEST_WAYS


@each_exercise
def test_a_wrong_way_is_far_from_all_that_counts_or_is_told_by_name(number, id):
    for name, one in studied(number).items():
        marked = one.exercises[id]
        near = {what: way for what, way in marked.wrong.items() if not way.margin >= FEWEST_TOLERANCES}
        assert near == {}, name
        unsaid = {
            what: way
            for what, way in marked.misconceptions.items()
            if way.state != WRONG or (way.margin < FEWEST_TOLERANCES and what not in way.message)
        }
        assert unsaid == {}, name


@each_exercise
def test_each_misconception_has_a_sentence_of_its_own(number, id):
    for name, one in studied(number).items():
        marked = one.exercises[id]
        assert len(marked.misconceptions) >= 2
        for what, way in marked.misconceptions.items():
            unnamed = [other.number for other in marked.wrong.values()]
            alone = all(abs(way.number - other) > marked.tolerance for other in unnamed)
            assert what in way.message or not alone, (name, what, way)


@each_exercise
def test_of_two_misconceptions_side_by_side_both_are_named_or_neither(number, id):
    for name, one in studied(number).items():
        marked = one.exercises[id]
        for (what, way), (other, its) in combinations(marked.misconceptions.items(), 2):
            if abs(way.number - its.number) <= SIDE_BY_SIDE * marked.tolerance:
                assert (what in way.message) == (other in way.message), (name, what, other, way.message)


def result_of(code, names):
    """The last result of a measure whose field the code takes, such as that of nps(...).score, and the field."""
    *before, last = ast.parse(code).body
    exec(compile(ast.Module(before, []), "working", "exec"), names)
    taken = [
        one for one in ast.walk(last) if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Call)
        and isinstance(one.value.func, ast.Name)
    ]  # fmt: skip
    if not taken:
        return None, ""
    return eval(compile(ast.Expression(taken[0].value), "working", "eval"), names), taken[0].attr


@cache
def solved(number, student):
    """What comes of the code that is shown for each exercise: the measure's result, the field of it, and the answer."""
    check = LESSONS[number].check(student)
    names, found = names_of_the_notebook(number, student) | {"check": check}, {}
    for id in check.exercises:
        check(id, 0)
        names |= months_named(names, str(check.ask(id)))
        code = check.working(id).code
        found[id] = (*result_of(code, names), value_of(code, names))
    return found


@each_student
@each_lesson
def test_an_answer_rounded_as_the_notebook_prints_it_is_right(number, student):
    check = LESSONS[number].check(student)
    for id, (result, field, value) in solved(number, student).items():
        shown = repr(result)
        if field in ("score", "mean_wait", "share"):  # a result that shows its numbers rounded
            printed = re.findall(r"[+-]?\d+\.\d+", shown)
        else:
            printed = [f"{value:.{PRINTED_DECIMALS.get(id, 1)}f}"]
        assert RIGHT in [check(id, text).state for text in printed], (id, printed)


@each_lesson
def test_a_result_given_for_its_number_is_answered_with_its_field(number):
    check, seen = LESSONS[number].check(), []
    for id, (result, field, _) in solved(number, "").items():
        if field in getattr(result, "_fields", ()):
            given = check(id, result)
            assert given.state == NOT_TRIED and f"put `.{field}` behind it" in given.message, given
            seen.append(field)
    assert seen == FIELDS.get(number, [])


@each_exercise
def test_a_share_in_the_other_unit_the_rest_and_the_lost_sign_are_named(number, id):
    check = LESSONS[number].check()
    exercise, right = check.exercises[id], answer(number, id, "")
    is_share = exercise.unit == "%" and not exercise.is_change and right >= 0
    turned = "cannot be below zero" if is_share or exercise.is_count else "the sign is turned round"
    slips = {turned: -right}
    if exercise.unit in ("%", "points"):
        slips["this is a fraction"] = right / 100
    if exercise.unit == "%" and not exercise.is_change:
        slips |= {"the others": 100 - right, "this is a fraction, and": 1 - right / 100}
    for words, number_given in slips.items():
        result = check(id, number_given)
        own = [what for what, way in exercise.misconceptions.items() if what in result.message]
        assert result.state == WRONG and (words in result.message or own), (words, result)


@each_student
@each_exercise
def test_an_answer_rounded_to_the_precision_asked_is_right(number, id, student):
    check = LESSONS[number].check(student)
    exercise = check.exercises[id]
    digits = next(digits for digits in count() if 0.5 * 10.0**-digits <= exercise.tolerance)
    assert check(id, round(answer(number, id, student), digits)).state == RIGHT
    asked = str(check.ask(id))
    assert (
        "One whole number."
        if exercise.is_count
        else f"give or take {np.format_float_positional(exercise.tolerance, trim='-')}"
    ) in asked
    if digits:
        words = {1: "One decimal", 2: "Two decimals", 3: "Two decimals", 4: "four decimals"}[digits]
        assert words in asked or digits == 1


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
    for id, (_, _, value) in solved(number, student).items():
        assert "Try it first" in str(check.working(id))
        assert check(id, value).state == RIGHT, id


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
    """`three_months`, if the question names three months and the notebook has a table of surveys by month."""
    found = re.search(r"[Ff]rom (\w+)(?: \d{4})? to (\w+ \d{4})", question)
    if not found or "sent" not in names:
        return {}
    first, last = found.groups()
    sent, months = names["sent"], [str(pd.Period(last, "M") - back) for back in range(3)]
    assert pd.Period(months[-1]).strftime("%B") == first
    return {"three_months": sent[sent.month.isin(months)]}


def value_of(code, names):
    """The value of the last line."""
    *before, last = ast.parse(code).body
    exec(compile(ast.Module(before, []), "working", "exec"), names)
    return eval(compile(ast.Expression(last.value), "working", "eval"), names)
