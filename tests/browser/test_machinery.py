"""The machinery in JupyterLab in a real Chromium, by keyboard alone."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from casekit.refresh import refresh

sys.path.insert(0, str(Path(__file__).parent))
from lab import Lab, wait_for, write_notebook

pytestmark = pytest.mark.browser

CELLS = [
    """from casekit.teach import Exercise, Exercises, Explorer, Knob, figures, guess, reveal, show

def draw(figure, silence=0.5, months=12, channel="phone", weighted=False):
    if silence == 0.05:
        raise ZeroDivisionError("nobody answered")
    axes = figures.panel(figure)
    axes.plot([0, months], [silence, months / 36], color=figures.REPORTED if weighted else figures.TRUTH)
    figures.title(axes, f"Asked by {channel}")
    return f"Silence {silence:.2f}, {months} months, by {channel}, weighted {weighted}."
""",
    """explorer = Explorer(
    draw, {"Happy customers answer more": {"silence": 0.9}, "By mail": {"channel": "e-mail"}},
    silence=Knob("How many of the unhappy say nothing", 0, 1, 0.05), months=(6, 36, 1), channel=["phone", "e-mail"],
    weighted=Knob("Weighted by store", False),
)
explorer""",
    'first = guess("How satisfied are all customers?", 0, 10, "points")\nfirst',
    "reveal(first, reported=8.2, truth=6.4)",
    "with figures.styled():\n    figure = figures.new_figure()\n    sentence = draw(figure)\nshow(figure, sentence)",
    'check = Exercises([Exercise("06.1", "The mean?", lambda case: 41, 0.5, "%")], None)\ncheck("06.1", 41)',
    "print(explorer.redraws, explorer.values['silence'])",
]
SILENCE, MONTHS, CHANNEL, WEIGHTED = range(4)


@pytest.fixture(scope="module")
def lab(chromium, jupyterlab):
    write_notebook(jupyterlab.root / "machinery.ipynb", *CELLS)
    lab = Lab(chromium, jupyterlab)
    lab.open("machinery.ipynb")
    lab.run_all()
    yield lab
    lab.close()


@pytest.fixture
def explorer(lab):
    """The Explorer of the notebook, at its start."""
    explorer = lab.explorer(0)
    wait_for(lambda: len(explorer.controls) == 4, "four controls")
    explorer.presets[-1].focus()
    lab.page.keyboard.press("Enter")
    wait_for(lambda: explorer.sentence() == "Silence 0.50, 12 months, by phone, weighted False.", "the start")
    wait_for(lambda: explorer.name() == explorer.sentence(), "the picture of the start")
    return explorer


def run_cell(lab, number):
    """What a cell prints when it is run again."""
    lab.page.evaluate(f"window.jupyterapp.shell.currentWidget.content.activeCellIndex = {number}")
    lab.page.evaluate("window.jupyterapp.commands.execute('notebook:run-cell')")
    lab.wait_until_idle()
    return lab.cell(number).locator(".jp-OutputArea-output").last.inner_text()


# First, before anything is moved.
def test_after_run_all_the_reveal_is_closed_and_opens_upon_commit(lab):
    guess, answer = lab.cell(2), lab.cell(3)
    wait_for(lambda: "opens when you have committed" in answer.inner_text(), "a closed reveal")
    assert answer.locator("img:visible").count() == 0
    assert "6.4 points" not in answer.locator(".jp-Cell-outputWrapper").inner_text()
    handle = guess.locator(".noUi-handle")
    assert handle.get_attribute("aria-label") == "Your guess"
    handle.focus()
    lab.page.keyboard.press("ArrowRight")
    guess.get_by_text("Commit my guess").focus()
    lab.page.keyboard.press("Enter")
    wait_for(lambda: answer.locator("img.casekit-picture").count() == 1, "an open reveal")
    sentence = "You guessed 5.1 points; the report says 8.2 points; the truth is 6.4 points."
    wait_for(lambda: answer.locator("[role=status]").inner_text().startswith(sentence), sentence)
    assert "Your guess is committed: 5.1 points." in guess.inner_text()


@pytest.mark.parametrize(
    ("control", "key", "sentence"),
    [
        (SILENCE, "ArrowRight", "Silence 0.55, 12 months, by phone, weighted False."),
        (SILENCE, "ArrowLeft", "Silence 0.45, 12 months, by phone, weighted False."),
        (MONTHS, "ArrowUp", "Silence 0.50, 13 months, by phone, weighted False."),
        (MONTHS, "End", "Silence 0.50, 36 months, by phone, weighted False."),
        (CHANNEL, "ArrowDown", "Silence 0.50, 12 months, by e-mail, weighted False."),
        (WEIGHTED, "Space", "Silence 0.50, 12 months, by phone, weighted True."),
    ],
)
def test_each_control_changes_picture_and_sentence_by_keyboard(explorer, control, key, sentence):
    before = explorer.pixels()
    explorer.press_and_wait(control, key)
    wait_for(lambda: explorer.sentence() == sentence, sentence)
    assert explorer.pixels() != before
    assert explorer.name() == sentence


def test_picture_caption_and_sliders_have_their_roles_and_names(lab, explorer):
    assert lab.cell(1).get_by_role("img", name=explorer.sentence()).count() == 1
    assert lab.cell(1).get_by_role("status").inner_text() == explorer.sentence()
    assert lab.cell(1).get_by_role("status").get_attribute("aria-live") == "polite"
    assert lab.cell(1).get_by_role("slider", name="How many of the unhappy say nothing").count() == 1
    still = lab.cell(4).locator(".jp-OutputArea")
    assert still.locator("img").count() == 1
    assert still.locator(".casekit-caption").inner_text().startswith("Silence 0.50, 12 months")


def test_nothing_flickers_or_doubles(explorer):
    assert (len(explorer.pictures), len(explorer.captions)) == (1, 1)
    with explorer.watched():
        for _ in range(10):
            explorer.press_and_wait(MONTHS, "ArrowRight")
    assert (len(explorer.pictures), len(explorer.captions)) == (1, 1)


def test_a_burst_of_keys_is_few_redraws_and_the_last_value_wins(lab, explorer):
    before = int(run_cell(lab, 6).split()[0])
    with explorer.watched():
        explorer.press(MONTHS, "ArrowRight", times=24)
        explorer.press(SILENCE, "ArrowRight", times=6)
        final = "Silence 0.80, 36 months, by phone, weighted False."
        wait_for(lambda: explorer.sentence() == final and explorer.name() == final, final)
    redraws = int(run_cell(lab, 6).split()[0]) - before
    assert 1 <= redraws <= 15, f"{redraws} redraws for 30 presses"


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_presets_by_keyboard_are_marked_until_a_control_moves(lab, explorer, key):
    preset = explorer.presets[0]
    preset.focus()
    lab.page.keyboard.press(key)
    wait_for(lambda: explorer.sentence().startswith("Silence 0.90, 12 months"), "the preset")
    wait_for(lambda: preset.inner_text() == "● Happy customers answer more", "its mark")
    explorer.press_and_wait(SILENCE, "ArrowLeft")
    wait_for(lambda: preset.inner_text() == "○ Happy customers answer more", "no mark")


def test_tab_leads_through_presets_and_controls(lab, explorer):
    explorer.presets[0].focus()
    reached = []
    for _ in range(7):
        reached.append(lab.page.evaluate("document.activeElement.className || document.activeElement.tagName"))
        lab.page.keyboard.press("Tab")
    expected = ["button"] * 3 + ["noUi-handle"] * 2 + ["SELECT", "INPUT"]
    assert all(kind in name for kind, name in zip(expected, reached, strict=True)), reached


def test_keys_pressed_on_a_control_do_nothing_to_the_notebook(lab, explorer):
    cells = lab.page.locator(".jp-CodeCell").count()
    for control in range(4):
        explorer.press(control, "d", times=2)
        explorer.press(control, "b")
    assert lab.page.locator(".jp-CodeCell").count() == cells


def test_a_fault_is_one_sentence_and_the_good_picture_stays(explorer):
    explorer.press(SILENCE, "Home")
    wait_for(lambda: explorer.sentence().startswith("Silence 0.00"), "the lowest value")
    time.sleep(0.3)
    good = explorer.pixels()
    explorer.press(SILENCE, "ArrowRight")
    wait_for(lambda: "cannot be drawn" in explorer.sentence(), "the sentence of the fault")
    assert "nobody answered" in explorer.sentence() and "Traceback" not in explorer.sentence()
    assert explorer.pixels() == good
    explorer.press_and_wait(SILENCE, "ArrowRight")
    wait_for(lambda: explorer.sentence().startswith("Silence 0.10"), "the next good picture")


def test_a_read_out_says_the_value_and_is_not_typed_into(lab, explorer):
    read_out = lab.cell(1).locator(".widget-readout").nth(SILENCE)
    assert read_out.inner_text() == "50%"
    read_out.dispatch_event("click")
    read_out.evaluate("one => one.focus()")
    lab.page.keyboard.type("30%")
    lab.page.keyboard.press("Enter")
    lab.wait_until_idle()
    assert read_out.inner_text() == "50%" and explorer.sentence().startswith("Silence 0.50")
    explorer.press_and_wait(SILENCE, "ArrowRight")
    assert read_out.inner_text() == "55%"


@pytest.mark.parametrize("zoom", [1, 1.5, 2])
def test_in_a_narrow_or_enlarged_page_a_slider_keeps_its_track_and_all_that_belongs_to_it(lab, explorer, zoom):
    lab.page.set_viewport_size({"width": round(1366 / zoom), "height": round(768 / zoom)})
    try:
        cell = lab.cell(1)
        for control in range(2):
            row = cell.locator(".widget-slider").nth(control)
            row.scroll_into_view_if_needed()
            assert row.locator(".slider-container").bounding_box()["width"] >= 100
            right = cell.bounding_box()["x"] + cell.bounding_box()["width"]
            for part in (".widget-label", ".slider-container", ".widget-readout"):
                box = row.locator(part).bounding_box()
                assert box["width"] > 10 and box["x"] + box["width"] <= right, part
                assert row.locator(part).evaluate("one => one.scrollWidth <= one.clientWidth + 1"), part
    finally:
        lab.page.set_viewport_size({"width": 1400, "height": 1000})


def test_long_labels_are_whole(lab, explorer):
    cut = lab.cell(1).evaluate(
        "root => [...root.querySelectorAll('.widget-label, button.jupyter-button')]"
        ".filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.textContent)"
    )
    assert cut == []


def test_a_saved_notebook_shows_picture_and_sentence_before_anything_runs(chromium, jupyterlab):
    with ThreadPoolExecutor() as elsewhere:  # the browser's driver has an event loop in this thread
        elsewhere.submit(refresh, write_notebook(jupyterlab.root / "saved.ipynb", *CELLS[:2])).result()
    lab = Lab(chromium, jupyterlab)
    lab.open("saved.ipynb")
    saved = lab.cell(1)
    assert saved.locator("img").evaluate("picture => picture.naturalWidth") > 1000
    assert saved.locator("img").bounding_box()["width"] <= 864
    assert saved.locator(".casekit-caption").all_inner_texts() == [
        "Silence 0.50, 12 months, by phone, weighted False.", "Run this cell to turn its knobs.",
    ]  # fmt: skip
    lab.close()


def test_a_check_shows_its_page_and_not_its_data(lab):
    shown = lab.cell(5).locator(".jp-OutputArea-output")
    assert shown.count() == 1
    assert shown.inner_text().strip() == "✓ 06.1 Right."
