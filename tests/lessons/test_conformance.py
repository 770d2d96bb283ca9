"""Rules that every lesson keeps, as far as they can be counted."""

from __future__ import annotations

import re

import nbformat
import pytest
from lessons.catalogue import LESSONS, against, each_world, surprises
from lessons.sweep import explorer_of, states

from casekit import workbook
from casekit.lessons.registry import LESSONS as REGISTERED

EXPLORERS, BUTTONS = 4, 4  # at most
LONGEST, LONGEST_START = 50, 15  # minutes
WORDS_A_MINUTE, PICTURE, EXERCISE = 150, 1.5, 4
GLOSSARY = {  # each term, in small letters, and the lessons that live it
    term.lower(): re.findall(r"\d\d", " ".join(re.findall(r"\(([\d, ]+)\)", meaning)))
    for term, meaning in re.findall(
        r"^## (.+?)$(.+?)(?=^## |\Z)", (workbook.HOME / "notebooks" / "glossary.md").read_text("utf-8"), re.M | re.S
    )
}

each_lesson = pytest.mark.parametrize("number", LESSONS)
CASES = [(number, name) for number in LESSONS for name in LESSONS[number].explorers]
each_explorer = pytest.mark.parametrize(("number", "name"), CASES)
PROSE = [(number, words) for number in LESSONS for words in LESSONS[number].prose]


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


@pytest.mark.parametrize("number", [number for number in LESSONS if number != "00"])
def test_title_question_and_claim_ask_and_nothing_is_turned_or_revealed_before_the_guess(number):
    lesson, code = REGISTERED[number], [cell.source for cell in cells(number, "code")]
    assert lesson.title.endswith("?") and lesson.question.endswith("?")
    guess = next(place for place, source in enumerate(code) if re.search(r"^(\w+) = lesson\.\w+\(.*\)\n\1$", source))
    early = rf"reveal\(|cite\(|lesson\.({'|'.join(LESSONS[number].explorers)})\("
    assert re.findall(early, "\n".join(code[:guess])) == []


@each_lesson
def test_there_are_few_explorers_and_each_is_shown(number):
    code = " ".join(cell.source for cell in cells(number, "code"))
    assert 1 <= len(LESSONS[number].explorers) <= EXPLORERS
    assert [name for name in LESSONS[number].explorers if f"lesson.{name}(" not in code] == []


@each_explorer
def test_there_are_few_buttons_and_the_text_names_each(number, name):
    presets = explorer_of(number, name).presets
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
def test_terms_are_bold_where_they_are_explained_and_in_the_glossary(number):
    """Bold is a term in small letters; sentences have a capital or a point, and a list explains its own words."""
    prose = " ".join(re.sub(r"^- .*$", "", cell.source, flags=re.M) for cell in cells(number, "markdown"))
    terms = set(re.findall(r"(?<!\*)\*\*([a-z][a-z' -]*)\*\*(?!\*)", prose))
    assert terms, "every lesson has terms of its own"
    assert [term for term in terms if not {term, term.removesuffix("s")} & set(GLOSSARY)] == []


@each_lesson
def test_a_term_of_this_lesson_is_bold_where_it_first_stands(number):
    said = text(number)
    first = {
        term: re.search(rf"(\*\*)?\b{re.escape(term)}", said, re.I)
        for term, homes in GLOSSARY.items()
        if number in homes
    }
    assert [term for term, found in first.items() if not (found and found[1])] == []


@pytest.mark.parametrize(("number", "words"), PROSE)
def test_what_the_text_says_of_the_world_is_written_there_and_true(number, words):
    assert words in text(number)
    assert against(surprises(number), LESSONS[number].prose[words]) == {}
