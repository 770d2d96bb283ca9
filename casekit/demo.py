"""One lesson as a page for a classroom: code and exercises hidden, large type, live controls."""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from casekit.copies import whole_notebook, without_outputs
from casekit.errors import CaseError
from casekit.files import plain_errors
from casekit.ports import QUIET_AND_PRIVATE, ensure_free

JUPYTER = Path(__file__).with_name("jupyter")
EXERCISES = "Your turn"
HIDDEN_TAGS = {"exercise", "demo-hide"}


def serve(notebook: Path, *, port: int, ip: str, visitors: int, ready: Callable[[], object]) -> None:
    """Serve the notebook with Voila until Ctrl-C; each visitor gets a Python process, as long as the page is open.

    `ready` is called once the page answers. No more than `visitors` are let in at a time; the others get a page of one
    sentence. Raises CaseError if the notebook is none, the port is taken, or Voila does not start.
    """
    lesson = json.dumps(for_classroom(whole_notebook(notebook)))
    from tornado.ioloop import IOLoop

    from casekit.seats import ClassPage, Seats

    # Voila looks for its page template in Jupyter's data folders; ours is in the package.
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, [str(JUPYTER), os.environ.get("JUPYTER_PATH")]))
    with _temporary_folder() as folder, _plain_failure():
        page = folder / notebook.name
        page.write_text(lesson, encoding="utf-8")
        app = ClassPage.instance()
        app.initialize(
            [
                str(page),
                f"--Voila.ip={ip}",
                f"--port={port}",
                "--Voila.port_retries=0",
                "--Voila.open_browser=False",
                *QUIET_AND_PRIVATE,
                f"--Seats.most={visitors}",
                "--template=casekit",
                "--theme=light",
                # A visitor chooses neither; other templates load parts from the network.
                "--VoilaConfiguration.allow_template_override=NO",
                "--VoilaConfiguration.allow_theme_override=NO",
                # Text appears at once and outputs stream in, rather than all of it after the last cell.
                "--progressive_rendering=True",
            ]
        )
        app.voila_configuration.multi_kernel_manager_class = Seats
        app.voila_configuration.prelaunch_hook = _let_say_goodbye
        app.ioloop = IOLoop.current()  # a signal to end finds it there, also one that comes before Voila listens
        if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) == signal.SIG_DFL:
            signal.signal(signal.SIGHUP, signal.getsignal(signal.SIGTERM))  # the terminal was closed
        _keep_quiet_of_who_leaves()
        ensure_free(port, ip)  # Voila has taken its time
        app.ioloop.add_callback(ready)
        app.start()


def _let_say_goodbye(request: Any, notebook: Any, cwd: str) -> None:
    """Give a page the cookie without which Jupyter refuses its goodbye; Voila's own page has none."""
    request.xsrf_token  # noqa: B018  made, and sent, when it is first asked for


def _keep_quiet_of_who_leaves() -> None:
    """Keep out of the teacher's sight that a page went away while it was served, or was refused a seat."""
    from tornado.websocket import WebSocketClosedError

    def is_news(record: logging.LogRecord) -> bool:
        return not (record.exc_info and isinstance(record.exc_info[1], WebSocketClosedError))

    logging.getLogger("tornado.application").addFilter(is_news)
    logging.getLogger("tornado.general").setLevel(logging.ERROR)
    logging.getLogger("tornado.access").setLevel(logging.CRITICAL)


@contextmanager
def _temporary_folder() -> Iterator[Path]:
    with plain_errors("write", "a temporary file"), tempfile.TemporaryDirectory(prefix="casekit-") as folder:
        yield Path(folder)


@contextmanager
def _plain_failure() -> Iterator[None]:
    """Say in one sentence why Voila did not start."""
    try:
        yield
    except CaseError:
        raise
    except Exception as error:
        reason = str(error).strip() or type(error).__name__
        raise CaseError(f"The page could not be served: {reason.splitlines()[0].rstrip('.')}.") from error


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
