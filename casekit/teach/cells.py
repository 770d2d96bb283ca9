"""Cells: what one has shown is let go when it is run again. Otherwise it would pile up for as long as Python runs."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import sys
from collections.abc import Callable
from typing import Any

import psutil
import pyarrow
from IPython import get_ipython

GROWN = 16_000_000  # bytes: by so much before all garbage is looked for, which takes a twentieth of a second and more
PAUSE = 5.0  # seconds without a move of a control

_shown: dict[str, list[Callable[[], None]]] = {}  # by the cell's id: what to do before it runs again
_numbers: dict[str, int] = {}  # by the cell's id: the number of its last run, as in Out[3]
_again: set[str] = set()  # the ids of the cells that run now, and not for the first time
_waiting: asyncio.TimerHandle | None = None  # for a pause
_process = psutil.Process()
_tidied = 0  # bytes that this process had when it was last tidied


def current() -> str | None:
    """The id of the cell that runs now, if a front end tells it: JupyterLab does, what only runs notebooks does not."""
    parent: dict[str, Any] = getattr(get_ipython(), "get_parent", dict)()
    return parent.get("metadata", {}).get("cellId")


def before_it_runs_again(close: Callable[[], None]) -> None:
    """Call `close` when the cell that runs now is run once more."""
    if (cell := current()) is not None:
        _shown.setdefault(cell, []).append(close)


def watch() -> None:
    """From now on, notice when a cell is run again."""
    if (shell := get_ipython()) is not None:
        shell.events.register("pre_run_cell", _run_again)
        shell.events.register("post_run_cell", _has_run)


def _run_again(info: Any) -> None:
    cell = getattr(info, "cell_id", None) or ""
    closed = _shown.pop(cell, ())
    for close in closed:
        close()
    # IPython's history holds the last value of each cell: of one that began with open_case, a whole world.
    shell, number = get_ipython(), _numbers.pop(cell, None)
    if number is not None:
        _again.add(cell)
    shell.user_ns.get("_oh", {}).pop(number, None)
    for names in (shell.user_ns, shell.user_ns_hidden):
        names.pop(f"_{number}", None)
    if closed:
        gc.unfreeze()
        gc.collect()  # now, before the cell makes anew what was let go: worlds and figures are full of cycles


def tidy() -> None:
    """Hand freed memory to the system; and if this process has grown all the same, let go of what nobody holds.

    Python looks for worlds and figures that hold themselves alive only after many thousand new objects, and these are
    few and large.
    """
    _give_back()
    if _process.memory_info().rss > _tidied + GROWN:
        _collect()


def tidy_after_a_picture() -> None:
    """Let go of what the picture before has left behind, and `tidy` once no control has moved for a while.

    A drawing is thousands of objects that hold each other. They are few beside all that came with the libraries, which
    is not looked through here.
    """
    global _waiting
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:  # no kernel, so no pauses
        return
    gc.collect()
    if _waiting is not None:
        _waiting.cancel()
    _waiting = loop.call_later(PAUSE, tidy)


def _collect() -> None:
    """Look through everything; what is there now is not looked through again until the next time."""
    global _tidied
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    _give_back()
    _tidied = _process.memory_info().rss


def _give_back() -> None:
    """Hand freed memory to the system, which Arrow and glibc would keep for later; elsewhere glibc's goes by itself."""
    pyarrow.default_memory_pool().release_unused()
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


def _has_run(result: Any) -> None:
    cell = getattr(result.info, "cell_id", None)
    if cell in _again:
        _again.discard(cell)
        _collect()  # what it made the last time may be gone only now
    else:
        tidy()
    if cell and result.execution_count is not None:
        _numbers[cell] = result.execution_count


watch()  # upon import: the cell that imports the workbook is one of those that are run again
