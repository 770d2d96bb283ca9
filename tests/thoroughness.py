"""How many worlds, students and settings the wide sweeps look at: a sample as a rule, all of them with `--thorough`."""

from __future__ import annotations

import os

VARIABLE = "CASEKIT_THOROUGH"  # in the environment, so that every process of a test run sees it


def is_thorough() -> bool:
    """Whether `--thorough` was given."""
    return bool(os.environ.get(VARIABLE))


def sample(full: int, *, usually: int) -> int:
    """`full` with `--thorough`, else `usually`.

    >>> sample(200, usually=10) in (10, 200)
    True
    """
    return full if is_thorough() else usually
