"""Who the customers are: since when, and where they belong."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from casekit.cases.groups import Membership
from casekit.world.calendar import LONGEST
from casekit.world.chain import Chain
from casekit.world.world import World, pick


@dataclass(frozen=True)
class People:
    """One entry a customer in each array, shape (customers,)."""

    customer_id: np.ndarray  # int32
    joined: np.ndarray  # float64, position in months; negative is before the window
    store: np.ndarray  # int16, code in Membership.stores
    channel: np.ndarray  # int16, code in Membership.channels: the usual one
    group: np.ndarray  # int16, store x channels + channel: row in `customer_groups`

    @property
    def active_from(self) -> np.ndarray:
        """When a customer's window begins: position in months, never negative."""
        return np.maximum(self.joined, 0.0)


def people(world: World) -> People:
    """Draw the customers of a block."""
    company, block = world.company, world.block
    _, leaving = world.of(customer_groups).settled
    ages, groups = _joining(company.membership, leaving, world.calendar.months, world.dials["mix_shift"])

    def draw(variate: str) -> np.random.Generator:
        return block.generator("people", variate)

    age = np.searchsorted(np.cumsum(ages), draw("age").random(block.size) * ages.sum(), side="right")
    age = np.minimum(age, LONGEST - 1)
    group = pick(draw("group").random(block.size), groups[age])
    channels = len(company.membership.channels)
    return People(
        customer_id=block.customer_ids,
        joined=world.calendar.months - 1 - age + draw("within month").random(block.size),
        store=group // channels,
        channel=group % channels,
        group=group,
    )


def customer_groups(world: World) -> Chain:
    """The satisfaction chain of each combination of store and usual channel, store by store."""
    company = world.company
    rules = company.membership
    lift = np.add.outer(np.array(rules.store_lift), np.array(rules.channel_lift)).ravel()
    return Chain(company.satisfaction, lift, np.tile(rules.channel_queue, len(rules.stores)))


def _joining(
    membership: Membership, leaving: np.ndarray, months: int, mix_shift: float
) -> tuple[np.ndarray, np.ndarray]:
    """Weights of ages in months since joining, shape (120,), and of groups at each age, shape (120, groups).

    Chosen backwards from the window's end: bands of tenure among those still there have the published shares, so
    recent months count as they are and earlier ones are scaled up by those who have left since. Groups lose
    customers at different rates; newcomers make up for it, so that the mix of groups stands still unless `mix_shift`
    sends newcomers to the best stores.
    """
    edges = (12 * np.array(membership.tenure_years)).astype(int)
    tenure = np.repeat(np.array(membership.tenure_shares) / np.diff(edges), np.diff(edges))
    share = np.repeat(1 / len(membership.stores), len(membership.stores))
    share = np.multiply.outer(share, np.array(membership.channel_shares)).ravel()
    mean_leaving = (share * leaving).sum()
    age = np.arange(LONGEST)
    ages = tenure * np.exp(mean_leaving * np.minimum(age + 0.5, months))
    groups = np.tile(share, (LONGEST, 1))

    best = np.array(membership.store_lift) > 0
    to_best = share * np.repeat(best, len(membership.channels))
    to_best /= to_best.sum()
    customers = ages[months:].sum()
    for month in range(months):
        newcomers = ages[months - 1 - month]
        level = share * np.maximum(1 + (leaving - mean_leaving) * customers / newcomers, 0.0)
        groups[months - 1 - month] = (1 - mix_shift) * level / level.sum() + mix_shift * to_best
        customers = customers * np.exp(-mean_leaving) + newcomers
    return ages, groups
