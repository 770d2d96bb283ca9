"""What customers would say if they answered: the score behind each survey that is sent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from casekit.cases import groups
from casekit.world.common.contacts import contacts
from casekit.world.common.people import people
from casekit.world.common.relation import relation
from casekit.world.common.satisfaction import satisfaction
from casekit.world.engine.calendar import DAY_MS
from casekit.world.engine.rows import by_customer
from casekit.world.engine.world import World


@dataclass(frozen=True)
class Opinions:
    """One entry a survey sent, sorted by customer, then time."""

    customer: np.ndarray  # int32, index into the block
    at: np.ndarray  # float64, position in months
    contact: np.ndarray  # int32, index of the contact it follows, -1 for the monthly survey
    felt: np.ndarray  # int8, 0 to 10: the score the customer would give
    willing: np.ndarray  # float64, uniform: who answers before whom, all else equal


def leniency(world: World) -> np.ndarray:
    """What each customer adds to every score they feel: float64, shape (customers,), mean 0."""
    draw = world.block.generator("people", "leniency").standard_normal(world.block.size)
    return draw * world.company[groups.Satisfaction].score_customer_spread


def opinions(world: World) -> Opinions:
    """Draw who is asked, what each would say, and how willing each is to say it."""
    rules, feeling = world.company[groups.Surveys], world.company[groups.Satisfaction]
    path, talk = world.of(satisfaction), world.of(contacts)

    def draw(variate: str) -> np.random.Generator:
        return world.block.generator("opinions", variate)

    asked, at = _monthly(world)
    # A day later, or as many as the answer took: e-mails may wait that long, and nobody is asked before it has come.
    days = 1 + (talk.wait_seconds.astype(np.int64) + talk.handle_seconds) // (DAY_MS // 1000)
    after = world.calendar.positions(world.calendar.days(talk.at) + days)
    followed = draw("followed").random(len(after)) < rules.after_contact
    followed &= (after < world.calendar.months) & world.of(relation).present(talk.customer, after)
    customer = np.concatenate((asked, talk.customer[followed]))
    at = np.concatenate((at, after[followed]))
    contact = np.concatenate((np.full(len(asked), -1), np.flatnonzero(followed)))
    order = by_customer(customer, at)
    customer, at, contact = customer[order], at[order], contact[order]

    unsolved = (contact >= 0) & ~talk.resolved[contact] if len(talk.resolved) else np.zeros(len(at), dtype=bool)
    mean = np.array(feeling.score_mean)[path[customer, at.astype(np.int64)]] + world.of(leniency)[customer]
    mood = draw("mood").standard_normal(len(at)) * feeling.score_spread
    felt = np.clip(np.rint(mean + mood - rules.unsolved_costs * unsolved), 0, 10).astype(np.int8)
    willing = draw("willing").random(len(at))
    return Opinions(customer.astype(np.int32), at, contact.astype(np.int32), felt, willing)


def _monthly(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Customer and position of the monthly surveys: a random sample of those who are customers at that moment."""
    customer, at = world.of(_invited)
    there = (at >= world.of(people).joined[customer]) & world.of(relation).present(customer, at)
    return customer[there], at[there]


def _invited(world: World) -> tuple[np.ndarray, np.ndarray]:
    """The same as if everybody were a customer all the time."""
    shape = (world.block.size, world.calendar.months)
    invited = world.block.generator("opinions", "invited").random(shape) < world.company[groups.Surveys].invited
    customer, month = np.nonzero(invited)
    return customer.astype(np.int32), month + world.block.generator("opinions", "at").random(len(month))
