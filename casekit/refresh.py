"""Running a notebook from top to bottom and storing what comes out, so that only real changes show in a diff."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from traitlets.config import Config

from casekit.errors import CaseError
from casekit.files import plain_errors, write_atomically

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
        text = path.read_text(encoding="utf-8")
    try:
        notebook = nbformat.reads(text, as_version=4)
    except Exception as error:  # nbformat raises its own, jsonschema's and json's
        raise CaseError(f"{path} is not a notebook: {str(error).splitlines()[0]}.") from error
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
        client.execute()
    except CellExecutionError as error:
        reason = f"{error.ename}: {error.evalue}"
    except CellTimeoutError:
        reason = f"it ran for more than {CELL_SECONDS} seconds"
    except DeadKernelError:
        reason = "its Python process died, perhaps for want of memory"
    else:
        return
    first_line = reached[-1].source.strip().splitlines()[0]
    raise CaseError(f"{path.name} stopped at code cell {len(reached)} ({first_line}) and is unchanged: {reason}.")
