"""Cells: what one has shown is let go when it is run again. Otherwise it would pile up for as long as Python runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from IPython import get_ipython

_shown: dict[str, list[Callable[[], None]]] = {}  # by the cell's id: what to do before it runs again


def current() -> str | None:
    """The id of the cell that runs now, if a front end tells it: JupyterLab does, what only runs notebooks does not."""
    parent: dict[str, Any] = getattr(get_ipython(), "get_parent", dict)()
    return parent.get("metadata", {}).get("cellId")


def before_it_runs_again(close: Callable[[], None]) -> None:
    """Call `close` when the cell that runs now is run once more."""
    cell = current()
    if cell is None:
        return
    shell = get_ipython()
    if _run_again not in shell.events.callbacks["pre_run_cell"]:
        shell.events.register("pre_run_cell", _run_again)
    _shown.setdefault(cell, []).append(close)


def _run_again(info: object) -> None:
    for close in _shown.pop(getattr(info, "cell_id", None) or "", ()):
        close()
