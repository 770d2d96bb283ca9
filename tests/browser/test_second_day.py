"""A notebook that was run, saved and closed: opened again, it shows every picture and every sentence."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lessons.catalogue import LESSONS
from thoroughness import sample

sys.path.insert(0, str(Path(__file__).parent))
from lab import GO_TO, Lab, Learner, wait_for, write_notebook
from test_machinery import CELLS as MACHINERY

from casekit import workbook

pytestmark = pytest.mark.browser

NAME = "mine.ipynb"
SEARCH = """from casekit.teach import Goal

Explorer(draw, goal=Goal("Let all the unhappy speak.", lambda silence: silence == 0), silence=(0.0, 1.0, 0.5))"""
CELLS = [*MACHINERY, SEARCH]
SENTENCES = {
    1: "Silence 0.50, 12 months, by phone, weighted False.",
    2: 'Your guess was 7.0 points, because: "most come back".',
    3: "You guessed 7.0 points; the report says 8.2 points; the truth is 6.4 points. Your guess was nearer.",
    4: "Silence 0.50, 12 months, by phone, weighted False.",
    5: "06.1 Right.",
    7: "Your goal: Let all the unhappy speak. ✓ Reached, with silence = 0%.",
}
PICTURES = (1, 3, 4, 7)  # the cells with one
SAVE = "window.jupyterapp.commands.execute('docmanager:save')"


@pytest.fixture(scope="module")
def root(chromium, jupyterlab):
    """The folder of somebody who has worked and saved."""
    root = jupyterlab.root
    write_notebook(root / NAME, *CELLS)
    lab = Lab(chromium, jupyterlab)
    lab.open(NAME)
    lab.run_all()
    guess = lab.cell(2)
    guess.locator("input[type=text]").first.focus()
    for keys in ("7", "Tab", "most come back", "Tab", "Enter"):
        (lab.page.keyboard.press if keys in ("Tab", "Enter") else lab.page.keyboard.type)(keys)
    wait_for(lambda: lab.cell(3).locator("img.casekit-picture").count() == 1, "an open reveal")
    lab.cell(7).locator(".noUi-handle").focus()
    lab.page.keyboard.press("Home")
    wait_for(lambda: SENTENCES[7] in lab.cell(7).inner_text(), "a goal that is reached")
    lab.wait_until_idle()
    lab.page.evaluate(SAVE)
    wait_for(lambda: "Your guess was 7.0" in (root / NAME).read_text(), "what was guessed, in the saved file")
    # The page in front of the learner stays live.
    assert lab.cell(1).locator(".noUi-handle").count() == 2
    lab.page.reload()
    assert_all_is_there(lab, reload=True)
    tab = Lab(chromium, jupyterlab, new=True)
    tab.page.goto(f"{jupyterlab.url}/lab/workspaces/second/tree/{NAME}?token={jupyterlab.token}")
    assert_all_is_there(tab, reload=True)
    tab.close()
    lab.close()
    return root


def assert_all_is_there(lab, reload=False):
    """Every cell has its picture and its sentence, and no error."""
    if reload:
        lab.page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell", timeout=60_000)
    for number, sentence in SENTENCES.items():
        cell = lab.cell(number)
        cell.scroll_into_view_if_needed()
        wait_for(lambda cell=cell, sentence=sentence: sentence in cell.inner_text(), sentence)
        if number in PICTURES:
            picture = cell.locator(".jp-OutputArea img")
            assert picture.count() == 1
            wait_for(lambda picture=picture: picture.evaluate("one => one.naturalWidth") > 800, f"picture {number}")
    assert "model not found" not in lab.page.locator("body").inner_text()


def test_the_file_keeps_no_view_of_a_python_that_is_gone(root):
    saved = (root / NAME).read_text()
    assert "widget-view" not in saved and len(saved) < 300_000
    outputs = [cell["outputs"] for cell in json.loads(saved)["cells"]]
    assert [number for number, shown in enumerate(outputs) if "image/png" in json.dumps(shown)] == list(PICTURES)


def test_on_the_second_day_every_picture_and_sentence_is_there(chromium, root, next_day):
    shutil.copy(root / NAME, next_day.root)
    lab = Lab(chromium, next_day)
    lab.open(NAME)
    assert_all_is_there(lab)
    assert "Run this cell to turn its knobs." in lab.cell(1).inner_text()
    lab.run_all()
    assert lab.explorer(0).controls
    wait_for(lambda: "Not reached yet." in lab.cell(7).inner_text(), "a new search")
    lab.close()


@pytest.mark.parametrize("number", list(LESSONS)[: sample(len(LESSONS), usually=1)])
def test_each_lesson_is_all_there_on_the_second_day(chromium, jupyterlab, next_day, number):
    notebook = workbook.notebook(number)
    learner = Learner(Lab(chromium, jupyterlab), notebook)
    learner.lab.run_all()
    learner.page.evaluate(SAVE)
    saved = jupyterlab.root / notebook.name
    wait_for(lambda: saved.read_text(encoding="utf-8").count('"image/png"') > 1, "the pictures, in the saved file")
    learner.lab.close()
    cells = json.loads(saved.read_text(encoding="utf-8"))["cells"]
    pictures = [place for place, cell in enumerate(cells) if "image/png" in json.dumps(cell.get("outputs", []))]
    original = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    at_most = [place for place, cell in enumerate(original) if "image/png" in json.dumps(cell.get("outputs", []))]
    assert pictures and set(pictures) <= set(at_most)  # a reveal stays closed until there is a guess
    shutil.copy(saved, next_day.root)
    lab = Lab(chromium, next_day)
    lab.open(notebook.name)
    for place in pictures:
        lab.page.evaluate(GO_TO, place)
        cell = lab.page.locator(f".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell[data-windowed-list-index='{place}']")
        picture = cell.locator(".jp-OutputArea img")
        wait_for(lambda picture=picture: picture.count() == 1, f"the picture of cell {place}")
        wait_for(lambda picture=picture: picture.evaluate("one => one.naturalWidth") > 800, f"picture {place}")
        assert not any(words in cell.inner_text() for words in ("model not found", "Error displaying"))
    lab.close()


def test_an_export_as_a_page_has_them_too(chromium, root, tmp_path):
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--output-dir", str(tmp_path), str(root / NAME)]
    subprocess.run(command, check=True, capture_output=True)
    page = chromium.new_page()
    page.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
    page.goto((tmp_path / "mine.html").as_uri(), wait_until="domcontentloaded")
    words = page.locator("body").inner_text()
    assert [sentence for sentence in SENTENCES.values() if sentence not in words] == []
    assert page.locator(".jp-OutputArea img").count() == len(PICTURES)
    page.close()


@pytest.mark.parametrize("slower", [4, 6, 10][: sample(3, usually=1)])
def test_a_slow_computer_gets_every_picture_and_line(chromium, jupyterlab, slower):
    write_notebook(jupyterlab.root / "slow.ipynb", CELLS[0], *[CELLS[1]] * 4, CELLS[4])
    lab = Lab(chromium, jupyterlab)
    lab.open("slow.ipynb")
    session = lab.page.context.new_cdp_session(lab.page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})  # Chromium burns the time that it takes away
    lab.run_all()
    for number in range(1, 6):
        cell = lab.cell(number)
        cell.scroll_into_view_if_needed()
        wait_for(lambda cell=cell: SENTENCES[1] in cell.inner_text(), f"the line of cell {number}", seconds=60)
        picture = cell.locator(".jp-OutputArea img")
        wait_for(lambda picture=picture: picture.evaluate("one => one.naturalWidth") > 800, "the picture", seconds=60)
        assert "javascript error" not in cell.inner_text()
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    session.detach()
    lab.close()
