"""The exercises of lesson 05."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import combinations

import pandas as pd

from casekit.case import Case
from casekit.cases.amazon import AMAZON
from casekit.lessons.linking.numbers import SECOND_HALF, SECOND_PILOT, WHOLE, by_initial, seen
from casekit.lessons.linking.reaching import channels
from casekit.lessons.opening import checks
from casekit.memo import memo
from casekit.teach import Exercise

HALVES = ["first_half", "second_half"]
EXAMPLE = ("phone", "ivr")  # the channels of the notebook's example
TIMES = WHOLE // SECOND_PILOT


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


def _in_both(table: pd.DataFrame) -> float:
    """Of those who bought in both halves, the mean of what they spent in the second."""
    return float(table.spent[table.first_half & table.second_half].mean())


def _of_one_record(case: Case, which: str) -> float:
    """The same, if of each customer's records one is taken, or their mean."""
    spent = _known(case).groupby("customer_id").spent.agg(which)
    return _in_both(_once(_known(case)).assign(spent=spent))


def _per_order(case: Case) -> float:
    orders = case.channel_events[case.channel_events["at"] >= SECOND_HALF]
    return float(orders.amount.mean())


@memo()
def _asked(case: Case) -> tuple[str, str]:
    """The files that are connected: those whose answer is least like what else may be taken for it."""

    def apart(pair: tuple[str, str]) -> float:
        answer = _lost(_rest(case, pair))
        return min(abs(answer - way(case, pair)) for way in CONNECTED.values())

    others = {one for one in channels(case) if one not in EXAMPLE}
    pairs = [one for one in combinations(channels(case), 2) if set(one) not in (set(EXAMPLE), others)]
    return max(pairs, key=apart)


def _of_asked(way: Callable[[Case, tuple[str, str]], float], case: Case) -> float:
    """What a way comes to with the files that are asked about."""
    return way(case, _asked(case))


def _left(case: Case, pair: tuple[str, ...]) -> pd.DataFrame:
    return _known(case)[_known(case).channel.isin(pair)]


@memo(keep=16)
def _rest(case: Case, pair: tuple[str, ...]) -> pd.DataFrame:
    """Each customer once, by the records of these files."""
    return _once(_left(case, pair))


def _of_the_others(case: Case, pair: tuple[str, str]) -> float:
    return _lost(_rest(case, tuple(one for one in channels(case) if one not in pair)))


def _of_everybodys_base(case: Case, pair: tuple[str, str]) -> float:
    """Of all who bought in the first half, those who have bought nothing in the second by what is left."""
    everybody, rest = _once(_known(case)), _rest(case, pair)
    there = rest.second_half.reindex(everybody.index, fill_value=False)
    return 100 * float(1 - there[everybody.first_half].mean())


def _of_everybodys_second(case: Case, pair: tuple[str, str]) -> float:
    """Of those who bought in the first half by what is left, those who in truth bought nothing in the second."""
    rest, everybody = _rest(case, pair), _once(_known(case))
    return 100 * float(1 - everybody.second_half[rest.index[rest.first_half]].mean())


def _without_the_others(case: Case, pair: tuple[str, str]) -> float:
    """Churn of customers who have no record in the files that are missing."""
    known = _known(case)
    return _lost(_once(known[~known.customer_id.isin(known.customer_id[~known.channel.isin(pair)])]))


def _in_all_records(case: Case, pair: tuple[str, str]) -> float:
    """Churn, if a customer must have bought under each of the records to have bought."""
    return _lost(_left(case, pair).groupby("customer_id")[HALVES].all())


def _of_all_in_the_files(case: Case, pair: tuple[str, str]) -> float:
    """Those lost, of all customers of the shop."""
    rest = _rest(case, pair)
    return 100 * int((rest.first_half & ~rest.second_half).sum()) / WHOLE


