"""A trial of recovery: by lot, customers meet no incident, one or two, and all of theirs are put right, or none is.

Customers do not interact, so a trial is prefix-stable.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from casekit.cases import groups
from casekit.cases.assumptions import Assumptions
from casekit.world.engine.draw import pick
from casekit.world.engine.models import NEVER
from casekit.world.engine.streams import Block
from casekit.world.systems.system import System
from casekit.world.theory.intention import would_return

MOST = 2  # incidents


@dataclass(frozen=True)
class Trial:
    """One entry a customer, as the lot and the year have it; arrays of shape (customers,)."""

    incidents: np.ndarray  # int16, from 0 to MOST
    recovered: np.ndarray  # whether each of them was put right quickly; false for no incidents
    score: np.ndarray  # satisfaction afterwards, whole numbers from 0 to 10
    buys: np.ndarray  # whether the customer buys in the year that follows


class Recovery(System[Trial]):
    """Customers for whom the lot has decided; `run` waits a year."""

    def __init__(self, company: Assumptions, block: Block) -> None:
        super().__init__(company, block)
        service, shape = company[groups.Incidents], (block.size, MOST)

        def draw(variate: str) -> np.random.Generator:
            return block.generator("recovery", variate)

        self._met = pick(draw("incidents").random(block.size), np.ones(MOST + 1))
        self._recovered = draw("recovered").random(block.size) < 0.5
        self._mood = draw("score").standard_normal(block.size)
        bad = pick(draw("severity").random(block.size * MOST), np.array(service.severity_shares)).reshape(shape)
        settled = np.broadcast_to(self._recovered[:, None], shape)
        back = draw("intends return").random(shape) < would_return(service, bad, settled, np.where(settled, 0.0, NEVER))
        self._back = back & (draw("follows through").random(shape) < service.follow_through)
        self._leaves = draw("leaves").random(shape)
        self._buys = draw("buys").random(block.size) < company[groups.Recovery].buys_again

    def run(self, *, leaving: float | None = None, delight: float | None = None) -> Trial:
        """What comes of it; None for the company's own.

        `leaving` is the chance to leave over an incident; `delight` is how many points a quick recovery lifts
        satisfaction above that of customers without an incident.
        """
        rules = self.company[groups.Recovery]
        leaving = self.company.default("leaving") if leaving is None else leaving
        moved_quick = np.array([0.0, *rules.after_quick])
        if delight is not None:
            moved_quick[1] = delight
        met, recovered = self._met, self._recovered
        moved = np.where(recovered, moved_quick[met], np.array([0.0, *rules.after_nothing])[met])
        felt = rules.score_mean + moved + self._mood * rules.score_spread
        lost = (self._leaves < leaving) & ~self._back & (np.arange(MOST) < met[:, None])
        buys = self._buys & ~lost.any(axis=1)
        return Trial(met, recovered & (met > 0), np.clip(np.rint(felt), 0, 10), buys)
