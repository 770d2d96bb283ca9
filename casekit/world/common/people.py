"""Who the customers are: since when, and where they belong."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from casekit.cases import groups
from casekit.world.engine.calendar import LONGEST
from casekit.world.engine.draw import pick
from casekit.world.engine.world import World
from casekit.world.theory.satisfaction_chain import Chain


@dataclass(frozen=True)
class People:
    """One entry a customer in each array, shape (customers,)."""

    customer_id: np.ndarray  # int32
    joined: np.ndarray  # float64, position in months; negative is before the window
    place: np.ndarray  # int16, code in Membership.places
    channel: np.ndarray  # int16, code in Membership.channels: the usual one
    group: np.ndarray  # int16, place x channels + channel: row in `customer_groups`

    @property
    def active_from(self) -> np.ndarray:
        """When a customer's window begins: position in months, never negative."""
        return np.maximum(self.joined, 0.0)


def people(world: World) -> People:
    """Draw the customers of a block."""
    company, block = world.company, world.block
    joining = world.of(world.models.joining)

    def draw(variate: str) -> np.random.Generator:
        return block.generator("people", variate)

    age = np.searchsorted(np.cumsum(joining.ages), draw("age").random(block.size) * joining.ages.sum(), side="right")
    age = np.minimum(age, LONGEST - 1)
    group = pick(draw("group").random(block.size), joining.groups[age])
    channels = len(company[groups.Membership].channels)
    return People(
        customer_id=block.customer_ids,
        joined=world.calendar.months - 1 - age + draw("within month").random(block.size),
        place=group // channels,
        channel=group % channels,
        group=group,
    )


def customer_groups(world: World) -> Chain:
    """The satisfaction chain of each combination of place and usual channel, place by place."""
    return Chain.of(world.company)


def usual_or_other(membership: groups.Membership, usual: np.ndarray, uniform: np.ndarray) -> np.ndarray:
    """The channel of each purchase (int16): the customer's usual one, or now and then one of the others."""
    channels, loyalty = len(membership.channels), membership.channel_loyalty
    step = np.ceil(np.maximum(uniform - loyalty, 0) / (1 - loyalty) * (channels - 1)).astype(np.int16)
    return (usual + step) % channels
