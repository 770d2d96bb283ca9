"""A curve sketched in JupyterLab in a real Chromium: by mouse, by finger, by keyboard; and on the second day."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from commands import free_port

sys.path.insert(0, str(Path(__file__).parent))
from lab import Lab, wait_for, write_notebook
from test_classroom import is_listening

pytestmark = pytest.mark.browser

NAME = "sketch.ipynb"
ASK = 'left = sketch("How many are left?", across=("months", range(5)), up=("of 100 riders left", 0, 100, "riders"))'
CELLS = [
    "from casekit.teach import sketch, unveil",
    f"{ASK}\nleft",
    "unveil(left, truth=[100, 60, 40, 30, 25], reported=[100, 98, 97, 96, 95])",
    "print(left.value)",
]
QUESTION, ANSWER, VALUE = 1, 2, 3
AXES = """picture => {
  const box = picture.getBoundingClientRect();
  return [box.left, box.top, box.width, box.height];
}"""
SAVE = "window.jupyterapp.commands.execute('docmanager:save')"
DOWNWARDS = [(0.04, 0.9), (0.5, 0.5), (0.96, 0.1)]  # shares of the axes, from their lower left corner
FARTHEST = "You were farthest off at 4 (months): you drew"
PACE = "The direction is right, the pace is not: your line falls evenly; the truth falls fast at first, then slowly."


@pytest.fixture
def lab(chromium, jupyterlab):
    """The notebook after Run All."""
    write_notebook(jupyterlab.root / NAME, *CELLS)
    lab = Lab(chromium, jupyterlab)
    start(lab)
    yield lab
    lab.close()


def start(lab):
    lab.open(NAME)
    lab.run_all()
    asked(lab).locator(".casekit-pad svg").wait_for()
    assert "opens when you have committed your line" in lab.cell(ANSWER).inner_text()


def asked(lab):
    return lab.cell(QUESTION)


def line(lab):
    """The status line below the sketch."""
    return asked(lab).locator("[role=status]").last.inner_text()


def on_screen(lab, points=DOWNWARDS):
    """Where on the page these points of the axes are."""
    return on_picture(asked(lab).locator("img.casekit-picture"), points)


def on_picture(picture, points=DOWNWARDS):
    """The same; the axes take up these shares of their picture."""
    picture.scroll_into_view_if_needed()
    left, top, width, height = picture.evaluate(AXES)
    x0, x1, y0, y1 = 0.0878, 0.8333, 0.1842, 0.8263
    return [(left + (x0 + x * (x1 - x0)) * width, top + (1 - y0 - y * (y1 - y0)) * height) for x, y in points]


def drag(page, points):
    """Draw with the mouse."""
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=6)
    page.mouse.up()


def swipe(page, points):
    """Draw with a finger."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    steps = [(a[0] + (b[0] - a[0]) * part / 6, a[1] + (b[1] - a[1]) * part / 6)
             for a, b in zip(points, points[1:], strict=False) for part in range(1, 7)]  # fmt: skip

    def touch(kind, *places):
        touches = [{"x": x, "y": y} for x, y in places]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    touch("touchStart", points[0])
    for step in steps:
        touch("touchMove", step)
    touch("touchEnd")
    session.detach()


def commit(lab):
    """Press the button by keyboard, and wait for the answer."""
    asked(lab).get_by_text("Commit my line").focus()
    lab.page.keyboard.press("Enter")
    wait_for(lambda: line(lab) == "Your line is committed.", "the commit")
    answer = lab.cell(ANSWER)
    wait_for(lambda: answer.locator("img.casekit-picture").count() == 1, "an open answer")
    wait_for(lambda: FARTHEST in answer.locator("[role=status]").inner_text(), "the sentence")
    return answer.locator("[role=status]").inner_text()


def value(lab):
    """What the kernel says was committed."""
    lab.page.evaluate(f"window.jupyterapp.shell.currentWidget.content.activeCellIndex = {VALUE}")
    lab.page.evaluate("window.jupyterapp.commands.execute('notebook:run-cell')")
    lab.wait_until_idle()
    return json.loads(lab.cell(VALUE).locator(".jp-OutputArea-output").inner_text().replace("(", "[").replace(")", "]"))


