"""What the pictures and the exercises compute: from the records, the truth, and what the world assumes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from casekit.case import Case
from casekit.cases import groups
from casekit.cases.starbucks import STARBUCKS
from casekit.lessons.opening import takes
from casekit.measure.effect import difference
from casekit.memo import memo
from casekit.world.engine.calendar import Calendar
from casekit.world.engine.streams import Block
from casekit.world.systems.cohort import A_YEAR, Cohort, Newcomers

RULES, STATES = STARBUCKS[groups.Newcomers], STARBUCKS[groups.Satisfaction]
KINDS = STATES.states
YEARS, QUARTER = 5, 3  # for which each newcomer is followed; months


@memo(keep=1)
def _cohort(case: Case) -> Cohort:
    return Cohort(STARBUCKS, Block(case.seed, STARBUCKS.name, 0, RULES.count))


@memo(keep=3)
def newcomers(case: Case, differ: float = 1.0, wear: float = 0.0) -> Newcomers:
    """The newcomers of July 2020, with their luck; in truth `differ` is 1 and `wear` 0."""
    return _cohort(case).run(differ=differ, wear=wear)


class Book(NamedTuple):
    """What the company has on file of the newcomers."""

    card: pd.DataFrame
    paid: np.ndarray  # dollars paid in each year by those who stayed through it, shape (YEARS,)


@memo(keep=1)
def _book(case: Case) -> Book:
    found = newcomers(case)
    visits, size, days = _cohort(case).visits(found), RULES.count, Calendar(RULES.months, case.calendar.hours)
    last = visits.since[np.cumsum(np.bincount(visits.newcomer, minlength=size)) - 1]
    months = np.floor(last).astype(np.int16)
    year = (visits.since / A_YEAR).astype(np.int8)
    through = months[visits.newcomer] >= A_YEAR * (year + 1)

    def quarter(number: int) -> np.ndarray:
        """Visits in this quarter since the first visit, 1, 2, ...; that first visit is not counted."""
        low, high = QUARTER * (number - 1), QUARTER * number
        inside = (visits.since > low) & (visits.since <= high)
        return np.bincount(visits.newcomer[inside], minlength=size).astype(np.int16)

    card = pd.DataFrame(
        {
            "customer_id": np.arange(1, size + 1, dtype=np.int32),
            "first_visit": days.datetimes(found.joined).astype("datetime64[D]").astype("datetime64[ms]"),
            "last_visit": days.datetimes(found.joined + last).astype("datetime64[D]").astype("datetime64[ms]"),
            "months": months,
            "first_quarter": quarter(1),
            "twentieth_quarter": quarter(YEARS * A_YEAR // QUARTER),
        }
    )
    return Book(card, np.bincount(year[through], visits.cents[through], YEARS + 1)[:YEARS] / 100)


@takes(STARBUCKS)
def card(case: Case) -> pd.DataFrame:
    """The customer card: a row for each newcomer of July 2020, with what is on file of them at the end of 2025.

    `months`: whole months from the first visit to the last one. `first_quarter`: visits in the three months after the
    first visit, that one not counted; `twentieth_quarter`: visits in the last three months of the fifth year.
    """
    return _book(case).card.copy()


def still_there(case: Case, months: int) -> np.ndarray:
    """Of which newcomers the last visit came so many months after the first one, or later."""
    return _book(case).card.months.to_numpy() >= months


def there(case: Case) -> np.ndarray:
    """How many newcomers were still there after 0, 1, ... years, as the card has it; int64, shape (YEARS + 1,)."""
    return np.array([still_there(case, A_YEAR * year).sum() for year in range(YEARS + 1)])


def paid(case: Case) -> np.ndarray:
    """Dollars of revenue in each year by those who stayed through it, all together; shape (YEARS,)."""
    return _book(case).paid


@takes(STARBUCKS)
def interval(case: Case) -> tuple[float, float]:
    """How many visits more those who stayed five years made in their first quarter than who left in the second year.

    Two standard errors below the difference, and above.
    """
    file = _book(case).card
    stayed, left = file.months >= A_YEAR * YEARS, (file.months >= A_YEAR) & (file.months < 2 * A_YEAR)
    found = difference(file.first_quarter[stayed], file.first_quarter[left])
    return found.difference - 2 * found.standard_error, found.difference + 2 * found.standard_error


class Lives(NamedTuple):
    """A cohort, year by year; arrays of shape (YEARS,), in per cent of those who are meant."""

    lost: np.ndarray  # who left in the year: of those who were there when it began
    margin: np.ndarray  # half the 95 % interval of that
    own: np.ndarray  # mean own chance to leave in the year: of those who stayed through all the years
    kinds: np.ndarray  # shape (YEARS + 1, kinds): of those who were there after 0, 1, ... years
    left: np.ndarray  # shape (YEARS + 1,): of all newcomers, who were there after 0, 1, ... years


@memo(keep=3)
def lives(case: Case, differ: float = 1.0, wear: float = 0.0) -> Lives:
    """The truth of the newcomers, if they differ so much, and each one's chance to leave changes by `wear` a year."""
    found = newcomers(case, differ, wear)
    stayed = [found.stays > A_YEAR * year for year in range(YEARS + 1)]
    count = np.array([some.sum() for some in stayed])
    lost, margin = shares_lost(count)
    own = np.array([100 * found.chance(year + 1)[stayed[-1]].mean() for year in range(YEARS)])
    kinds = np.array([np.bincount(found.kind[some], minlength=len(KINDS)) / some.sum() for some in stayed])
    return Lives(lost, margin, own, 100 * kinds, 100 * count / count[0])


def shares_lost(count: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Per cent lost from each count to the next, and half the 95 % interval."""
    lost = 1 - count[1:] / count[:-1]
    return 100 * lost, 196 * np.sqrt(lost * (1 - lost) / count[:-1])


@takes(STARBUCKS)
def kinds(case: Case) -> pd.DataFrame:
    """The truth: each kind's own chance to leave, and how many there are of it among the newcomers and those who stay.

    `of_100_leave_in_a_year`: the same in every year; `of_100_newcomers` and `of_100_who_stayed` all five years.
    """
    here = lives(case)
    each = [100 * newcomers(case).chance(1)[newcomers(case).kind == code].mean() for code in range(len(KINDS))]
    columns = {
        "of_100_leave_in_a_year": np.round(each, 1),
        "of_100_newcomers": here.kinds[0].round(1),
        "of_100_who_stayed": here.kinds[-1].round(1),
    }
    return pd.DataFrame(columns, index=pd.Index(KINDS, name="kind"))
