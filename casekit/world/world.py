"""A world: one company's customers, block by block, and what happens to them in the window."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import numpy as np

from casekit.cases.company import Company
from casekit.world.calendar import LONGEST, Calendar
from casekit.world.streams import Block

Part = TypeVar("Part")

STRIDE = 256.0  # more than the longest window: customer index x STRIDE + position orders by customer, then time
assert STRIDE > LONGEST


class World:
    """One block of one company's world.

    Its parts (people, satisfaction, visits, ...) are functions of the world; `of` makes each when it is first asked for
    and keeps it, so that a lesson pays only for what it touches:

        world.of(people).joined
    """

    def __init__(self, company: Company, block: Block, months: int, dials: Mapping[str, float]) -> None:
        self.company = company
        self.block = block
        self.calendar = Calendar(months, company.rhythm.hours)
        self.dials = dials
        self._parts: dict[Callable[[World], Any], Any] = {}

    def dial(self, name: str) -> float:
        """Where a dial stands; a failure that a company has no dial for is not there, so its dial stands at 0."""
        return self.dials.get(name, 0.0)

    def model(self, part: str) -> Any:
        """The part played by this company's own model of it: see `Company.models`."""
        name = self.company.models[part]
        return self.of(getattr(importlib.import_module(f"casekit.world.{name}"), name))

    def of(self, part: Callable[[World], Part]) -> Part:
        """The part made by this function, made at most once."""
        if part not in self._parts:
            self._parts[part] = part(self)
        return self._parts[part]


def pick(uniform: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Category codes (int16) for uniform numbers: one set of shares for all, or one row of shares for each number.

    >>> pick(np.array([0.1, 0.6, 0.99]), np.array([0.5, 0.3, 0.2])).tolist()
    [0, 1, 2]
    """
    bounds = np.cumsum(shares, axis=-1)[..., :-1] / np.sum(shares, axis=-1, keepdims=True)
    return (uniform[:, None] >= bounds).sum(axis=-1).astype(np.int16)


def row_ids(customer_id: np.ndarray) -> np.ndarray:
    """Ids for rows sorted by customer: customer_id x 10,000 + 0, 1, 2, ... within each customer; int64.

    >>> row_ids(np.array([1, 1, 3])).tolist()
    [10000, 10001, 30000]
    """
    if not len(customer_id):
        return np.empty(0, dtype=np.int64)
    first = np.flatnonzero(np.diff(customer_id, prepend=customer_id[0] - 1))
    ordinal = np.arange(len(customer_id)) - np.repeat(first, np.diff(first, append=len(customer_id)))
    if ordinal.max() >= 10_000:
        raise OverflowError("a customer has more than 10,000 rows in one table, so that row ids would collide")
    return customer_id.astype(np.int64) * 10_000 + ordinal
