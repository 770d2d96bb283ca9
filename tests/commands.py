"""The command line as it is used: started as a process, on a workbook of its own, and ended by its process id."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import psutil

HOME = Path(__file__).resolve().parents[1]
LESSON = [
    nbformat.v4.new_markdown_cell("# 06 Surveys"),
    nbformat.v4.new_code_cell("import casekit\n1 + 1"),
    nbformat.v4.new_markdown_cell("## Your turn\nTry it."),
    nbformat.v4.new_code_cell("'a secret'"),
    nbformat.v4.new_markdown_cell("## Remember"),
]


def small_workbook(home: Path) -> Path:
    """A workbook of two small notebooks in the folder `home`, so that nobody's own work/ is touched."""
    home.mkdir(exist_ok=True)
    shutil.copytree(HOME / "casekit", home / "casekit", ignore=shutil.ignore_patterns("__pycache__"))
    (home / "README.md").write_text("| 06 Surveys | whom does it speak for? | 30 |\n")
    (home / "notebooks").mkdir()
    for name in ("00-start.ipynb", "06-surveys.ipynb"):
        nbformat.write(nbformat.v4.new_notebook(cells=LESSON), home / "notebooks" / name)
    return home


def environment(home: Path) -> dict[str, str]:
    """This process's environment, with places for Jupyter's settings below `home`, and nobody who comes from afar."""
    places = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    own = {name: value for name, value in os.environ.items() if name != "SSH_CONNECTION"}
    return own | {place: str(home / place.lower()) for place in places} | {"PYTHONPATH": str(home)}


def casekit(home: Path, *arguments: str | bytes, **how: object) -> subprocess.CompletedProcess:
    """Run a command to its end."""
    command = [sys.executable, "-m", "casekit", *arguments]
    return subprocess.run(
        command, cwd=home, env=environment(home), capture_output=True, text=True, encoding="utf-8", **how
    )


# Not from those that the system itself gives away, also to whoever only asks a server; each process has its own.
PORTS = itertools.cycle(20_000 + (37 * os.getpid() + number) % 12_000 for number in range(12_000))


def free_port() -> int:
    """A port of this computer that nobody has, nor is likely to get before it is used."""
    for port in PORTS:
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("unreachable: the ports go round")


@contextlib.contextmanager
def running(
    home: Path, *arguments: str, cwd: Path | None = None, prelude: str = ""
) -> Iterator[tuple[subprocess.Popen, Path]]:
    """A server of ours, told `prelude` first; yields the process and the file it writes its words to, and ends it."""
    log = home / f"{arguments[0]}.log"
    start = ["-c", f"{prelude}\nfrom casekit.__main__ import main\nmain()"] if prelude else ["-m", "casekit"]
    command = [sys.executable, *start, *arguments]
    with log.open("wb") as file:
        process = subprocess.Popen(command, cwd=cwd or home, env=environment(cwd or home), stdout=file, stderr=file)
    try:
        yield process, log
    finally:
        process.terminate()
        process.wait(30)


def fetch(url: str, process: subprocess.Popen, log: Path) -> str:
    """What is at `url`, as soon as the server is up."""
    while process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=60) as answer:
                return answer.read().decode()
        except ConnectionError:
            time.sleep(0.1)
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionError):
                raise
            time.sleep(0.1)
    raise AssertionError(log.read_text())


def wait_for_words(pattern: str, process: subprocess.Popen, log: Path) -> re.Match:
    """The first match of `pattern` in what a server says."""
    while process.poll() is None:
        if found := re.search(pattern, log.read_text()):
            return found
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def wait_until(condition: Callable[[], object], what: str, seconds: float = 90) -> None:
    """Return once `condition` is true; an AssertionError naming `what` if it never is."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s in vain: {what}")
        time.sleep(0.1)


def kernels(process: subprocess.Popen) -> list[int]:
    """The process ids of the Python processes that a server keeps for its visitors."""
    found = []
    for child in psutil.Process(process.pid).children(recursive=True):
        with contextlib.suppress(psutil.Error):  # it ends while it is looked at
            if child.status() != psutil.STATUS_ZOMBIE and "ipykernel_launcher" in child.cmdline():
                found.append(child.pid)
    return found
