"""`casekit`, and `python -m casekit`: the command line, whose every end is a sentence, also the one by Ctrl-C."""

import io
import os
import sys

from casekit import startup
from casekit.interrupts import put_off, said_at_the_end


def main() -> None:
    """Run the command line, and exit as it does."""
    # Notebooks run in the kernel beside this Python: another one called python3, elsewhere, knows no casekit.
    os.environ.pop("JUPYTER_PATH", None)
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    # One heap, which is given back when a cell has run: 40 MB less a learner in lesson 06, and no picture later.
    for name, value in (("MALLOC_ARENA_MAX", "1"), ("ARROW_DEFAULT_MEMORY_POOL", "system")):
        os.environ.setdefault(name, value)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # whatever a path or a name has in it, it can be said
    startup.leave_out()
    with said_at_the_end():
        try:
            with put_off():
                from casekit.cli import app
            app()
        except OSError as error:  # what casekit opens has sentences of its own; this is the standard output
            sys.stdout = open(os.devnull, "w")  # which cannot take what is left either
            sys.exit(f"Could not say all there is to say: {error.strerror}.")


if __name__ == "__main__":
    main()
