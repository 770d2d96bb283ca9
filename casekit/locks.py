"""A lock on a file, which the system takes away from a process that has ended, however it ended."""

from __future__ import annotations

import errno
import sys
from typing import BinaryIO

if sys.platform == "win32":
    import msvcrt

    def _lock(file: BinaryIO) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


_HELD = {errno.EACCES, errno.EAGAIN, errno.EDEADLK, errno.EWOULDBLOCK}


def taken(file: BinaryIO) -> bool | None:
    """Lock an open file and return True, or False if another has locked it; None on a disk that knows no locks.

    The lock ends when the file is closed.

    >>> import tempfile
    >>> with tempfile.NamedTemporaryFile() as mine, open(mine.name, "rb+") as yours:
    ...     taken(mine), taken(yours)
    (True, False)
    """
    try:
        _lock(file)
    except OSError as error:
        return False if error.errno in _HELD else None
    return True
