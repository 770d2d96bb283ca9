"""Every notebook keeps to the form that all of them share, with its outputs stored as readers will meet them."""

from __future__ import annotations

import ast
import re
import statistics
from pathlib import Path

import nbformat
import pytest
from prose import CLAIM_ID, anchor, false_headings, figures_without_source, headings, links

from casekit import workbook
from casekit.lessons.registry import homes
from casekit.refresh import WIDGET_VIEW
from casekit.teach.claims import CLAIMS

START = "00"
SECTIONS = [
    "The claim", "Guess first", "What the company sees", "Turn the knobs",
    "What is true", "Your turn", "Decide", "Remember",
]  # fmt: skip
MOST_MINUTES = {"14": 75}
USUAL_MOST_MINUTES = 50
FOLDER = workbook.HOME / "notebooks"
NOTEBOOKS = workbook.notebooks()
LESSONS = [number for number in NOTEBOOKS if number != START]
PAGES = [*NOTEBOOKS.values(), FOLDER / "glossary.md", *sorted((FOLDER / "instructor").glob("*.md"))]
ABSOLUTE_PATH = re.compile(r"(?<![\w.:/])/(?:home|root|work|tmp|usr|var|opt|Users|mnt)/|\b[A-Z]:\\")

each_notebook = pytest.mark.parametrize("number", NOTEBOOKS)
each_lesson = pytest.mark.parametrize("number", LESSONS)
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def read(number: str) -> nbformat.NotebookNode:
    return nbformat.read(NOTEBOOKS[number], as_version=nbformat.NO_CONVERT)


def sources(number: str, kind: str) -> list[str]:
    return [cell.source for cell in read(number).cells if cell.cell_type == kind]


def outputs(number: str) -> list[nbformat.NotebookNode]:
    return [output for cell in read(number).cells if cell.cell_type == "code" for output in cell.outputs]


def prose(page: Path) -> str:
    if page.suffix == ".ipynb":
        return "\n\n".join(sources(page.name[:2], "markdown"))
    return page.read_text(encoding="utf-8")


def test_there_are_notebooks_to_look_at():
    assert {"00", "06"} <= set(NOTEBOOKS)


@each_notebook
def test_the_title_is_the_one_first_heading_and_no_level_is_skipped(number):
    found = headings("\n\n".join(sources(number, "markdown")))
    levels = [level for level, _ in found]
    assert re.match(rf"{number} \w", found[0][1])
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(deeper <= level + 1 for level, deeper in zip(levels, levels[1:], strict=False)), found


@each_notebook
def test_headings_are_headings(number):
    assert [false for source in sources(number, "markdown") for false in false_headings(source)] == []


@each_lesson
def test_the_sections_are_those_of_every_lesson_and_their_minutes_add_up(number):
    text = "\n\n".join(sources(number, "markdown"))
    titles = [words for level, words in headings(text) if level == 2]
    sections = [re.fullmatch(r"(.+?)(?: \((\d+) minutes?\))?", words).groups() for words in titles]
    assert [name for name, _ in sections] == SECTIONS
    assert [name for name, minutes in sections if minutes is None] == ["Remember"]
    stated = int(re.search(r"^\*\*Time:\*\* (\d+) minutes\.", sources(number, "markdown")[0], re.MULTILINE)[1])
    assert sum(int(minutes) for _, minutes in sections if minutes) == stated
    assert stated <= MOST_MINUTES.get(number, USUAL_MOST_MINUTES)


@each_lesson
def test_the_cells_are_few_and_their_code_is_short(number):
    code = sources(number, "code")
    lines = [sum(bool(line.strip()) for line in source.splitlines()) for source in code]
    assert 30 <= len(read(number).cells) <= 60
    assert statistics.median(lines) <= 3 and max(lines) <= 15
    helpers = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    assert [source for source in code if any(isinstance(node, helpers) for node in ast.walk(ast.parse(source)))] == []


