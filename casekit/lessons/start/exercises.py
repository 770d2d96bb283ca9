"""The first exercise."""

from __future__ import annotations

import pandas as pd

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.lessons.opening import checks
from casekit.lessons.start.numbers import DAY, QUARTERS, TODAY, silent_days
from casekit.teach import Exercise

LAST_QUARTER = QUARTERS[-1].start_time


def _silent(amazon: Case) -> pd.Series:
    """Whether each customer has bought nothing in the last quarter; index customer_id."""
    return silent_days(amazon) > (TODAY - LAST_QUARTER) / DAY


exercises = checks(AMAZON, (
    Exercise(
        "00.1",
        "How many customers on Amazon's file have bought nothing since the end of September 2025?",
        lambda case: _silent(case).sum(),
        tolerance=0.5, unit="customers",
        misconceptions={
            "these are the customers who did buy in those three months": lambda case: (~_silent(case)).sum(),
            "you counted purchases, not customers; a customer counts once, by the last purchase":
                lambda case: (case.purchases["at"] < LAST_QUARTER).sum(),
        },
        hints=(
            "The last purchase of each customer decides: `last` in the cell above has it.",
            "A comparison gives True or False for each customer, and `.sum()` counts the True ones.",
        ),
        working='(last < "2025-10-01").sum()',
    ),
))  # fmt: skip
