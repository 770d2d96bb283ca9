"""Goals that people state in public, and that hint at what they like."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from casekit.cases import groups
from casekit.world.amazon.tastes import tastes
from casekit.world.amazon.visitor_ids import DEVICES
from casekit.world.common.people import people
from casekit.world.common.relation import relation
from casekit.world.engine.draw import pick
from casekit.world.engine.rows import by_customer
from casekit.world.engine.world import World


@dataclass(frozen=True)
class Stated:
    """One entry a goal stated by an account's owner, sorted by customer, then time."""

    customer: np.ndarray  # int64, index into the block
    visitor: np.ndarray  # int64, customer index x devices + device
    at: np.ndarray  # float64, position in months
    goal: np.ndarray  # int16, code in Goals.goals
    willing: np.ndarray  # float64, uniform: who logs in before whom, all else equal


def goals(world: World) -> Stated:
    """Draw the goals of a block: those that hint at a category as often as it is liked, the others as often as any."""
    rules, who, months = world.company[groups.Goals], world.of(people), world.calendar.months

    def draw(variate: str) -> np.random.Generator:
        return world.block.generator("goals", variate)

    counts = draw("count").poisson(rules.stated, world.block.size)
    customer = np.repeat(np.arange(world.block.size), counts)
    at = who.active_from[customer] + (months - who.active_from[customer]) * draw("at").random(len(customer))
    order = by_customer(customer, at)
    customer, at = customer[order], at[order]

    categories = list(dict.fromkeys(product[1] for product in world.company[groups.Products].catalogue))
    hints = [categories.index(category) if category else None for _, category in rules.goals]
    average = 1 / len(categories)
    likes = world.of(tastes).likes[:, 0]
    chance = [
        average * np.ones(world.block.size) if hint is None else likes[:, hint] / hints.count(hint) for hint in hints
    ]
    goal = pick(draw("goal").random(len(at)), np.stack(chance, axis=-1)[customer])
    willing = draw("willing").random(len(at))
    there = world.of(relation).present(customer, at)
    return Stated(*(column[there] for column in (customer, customer * len(DEVICES), at, goal, willing)))
