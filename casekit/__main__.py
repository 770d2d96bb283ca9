"""`python -m casekit`, the same as `casekit`."""

import io
import os
import sys

from casekit.cli import app


def main() -> None:
    """The command line; letters that the terminal has not, as in the name of a folder, are spelt out.

    Notebooks run in the kernel beside this Python: another one called python3, in the user's folders, knows no casekit.
    """
    os.environ.pop("JUPYTER_PATH", None)
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    app()


if __name__ == "__main__":
    main()
