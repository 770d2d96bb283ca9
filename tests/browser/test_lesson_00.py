"""The start in a real Chromium, as a newcomer's copy in JupyterLab: every cell, the guess, the knob and the check."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from lab import Lab, wait_for

import casekit
from casekit import workbook
from casekit.copies import without_outputs
from casekit.lessons import start as lesson

pytestmark = pytest.mark.browser

NOTEBOOK = workbook.notebook("00")
CELLS = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
CODE = ["".join(cell["source"]) for cell in CELLS if cell["cell_type"] == "code"]
FORMULAS = "mjx-container, .MathJax, .katex"
ALL_CELLS = """() => window.jupyterapp.shell.currentWidget.content.model.toJSON().cells
  .filter(cell => cell.cell_type === "code").flatMap(cell => cell.outputs)"""


@pytest.fixture(scope="module")
def lab(chromium, jupyterlab):
    copy = jupyterlab.root / NOTEBOOK.name
    copy.write_text(json.dumps(without_outputs(json.loads(NOTEBOOK.read_text(encoding="utf-8")))), encoding="utf-8")
    lab = Lab(chromium, jupyterlab, height=12_000)  # so that every cell is on the page at once
    lab.open(NOTEBOOK.name)
    lab.run_all()
    yield lab
    lab.close()


def cell(lab: Lab, code: str):
    """The cell with this code."""
    (number,) = (number for number, source in enumerate(CODE) if source.endswith(code))
    return lab.cell(number)


# First, before anything is moved or guessed.
def test_it_runs_to_the_end_with_the_reveal_closed(lab):
    outputs = lab.page.evaluate(ALL_CELLS)
    assert [output for output in outputs if output["output_type"] == "error" or output.get("name") == "stderr"] == []
    assert sum("Not tried yet" in str(output) for output in outputs) == 2
    answer = cell(lab, "lesson.so_many_are_gone(amazon, first)")
    wait_for(lambda: answer.get_by_text("opens when you have committed").is_visible(), "a closed reveal")


def test_a_customer_is_met_twice_and_dollars_are_dollars(lab):
    for code, pictures in (("lesson.meet(harley)", 1), ("lesson.meet(harley, truth=True)", 1)):
        met = cell(lab, code)
        wait_for(lambda met=met, pictures=pictures: met.locator("img.casekit-picture").count() == pictures, code)
    sentence = met.locator(".casekit-caption").inner_text()
    assert re.search(r"spent \$[\d,]+ at .* spent \$[\d,]+, of which \$[\d,]+ at other brands", sentence)
    assert lab.page.locator(FORMULAS).count() == 0


def test_a_saved_page_shows_dollars_too(chromium, jupyterlab):
    (jupyterlab.root / "saved-00.ipynb").write_bytes(NOTEBOOK.read_bytes())
    lab = Lab(chromium, jupyterlab, height=12_000)
    lab.open("saved-00.ipynb")
    caption = cell(lab, "lesson.meet(harley, truth=True)").locator(".casekit-caption")
    wait_for(lambda: caption.count() == 1, "the stored line")
    lab.page.wait_for_timeout(1500)  # MathJax works behind the page
    assert re.search(r"spent \$[\d,]+ at .* spent \$[\d,]+, of which \$", caption.inner_text())
    assert lab.page.locator(FORMULAS).count() == 0
    lab.close()


def test_a_guess_opens_the_reveal(lab):
    guess = cell(lab, "first = lesson.how_many_are_gone(amazon)\nfirst")
    guess.locator("input[type=text]").focus()
    lab.page.keyboard.type("20")
    lab.page.keyboard.press("Tab")
    lab.page.keyboard.press("Enter")
    answer = cell(lab, "lesson.so_many_are_gone(amazon, first)")
    wait_for(lambda: answer.locator("img.casekit-picture:visible").count() == 1, "an open reveal")
    assert re.match(r"You guessed 20.* of 100", answer.locator("[role=status]").inner_text())


def test_the_knob_by_keyboard(lab):
    explorer = lab.explorer(0)
    wait_for(lambda: len(explorer.controls) == 2, "the menu and the slider")
    shown = {explorer.sentence(): explorer.pixels()}
    for preset in explorer.presets[:3]:
        preset.focus()
        lab.page.keyboard.press("Enter")
        wait_for(lambda: explorer.sentence() not in shown and explorer.name() == explorer.sentence(), "a preset")
        shown[explorer.sentence()] = explorer.pixels()
    explorer.press_and_wait(1, "ArrowRight")
    explorer.press_and_wait(0, "ArrowUp")
    assert "At Starbucks" in explorer.sentence()
    assert len(set(shown.values())) == 4


def test_a_wrong_answer_says_why(lab):
    exercise = lesson.exercises(casekit.open_case("amazon")).exercises["00.1"]
    reason, number = next(iter(exercise.misconceptions.items()))
    answer = cell(lab, 'check("00.1", ...)')
    answer.locator(".cm-content").click()
    lab.page.keyboard.press("Control+a")
    lab.page.keyboard.type(f'check("00.1", {number(casekit.open_case("amazon"))})')
    lab.page.keyboard.press("Shift+Enter")
    wait_for(lambda: f"Wrong, because {reason}" in answer.inner_text(), "the reason why it is wrong")
