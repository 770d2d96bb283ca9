"""What makes a company: its assumptions, its own models, and the tables it keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from casekit.cases.assumptions import Assumptions
from casekit.cases.dials import Dial
from casekit.cases.parameters import Parameters
from casekit.tables import Table
from casekit.world.engine.models import Models

Group = TypeVar("Group", bound=Parameters)


@dataclass(frozen=True)
class Company:
    """One company, bound by function references: whoever reads its file sees every model and every table it has."""

    assumptions: Assumptions
    models: Models
    records: tuple[Table, ...]
    truth: tuple[Table, ...]

    @property
    def name(self) -> str:
        """What `open_case` calls it."""
        return self.assumptions.name

    @property
    def title(self) -> str:
        """What people call it."""
        return self.assumptions.title

    @property
    def dials(self) -> tuple[Dial, ...]:
        """Its failures and biases."""
        return self.assumptions.dials

    def __getitem__(self, kind: type[Group]) -> Group:
        """Its parameter group of this class; CaseError if it has none."""
        return self.assumptions[kind]
