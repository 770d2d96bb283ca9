"""People who all meet the same number of incidents: what they say, and what they do.

A customer of a case meets few incidents in the window, and after leaving none; a survey about "ever" asks people who
have met many, at one company or another. So here the number of incidents is given, and the course of each is that of
`casekit.world.common.relation`, with the same labelled parameters. Nobody interacts, so a panel is prefix-stable, and
its `Block` a shard like any other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from casekit.cases.assumptions import Assumptions
from casekit.cases.groups import Incidents
from casekit.world.engine.draw import pick
from casekit.world.engine.models import NEVER
from casekit.world.engine.streams import Block
from casekit.world.systems.system import System
from casekit.world.theory.intention import would_return


@dataclass(frozen=True)
class Lived:
    """What came of the incidents; arrays of shape (people, times)."""

    noticed: np.ndarray
    complained: np.ndarray
    resolved: np.ndarray
    hours: np.ndarray  # until resolved; infinite where not resolved
    intends_return: np.ndarray  # what they would say if asked whether they will buy there again
    left: np.ndarray  # whether they leave the company at which it happened
    would_return: np.ndarray  # whether who leaves is back one day; true or false of everybody, gone or not

    @property
    def returned(self) -> np.ndarray:
        return self.left & self.would_return

    def first_left(self) -> np.ndarray:
        """At which incident each person left for the first time, counted from 1; infinite for never."""
        return np.where(self.left.any(axis=1), self.left.argmax(axis=1) + 1, NEVER)


class Panel(System[Lived]):
    """People and their luck with each of so many incidents; `run` says what comes of it.

    >>> from casekit.cases.amazon import AMAZON
    >>> panel = Panel(AMAZON, Block(1, "amazon", 0, 20_000), times=9)
    >>> first = panel.run(leaving=0.2, unvoiced=0.9).first_left()
    >>> round(float((first <= 1).mean()), 1), round(float((first <= 9).mean()), 1)
    (0.2, 0.9)
    """

    def __init__(self, company: Assumptions, block: Block, times: int = 1) -> None:
        super().__init__(company, block)
        self.rules = rules = company[Incidents]
        self._shape = (block.size, times)
        self._severity = pick(self._luck("severity").ravel(), np.array(rules.severity_shares)).reshape(self._shape)
        names = ("noticed", "complained", "resolved", "intends return", "follows through", "leaves")
        self._lucks = {name: self._luck(name) for name in names}
        self._wait = block.generator("panel", "hours").standard_exponential(self._shape)

    def run(
        self,
        *,
        leaving: float | None = None,
        unvoiced: float | None = None,
        resolved: float | None = None,
        resolution_hours: float | None = None,
        follow_through: float | None = None,
    ) -> Lived:
        """What comes of the incidents; shares from 0 to 1, None for the company's own parameter or dial."""
        rules, luck, own = self.rules, self._lucks, self.company.default
        noticed = luck["noticed"] < rules.noticed
        complained = noticed & (luck["complained"] >= _or(unvoiced, own("unvoiced")))
        settled = complained & (luck["resolved"] < _or(resolved, rules.resolved))
        hours = np.where(settled, self._wait * _or(resolution_hours, rules.resolution_hours), NEVER)
        intends = luck["intends return"] < would_return(rules, self._severity, settled, hours)
        follows = luck["follows through"] < _or(follow_through, rules.follow_through)
        left = noticed & (luck["leaves"] < _or(leaving, own("leaving")))
        return Lived(noticed, complained, settled, hours, intends, left, intends & follows)

    def _luck(self, variate: str) -> np.ndarray:
        return self.block.generator("panel", variate).random(self._shape)


def _or(given: float | None, own: float) -> float:
    return own if given is None else given
