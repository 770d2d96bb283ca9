"""The hidden folder beside a data folder in which a new one is made, and its end, also after a run that was killed.

It has a lock, which a killed run no longer holds; `part`, the folder that is being made; and in `old` the one that it
replaces, for the moment in which neither is in its place.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from casekit import locks
from casekit.errors import CaseError
from casekit.files import name_hash, plain_errors, shown_path

_NAME = re.compile(r"\.casekit-[0-9a-f]{16}")
_ENTRIES = {"lock", "part", "old"}
_TRIES = 100  # to get the lock of a workspace that other runs keep removing


class Workspace:
    """The workspace of one data folder. Only one run at a time has it."""

    def __init__(self, folder: Path) -> None:
        self.part = folder.with_name(f".casekit-{name_hash(folder.name)}") / "part"
        self._place = self.part.parent
        self._folder = folder
        self._lock: BinaryIO | None = None
        self._made: list[Path] = []  # folders above, which were not there

    def open(self) -> None:
        """Make the workspace with an empty `part`. Raises CaseError if another run has it, or nothing can be made."""
        with plain_errors("make", self._folder):
            self._made = [above for above in self._folder.parents if not above.exists()]
            for above in reversed(self._made):  # one by one, however many
                above.mkdir(exist_ok=True)
            for _ in range(_TRIES):
                if lock := self._locked():
                    self._lock = lock
                    break
            else:
                raise CaseError(f"Other runs of casekit are making {shown_path(self._folder)}; try again.")
            _tidy(self._place)
            self.part.mkdir()

    def swap(self) -> None:
        """Let `part` take the folder's place."""
        if self._folder.exists():
            (self._place / "old").mkdir()
            self._folder.rename(self._place / "old" / self._folder.name)
        self.part.rename(self._folder)

    def close(self) -> None:
        """Remove the workspace and whatever is in it; a folder that nothing has replaced goes back to its place."""
        if self._lock is not None:
            _tidy(self._place)
            _remove(self._place, self._lock)
        for above in self._made:
            with suppress(OSError):  # not empty: it is in use
                above.rmdir()

    def _locked(self) -> BinaryIO | None:
        """The lock, held; None if another run has just removed it."""
        is_new = not self._place.exists()
        try:
            self._place.mkdir(exist_ok=True)
            if not _is_workspace(self._place):
                raise CaseError(f"{shown_path(self._place)} is in the way; move it elsewhere.")
            lock = open(self._place / "lock", "ab+")
        except FileNotFoundError:
            return None
        taken = locks.taken(lock)
        if taken and _is_there(lock, self._place / "lock"):
            return lock
        if taken is None and is_new:  # on a disk without locks nobody can tell; but this one is ours
            return lock
        lock.close()
        if taken:
            return None
        what = "is making" if taken is False else f"may be making, or has left {shown_path(self._place)} of,"
        raise CaseError(f"Another run of casekit {what} {shown_path(self._folder)}; wait until it has ended.")


def clear_stale(parent: Path) -> None:
    """End the workspaces that killed runs have left in a folder; those of runs that are still going stay."""
    with suppress(OSError):  # what cannot be cleared away here need not stand in anybody's way
        for place in list(parent.iterdir()):
            if _is_workspace(place):
                with suppress(OSError, CaseError):
                    lock = open(place / "lock", "ab+")
                    if locks.taken(lock) and _is_there(lock, place / "lock"):
                        _tidy(place)
                        _remove(place, lock)
                    lock.close()


def _is_workspace(place: Path) -> bool:
    is_named_so = bool(_NAME.fullmatch(place.name)) and place.is_dir() and not place.is_symlink()
    return is_named_so and set(os.listdir(place)) <= _ENTRIES


def _is_there(lock: BinaryIO, path: Path) -> bool:
    """Whether an open file is still the one of this name."""
    try:
        return os.path.samestat(os.fstat(lock.fileno()), os.stat(path))
    except FileNotFoundError:
        return False


def _tidy(place: Path) -> None:
    """Put back what nothing has replaced, and remove the rest, but for the lock."""
    old = place / "old"
    for kept in list(old.iterdir()) if old.is_dir() else []:
        if not (replaced := place.with_name(kept.name)).exists():
            with plain_errors(f"put back what is in {shown_path(kept)} to", replaced):
                kept.rename(replaced)
    shutil.rmtree(place / "part", ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)


def _remove(place: Path, lock: BinaryIO) -> None:
    if sys.platform == "win32":
        lock.close()  # as there an open file cannot be removed; elsewhere only its name makes the lock ours
    with suppress(OSError):
        os.unlink(place / "lock")
    lock.close()
    with suppress(OSError):
        place.rmdir()
