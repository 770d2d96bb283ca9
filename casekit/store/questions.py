"""Questions in SQL: what is no text, or cannot be run, is one sentence."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from casekit.errors import CaseError, shortened, words

_LONGEST = 200  # characters of what a database says


def answered(
    engine: str, failures: tuple[type[Exception], ...], sql: str, run: Callable[[str], pd.DataFrame]
) -> pd.DataFrame:
    """What `run` gives for the question, or CaseError with what the engine has against it.

    >>> def run(sql):
    ...     raise ArithmeticError("no such column: nam\\nLINE 1: select nam")
    >>> answered("SQLite", (ArithmeticError,), "select nam from record", run)
    Traceback (most recent call last):
    casekit.errors.CaseError: SQLite cannot run this SQL: no such column: nam.
    """
    asked = words("sql", sql, such_as="'select * from record'")
    try:
        return run(asked)
    except failures as error:
        lines = str(error).strip().splitlines() or [type(error).__name__]
        raise CaseError(f"{engine} cannot run this SQL: {shortened(lines[0].rstrip('.!'), _LONGEST)}.") from None
