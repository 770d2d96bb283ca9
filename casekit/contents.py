"""The lists of lessons in the README and on the map in notebook 00, written from the registry."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from casekit.errors import CaseError
from casekit.files import plain_errors, shown_path, write_atomically
from casekit.lessons.registry import LESSONS, Lesson
from casekit.workbook import HOME, notebook, notebooks

# A row of three columns: one of the first two names the lesson, the last has its minutes.
_ROW = re.compile(r"\|(?: [^|\n]+ \|)? \[?(?P<number>\d\d) [^|\n]+\|(?: [^|\n]+ \|)? \d+ \|")


def update(home: Path = HOME) -> list[Path]:
    """Write each lesson's row anew in both lists, and return the files that have changed."""
    names = {number: path.name for number, path in notebooks(home).items()}

    def named(lesson: Lesson, folder: str = "") -> str:
        words = f"{lesson.number} {lesson.title}"
        return f"[{words}]({folder}{names[lesson.number]})" if lesson.number in names else words

    def in_readme(lesson: Lesson) -> str:
        question = lesson.question[0].lower() + lesson.question[1:]
        return f"| {named(lesson, 'notebooks/')} | {question} | {lesson.minutes} |"

    def on_map(lesson: Lesson) -> str:
        row = f"| {lesson.question} | {named(lesson)} | {lesson.minutes} |"
        return json.dumps(row, ensure_ascii=False)[1:-1]  # as a notebook's file has it

    places = {home / "README.md": in_readme, notebook("00", home): on_map}
    return [path for path, row in places.items() if _written(path, row)]


def _written(path: Path, row: Callable[[Lesson], str]) -> bool:
    with plain_errors("read", path):
        content = path.read_bytes()
    try:
        before = content.decode()
    except UnicodeDecodeError:
        raise CaseError(f"{shown_path(path)} is not a text in UTF-8; fetch the workbook again.") from None
    after = _ROW.sub(lambda found: row(LESSONS[found["number"]]), before)
    if after != before:
        write_atomically(path, after)
    return after != before
