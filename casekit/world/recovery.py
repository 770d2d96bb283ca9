"""A trial of recovery: by lot, customers meet no incident, one or two, and all of theirs are put right, or none is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from casekit.cases.company import Company
from casekit.world.service import would_return
from casekit.world.streams import Block
from casekit.world.world import pick

MOST = 2  # incidents


@dataclass(frozen=True)
class Trial:
    """One entry a customer, as the lot and the year have it; arrays of shape (customers,)."""

    incidents: np.ndarray  # int16, from 0 to MOST
    recovered: np.ndarray  # whether each of them was put right quickly; false for no incidents
    score: np.ndarray  # satisfaction afterwards, whole numbers from 0 to 10
    buys: np.ndarray  # whether the customer buys in the year that follows


def trial(company: Company, block: Block, leaving: float, delight: float | None = None) -> Trial:
    """Let the lot decide, and wait a year.

    `leaving` is the chance to leave over an incident; `delight` is how many points a quick recovery lifts satisfaction
    above that of customers without an incident, None for the company's own parameter. Customers do not interact, so a
    trial is prefix-stable.
    """
    rules, service = company.recovery, company.incidents

    def draw(variate: str) -> np.random.Generator:
        return block.generator("recovery", variate)

    met = pick(draw("incidents").random(block.size), np.ones(MOST + 1))
    recovered = draw("recovered").random(block.size) < 0.5
    moved_quick = np.array([0.0, *rules.after_quick])
    if delight is not None:
        moved_quick[1] = delight
    moved = np.where(recovered, moved_quick[met], np.array([0.0, *rules.after_nothing])[met])
    felt = rules.score_mean + moved + draw("score").standard_normal(block.size) * rules.score_spread

    shape = (block.size, MOST)
    bad = pick(draw("severity").random(block.size * MOST), np.array(service.severity_shares)).reshape(shape)
    settled = np.broadcast_to(recovered[:, None], shape)
    hours = np.where(settled, 0.0, np.inf)
    back = draw("intends return").random(shape) < would_return(service, bad, settled, hours)
    back &= draw("follows through").random(shape) < service.follow_through
    lost = (draw("leaves").random(shape) < leaving) & ~back & (np.arange(MOST) < met[:, None])
    buys = (draw("buys").random(block.size) < rules.buys_again) & ~lost.any(axis=1)
    return Trial(met, recovered & (met > 0), np.clip(np.rint(felt), 0, 10), buys)
