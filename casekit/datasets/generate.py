"""Writing a world to a folder: block by block, so that memory does not grow with the number of customers."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from casekit.datasets import folder, manifest
from casekit.datasets.formats import FORMATS, Writer
from casekit.datasets.manifest import File, Manifest, Recipe
from casekit.datasets.stream import paths, stream
from casekit.errors import choice
from casekit.files import plain_errors, write_atomically


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
    choice("format", format, FORMATS)
    case = recipe.open()
    with folder.replacing(Path(to)) as part:
        rows = dict.fromkeys(paths(case, format), 0)
        with plain_errors("write", to), ExitStack() as open_files:
            (part / "truth").mkdir()
            writers: dict[str, tuple[io.BufferedWriter, Writer]] = {}
            for done, path, tables, _ in stream(case, format):
                progress(done)
                for table in tables:
                    if path not in writers:
                        file = open_files.enter_context(open(part / path, "xb"))
                        writers[path] = file, FORMATS[format].writer(file, table.schema)
                    writers[path][1].write(table)
                    rows[path] += len(table)
            for file, writer in writers.values():
                writer.end()
                file.flush()
                os.fsync(file.fileno())
        files = tuple(File(path, rows[path], (part / path).stat().st_size, folder.sha256(part / path)) for path in rows)
        made = Manifest.of(replace(recipe, dials=dict(case.dials)), format, files)
        write_atomically(part / manifest.NAME, made.text())
    progress(1.0)
    return made
