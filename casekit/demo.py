"""One lesson as a page for a classroom: code and exercises hidden, large type, live controls."""

from __future__ import annotations

import json
import os
import re
import tempfile
from pathlib import Path

from casekit.copies import without_outputs
from casekit.errors import CaseError
from casekit.files import plain_errors
from casekit.ports import QUIET_AND_PRIVATE

JUPYTER = Path(__file__).with_name("jupyter")
EXERCISES = "Your turn"
HIDDEN_TAGS = {"exercise", "demo-hide"}


def serve(notebook: Path, *, port: int, ip: str, open_browser: bool) -> None:
    """Serve the notebook with Voila until Ctrl-C; each visitor gets a Python process of their own."""
    from voila.app import Voila

    # Voila looks for its page template in Jupyter's data folders; ours is in the package.
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, [str(JUPYTER), os.environ.get("JUPYTER_PATH")]))
    with tempfile.TemporaryDirectory(prefix="casekit-") as folder:
        page = Path(folder) / notebook.name
        page.write_text(json.dumps(for_classroom(_read(notebook))), encoding="utf-8")
        Voila.launch_instance(
            [
                str(page),
                f"--Voila.ip={ip}",
                f"--port={port}",
                "--Voila.port_retries=0",
                f"--Voila.open_browser={open_browser}",
                *QUIET_AND_PRIVATE,
                "--template=casekit",
                "--theme=light",
                # Text appears at once and outputs stream in, rather than all of it after the last cell.
                "--progressive_rendering=True",
            ]
        )


def for_classroom(notebook: dict) -> dict:
    """The notebook without its exercises and without old outputs.

    Left out are all cells from the heading "Your turn", whatever its minutes, to the next heading of its level or
    above, and every cell tagged `exercise` or `demo-hide`.

    >>> def text(source): return {"cell_type": "markdown", "metadata": {}, "source": source}
    >>> cells = [text("# Surveys"), text("## Your turn (10 minutes)"), text("### One"), text("## Decide")]
    >>> [cell["source"] for cell in for_classroom({"cells": cells, "metadata": {}})["cells"]]
    ['# Surveys', '## Decide']
    """
    shown, hidden_level = [], None
    for cell in notebook["cells"]:
        level, title = _heading(cell)
        if level and (hidden_level is None or level <= hidden_level):
            hidden_level = level if title.startswith(EXERCISES) else None
        if hidden_level is None and not HIDDEN_TAGS & set(cell["metadata"].get("tags", [])):
            shown.append(cell)
    return without_outputs({**notebook, "cells": shown})


def _heading(cell: dict) -> tuple[int, str]:
    """Level and words of the heading a cell begins with; (0, "") if it does not."""
    source = "".join(cell["source"])
    match = re.match(r"(#{1,6})\s+(.+)", source) if cell["cell_type"] == "markdown" else None
    return (len(match[1]), match[2].strip()) if match else (0, "")


def _read(notebook: Path) -> dict:
    with plain_errors("read", notebook):
        text = notebook.read_text(encoding="utf-8")
    try:
        return json.loads(text)
    except ValueError:
        raise CaseError(f"{notebook} is not a whole notebook; fetch the workbook again.") from None
