"""What each customer likes: a mixture of Dirichlet distributions over the categories."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from casekit.cases import groups
from casekit.world.engine.draw import pick
from casekit.world.engine.world import World


@dataclass(frozen=True)
class Tastes:
    """Every account has an owner (person 0) and may be shared with another (person 1), who has a taste of their own."""

    shared: np.ndarray  # bool, shape (customers,)
    type: np.ndarray  # int16, code in Tastes.types, of the owner
    likes: np.ndarray  # float64, share of each category, shape (customers, 2, categories)

    @cached_property
    def _bounds(self) -> np.ndarray:
        """Cumulative shares of all persons end to end, each lifted by its number: sorted, to be searched at once."""
        persons = self.likes.reshape(-1, self.likes.shape[-1])
        bounds = np.minimum(np.cumsum(persons, axis=1), 1.0)
        bounds[:, -1] = 1.0
        return (bounds + np.arange(len(persons))[:, None]).ravel()

    def category(self, customer: np.ndarray, person: np.ndarray, uniform: np.ndarray) -> np.ndarray:
        """A category for each moment of these customers and persons (int64), by their taste."""
        index = customer * 2 + person
        categories = self.likes.shape[-1]
        found = np.searchsorted(self._bounds, index + uniform, side="right") - index * categories
        return np.clip(found, 0, categories - 1)


def tastes(world: World) -> Tastes:
    """Draw the tastes of a block."""
    rules, size = world.company[groups.Tastes], world.block.size

    def draw(variate: str) -> np.random.Generator:
        return world.block.generator("tastes", variate)

    kind = pick(draw("type").random(2 * size), np.array(rules.type_shares)).reshape(size, 2)
    weight = draw("likes").standard_gamma(rules.concentration * np.array(rules.likes)[kind])
    return Tastes(
        shared=draw("shared").random(size) < world.dials["shared"],
        type=kind[:, 0],
        likes=weight / weight.sum(axis=-1, keepdims=True),
    )


def acting(world: World, customer: np.ndarray, uniform: np.ndarray) -> np.ndarray:
    """Who of an account's persons acts, int64: 0 for its owner, 1 for the other one."""
    return (world.of(tastes).shared[customer] & (uniform < world.company[groups.Tastes].other_buys)).astype(np.int64)
