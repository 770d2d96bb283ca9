"""Broken promises: the incidents of a company that delivers."""

from __future__ import annotations

import numpy as np

from casekit.world.amazon.deliveries import promises
from casekit.world.amazon.purchases import placed
from casekit.world.engine.models import Trouble
from casekit.world.engine.world import World


def failures(world: World) -> Trouble:
    """The promises broken within the window: incidents on the day that was promised."""
    bought, said = world.of(placed), world.of(promises)
    due = world.calendar.positions(said.promised[said.broken])
    seen = np.flatnonzero(said.broken)[np.isfinite(due)]
    return Trouble(bought.customer[seen], bought.at[seen], due[np.isfinite(due)])
