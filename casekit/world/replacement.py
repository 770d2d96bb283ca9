"""Joining in place of leavers: a company that has been there for years, and whose mix of customers stands still."""

from __future__ import annotations

import numpy as np

from casekit.cases.groups import Membership, Tenure
from casekit.world.calendar import LONGEST
from casekit.world.people import Joining, customer_groups
from casekit.world.world import World


def replacement(world: World) -> Joining:
    """Joining chosen backwards from the window's end.

    Bands of tenure among those still there have the published shares, so recent months count as they are and earlier
    ones are scaled up by those who have left since. Groups lose customers at different rates; newcomers make up for
    it, so that the mix of groups stands still unless the dial `mix_shift` sends newcomers to the best places.
    """
    membership, months, mix_shift = world.company.membership, world.calendar.months, world.dial("mix_shift")
    _, leaving = world.of(customer_groups).settled
    share = group_shares(membership)
    mean_leaving = (share * leaving).sum()
    age = np.arange(LONGEST)
    ages = tenure(world.company.tenure) * np.exp(mean_leaving * np.minimum(age + 0.5, months))
    groups = np.tile(share, (LONGEST, 1))

    best = np.array(membership.place_lift) > 0
    to_best = share * np.repeat(best, len(membership.channels))
    to_best /= to_best.sum()
    customers = ages[months:].sum()
    for month in range(months):
        newcomers = ages[months - 1 - month]
        level = share * np.maximum(1 + (leaving - mean_leaving) * customers / newcomers, 0.0)
        groups[months - 1 - month] = (1 - mix_shift) * level / level.sum() + mix_shift * to_best
        customers = customers * np.exp(-mean_leaving) + newcomers
    return Joining(ages, groups)


def tenure(rules: Tenure) -> np.ndarray:
    """Weight of each tenure in whole months among today's customers, shape (120,)."""
    edges = (12 * np.array(rules.years)).astype(int)
    return np.repeat(np.array(rules.shares) / np.diff(edges), np.diff(edges))


def group_shares(membership: Membership) -> np.ndarray:
    """Share of each group, shape (groups,): places are alike, and so are the channels used at each."""
    share = np.repeat(1 / len(membership.places), len(membership.places))
    return np.multiply.outer(share, np.array(membership.channel_shares)).ravel()
