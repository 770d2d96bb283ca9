"""What the start exists for, in the terms of one student's three worlds."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from casekit.case import Case
from casekit.lessons.start import numbers
from casekit.lessons.start.explorers import STOPS, USUAL


class Surprises(NamedTuple):
    rules: dict[str, numbers.Mistakes]
    best: dict[str, dict[int, int]]  # days at which mistakes cost least, by what a missed leaver costs
    quiet: tuple[float, int, int]  # last score felt, surveys answered, contacts
    quiet_is_missed: bool  # by the rule of ninety days
    still_comes: float  # purchases of the quiet one in the last quarter, as a multiple of the usual
    last_month: float  # purchases of Starbucks' unhappy leavers in their last month, as a multiple of the five before
    all_have_bought: bool  # everybody on Amazon's file


def surprises(amazon: Case, starbucks: Case, harley: Case) -> Surprises:
    rules, best = {}, {}
    for case in (amazon, starbucks, harley):
        found = numbers.by_days(case, STOPS)
        rules[case.company.name] = found[USUAL]
        best[case.company.name] = {
            price: min(found, key=lambda stop, price=price, found=found: found[stop].cost(price))
            for price in (1, 5, 10)
        }
    quiet = numbers.a_quiet_one(starbucks)
    answered = starbucks.surveys.answered[starbucks.surveys.customer_id == quiet]
    felt = starbucks.reveal().surveys.query("customer_id == @quiet").felt
    talk = starbucks.contacts[starbucks.contacts.customer_id == quiet]
    bought = numbers.bought(starbucks, quiet)
    return Surprises(
        rules=rules,
        best=best,
        quiet=(felt.iloc[-1], answered.sum(), len(talk)),
        quiet_is_missed=bool(numbers.gone(starbucks)[quiet] and numbers.silent_days(starbucks)[quiet] <= USUAL),
        still_comes=bought.iloc[-1] / bought.iloc[-5:-1].mean(),
        last_month=last_month(starbucks),
        all_have_bought=amazon.customers.customer_id.isin(amazon.purchases.customer_id).all(),
    )


def last_month(starbucks: Case) -> float:
    """Purchases in the last thirty days before unhappy customers left, as a multiple of the five months before."""
    true, joined = numbers.fate(starbucks), starbucks.customers.set_index("customer_id").joined_at
    left_at = true.left_at[(true.left_because == numbers.SLOWLY) & (true.left_at < numbers.TODAY)]
    since = joined.reindex(left_at.index).clip(lower=numbers.QUARTERS[0].start_time)
    left_at = left_at[left_at - since >= 180 * numbers.DAY]
    bought = starbucks.purchases[starbucks.purchases.customer_id.isin(left_at.index)]
    before = pd.Series((left_at[bought.customer_id].to_numpy() - bought["at"].to_numpy()) / numbers.DAY)
    return 5 * before.between(0, 30).sum() / before.between(30, 180, inclusive="right").sum()


def balanced(rule: numbers.Mistakes) -> bool:
    """Whether neither mistake is half as large again as the other."""
    return max(rule.written_off, rule.missed) < 1.5 * min(rule.written_off, rule.missed)


PROSE = {
    "Amazon's number is nearly right": lambda one: one.rules["amazon"].is_near(0.05),
    "Starbucks' is further off": lambda one: one.rules["starbucks"].off > 2 * one.rules["amazon"].off,
    "The purchases went on in the last quarter": lambda one: one.still_comes > 0.5,
    "what the customer felt is in no record": lambda one: one.quiet[1:] == (0, 0),
    "buy about as often in their last month as before it": lambda one: 0.8 < one.last_month < 1.2,
    "In the number they cancel": lambda one: one.rules["amazon"].is_near(0.05),
    "they left a short time ago, like the coffee drinker above": lambda one: one.quiet_is_missed,
    "At Amazon, on this day, there are about as many of both": lambda one: (
        balanced(one.rules["amazon"]) and min(one.rules["amazon"].written_off, one.rules["amazon"].missed) > 150
    ),
    "ninety days of silence nearly always mean: gone": lambda one: (
        one.rules["starbucks"].written_off < 0.02 * one.rules["starbucks"].counted
    ),
    "Few vouchers are needless, so fewer names are wrong": lambda one: (
        one.rules["starbucks"].written_off < 0.1 * one.rules["amazon"].written_off
        and one.rules["starbucks"].wrong < 0.7 * one.rules["amazon"].wrong
    ),
    "But almost nothing cancels": lambda one: one.rules["starbucks"].missed > 9 * one.rules["starbucks"].written_off,
    "so the number is further off": lambda one: one.rules["starbucks"].off > 2 * one.rules["amazon"].off,
    "At Harley-Davidson many riders stay away for more than ninety days and are still customers": lambda one: (
        one.rules["harley"].written_off > max(300, 3 * one.rules["harley"].missed)
    ),
    "the more a missed leaver costs, the fewer days you should wait": lambda one: all(
        best[1] > best[5] >= best[10] for best in one.best.values()
    ),
    "At five vouchers the cheapest rule is not the one with the fewest wrong names": lambda one: all(
        best[5] != best[1] for best in one.best.values()
    ),
    "everybody on Amazon's file has bought at least once": lambda one: one.all_have_bought,
}
