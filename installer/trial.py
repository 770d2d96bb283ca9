"""Try the packages of a lock: `python -I trial.py requirements.lock`, with the environment's own Python.

Each can be imported, in its version, and casekit from this folder. Matplotlib has then listed the fonts; otherwise it
would do so, and say so, in the first notebook.
"""

from __future__ import annotations

import importlib
import re
import sys
from importlib import metadata
from pathlib import Path


def modules() -> dict[str, list[str]]:
    """The modules that each installed package is imported by."""
    found: dict[str, list[str]] = {}
    for module, names in metadata.packages_distributions().items():
        if module.isidentifier() and not module.startswith("_") and not module.endswith("__mypyc"):
            for name in names:
                found.setdefault(re.sub(r"[-_.]+", "-", name).lower(), []).append(module)
    return found


def of_its_own(name: str, modules: list[str]) -> list[str]:
    """The module named like the package; all of them if none is.

    What a package offers beside it may serve another package only, and need that: duckdb has a driver for adbc.
    """
    return [module for module in modules if module.lower() == name.replace("-", "_")] or modules


def complaint(lock: Path) -> str | None:
    """What is wrong with the first package that is; None if all are well."""
    there, name = modules(), "casekit"
    try:
        found = Path(importlib.import_module("casekit").__file__ or "")
        if not found.parents[1].samefile(lock.parent):
            raise ImportError(f"another one is at {found}")
        for line in lock.read_text(encoding="utf-8").splitlines():
            pin, _, marker = line.partition(";")
            name, _, version = pin.strip().partition("==")
            if marker and name not in there:
                continue  # for other systems
            if metadata.version(name) != version:
                raise ImportError(f"it is {metadata.version(name)} and not {version}")
            for module in of_its_own(name, there.get(name, [])):
                importlib.import_module(module)
            if name == "matplotlib":
                importlib.import_module("matplotlib.font_manager")
    except (Exception, SystemExit) as error:  # a module may do anything
        return f"{name} was installed and cannot be used ({type(error).__name__}: {' '.join(str(error).split())})."
    return None


if __name__ == "__main__":
    found = complaint(Path(sys.argv[1]))
    sys.exit(found and f"error: {found}")
