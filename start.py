#!/usr/bin/env python3
"""Set up the workbook and open it.

    python3 start.py              open the notebooks in JupyterLab; further arguments go to `casekit lab`
    python3 start.py test         run every test and every notebook; further arguments go to pytest

The first start installs everything into the folder .venv beside this file; it says what it is doing, and needs a
network. Later starts need neither. Deleting .venv is safe: the next start makes it again.
"""

# Nothing here that an old Python could not read, even Python 2: it must get as far as the sentence that says it is
# too old. All the rest is in the folder installer, which needs the standard library only.
from __future__ import print_function

import os
import subprocess
import sys

OLDEST = (3, 11)


def main(arguments):
    if arguments[:1] in (["-h"], ["--help"]):
        print(__doc__)
        return 0
    if sys.version_info < OLDEST:
        sentence = "The workbook needs Python {}.{} or newer; this is Python {}.{}."
        print(sentence.format(*(OLDEST + tuple(sys.version_info[:2]))), file=sys.stderr)
        return 1
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # a folder may have letters that the terminal has not
    # Through a symbolic link, too, the workbook is where this file really is.
    sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
    from installer import calm, environment

    try:
        environment.ensure()
        if arguments[:1] == ["test"]:
            return run("pytest", arguments[1:])
        return run("casekit", ["lab"] + arguments)
    except (calm.Trouble, OSError) as error:
        print(calm.sentence(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped; the same command goes on from here.", file=sys.stderr)
        return 130


def run(module, arguments):
    """Hand over to a module of the environment; on Linux and macOS in this very process, so that signals reach it."""
    from installer import calm, places

    os.chdir(places.HOME)
    command = [places.PYTHON, "-m", module] + arguments
    if os.name == "nt":
        return subprocess.call(command, env=calm.variables())
    sys.stdout.flush()
    return os.execve(places.PYTHON, command, calm.variables())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
