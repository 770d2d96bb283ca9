"""Running a command and saying in one sentence what stands in the way."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence

from installer.places import HOME, VENV

# Variables that would let another installation's packages, kernels or pictures in.
FOREIGN = {
    "PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONOPTIMIZE", "__PYVENV_LAUNCHER__", "MPLBACKEND", "JUPYTER_PATH",
    "JUPYTERLAB_DIR",
}  # fmt: skip


class Trouble(Exception):
    """What stands in the way, in a sentence for the person at the keyboard."""


def variables() -> dict[str, str]:
    """The environment variables, such that Python and Jupyter find what is in .venv first."""
    ours = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    ours["JUPYTER_PREFER_ENV_PATH"] = "1"  # before kernels of the same name in the user's folder
    try:
        tempfile.TemporaryFile(dir=os.path.expanduser("~")).close()
    except OSError:  # as in some containers: Jupyter and Matplotlib still need a place for their settings
        home = VENV / "home"
        home.mkdir(parents=True, exist_ok=True)
        ours |= dict.fromkeys(["USERPROFILE", "APPDATA"] if os.name == "nt" else ["HOME"], str(home))
    return ours


def quietly(
    command: Sequence[str | os.PathLike[str]],
    show: Callable[[str], None] = lambda line: None,
    env: Mapping[str, str] | None = None,
) -> str:
    """Run a command in the workbook's folder and return what it printed, or raise Trouble with what it complained of.

    `show` is told each line as it comes. Whatever steers Python from outside is for the notebooks, not for the set-up.
    """
    given = variables() if env is None else env
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        errors="replace", cwd=HOME, env={name: value for name, value in given.items() if not name.startswith("PYTHON")},
    )  # fmt: skip
    assert process.stdout is not None
    lines = []
    try:
        for line in process.stdout:
            lines.append(line)
            show(line)
        status = process.wait()
    except BaseException:
        process.kill()  # it may not go on writing behind our back
        process.wait()
        raise
    if status != 0:
        raise Trouble(explained("".join(lines)))
    return "".join(lines)


def sentence(error: Trouble | OSError) -> str:
    """What to say of an error."""
    return str(error) if isinstance(error, Trouble) else explained(str(error))


def explained(output: str) -> str:
    """The sentence for what venv, pip or the operating system complained about."""

    def says(*signs: str) -> bool:
        return any(sign.lower() in output.lower() for sign in signs)

    if says("No space left on device", "Errno 28", "Disk quota exceeded", "WinError 112"):
        return "The disk is full: the workbook needs about 1.7 GB. Free some space and run the same command again."
    if says("PATH separator"):
        return f"Rename the folder {HOME}: there can be no environment where a path has {os.pathsep!r} in it."
    if says("Permission denied", "Errno 13", "Read-only file system", "WinError 5]"):
        return f"You may not write in {HOME}; copy the workbook to a folder of your own and start it there."
    if says("CERTIFICATE_VERIFY_FAILED", "SSLError"):
        return "The package index could not be trusted (its certificate was refused); ask whoever runs your network."
    no_answer = says("NewConnectionError", "ConnectTimeoutError", "ReadTimeoutError", "ProxyError")
    if no_answer or (says("(from versions: none)") and not says("Downloading ", "Using cached ")):
        return (
            "The packages could not be fetched: no package index could be reached. Connect this computer to the "
            "internet and run the same command again. Only the first start needs a network."
        )
    python = ".".join(map(str, sys.version_info[:2]))
    if missing := re.search(r"No matching distribution found for (\S+)", output):
        nothing = f"There is no ready-made {missing[1]} for Python {python} on this computer"
        return f"{nothing}; try another Python, 3.11 or newer."
    complaints = [line.strip() for line in output.splitlines() if line.strip()]
    if says("Configuration file co"):  # could not be loaded, contains what is no text
        return f"pip cannot be set up: {' '.join(complaints)}"
    errors = [line for line in complaints if "error" in line.lower()]
    return f"Setting up failed: {(errors or complaints or ['no reason was given.'])[-1]}"
