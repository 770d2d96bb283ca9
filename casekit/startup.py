"""Jupyter's start without a part that takes more than a second and that it never uses."""

from __future__ import annotations

import sys


def leave_out() -> None:
    """Let jsonschema, which reads notebooks for Jupyter, do without its grammar of international web addresses.

    It would build that grammar on its import, in 1.5 seconds of work, for a format (`iri`) that is in no schema of
    Jupyter's. Without the package it checks no such format, and all else as before.

    >>> import subprocess
    >>> code = "from casekit import startup; startup.leave_out(); import nbformat, sys; print('lark' in sys.modules)"
    >>> subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout
    'False\\n'
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # Python's way to say: there is none


if __name__ == "__main__":  # JupyterLab itself, as `python -m jupyterlab`
    leave_out()
    from jupyterlab.labapp import main

    sys.exit(main())
