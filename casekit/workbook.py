"""Where the workbook lies on this computer, and which notebooks it has."""

from __future__ import annotations

import os
import re
from pathlib import Path

from casekit.errors import CaseError, shown
from casekit.files import plain_errors
from casekit.lessons.registry import LESSONS

HOME = Path(__file__).resolve().parents[1]


def notebooks(home: Path = HOME) -> dict[str, Path]:
    """The notebooks by number, in order: {"00": .../00-start.ipynb, ...}."""
    folder = home / "notebooks"
    with plain_errors("read", folder):
        if not folder.is_dir():
            raise CaseError(f"There are no notebooks at {folder}; run casekit from a complete copy of the workbook.")
        names = sorted(os.listdir(folder))  # a glob would find nothing in a folder that may not be read
    return {name[:2]: folder / name for name in names if re.fullmatch(r"[0-9]{2}.*\.ipynb", name, re.DOTALL)}


def notebook(number: str, home: Path = HOME) -> Path:
    """The notebook of one lesson; "6", "06" and the notebook's own name all mean lesson 06."""
    known = notebooks(home)
    given = number.strip() if isinstance(number, str) else ""
    names = {name: key for key, path in known.items() for name in (path.name, path.stem)}
    key = given.zfill(2) if re.fullmatch("[0-9]{1,2}", given) else names.get(Path(given).name, "")
    if key in known:
        return known[key]
    there = ", ".join(known) or "none yet"
    if key in LESSONS and not LESSONS[key].is_there:
        raise CaseError(f"Lesson {key}, {LESSONS[key].title.rstrip('?')}, is still to come; there are: {there}.")
    raise CaseError(f"There is no lesson {shown(number)}; there are: {there}.")
