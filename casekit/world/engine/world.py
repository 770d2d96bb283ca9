"""A world: one company's customers, block by block, and what happens to them in the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from casekit.cases.assumptions import Assumptions
from casekit.cases.dials import NAMES, DialValues
from casekit.cases.groups import Rhythm
from casekit.errors import choice
from casekit.world.engine.calendar import Calendar
from casekit.world.engine.models import Models
from casekit.world.engine.streams import Block

Part = TypeVar("Part")
Readings = dict[str, float]

MOST_VERSIONS = 3  # of a part, at different dials: the learner's own, and the latest that an Explorer has asked for


class World:
    """One block of one company's world.

    Its parts (people, satisfaction, visits, ...) are functions of the world; `of` makes each when it is first asked for
    and keeps it, so that a lesson pays only for what it touches:

        world.of(people).joined

    The same block at other dials (`with_dials`) shares the parts: each part remembers which dials it has read, itself
    or through other parts, and is made again only where one of those stands elsewhere. Parts are never written to.
    """

    def __init__(
        self, company: Assumptions, models: Models, block: Block, months: int, dials: Mapping[str, float]
    ) -> None:
        self.company = company
        self.models = models
        self.block = block
        self.calendar = Calendar(months, company[Rhythm].hours)
        self._parts: dict[Callable[[World], Any], list[tuple[Readings, Any]]] = {}
        self._turn(dials)

    def _turn(self, dials: Mapping[str, float]) -> None:
        self._dials = _Dials(dials)

    @property
    def dials(self) -> DialValues:
        """Where each dial stands. A failure that a company has no dial for is not there, so its dial stands at 0."""
        return cast("DialValues", self._dials)

    def with_dials(self, dials: Mapping[str, float]) -> World:
        """The same customers with other dials, living through the window again as far as that changes it."""
        world = object.__new__(World)
        world.company, world.models, world.block = self.company, self.models, self.block
        world.calendar, world._parts = self.calendar, self._parts
        world._turn(dials)
        return world

    def of(self, part: Callable[[World], Part]) -> Part:
        """The part made by this function, made at most once for the dials that it reads."""
        versions = self._parts.setdefault(part, [])
        for place, (readings, made) in enumerate(versions):
            if readings.items() <= self._dials.items():
                versions.insert(0, versions.pop(place))
                self._dials.note(readings)
                return cast("Part", made)
        self._dials.under_way.append({})
        try:
            made = part(self)
        finally:
            readings = self._dials.under_way.pop()
        versions.insert(0, (readings, made))
        del versions[MOST_VERSIONS:]
        self._dials.note(readings)
        return made


class _Dials(dict[str, float]):
    """Every dial there is by name, with a note of each one that is read while a part is being made."""

    def __init__(self, dials: Mapping[str, float]) -> None:
        super().__init__({name: dials[name] if name in dials else 0.0 for name in NAMES})
        self.under_way: list[Readings] = []  # by the parts that are being made, one within the other

    def __getitem__(self, name: str) -> float:
        value = super().__getitem__(choice("dial", name, self))
        self.note({name: value})
        return value

    def note(self, readings: Readings) -> None:
        """Say that the innermost part that is being made has read these dials."""
        if self.under_way:
            self.under_way[-1].update(readings)
