"""Slips: incidents that happen to dissatisfied customers more often."""

from __future__ import annotations

import numpy as np

from casekit.world.satisfaction import exposure, satisfaction
from casekit.world.service import Trouble
from casekit.world.world import World


def slips(world: World) -> Trouble:
    """Incidents as a Poisson stream whose rate follows satisfaction."""
    rate = np.array(world.company.incidents.per_month)[world.of(satisfaction)] * exposure(world)
    counts = world.block.generator("incidents", "count").poisson(rate)
    customer, month = np.divmod(np.repeat(np.arange(counts.size), counts.ravel()), world.calendar.months)
    share = exposure(world)[customer, month]
    at = month + 1 - share * (1 - world.block.generator("incidents", "at").random(len(month)))
    order = np.lexsort((at, customer))
    return Trouble(customer[order], at[order], at[order])
