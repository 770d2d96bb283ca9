"""How satisfied each customer is, month by month."""

from __future__ import annotations

import numpy as np

from casekit.world.people import customer_groups, people
from casekit.world.service import noticed
from casekit.world.world import World, pick

UNSATISFIED = 0


def satisfaction(world: World) -> np.ndarray:
    """State of each customer in each month, int8 codes in Satisfaction.states, shape (customers, months).

    A Markov chain by calendar month. It starts in the customer's first month and says nothing about leaving: where a
    customer has left, it is the state they would be in. Service slips by `slide`, evenly over the window;
    incidents make unsatisfied as far as `let_down` says.
    """
    who, months = world.of(people), world.calendar.months
    chain = world.of(customer_groups)
    first_mix, _ = chain.settled
    draw = world.block.generator
    state = pick(draw("satisfaction", "first").random(world.block.size), first_mix[who.group])
    luck = draw("satisfaction", "moves").random((world.block.size, months))
    sours = _let_down(world)
    first_month = np.floor(who.active_from).astype(np.int64)
    path = np.empty((world.block.size, months), dtype=np.int8)
    for month in range(months):
        state = np.where(sours[:, month], UNSATISFIED, state)
        path[:, month] = state
        bounds = np.cumsum(chain.moves(world.dial("slide") * (month + 1) / months), axis=-1).reshape(-1, 3)
        row = who.group * 3 + state
        moved = (luck[:, month] >= bounds[row, 0]).astype(np.int8) + (luck[:, month] >= bounds[row, 1])
        state = np.where(month >= first_month, moved, state).astype(np.int8)
    return path


def _let_down(world: World) -> np.ndarray:
    """Months in which an incident makes a customer unsatisfied: bool, shape (customers, months)."""
    down = np.zeros((world.block.size, world.calendar.months), dtype=bool)
    chance = world.company.satisfaction.let_down
    if chance > 0:  # else incidents may themselves follow satisfaction
        trouble = world.model("incidents")
        felt = world.block.generator("satisfaction", "let down").random(len(trouble.at)) < chance
        felt &= world.of(noticed)
        down[trouble.customer[felt], trouble.at[felt].astype(np.int64)] = True
    return down


def exposure(world: World) -> np.ndarray:
    """Share of each month in which a customer has already joined, float64, shape (customers, months)."""
    months = np.arange(world.calendar.months)
    return np.clip(months + 1 - world.of(people).joined[:, None], 0.0, 1.0)
