"""The satisfaction chain: three states, monthly moves between them, and a leaving hazard in each."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from casekit.cases.assumptions import Assumptions
from casekit.cases.groups import Membership, Satisfaction


class Chain:
    """Transitions for groups of customers that are treated better or worse than the chain's middle.

    `lift` has one number for each group: its chance to worsen is multiplied by exp(-lift), its chance to be delighted
    by exp(lift); recovering and cooling feel half of it. `queue` says how much of the group waits in line (0 to 1):
    those who wait are let down where service slips, and those who order ahead may be delighted meanwhile.
    """

    def __init__(self, satisfaction: Satisfaction, lift: np.ndarray, queue: np.ndarray) -> None:
        self.satisfaction = satisfaction
        self.lift = np.asarray(lift, dtype=np.float64)
        self.queue = np.asarray(queue, dtype=np.float64)
        self.hazard = 1 / (12 * np.array(satisfaction.life_years))  # a month, by state

    @classmethod
    def of(cls, company: Assumptions) -> Chain:
        """The chain of each combination of place and usual channel, place by place."""
        rules = company[Membership]
        lift = np.add.outer(np.array(rules.place_lift), np.array(rules.channel_lift)).ravel()
        return cls(company[Satisfaction], lift, np.tile(rules.channel_queue, len(rules.places)))

    def moves(self, slide: float, delight: float) -> np.ndarray:
        """Transition probabilities a month, shape (groups, 3, 3).

        Service has slipped by `slide` for those in line, and got better by `delight` for the others; both 0 to 1.
        """
        s, better, felt = self.satisfaction, np.exp(self.lift), slide * self.queue
        worsen = s.worsen / better + felt * s.slide_worsen
        recover = s.recover * np.sqrt(better) * (1 - felt * s.slide_recover)
        delights = (s.delight + delight * (1 - self.queue) * s.ahead_delight) * better
        cool = s.cool / np.sqrt(better)
        none = np.zeros_like(better)
        rows = [[1 - recover, recover, none], [worsen, 1 - worsen - delights, delights], [none, cool, 1 - cool]]
        return np.moveaxis(np.array(rows), -1, 0)

    @cached_property
    def settled(self) -> tuple[np.ndarray, np.ndarray]:
        """Mix of states, shape (groups, 3), and leaving rate a month, shape (groups,), of groups left to themselves.

        The mix is quasi-stationary: among those who have not left it stays as it is. Customers who join with it, or
        are first seen with it, therefore neither better nor worsen until service slips.
        """
        moves, stays = self.moves(0.0, 0.0), np.exp(-self.hazard)
        mix = np.full((len(self.lift), 3), 1 / 3)
        for _ in range(500):  # power iteration; plain sums rather than BLAS, for the same bits on every machine
            mix = ((mix * stays)[:, :, None] * moves).sum(axis=1)
            staying = mix.sum(axis=1)
            mix /= staying[:, None]
        return mix.round(9), -np.log(staying).round(9)