@each_notebook
def test_no_cell_is_empty_and_each_has_a_name_of_its_own(number):
    cells = read(number).cells
    assert [cell.id for cell in cells if not cell.source.strip()] == []
    ids = [cell.id for cell in cells]
    assert len(set(ids)) == len(ids)
    assert [id for id in ids if not id.startswith(f"l{number}-")] == [], "an id drawn at random changes with the cell"


@each_notebook
def test_outputs_are_stored_in_run_order_without_faults_or_widgets(number):
    notebook = read(number)
    counts = [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))
    assert [output.output_type for output in outputs(number) if output.output_type == "error"] == []
    assert [output.text for output in outputs(number) if output.get("name") == "stderr"] == []
    assert WIDGET_VIEW not in NOTEBOOKS[number].read_text(encoding="utf-8")
    assert "widgets" not in notebook.metadata
    assert notebook.metadata.kernelspec.name == "python3"
    assert NOTEBOOKS[number].stat().st_size < 1_000_000


@each_lesson
def test_pictures_have_their_sentence_as_alternative_text(number):
    pictures = [output for output in outputs(number) if "image/png" in output.get("data", {})]
    assert pictures
    for picture in pictures:
        sentence = picture.metadata["image/png"]["alt"]
        assert sentence == picture.data["text/plain"]
        assert re.fullmatch(r"[A-Z\d].{19,}[.!?]", sentence), sentence
        assert re.search(r"\d", sentence), sentence


@each_lesson
def test_claims_are_known_and_those_at_home_here_are_named(number):
    cited = {id for kind in ("markdown", "code") for source in sources(number, kind) for id in CLAIM_ID.findall(source)}
    at_home = {id for id, claim in CLAIMS.items() if number in [lesson.number for lesson in homes(id)]}
    assert cited - set(CLAIMS) == set()
    assert at_home - cited == set()


@each_notebook
def test_prose_carries_no_figure_of_the_world(number):
    texts = sources(number, "markdown")
    if number == START:  # it lists the lessons with their minutes, and shows how to start one of them over
        texts = [re.sub(r"^\|.*\|$|^ {4}python3 start\.py.*$", "", text, flags=re.MULTILINE) for text in texts]
    found = {text: figures_without_source(text, number) for text in texts}
    assert {text: figures for text, figures in found.items() if figures} == {}


@each_page
def test_links_lead_somewhere(page):
    anchors = {anchor(words) for _, words in headings((FOLDER / "glossary.md").read_text(encoding="utf-8"))}
    for link in links(prose(page)):
        path, _, place = link.partition("#")
        if link.startswith("https://"):
            continue
        target = page.parent / path if path else page
        assert target.is_file(), link
        if target.name == "glossary.md" and place:
            assert place in anchors, link


@each_notebook
def test_links_lead_to_what_a_learner_has(number):
    local = [link.partition("#")[0] for link in links(prose(NOTEBOOKS[number])) if not link.startswith("https://")]
    handed_out = {"", "glossary.md", *(path.name for path in NOTEBOOKS.values())}
    assert set(local) <= handed_out


@each_page
def test_text_is_finished_and_names_no_place_on_one_computer(page):
    text = prose(page)
    if page.suffix == ".ipynb":
        number = page.name[:2]
        shown = [output.get("text") or output.get("data", {}).get("text/plain", "") for output in outputs(number)]
        text = "\n\n".join([text, *sources(number, "code"), *shown])
    assert not re.search(r"\b(?:TODO|FIXME|XXX|TBD)\b", text)
    assert not ABSOLUTE_PATH.search(text), ABSOLUTE_PATH.search(text)


@each_lesson
def test_each_lesson_has_a_teaching_note(number):
    note = FOLDER / "instructor" / f"{number}.md"
    assert note.is_file()
    level, words = headings(note.read_text(encoding="utf-8"))[0]
    assert level == 1 and number in words