@pytest.mark.parametrize("hand", [drag, swipe])
def test_a_line_drawn_by_hand_is_what_is_committed_and_unveiled(lab, hand):
    source = asked(lab).locator("img.casekit-picture").get_attribute("src")
    hand(lab.page, on_screen(lab))
    wait_for(lambda: asked(lab).locator("img.casekit-picture").get_attribute("src") != source, "the line's picture")
    wait_for(lambda: line(lab).startswith("At 0 (months): "), "what was drawn")
    assert PACE in commit(lab)
    drawn = value(lab)
    expected = [93, 72, 50, 28, 7]
    assert all(abs(one - other) <= 4 for one, other in zip(drawn, expected, strict=True)), drawn
    # Once committed, a hand changes nothing, and a finger scrolls the page.
    hand(lab.page, on_screen(lab, [(0.04, 0.1), (0.96, 0.9)]))
    lab.wait_until_idle()
    assert value(lab) == drawn
    assert asked(lab).locator(".casekit-pad svg").evaluate("pen => pen.style.touchAction") == "auto"


def test_a_line_is_drawn_by_keyboard_alone(lab):
    sliders = asked(lab).locator(".noUi-handle")
    assert [handle.get_attribute("aria-label") for handle in sliders.all()] == ["months", "of 100 riders left"]
    sliders.nth(1).focus()
    lab.page.keyboard.press("End")
    wait_for(lambda: line(lab) == "At 0 (months): 100 riders. Still without a height: 4.", "the first point")
    asked(lab).get_by_text("Commit my line").focus()
    lab.page.keyboard.press("Enter")
    wait_for(lambda: line(lab) == "Your line still needs a height at 4.", "what is missing")
    sliders.nth(0).focus()
    lab.page.keyboard.press("End")
    wait_for(lambda: line(lab).startswith("At 4 (months): no height yet."), "the last place")
    lab.page.keyboard.press("Tab")
    lab.page.keyboard.press("Home")
    wait_for(lambda: line(lab) == "At 4 (months): 0 riders.", "the last point")
    lab.page.keyboard.press("ArrowUp")
    wait_for(lambda: line(lab) == "At 4 (months): 1 rider.", "one more")
    words = "Your line: 100 riders at 0, 1 rider at 4 (months)."
    wait_for(lambda: asked(lab).get_by_role("img", name=words).count() == 1, words)
    assert PACE in commit(lab)
    assert value(lab) == [100, 75.25, 50.5, 25.75, 1]


@pytest.mark.parametrize("zoom", [1.5, 2])
def test_enlarged_the_pen_still_writes_where_it_is_held(lab, zoom):
    lab.page.set_viewport_size({"width": round(1366 / zoom), "height": round(900 / zoom)})
    lab.page.evaluate(f"document.body.style.setProperty('--casekit-zoom', {zoom})")
    try:
        for control in asked(lab).locator(".slider-container").all():
            assert control.bounding_box()["width"] >= 100
        picture, pen = (asked(lab).locator(f".casekit-pad {part}") for part in ("img", "svg"))
        picture.scroll_into_view_if_needed()
        assert picture.bounding_box() == pen.bounding_box()
        cell = asked(lab).bounding_box()
        assert picture.bounding_box()["x"] + picture.bounding_box()["width"] <= cell["x"] + cell["width"]
        drag(lab.page, on_screen(lab))
        wait_for(lambda: line(lab).startswith("At 0 (months): "), "what was drawn")
        assert PACE in commit(lab)
        assert all(abs(one - other) <= 6 for one, other in zip(value(lab), [93, 72, 50, 28, 7], strict=True))
    finally:
        lab.page.set_viewport_size({"width": 1400, "height": 1000})


