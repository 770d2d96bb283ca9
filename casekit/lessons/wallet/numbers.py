"""What the pictures and the exercises compute: of the riders' purchases here, of all that they spend, and of the lot.

Motorcycles are left out throughout: one costs as much as years of all the rest.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from casekit.case import Case
from casekit.cases import groups
from casekit.cases.harley import HARLEY
from casekit.errors import CaseError
from casekit.lessons.opening import takes
from casekit.measure.effect import Difference, difference
from casekit.memo import memo

BEFORE, LISTED, WON = YEARS = (2023, 2024, 2025)  # before the lot; of which a list is made; in which an offer wins
MONTHS = 12 * len(YEARS)
FIFTHS, TENTHS = 5, 10
LEFT_OUT = HARLEY[groups.Wallet].joins_with


class File(NamedTuple):
    """What this lesson needs of every customer, in the order of the file: arrays of shape (customers,)."""

    here: np.ndarray  # dollars, from the purchases, shape (customers, 3): the YEARS
    elsewhere: np.ndarray  # the same of all other brands, from the truth
    member: np.ndarray  # of the owner group
    drawn: np.ndarray  # among whom the lot was drawn
    invited: np.ndarray
    joined: np.ndarray  # because of the invitation
    wallet: np.ndarray  # the truth: dollars a year on all brands, in expectation, motorcycles too
    keenness: np.ndarray  # what riding means to them
    if_member: np.ndarray  # dollars a year here, in expectation
    if_not: np.ndarray


@memo(keep=1)
def file(case: Case) -> File:
    """From cases of their own, which are let go again: the customers, a block after the other."""
    if case.calendar.months != MONTHS:
        raise CaseError(f"This lesson needs a case with months={MONTHS}; {case.calendar.months} was given.")
    return File(*map(np.concatenate, zip(*map(_file, case.blocks()), strict=True)))


def _file(case: Case) -> File:
    """From the customers, purchases, invitations and the truth."""
    truth, lot, file = case.reveal(), case.invitations, case.customers
    first = int(file.customer_id.iloc[0])
    drawn, invited, joined = (np.zeros(len(file), dtype=bool) for _ in range(3))
    row = lot.customer_id.to_numpy() - first
    drawn[row], invited[row], joined[row] = True, lot.invited, lot.joined
    bought = case.fresh("purchases", "customer_id", "at", "product_id", "amount")
    bought = bought[(case.products.category != LEFT_OUT).to_numpy()[bought.product_id.to_numpy() - 1]]
    spent = truth.fresh("wallets", "customer_id", "year", "category", "brand", "spend")
    others = spent[(spent.brand != case.company.title) & (spent.category != LEFT_OUT)]

    def by_year(customer: pd.Series, year: pd.Series, dollars: pd.Series) -> np.ndarray:
        cell = (customer.to_numpy() - first) * len(YEARS) + year.to_numpy() - YEARS[0]
        return np.bincount(cell, dollars, len(file) * len(YEARS)).reshape(-1, len(YEARS)).round(2)

    here = by_year(bought.customer_id, bought["at"].dt.year, bought.amount)
    elsewhere = by_year(others.customer_id, others.year, others.spend)
    of_each = truth.customers
    true = (of_each[name].to_numpy() for name in ("wallet", "enthusiasm", "spend_if_member", "spend_if_not"))
    return File(here, elsewhere, file.owner_group.to_numpy(), drawn, invited, joined, *true)


def listed(case: Case) -> np.ndarray:
    """Indices of the customers who bought in the year of the list."""
    return np.flatnonzero(file(case).here[:, YEARS.index(LISTED)])


def grouped(values: np.ndarray, count: int) -> np.ndarray:
    """The group of each value, from 1, the least, to `count`: groups as equal in size as can be."""
    place = np.empty(len(values), dtype=np.int64)
    place[np.argsort(values, kind="stable")] = np.arange(len(values))
    return place * count // len(values) + 1


@takes(HARLEY)
def riders(case: Case) -> pd.DataFrame:
    """The records: a row for each rider who bought in 2024.

    `spent_2024` are dollars; `fifth` is 1 for the fifth of the riders who spent least, and 5 for those who spent most.
    `owner_group`: a member of the owner group.
    """
    who = listed(case)
    spent, member = file(case).here[who, YEARS.index(LISTED)], file(case).member[who]
    return pd.DataFrame(
        {"customer_id": who + 1, "owner_group": member, "spent_2024": spent, "fifth": grouped(spent, FIFTHS)}
    )


@takes(HARLEY)
def wallets(case: Case) -> pd.DataFrame:
    """The truth about the same riders: what they spent in 2025, in dollars, here and elsewhere."""
    who, won = listed(case), YEARS.index(WON)
    here, elsewhere = file(case).here[who, won], file(case).elsewhere[who, won]
    return riders(case)[["customer_id", "fifth"]].assign(here_2025=here, elsewhere_2025=elsewhere)


@takes(HARLEY)
def tenths(case: Case) -> pd.DataFrame:
    """The riders in ten groups by what they spent here in 2024: how many they are, and the mean, in dollars."""
    by_tenth = riders(case).spent_2024.groupby(grouped(riders(case).spent_2024.to_numpy(), TENTHS))
    return by_tenth.agg(riders="size", spent_here_2024="mean").round(0).astype(int).rename_axis("tenth")


class ByTenth(NamedTuple):
    """Mean dollars of 2025, from the tenth of the riders who spent least here in 2024 to that who spent most."""

    here: np.ndarray
    elsewhere: np.ndarray


@memo(keep=1)
def by_tenth(case: Case) -> ByTenth:
    """Both means, of the same riders in the same year: not that of the list, which by its making lies far apart."""
    who, won = listed(case), YEARS.index(WON)
    tenth = grouped(file(case).here[who, YEARS.index(LISTED)], TENTHS) - 1
    here, elsewhere = file(case).here[who, won], file(case).elsewhere[who, won]
    return ByTenth(*(np.bincount(tenth, values) / np.bincount(tenth) for values in (here, elsewhere)))


@memo(keep=1)
def gap(case: Case) -> Difference:
    """What members of the owner group spent here in 2024, against the other riders."""
    found = riders(case)
    return difference(found.spent_2024[found.owner_group], found.spent_2024[~found.owner_group])


def raw_gap(case: Case) -> float:
    """The same as a part of what the others spent."""
    return gap(case).difference / gap(case).control


def membership_adds(case: Case) -> float:
    """The truth: by what part membership raises what these members spend here, all together."""
    members = np.intersect1d(listed(case), np.flatnonzero(file(case).member))
    return float(file(case).if_member[members].sum() / file(case).if_not[members].sum() - 1)


@takes(HARLEY)
def lot(case: Case) -> pd.DataFrame:
    """The records of the lot: a row for each rider who was no member when it was drawn, at the start of 2024.

    `spent_2023` are dollars, and `spent_since` dollars a year, in 2024 and 2025; `change` is the second less the first.
    """
    found = file(case)
    who = np.flatnonzero(found.drawn)
    before, since = found.here[who, 0], found.here[who, 1:].mean(axis=1)
    return pd.DataFrame({
        "customer_id": who + 1, "invited": found.invited[who], "joined": found.joined[who],
        "spent_2023": before, "spent_since": since.round(2), "change": (since - before).round(2),
    })  # fmt: skip


class PerJoiner(NamedTuple):
    """What joining changes in what a rider spends who joins because of the invitation: dollars a year, from the lot."""

    effect: float
    standard_error: float
    otherwise: float  # what such a rider would have spent

    @property
    def interval(self) -> tuple[float, float]:
        """Two standard errors below the effect, and above it."""
        return self.effect - 2 * self.standard_error, self.effect + 2 * self.standard_error


@memo(keep=1)
def per_joiner(case: Case) -> PerJoiner:
    """The difference of the two arms, divided by the share who joined of those who were invited.

    Source: Bloom (1984), Accounting for no-shows in experimental evaluation designs, Evaluation Review 8(2), 225-246.
    """
    drawn = lot(case)
    arms, joined = difference(drawn.change[drawn.invited], drawn.change[~drawn.invited]), drawn.joined[drawn.invited]
    share, since = float(joined.mean()), float(drawn.spent_since[drawn.joined].mean())
    effect = arms.difference / share
    return PerJoiner(effect, arms.standard_error / share, since - effect)


@takes(HARLEY)
def interval(case: Case) -> tuple[float, float]:
    """What joining adds, from the lot: the ends of its interval, in dollars a year."""
    return per_joiner(case).interval


@takes(HARLEY)
def gain(case: Case) -> float:
    """The truth: what membership adds for those who joined because of the invitation, in dollars a year.

    By the riders' own rates, at the prices of the window's start and as long as they are customers.
    """
    found = file(case)
    return float((found.if_member - found.if_not)[found.joined].mean())
