"""Lesson 06 is true: its surprises hold in every world, and its notebook can be solved as learners get it."""

from __future__ import annotations

import json
import re

import nbformat
import pytest
from lessons.students import open_case
from nbclient import NotebookClient

from casekit import workbook
from casekit.copies import without_outputs
from casekit.lessons import surveys as lesson
from casekit.teach.exercise import CHECK_DATA, RIGHT

NOTEBOOK = workbook.notebook("06")


@pytest.fixture(scope="module")
def surprises(students):
    found = {name: one.surprises for name, one in students.items() if one.surprises}
    assert len(found) >= 50
    return found


def against(surprises, holds):
    """The worlds in which the surprise does not come about."""
    return {name: one for name, one in surprises.items() if not holds(one)}


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


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    """The learner's copy with the right answer in each check, executed in JupyterLab's own kernel."""
    case = open_case("")
    answers = {id: exercise.answer(case) for id, exercise in lesson.exercises(case).exercises.items()}
    copy = json.dumps(without_outputs(json.loads(NOTEBOOK.read_text(encoding="utf-8"))))
    notebook = nbformat.reads(copy, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = re.sub(
                r'check\("([\d.]+)", \.\.\.\)', lambda found: f'check("{found[1]}", {answers[found[1]]})', cell.source
            )
    folder = tmp_path_factory.mktemp("work")
    return NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(folder)}}).execute()


def test_the_notebook_solved_is_all_right(solved):
    outputs = [output for cell in solved.cells if cell.cell_type == "code" for output in cell.outputs]
    checks = [output.data[CHECK_DATA] for output in outputs if CHECK_DATA in output.get("data", {})]
    assert [check["state"] for check in checks] == [RIGHT] * len(checks)
    assert [check["exercise"] for check in checks] == ["06.1", "06.2", "06.3", "06.4", "06.5"]
    assert not [output for output in outputs if output.get("name") == "stderr"]


def test_the_notebook_asks_each_exercise_before_it_checks_it():
    code = "\n".join(cell.source for cell in nbformat.read(NOTEBOOK, as_version=4).cells if cell.cell_type == "code")
    steps = re.findall(r'check(\.ask)?\("([\d.]+)"', code)
    assert steps == [(step, id) for id in lesson.exercises(open_case("")).exercises for step in (".ask", "")]


def test_what_a_learner_does_to_the_tables_spoils_no_picture():
    case, untouched = open_case(""), open_case("")
    case.surveys["score"] = 0.0
    reveals = []
    for one in (case, untouched):
        first = lesson.how_many_are_unhappy(one)
        reveals.append(lesson.so_many_are_unhappy(one, first))
        first.commit(12)
    assert reveals[0].sentence == reveals[1].sentence
