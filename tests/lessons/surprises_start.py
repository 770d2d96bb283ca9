"""What the start exists for, in the terms of one student's three worlds."""

from __future__ import annotations

from typing import NamedTuple

from casekit.case import Case
from casekit.lessons.start import numbers

USUAL = 90  # days


class Rule(NamedTuple):
    """What the usual rule says at one company, and what is true; numbers of customers."""

    counted: int
    gone: int
    written_off: int
    kept: int


class Surprises(NamedTuple):
    rules: dict[str, Rule]
    on_time: float
    kept: tuple[float, float]
    share_of_wallet: float
    quiet: tuple[float, int, int]  # last score felt, surveys answered, complaints
    account: tuple[float, bool]  # share of the other person, whether both have the same favourite
    rider: tuple[float, float]  # dollars here, and elsewhere


def surprises(amazon: Case, starbucks: Case, harley: Case) -> Surprises:
    rules = {}
    for case in (amazon, starbucks, harley):
        by_rule, gone = numbers.silent_days(case) > USUAL, numbers.gone(case)
        rules[case.company.name] = Rule(by_rule.sum(), gone.sum(), (by_rule & ~gone).sum(), (~by_rule & gone).sum())
    quiet, account, rider = numbers.a_quiet_one(starbucks), numbers.two_in_one(amazon), numbers.a_middling_one(harley)
    answered = starbucks.surveys.answered[starbucks.surveys.customer_id == quiet]
    felt = starbucks.reveal().surveys.query("customer_id == @quiet").felt
    talk = starbucks.contacts[starbucks.contacts.customer_id == quiet]
    persons = numbers.by_person(amazon, account)
    spent, wallet = numbers.wallet(harley, rider).sum(), numbers.wallet(harley).sum()
    return Surprises(
        rules=rules,
        on_time=numbers.on_time(amazon),
        kept=numbers.kept(starbucks),
        share_of_wallet=wallet.here / wallet.sum(),
        quiet=(felt.iloc[-1], answered.sum(), (talk.reason == "complaint").sum()),
        account=(persons.other.sum() / persons.to_numpy().sum(), persons.owner.idxmax() == persons.other.idxmax()),
        rider=(spent.here, spent.elsewhere),
    )
