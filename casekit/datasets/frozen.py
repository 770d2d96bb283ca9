"""The small frozen worlds in `datasets/`, for people without Python."""

from __future__ import annotations

import json
from pathlib import Path

from casekit.case import companies
from casekit.datasets.generate import generate
from casekit.datasets.manifest import Recipe
from casekit.datasets.package import package
from casekit.errors import CaseError, choice, shown
from casekit.files import a_path, write_atomically
from casekit.workbook import HOME

FOLDER = HOME / "datasets"
# Customers and months, so that each world is about 2.4 MB: whole histories here, many clicks there.
SIZES = {"amazon": (230, 18), "harley": (600, 24), "starbucks": (340, 24)}
OTHERWISE = (200, 12)


def recipe(company: str) -> Recipe:
    """How the frozen world of one company is made.

    >>> recipe("starbucks").seed
    1
    """
    customers, months = SIZES.get(company, OTHERWISE)
    return Recipe(company, customers=customers, months=months)


def rebuild(folder: Path = FOLDER, only: list[str] | None = None) -> list[str]:
    """Make the frozen worlds and their data package anew; the same bytes as long as the worlds are the same.

    Returns a sentence for each. `only` names companies, for a folder that is not to have all.
    """
    folder, worlds, sentences = a_path("folder", folder), [], []
    if only is not None and not isinstance(only, list):
        raise CaseError(f"only must be a list of companies; {shown(only)} was given.")
    for company in [choice("company", name, companies()) for name in only or companies()]:
        made = generate(recipe(company), folder / company)
        worlds.append((made.recipe.open(), made))
        rows, size = sum(file.rows for file in made.files), sum(file.bytes for file in made.files)
        sentences.append(f"{company}: {len(made.files)} files, {rows:,} rows, {size:,} bytes.")
    write_atomically(folder / "datapackage.json", json.dumps(package(worlds), indent=1) + "\n")
    return sentences
