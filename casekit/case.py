"""One company, opened: its records, its dials, and the truth for whoever asks to see it."""

from __future__ import annotations

import importlib
import pkgutil
import textwrap
from collections.abc import Iterator, Mapping
from functools import cache
from types import ModuleType

import pandas as pd
import psutil

from casekit import cases
from casekit.cases.company import Company
from casekit.errors import CaseError, choice, fraction, shown, whole_number
from casekit.world.calendar import LONGEST, Calendar
from casekit.world.streams import blocks, seed_of
from casekit.world.world import World

DATA_VERSION = "1"  # a change of any world's bytes raises it, so that no student's customers change silently
BYTES_A_CUSTOMER, BYTES_A_CUSTOMER_MONTH = 4_000, 1_000  # peak of the largest company, every table touched; measured
MOST_IDS = 2**31 - 1  # a customer's id is an int32


def open_case(
    name: str,
    *,
    customers: int = 5_000,
    seed: int = 1,
    student: str | None = None,
    course: str = "",
    months: int = 36,
    dials: Mapping[str, float] | None = None,
    in_blocks: bool = False,
) -> Case:
    """Open a company's world and what the company wrote down of it.

    Parameters
    ----------
    name : the company, such as "starbucks".
    customers : how many; the first 1,000 of a larger world are the world of 1,000.
    seed : which world. The same arguments give the same bytes on any machine.
    student : a name or e-mail address, for customers of one's own; None or "" for the common world.
    course : sets one course's students apart from another's.
    months : length of the window, which ends with December 2025.
    dials : failures and biases by name, each from 0 to 1; `case.dials` lists them.
    in_blocks : more customers than fit in memory, to be taken one after the other from `Case.blocks`.

    Raises
    ------
    CaseError : an argument that is not of its kind or out of its range, in one sentence.

    >>> case = open_case("starbucks", customers=100, months=12)
    >>> case.customers.shape[0], case.reveal().customers.shape[0]
    (100, 100)
    """
    company = _company(name)
    months = whole_number("months", months, 1, LONGEST)
    most, reason = _most_customers(months), "what fits in the memory that is free now"
    if in_blocks:
        most, reason = MOST_IDS, "as many ids as there are"
    customers = whole_number("customers", customers, 1, most, because=reason)
    seed = whole_number("seed", seed, 0, 2**63 - 1)
    for argument, text in (("student", student), ("course", course)):
        if text is not None and not isinstance(text, str):
            raise CaseError(f"{argument} must be text, such as a name or an e-mail address; {shown(text)} was given.")
    student = " ".join((student or "").casefold().split())
    if student:
        if seed != 1:
            raise CaseError(f"Give student or seed, not both: a student's name decides the seed; {seed:,} was given.")
        seed = seed_of(name, " ".join((course or "").casefold().split()), student, DATA_VERSION)
    return Case(company, seed, student, customers, months, _all_dials(company, dials or {}))


class Dials(dict[str, float]):
    """Dials by name. Shown on its own, it says what each one means."""

    def __init__(self, company: Company, values: Mapping[str, float]) -> None:
        super().__init__(values)
        self._meanings = {dial.name: dial.meaning for dial in company.dials}

    def __repr__(self) -> str:
        wide = max(map(len, self))
        return "\n".join(f"{name:{wide}}  {value:4.2f}  {self._meanings[name]}" for name, value in self.items())


class _Tables:
    """Tables as attributes, each made when it is first touched and then kept."""

    def __init__(
        self,
        company: Company,
        sources: Mapping[str, str],
        what: str,
        package: str,
        worlds: list[World],
        *further: Mapping[str, float],
    ) -> None:
        self.company = company
        self._sources = sources  # module by table
        self._what, self._package = what, package
        self._worlds = worlds
        self._further = further  # what a table's `frame` takes besides the world
        self._made: dict[str, pd.DataFrame] = {}

    def __getattr__(self, table: str) -> pd.DataFrame:
        if table.startswith("_"):  # Python itself asks, when it copies or displays an object
            raise AttributeError(table)
        if table not in self._sources:
            there = ", ".join(self._sources)
            raise AttributeError(f"There is no {self._what} {table!r} at {self.company.title}; there are {there}.")
        if table not in self._made:
            self._made[table] = self.fresh(table)
        return self._made[table]

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._sources]

    def fresh(self, table: str) -> pd.DataFrame:
        """A table made anew and not kept, for those who pass it on and need the memory."""
        worlds = self._worlds[:1] if self.is_shared(table) else self._worlds
        frames = [self._module(table).frame(world, *self._further) for world in worlds]
        return frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)

    def is_shared(self, table: str) -> bool:
        """Whether a table is one list for the whole company, such as its products, and not one for each block."""
        return getattr(self._module(table), "SHARED", False)

    def _module(self, table: str) -> ModuleType:
        return importlib.import_module(f"casekit.{self._package}.{self._sources[table]}")


