"""Joining in place of leavers: a company that has been there for years, and whose mix of customers stands still."""

from __future__ import annotations

import numpy as np

from casekit.cases import groups
from casekit.world.common.customer_base import group_shares, tenure
from casekit.world.common.people import customer_groups
from casekit.world.engine.calendar import LONGEST
from casekit.world.engine.models import Joining
from casekit.world.engine.world import World


def replacement(world: World) -> Joining:
    """Joining chosen backwards from the window's end.

    Bands of tenure among those still there have the published shares, so recent months count as they are and earlier
    ones are scaled up by those who have left since. Groups lose customers at different rates; newcomers make up for
    it, so that the mix of groups stands still unless the dial `mix_shift` sends newcomers to the best places.
    """
    membership, months, mix_shift = world.company[groups.Membership], world.calendar.months, world.dials["mix_shift"]
    _, leaving = world.of(customer_groups).settled
    share = group_shares(membership)
    mean_leaving = (share * leaving).sum()
    age = np.arange(LONGEST)
    ages = tenure(world.company[groups.Tenure]) * np.exp(mean_leaving * np.minimum(age + 0.5, months))
    mix = np.tile(share, (LONGEST, 1))

    best = np.array(membership.place_lift) > 0
    to_best = share * np.repeat(best, len(membership.channels))
    to_best /= to_best.sum()
    customers = ages[months:].sum()
    for month in range(months):
        newcomers = ages[months - 1 - month]
        level = share * np.maximum(1 + (leaving - mean_leaving) * customers / newcomers, 0.0)
        mix[months - 1 - month] = (1 - mix_shift) * level / level.sum() + mix_shift * to_best
        customers = customers * np.exp(-mean_leaving) + newcomers
    return Joining(ages, mix)
