"""Lapsing after a purchase, as BG/NBD has it: for no reason that anybody could see."""

from __future__ import annotations

import numpy as np

from casekit.world.amazon.purchases import histories, placed
from casekit.world.engine.models import NEVER, Drift
from casekit.world.engine.world import World


def lapses(world: World) -> Drift:
    """Each customer leaves right after the last purchase of their history, if the history ends with leaving."""
    past = world.of(histories)
    last = np.cumsum(past.counts + 1) - 1
    at = np.where(np.isnat(past.left), NEVER, np.nextafter(world.of(placed).at[last], NEVER))
    return Drift(at, np.zeros(world.block.size, dtype=np.int8))
