"""What lesson 05 exists for, in the terms of one world."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from casekit.case import Case
from casekit.lessons.linking import numbers, reaching
from casekit.lessons.linking.numbers import EMAIL, INITIAL, NAME, PHONE, PILOT, RULES, SECOND_PILOT, WHOLE, Merged, Off

CERTAIN, LIKELY, EAGER = 0.99, 0.5, 0.01


class Surprises(NamedTuple):
    pilot: Merged  # by surname and initial
    foretold: tuple[float, float, float]  # its interval for the precision of the whole file
    half: Merged  # the same in a file half as large as the whole
    whole: dict[str, Merged]  # by rule
    model: dict[float, Merged]  # by threshold
    missed_alone: float  # churn by surname and initial, if no wrong pair were merged
    wrong_alone: float  # churn, if all right pairs were merged, and the wrong ones of that rule
    still_there: float  # of the records that count as lost, the share whose customer bought in the second half
    differ: float  # of the addresses with two telephone numbers or more, the share with different ones
    without_chat: reaching.Reaching
    month_late: reaching.Reaching
    chat_alone: float  # churn in truth of those who are known without chat
    december_alone: int  # customers whose only orders of the second half are of the last thirty days
    at_random: Off  # by records, if each order went to any of the customer's records
    no_duplicates: dict[str, Merged]  # by rule, where no contact fails to find a record
    clean_email: Merged  # merged by e-mail address, where none is missing or has a typo


def surprises(case: Case) -> Surprises:
    here, dials = numbers.as_it_is(case), (case.dials["duplicates"], case.dials["typos"])
    keys = {rule: numbers.keys(case, rule, *dials) for rule in RULES}
    both = numbers.numbered(pd.Series(keys[INITIAL] * (WHOLE + 1) + here.person))
    together = _together(keys[INITIAL], here.person)
    lost, buying = here.first & ~here.second, set(here.person[here.second])
    phones = case.channel_records.groupby("email").phone.agg(["count", "nunique"]).query("count > 1")
    months = reaching.orders(case)
    late = months.person[months.day >= reaching.DAYS - 30]
    clean = case.with_dials(typos=0.0, gaps=0.0)
    one_each = numbers.records(case, 0.0)
    pilot = numbers.merged(here, keys[INITIAL], PILOT)
    second = numbers.by_initial(case, SECOND_PILOT).scores
    return Surprises(
        pilot=pilot,
        foretold=numbers.foretold_interval(
            second.precision, second.precision_standard_error, WHOLE / SECOND_PILOT
        ),
        half=numbers.merged(here, keys[INITIAL], WHOLE // 2),
        whole={rule: numbers.merged(here, key) for rule, key in keys.items()},
        model={threshold: numbers.at_threshold(case, threshold) for threshold in (CERTAIN, LIKELY, EAGER)},
        missed_alone=numbers.merged(here, both).merged.churn,
        wrong_alone=numbers.merged(here, together).merged.churn,
        still_there=float(np.mean([person in buying for person in here.person[lost]])),
        differ=float((phones["nunique"] > 1).mean()),
        without_chat=reaching.reaching(case, "chat", 0),
        month_late=reaching.reaching(case, "none", 30),
        chat_alone=_known_without(case, "chat"),
        december_alone=len(set(late) - set(months.person[(months.day >= 181) & (months.day < reaching.DAYS - 30)])),
        at_random=as_it_was(numbers.merged(numbers.records(case, dials[0], 1.0), here.person)),
        no_duplicates={
            rule: numbers.merged(one_each, numbers.keys(case, rule, 0.0, dials[1])) for rule in (NAME, INITIAL, PHONE)
        },
        clean_email=numbers.merged(
            numbers.as_it_is(clean), numbers.numbered(clean.channel_records.email)
        ),
    )  # fmt: skip


def _together(key: np.ndarray, person: np.ndarray) -> np.ndarray:
    """Groups of records that hang together by their key or by their person."""
    group = np.arange(len(key))
    while True:
        before = group
        for by in (key, person):
            smallest = pd.Series(group).groupby(by).transform("min").to_numpy()
            group = smallest
        if (group == before).all():
            return numbers.numbered(pd.Series(group))


def _known_without(case: Case, channel: str) -> float:
    """Of those who by the records of other channels bought in the first half, the percentage lost in truth."""
    table = numbers.seen(case).merge(case.reveal().channel_records, on="record_id")
    everybody = table.groupby("customer_id")[["first_half", "second_half"]].any()
    known = table[(table.channel != channel) & table.first_half].customer_id.unique()
    return 100 * float(1 - everybody.second_half[known].mean())


def off(found: Merged) -> Off:
    """How far off the report is after the merge."""
    return numbers.off(found.merged, found.true)


def as_it_was(found: Merged) -> Off:
    """How far off it is without it."""
    return numbers.off(found.none, found.true)


def _report(found: reaching.Reaching) -> Off:
    return numbers.off(found.reported, found.true)


def _strangers(found: Merged) -> int:
    """Pairs of records of two customers, merged or not."""
    return found.none.customers * (found.none.customers - 1) // 2 - found.scores.true


PROSE = {
    "The report is several points too high": lambda one: (
        one.whole[INITIAL].none.churn > one.whole[INITIAL].true.churn + 5
    ),
    "falls silent, while the customer goes on buying": lambda one: one.still_there > 0.2,
    "Without interfaces the copies differ": lambda one: 0.05 < one.differ < 0.5,
    "The pilot's percentage does not hold in a larger file": lambda one: (
        one.foretold[1] < one.pilot.scores.precision - 0.2
    ),
    "in the pilot most pairs were right": lambda one: one.pilot.scores.precision > 0.5,
    "No e-mail address belongs to two customers": lambda one: one.clean_email.scores.precision == 1,
    "The rule is the same, and yet fewer of its pairs are right": lambda one: (
        one.whole[INITIAL].scores.precision < one.pilot.scores.precision - 0.3
    ),
    "With twice the customers there are twice as many pairs of records that are one customer": lambda one: (
        1.7 < one.whole[INITIAL].scores.true / one.half.scores.true < 2.3
    ),
    "there are *four* times as many pairs of strangers": lambda one: (
        3.8 < _strangers(one.whole[INITIAL]) / _strangers(one.half) < 4.2
    ),
    "In the whole file the rule makes churn nearly right": lambda one: abs(off(one.whole[INITIAL]).churn) < 10,
    "though most of its pairs are wrong": lambda one: one.whole[INITIAL].scores.precision < 0.35,
    "pairs that are missed make churn too high, and wrong pairs make it too low": lambda one: (
        one.wrong_alone < one.whole[INITIAL].true.churn < one.missed_alone
    ),
    "It is farther from the truth than without any merge": lambda one: (
        off(one.whole[INITIAL]).spend > -as_it_was(one.whole[INITIAL]).spend > 0
    ),
    "a merge that is too eager is worse than none": lambda one: (
        off(one.whole[PHONE]).spend > 2 * -as_it_was(one.whole[PHONE]).spend > 0
    ),
    "With a sensible threshold the model brings all three figures near the truth": lambda one: (
        max(map(abs, off(one.model[LIKELY]))) < 8
    ),
    "With a low one the mean spend is again worse than without a merge": lambda one: (
        off(one.model[EAGER]).spend > -as_it_was(one.model[EAGER]).spend
    ),
    "many customers are missing, and all their orders. Why does churn rise, too?": lambda one: (
        _report(one.without_chat).customers < -25 and _report(one.without_chat).churn > 5
    ),
    "That alone hardly raises churn": lambda one: (
        one.chat_alone - one.without_chat.true.churn
        < 0.4 * (one.without_chat.reported.churn - one.without_chat.true.churn)
    ),
    "has not yet heard of those who bought in December alone": lambda one: one.december_alone > 20,
    "With no duplicates the report by records is right, and every merge can only do harm": lambda one: all(
        found.none == found.true and off(found).spend > 0 for found in one.no_duplicates.values()
    ),
    "if they go to any record, few fall silent, and churn by records is nearly right": lambda one: (
        0 < one.at_random.churn < 12 < as_it_was(one.whole[INITIAL]).churn - 12
    ),
    "But then the mean spend by records is still lower": lambda one: (
        one.at_random.spend < as_it_was(one.whole[INITIAL]).spend - 3
    ),
    "those with the same e-mail address": lambda one: one.whole[EMAIL].scores.precision > 0.98,
    "By records, the mean spend is too low": lambda one: as_it_was(one.whole[EMAIL]).spend < -5,
    "If orders go to the newest record, churn is too high": lambda one: as_it_was(one.whole[EMAIL]).churn > 20,
    "churn by records is at least so many points too high": lambda one: (
        one.whole[EMAIL].true.churn < one.whole[EMAIL].merged.churn < one.whole[EMAIL].none.churn - 2
    ),
    "Records without an address, and addresses with a typo, hide the rest": lambda one: (
        abs(one.clean_email.merged.churn - one.clean_email.true.churn) < 0.3
    ),
}
