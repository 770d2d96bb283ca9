"""Writing a file whole or not at all, and saying in one sentence what is wrong with a folder."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from casekit.errors import CaseError

_REASONS = {
    errno.EACCES: "you may not {verb} there, or another program holds it open",
    errno.EPERM: "you may not {verb} there",
    errno.EROFS: "that disk can only be read",
    errno.ENOSPC: "the disk is full; free some space and try again",
    errno.EDQUOT: "your share of the disk is used up; free some space and try again",
    errno.ENOENT: "there is no such folder or file",
    errno.ENOTDIR: "part of that path is a file, not a folder",
    errno.EEXIST: "a file of that name is in the way",
    errno.EISDIR: "a folder of that name is in the way",
    errno.ENAMETOOLONG: "that name is too long",
}


def write_atomically(path: str | os.PathLike[str], content: str | bytes) -> None:
    """Write `content` (text as UTF-8) to `path`, so that an interrupted write leaves the old file whole.

    The bytes go to a temporary name in the same folder, reach the disk, and only then take the file's name.

    >>> import pathlib, tempfile
    >>> note = pathlib.Path(tempfile.mkdtemp()) / "note.md"
    >>> write_atomically(note, "Silence has a reason.")
    >>> note.read_text()
    'Silence has a reason.'
    """
    path = Path(path)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    with plain_errors("write", path):
        try:
            with open(temporary, "xb") as file:
                file.write(content.encode() if isinstance(content, str) else content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)


def rename_if_free(path: Path, name: Path) -> bool:
    """Give the file at `path` the name `name`, and return True, unless something has that name: it stays as it is.

    >>> import tempfile
    >>> note = Path(tempfile.mkdtemp()) / "note.md"
    >>> write_atomically(note, "Silence has a reason.")
    >>> rename_if_free(note, note.with_name("kept.md")), rename_if_free(note.with_name("kept.md"), note.parent)
    (True, False)
    """
    with plain_errors("rename", path):
        try:
            os.link(path, name)  # a rename would overwrite
        except FileExistsError:
            return False
        except OSError:  # a disk where a file has but one name, such as a USB stick
            if os.path.lexists(name):
                return False
            os.rename(path, name)
        else:
            os.unlink(path)
    return True


@contextmanager
def plain_errors(verb: str, path: str | os.PathLike[str]) -> Iterator[None]:
    """Turn an OSError inside the block into a CaseError: what could not be done, to which path, and why.

    >>> with plain_errors("read", "nowhere.md"):
    ...     open("nowhere.md")
    Traceback (most recent call last):
    casekit.errors.CaseError: Could not read nowhere.md: there is no such folder or file.
    """
    try:
        yield
    except OSError as error:
        reason = _REASONS.get(error.errno or 0) or error.strerror or str(error)
        raise CaseError(f"Could not {verb} {os.fspath(path)}: {reason.replace('{verb}', verb)}.") from error
