"""Lesson 06 as the page that `casekit demo 06` serves to a class, in a real Chromium."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from commands import free_port

sys.path.insert(0, str(Path(__file__).parent))
from lab import Explorer, wait_for

from casekit import workbook

pytestmark = pytest.mark.browser

CELLS = json.loads(workbook.notebook("06").read_text(encoding="utf-8"))["cells"]
EXPLORERS = ["silence", "channels", "mix", "money"]
PAGE_WIDTH = 1280
PICTURES = ".jp-OutputArea img"  # of the Explorers, which are live, and the still
SLOWER = 4  # so many times is the computer slower than this one, until the page is there


@pytest.fixture(scope="module")
def page(chromium, tmp_path_factory):
    """What `casekit demo 06` shows to a class, whose computers are slow."""
    home = tmp_path_factory.mktemp("demo")
    port = free_port()
    places = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    environment = os.environ | {place: str(home / place.lower()) for place in places}
    command = [sys.executable, "-m", "casekit", "demo", "06", "--no-browser", "--port", str(port)]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=workbook.HOME, env=environment, stdout=log, stderr=log)
    page = chromium.new_page(viewport={"width": PAGE_WIDTH, "height": 800})
    try:
        wait_for(lambda: process.poll() is None and is_listening(port), "a server", seconds=60)
        session = slow_down(page, SLOWER)
        page.goto(f"http://127.0.0.1:{port}/", timeout=90_000)
        wait_for(lambda: is_complete(page), "all pictures and lines", seconds=180)
        session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        yield page
    finally:
        page.close()
        process.terminate()
        process.wait(30)


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def slow_down(page, times):
    """A session in which the page's computer is so many times slower."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": times})
    return session


def is_complete(page):
    """Every picture and every line of the lesson, and no error in the place of any."""
    pictures = page.locator(PICTURES).evaluate_all("all => all.filter(one => one.naturalWidth > 800).length")
    captions = [line for line in page.locator(".casekit-caption").all_inner_texts() if line.strip()]
    assert page.get_by_text("javascript error").count() == 0
    return pictures == len(EXPLORERS) + 1 and len(captions) >= pictures


def test_a_slow_visitor_gets_every_picture_and_line(page):
    assert is_complete(page)
    assert page.locator("button", has_text="All are polite").is_visible()


def test_nobody_is_asked_for_more_than_the_page(page):
    """The answers are in no file that the server hands out."""
    for path in ("voila/files/notebooks/06-are-customers-happier.ipynb", "files/README.md", "api/contents"):
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(page.url + path)


def test_the_page_has_neither_code_nor_exercises(page):
    words = page.locator("body").inner_text()
    assert all(
        heading in words for heading in ("06 Are customers happier?", "Turn the knobs", "What is true", "Remember")
    )
    code = [line for cell in CELLS if cell["cell_type"] == "code" for line in "".join(cell["source"]).splitlines()]
    assert [line for line in code if "(" in line and line in words] == []
    assert not any(exercise in words for exercise in ("Your turn", "Not tried yet", "06.1"))
    assert page.locator(".cm-editor:visible, .jp-InputArea-editor:visible").count() == 0


def test_the_page_fits_and_is_large_enough_to_read_from_afar(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= PAGE_WIDTH
    boxes = [picture.bounding_box() for picture in page.locator(PICTURES).all()]
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= PAGE_WIDTH for box in boxes)
    still = page.locator(".jp-RenderedImage img").first  # enlarged as the live ones are, as far as there is room
    room = still.evaluate("one => one.closest('.jp-OutputArea').getBoundingClientRect().width")
    assert still.bounding_box()["width"] >= min(1.3 * int(still.get_attribute("width")), 0.95 * room)
    sizes = page.evaluate(
        "[...document.querySelectorAll('#rendered_cells p, #rendered_cells li, .widget-label, button.jupyter-button')]"
        ".filter(one => one.offsetParent).map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert len(sizes) > 50
    assert min(sizes) >= 18, sorted(set(sizes))


def test_a_preset_by_keyboard_changes_the_page_s_picture(page):
    boxes = page.locator(".jp-Cell", has=page.locator("button", has_text="Nothing gets worse"))
    explorer = Explorer(page, boxes.last)
    before = explorer.pixels(), explorer.sentence()
    preset = next(button for button in explorer.presets if "The unhappy keep quiet" in button.inner_text())
    preset.focus()
    page.keyboard.press("Enter")
    wait_for(lambda: explorer.sentence() != before[1] and explorer.name() == explorer.sentence(), "the preset")
    assert explorer.pixels() != before[0]
    assert explorer.sentence().count("(+") == explorer.sentence().count("(\N{MINUS SIGN}") == 1  # one up, one down


def test_on_the_page_too_a_guess_opens_the_reveal(page):
    closed = page.get_by_text("opens when you have committed")
    assert closed.is_visible()
    page.locator("input[type=text]").first.focus()
    page.keyboard.type("1")
    page.keyboard.press("Tab")
    page.keyboard.type("nobody likes to complain")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    wait_for(lambda: page.locator(PICTURES).count() == len(EXPLORERS) + 2, "the reveal's picture")
    assert closed.count() == 0
    assert page.get_by_text('because: "nobody likes to complain"').is_visible()
