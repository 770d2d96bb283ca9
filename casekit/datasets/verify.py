"""Checking a data folder: against the hashes in its manifest, and against the same world made anew."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from casekit.case import Case
from casekit.datasets import folder, manifest
from casekit.datasets.differences import Difference
from casekit.datasets.formats import FORMATS, Comparison, Format
from casekit.datasets.manifest import File, Manifest
from casekit.datasets.stream import Piece, paths, stream
from casekit.errors import CaseError, choice, shown
from casekit.files import a_path, plain_errors, shown_path
from casekit.versions import DATA_VERSION
from casekit.world.common.identities import word_pool_hash


def verify(place: str | os.PathLike[str], progress: Callable[[float], object] = lambda share: None) -> list[str]:
    """Hold a data folder against its manifest and against its world made anew, block by block.

    Returns a sentence for each file that differs, with the first row and column that do; none if all is the same.
    `progress` is told the share of the work done, from 0 to 1.

    Raises CaseError if there is nothing to compare: no manifest or a damaged one, one that asks for what this casekit
    does not make, files that are missing, foreign or not to be read.

    >>> import tempfile
    >>> from casekit.datasets.generate import Recipe, generate
    >>> twenty = tempfile.mkdtemp() + "/twenty"
    >>> made = generate(Recipe("starbucks", customers=20, months=2), twenty)
    >>> verify(twenty)
    []
    """
    place = a_path("place", place)
    if not callable(progress):
        raise CaseError(f"progress must be a function of the share that is done; {shown(progress)} was given.")
    with plain_errors("read", place):
        if not place.exists():
            folder.recover(Path(os.path.realpath(place)))
    told = manifest.read(place)
    case = _case(place, told)
    folder.ensure_complete(place, told.files)
    with ExitStack() as open_files:
        checks = {}
        for file in told.files:
            with plain_errors("read", place / file.path):
                opened = open_files.enter_context(open(place / file.path, "rb"))
                checks[file.path] = _Check(file, opened, FORMATS[told.format])
        for piece in stream(case, told.format):
            progress(piece.done)
            with plain_errors("read", place / piece.path):
                checks[piece.path].compare(piece)
            if all(check.is_done for check in checks.values()):
                break  # before the last customer, if every file has shown a difference
        progress(1.0)
        return [sentence for check in checks.values() if (sentence := check.verdict())]


class _Check:
    """One file, and the first thing that is wrong with it."""

    def __init__(self, told: File, file: io.BufferedReader, format: Format) -> None:
        self._told = told
        self._file = file
        self._size = os.fstat(file.fileno()).st_size
        self._as_written = folder.digest(file) == told.sha256
        self._format = format
        self._comparison: Comparison | None = None
        self._difference = ""
        self.is_done = False

    def compare(self, piece: Piece) -> None:
        """The file goes on with this piece. After the first difference no more is looked at."""
        if self.is_done:
            return
        try:
            for table in piece.tables:
                if self._comparison is None:
                    self._comparison = self._format.comparison(self._file, table.schema)
                self._comparison.compare(table)
            if piece.is_last and self._comparison:
                self._comparison.end()
        except Difference as difference:
            self._difference = str(difference)
        self.is_done = piece.is_last or bool(self._difference)

    def verdict(self) -> str:
        """A sentence, or nothing if the file is what it should be."""
        path, told = self._told.path, self._told
        if self._difference:
            note = ", although the file is as it was written" if self._as_written else ""
            return f"{path}: {self._difference}{note}."
        if not self._as_written:
            return f"{path}: all values are right, but its bytes are not those that {manifest.NAME} lists."
        if self._comparison and self._comparison.rows != told.rows:
            return f"{path}: it has {self._comparison.rows:,} rows, but {manifest.NAME} says {shown(told.rows)}."
        if self._size != told.bytes:
            return f"{path}: it has {self._size:,} bytes, but {manifest.NAME} says {shown(told.bytes)}."
        return ""


def _case(place: Path, told: Manifest) -> Case:
    """The world that a manifest tells of, if this casekit is the one to make it."""
    where, path = shown_path(place), shown_path(place / manifest.NAME)
    if told.data_version != DATA_VERSION:
        raise CaseError(
            f"{where} has data of version {shown(told.data_version)}, this casekit makes version {DATA_VERSION!r}, in "
            f"which customers differ; verify it with casekit {shown(told.casekit)}, or generate it anew."
        )
    if told.word_pools != word_pool_hash():
        raise CaseError(
            f"{where} was made with another release of Faker, from other names than those installed here; install the "
            "versions in requirements.lock, or generate it anew."
        )
    try:
        choice("format", told.format, FORMATS)
        case = told.recipe.open()
    except CaseError as error:
        raise CaseError(f"{path} asks for what casekit does not make: {error}") from None
    if [file.path for file in told.files] != paths(case, told.format):
        raise CaseError(f"{path} is damaged (it does not list this world's tables); generate it anew.")
    return case
