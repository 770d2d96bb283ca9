"""One company, opened: its records, its dials, and the truth for whoever asks to see it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NoReturn

import pandas as pd

from casekit.cases.dials import DialValues
from casekit.companies import COMPANIES, Company
from casekit.dials import Dials
from casekit.errors import CaseError, choice, meant, shortened, shown, whole_number, yes_or_no
from casekit.memory import free
from casekit.names import canonical
from casekit.tables import Table
from casekit.versions import DATA_VERSION
from casekit.world.engine.calendar import LONGEST, Calendar
from casekit.world.engine.streams import blocks, seed_of
from casekit.world.engine.world import World

if TYPE_CHECKING:
    from typing import Unpack

BYTES_A_CUSTOMER, BYTES_A_CUSTOMER_MONTH = 4_000, 1_000  # peak of the largest company, every table touched; measured
MOST_IDS = 2**31 - 1  # a customer's id is an int32


def open_case(
    name: str,
    *,
    customers: int = 5_000,
    seed: int = 1,
    student: str | None = None,
    course: str | None = "",
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
    student : a name or e-mail address, for customers of one's own, however it is typed (`casekit.names`); None or ""
        for the common world.
    course : sets one course's students apart from another's; a name as well; None or "" for none.
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
    company = COMPANIES[choice("company", name, companies())]
    months = whole_number("months", months, 1, LONGEST)
    most, reason = _most_customers(months), "what fits in the memory that is free now"
    if yes_or_no("in_blocks", in_blocks):
        most, reason = MOST_IDS, "as many ids as there are"
    customers = whole_number("customers", customers, 1, most, because=reason)
    seed = whole_number("seed", seed, 0, 2**63 - 1)
    student = canonical("student", "" if student is None else student)
    course = canonical("course", "" if course is None else course)
    if student:
        if seed != 1:
            raise CaseError(f"Give student or seed, not both: a student's name decides the seed; {seed:,} was given.")
        seed = seed_of(name, course, student, DATA_VERSION)
    turned = Dials(company.dials, {} if dials is None else dials)
    worlds = [
        World(company.assumptions, company.models, block, months, turned)
        for block in blocks(seed, company.name, customers)
    ]
    return Case(company, seed, student, turned, worlds)


def companies() -> list[str]:
    """The names that `open_case` takes.

    >>> companies()
    ['amazon', 'harley', 'starbucks']
    """
    return sorted(COMPANIES)


class _Tables:
    """Tables as attributes, each made when it is first touched and then kept; nothing can be assigned to."""

    _what = "table"

    company: Company
    _tables: dict[str, Table]
    _worlds: tuple[World, ...]

    def __init__(self, company: Company, tables: tuple[Table, ...], worlds: list[World], **further: object) -> None:
        made: dict[str, pd.DataFrame] = {}
        by_name = {table.name: table for table in tables}
        self.__dict__.update(company=company, _tables=by_name, _worlds=tuple(worlds), _made=made, **further)

    if not TYPE_CHECKING:  # a type checker is to know the tables by name, and no others

        def __getattr__(self, name: str) -> pd.DataFrame:
            if name.startswith("_"):  # Python itself asks, when it copies or displays an object
                raise AttributeError(name)
            table = self._table(name, AttributeError)
            if name not in self._made:
                self._made[name] = self.fresh(table.name)
            return self._made[name]

    def __setattr__(self, name: str, value: object) -> NoReturn:
        what = shortened(name, 60)
        raise CaseError(
            f"A case stays as it was opened, and {what} cannot be assigned to; keep what is yours under another name."
        )

    def __delattr__(self, name: str) -> NoReturn:
        raise CaseError(f"A case stays as it was opened, and {shortened(name, 60)} cannot be deleted.")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._tables]

    def about(self, table: str) -> Table:
        """What a row of a table is, and what each of its columns says, with types and units; CaseError for no table.

        >>> open_case("starbucks", customers=5).about("surveys")  # doctest: +ELLIPSIS
        surveys: a row is a survey sent to a customer.
        survey_id    whole number  Number of the row: customer_id x 10,000 + 0, 1, 2, ...
        ...
        score        number        The answer, from 0, worst, to 10, best; missing without one, in points
        """
        return self._table(table, CaseError)

    def fresh(self, table: str, *columns: str) -> pd.DataFrame:
        """A table made anew and not kept, for those who pass it on and need the memory; or only some of its columns."""
        found = self._table(table, CaseError)
        frames = [found.frame(world, columns) for world in (self._worlds[:1] if found.shared else self._worlds)]
        return frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)

    def _table(self, name: str, error: type[Exception]) -> Table:
        tables = self._tables
        if isinstance(name, str) and name in tables:
            return tables[name]
        there, hint = ", ".join(tables), meant(name, tables)
        there = f"{hint} There are {there}." if hint else f"; there are {there}."
        raise error(f"There is no {self._what} {shown(name)} at {self.company.title}{there}")


class Case(_Tables):
    """A company's records, each a plain pandas frame. Made by `open_case`, and then as it is."""

    seed: int
    student: str
    size: int  # how many customers
    dials: Dials
    calendar: Calendar

    # The tables that companies keep, for editors and type checkers; which ones a company has, its file says.
    customers: pd.DataFrame
    products: pd.DataFrame
    purchases: pd.DataFrame
    contacts: pd.DataFrame
    surveys: pd.DataFrame
    touches: pd.DataFrame
    clicks: pd.DataFrame
    searches: pd.DataFrame
    goals: pd.DataFrame
    deliveries: pd.DataFrame
    reviews: pd.DataFrame
    returns: pd.DataFrame
    invitations: pd.DataFrame
    offers: pd.DataFrame
    channel_records: pd.DataFrame
    channel_events: pd.DataFrame

    def __init__(self, company: Company, seed: int, student: str, dials: Dials, worlds: list[World]) -> None:
        size, calendar = sum(world.block.size for world in worlds), worlds[0].calendar
        super().__init__(
            company, company.records, worlds, seed=seed, student=student, size=size, dials=dials, calendar=calendar
        )

    def __repr__(self) -> str:
        whose = (
            f"of {shortened(self.student, 60)}'s own" if self.student else f"of the common world (seed {self.seed:,})"
        )
        first, last = self.calendar.months_as_dates[[0, -1]]
        names = ", ".join(table.name for table in self.company.records)
        records = textwrap.wrap(f"records: {names}", 84, subsequent_indent=" " * 9)
        return "\n".join(
            (
                f"{self.company.title}: {self.size:,} customers {whose}, {first} to {last}",
                *records,
                "The customers are invented; the company is not involved.",
            )
        )

    def with_dials(self, **dials: Unpack[DialValues]) -> Case:
        """The same customers with other dials.

        They live through the window again only as far as a dial changes what happens; a dial that changes what is
        written down is cheap. With no dials: a fresh copy of the records.
        """
        given: Mapping[str, Any] = dials
        turned = Dials(self.company.dials, {**self.dials, **given})
        worlds = [world.with_dials(turned) for world in self._worlds]
        return Case(self.company, self.seed, self.student, turned, worlds)

    def blocks(self) -> Iterator[Case]:
        """The same customers, 65,536 at a time: each block a case of its own, of which nothing is kept here.

        A table of the whole company (`Table.shared`) is the same in every block.
        """
        for block in blocks(self.seed, self.company.name, self.size):
            company, months = self.company, self.calendar.months
            world = World(company.assumptions, company.models, block, months, self.dials)
            yield Case(company, self.seed, self.student, self.dials, [world])

    def reveal(self) -> Truth:
        """What is true: the tables that no company has, with the same ids as the records."""
        return Truth(self.company, self.company.truth, list(self._worlds))


class Truth(_Tables):
    """The true tables of a case. Made by `Case.reveal`."""

    _what = "true table"

    customers: pd.DataFrame
    states: pd.DataFrame
    experiences: pd.DataFrame
    surveys: pd.DataFrame
    products: pd.DataFrame
    purchases: pd.DataFrame
    visitors: pd.DataFrame
    wallets: pd.DataFrame
    brands: pd.DataFrame
    offers: pd.DataFrame
    channel_records: pd.DataFrame

    def __repr__(self) -> str:
        names = ", ".join(table.name for table in self.company.truth)
        return f"The truth about {self.company.title}'s customers: {names}"


def _most_customers(months: int) -> int:
    """How many customers of so many months fit in the memory that is free now."""
    return max(int(free() / (BYTES_A_CUSTOMER + months * BYTES_A_CUSTOMER_MONTH)), 1)
