"""Labelled numbers: what a company's assumptions are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, NamedTuple, TypeVar, cast

Value = TypeVar("Value")


class Labelled(NamedTuple):
    """A number, or a tuple of numbers or names, with where it comes from."""

    value: Any
    standing: Literal["public", "assumption"]
    source: str  # a public number's source and date, or an assumption's reason


def public(value: Value, source: str) -> Value:
    """A number that others have published; `source` says who and when."""
    return cast("Value", Labelled(value, "public", source))


def assumption(value: Value, reason: str) -> Value:
    """A number of our own; `reason` says why it is chosen so."""
    return cast("Value", Labelled(value, "assumption", reason))


@dataclass(frozen=True)
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
        labels: dict[str, Labelled] = {field.name: getattr(self, field.name) for field in fields(self)}
        for name, label in labels.items():
            if not isinstance(label, Labelled):
                raise TypeError(
                    f"{type(self).__name__}.{name} has no label; wrap it in public(...) or assumption(...)."
                )
            object.__setattr__(self, name, label.value)
        object.__setattr__(self, "_labels", labels)

    @property
    def labels(self) -> Mapping[str, Labelled]:
        """Where each number comes from, by its name."""
        return cast("Mapping[str, Labelled]", self.__dict__["_labels"])
