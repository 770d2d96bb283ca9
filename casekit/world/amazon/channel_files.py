"""The customer files that the channels of the service desk keep: which records there are, and what is filed under them.

A customer has one record from the first order on. Whoever gets in touch has to be found: where nobody finds the record,
another one is opened, and from then on the customer's orders are filed under the new one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from casekit.cases import groups
from casekit.world.amazon.purchases import orders
from casekit.world.common.contacts import contacts
from casekit.world.common.people import people
from casekit.world.engine.draw import pick
from casekit.world.engine.rows import STRIDE, by_customer
from casekit.world.engine.shuffle import shuffled_ids
from casekit.world.engine.streams import BLOCK_SIZE
from casekit.world.engine.world import World

MOST_RECORDS = 256  # of one customer: ids have room for no more
_BITS = (BLOCK_SIZE * MOST_RECORDS - 1).bit_length()


@dataclass(frozen=True)
class Files:
    """The records, one entry each, sorted by customer, then time; and the record of each order and each contact."""

    customer: np.ndarray  # int64, index into the block
    record_id: np.ndarray  # int64
    at: np.ndarray  # float64, position in months: when it was written
    channel: np.ndarray  # int16, code in Contacts.channels
    drawn: np.ndarray  # int64, index among all records that there would be if no contact found one
    most: int  # how many that would be
    of_order: np.ndarray  # int64, index of the record under which each order is filed
    of_contact: np.ndarray  # int64, the same for each contact


def files(world: World) -> Files:
    """Open the records of a block, and file its orders and contacts."""
    who, talk, bought = world.of(people), world.of(contacts), world.of(orders)
    draw, shares = world.block.generator, np.array(world.company[groups.Contacts].channel_shares)
    first = pick(draw("channel files", "first channel").random(world.block.size), shares)
    is_lost = draw("channel files", "found").random(len(talk.at)) < world.dials["duplicates"]

    customer = np.concatenate((np.arange(world.block.size), talk.customer))
    at = np.concatenate((who.joined, talk.at))
    order = by_customer(customer, at)
    customer, at = customer[order], at[order]
    channel = np.concatenate((first, talk.channel))[order]
    opened = np.concatenate((np.ones(world.block.size, dtype=bool), is_lost))[order]
    before = np.cumsum(opened) - opened
    ordinal = before - before[np.searchsorted(customer, customer)]
    drawn = np.flatnonzero(opened & (ordinal < MOST_RECORDS))
    key = (customer * STRIDE + at)[drawn]
    return Files(
        customer=customer[drawn],
        record_id=shuffled_ids(world.block, customer[drawn] * MOST_RECORDS + ordinal[drawn], _BITS),
        at=at[drawn],
        channel=channel[drawn],
        drawn=drawn,
        most=len(order),
        of_order=np.searchsorted(key, bought.key, side="right") - 1,
        of_contact=np.searchsorted(key, talk.customer * STRIDE + talk.at, side="right") - 1,
    )
