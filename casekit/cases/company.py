"""What a company's file in this folder is made of: labelled numbers, dials, and the tables it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, NamedTuple


class Labelled(NamedTuple):
    """A number, or a tuple of numbers or names, with where it comes from."""

    value: Any
    standing: str  # "public" or "assumption"
    source: str  # a public number's source and date, or an assumption's reason


def public(value: Any, source: str) -> Any:
    """A number that others have published; `source` says who and when."""
    return Labelled(value, "public", source)


def assumption(value: Any, reason: str) -> Any:
    """A number of our own; `reason` says why it is chosen so."""
    return Labelled(value, "assumption", reason)


class Parameters:
    """Base of the frozen parameter groups: takes labelled numbers, hands out plain ones, and keeps the labels.

    >>> @dataclass(frozen=True)
    ... class Weather(Parameters):
    ...     rainy_days: float
    >>> weather = Weather(rainy_days=assumption(0.4, "a rainy town"))
    >>> weather.rainy_days, weather.labels["rainy_days"].standing
    (0.4, 'assumption')
    """

    def __post_init__(self) -> None:
        labels = {field.name: getattr(self, field.name) for field in fields(self)}
        for name, label in labels.items():
            if not isinstance(label, Labelled):
                raise TypeError(
                    f"{type(self).__name__}.{name} has no label; wrap it in public(...) or assumption(...)."
                )
            object.__setattr__(self, name, label.value)
        object.__setattr__(self, "labels", labels)


@dataclass(frozen=True)
class Dial:
    """One failure or bias, from 0 (none) to 1 (as bad as it gets).

    `layer` is "world" if it changes what happens, "records" if only what the company writes down.
    """

    name: str
    layer: str
    default: float
    meaning: str


@dataclass(frozen=True)
class Company:
    """A company's whole set of assumptions.

    `groups` are its parameter groups by name. `models` says which model of `casekit.world` plays each part that
    companies do not share; the module and its function have the same name:

    - "joining": who joins when;
    - "purchases": what they buy;
    - "incidents": what goes wrong;
    - "drift": when they would leave if nothing went wrong, for one of the reasons in `drifts`.

    `records` and `truth` map each table to the module that makes it, in `casekit.records` and `casekit.world`: a
    company has exactly the tables it names.
    """

    name: str
    title: str
    groups: Mapping[str, Parameters]
    models: Mapping[str, str]
    drifts: tuple[str, ...]
    dials: tuple[Dial, ...]
    records: Mapping[str, str]
    truth: Mapping[str, str]

    def __getattr__(self, name: str) -> Parameters:
        try:
            return self.__dict__["groups"][name]
        except KeyError:
            raise AttributeError(f"{type(self).__name__} has no parameter group {name!r}") from None

    def default(self, name: str) -> float:
        """Where a dial stands when nobody has turned it."""
        return next(dial.default for dial in self.dials if dial.name == name)
