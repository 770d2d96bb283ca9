"""The folder .venv: made, brought up to date, stamped when it is whole, and never given up for less."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from installer.calm import Trouble, quietly
from installer.packages import install
from installer.places import BUSY, HOME, LOCK, OLD, PROJECT, PYTHON, VENV
from installer.progress import step

STAMP = "casekit.json"


def ensure() -> None:
    """Make .venv what the lock says, unless its stamp shows that it is.

    The stamp is written last, and removed before the first change. So after an interrupted install there is none, and
    the environment is made anew; the same goes for a moved folder (an environment knows its own path) and for another
    Python. With only the lock or the project changed, the difference is installed.
    """
    if _is_ready() and not os.path.lexists(OLD):
        return
    with _alone():
        _recover()
        if _is_ready():
            return
        if _fits(_stamp_of(VENV)):
            print("The workbook has changed; bringing its packages up to date.", flush=True)
            _fill()
        else:
            print(f"Setting up the workbook in {VENV}, once.", flush=True)
            _build()
        print("Ready.", flush=True)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Hold what only one start at a time can hold; the system lets go of it however this process ends."""
    with open(BUSY, "a") as file:
        try:
            if sys.platform == "win32":
                import msvcrt

                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            raise Trouble(
                f"Another start is setting up the workbook in {HOME} just now; wait until it says Ready, then run the "
                "same command again."
            ) from None
        except OSError:
            pass  # some network drives have no locks
        yield


def _build() -> None:
    """Make a new environment in place of the old one, which is deleted last.

    An environment cannot be moved: its scripts begin with its path. So it is not the new one that is made under
    another name; the old one waits under another name, and comes back if anything goes wrong.
    """
    try:
        import ensurepip  # noqa: F401 (Debian and Ubuntu leave it out of their Python)
        import venv  # noqa: F401
    except ImportError:
        raise Trouble(
            "This Python cannot make environments: its venv module is missing. On Debian and Ubuntu install it with "
            f"`sudo apt install python3.{sys.version_info[1]}-venv` (or python3-venv); then run the same command again."
        ) from None
    if _stamp_of(VENV):
        try:
            os.rename(VENV, OLD)
        except PermissionError:
            if os.name != "nt":
                raise
            raise Trouble(f"Something still uses {VENV}; end JupyterLab, then run the same command again.") from None
    elif not (VENV.is_dir() and not os.listdir(VENV)):  # an empty folder may be a link to a larger disk
        _discard(VENV)
    try:
        step("making an environment")
        quietly([sys.executable, "-I", "-m", "venv", VENV])
        _fill()
    except BaseException:
        _recover()
        raise
    with contextlib.suppress(OSError):  # the next start tries again
        _discard(OLD)


def _fill() -> None:
    install(on_change=lambda: _forget_stamp(VENV))
    _write_stamp()


def _recover() -> None:
    """Bring the old environment back if its successor was never finished; else delete what is left of it."""
    if os.path.lexists(OLD):
        if _stamp_of(OLD) and not _stamp_of(VENV):
            _discard(VENV)
            os.rename(OLD, VENV)
        else:
            _discard(OLD)


def _discard(path: Path) -> None:
    """Delete a folder, its stamp first, so that what is left is never taken for whole; of a link, only the link."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.is_dir():
        _forget_stamp(path)
        shutil.rmtree(path)


# -- the stamp ---------------------------------------------------------------------------------------------------


def _is_ready() -> bool:
    stamp = _stamp_of(VENV)
    return (
        stamp is not None and _fits(stamp) and (stamp["lock"], stamp["project"]) == (_hash_of(LOCK), _hash_of(PROJECT))
    )


def _fits(stamp: dict[str, str] | None) -> bool:
    """Whether the environment was made here, however its path is written, and by a Python that it still has."""
    try:
        if not stamp or not os.path.samefile(stamp["folder"], HOME):
            return False
    except OSError:
        return False
    # Packages serve all of 3.11, so the bug fix that a system installs by itself costs no new environment.
    python = _version_of(PYTHON)
    return python is not None and stamp["python"].split(".")[:2] == python.split(".")[:2]


def _stamp_of(folder: Path) -> dict[str, str] | None:
    try:
        stamp = json.loads((folder / STAMP).read_text(encoding="utf-8"))
        return {key: str(stamp[key]) for key in ("python", "folder")} | {
            key: str(stamp.get(key)) for key in ("lock", "project")
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _write_stamp() -> None:
    stamp = {"python": _version_of(PYTHON), "folder": str(HOME), "lock": _hash_of(LOCK), "project": _hash_of(PROJECT)}
    part = VENV / f"{STAMP}.part"
    part.write_text(json.dumps(stamp), encoding="utf-8")
    os.replace(part, VENV / STAMP)


def _forget_stamp(folder: Path) -> None:
    (folder / STAMP).unlink(missing_ok=True)


def _hash_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _version_of(python: Path) -> str | None:
    """The version that an environment's Python reports; None if it does not run."""
    code = "import sys; print(sys.version.split()[0])"
    try:
        return subprocess.check_output([python, "-I", "-c", code], stderr=subprocess.DEVNULL, text=True).strip()
    except (OSError, subprocess.CalledProcessError):
        return None
