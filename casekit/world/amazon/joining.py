"""Joining within the window: a company whose every customer is followed from the first purchase on."""

from __future__ import annotations

import numpy as np

from casekit.cases import groups
from casekit.world.engine.calendar import LONGEST
from casekit.world.engine.models import Joining
from casekit.world.engine.world import World


def arrivals(world: World) -> Joining:
    """Joining in thirds of the window, evenly within each; the mix of groups stands still."""
    membership, months = world.company[groups.Membership], world.calendar.months
    thirds = np.array(world.company[groups.Orders].arrivals)
    edges = np.arange(months + 1) / months * len(thirds)
    before = np.interp(edges, np.arange(len(thirds) + 1), np.append(0.0, np.cumsum(thirds))).round(12)
    ages = np.zeros(LONGEST)
    ages[:months] = np.diff(before)[::-1]
    mix = np.tile(membership.channel_shares, len(membership.places))
    return Joining(ages, np.tile(mix, (LONGEST, 1)))
