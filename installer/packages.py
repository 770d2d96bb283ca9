"""What is installed: exactly the lock, and casekit itself. pip fetches it, whatever pip is told elsewhere."""

from __future__ import annotations

import ast
import json
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from installer.calm import quietly, variables
from installer.places import HOME, LOCK, PYTHON, installed, locked_names, plain
from installer.progress import Progress, step

TRIAL = Path(__file__).with_name("trial.py")
# Not in the lock, and still at home in the environment.
OWN = {"pip", "setuptools", "casekit"}
# The settings of pip that say how packages are reached. All others say what is installed and where, which is fixed.
REACH = {
    "index-url", "extra-index-url", "find-links", "no-index", "trusted-host", "proxy", "cert", "client-cert",
    "keyring-provider", "timeout", "default-timeout", "retries", "cache-dir", "no-cache-dir",
}  # fmt: skip


def install(on_change: Callable[[], None]) -> None:
    """Install what the lock says, then casekit from this folder; remove all else, and try what there is.

    `on_change` is called before the environment changes. What could not be fetched has changed nothing.
    """
    settings = pip_settings()
    with Progress(on_change) as progress:
        pip(["install", "--no-deps", "--only-binary=:all:", "-r", str(LOCK)], settings, progress)
    step("installing casekit")
    on_change()
    # In the folder, as its path could end in brackets, which pip takes for extras.
    pip(["install", "--no-deps", "--no-build-isolation", "-e", "."], settings)
    point_here()
    listed = pip(["list", "--format=json"], settings)
    present = {plain(package["name"]) for package in json.loads(listed[listed.index("[") :])}
    if strangers := sorted(present - locked_names() - OWN):
        pip(["uninstall", "--yes", *strangers], settings)
    step("trying the packages, and looking for the fonts of this computer")
    quietly([PYTHON, "-I", "-W", "ignore", TRIAL, LOCK])


def pip(arguments: list[str], settings: Mapping[str, str], show: Callable[[str], None] = lambda line: None) -> str:
    """Run the environment's pip with these settings and no others; return what it printed."""
    env = {name: value for name, value in variables().items() if not name.startswith("PIP_")}
    command = [str(PYTHON), "-I", "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    return quietly(command, show, {**env, **settings})


def pip_settings() -> dict[str, str]:
    """How packages are reached, as variables: from pip's configuration files and, before these, from its variables.

    The rest stays outside: `user`, `target`, `require-hashes` or `no-binary` would install something else, or
    somewhere else.
    """
    file = {name: value for name, value in os.environ.items() if name == "PIP_CONFIG_FILE"}
    # A `user = true` in one of the files would be taken to ask for the user's own file only.
    listed = pip(["config", "list"], {**file, "PIP_USER": "0", "PIP_GLOBAL": "0", "PIP_SITE": "0"})
    given = [
        (key, ast.literal_eval(value))
        for section in ("global", "install")
        for key, value in re.findall(rf"^{section}\.([\w-]+)=(.*)$", listed, re.MULTILINE)
    ]
    given += [(name[4:], value) for name, value in os.environ.items() if name.startswith("PIP_")]
    settings = {"PIP_CONFIG_FILE": os.devnull}
    for key, value in given:
        key = key.lower().replace("_", "-")
        if key in REACH or (key, value) == ("use-feature", "truststore"):  # the system's certificates, in older pips
            settings["PIP_" + key.upper().replace("-", "_")] = value
    return settings


def point_here() -> None:
    """Name this folder to Python in plain letters.

    pip notes it in UTF-8, but Python before 3.13 reads the note in the system's encoding: on Windows casekit would be
    missing from the notebooks of a learner called Jürgen.
    """
    if not str(HOME).isascii():
        for note in installed("casekit.pth"):
            note.write_text(f"import os, sys; sys.path.append(os.fsdecode({os.fsencode(HOME)!r}))\n", encoding="ascii")
