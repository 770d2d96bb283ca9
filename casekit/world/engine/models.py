"""The four parts of a world that every company models in its own way, and what each model has to hand over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from casekit.world.engine.world import World

NEVER = np.inf  # a position in months that is never reached


@dataclass(frozen=True)
class Joining:
    """When customers join, and which group those who join then belong to; neither need add up to one."""

    ages: np.ndarray  # weight of each age in whole months before the window's end, shape (120,)
    groups: np.ndarray  # weights of the groups at each age, shape (120, groups)


class Purchases(Protocol):
    """What customers buy: one entry a purchase, sorted by customer, then time."""

    @property
    def key(self) -> np.ndarray:
        """float64: customer index x STRIDE + position in months."""

    @property
    def customer(self) -> np.ndarray:
        """Index into the block, whole numbers."""

    @property
    def at(self) -> np.ndarray:
        """float64, position in months."""

    @property
    def product(self) -> np.ndarray:
        """Index into the catalogue, whole numbers."""

    @property
    def channel(self) -> np.ndarray:
        """int16, code in Membership.channels."""

    @property
    def cents(self) -> np.ndarray:
        """int64."""


@dataclass(frozen=True)
class Trouble:
    """What goes wrong, as if nobody ever left: one entry an incident, sorted by customer, then time."""

    customer: np.ndarray  # int64, index into the block
    began: np.ndarray  # float64, position in months: when the visit began, or the order was placed
    at: np.ndarray  # float64, position in months: when it goes wrong


@dataclass(frozen=True)
class Drift:
    """When each customer would leave if nothing went wrong; arrays of shape (customers,)."""

    at: np.ndarray  # float64, position in months; infinite if not in the window
    because: np.ndarray  # int8, code in Assumptions.drifts


@dataclass(frozen=True)
class Models:
    """A company's own models; `casekit.companies` says which function plays which part where."""

    joining: Callable[[World], Joining]
    purchases: Callable[[World], Purchases]
    incidents: Callable[[World], Trouble]
    drift: Callable[[World], Drift]
