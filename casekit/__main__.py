"""`python -m casekit`, the same as `casekit`."""

from casekit.cli import app

app()
