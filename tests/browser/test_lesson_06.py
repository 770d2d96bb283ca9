"""Lesson 06 in a real Chromium: as a learner's copy in JupyterLab, and as the page that `casekit demo 06` serves."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from lab import Explorer, Lab, wait_for

import casekit
from casekit import workbook
from casekit.copies import without_outputs
from casekit.lessons import surveys as lesson

pytestmark = pytest.mark.browser

NOTEBOOK = workbook.notebook("06")
CELLS = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
SOURCES = ["".join(cell["source"]) for cell in CELLS]
EXPLORERS = ["margin", "silence", "channels", "mix", "calls"]
CONTROLS = {"margin": 2, "silence": 2, "channels": 2, "mix": 2, "calls": 3}
EACH_CONTROL = [(name, control) for name in EXPLORERS for control in range(CONTROLS[name])]
GO_TO = """async index => {
  const content = window.jupyterapp.shell.currentWidget.content;
  content.activeCellIndex = index;
  await content.scrollToItem(index, "center");
}"""
OUTPUTS = """() => window.jupyterapp.shell.currentWidget.content.model.toJSON().cells
  .filter(cell => cell.cell_type === "code").map(cell => cell.outputs)"""
KEEP_BUSY = """() => {
  const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  kernel.requestExecute({code: "import time; time.sleep(1)"});
}"""
NAME_OF_FOCUS = "document.activeElement.getAttribute('aria-label') || document.activeElement.innerText"
PAGE_WIDTH = 1280


class Lesson:
    """The learner's copy, run from top to bottom."""

    def __init__(self, lab: Lab):
        self.lab, self.page = lab, lab.page

    def cell(self, code: str) -> object:
        """The cell with this code, brought into sight: JupyterLab keeps only what is near it on the page."""
        (index,) = (index for index, source in enumerate(SOURCES) if source.endswith(code))
        self.page.evaluate(GO_TO, index)
        cell = self.page.locator(f".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell[data-windowed-list-index='{index}']")
        cell.wait_for()
        return cell

    def explorer(self, name: str) -> Explorer:
        """One Explorer, at its start."""
        explorer = Explorer(self.page, self.cell(f"lesson.{name}(case)"))
        wait_for(lambda: len(explorer.controls) == CONTROLS[name], f"the controls of {name}")
        explorer.presets[-1].focus()
        self.page.keyboard.press("Enter")
        wait_for(lambda: explorer.name() == explorer.sentence() != "", f"{name} at its start")
        return explorer

    def outputs(self) -> list[dict]:
        """What each code cell has put out, in one list."""
        return [output for outputs in self.page.evaluate(OUTPUTS) for output in outputs]


@pytest.fixture(scope="module")
def learner(chromium, jupyterlab):
    copy = jupyterlab.root / NOTEBOOK.name
    copy.write_text(json.dumps(without_outputs(json.loads(NOTEBOOK.read_text(encoding="utf-8")))), encoding="utf-8")
    lab = Lab(chromium, jupyterlab)
    lab.open(NOTEBOOK.name)
    learner = Lesson(lab)
    assert learner.outputs() == []
    lab.run_all()
    yield learner
    lab.close()


# First, before anything is moved or guessed.
def test_run_all_runs_to_the_end_with_the_reveal_closed(learner):
    outputs = learner.outputs()
    assert [output for output in outputs if output["output_type"] == "error" or output.get("name") == "stderr"] == []
    assert sum("Not tried yet" in str(output) for output in outputs) == 5
    answer = learner.cell("lesson.so_many_are_unhappy(case, first)")
    wait_for(lambda: answer.get_by_text("opens when you have committed").is_visible(), "a closed reveal")
    assert answer.locator("img:visible").count() == 0
    assert "the truth is" not in answer.locator(".jp-Cell-outputWrapper").inner_text()


def test_a_guess_typed_and_committed_while_the_kernel_is_busy_opens_the_reveal(learner):
    guess = learner.cell("first = lesson.how_many_are_unhappy(case)\nfirst")
    learner.page.evaluate(KEEP_BUSY)  # as it is while Run All is still at work further down
    guess.locator("input[type=text]").focus()
    learner.page.keyboard.type("12")
    learner.page.keyboard.press("Tab")
    learner.page.keyboard.press("Enter")
    wait_for(lambda: guess.get_by_text("Your guess is committed: 12").count() > 0, "a committed guess")
    answer = learner.cell("lesson.so_many_are_unhappy(case, first)")
    wait_for(lambda: answer.locator("img.casekit-picture:visible").count() == 1, "an open reveal")
    sentence = answer.locator("[role=status]").inner_text()
    assert re.match(r"You guessed 12 .*the survey says \d.*the truth is \d", sentence)
    assert answer.get_by_role("img", name=sentence).count() == 1


def test_there_are_five_explorers(learner):
    pictured = [source for source in SOURCES if re.search(r"^lesson\.\w+\(case\)$", source, re.MULTILINE)]
    assert sorted(pictured) == sorted(f"lesson.{name}(case)" for name in [*EXPLORERS, "groups"])
    for name in EXPLORERS:
        explorer = learner.explorer(name)
        assert (len(explorer.pictures), len(explorer.captions)) == (1, 1)


