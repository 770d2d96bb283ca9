"""What the pictures and the exercises compute: from the records of the channels, and whose they are in truth."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pandas as pd

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.lessons.opening import takes
from casekit.lessons.registry import LINKING
from casekit.measure.effect import CONFIDENT
from casekit.measure.linkage import PairScores, compare, cut, pair_scores
from casekit.memo import memo
from casekit.world.engine.streams import generator

FIRST_HALF, SECOND_HALF = "2025-01-01", "2025-07-01"  # a half-year each, up to the window's end
PILOT, WHOLE = 250, LINKING.customers  # customers in the file
SECOND_PILOT = 500  # large enough to have some wrong pairs in each world, from which the whole file is foretold
THRESHOLDS = (0.01, 0.02, 0.03, 0.05, 0.07, *(round(0.1 * tenth, 1) for tenth in range(1, 10)), 0.95, 0.99)

# By what two records are taken for one customer's, from the strictest rule to the most eager, and the field it is in.
RULES = {
    "same e-mail address": "email",
    "same name": "name",
    "same surname and initial": "name",
    "same telephone number": "phone",
}
EMAIL, NAME, INITIAL, PHONE = RULES


class Seen(NamedTuple):
    """The records of the channels, one entry each, with what was ordered under them, and whose they are."""

    first: np.ndarray  # bool: whether anything was ordered in the first half of 2025
    second: np.ndarray  # the same for the second half
    spent: np.ndarray  # dollars in the second half
    person: np.ndarray  # int64, the customer_id


class Report(NamedTuple):
    """What the board reads, if so many records, or groups of them, are counted as customers."""

    customers: int
    bought: int  # of them, those who bought in the first half
    churn: float  # of these, the percentage who bought nothing in the second half
    spend: float  # dollars in the second half, the mean of those who bought in it


class Off(NamedTuple):
    """How far a report is from the truth, in per cent of the truth."""

    customers: float
    churn: float
    spend: float


def report(seen: Seen, customer: np.ndarray) -> Report:
    """The report, if records with the same number in `customer`, whole numbers from 0 on, are one customer."""
    first, second = (np.bincount(customer, weights=half) > 0 for half in (seen.first, seen.second))
    before, lost, buying = (int(np.count_nonzero(them)) for them in (first, first & ~second, second))
    spend = float(seen.spent.sum()) / max(buying, 1)
    return Report(len(np.unique(customer)), before, 100 * lost / max(before, 1), spend)


def off(reported: Report, true: Report) -> Off:
    """How far off the report is."""
    return Off(*(100 * (getattr(reported, name) / getattr(true, name) - 1) for name in Off._fields))


@takes(AMAZON)
def seen(case: Case) -> pd.DataFrame:
    """The records of the channels, and what was ordered under each in 2025: a row each, as the SQL gives it.

    `first_half` and `second_half` say whether anything was ordered then, `spent` how many dollars in the second half.
    """
    table = case.fresh("channel_records", "record_id", "channel", "name", "email", "phone")
    orders = bought(case)
    found = _by_record(orders, np.searchsorted(table.record_id, orders.record_id), len(table))
    return table.assign(**dict(zip(("first_half", "second_half", "spent"), found, strict=True)))


def bought(case: Case) -> pd.DataFrame:
    """The orders of 2025."""
    events = case.fresh("channel_events", "record_id", "at", "amount")
    return events[events.amount.notna() & (events["at"] >= FIRST_HALF)]


def _by_record(orders: pd.DataFrame, row: np.ndarray, many: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each record whether there is an order in each half, and the dollars of the second; `row` is of each order."""
    late = (orders["at"] >= SECOND_HALF).to_numpy()
    first, second = (np.bincount(row[half], minlength=many) > 0 for half in (~late, late))
    return first, second, np.bincount(row[late], weights=orders.amount[late], minlength=many).round(2)


@takes(AMAZON)
def still_there(case: Case) -> str:
    """How many of the records that count as lost are of customers who went on buying."""
    here = as_it_is(case)
    lost, buying = here.first & ~here.second, np.unique(here.person[here.second])
    share = np.isin(here.person[lost], buying).mean()
    return f"Of 100 records that count as lost, {100 * share:.0f} belong to customers who bought in the second half."


@takes(AMAZON)
def found_by_email(case: Case) -> str:
    """How much of the error of churn by records goes, if the records with one e-mail address are merged."""
    found = merged(as_it_is(case), keys(case, EMAIL, case.dials["duplicates"], case.dials["typos"]))
    none, mail, true = (round(one.churn, 1) for one in (found.none, found.merged, found.true))
    gone, many = none - mail, none - true  # of the figures as they are printed
    return (
        f"Churn is {none:.1f} % by records, {mail:.1f} % with the addresses merged, and {true:.1f} % in truth. "
        f"So the addresses alone take away {gone:.1f} of {many:.1f} points too many."
    )


@memo(keep=4)
def records(case: Case, duplicates: float, stay: float = 0.0) -> Seen:
    """The records, if contacts find no record, and if orders go to any record of the customer, with these chances."""
    turned = case.with_dials(duplicates=duplicates)
    table = turned.fresh("channel_records", "record_id", "written_at")
    person = turned.reveal().fresh("channel_records", "customer_id").customer_id.to_numpy().astype(np.int64)
    orders = bought(turned)
    row = np.searchsorted(table.record_id, orders.record_id)
    if stay:
        row = _elsewhere(case.seed, row, person, table.written_at.to_numpy(), stay)
    return Seen(*_by_record(orders, row, len(table)), person)