def test_where_the_pen_s_script_does_not_load_picture_and_sliders_work(chromium, jupyterlab):
    broken = "from casekit.teach import pen\npen.Pen._esm = 'this is no script'"
    # Under a name of its own: a notebook that is opened again finds its kernel again, with what was done there.
    alone = write_notebook(jupyterlab.root / "broken.ipynb", f"{CELLS[0]}\n{broken}", *CELLS[1:])
    lab = Lab(chromium, jupyterlab)
    lab.open(alone.name)
    lab.run_all()
    wait_for(lambda: asked(lab).locator("img.casekit-picture").evaluate("one => one.naturalWidth") > 1000, "the axes")
    assert asked(lab).locator(".casekit-pad polyline").count() == 0
    assert "javascript error" not in asked(lab).inner_text()
    sliders = asked(lab).locator(".noUi-handle")
    for place, height in (("Home", "End"), ("End", "Home")):
        sliders.nth(0).focus()
        lab.page.keyboard.press(place)
        lab.wait_until_idle()
        sliders.nth(1).focus()
        lab.page.keyboard.press(height)
        lab.wait_until_idle()
    wait_for(lambda: line(lab) == "At 4 (months): 0 riders.", "the last point")
    assert PACE in commit(lab)
    lab.close()


def test_on_the_second_day_question_line_and_answer_are_there(chromium, jupyterlab, next_day):
    kept = write_notebook(jupyterlab.root / NAME, *CELLS[:3])
    lab = Lab(chromium, jupyterlab)
    start(lab)
    drag(lab.page, on_screen(lab))
    wait_for(lambda: line(lab).startswith("At 0"), "what was drawn")
    commit(lab)
    lab.wait_until_idle()
    lab.page.evaluate(SAVE)
    wait_for(lambda: FARTHEST in kept.read_text(), "the sentence, in the saved file")
    lab.close()
    shutil.copy(kept, next_day.root)
    later = Lab(chromium, next_day)
    later.open(NAME)
    shown = {QUESTION: ["How many are left?", "Your line is committed."], ANSWER: [FARTHEST, PACE]}
    for number, sentences in shown.items():
        cell = later.cell(number)
        cell.scroll_into_view_if_needed()
        wait_for(lambda c=cell, s=sentences: all(one in c.inner_text() for one in s), str(sentences))
        picture = cell.locator(".jp-OutputArea img")
        assert picture.count() == 1
        assert picture.evaluate("one => one.naturalWidth") > 1000
    assert "model not found" not in later.page.locator("body").inner_text()
    later.close()
    for saved in (kept.read_text(), (next_day.root / NAME).read_text()):
        assert "widget-view" not in saved and "Your line: " in saved


@pytest.fixture
def class_page(chromium, tmp_path):
    """The page that a class would see."""
    notebook = write_notebook(tmp_path / NAME, *CELLS[:3])
    home = tmp_path / "home"
    home.mkdir()
    port = free_port()
    places = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    environment = os.environ | {place: str(home / place.lower()) for place in places}
    call = f"serve(Path({str(notebook)!r}), port={port}, ip='127.0.0.1', visitors=2, ready=lambda: None)"
    code = f"from pathlib import Path\nfrom casekit.demo import serve\n{call}"
    with (home / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=log, stderr=log)
    page = chromium.new_page(viewport={"width": 1280, "height": 1000})
    try:
        wait_for(lambda: process.poll() is None and is_listening(port), "a server", seconds=60)
        page.goto(f"http://127.0.0.1:{port}/", timeout=60_000)
        page.get_by_text("Show me").wait_for(timeout=90_000)
        yield page
    finally:
        page.close()
        process.terminate()
        process.wait(30)


def test_on_a_class_page_a_line_is_drawn_and_unveiled(class_page):
    class_page.locator(".casekit-pad svg").wait_for()
    picture = class_page.locator(".casekit-pad img")
    wait_for(lambda: picture.evaluate("one => one.naturalWidth") > 1000, "the axes")
    assert picture.bounding_box() == class_page.locator(".casekit-pad svg").bounding_box()
    assert class_page.evaluate("document.documentElement.scrollWidth") <= 1280
    drag(class_page, on_picture(picture))
    class_page.get_by_text("At 0 (months): ").wait_for()
    class_page.get_by_text("Commit my line").click()
    class_page.get_by_text(PACE).wait_for()
    assert class_page.locator("img.casekit-picture").count() == 2
    sizes = class_page.evaluate(
        "[...document.querySelectorAll('#rendered_cells p, .widget-label, .widget-readout, button.jupyter-button')]"
        ".filter(one => one.offsetParent).map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(sizes) >= 18, sizes
