"""A company's whole set of assumptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from casekit.cases.dials import Dial
from casekit.cases.parameters import Parameters
from casekit.errors import CaseError, choice

Group = TypeVar("Group", bound=Parameters)


@dataclass(frozen=True)
class Assumptions:
    """Numbers, and nothing that runs: parameter groups, each asked for by its class, and dials.

    `drifts` names the reasons for which customers leave though nothing went wrong; the company's model of drift says
    when. What else differs between companies is bound in `casekit.companies`.

    >>> from casekit.cases import groups
    >>> from casekit.cases.amazon import AMAZON
    >>> AMAZON[groups.Deliveries].promised_days
    (2, 5)
    >>> AMAZON[groups.Visits]  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    casekit.errors.CaseError: There is no group Visits at Amazon; there are Rhythm, ...
    """

    name: str
    title: str
    groups: tuple[Parameters, ...]
    drifts: tuple[str, ...]
    dials: tuple[Dial, ...]

    def __getitem__(self, kind: type[Group]) -> Group:
        """The group of this class; CaseError if the company has none."""
        for group in self.groups:
            if type(group) is kind:
                return group
        names = ", ".join(type(group).__name__ for group in self.groups)
        raise CaseError(f"There is no group {kind.__name__} at {self.title}; there are {names}.")

    def default(self, name: str) -> float:
        """Where a dial stands when nobody has turned it; CaseError if the company has no such dial."""
        by_name = {dial.name: dial for dial in self.dials}
        return by_name[choice("dial", name, by_name, where=f" at {self.title}")].default
