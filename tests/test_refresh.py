"""`refresh` stores what a notebook shows, in run order, and nothing that differs from one machine to the next."""

import nbformat
import pytest

from casekit import CaseError, contents
from casekit.copies import whole_notebook
from casekit.refresh import refresh

WIDGET = """
import ipywidgets
slider = ipywidgets.IntSlider(description="silence")
display({"text/plain": "Survey says 8.2", "application/vnd.jupyter.widget-view+json": slider._repr_mimebundle_()[
    "application/vnd.jupyter.widget-view+json"]}, raw=True)
print("one"); print("two")
"""
ONLY_A_VIEW = """
display({"application/vnd.jupyter.widget-view+json": {"model_id": slider.model_id}}, raw=True)
6 * 7
"""


def write(path, *sources):
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(sources)]
    cells[0].metadata = {"tags": ["kept"], "execution": {"iopub.execute_input": "2026-01-01"}, "collapsed": True}
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Title", id="title"), *cells])
    notebook.metadata = {"widgets": {"state": {}}, "language_info": {"name": "python", "version": "3.11.7"}}
    nbformat.write(notebook, path)


def test_outputs_are_stored_as_they_read_without_a_kernel(tmp_path):
    path = tmp_path / "06-surveys.ipynb"
    write(path, WIDGET.strip(), ONLY_A_VIEW.strip(), "")
    assert refresh(path) == 2
    notebook = nbformat.read(path, as_version=4)
    _, first, second, empty = notebook.cells
    assert [cell.execution_count for cell in (first, second, empty)] == [1, 2, None]
    assert [output.get("data", output.get("text")) for output in first.outputs] == [
        {"text/plain": "Survey says 8.2"},
        "one\ntwo\n",
    ]
    assert [output.data for output in second.outputs] == [{"text/plain": "42"}]
    assert (first.id, first.metadata) == ("cell-0", {"tags": ["kept"]})
    assert notebook.metadata == {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"file_extension": ".py", "name": "python"},
    }


def test_a_second_run_changes_no_byte(tmp_path):
    path = tmp_path / "06-surveys.ipynb"
    write(path, WIDGET.strip(), "6 * 7")
    refresh(path)
    before = path.read_bytes()
    assert before.endswith(b"}\n") and b'\n "cells": [' in before
    refresh(path)
    assert path.read_bytes() == before


def test_a_failing_cell_is_named_and_the_file_stays_whole(tmp_path):
    path = tmp_path / "06-surveys.ipynb"
    write(path, "a = 1", "a / 0\na")
    before = path.read_bytes()
    with pytest.raises(CaseError) as caught:
        refresh(path)
    assert str(caught.value) == (
        "06-surveys.ipynb stopped at code cell 2 (a / 0) and is unchanged: ZeroDivisionError: division by zero."
    )
    assert path.read_bytes() == before


def test_a_file_that_is_no_notebook(tmp_path):
    path = tmp_path / "06-surveys.ipynb"
    path.write_text("half a noteb")
    with pytest.raises(CaseError, match="is not a notebook"):
        refresh(path)
    with pytest.raises(CaseError, match="Could not read .*: there is no such folder or file."):
        refresh(tmp_path / "07.ipynb")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xfe", "'utf-8' codec can't decode byte 0xff"),
        (b"[" * 100_000, "maximum recursion depth exceeded"),
        (b"1" * 10_000, "Notebook does not appear to be JSON"),
        (b'{"cells": {}, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', "{} is not of type 'array'"),
        (b'{"cells": [1], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', "argument of type 'int' is not"),
        (b'{"cells": [], "metadata": {"a": "\\ud800"}, "nbformat": 4, "nbformat_minor": 5}', "'utf-8' codec can't"),
    ],
)
def test_a_file_that_is_damaged_stays_as_it_is(content, reason, tmp_path):
    path = tmp_path / "06-surveys.ipynb"
    path.write_bytes(content)
    with pytest.raises(CaseError) as caught:
        refresh(path)
    assert str(caught.value).startswith(f"{path} is not a notebook: {reason}") and len(str(caught.value)) < 400
    assert path.read_bytes() == content


def test_an_error_of_many_lines_is_one_sentence(tmp_path):
    path = tmp_path / "06-surveys.ipynb"
    write(path, "raise ValueError('\\x1b[31mred\\n' * 1000)  # " + "x" * 1000)
    with pytest.raises(CaseError) as caught:
        refresh(path)
    said = str(caught.value)
    assert said.isprintable() and len(said) < 400 and "ValueError: \\x1b[31mred\\n\\x1b[31mred" in said


def test_a_list_of_lessons_that_is_no_text(tmp_path):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "00-start.ipynb").write_text("{}")
    (tmp_path / "README.md").write_bytes(b"Caf\xe9")
    with pytest.raises(CaseError, match="README.md is not a text in UTF-8; fetch the workbook again."):
        contents.update(tmp_path)


def test_a_kernel_that_dies_is_named(tmp_path):
    path = tmp_path / "dying.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("import os; os._exit(1)")]), path)
    with pytest.raises(CaseError, match="its Python process died"):
        refresh(path)


def test_a_cell_without_end_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("casekit.refresh.CELL_SECONDS", 1)
    path = tmp_path / "06-surveys.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("import time\ntime.sleep(60)")]), path)
    with pytest.raises(CaseError, match=r"code cell 1 \(import time\) and is unchanged: it ran for more than 1 sec"):
        refresh(path)


def test_half_a_notebook_makes_no_page(tmp_path):
    (tmp_path / "half.ipynb").write_text('{"cells": [')
    with pytest.raises(CaseError, match="half.ipynb is not a whole notebook; fetch the workbook again"):
        whole_notebook(tmp_path / "half.ipynb")