class Case(_Tables):
    """A company's records, each a plain pandas frame.

    Attributes: `company`, `dials`, `student`, `seed`, `size`, `calendar`, and one for each record table (`customers`,
    `purchases`, ...). Made by `open_case`.
    """

    def __init__(
        self,
        company: Company,
        seed: int,
        student: str,
        customers: int,
        months: int,
        dials: Mapping[str, float],
        worlds: list[World] | None = None,
    ) -> None:
        self.seed, self.student, self.size = seed, student, customers
        self.dials = Dials(company, dials)
        self.calendar = Calendar(months, company.rhythm.hours)
        worlds = worlds or [
            World(company, block, months, _layer(company, dials, "world"))
            for block in blocks(seed, company.name, customers)
        ]
        super().__init__(company, company.records, "table", "records", worlds, _layer(company, dials, "records"))

    def __repr__(self) -> str:
        whose = f"of {self.student}'s own" if self.student else f"of the common world (seed {self.seed:,})"
        first, last = self.calendar.months_as_dates[[0, -1]]
        records = textwrap.wrap(f"records: {', '.join(self.company.records)}", 84, subsequent_indent=" " * 9)
        return "\n".join(
            (
                f"{self.company.title}: {self.size:,} customers {whose}, {first} to {last}",
                *records,
                "The customers are invented; the company is not involved.",
            )
        )

    def with_dials(self, **dials: float) -> Case:
        """The same customers with other dials.

        Dials that only change what is written down keep the world and record it anew, which is cheap; the others let
        the same customers live through the window again. With no dials: a fresh copy of the records.
        """
        values = _all_dials(self.company, {**self.dials, **dials})
        world_dials = {dial.name for dial in self.company.dials if dial.layer == "world"}
        same = all(values[name] == self.dials[name] for name in world_dials)
        worlds = self._worlds if same else None
        return Case(self.company, self.seed, self.student, self.size, self.calendar.months, values, worlds)

    def blocks(self) -> Iterator[Case]:
        """The same customers, 65,536 at a time: each block a case of its own, of which nothing is kept here.

        A table of the whole company (`is_shared`) is the same in every block.
        """
        for block in blocks(self.seed, self.company.name, self.size):
            world = World(self.company, block, self.calendar.months, _layer(self.company, self.dials, "world"))
            yield Case(
                self.company, self.seed, self.student, block.size, self.calendar.months, self.dials, worlds=[world]
            )

    def reveal(self) -> Truth:
        """What is true: the tables that no company has, with the same ids as the records."""
        return Truth(self.company, self._worlds)


class Truth(_Tables):
    """The true tables of a case. Made by `Case.reveal`."""

    def __init__(self, company: Company, worlds: list[World]) -> None:
        super().__init__(company, company.truth, "true table", "world", worlds)

    def __repr__(self) -> str:
        return f"The truth about {self.company.title}'s customers: {', '.join(self.company.truth)}"


def companies() -> list[str]:
    """The names that `open_case` takes.

    >>> "starbucks" in companies()
    True
    """
    return sorted(_companies())


@cache
def _companies() -> dict[str, Company]:
    """The companies that have a file in `casekit.cases`: one named like the file, in capitals."""
    modules = (
        importlib.import_module(f"{cases.__name__}.{found.name}") for found in pkgutil.iter_modules(cases.__path__)
    )
    candidates = (getattr(module, module.__name__.rpartition(".")[2].upper(), None) for module in modules)
    return {company.name: company for company in candidates if isinstance(company, Company)}


def _company(name: object) -> Company:
    return _companies()[choice("company", name, _companies())]


def _layer(company: Company, dials: Mapping[str, float], layer: str) -> dict[str, float]:
    return {dial.name: dials[dial.name] for dial in company.dials if dial.layer == layer}


def _all_dials(company: Company, given: Mapping[str, float]) -> dict[str, float]:
    defaults = {dial.name: dial.default for dial in company.dials}
    if not isinstance(given, Mapping):
        raise CaseError(f"dials must be names with numbers, such as {{'silence': 0.6}}; {shown(given)} was given.")
    for name in given:
        choice("dial", name, defaults)
    return {name: fraction(f"dial {name!r}", given.get(name, default)) for name, default in defaults.items()}


def _most_customers(months: int) -> int:
    """How many customers of so many months fit in the memory that is free now."""
    free = psutil.virtual_memory().available
    return max(int(free / (BYTES_A_CUSTOMER + months * BYTES_A_CUSTOMER_MONTH)), 1)
