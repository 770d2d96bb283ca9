"""What the start exists for, in the terms of one student's three worlds."""

from __future__ import annotations

from typing import NamedTuple

from casekit.case import Case
from casekit.lessons.start import numbers
from casekit.lessons.start.explorers import STOPS, USUAL


class Surprises(NamedTuple):
    rules: dict[str, numbers.Mistakes]
    best: dict[str, dict[int, int]]  # days at which mistakes cost least, by what a missed leaver costs
    quiet: tuple[float, int, int]  # last score felt, surveys answered, complaints
    account: tuple[float, bool]  # share of the other person, whether both have the same favourite
    rider: tuple[float, float]  # dollars here, and elsewhere


def surprises(amazon: Case, starbucks: Case, harley: Case) -> Surprises:
    rules, best = {}, {}
    for case in (amazon, starbucks, harley):
        found = {stop: numbers.mistakes(case, stop) for stop in STOPS}
        rules[case.company.name] = found[USUAL]
        best[case.company.name] = {
            price: min(found, key=lambda stop, price=price, found=found: found[stop].cost(price))
            for price in (1, 5, 10)
        }
    quiet, account, rider = numbers.a_quiet_one(starbucks), numbers.two_in_one(amazon), numbers.a_middling_one(harley)
    answered = starbucks.surveys.answered[starbucks.surveys.customer_id == quiet]
    felt = starbucks.reveal().surveys.query("customer_id == @quiet").felt
    talk = starbucks.contacts[starbucks.contacts.customer_id == quiet]
    persons = numbers.by_person(amazon, account)
    spent = numbers.wallet(harley, rider).sum()
    return Surprises(
        rules=rules,
        best=best,
        quiet=(felt.iloc[-1], answered.sum(), (talk.reason == "complaint").sum()),
        account=(persons.other.sum() / persons.to_numpy().sum(), persons.owner.idxmax() == persons.other.idxmax()),
        rider=(spent.here, spent.elsewhere),
    )


def balanced(rule: numbers.Mistakes) -> bool:
    """Whether neither mistake is half as large again as the other."""
    return max(rule.written_off, rule.missed) < 1.5 * min(rule.written_off, rule.missed)


PROSE = {
    "each of them likes something else": lambda one: not one.account[1],
    "never complained and never answered a survey": lambda one: one.quiet[1:] == (0, 0),
    "Most of this rider's money goes to other brands": lambda one: one.rider[1] > one.rider[0],
    "The rule comes very near the truth": lambda one: one.rules["amazon"].is_near(0.05),
    "its two mistakes are about equally large": lambda one: balanced(one.rules["amazon"]),
    "At the other two companies one mistake is larger, and the number is wrong too": lambda one: (
        not any(balanced(one.rules[name]) or one.rules[name].is_near(0.03) for name in ("starbucks", "harley"))
    ),
    "the dearer a missed leaver, the shorter you wait": lambda one: all(
        best[1] > best[5] >= best[10] for best in one.best.values()
    ),
}
