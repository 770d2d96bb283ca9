"""Outbound messages, and the annoyance they leave behind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from casekit.cases import groups
from casekit.world.common.people import people
from casekit.world.common.relation import relation
from casekit.world.engine.rows import STRIDE
from casekit.world.engine.world import World

DAYS_IN_MONTH = 365.25 / 12


@dataclass(frozen=True)
class Sent:
    """`annoyance` has one entry a customer, from 0 up; the rest one a message, sorted by customer, then time."""

    annoyance: np.ndarray
    customer: np.ndarray  # int32, index into the block
    slot: np.ndarray  # int16, index into the moments at which messages go out
    moments: np.ndarray  # float64, positions in months
    opened: np.ndarray
    responded: np.ndarray  # opened, and used the offer at a visit in the days after
    opted_out: np.ndarray  # by this message; no further ones follow

    @property
    def at(self) -> np.ndarray:
        """float64, position in months."""
        return self.moments[self.slot]


def sensitivity(world: World) -> np.ndarray:
    """How easily messages annoy each customer: float64, shape (customers,), mean 1."""
    shape = world.company[groups.Touches].sensitivity_shape
    return world.block.generator("people", "sensitivity").standard_gamma(shape, world.block.size) / shape


def touches(world: World) -> Sent:
    """Send each customer the same few messages a month until they leave or opt out.

    Annoyance grows with each message towards the customer's own sensitivity, and the chance of opting out with it.
    """
    rules, who, course = world.company[groups.Touches], world.of(people), world.of(relation)
    annoyable = world.of(sensitivity)
    slots = world.calendar.months * rules.per_month
    moments = (np.arange(slots) + 0.5) / rules.per_month
    at = np.broadcast_to(moments, (world.block.size, slots))
    index = np.broadcast_to(np.arange(world.block.size)[:, None], at.shape)
    reached = course.present(index, at) & (at >= who.joined[:, None])
    before = np.cumsum(reached, axis=1)
    growth = 1 - np.exp(before / -(rules.per_month * rules.annoyance_months))
    luck = world.block.generator("touches", "opt out").random(at.shape)
    opts_out = reached & (luck < rules.opt_out * annoyable[:, None] * growth)
    outs = np.cumsum(opts_out, axis=1)
    sent = reached & ((outs == 0) | (opts_out & (outs == 1)))
    customer, slot = np.nonzero(sent)
    received = sent.sum(axis=1)
    annoyance = annoyable * (1 - np.exp(-received / (rules.per_month * rules.annoyance_months)))

    opened = world.block.generator("touches", "opened").random(len(customer)) < rules.opened
    moment = customer * STRIDE + moments[slot]
    key = np.append(world.of(world.models.purchases).key, np.inf)
    visited = key[np.searchsorted(key, moment)] < moment + rules.days / DAYS_IN_MONTH
    used = world.block.generator("touches", "used").random(len(customer)) < rules.redeemed
    responded, out = opened & visited & used, opts_out[customer, slot]
    return Sent(annoyance, customer.astype(np.int32), slot.astype(np.int16), moments, opened, responded, out)
