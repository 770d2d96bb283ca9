"""Every lesson's notebook as learners get it, with the right answer in each check: it runs, and all is right."""

from __future__ import annotations

import json
import re

import nbformat
import pytest
from lessons.catalogue import LESSONS
from nbclient import NotebookClient
from thoroughness import sample

from casekit import workbook
from casekit.copies import without_outputs
from casekit.teach.check import CHECK_DATA
from casekit.teach.exercise import RIGHT

each_lesson = pytest.mark.parametrize("number", LESSONS)
# Every fifth lesson as a rule: all are run as they are stored, and the answers are those of their exercises' tests.
SOLVED = [*LESSONS][sample(0, usually=1) :: sample(1, usually=5)]


def test_every_notebook_is_looked_at():
    assert set(LESSONS) == set(workbook.notebooks())


@pytest.mark.parametrize("number", SOLVED)
def test_the_notebook_solved_is_all_right(number, tmp_path):
    lesson = LESSONS[number]
    answers = {id: one.answer(lesson.cases()[0]) for id, one in lesson.check().exercises.items()}
    copy = json.dumps(without_outputs(json.loads(workbook.notebook(number).read_text(encoding="utf-8"))))
    notebook = nbformat.reads(copy, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = re.sub(
                r'check\("([\d.]+)", \.\.\.\)', lambda found: f'check("{found[1]}", {answers[found[1]]})', cell.source
            )
    NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    checks = [output.data[CHECK_DATA] for output in outputs if CHECK_DATA in output.get("data", {})]
    assert [check["state"] for check in checks] == [RIGHT] * len(checks)
    assert [check["exercise"] for check in checks] == list(answers)
    assert not [output for output in outputs if output.get("name") == "stderr"]


@each_lesson
def test_the_notebook_asks_each_exercise_before_it_checks_it(number):
    cells = nbformat.read(workbook.notebook(number), as_version=4).cells
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    steps = re.findall(r'check(\.ask)?\("([\d.]+)"', code)
    assert steps == [(step, id) for id in LESSONS[number].check().exercises for step in (".ask", "")]