def _elsewhere(seed: int, row: np.ndarray, person: np.ndarray, written: np.ndarray, stay: float) -> np.ndarray:
    """The record of each order, if with this chance it goes to any that its customer had at that time, by lot."""
    order = np.lexsort((written, person))
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    first = np.searchsorted(person[order], person[row])
    whether, which = generator(seed, "lesson 05", "orders that stay").random((2, len(row)))
    other = order[first + (which * (place[row] - first + 1)).astype(np.int64)]
    return np.where(whether < stay, other, row)


@memo(keep=8)
def keys(case: Case, rule: str, duplicates: float, typos: float) -> np.ndarray:
    """By this rule: the same number for records that it takes for one customer's."""
    turned = case.with_dials(duplicates=duplicates, typos=typos)
    values = turned.fresh("channel_records", RULES[rule])[RULES[rule]]
    return numbered(values.str.replace("^(.).* ", r"\1 ", regex=True) if rule == INITIAL else values)


def as_it_is(case: Case) -> Seen:
    """The records at the dials of this world."""
    return records(case, case.dials["duplicates"])


def numbered(values: pd.Series) -> np.ndarray:
    """A number from 0 on for each value; each missing one has a number of its own."""
    codes = np.asarray(pd.factorize(values)[0], dtype=np.int64)
    missing = codes < 0
    codes[missing] = codes.max(initial=-1) + 1 + np.arange(np.count_nonzero(missing))
    return codes


class Merged(NamedTuple):
    """What becomes of the file if records are merged: three reports, and how many of the merged pairs are right."""

    none: Report
    merged: Report
    true: Report
    scores: PairScores


def merged(here: Seen, customer: np.ndarray, size: int = WHOLE) -> Merged:
    """The file of the first `size` customers, if records with the same number in `customer` are merged."""
    there = here.person <= size
    part = Seen(*(column[there] for column in here))
    together = np.unique(customer[there], return_inverse=True)[1]
    table = pd.DataFrame({"record_id": np.arange(len(together)), "cluster_id": together})
    return Merged(
        none=report(part, np.arange(len(together))),
        merged=report(part, together),
        true=report(part, part.person - 1),
        scores=pair_scores(table, part.person),
    )


@memo(keep=4)
def by_initial(case: Case, size: int) -> Merged:
    """The file of the first `size` customers, merged by surname and initial, at the dials of this world."""
    return merged(as_it_is(case), keys(case, INITIAL, case.dials["duplicates"], case.dials["typos"]), size)


@takes(AMAZON)
def foretold(case: Case) -> str:
    """What the pilot's counts say of the precision in the whole file, and what it is.

    Right pairs grow as the customers, wrong ones as their square. So the odds of a right pair fall as the customers
    grow; their logarithm keeps its standard error, and the interval is 95 % of a normal distribution on that scale.
    """
    pilot, whole = by_initial(case, SECOND_PILOT).scores, by_initial(case, WHOLE).scores
    low, middle, high = foretold_interval(pilot.precision, pilot.precision_standard_error, WHOLE / SECOND_PILOT)
    return (
        f"From the second pilot's counts one expects {100 * middle:.0f} of 100 pairs right in the whole "
        f"file. So few pairs leave much to chance: from {100 * low:.0f} to {100 * high:.0f}. "
        f"In truth it is {100 * whole.precision:.0f}."
    )


def foretold_interval(precision: float, standard_error: float, times: float) -> tuple[float, float, float]:
    """The precision in a file so many `times` as large: the low end of its 95 % interval, the estimate, the high end.

    >>> [round(part, 2) for part in foretold_interval(0.8, 0.05, 16)]
    [0.12, 0.2, 0.32]
    """
    odds = precision / (1 - precision) / times
    reach = CONFIDENT * standard_error / (precision * (1 - precision))
    low, middle, high = (odds * math.exp(step) for step in (-reach, 0.0, reach))
    return low / (1 + low), middle / (1 + middle), high / (1 + high)


def right_by_size(person: np.ndarray, key: np.ndarray) -> np.ndarray:
    """Of 100 pairs with the same key, those of one person, if the file ends with each person from 1 on; (persons,).

    nan where there is no pair yet. A record makes a pair with each of its key that came before it.
    """
    order = np.lexsort((person, key))
    person, key = person[order], key[order]
    found, right = (
        np.bincount(person, _before(new), minlength=person.max() + 1)[1:].cumsum()
        for new in (np.diff(key, prepend=-1) != 0, (np.diff(key, prepend=-1) != 0) | (np.diff(person, prepend=0) != 0))
    )
    return 100 * np.divide(right, found, out=np.full(len(found), np.nan), where=found > 0)


def _before(new: np.ndarray) -> np.ndarray:
    """How many of its group stand before each entry; a group begins where it is `new`."""
    place = np.arange(len(new))
    return place - np.maximum.accumulate(np.where(new, place, 0))


class Linked(NamedTuple):
    """The pairs of records that resemble each other, by the model, and how likely each is of one customer."""

    one: np.ndarray  # row of the record
    other: np.ndarray
    probability: np.ndarray


@memo()
def linked(case: Case) -> Linked:
    """The model's pairs, compared once: cutting them anew at another threshold takes no time."""
    table = case.fresh("channel_records").drop(columns=["channel", "written_at"])
    pairs = compare(table)
    one, other = (np.searchsorted(table.record_id, pairs[side]) for side in ("one", "other"))
    return Linked(one, other, pairs.probability.to_numpy())


@memo(keep=24)
def at_threshold(case: Case, threshold: float) -> Merged:
    """The file, if all pairs are merged that are one customer's with at least this probability."""
    pairs, here = linked(case), as_it_is(case)
    rows = pd.DataFrame({"record_id": np.arange(len(here.person))})
    table = pd.DataFrame(pairs._asdict())
    return merged(here, cut(rows, table, threshold).cluster_id.to_numpy())
