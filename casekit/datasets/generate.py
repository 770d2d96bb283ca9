"""Writing a world to a folder: block by block, so that memory does not grow with the number of customers."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace

from casekit.case import Case
from casekit.datasets import folder, manifest
from casekit.datasets.formats import FORMATS, Writer
from casekit.datasets.manifest import File, Manifest, Recipe
from casekit.datasets.stream import paths, stream
from casekit.errors import CaseError, choice, shown
from casekit.files import a_path, plain_errors, write_atomically
from casekit.interrupts import put_off


def generate(
    recipe: Recipe,
    to: str | os.PathLike[str],
    format: str = "csv",
    progress: Callable[[float], object] = lambda share: None,
) -> Manifest:
    """Write a world's records to the folder `to`, its truth to `to`/truth, and last a manifest that can be verified.

    The folder is made whole or not at all. One that is there already is replaced if it is empty or just as casekit
    wrote it. `format` is "csv" or "parquet"; `progress` is told the share of the work done, from 0 to 1.

    Raises CaseError for arguments that `open_case` would not take, another format, a folder that holds anything else,
    and a disk that is full or cannot be written.

    >>> import tempfile
    >>> made = generate(Recipe("starbucks", customers=20, months=2), tempfile.mkdtemp() + "/twenty")
    >>> made.files[0].path, made.files[0].rows
    ('customers.csv', 20)
    """
    place = a_path("to", to)
    format = choice("format", format, FORMATS)
    if not isinstance(recipe, Recipe):
        raise CaseError(f"recipe must be a Recipe, such as Recipe('starbucks'); {shown(recipe)} was given.")
    if not callable(progress):
        raise CaseError(f"progress must be a function of the share that is done; {shown(progress)} was given.")
    case = recipe.open()
    with folder.replacing(place) as part:
        rows = dict.fromkeys(paths(case, format), 0)
        with plain_errors("write", place), ExitStack() as open_files:
            (part / "truth").mkdir()
            writers: dict[str, tuple[io.BufferedWriter, Writer]] = {}
            for done, path, tables, _ in stream(case, format):
                progress(done)
                for table in tables:
                    if path not in writers:
                        with put_off():
                            file = open_files.enter_context(open(part / path, "xb"))
                            writer = FORMATS[format].writer(file, table.schema)
                            open_files.callback(writer.abandon)
                            writers[path] = file, writer
                    writers[path][1].write(table)
                    rows[path] += len(table)
            for file, writer in writers.values():
                writer.end()
                file.flush()
                os.fsync(file.fileno())
        files = tuple(File(path, rows[path], (part / path).stat().st_size, folder.sha256(part / path)) for path in rows)
        made = Manifest.of(_plain(recipe, case), format, files)
        write_atomically(part / manifest.NAME, made.text())
    progress(1.0)
    return made


def _plain(recipe: Recipe, case: Case) -> Recipe:
    """The same recipe with Python's own numbers, which alone JSON can write, and every dial."""
    months, seed = case.calendar.months, int(recipe.seed)
    return replace(recipe, customers=case.size, months=months, seed=seed, dials=dict(case.dials))
