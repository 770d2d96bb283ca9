"""Where things are: the workbook, its environment, and what is written down about both."""

from __future__ import annotations

import glob
import os
import re
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]  # also when started through a symbolic link
VENV = HOME / ".venv"
OLD = HOME / ".venv.old"  # the environment before, as long as a new one is being made
BUSY = HOME / ".venv.lock"  # held by whoever is setting up
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = HOME / "requirements.lock"
PROJECT = HOME / "pyproject.toml"


def installed(pattern: str) -> list[Path]:
    """What lies among the environment's packages, such as "*.dist-info"."""
    inner = ["Lib"] if os.name == "nt" else ["lib", "python*"]
    return [Path(found) for found in glob.glob(os.path.join(glob.escape(str(VENV)), *inner, "site-packages", pattern))]


def locked_names() -> set[str]:
    """The packages of the lock, for whichever system they are."""
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    return {plain(line.partition("==")[0]) for line in lines if "==" in line}


def plain(name: str) -> str:
    """A package's name, as the lock spells it."""
    return re.sub(r"[-_.]+", "-", name).strip().lower()
