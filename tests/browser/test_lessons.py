"""Lessons in a real Chromium, as a learner's copy in JupyterLab: each cell, guess, knob and check."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from lessons.catalogue import LESSONS
from thoroughness import is_thorough, sample

sys.path.insert(0, str(Path(__file__).parent))
from lab import Lab, Learner, wait_for

from casekit import workbook

pytestmark = pytest.mark.browser

KEEP_BUSY = """() => {
  const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  kernel.requestExecute({code: "import time; time.sleep(1)"});
}"""
NAME_OF_FOCUS = "document.activeElement.getAttribute('aria-label') || document.activeElement.innerText"
FORMULAS = "mjx-container, .MathJax, .katex"  # two dollar signs in a sentence are no formula


# Usually the first, which everybody opens, and one with all that a lesson may have; with `--thorough` every one.
LOOKED_AT = list(LESSONS) if is_thorough() else ["00", "08"]


@pytest.fixture(scope="module", params=LOOKED_AT)
def lesson(request):
    return LESSONS[request.param]


@pytest.fixture(scope="module")
def learner(chromium, jupyterlab, lesson):
    """Somebody who has run the lesson from top to bottom."""
    lab = Lab(chromium, jupyterlab)
    learner = Learner(lab, workbook.notebook(lesson.number))
    assert learner.outputs() == []
    lab.run_all()
    yield learner
    lab.close()


def reveal_of(learner: Learner) -> tuple[str, str]:
    """The code of the first reveal, and of the guess that it stands beside."""
    found = ((source, re.search(r", (first|second)\)$", source)) for source in learner.sources)
    return next((source, f"{name[1]} = lesson.") for source, name in found if name)


# First, before anything is moved or guessed.
def test_run_all_runs_to_the_end_with_the_reveal_closed(learner, lesson):
    outputs = learner.outputs()
    assert [output for output in outputs if output["output_type"] == "error" or output.get("name") == "stderr"] == []
    assert sum("Not tried yet" in str(output) for output in outputs) == len(lesson.check().exercises)
    answer = learner.cell(reveal_of(learner)[0])
    wait_for(lambda: answer.get_by_text("opens when you have committed").is_visible(), "a closed reveal")
    assert answer.locator("img:visible").count() == 0
    assert "You guessed" not in answer.locator(".jp-Cell-outputWrapper").inner_text()


def test_a_guess_typed_and_committed_while_the_kernel_is_busy_opens_the_reveal(learner, lesson):
    typed = "0.2" if lesson.number == "06" else "12"  # on its scale, a change of a mean
    reveal, asked = reveal_of(learner)
    guess = learner.cell(asked)
    learner.page.evaluate(KEEP_BUSY)  # as it is while Run All is still at work further down
    guess.locator("input[type=text]").first.focus()
    learner.page.keyboard.type(typed)
    for _ in ("the reason", "the button"):
        learner.page.keyboard.press("Tab")
    learner.page.keyboard.press("Enter")
    wait_for(lambda: guess.get_by_text(f"Your guess is committed: {typed}").count() > 0, "a committed guess")
    answer = learner.cell(reveal)
    wait_for(lambda: answer.locator("img.casekit-picture:visible").count() == 1, "an open reveal")
    line = answer.locator("[role=status]")
    wait_for(
        lambda: re.match(rf"You (guessed|bid) {typed}.* \u2212?\d.* \u2212?\d", line.inner_text()),
        "the reveal's sentence",
    )
    sentence = line.inner_text()
    assert answer.get_by_role("img", name=sentence).count() == 1


def test_each_control_changes_picture_and_sentence_by_keyboard(learner, lesson):
    for name in list(lesson.explorers)[: sample(len(lesson.explorers), usually=1)]:
        widgets = list(lesson.explorer(name).controls.values())
        explorer = learner.explorer(name, len(widgets))
        assert (len(explorer.pictures), len(explorer.captions)) == (1, 1)
        for control in range(min(len(widgets), sample(len(widgets), usually=2))):
            shown = []
            with explorer.watched():
                for key in ("End", "Home"):
                    explorer.press(control, key)
                    explorer.settle()
                    explorer.wait_until_named()
                    shown.append((explorer.pixels(), explorer.sentence()))
            end, home = shown
            assert home[0] != end[0] and home[1] != end[1], (name, control)


def test_the_keyboard_reaches_every_preset_and_control_and_each_has_a_name(learner, lesson):
    for name in lesson.explorers:
        controls = len(lesson.explorer(name).controls)
        explorer = learner.explorer(name, controls)
        explorer.presets[0].focus()
        reached = []
        for _ in range(len(explorer.presets) + controls):
            reached.append(learner.page.evaluate(NAME_OF_FOCUS))
            learner.page.keyboard.press("Tab")
        assert len(set(reached)) == len(reached) and all(reached), (name, reached)


def test_a_wrong_answer_typed_in_and_run_says_why(learner, lesson):
    id, exercise = next(iter(lesson.check().exercises.items()))
    reason, wrong = next(iter(exercise.misconceptions.items()))
    cell = learner.cell(f'check("{id}", ...)')
    cell.locator(".cm-content").click()
    learner.page.keyboard.press("Control+a")
    learner.page.keyboard.type(f'check("{id}", {float(wrong(lesson.cases()[0]))!r})')
    learner.page.keyboard.press("Shift+Enter")
    told = f"Wrong, because {reason}".replace("`", "")  # set as code
    wait_for(lambda: told in cell.inner_text(), "the reason why it is wrong")


def test_dollars_are_dollars(learner, lesson):
    learner.page.wait_for_timeout(1_000)  # formulas are set behind the page
    assert learner.page.locator(FORMULAS).count() == 0