# Ways to another churn than that by customers of the files that are connected.
CONNECTED: dict[str, Callable[[Case, tuple[str, str]], float]] = {
    "no record is left out here": lambda case, pair: _lost(_once(_known(case))),
    "you counted records; put those of one customer together first": lambda case, pair: _lost(_left(case, pair)),
    "you counted records, and left none out": lambda case, pair: _lost(_known(case)),
    "these are the files that are not connected": _of_the_others,
    "these are the files of the example": lambda case, pair: _lost(_rest(case, EXAMPLE)),
    "this is the first of the two files alone": lambda case, pair: _lost(_rest(case, pair[:1])),
    "this is the second of the two files alone": lambda case, pair: _lost(_rest(case, pair[1:])),
    "you left out customers with a record in another file; their records in these two are still there":
        _without_the_others,
    "`all` wants an order under each of the records; `any` wants one under any of them": _in_all_records,
    "you kept one record of each customer, and threw away the orders under the others":
        lambda case, pair: _lost(_left(case, pair).drop_duplicates("customer_id")),
    "the base is too large: who bought in the first half is known from the two files alone": _of_everybodys_base,
    "you looked for the second half in all records; some of them are missing": _of_everybodys_second,
    "this is of all customers in the two files; the base are those who bought in the first half":
        lambda case, pair: _lost_of_all(_rest(case, pair)),
    "this is of all customers of the shop; the base are those who bought in the first half": _of_all_in_the_files,
    "this is of all customers, whether they bought in the first half or not":
        lambda case, pair: _nothing(_rest(case, pair)),
    "the halves are exchanged": lambda case, pair: _new(_rest(case, pair)),
}  # fmt: skip


def _pairs(case: Case) -> tuple[int, int]:
    """The second pilot's right pairs, and its wrong ones."""
    scores = by_initial(case, SECOND_PILOT).scores
    return scores.both, scores.found - scores.both


def _foretold(case: Case, right: float, wrong: float) -> float:
    """The precision, if the pilot's right pairs become so many times as many, and its wrong pairs so many times."""
    both, strangers = _pairs(case)
    return 100 * both * right / (both * right + strangers * wrong)


def _right_for_wrong(case: Case) -> float:
    """Right pairs for each 100 wrong ones."""
    foretold = _foretold(case, TIMES, TIMES**2) / 100
    return 100 * foretold / (1 - foretold)


