"""The dials of a case as its owner sees them: to be read, not to be turned in place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Never

from casekit.cases.dials import Dial
from casekit.errors import CaseError, choice, fraction, shown


class Dials(Mapping[str, float]):
    """Where each dial of a case stands, by name. Shown on its own, it says what each one means."""

    def __init__(self, dials: tuple[Dial, ...], given: Mapping[str, float]) -> None:
        """The dials at their defaults, but for those given; CaseError for an unknown name or a value beyond 0 to 1."""
        if not isinstance(given, Mapping):
            raise CaseError(f"dials must be names with numbers, such as {{'silence': 0.6}}; {shown(given)} was given.")
        self._meanings = {dial.name: dial.meaning for dial in dials}
        for name in given:
            choice("dial", name, self._meanings)
        self._values = {
            dial.name: fraction(f"dial {dial.name!r}", given.get(dial.name, dial.default)) for dial in dials
        }

    def __getitem__(self, name: str) -> float:
        return self._values[choice("dial", name, self._values)]

    def get(self, name: str, default: Any = None) -> Any:
        """Where a dial stands; `default` if there is no such dial."""
        return self._values[name] if name in self else default

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __setitem__(self, name: str, value: float) -> Never:
        self.__ior__({name: value})

    def __ior__(self, given: Mapping[str, float]) -> Never:
        mine = {name: given[name] for name in self if name in given} if isinstance(given, Mapping) else {}
        words = ", ".join(f"{name}={shown(value)}" for name, value in mine.items()) or "..."
        raise CaseError(f"A case keeps its dials: case.with_dials({words}) gives the same customers anew.")

    def __delitem__(self, name: str) -> Never:
        self.__ior__({})

    def __repr__(self) -> str:
        wide = max(map(len, self))
        return "\n".join(f"{name:{wide}}  {value:4.2f}  {self._meanings[name]}" for name, value in self.items())
