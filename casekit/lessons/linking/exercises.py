"""The exercises of lesson 05."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.lessons.linking.numbers import seen
from casekit.lessons.linking.reaching import channels
from casekit.lessons.opening import checks
from casekit.memo import memo
from casekit.teach import Exercise

HALVES = ["first_half", "second_half"]


@memo(keep=1)
def _known(case: Case) -> pd.DataFrame:
    """The records with what was ordered under them, and the customer whose they are."""
    return seen(case).merge(case.reveal().channel_records, on="record_id")


def _once(records: pd.DataFrame, by: pd.Series | str = "customer_id") -> pd.DataFrame:
    """Each customer once: in which half-year they bought, and what they spent."""
    grouped = records.groupby(by)
    return grouped[HALVES].any().assign(spent=grouped.spent.sum())


def _lost(table: pd.DataFrame) -> float:
    """Of those who bought in the first half, the percentage who bought nothing in the second."""
    return 100 * float(1 - table.second_half[table.first_half].mean())


def _new(table: pd.DataFrame) -> float:
    """Of those who bought in the second half, the percentage who had bought nothing in the first."""
    return 100 * float(1 - table.first_half[table.second_half].mean())


def _lost_of_all(table: pd.DataFrame) -> float:
    """Of all, the percentage who bought in the first half and not in the second."""
    return 100 * float((table.first_half & ~table.second_half).mean())


def _nothing(table: pd.DataFrame) -> float:
    """Of all, the percentage who bought nothing in the second half."""
    return 100 * float(1 - table.second_half.mean())


def _spend(spent: pd.Series) -> float:
    """The mean of those who spent anything."""
    return float(spent[spent > 0].mean())


def _same(records: pd.DataFrame, column: str) -> pd.Series:
    """Who is one customer by this column; a record where it is empty is one of its own."""
    return records[column].fillna(records.record_id.astype(str))


@memo(keep=4)
def _by(case: Case, column: str) -> pd.DataFrame:
    """Each customer once, if records with the same value in this column are one."""
    return _once(_known(case), _same(_known(case), column))


def _by_initial(case: Case) -> pd.DataFrame:
    initial = _known(case).name.str.replace("^(.).* ", r"\1 ", regex=True)
    return _once(_known(case), initial.fillna(_known(case).record_id.astype(str)))


def _means_of_means(case: Case) -> float:
    """The mean of the customers' own mean of a record."""
    bought = _known(case)[_known(case).second_half]
    return float(bought.groupby("customer_id").spent.mean().mean())


def _per_order(case: Case) -> float:
    orders = case.channel_events[case.channel_events["at"] >= "2025-07-01"]
    return float(orders.amount.mean())


@memo()
def _asked(case: Case) -> str:
    """The channel that is left out: the one whose answer is least like what else may be taken for it."""

    def apart(channel: str) -> float:
        answer = _lost(_rest(case, channel))
        return min(abs(answer - way(case, channel)) for way in WITHOUT.values())

    return max(channels(case), key=apart)


def _without(way: Callable[[Case, str], float], case: Case) -> float:
    """What a way comes to without the channel that is asked about."""
    return way(case, _asked(case))


@memo(keep=4)
def _rest(case: Case, channel: str) -> pd.DataFrame:
    """Each customer once, by the records of the other channels."""
    return _once(_left(case, channel))


def _left(case: Case, channel: str) -> pd.DataFrame:
    return _known(case)[_known(case).channel != channel]


def _of_its_own(case: Case, channel: str) -> float:
    return _lost(_once(_known(case)[_known(case).channel == channel]))


def _of_everybodys_base(case: Case, channel: str) -> float:
    """Of all who bought in the first half, those who have bought nothing in the second by what is left."""
    everybody, rest = _once(_known(case)), _rest(case, channel)
    there = rest.second_half.reindex(everybody.index, fill_value=False)
    return 100 * float(1 - there[everybody.first_half].mean())


def _of_everybodys_second(case: Case, channel: str) -> float:
    """Of those who bought in the first half by what is left, those who in truth bought nothing in the second."""
    rest, everybody = _rest(case, channel), _once(_known(case))
    return 100 * float(1 - everybody.second_half[rest.index[rest.first_half]].mean())


def _without_its_customers(case: Case, channel: str) -> float:
    """Churn of customers who have no record in the channel."""
    known = _known(case)
    its = known.customer_id[known.channel == channel]
    return _lost(_once(known[~known.customer_id.isin(its)]))


# Ways to another churn than that by customers without a channel.
WITHOUT: dict[str, Callable[[Case, str], float]] = {
    "no record is left out here": lambda case, channel: _lost(_once(_known(case))),
    "you counted records; sum up those of one customer first": lambda case, channel: _lost(_left(case, channel)),
    "you counted records, and left none out": lambda case, channel: _lost(_known(case)),
    "these are the records of this channel; it is the others that are left": _of_its_own,
    "you left its customers out; their other records are still there": _without_its_customers,
    "the base is too large: who bought in the first half is known from the records that are left alone":
        _of_everybodys_base,
    "you looked for the second half in all records; some of them are missing": _of_everybodys_second,
    "this is of all customers; the base are those who bought in the first half":
        lambda case, channel: _lost_of_all(_rest(case, channel)),
    "this is of all customers, whether they bought in the first half or not":
        lambda case, channel: _nothing(_rest(case, channel)),
    "the halves are exchanged": lambda case, channel: _new(_rest(case, channel)),
}  # fmt: skip


