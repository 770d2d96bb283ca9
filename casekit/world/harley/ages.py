"""How old riders are when they join, and how likely they are to give up riding at each age."""

from __future__ import annotations

import numpy as np

from casekit.cases import groups
from casekit.world.common.people import people
from casekit.world.engine.world import World

OLDEST = 110 * 12  # months: where the tables below end


def joining_age(world: World) -> np.ndarray:
    """Age on joining in months, float64, shape (customers,): even within each band, later newcomers older."""
    rules, joined = world.company[groups.Riding], world.of(people).joined
    edges, reached = np.array(rules.joining_years) * 12, _reached(rules)
    uniform = world.block.generator("people", "joining age").random(world.block.size)
    band = np.searchsorted(reached[1:-1], uniform, side="right")
    age = edges[band] + (uniform - reached[band]) / np.diff(reached)[band] * np.diff(edges)[band]
    return age + older(world, joined)


def older(world: World, joined: np.ndarray | float) -> np.ndarray:
    """Months by which those who join at a position are older than those who joined before the window."""
    part = np.clip(np.asarray(joined) / world.calendar.months, 0.0, 1.0)
    return world.dials["ageing"] * world.company[groups.Riding].older_years * 12 * part


def joining_weights(rules: groups.Riding) -> np.ndarray:
    """Share of the joiners at each age in whole months, shape (1320,), before the dial `ageing` makes them older."""
    edges = (12 * np.array(rules.joining_years)).astype(int)
    weights = np.zeros(OLDEST)
    weights[edges[0] : edges[-1]] = np.repeat(np.diff(_reached(rules)) / np.diff(edges), np.diff(edges))
    return weights


def giving_up(rules: groups.Riding) -> np.ndarray:
    """Hazard a month of giving up riding, by age in whole months, shape (1320,).

    It grows by the same factor with each year of age: Gompertz (1825), On the nature of the function expressive of the
    law of human mortality, Philosophical Transactions of the Royal Society 115, 513-583.
    """
    years = np.arange(OLDEST) / 12
    return (rules.gives_up / 12 * 2 ** ((years - 65) / rules.doubles_years)).round(12)


def _reached(rules: groups.Riding) -> np.ndarray:
    """Share of the joiners below each edge of their bands of age."""
    return np.append(0.0, np.cumsum(rules.joining_shares) / np.sum(rules.joining_shares))
