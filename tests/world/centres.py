"""Telephone centres for tests: as at the company, with changes, and as Erlang would have them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from casekit.cases.amazon import AMAZON
from casekit.cases.groups import Centre
from casekit.cases.parameters import assumption
from casekit.world.engine.streams import Block
from casekit.world.systems.centre import HOUR, CallCentre, Days

SIGMAS = 4
UNTIL = np.datetime64("2026-01-01")
RULES = AMAZON[Centre]


def open_centre(seed: int = 1, **changes) -> CallCentre:
    values = {name: label.value for name, label in RULES.labels.items()} | changes
    rules = Centre(**{name: assumption(value, "a test") for name, value in values.items()})
    return CallCentre(replace(AMAZON, groups=(rules,)), Block(seed, "amazon", 0, 1))


def calm_centre(agents: int, busy: float, days: int = 100) -> CallCentre:
    """Even arrivals and exponential handle times of four minutes on average: with agents' worth of work x `busy`."""
    handle, hours = 240.0, 14
    return open_centre(
        seed=agents, days=days, hours=(1.0,) * hours, problems_a_day=agents * busy * hours * HOUR / handle,
        agents=agents, needs_seconds=handle, needs_shape=1.0, greeting_seconds=0.0, limit_seconds=10**6,
    )  # fmt: skip


def settled_by_day(days: Days) -> pd.DataFrame:
    """Day, wait, and whether it was answered, of each call from the fourth hour on: a day begins with an empty line."""
    calls = pd.DataFrame({"day": days.day, "wait": days.wait, "answered": days.answered})
    return calls[days.second >= 3 * HOUR]
