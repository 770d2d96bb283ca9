"""Whatever a learner assigns, deletes or changes: every answer, and every verdict, is that of a fresh case."""

from __future__ import annotations

import ast
import contextlib

import nbformat
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lessons.catalogue import LESSONS
from thoroughness import sample

from casekit import CaseError, open_case, workbook
from casekit.teach.exercise import RIGHT

each_lesson = pytest.mark.parametrize("number", LESSONS)
VALUES = (None, 0, -1, "x", [], {}, {"silence": 0.0}, pd.DataFrame(), np.zeros(3))


def attributes(case):
    """What can be seen of a case, and what can be guessed."""
    return [name for name in dir(case) if not name.startswith("__")] + ["whatever"]


def spoil(case, data) -> None:
    """One thing that somebody might do to a case, its tables, its dials or its calendar; most are refused."""
    deed = data.draw(st.sampled_from(["assign", "delete", "dial", "cell", "column", "rows", "truth", "inner"]))
    tables = [table.name for table in case.company.records]
    value = data.draw(st.sampled_from(VALUES))
    with contextlib.suppress(CaseError, AttributeError, TypeError, ValueError, KeyError, IndexError):
        if deed == "assign":
            setattr(case, data.draw(st.sampled_from(attributes(case))), value)
        elif deed == "delete":
            delattr(case, data.draw(st.sampled_from(attributes(case))))
        elif deed == "dial":
            name = data.draw(st.sampled_from(list(case.dials)))
            data.draw(st.sampled_from([
                lambda: case.dials.__setitem__(name, 0.123), lambda: case.dials.__delitem__(name),
                lambda: case.dials.update({name: 0.123}), lambda: case.dials.clear(), lambda: case.dials.pop(name),
            ]))()  # fmt: skip
        elif deed == "inner":
            of, name = data.draw(st.sampled_from([
                (case.calendar, "months"), (case.company, "records"), (case.company.assumptions, "dials"),
                (case.company.assumptions.groups[1], "places"), (case.company.dials[0], "default"),
            ]))  # fmt: skip
            setattr(of, name, value)
        else:
            frame = getattr(case if deed != "truth" else case.reveal(), data.draw(st.sampled_from(tables)))
            column = data.draw(st.sampled_from(list(frame.columns)))
            if deed == "rows":
                frame.drop(frame.index[::2], inplace=True)
            elif deed == "cell":
                frame.iloc[:, frame.columns.get_loc(column)].array[:] = frame[column].iloc[0]
                frame[column].to_numpy()[:] = frame[column].iloc[0]
            else:
                frame[column] = frame[column].iloc[0]
                frame.loc[:, column] = frame[column].iloc[0]


@each_lesson
@pytest.mark.filterwarnings("ignore:The inplace keyword")  # learners write it all the same
@settings(max_examples=sample(25, usually=2), deadline=None)
@given(st.data())
def test_nothing_that_is_done_to_a_case_changes_an_answer(number, data):
    cases = LESSONS[number].open("")
    check = LESSONS[number].module.exercises(cases[0]) if data.draw(st.booleans()) else None
    for _ in range(data.draw(st.integers(1, 12))):
        spoil(data.draw(st.sampled_from(cases)), data)
    check = check or LESSONS[number].module.exercises(cases[0])
    right = {id: one.answer(LESSONS[number].cases()[0]) for id, one in check.exercises.items()}
    assert {id: check(id, answer).state for id, answer in right.items()} == dict.fromkeys(right, RIGHT)


@each_lesson
def test_nothing_that_is_done_to_what_the_notebook_hands_out_changes_an_answer(number):
    cases = iter(opened := LESSONS[number].open(""))
    names: dict[str, object] = {}
    for cell in nbformat.read(workbook.notebook(number), as_version=4).cells:
        for one in ast.parse(cell.source).body if cell.cell_type == "code" else []:
            if isinstance(one, ast.Assign) and "open_case(" in ast.unparse(one):
                names[one.targets[0].id] = next(cases)
            elif isinstance(one, ast.Import | ast.ImportFrom | ast.Assign):
                exec(compile(ast.Module([one], []), cell.id, "exec"), names)
    handed_out = [value for value in names.values() if isinstance(value, pd.DataFrame)]
    handed_out += [part for value in names.values() if isinstance(value, tuple) for part in value]
    for frame in handed_out:
        if isinstance(frame, pd.DataFrame):
            for column in frame:
                frame[column] = frame[column].iloc[0]
    check = LESSONS[number].module.exercises(opened[0])
    right = {id: one.answer(LESSONS[number].cases()[0]) for id, one in check.exercises.items()}
    assert {id: check(id, answer).state for id, answer in right.items()} == dict.fromkeys(right, RIGHT)


def test_what_is_refused_is_a_sentence_that_says_what_to_do():
    case = open_case("starbucks", customers=20, months=2)
    with pytest.raises(CaseError, match="and surveys cannot be assigned to; keep what is yours under another name."):
        case.surveys = case.surveys.dropna()
    with pytest.raises(CaseError, match="and dials cannot be assigned to"):
        case.dials = {"silence": 0.0}
    with pytest.raises(CaseError, match=r"case.with_dials\(silence=0.0\) gives the same customers anew"):
        case.dials |= {"silence": 0.0}
    with pytest.raises(CaseError, match="and seed cannot be deleted"):
        del case.seed
    with pytest.raises(CaseError, match=r"case.with_dials\(silence=0.5\) gives the same customers anew"):
        case.dials["silence"] = 0.5
    with pytest.raises(CaseError, match="did you mean 'silence'"):
        case.dials["silense"]
    assert "silense" not in case.dials and case.dials.get("silense") is None
