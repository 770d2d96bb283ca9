#!/usr/bin/env python3
"""Set up the workbook and open it.

    python3 start.py              open the notebooks in JupyterLab; further arguments go to `casekit lab`
    python3 start.py test         run every test and every notebook; further arguments go to pytest

The first start installs everything into the folder .venv beside this file, which takes a minute or two and needs a
network. Later starts need neither. Deleting .venv is safe: the next start makes it again.
"""

# Only the standard library, and no syntax newer than Python 3.6: an old Python must get as far as the sentence
# that says it is too old.

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys

HOME = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(HOME, ".venv")
STAMP = os.path.join(VENV, "casekit.json")
PYTHON = os.path.join(VENV, *(["Scripts", "python.exe"] if os.name == "nt" else ["bin", "python"]))
LOCK = os.path.join(HOME, "requirements.lock")
PROJECT = os.path.join(HOME, "pyproject.toml")
OLDEST = (3, 11)
# Not in the lock, and still at home in the environment.
OWN = {"pip", "setuptools", "casekit"}


class Trouble(Exception):
    """What stands in the way, in a sentence for the person at the keyboard."""


def main(arguments):
    try:
        if arguments[:1] in (["-h"], ["--help"]):
            print(__doc__)
            return 0
        if sys.version_info < OLDEST:
            found, needed = dotted(sys.version_info[:2]), dotted(OLDEST)
            raise Trouble("The workbook needs Python {} or newer; this is Python {}.".format(needed, found))
        ensure_environment()
        if arguments[:1] == ["test"]:
            return run("pytest", arguments[1:])
        return run("casekit", ["lab"] + arguments)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except OSError as error:
        print(explained(str(error)), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped; the same command goes on from here.", file=sys.stderr)
        return 130


def run(module, arguments):
    """Hand over to a module of the environment; on Linux and macOS in this very process, so that signals reach it."""
    os.chdir(HOME)
    command = [PYTHON, "-m", module] + arguments
    if os.name == "nt":
        return subprocess.call(command, env=environment())
    sys.stdout.flush()
    return os.execve(PYTHON, command, environment())


def environment():
    """The environment variables without those that would let another Python's packages in."""
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}


# -- the environment ---------------------------------------------------------------------------------------------


def ensure_environment():
    """Make .venv what the lock says, unless the stamp shows that it is.

    The stamp is written last. So after an interrupted install there is none, and the environment is made anew; the
    same goes for a moved folder (an environment knows its own path) and for a Python that was upgraded under it.
    With only the lock or the project changed, the difference is installed.
    """
    stamp, python = read_stamp(), version_of(PYTHON)
    if python and stamp == wanted(python):
        return
    if not python or not stamp or stamp["python"] != python or stamp["folder"] != HOME:
        print("Setting up the workbook in {}; this takes a minute or two, once.".format(VENV), flush=True)
        make_environment()
    else:
        print("The workbook has changed; bringing its packages up to date.", flush=True)
        os.remove(STAMP)
    install()
    write_stamp(wanted(version_of(PYTHON)))
    print("Ready.", flush=True)


def wanted(python):
    return {"python": python, "folder": HOME, "lock": hash_of(LOCK), "project": hash_of(PROJECT)}


def read_stamp():
    try:
        with open(STAMP, encoding="utf-8") as file:
            stamp = json.load(file)
        return stamp if {"python", "folder"} <= set(stamp) else None
    except (OSError, ValueError, TypeError):
        return None


def write_stamp(stamp):
    with open(STAMP + ".part", "w", encoding="utf-8") as file:
        json.dump(stamp, file)
    os.replace(STAMP + ".part", STAMP)


