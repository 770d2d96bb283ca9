"""What the start exists for, in the terms of one student's three worlds."""

from __future__ import annotations

from typing import NamedTuple

from casekit.case import Case
from casekit.lessons.start import numbers
from casekit.lessons.start.explorers import STOPS, USUAL


class Surprises(NamedTuple):
    rules: dict[str, numbers.Mistakes]
    best: dict[str, dict[int, int]]  # days at which mistakes cost least, by what a missed leaver costs
    quiet: tuple[float, int, int]  # last score felt, surveys answered, contacts
    quiet_is_missed: bool  # by the rule of ninety days
    still_comes: float  # visits of the quiet one in the last quarter, as a multiple of the usual


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
    visits = numbers.visits(starbucks, quiet)
    return Surprises(
        rules=rules,
        best=best,
        quiet=(felt.iloc[-1], answered.sum(), len(talk)),
        quiet_is_missed=bool(numbers.gone(starbucks)[quiet] and numbers.silent_days(starbucks)[quiet] <= USUAL),
        still_comes=visits.iloc[-1] / visits.iloc[-5:-1].mean(),
    )


def balanced(rule: numbers.Mistakes) -> bool:
    """Whether neither mistake is half as large again as the other."""
    return max(rule.written_off, rule.missed) < 1.5 * min(rule.written_off, rule.missed)


PROSE = {
    "This customer kept coming to the last": lambda one: one.still_comes > 0.5,
    "never called or wrote, and never answered a survey": lambda one: one.quiet[1:] == (0, 0),
    "The rule comes very near the truth": lambda one: one.rules["amazon"].is_near(0.05),
    "The coffee drinker above is one of these": lambda one: one.quiet_is_missed,
    "At Amazon the two are about equally large": lambda one: balanced(one.rules["amazon"]),
    "At Starbucks nearly all wrong names are missed ones": lambda one: (
        one.rules["starbucks"].missed > 9 * one.rules["starbucks"].written_off
    ),
    "At Harley-Davidson many riders stay away for more than ninety days and are still customers": lambda one: (
        one.rules["harley"].written_off > max(300, 3 * one.rules["harley"].missed)
    ),
    "The more a missed leaver costs, the fewer days you should wait": lambda one: all(
        best[1] > best[5] >= best[10] for best in one.best.values()
    ),
}