def _dropped(case: Case) -> pd.DataFrame:
    """The first record of each e-mail address, those without one left as they are."""
    known = _known(case)
    return known[known.email.isna() | ~known.duplicated("email")]


def _without_mail_as_one(case: Case) -> pd.DataFrame:
    return _once(_known(case), _known(case).email.fillna(""))


exercises = checks(AMAZON, (
    Exercise(
        "05.1",
        "Count each customer of `known` once. How many dollars did those who bought in the second half of 2025 spend "
        "in it, on average? Two decimals.",
        lambda case: _spend(_once(_known(case)).spent),
        tolerance=0.005, unit="dollars",
        misconceptions={
            "these are records; sum up those of one customer first": lambda case: _spend(_known(case).spent),
            "these are all customers; leave out who bought nothing in the second half":
                lambda case: float(_once(_known(case)).spent.mean()),
            "these are all records, those without an order too": lambda case: float(_known(case).spent.mean()),
            "this is the mean of those who bought in the first half; take those of the second":
                lambda case: float(_once(_known(case)).query("first_half").spent.mean()),
            "these bought in both halves; those who bought in the second alone count, too":
                lambda case: float(_once(_known(case)).query("first_half and second_half").spent.mean()),
            "you took the mean of each customer's records; sum them up": _means_of_means,
            "you took the largest record of each customer; sum them up":
                lambda case: _spend(_known(case).groupby("customer_id").spent.max()),
            "you took one record of each customer; sum all of them up":
                lambda case: _spend(_known(case).drop_duplicates("customer_id").spent),
            "this is the median": lambda case: float(_once(_known(case)).query("spent > 0").spent.median()),
            "this is the mean of an order": _per_order,
            "you merged by e-mail address; `customer_id` says whose each record is":
                lambda case: _spend(_by(case, "email").spent),
            "you merged by name; `customer_id` says whose each record is":
                lambda case: _spend(_by(case, "name").spent),
            "you merged by telephone number; `customer_id` says whose each record is":
                lambda case: _spend(_by(case, "phone").spent),
            "you merged by surname and initial; `customer_id` says whose each record is":
                lambda case: _spend(_by_initial(case).spent),
            "this is the sum of all dollars": lambda case: float(_known(case).spent.sum()),
            "this is how many bought": lambda case: float(_once(_known(case)).second_half.sum()),
        },
        hints=(
            "First sum up `spent` for each customer; then take the mean of those that are above zero.",
            '`known.groupby("customer_id").spent.sum()` has one sum for each customer.',
        ),
        working='spent = known.groupby("customer_id").spent.sum()\nspent[spent > 0].mean()',
    ),
    Exercise(
        "05.2",
        lambda case: (
            f'The file of the channel "{_asked(case)}" is not connected: leave its records out of `known`. Count each '
            "customer once, by the records that are left. Of those who bought in the first half of 2025, what "
            "percentage bought nothing in the second? Two decimals."
        ),
        lambda case: _lost(_rest(case, _asked(case))),
        tolerance=0.005, unit="%",
        misconceptions={what: partial(_without, way) for what, way in WITHOUT.items()},
        hints=(
            "Leave the rows of the channel out first; the rest is as above.",
            'Rows of all other channels: `known[known.channel != "..."]`.',
        ),
        working=lambda case: (
            f'rest = known[known.channel != "{_asked(case)}"].groupby("customer_id")[halves].any()\n'
            "100 * (1 - rest.second_half[rest.first_half].mean())"
        ),
    ),
    Exercise(
        "05.3",
        "Use `seen` alone. Take records with the same e-mail address for one customer, and each record without one "
        "for a customer of its own. Of those who bought in the first half of 2025, what percentage bought nothing in "
        "the second? Two decimals.",
        lambda case: _lost(_by(case, "email")),
        tolerance=0.005, unit="%",
        misconceptions={
            "nothing is merged here": lambda case: _lost(_known(case)),
            "you merged by name; take `email`": lambda case: _lost(_by(case, "name")),
            "you merged by telephone number; take `email`": lambda case: _lost(_by(case, "phone")),
            "the records without an e-mail address are missing; each is a customer of its own":
                lambda case: _lost(_once(_known(case), "email")),
            "all records without an e-mail address have become one customer; each is one of its own":
                lambda case: _lost(_without_mail_as_one(case)),
            "you kept one record of each address, and threw away the orders under the others":
                lambda case: _lost(_dropped(case)),
            "you kept one record of each address, and none without one":
                lambda case: _lost(_known(case).dropna(subset="email").drop_duplicates("email")),
            "this is of all customers; the base are those who bought in the first half":
                lambda case: _lost_of_all(_by(case, "email")),
            "this is of all customers, whether they bought in the first half or not":
                lambda case: _nothing(_by(case, "email")),
            "the halves are exchanged": lambda case: _new(_by(case, "email")),
            "this is the truth; `seen` does not know whose a record is": lambda case: _lost(_once(_known(case))),
            "this is your 05.2, without a channel": lambda case: _lost(_rest(case, _asked(case))),
        },
        hints=(
            "It is done as with the name above; only the column is another one.",
            "`seen.email.fillna(seen.record_id.astype(str))` gives a record without an address one of its own.",
        ),
        working="same = seen.groupby(seen.email.fillna(seen.record_id.astype(str)))[halves].any()\n"
        "100 * (1 - same.second_half[same.first_half].mean())",
    ),
))  # fmt: skip