exercises = checks(AMAZON, (
    Exercise(
        "05.1",
        "Count each customer of `known` once, and take those who bought in both halves of 2025. How many dollars did "
        "they spend in the second half, on average? Two decimals.",
        lambda case: _in_both(_once(_known(case))),
        tolerance=0.005, unit="dollars",
        misconceptions={
            "these are records with orders in both halves; put those of one customer together first":
                lambda case: _in_both(_known(case)),
            "these are all who bought in the second half; take those who bought in the first, too":
                lambda case: _spend(_once(_known(case)).spent),
            "these are all records with an order in the second half": lambda case: _spend(_known(case).spent),
            "these are all customers; take those who bought in both halves":
                lambda case: float(_once(_known(case)).spent.mean()),
            "these are all records, those without an order too": lambda case: float(_known(case).spent.mean()),
            "these bought in the first half; take those who bought in the second, too":
                lambda case: float(_once(_known(case)).query("first_half").spent.mean()),
            "these bought in the second half alone; take those who bought in both":
                lambda case: float(_once(_known(case)).query("second_half and not first_half").spent.mean()),
            "these bought in either half; take those who bought in both":
                lambda case: float(_once(_known(case)).query("first_half or second_half").spent.mean()),
            "you took the mean of each customer's records; sum them up": lambda case: _of_one_record(case, "mean"),
            "you took the largest record of each customer; sum them up": lambda case: _of_one_record(case, "max"),
            "you took the first record of each customer; sum all of them up":
                lambda case: _of_one_record(case, "first"),
            "you took the last record of each customer; sum all of them up": lambda case: _of_one_record(case, "last"),
            "this is the median":
                lambda case: float(_once(_known(case)).query("first_half and second_half").spent.median()),
            "this is the mean of an order": _per_order,
            "this is in cents": lambda case: 100 * _in_both(_once(_known(case))),
            "this is for one month; the half-year has six": lambda case: _in_both(_once(_known(case))) / 6,
            "you merged by e-mail address; `customer_id` says whose each record is":
                lambda case: _in_both(_by(case, "email")),
            "you merged by name; `customer_id` says whose each record is": lambda case: _in_both(_by(case, "name")),
            "you merged by telephone number; `customer_id` says whose each record is":
                lambda case: _in_both(_by(case, "phone")),
            "you merged by surname and initial; `customer_id` says whose each record is":
                lambda case: _in_both(_by_initial(case)),
            "this is the sum of all dollars": lambda case: float(_known(case).spent.sum()),
            "this is how many bought in both halves":
                lambda case: float(_once(_known(case))[HALVES].all(axis=1).sum()),
        },
        hints=(
            "First sum up `spent` for each customer; then take the mean of those with both halves in `once`.",
            '`known.groupby("customer_id").spent.sum()` has one sum for each customer.',
        ),
        working='spent = known.groupby("customer_id").spent.sum()\nspent[once.first_half & once.second_half].mean()',
    ),
    Exercise(
        "05.2",
        lambda case: (
            f'Only the files of the channels "{_asked(case)[0]}" and "{_asked(case)[1]}" are connected: leave all '
            "other records out of `known`. Count each customer once, by the records that are left. Of those who bought "
            "in the first half of 2025, what percentage bought nothing in the second? Two decimals."
        ),
        lambda case: _lost(_rest(case, _asked(case))),
        tolerance=0.005, unit="%",
        misconceptions={what: partial(_of_asked, way) for what, way in CONNECTED.items()},
        hints=(
            "Take the rows of the two channels first; the rest is as in the cell that makes `once`.",
            'Rows of two channels: `known[known.channel.isin(["...", "..."])]`.',
        ),
        working=lambda case: (
            f'rest = known[known.channel.isin({list(_asked(case))})].groupby("customer_id")[halves].any()\n'
            "100 * (1 - rest.second_half[rest.first_half].mean())"
        ),
    ),
    Exercise(
        "05.3",
        lambda case: (
            f"A second pilot has {SECOND_PILOT} customers. By surname and initial, {_pairs(case)[0]} of its merged "
            f"pairs were right, and {_pairs(case)[1]} wrong. The whole file has {WHOLE:,} customers. Right pairs grow "
            "as the number of customers, wrong ones as its "
            "square. From these counts, what percentage of the merged pairs will be right in the whole file? "
            "Two decimals."
        ),
        lambda case: _foretold(case, TIMES, TIMES**2),
        tolerance=0.005, unit="%",
        acceptable={
            "you counted the pairs of two customers, n (n - 1) / 2":
                lambda case: _foretold(case, TIMES, WHOLE * (WHOLE - 1) / (SECOND_PILOT * (SECOND_PILOT - 1))),
        },
        misconceptions={
            "this is the pilot's own percentage; wrong pairs grow faster than right ones":
                lambda case: _foretold(case, 1, 1),
            "the right pairs grow, too": lambda case: _foretold(case, 1, TIMES**2),
            "the growth is exchanged: the wrong pairs grow as the square":
                lambda case: _foretold(case, TIMES**2, TIMES),
            f"the wrong pairs grow {4 * TIMES} times here; the square of {TIMES} is {TIMES**2}":
                lambda case: _foretold(case, TIMES, 4 * TIMES),
            f"the file is {TIMES} times as large; {TIMES - 1} times is what comes to it":
                lambda case: _foretold(case, TIMES - 1, (TIMES - 1) ** 2),
            "this is of one doubling; from the pilot to the whole file there are three":
                lambda case: _foretold(case, 2, 4),
            "this is right pairs for 100 wrong ones; the base are all merged pairs": _right_for_wrong,
            "this is the truth of the whole file; compute what the pilot's counts say":
                lambda case: 100 * by_initial(case, WHOLE).scores.precision,
            "this is how many pairs will be right": lambda case: float(TIMES * _pairs(case)[0]),
        },
        hints=(
            f"{WHOLE:,} is {TIMES} times {SECOND_PILOT}. How many times as many right pairs are there, and wrong ones?",
            "The percentage is 100 * right / (right + wrong), both as they will be in the whole file.",
        ),
        working=lambda case: (
            f"right = {_pairs(case)[0]} * {TIMES}\n100 * right / (right + {_pairs(case)[1]} * {TIMES}**2)"
        ),
    ),
))  # fmt: skip