@pytest.mark.parametrize(("name", "control"), EACH_CONTROL)
def test_each_control_changes_picture_and_sentence_by_keyboard(learner, name, control):
    explorer = learner.explorer(name)
    shown = []
    with explorer.watched():
        # The slider starts anywhere: to one end and one step back, then to the other end and one step back.
        explorer.press(control, "End")
        explorer.settle()
        for key in ("ArrowLeft", "Home", "ArrowRight"):
            explorer.press_and_wait(control, key)
            explorer.settle()
            wait_for(lambda: explorer.name() == explorer.sentence(), f"the picture's name after {key}")
            shown.append((explorer.pixels(), explorer.sentence()))
    near_end, home, near_home = shown
    assert home[0] not in (near_end[0], near_home[0])
    assert home[1] != near_end[1]
    assert (len(explorer.pictures), len(explorer.captions)) == (1, 1)


def test_the_keyboard_reaches_every_preset_and_control_and_each_has_a_name(learner):
    explorer = learner.explorer("silence")
    explorer.presets[0].focus()
    reached = []
    for _ in range(len(explorer.presets) + len(explorer.controls)):
        reached.append(learner.page.evaluate(NAME_OF_FOCUS))
        learner.page.keyboard.press("Tab")
    assert len(set(reached)) == len(reached) and all(reached), reached


def test_a_wrong_answer_typed_in_and_run_says_why(learner):
    case = casekit.open_case("starbucks", customers=lesson.CUSTOMERS, months=lesson.MONTHS)
    exercise = lesson.exercises(case).exercises["06.1"]
    reason, number = next(iter(exercise.misconceptions.items()))
    cell = learner.cell('check("06.1", ...)')
    cell.locator(".cm-content").click()
    learner.page.keyboard.press("Control+a")
    learner.page.keyboard.type(f'check("06.1", {number(case):.4f})')
    learner.page.keyboard.press("Shift+Enter")
    wait_for(lambda: f"Wrong, because {reason}" in cell.inner_text(), "the reason why it is wrong")


@pytest.fixture(scope="module")
def page(chromium, tmp_path_factory):
    """What `casekit demo 06` shows to a class."""
    home = tmp_path_factory.mktemp("demo")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    places = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    environment = os.environ | {place: str(home / place.lower()) for place in places}
    command = [sys.executable, "-m", "casekit", "demo", "06", "--no-browser", "--port", str(port)]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=workbook.HOME, env=environment, stdout=log, stderr=log)
    page = chromium.new_page(viewport={"width": PAGE_WIDTH, "height": 800})
    try:
        wait_for(lambda: process.poll() is None and is_listening(port), "a server", seconds=60)
        page.goto(f"http://127.0.0.1:{port}/", timeout=60_000)
        # The last Explorer is the last to be there.
        page.locator("button", has_text="A hundred calls").wait_for(timeout=90_000)
        wait_for(lambda: page.locator("img.casekit-picture").count() == len(EXPLORERS) + 1, "all pictures")
        yield page
    finally:
        page.close()
        process.terminate()
        process.wait(30)


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_the_page_has_neither_code_nor_exercises(page):
    words = page.locator("body").inner_text()
    assert all(heading in words for heading in ("06 Surveys", "Turn the knobs", "What is true", "Remember"))
    code = [line for cell in CELLS if cell["cell_type"] == "code" for line in "".join(cell["source"]).splitlines()]
    assert [line for line in code if "(" in line and line in words] == []
    assert not any(exercise in words for exercise in ("Your turn", "Not tried yet", "06.1"))
    assert page.locator(".cm-editor:visible, .jp-InputArea-editor:visible").count() == 0


def test_the_page_fits_and_is_large_enough_to_read_from_afar(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= PAGE_WIDTH
    boxes = [picture.bounding_box() for picture in page.locator("img.casekit-picture").all()]
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= PAGE_WIDTH for box in boxes)
    sizes = page.evaluate(
        "[...document.querySelectorAll('#rendered_cells p, #rendered_cells li, .widget-label, button.jupyter-button')]"
        ".filter(one => one.offsetParent).map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert len(sizes) > 50
    assert min(sizes) >= 18, sorted(set(sizes))


def test_a_preset_by_keyboard_changes_the_page_s_picture(page):
    boxes = page.locator(".jp-Cell", has=page.locator("button", has_text="Total silence"))
    explorer = Explorer(page, boxes.last)
    before = explorer.pixels(), explorer.sentence()
    preset = next(button for button in explorer.presets if "Unhappy customers keep quiet" in button.inner_text())
    preset.focus()
    page.keyboard.press("Enter")
    wait_for(lambda: explorer.sentence() != before[1] and explorer.name() == explorer.sentence(), "the preset")
    assert explorer.pixels() != before[0]
    assert explorer.sentence().count("risen") == explorer.sentence().count("fallen") == 1


def test_on_the_page_too_a_guess_opens_the_reveal(page):
    closed = page.get_by_text("opens when you have committed")
    assert closed.is_visible()
    page.locator("input[type=text]").first.focus()
    page.keyboard.type("20")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    wait_for(lambda: page.locator("img.casekit-picture").count() == len(EXPLORERS) + 2, "the reveal's picture")
    assert closed.count() == 0