def hash_of(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def version_of(python):
    """The version that an environment's Python reports; None if it does not run."""
    code = "import sys; print(sys.version.split()[0])"
    try:
        return subprocess.check_output([python, "-I", "-c", code], stderr=subprocess.DEVNULL).decode().strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def make_environment():
    try:
        import ensurepip  # noqa: F401 (Debian and Ubuntu leave it out of their Python)
        import venv  # noqa: F401
    except ImportError:
        package = "python{}-venv".format(dotted(sys.version_info[:2]))
        raise Trouble(
            "This Python cannot make environments: its venv module is missing. On Debian and Ubuntu install it with "
            "`sudo apt install {}` (or python3-venv); then run the same command again.".format(package)
        )
    if os.path.isdir(VENV) and not os.path.islink(VENV):
        shutil.rmtree(VENV)
    quietly([sys.executable, "-I", "-m", "venv", VENV])


def install():
    """Exactly what the lock says, then casekit itself from this folder, then nothing that the lock does not name."""
    pip = [PYTHON, "-I", "-m", "pip", "--disable-pip-version-check", "--no-input"]
    quietly(pip + ["install", "--no-deps", "--only-binary=:all:", "-r", LOCK], show=Progress())
    quietly(pip + ["install", "--no-deps", "--no-build-isolation", "-e", HOME])
    listed = quietly(pip + ["list", "--format=json"])
    present = {plain(package["name"]) for package in json.loads(listed[listed.index("[") :])}
    strangers = sorted(present - locked_names() - OWN)
    if strangers:
        quietly(pip + ["uninstall", "--yes"] + strangers)


def locked_names():
    with open(LOCK, encoding="utf-8") as file:
        return {plain(line.split("==")[0]) for line in file if "==" in line}


def plain(name):
    return re.sub(r"[-_.]+", "-", name).strip().lower()


# -- pip, calmly -------------------------------------------------------------------------------------------------


def quietly(command, show=lambda line: None):
    """Run a command and return what it printed; if it fails, say why in a sentence."""
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True, errors="replace", cwd=HOME,
        env=environment(),
    )
    lines = []
    for line in process.stdout:
        lines.append(line)
        show(line)
    if process.wait() != 0:
        raise Trouble(explained("".join(lines)))
    return "".join(lines)


class Progress:
    """Now and then, how many of the lock's packages have been fetched."""

    def __init__(self):
        self.total, self.seen = len(locked_names()), 0

    def __call__(self, line):
        if line.startswith("Collecting "):
            self.seen += 1
            if self.seen % 25 == 0:
                print("  {} of about {} packages fetched".format(self.seen, self.total), flush=True)
        elif line.startswith("Installing collected packages"):
            print("  installing them", flush=True)


def explained(output):
    """The sentence for what venv, pip or the operating system complained about."""

    def says(*signs):
        return any(sign.lower() in output.lower() for sign in signs)

    if says("No space left on device", "Errno 28", "Disk quota exceeded", "WinError 112"):
        return "The disk is full: the workbook needs about 1.5 GB. Free some space and run the same command again."
    if says("Permission denied", "Errno 13", "Read-only file system", "WinError 5]"):
        return "You may not write in {}; copy the workbook to a folder of your own and start it there.".format(HOME)
    if says("CERTIFICATE_VERIFY_FAILED", "SSLError"):
        return "The package index could not be trusted (its certificate was refused); ask whoever runs your network."
    if says("(from versions: none)", "NewConnectionError", "ConnectTimeoutError", "ReadTimeoutError", "ProxyError"):
        return (
            "The packages could not be fetched: no package index could be reached. Connect this computer to the "
            "internet and run the same command again. Only the first start needs a network."
        )
    missing = re.search(r"No matching distribution found for (\S+)", output)
    if missing:
        return "There is no ready-made {} for Python {} on this computer; try another Python, {} or newer.".format(
            missing.group(1), dotted(sys.version_info[:2]), dotted(OLDEST)
        )
    complaints = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in complaints if "error" in line.lower()]
    return "Setting up failed: {}".format((errors or complaints or ["no reason was given."])[-1])


def dotted(version):
    return ".".join(str(part) for part in version)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
