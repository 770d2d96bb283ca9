"""The registry of lessons is true: of modules, notebooks and claims, of the README and the map in notebook 00."""

from __future__ import annotations

import re
import shutil

import nbformat
import pytest
from lessons.catalogue import LESSONS as TESTED

from casekit import contents, workbook
from casekit.companies import COMPANIES
from casekit.lessons import surveys
from casekit.lessons.registry import LESSONS, homes
from casekit.teach.claims import CLAIMS
from casekit.teach.guess import Guess

README = (workbook.HOME / "README.md").read_text(encoding="utf-8")
NOTEBOOKS = workbook.notebooks()
MODULES = {number: tested.module for number, tested in TESTED.items()}
ROW = re.compile(r"^\| (?P<one>[^|]+) \| (?P<two>[^|]+) \| (?P<minutes>\d+) \|$", re.MULTILINE)
each_lesson = pytest.mark.parametrize("lesson", LESSONS.values(), ids=list(LESSONS))
each_ready = pytest.mark.parametrize(
    "lesson", [one for one in LESSONS.values() if one.is_there], ids=lambda one: one.number
)


def first_cell(number):
    return nbformat.read(NOTEBOOKS[number], as_version=4).cells[0].source


def named(lesson, folder):
    """The lesson as a table names it: with a link to its notebook, once there is one."""
    words = f"{lesson.number} {lesson.title}"
    return f"[{words}]({folder}{NOTEBOOKS[lesson.number].name})" if lesson.is_there else words


def test_numbers_run_from_00_to_14_and_those_that_are_there_have_notebook_module_and_tests():
    assert list(LESSONS) == [f"{number:02}" for number in range(15)]
    there = {number for number, lesson in LESSONS.items() if lesson.is_there}
    assert there == set(NOTEBOOKS) == set(TESTED)
    assert all(module.LESSON is LESSONS[number] for number, module in MODULES.items())


@each_ready
def test_the_notebook_begins_with_what_the_registry_says(lesson):
    text = first_cell(lesson.number)
    assert text.startswith(f"# {lesson.number} {lesson.title}\n")
    if lesson.number != "00":
        assert re.search(r"^\*\*The question:\*\* .+\?$", text, re.MULTILINE)  # may be put more fully than on the map
        minutes, companies = re.search(r"^\*\*Time:\*\* (\d+) minutes\. \*\*Case:\*\* ([^.]+)\.", text, re.M).groups()
        assert int(minutes) == lesson.minutes
        assert companies.startswith(" and ".join(company.title for company in lesson.companies))


@each_ready
def test_the_notebook_opens_the_cases_of_the_registry(lesson):
    code = "\n".join(
        cell.source for cell in nbformat.read(NOTEBOOKS[lesson.number], 4).cells if cell.cell_type == "code"
    )
    assert re.findall(r'open_case\("(\w+)"', code) == [company.name for company in lesson.companies]
    module = MODULES[lesson.number]
    for argument, default in (("customers", 5_000), ("months", 36)):
        given = re.search(rf"{argument}=lesson\.({argument.upper()})\b", code)
        assert getattr(lesson, argument) == (getattr(module, given[1]) if given else default)


def test_the_readme_lists_all_lessons():
    rows = [row.groupdict() for row in ROW.finditer(README)]
    expected = [
        {
            "one": named(lesson, "notebooks/"),
            "two": lesson.question[0].lower() + lesson.question[1:],
            "minutes": str(lesson.minutes),
        }
        for lesson in LESSONS.values()
    ]
    assert rows == expected


def test_the_map_in_the_start_lists_all_other_lessons_that_are_there():
    text = "\n".join(cell.source for cell in nbformat.read(NOTEBOOKS["00"], 4).cells if cell.cell_type == "markdown")
    rows = [(row["one"], row["two"], int(row["minutes"])) for row in ROW.finditer(text)]
    assert rows == [
        (lesson.question, named(lesson, ""), lesson.minutes)
        for number, lesson in LESSONS.items()
        if number != "00" and lesson.is_there
    ]


