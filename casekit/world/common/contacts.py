"""Conversations with the service desk: about incidents, about anything else, and again when nothing was solved."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from casekit.cases import groups
from casekit.world.common.people import people
from casekit.world.common.relation import relation
from casekit.world.engine.calendar import DAYS_IN_MONTH
from casekit.world.engine.draw import pick
from casekit.world.engine.rows import by_customer
from casekit.world.engine.world import World

COMPLAINT = "complaint"


@dataclass(frozen=True)
class Conversations:
    """One entry a contact, sorted by customer, then time."""

    customer: np.ndarray  # int64, index into the block
    at: np.ndarray  # float64, position in months
    reason: np.ndarray  # int16; code in Contacts.reasons, or one past them for a complaint
    resolved: np.ndarray
    repeat_of: np.ndarray  # int64, index of the contact that this one repeats, -1 for none
    channel: np.ndarray  # int16
    wait_seconds: np.ndarray  # int32
    handle_seconds: np.ndarray  # int32
    agent: np.ndarray  # int16, from 1


def contacts(world: World) -> Conversations:
    """Draw the contacts of a block."""
    rules = world.company[groups.Contacts]
    customer, at, reason, resolved = _first_contacts(world)

    def draw(variate: str) -> np.random.Generator:
        return world.block.generator("contacts", variate)

    repeats = ~resolved & (draw("repeats").random(len(at)) < rules.repeats)
    later = at + draw("repeat after").standard_exponential(len(at)) * rules.repeat_days / DAYS_IN_MONTH
    original = np.flatnonzero(repeats & (later < world.calendar.months))
    solved_now = draw("solved now").random(len(at))[original] < rules.resolved
    solved_now &= reason[original] < len(rules.reasons)  # what comes of a complaint, its incident's course has decided

    repeated = np.concatenate((np.full(len(at), -1), original))
    customer = np.concatenate((customer, customer[original]))
    at = np.concatenate((at, later[original]))
    reason = np.concatenate((reason, reason[original]))
    resolved = np.concatenate((resolved, solved_now))
    order = by_customer(customer, at)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    repeated = repeated[order]

    size = len(order)
    channel = pick(draw("channel").random(size), np.array(rules.channel_shares))
    wait = draw("wait").standard_exponential(size) * np.array(rules.wait_seconds)[channel]
    around_mean = draw("handle").standard_gamma(rules.handle_shape, size) / rules.handle_shape
    handle = around_mean * np.array(rules.handle_seconds)[channel]
    return Conversations(
        customer=customer[order],
        at=at[order],
        reason=reason[order],
        resolved=resolved[order],
        repeat_of=np.where(repeated >= 0, place[repeated], -1),
        channel=channel,
        wait_seconds=np.rint(wait).astype(np.int32),
        handle_seconds=np.maximum(np.rint(handle), 1).astype(np.int32),
        agent=draw("agent").integers(1, rules.agents, size, dtype=np.int16, endpoint=True),
    )


def _first_contacts(world: World) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Customer, position, reason and outcome of contacts that repeat no other one, sorted."""
    rules, who, course, months = (
        world.company[groups.Contacts],
        world.of(people),
        world.of(relation),
        world.calendar.months,
    )

    def draw(variate: str) -> np.random.Generator:
        return world.block.generator("contacts", variate)

    span = months - who.active_from
    counts = draw("count").poisson(rules.per_month * span)
    asking = np.repeat(np.arange(world.block.size), counts)
    asked_at = who.active_from[asking] + span[asking] * draw("at").random(len(asking))
    reason = pick(draw("reason").random(len(asking)), np.array(rules.reason_shares))
    answered = draw("resolved").random(len(asking)) < rules.resolved
    there = course.present(asking, asked_at)

    days = world.company[groups.Incidents].complaint_days
    complaint_at = course.at + draw("complaint after").random(len(course.at)) * days / DAYS_IN_MONTH
    complains = course.complained & (complaint_at < months)
    customer = np.concatenate((asking[there], course.customer[complains]))
    at = np.concatenate((asked_at[there], complaint_at[complains]))
    complaint_code = np.full(complains.sum(), len(rules.reasons), dtype=np.int16)
    reason = np.concatenate((reason[there], complaint_code))
    resolved = np.concatenate((answered[there], course.resolved[complains]))
    order = by_customer(customer, at)
    return customer[order], at[order], reason[order], resolved[order]
