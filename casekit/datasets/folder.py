"""A data folder on the disk: what lies in it, and how a new one takes its place."""

from __future__ import annotations

import io
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path

from casekit.datasets import manifest
from casekit.errors import CaseError
from casekit.files import plain_errors

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
    listed, found = {file.path for file in files} | {manifest.NAME}, _contents(folder)
    if foreign := sorted(found - listed):
        raise CaseError(f"{folder} holds what casekit did not write there: {_named(foreign)}.")
    if missing := sorted(listed - found):
        raise CaseError(f"{folder} lacks what its {manifest.NAME} lists: {_named(missing)}.")


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """A new, empty folder to fill, which becomes `folder` if the block ends well.

    Otherwise it goes, and `folder` is what it was. Raises CaseError if `folder` holds anything but a data folder that
    is just as casekit wrote it.
    """
    folder = Path(os.path.realpath(folder))
    with plain_errors("read", folder):
        _ensure_replaceable(folder)
    token = secrets.token_hex(4)
    part, old = (folder.with_name(f".{folder.name}.{token}.{word}") for word in ("part", "old"))
    try:
        with plain_errors("make", folder):
            part.mkdir(parents=True)
        yield part
        with plain_errors("write", folder):
            _ensure_replaceable(folder)  # much can happen in the meantime
            if folder.exists():
                folder.rename(old)
            part.rename(folder)
    finally:
        if old.exists() and not folder.exists():
            old.rename(folder)
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _ensure_replaceable(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise CaseError(f"{folder} is a file; choose a folder.")
    if Path.cwd().is_relative_to(folder):
        raise CaseError(f"{folder} is the folder you are in, or above it; choose one below it or elsewhere.")
    found = sorted(set(os.listdir(folder)) - _LITTER)
    if not found:
        return
    if manifest.NAME not in found:
        raise CaseError(f"{folder} holds what casekit did not write there: {_named(found)}; choose another folder.")
    files = manifest.read(folder).files
    ensure_complete(folder, files)
    if changed := [file.path for file in files if sha256(folder / file.path) != file.sha256]:
        raise CaseError(f"{folder} was changed since casekit wrote it: {_named(changed)}; choose another folder.")


def _contents(folder: Path) -> set[str]:
    """Every file below a folder by its path with slashes; whatever is neither a plain file nor a folder counts too."""

    def fail(error: OSError) -> None:
        raise error

    found = set()
    with plain_errors("read", folder):
        for place, folders, files in os.walk(folder, onerror=fail):
            links = [name for name in folders if os.path.islink(os.path.join(place, name))]
            for name in [*files, *links]:
                path = Path(place, name)
                is_plain = stat.S_ISREG(path.lstat().st_mode)
                relative = path.relative_to(folder).as_posix()
                if name not in _LITTER:
                    found.add(relative if is_plain else f"{relative} (not a plain file)")
    return found


def _named(paths: list[str]) -> str:
    few = ", ".join(paths[:3])
    return f"{few} and {len(paths) - 3:,} more" if len(paths) > 3 else few
