"""Slips: incidents that happen to dissatisfied customers more often."""

from __future__ import annotations

import numpy as np

from casekit.cases import groups
from casekit.world.common.satisfaction import exposure, satisfaction
from casekit.world.engine.models import Trouble
from casekit.world.engine.rows import by_customer
from casekit.world.engine.world import World


def slips(world: World) -> Trouble:
    """Incidents as a Poisson stream whose rate follows satisfaction."""
    there = exposure(world)
    rate = np.array(world.company[groups.Incidents].per_month)[world.of(satisfaction)] * there
    counts = world.block.generator("incidents", "count").poisson(rate)
    met = np.nonzero(counts)
    customer, month = (np.repeat(index, counts[met]) for index in met)
    share = there[customer, month]
    at = month + 1 - share * (1 - world.block.generator("incidents", "at").random(len(month)))
    order = by_customer(customer, at)
    return Trouble(customer[order], at[order], at[order])