def test_what_is_wrong_or_old_in_either_list_is_written_anew(tmp_path):
    (tmp_path / "notebooks").mkdir()
    places = [tmp_path / "README.md", tmp_path / "notebooks" / NOTEBOOKS["00"].name]
    for path in NOTEBOOKS.values():
        shutil.copy(path, tmp_path / "notebooks")
    shutil.copy(workbook.HOME / "README.md", tmp_path)
    assert contents.update(tmp_path) == []
    true = [path.read_text(encoding="utf-8") for path in places]
    for path, text in zip(places, true, strict=True):
        changes = {
            "Are customers happier?]": "Surveys]",
            "| 45 |": "| 50 |",
            "could you do": "did you",
            "Could you": "Did",
        }
        for old, new in changes.items():
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
    assert contents.update(tmp_path) == places
    assert [path.read_text(encoding="utf-8") for path in places] == true


@each_lesson
def test_companies_and_claims_exist(lesson):
    assert lesson.companies and all(COMPANIES[company.name].assumptions is company for company in lesson.companies)
    assert set(lesson.claims) <= set(CLAIMS)


@pytest.mark.parametrize("id", CLAIMS)
def test_every_claim_has_a_home(id):
    assert homes(id)


@each_ready
def test_what_lives_a_claim_exists_and_the_notebook_names_the_claim(lesson):
    module = MODULES[lesson.number]
    exercises = set(TESTED[lesson.number].check().exercises)
    text = NOTEBOOKS[lesson.number].read_text(encoding="utf-8")
    for id, living in lesson.claims.items():
        assert living, f"{id}: what lives it in lesson {lesson.number}?"
        assert [one for one in living if one not in exercises and not callable(getattr(module, one, None))] == []
        assert re.search(rf"\b{id}\b", text), id


@each_lesson
def test_what_is_to_come_lives_nothing_yet(lesson):
    if not lesson.is_there:
        assert all(living == () for living in lesson.claims.values())


# --- opening ---------------------------------------------------------------------------------------------------------


def takers(module):
    """Everything of a lesson that a notebook calls with a case."""
    return {name: value for name, value in vars(module).items() if hasattr(value, "__wrapped__") and callable(value)}


@pytest.mark.parametrize("number", MODULES)
def test_the_case_of_another_company_is_one_sentence(number):
    functions = takers(MODULES[number])
    assert {"exercises", *(one.__name__ for one in MODULES[number].EXPLORERS)} <= set(functions)
    strangers = [
        tested.cases()[0] for tested in TESTED.values() if tested.lesson.companies[0] != LESSONS[number].companies[0]
    ]
    for name, function in functions.items():
        for stranger in strangers if name not in ("on_file", "in_truth") else []:  # of the second company
            with pytest.raises(Exception, match=rf"^{name} needs a case of [A-Z].*; one of .* was given\.$"):
                function(stranger)
        for nonsense in ("starbucks", None, 3, [1]):
            with pytest.raises(
                Exception, match=rf"^{name} needs a case of [A-Z].*, as casekit.open_case gives; .* was given\.$"
            ):
                function(nonsense)


@pytest.mark.parametrize("number", MODULES)
def test_no_case_at_all_is_one_sentence_too(number):
    for name, function in takers(MODULES[number]).items():
        with pytest.raises(
            Exception, match=rf"^{name} needs a case of .*, as casekit.open_case gives; none was given.$"
        ):
            function()


def test_a_case_by_keyword_is_held_against_the_lesson_too():
    (case,) = TESTED["06"].cases()
    assert isinstance(surveys.how_far_did_it_move(case=case), Guess)
    with pytest.raises(Exception, match="how_far_did_it_move needs a case of Starbucks; one of Amazon was given."):
        surveys.how_far_did_it_move(case=TESTED["09"].cases()[0])
