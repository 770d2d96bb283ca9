"""Leaving out of dissatisfaction, or because age makes a rider give up riding."""

from __future__ import annotations

import numpy as np

from casekit.cases import groups
from casekit.world.common.dissatisfaction import dissatisfaction
from casekit.world.common.people import people
from casekit.world.engine.models import NEVER, Drift
from casekit.world.engine.world import World
from casekit.world.harley.ages import giving_up, joining_age

AGE = 1  # code in the company's drifts, after dissatisfaction


def retirement(world: World) -> Drift:
    """An exponential clock runs at the speed of each cause's hazard; the earlier one wins.

    That of age starts when a rider joins, or with the window. (Cause-specific hazards; that of age is constant within
    each month of age, so that its integral is inverted by plain arithmetic, with the same bits everywhere.)
    """
    who, unhappy = world.of(people), world.of(dissatisfaction)
    hazard = giving_up(world.company[groups.Riding])
    spent = np.append(0.0, np.cumsum(hazard))
    age = world.of(joining_age) + who.active_from - who.joined
    month = age.astype(np.int64)
    clock = world.block.generator("leaving", "age").standard_exponential(world.block.size)
    until = spent[month] + (age - month) * hazard[month] + clock
    month = np.searchsorted(spent, until, side="right") - 1
    month = np.minimum(month, len(hazard) - 1)
    later = month + (until - spent[month]) / hazard[month] - age
    at = who.active_from + np.maximum(later, 0.0)
    at = np.where(at < world.calendar.months, at, NEVER)
    because = np.where(at < unhappy.at, np.int8(AGE), unhappy.because)
    return Drift(np.minimum(at, unhappy.at), because)
