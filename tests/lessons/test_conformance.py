"""Rules that every lesson of the second edition keeps, as far as they can be counted."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from lessons.catalogue import LESSONS, against, each_world, surprises
from lessons.sweep import states

from casekit import workbook
from casekit.lessons.registry import LESSONS as REGISTERED

SECOND_EDITION = ("00", "06", "09")  # the others follow
EXPLORERS, BUTTONS = 4, 4  # at most
LONGEST, LONGEST_START = 50, 15  # minutes
WORDS_A_MINUTE, PICTURE, EXERCISE = 150, 1.5, 4
GLOSSARY = (Path(workbook.HOME) / "notebooks" / "glossary.md").read_text(encoding="utf-8")

each_lesson = pytest.mark.parametrize("number", SECOND_EDITION)
CASES = [(number, name) for number in SECOND_EDITION for name in LESSONS[number].explorers]
each_explorer = pytest.mark.parametrize(("number", "name"), CASES)
PROSE = [(number, words) for number in SECOND_EDITION for words in LESSONS[number].prose]


def cells(number, kind):
    notebook = nbformat.read(workbook.notebook(number), as_version=4)
    return [cell for cell in notebook.cells if cell.cell_type == kind]


def text(number):
    """What the learner reads in one piece, as words that stand next to each other."""
    return " ".join(" ".join(cell.source for cell in cells(number, "markdown")).split())


def pictures(number):
    """How many pictures are looked at; one that is seen without and with its truth is one with two questions."""
    outputs = [
        output for cell in cells(number, "code") for output in cell.outputs if "image/png" in output.get("data", {})
    ]
    twice = sum("truth=True" in cell.source for cell in cells(number, "code"))
    return len(outputs) - twice


@each_lesson
def test_stated_minutes_are_enough_for_words_pictures_and_exercises(number):
    prose = re.sub(r"^\|.*\|$", "", "\n".join(cell.source for cell in cells(number, "markdown")), flags=re.MULTILINE)
    case = LESSONS[number].cases()[0]
    workings = [one.way(case).splitlines() for one in LESSONS[number].check().exercises.values()]
    exercises = sum(EXERCISE * (1 + (len(lines) > 2)) for lines in workings)
    counted = len(prose.split()) / WORDS_A_MINUTE + PICTURE * pictures(number) + exercises
    stated = REGISTERED[number].minutes
    assert stated <= (LONGEST_START if number == "00" else LONGEST)
    assert counted <= 1.1 * stated, f"{counted:.0f} minutes are needed, {stated} are stated"


@each_lesson
def test_there_are_few_explorers_and_each_is_shown(number):
    code = " ".join(cell.source for cell in cells(number, "code"))
    assert 1 <= len(LESSONS[number].explorers) <= EXPLORERS
    assert [name for name in LESSONS[number].explorers if f"lesson.{name}(" not in code] == []


@each_explorer
def test_there_are_few_buttons_and_the_text_names_each(number, name):
    presets = LESSONS[number].explorer(name).presets
    assert 3 <= len(presets) <= BUTTONS
    assert [preset for preset in presets if f"*{preset}*" not in text(number)] == []


@each_explorer
@each_world
def test_a_goal_is_reached_by_nothing_that_the_page_offers(number, name, student):
    goal = LESSONS[number].explorers[name].goal
    offered = [state for state in states(number, name, student) if state.name == "start" or "preset" in state.name]
    assert goal is None or not [
        one.name for one in offered if goal.reached(*LESSONS[number].cases(student), **one.values)
    ]


@each_lesson
def test_there_is_a_goal(number):
    assert any(explorer.goal for explorer in LESSONS[number].explorers.values())


@each_lesson
def test_terms_are_explained_in_the_glossary(number):
    """A term stands in italics and bold where it first stands."""
    terms = re.findall(r"\*\*\*([^*]+)\*\*\*", text(number))
    assert [term for term in terms if not re.search(rf"^\*\*{re.escape(term)}", GLOSSARY, re.M | re.I)] == []


@pytest.mark.parametrize(("number", "words"), PROSE)
def test_what_the_text_says_of_the_world_is_written_there_and_true(number, words):
    assert words in text(number)
    assert against(surprises(number), LESSONS[number].prose[words]) == {}
