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
from casekit.lessons.opening import takes
from casekit.measure.effect import Difference, difference
from casekit.memo import memo

BEFORE, LISTED, WON = YEARS = (2023, 2024, 2025)  # before the lot; of which a list is made; in which an offer wins
FIFTHS, TENTHS = 5, 10
LEFT_OUT = HARLEY[groups.Wallet].joins_with


@memo(keep=1)
def spent_here(case: Case) -> np.ndarray:
    """Dollars by customer and year, from the purchases: float64, shape (customers, 3)."""
    bought = case.fresh("purchases", "customer_id", "at", "product_id", "amount")
    counts = (case.products.category != LEFT_OUT).to_numpy()[bought.product_id.to_numpy() - 1]
    year = bought["at"].dt.year.to_numpy() - YEARS[0]
    cell = (bought.customer_id.to_numpy() - 1) * len(YEARS) + year
    sums = np.bincount(cell, bought.amount.to_numpy() * counts, minlength=case.size * len(YEARS))
    return sums.reshape(case.size, len(YEARS)).round(2)


@memo(keep=1)
def spent_elsewhere(case: Case) -> np.ndarray:
    """The same of all other brands, from the truth."""
    spent = case.reveal().fresh("wallets", "customer_id", "year", "category", "brand", "spend")
    counts = ((spent.brand != case.company.title) & (spent.category != LEFT_OUT)).to_numpy()
    cell = (spent.customer_id.to_numpy() - 1) * len(YEARS) + spent.year.to_numpy() - YEARS[0]
    sums = np.bincount(cell, spent.spend.to_numpy() * counts, minlength=case.size * len(YEARS))
    return sums.reshape(case.size, len(YEARS)).round(2)


def listed(case: Case) -> np.ndarray:
    """Indices of the customers who bought in the year of the list."""
    return np.flatnonzero(spent_here(case)[:, YEARS.index(LISTED)])


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
    who, file = listed(case), case.fresh("customers", "customer_id", "owner_group")
    spent = spent_here(case)[who, YEARS.index(LISTED)]
    return file.iloc[who].reset_index(drop=True).assign(spent_2024=spent, fifth=grouped(spent, FIFTHS))


@takes(HARLEY)
def wallets(case: Case) -> pd.DataFrame:
    """The truth about the same riders: what they spent in 2025, in dollars, here and elsewhere."""
    who, won = listed(case), YEARS.index(WON)
    here, elsewhere = (spent(case)[who, won] for spent in (spent_here, spent_elsewhere))
    return riders(case)[["customer_id", "fifth"]].assign(here_2025=here, elsewhere_2025=elsewhere)


@takes(HARLEY)
def tenths(case: Case) -> pd.DataFrame:
    """The riders in ten groups by what they spent here in 2024: how many they are, and the mean, in dollars."""
    by_tenth = riders(case).spent_2024.groupby(grouped(riders(case).spent_2024.to_numpy(), TENTHS))
    return by_tenth.agg(riders="size", spent_here_2024="mean").round(0).astype(int).rename_axis("tenth")


class ByTenth(NamedTuple):
    """Mean dollars, from the tenth of the riders who spent least here in 2024 to that who spent most: arrays of ten."""

    here: np.ndarray  # in 2024
    elsewhere: np.ndarray  # in 2025


@memo(keep=1)
def by_tenth(case: Case) -> ByTenth:
    """Both means, of the same riders."""
    who = listed(case)
    here = spent_here(case)[who, YEARS.index(LISTED)]
    tenth = grouped(here, TENTHS) - 1
    means = (
        np.bincount(tenth, values) / np.bincount(tenth)
        for values in (here, spent_elsewhere(case)[who, YEARS.index(WON)])
    )
    return ByTenth(*means)


@memo(keep=1)
def gap(case: Case) -> Difference:
    """What members of the owner group spent here in 2024, against the other riders."""
    found = riders(case)
    return difference(found.spent_2024[found.owner_group], found.spent_2024[~found.owner_group])


def raw_gap(case: Case) -> float:
    """The same as a part of what the others spent."""
    return gap(case).difference / gap(case).control


@memo(keep=1)
def membership_adds(case: Case) -> float:
    """The truth: by what part membership raises what these members spend here, all together."""
    true = case.reveal().fresh("customers", "spend_if_member", "spend_if_not")
    members = true[true.index.isin(listed(case)) & case.fresh("customers", "owner_group").owner_group]
    return float(members.spend_if_member.sum() / members.spend_if_not.sum() - 1)


@takes(HARLEY)
def lot(case: Case) -> pd.DataFrame:
    """The records of the lot: a row for each rider who was no member when it was drawn, at the start of 2024.

    `spent_2023` are dollars, and `spent_since` dollars a year, in 2024 and 2025; `change` is the second less the first.
    """
    drawn = case.fresh("invitations", "customer_id", "invited", "joined")
    spent = spent_here(case)[drawn.customer_id.to_numpy() - 1]
    before, since = spent[:, 0], spent[:, 1:].mean(axis=1)
    return drawn.assign(spent_2023=before, spent_since=since.round(2), change=(since - before).round(2))


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
    true = case.reveal().fresh("customers", "spend_if_member", "spend_if_not")
    joined = true.iloc[lot(case).query("joined").customer_id.to_numpy() - 1]
    return float((joined.spend_if_member - joined.spend_if_not).mean())
