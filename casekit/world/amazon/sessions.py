"""What visitors do between purchases: sessions, of which some prepare a purchase and some lead to none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from casekit.cases import groups
from casekit.world.amazon.purchases import orders
from casekit.world.amazon.shelves import shelves
from casekit.world.amazon.tastes import acting, tastes
from casekit.world.amazon.visitor_ids import DEVICES, OTHERS
from casekit.world.common.people import people
from casekit.world.common.relation import relation
from casekit.world.engine.calendar import DAYS_IN_MONTH
from casekit.world.engine.rows import STRIDE
from casekit.world.engine.world import World

MONTH_SECONDS = DAYS_IN_MONTH * 86_400
NOTHING = -1


class Outing(NamedTuple):
    """One entry a session, before it is known from which device."""

    customer: np.ndarray  # int64, index into the block
    at: np.ndarray  # float64, position in months
    pace: np.ndarray  # float64, months between two clicks
    clicks: np.ndarray  # int64, at least 1
    person: np.ndarray  # int64, 0 for the account's owner, 1 for the other person
    category: np.ndarray  # int64
    bought: np.ndarray  # int16, the product that the session prepares to buy, -1 for none


@dataclass(frozen=True)
class Sessions:
    """One entry a session, sorted by customer, then time."""

    customer: np.ndarray  # int64, index into the block
    visitor: np.ndarray  # int64, customer index x devices + device
    at: np.ndarray  # float64, position in months
    pace: np.ndarray  # float64, months between two clicks
    clicks: np.ndarray  # int64, at least 1
    category: np.ndarray  # int64
    bought: np.ndarray  # int16, the product that the session prepares to buy, -1 for none
    searched: np.ndarray  # bool: the session begins with a search
    willing: np.ndarray  # float64, uniform: who logs in before whom, all else equal


def sessions(world: World) -> Sessions:
    """Draw the sessions of a block."""
    rules = world.company[groups.Browsing]
    out = _by_customer(_preparing(world), _idle(world))

    def uniform(variate: str) -> np.ndarray:
        return world.block.generator("sessions", variate).random(len(out.at))

    second = uniform("device") < rules.second_device
    device = np.where(out.person == 1, OTHERS, second)
    searches = np.where(out.bought == NOTHING, rules.searches[1], rules.searches[0])
    return Sessions(
        customer=out.customer,
        visitor=out.customer * len(DEVICES) + device,
        at=out.at,
        pace=out.pace,
        clicks=out.clicks,
        category=out.category,
        bought=out.bought,
        searched=uniform("searched") < searches,
        willing=uniform("willing"),
    )


def _preparing(world: World) -> Outing:
    """The sessions that end in a purchase some time later: one for each order but a customer's first."""
    bought, course, joined = world.of(orders), world.of(relation), world.of(people).joined
    order = np.flatnonzero(bought.at > joined[bought.customer])
    customer, at = bought.customer[order], bought.at[order]
    pace, count = _lengths(world, "preparing", len(order))
    rules = world.company[groups.Browsing]
    lead = world.block.generator("preparing", "lead").standard_exponential(len(order)) * rules.lead_days / DAYS_IN_MONTH
    back = course.returned[customer]
    since = np.where(at >= back, back, joined[customer])
    start = np.maximum(at - np.maximum(lead, pace * count), since)
    pace = np.minimum(pace, (at - start) / count)  # right after joining there is little time
    category = world.of(shelves).category[bought.product[order]].astype(np.int64)
    return Outing(customer, start, pace, count, bought.person[order], category, bought.product[order])


def _idle(world: World) -> Outing:
    """The sessions that lead to no purchase, of those who are customers at that time."""
    who, course, months = world.of(people), world.of(relation), world.calendar.months

    def draw(variate: str) -> np.random.Generator:
        return world.block.generator("idle", variate)

    span = months - who.active_from
    counts = draw("count").poisson(world.company[groups.Browsing].per_month * span)
    customer = np.repeat(np.arange(world.block.size), counts)
    at = who.active_from[customer] + span[customer] * draw("at").random(len(customer))
    pace, count = _lengths(world, "idle", len(at))
    person = acting(world, customer, draw("person").random(len(at)))
    category = world.of(tastes).category(customer, person, draw("category").random(len(at)))
    end = at + pace * count
    there = course.present(customer, at) & course.present(customer, end) & (end < months)
    nothing = np.full(len(at), NOTHING, dtype=np.int16)
    return Outing(*(column[there] for column in (customer, at, pace, count, person, category, nothing)))


def _lengths(world: World, kind: str, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Pace and number of clicks of so many sessions."""
    rules, draw = world.company[groups.Browsing], world.block.generator
    pace = draw(kind, "pace").standard_exponential(size) * rules.seconds / MONTH_SECONDS
    return pace, 1 + draw(kind, "clicks").poisson(rules.clicks, size)


def _by_customer(*kinds: Outing) -> Outing:
    """All kinds of session in one, sorted by customer, then time."""
    out = Outing(*(np.concatenate(column) for column in zip(*kinds, strict=True)))
    order = np.argsort(out.customer * STRIDE + out.at, kind="stable")
    return Outing(*(column[order] for column in out))
