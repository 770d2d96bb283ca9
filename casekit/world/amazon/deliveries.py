"""Deliveries: what is promised, and what is made of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from casekit.cases import groups
from casekit.world.amazon.purchases import placed
from casekit.world.common.relation import severity
from casekit.world.engine.models import NEVER
from casekit.world.engine.world import World

LOST = 1  # code in Incidents.severities


@dataclass(frozen=True)
class Promises:
    """One entry for each order that would be placed if nothing ever went wrong."""

    promised: np.ndarray  # float64, days since 1970
    broken: np.ndarray  # bool


def prime(world: World) -> np.ndarray:
    """Who has the membership that ships fast: bool, shape (customers,)."""
    return world.block.generator("people", "prime").random(world.block.size) < world.company[groups.Deliveries].prime


def promises(world: World) -> Promises:
    """Promise each order a day, and break some of the promises."""
    bought, days = world.of(placed), np.array(world.company[groups.Deliveries].promised_days)
    wait = np.where(world.of(prime), *days)[bought.customer]
    luck = world.block.generator("deliveries", "broken").random(len(bought.at))
    return Promises(world.calendar.days(bought.at) + wait, luck < world.dials["late"])


def delivered(world: World) -> np.ndarray:
    """When each order arrives: position in months, infinite if never or after the window; one entry as `promises`."""
    rules, said = world.company[groups.Deliveries], world.of(promises)
    draw = world.block.generator
    early = draw("deliveries", "early").standard_exponential(len(said.promised)) * rules.early_days
    late = 1 + draw("deliveries", "late").standard_exponential(len(said.promised)) * (rules.late_days - 1)
    wait = said.promised - world.calendar.days(world.of(placed).at)
    days = said.promised + np.where(said.broken, late, -np.minimum(early, wait / 2))
    at = world.calendar.positions(days)
    due = np.isfinite(world.calendar.positions(said.promised))
    at[np.flatnonzero(said.broken & due)[world.of(severity) == LOST]] = NEVER
    return at
