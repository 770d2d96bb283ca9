"""Whether customers mean to come back after an incident, by what was done about it."""

from __future__ import annotations

import numpy as np

from casekit.cases.groups import Incidents


def would_return(rules: Incidents, severity: np.ndarray, resolved: np.ndarray, hours: np.ndarray) -> np.ndarray:
    """The chance that somebody means to come back, by what has happened; all arrays of one shape.

    `severity` is a code in `rules.severities`, `hours` the time until it was resolved, infinite where it was not.
    Source: TARP's consumer-complaint studies, for those who complained; see the company's `Incidents`.

    >>> from casekit.cases.amazon import AMAZON
    >>> minor, yes = np.array([0]), np.array([True])
    >>> would_return(AMAZON[Incidents], minor, yes, hours=np.array([5.0])).tolist()
    [0.95]
    """
    quick, late, otherwise = (
        np.array(chances)[severity]
        for chances in (rules.would_return_quick, rules.would_return_resolved, rules.would_return_otherwise)
    )
    return np.select([hours <= rules.quick_hours, resolved], [quick, late], otherwise)
