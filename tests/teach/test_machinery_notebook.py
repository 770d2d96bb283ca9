"""A notebook with everything live in it: kept without widgets, and compared strictly by nbval."""

import os
import re
import subprocess
import sys

import nbformat
import pytest

from casekit.refresh import refresh

CELLS = [
    """from casekit.teach import Exercise, Exercises, Explorer, figures, guess, reveal, show, sketch, unveil

def draw(figure, silence=0.5):
    figures.panel(figure).bar(["all", "answered"], [6.4, 6.4 + 2 * silence])
    return f"The survey says {6.4 + 2 * silence:.1f}; the truth is 6.4."
""",
    'Explorer(draw, {"Only the happy answer": {"silence": 0.9}}, silence=(0, 1, 0.05))',
    'first = guess("How satisfied are all customers?", 0, 10, "points")\nfirst',
    "reveal(first, reported=7.4, truth=lambda: 6.4)",
    "figure = figures.new_figure()\nshow(figure, draw(figure))",
    'mean = Exercise("06.1", "The mean?", lambda case: 6.4, 0.1, "points", hints=("Ask all.",))\n'
    'check = Exercises([mean], None)\ncheck.ask("06.1")',
    'check("06.1")',
    'check("06.1", 6.4)',
    'check("06.1", "six")',
    'check.hint("06.1")',
    'check.working("06.1")',
    'left = sketch("How many are left?", across=("months", range(3)), up=("riders left", 0, 10, "riders"))\nleft',
    "unveil(left, truth=lambda: [10, 4, 3], reported=[10, 10, 9])",
]


@pytest.fixture(scope="module")
def notebook(tmp_path_factory):
    path = tmp_path_factory.mktemp("machinery") / "machinery.ipynb"
    cells = [nbformat.v4.new_code_cell(cell, id=f"cell-{number}") for number, cell in enumerate(CELLS)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    refresh(path)
    return path


# In a picture's sentence, and in what a check keeps.
CHANGES = {"The survey says 7.4; the": "The survey says 7.5; the", '"answer": 6.4': '"answer": 6.3'}


@pytest.fixture(scope="module")
def compared(notebook, tmp_path_factory):
    """What nbval, run once, says of the notebook as it is kept, and of a copy with one number changed in two cells."""
    folder, text = tmp_path_factory.mktemp("compared"), notebook.read_text()
    (folder / "kept.ipynb").write_text(text)
    for kept, changed in CHANGES.items():
        assert kept in text
        text = text.replace(kept, changed, 1)
    (folder / "changed.ipynb").write_text(text)
    command = [sys.executable, "-m", "pytest", "-p", "nbval.plugin", "--nbval", "-q", "-rA", "-p", "no:cacheprovider"]
    command += ["-p", "lighter"]
    alone = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(command, env=alone, cwd=folder, capture_output=True, text=True).stdout


def test_the_kept_notebook_has_pictures_and_sentences_but_no_widgets(notebook):
    kept = nbformat.read(notebook, as_version=4)
    assert "widgets" not in kept.metadata
    assert "widget-view" not in notebook.read_text()
    picture, caption = kept.cells[1].outputs
    assert picture.data["text/plain"] == caption.data["text/plain"] == "The survey says 7.4; the truth is 6.4."
    assert picture.metadata["image/png"]["alt"] == picture.data["text/plain"]
    words, axes = kept.cells[11].outputs
    assert words.data["text/plain"].startswith("How many are left? (from 0.0") and "image/png" in axes.data
    assert kept.cells[12].outputs[0].data["text/plain"] == (
        "From 0 to 2 (months) the truth falls fast at first, then slowly, from 10.0 riders to 3.0 riders; the report "
        "falls slowly at first, then fast, from 10.0 riders to 9.0 riders."
    )
    assert kept.cells[3].outputs[0].data["text/plain"] == "The report says 7.4 points; the truth is 6.4 points."


@pytest.mark.parametrize(("name", "failing"), [("kept", 0), ("changed", len(CHANGES))])
def test_strict_nbval_passes_and_finds_each_changed_number(compared, name, failing):
    outcomes = re.findall(rf"^(PASSED|FAILED) {name}(?:\.ipynb)?::", compared, re.MULTILINE)
    assert (len(outcomes), outcomes.count("FAILED")) == (len(CELLS), failing), compared[-3000:]
