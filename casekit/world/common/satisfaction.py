"""How satisfied each customer is, month by month."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from casekit.cases import groups
from casekit.world.common.people import customer_groups, people
from casekit.world.common.relation import noticed
from casekit.world.engine.draw import pick
from casekit.world.engine.world import World

UNSATISFIED = 0


def satisfaction(world: World) -> np.ndarray:
    """State of each customer in each month, int8 codes in Satisfaction.states, shape (customers, months).

    A Markov chain by calendar month. It starts in the customer's first month and says nothing about leaving: where a
    customer has left, it is the state they would be in. Service slips by `slide` for those in line, and
    delights those who order ahead by `delight`, evenly over the window; incidents make unsatisfied as far as
    `let_down` says.
    """
    who, months, chain = world.of(people), world.calendar.months, world.of(customer_groups)
    first_mix, _ = chain.settled
    luck = world.of(_luck)
    state = pick(luck.first, first_mix[who.group])
    sours = _let_down(world)
    first_month = np.floor(who.active_from).astype(np.int64)
    path = np.empty((months, world.block.size), dtype=np.int8)
    for month in range(months):
        state = np.where(sours[:, month], UNSATISFIED, state)
        path[month] = state
        moves = chain.moves(*(world.dials[dial] * (month + 1) / months for dial in ("slide", "delight")))
        bounds = np.cumsum(moves, axis=-1).reshape(-1, 3)
        row = who.group * 3 + state
        moved = (luck.moves[month] >= bounds[:, 0].take(row)).astype(np.int8)
        moved += luck.moves[month] >= bounds[:, 1].take(row)
        state = np.where(month >= first_month, moved, state).astype(np.int8)
    return np.ascontiguousarray(path.T)


class _Luck(NamedTuple):
    """Uniform numbers: for the state each customer begins in, and for each month's move, shape (months, customers)."""

    first: np.ndarray
    moves: np.ndarray


def _luck(world: World) -> _Luck:
    draw, shape = world.block.generator, (world.block.size, world.calendar.months)
    moves = draw("satisfaction", "moves").random(shape)
    return _Luck(draw("satisfaction", "first").random(world.block.size), np.ascontiguousarray(moves.T))


def _let_down(world: World) -> np.ndarray:
    """Months in which an incident makes a customer unsatisfied: bool, shape (customers, months)."""
    down = np.zeros((world.block.size, world.calendar.months), dtype=bool)
    chance = world.company[groups.Satisfaction].let_down
    if chance > 0:  # else incidents may themselves follow satisfaction
        trouble = world.of(world.models.incidents)
        felt = world.block.generator("satisfaction", "let down").random(len(trouble.at)) < chance
        felt &= world.of(noticed)
        down[trouble.customer[felt], trouble.at[felt].astype(np.int64)] = True
    return down


def exposure(world: World) -> np.ndarray:
    """Share of each month in which a customer has already joined, float64, shape (customers, months).

    Not a part to be kept: it is large, and made in a moment.
    """
    months = np.arange(world.calendar.months)
    return np.clip(months + 1 - world.of(people).joined[:, None], 0.0, 1.0)
