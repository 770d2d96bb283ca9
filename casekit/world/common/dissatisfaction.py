"""Leaving out of dissatisfaction as such, with no incident to point at."""

from __future__ import annotations

import numpy as np

from casekit.cases import groups
from casekit.world.common.satisfaction import exposure, satisfaction
from casekit.world.engine.models import NEVER, Drift
from casekit.world.engine.world import World


def dissatisfaction(world: World) -> Drift:
    """An exponential clock runs at the speed of the state's hazard; the customer leaves when it has run out.

    The hazard is set so that it and the incidents, at the default of the dial `leaving`, together make the published
    customer lives. (Cause-specific hazards; the earlier cause wins.)
    """
    company = world.company
    published = 1 / (12 * np.array(company[groups.Satisfaction].life_years))
    trouble = company[groups.Incidents]
    hazard = published - np.array(trouble.per_month) * trouble.noticed * company.default("leaving")
    speed = hazard[world.of(satisfaction)]
    spent = np.cumsum(speed * exposure(world), axis=1)
    clock = world.block.generator("leaving", "clock").standard_exponential(world.block.size)
    month = (spent <= clock[:, None]).sum(axis=1)
    leaves = month < world.calendar.months
    month = np.minimum(month, world.calendar.months - 1)
    rows = np.arange(world.block.size)
    at = np.where(leaves, month + 1 - (spent[rows, month] - clock) / speed[rows, month], NEVER)
    return Drift(at, np.zeros(world.block.size, dtype=np.int8))
