"""A data folder on the disk: what lies in it, and how a new one takes its place."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path

from casekit.datasets import manifest
from casekit.datasets.workspace import Workspace, clear_stale
from casekit.errors import CaseError, shortened
from casekit.files import plain_errors, shown_path
from casekit.interrupts import put_off

_LITTER = {".DS_Store", "Thumbs.db", "desktop.ini"}  # what a file manager drops into any folder it shows


def sha256(path: Path) -> str:
    """The SHA-256 of a file, as 64 hexadecimal digits."""
    with plain_errors("read", path), open(path, "rb") as file:
        return digest(file)


def digest(file: io.BufferedReader) -> str:
    """The SHA-256 of an open file, from its beginning, where it is left."""
    file.seek(0)
    digits = file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return digits


def ensure_complete(folder: Path, files: tuple[manifest.File, ...]) -> None:
    """Raise CaseError unless a folder consists of its manifest and the files listed there, whatever is in them."""
    listed = {file.path for file in files} | {manifest.NAME}
    found, empty = _contents(folder)
    if foreign := sorted(found - listed):
        raise CaseError(f"{shown_path(folder)} holds what casekit did not write there: {_named(foreign)}.")
    if missing := sorted(listed - found):
        raise CaseError(f"{shown_path(folder)} lacks what its {manifest.NAME} lists: {_named(missing)}.")
    if empty:
        raise CaseError(f"{shown_path(folder)} holds folders that casekit did not make there: {_named(sorted(empty))}.")


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """A new, empty folder to fill, which becomes `folder` if the block ends well.

    Otherwise it goes, and `folder` is what it was. Raises CaseError if `folder` holds anything but a data folder that
    is just as casekit wrote it, and if another run is making it. What killed runs have left beside it is put in order.
    """
    with plain_errors("read", folder):
        folder = Path(os.path.realpath(folder))
        recover(folder)
        _ensure_folder(folder)
    workspace = Workspace(folder)
    try:
        with put_off():
            workspace.open()
        with plain_errors("read", folder):
            _ensure_replaceable(folder)  # not before: another run may just have been replacing it
        yield workspace.part
        with plain_errors("read", folder):
            _ensure_replaceable(folder)  # much can happen in the meantime
        with put_off(), plain_errors("write", folder):
            workspace.swap()
    finally:
        with put_off():
            workspace.close()


def recover(folder: Path) -> None:
    """Put back a folder that was just being replaced when that run was killed, and clear away what else it has left."""
    with put_off():
        clear_stale(folder.parent)


def _ensure_folder(folder: Path) -> list[str]:
    """What is in a folder, litter aside; nothing if there is none. CaseError if it is something else, or in use."""
    if folder.is_symlink():  # still, with all links followed
        raise CaseError(f"{shown_path(folder)} is a link that leads in a circle; choose another folder.")
    if not folder.exists():
        return []
    if not folder.is_dir():
        what = "a file" if folder.is_file() else "a device or a pipe"
        raise CaseError(f"{shown_path(folder)} is {what}; choose a folder.")
    if Path.cwd().is_relative_to(folder):
        raise CaseError(
            f"{shown_path(folder)} is the folder you are in, or above it; choose one below it or elsewhere."
        )
    with os.scandir(folder) as entries:
        return sorted(entry.name for entry in entries if not _is_litter(entry))


def _ensure_replaceable(folder: Path) -> None:
    found = _ensure_folder(folder)
    if not found:
        return
    if manifest.NAME not in found:
        raise CaseError(
            f"{shown_path(folder)} holds what casekit did not write there: {_named(found)}; choose another folder."
        )
    files = manifest.read(folder).files
    ensure_complete(folder, files)
    if changed := [file.path for file in files if sha256(folder / file.path) != file.sha256]:
        raise CaseError(
            f"{shown_path(folder)} was changed since casekit wrote it: {_named(changed)}; choose another folder."
        )


def _is_litter(entry: os.DirEntry[str]) -> bool:
    return entry.name in _LITTER and entry.is_file(follow_symlinks=False)


def _contents(folder: Path) -> tuple[set[str], set[str]]:
    """Every file below a folder, of whatever kind, by its path with slashes; and every folder with nothing in it."""
    found: set[str] = set()
    empty: set[str] = set()
    to_see = [""]
    for below in to_see:
        with plain_errors("read", folder / below), os.scandir(folder / below) as entries:
            there = [entry for entry in entries if not _is_litter(entry)]
        if below and not there:
            empty.add(below.rstrip("/"))
        for entry in there:
            path = f"{below}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                to_see.append(f"{path}/")
            else:
                found.add(path if entry.is_file(follow_symlinks=False) else f"{path} (not a plain file)")
    return found, empty


def _named(paths: list[str]) -> str:
    few = ", ".join(shortened(path, 60) for path in paths[:3])
    return f"{few} and {len(paths) - 3:,} more" if len(paths) > 3 else few
