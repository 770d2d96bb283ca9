"""The shape that all systems have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from casekit.cases.assumptions import Assumptions
from casekit.world.engine.streams import Block

Outcome = TypeVar("Outcome")


class System(Generic[Outcome]):
    """Customers with all their luck, to be run under one set of rules after the other.

    `System(company, block)` draws all that is random, once: so a change of the rules changes only what follows from it,
    and smoothly. `run(...)` takes what can be changed, by keyword (what is left out is the company's own), and returns
    what happens. The same arguments give the same outcome on every machine; systems whose customers share
    something are neither prefix-stable nor shardable, and say so.
    """

    run: Callable[..., Outcome]

    def __init__(self, company: Assumptions, block: Block) -> None:
        self.company = company
        self.block = block
