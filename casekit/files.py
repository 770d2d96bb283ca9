"""Writing a file whole or not at all, and saying in one sentence what is wrong with a path."""

from __future__ import annotations

import errno
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

import psutil

from casekit.errors import CaseError, printable, shown, words

_REASONS = {
    errno.EACCES: "you may not {deed} there, or another program holds it open",
    errno.EPERM: "you may not {deed} there",
    errno.EROFS: "that disk can only be read",
    errno.ENOSPC: "the disk is full; free some space and try again",
    errno.EDQUOT: "your share of the disk is used up; free some space and try again",
    errno.EFBIG: "that disk takes no file so large",
    errno.EIO: "the disk does not answer as it should",
    errno.EBUSY: "another program holds it, or it is a disk of its own",
    errno.ENOENT: "there is no such folder or file",
    errno.ENOTDIR: "part of that path is a file, not a folder",
    errno.EEXIST: "a file of that name is in the way",
    errno.EISDIR: "a folder of that name is in the way",
    errno.ENAMETOOLONG: "that name is too long",
    errno.ELOOP: "its links lead in a circle",
}
_LONGEST = 200  # characters of a path within a sentence

# Who is writing what: the file's name as a hash, as with more than it the name may be too long; the process; a number.
_PART = re.compile(r"\.casekit-[0-9a-f]{16}-(?P<process>\d{1,9})-[0-9a-f]{8}\.part")


def write_atomically(path: str | os.PathLike[str], content: str | bytes) -> None:
    """Write `content` (text as UTF-8) to `path`, so that an interrupted write leaves the old file whole.

    The bytes go to a temporary name in the same folder, reach the disk, and only then take the file's name. What a
    killed process has left there is cleared away.

    >>> import pathlib, tempfile
    >>> note = pathlib.Path(tempfile.mkdtemp()) / "note.md"
    >>> write_atomically(note, "Silence has a reason.")
    >>> note.read_text()
    'Silence has a reason.'
    """
    with _written_beside(a_path("path", path), content) as temporary:
        os.replace(temporary, path)


def write_new(path: str | os.PathLike[str], content: str | bytes) -> bool:
    """Write like write_atomically and return True, unless something has that name: it stays as it is.

    >>> import pathlib, tempfile
    >>> note = pathlib.Path(tempfile.mkdtemp()) / "note.md"
    >>> write_new(note, "Silence has a reason."), write_new(note, "None at all."), note.read_text()
    (True, False, 'Silence has a reason.')
    """
    with _written_beside(a_path("path", path), content) as temporary:
        try:
            os.link(temporary, path)  # to rename would be to overwrite
        except FileExistsError:
            return False
        except OSError:  # a disk where a file has but one name, such as a USB stick
            if os.path.lexists(path):
                return False
            os.replace(temporary, path)
    return True


@contextmanager
def _written_beside(path: Path, content: str | bytes) -> Iterator[Path]:
    """`content` on the disk, in the same folder under a temporary name that is gone after the block."""
    data = content if isinstance(content, bytes) else words("content", content).encode()
    temporary = path.with_name(f".casekit-{name_hash(path.name)}-{os.getpid()}-{secrets.token_hex(4)}.part")
    with plain_errors("write", path):
        _clear_parts(path.parent)
        try:
            with open(temporary, "xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            yield temporary
        finally:
            temporary.unlink(missing_ok=True)


def name_hash(name: str) -> str:
    """Sixteen hexadecimal digits that stand for a name, however long it is.

    >>> name_hash("small")
    '81db8ebbbbc69c6c'
    """
    return sha256(os.fsencode(name)).hexdigest()[:16]


def _clear_parts(folder: Path) -> None:
    """Remove what processes have left in a folder that were killed while they wrote."""
    with suppress(OSError):  # whatever stands in the way of this, need not stand in the way of writing
        for name in os.listdir(folder):
            if (found := _PART.fullmatch(name)) and not psutil.pid_exists(int(found["process"])):
                os.unlink(folder / name)


def a_path(name: str, value: object) -> Path:
    """Return `value` as a Path, or raise CaseError unless it is text or a path that a disk could know.

    >>> a_path("to", None)
    Traceback (most recent call last):
    casekit.errors.CaseError: to must be a path, such as 'big' or pathlib.Path('big'); None was given.
    """
    try:
        if isinstance(value, (str, os.PathLike)) and b"\0" not in os.fsencode(value):
            return Path(value)
    except (TypeError, UnicodeEncodeError):  # bytes; half a character
        pass
    raise CaseError(f"{name} must be a path, such as 'big' or pathlib.Path('big'); {shown(value)} was given.")


def shown_path(path: str | os.PathLike[str]) -> str:
    """A path as a reader should see it in a sentence: on one line, and a long one without its middle.

    >>> shown_path("big"), len(shown_path("big" * 100))
    ('big', 200)
    """
    line = printable(os.fspath(path))
    half = (_LONGEST - 3) // 2
    return line if len(line) <= _LONGEST else f"{line[:half]}...{line[3 + half - _LONGEST :]}"


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
        deed = "read" if verb == "read" else "write"  # who may write there may also make and rename
        reason = reason.replace("{deed}", deed)
        raise CaseError(f"Could not {verb} {shown_path(path)}: {reason}.") from error
