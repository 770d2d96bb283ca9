"""Running a notebook from top to bottom and storing what comes out, so that only real changes show in a diff."""

from __future__ import annotations

import asyncio
import atexit
import subprocess
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from traitlets.config import Config

from casekit.errors import CaseError, shortened
from casekit.files import plain_errors, shown_path, write_atomically

CELL_SECONDS = 120
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
_CLUTTER = {"ExecuteTime", "collapsed", "execution", "scrolled", "trusted"}
_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "name": "python"},
}


def refresh(path: Path) -> int:
    """Re-execute the notebook at `path` in place and return how many cells ran.

    Stored are the outputs in run order, without live widget views, widget state or timings, which would differ on
    every run or mean nothing without a kernel. If a cell fails, the file stays as it was.
    """
    with plain_errors("read", path):
        content = path.read_bytes()
    try:
        notebook = nbformat.reads(content.decode(), as_version=4)
        nbformat.validate(notebook)  # else what is no cell would be lost
        nbformat.writes(notebook).encode()  # JSON may hold half a character, which nothing else does
    except Exception as error:  # nbformat raises its own, jsonschema's and json's
        reason = (str(error).splitlines() or ["it cannot be read"])[0].rstrip(".")
        raise CaseError(f"{shown_path(path)} is not a notebook: {shortened(reason, 100)}.") from error
    _execute(notebook, path)
    tidy(notebook)
    write_atomically(path, nbformat.writes(notebook).rstrip("\n") + "\n")
    return sum(cell.get("execution_count") is not None for cell in notebook.cells)


def tidy(notebook: nbformat.NotebookNode) -> None:
    """Leave in an executed notebook only what reads the same on every machine."""
    notebook.metadata = nbformat.from_dict(_METADATA)
    for cell in notebook.cells:
        for key in _CLUTTER & set(cell.metadata):
            del cell.metadata[key]
        if cell.cell_type == "code":
            for output in cell.outputs:
                output.get("data", {}).pop(WIDGET_VIEW, None)
            cell.outputs = [output for output in cell.outputs if output.get("data", True)]


async def _run(client: NotebookClient) -> None:
    try:
        await client.async_execute(stderr=subprocess.DEVNULL)  # where a kernel says how it was ended
    except Exception:
        task = asyncio.current_task()
        if task and task.cancelling():  # by Ctrl-C; nbclient believes that the kernel died
            raise asyncio.CancelledError from None
        raise
    finally:
        if client.km is None:  # the kernel is gone; a Ctrl-C in its clean-up would leave that to be done again
            atexit.unregister(client._cleanup_kernel)


class _Loop(asyncio.SelectorEventLoop):
    """An event loop that leaves Ctrl-C to asyncio, which ends the notebook's Python and raises KeyboardInterrupt."""

    def add_signal_handler(self, *_: object) -> None:
        raise RuntimeError("Ctrl-C has its handler already.")  # nbclient, whose own one ends in odd errors, goes on


def _execute(notebook: nbformat.NotebookNode, path: Path) -> None:
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.execution_count, cell.outputs = None, []
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=CELL_SECONDS,
        resources={"metadata": {"path": str(path.parent)}},
        coalesce_streams=True,
        record_timing=False,
        store_widget_state=False,
        config=Config(KernelManager={"transport_encryption": "auto"}),  # and so no warning about plain text
    )
    reached: list[nbformat.NotebookNode] = []
    client.on_cell_execute = lambda cell, cell_index: reached.append(cell)
    try:
        with asyncio.Runner(loop_factory=_Loop) as runner:
            runner.run(_run(client))
    except CellExecutionError as error:
        reason = shortened(f"{error.ename}: {error.evalue}".rstrip("."), 200)
    except CellTimeoutError:
        reason = f"it ran for more than {CELL_SECONDS} seconds"
    except DeadKernelError:
        reason = "its Python process died, perhaps for want of memory"
    else:
        return
    first_line = shortened(reached[-1].source.strip().splitlines()[0], 60) if reached else "not even begun"
    name = shortened(path.name, 60)
    raise CaseError(f"{name} stopped at code cell {len(reached)} ({first_line}) and is unchanged: {reason}.")
