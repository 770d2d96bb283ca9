"""What lesson 09 exists for, in the terms of one world."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from casekit.case import Case
from casekit.lessons import leaving as lesson
from casekit.lessons.leaving import numbers
from casekit.measure.effect import CONFIDENT, Difference, difference, ever
from casekit.world.engine.streams import Block
from casekit.world.systems.panel import Panel

PEOPLE = 10_000
NOTE = 0.86
A_FEW_MORE = 0.13  # complain


class Said(NamedTuple):
    """Shares who say they would come back, and how many are helped."""

    desk: float  # of those who complained
    everybody: float
    helped: float  # of all who were let down


class Surprises(NamedTuple):
    often: int  # incidents in the second guess
    ever_by_formula: float  # after so many, at the chance that the world was made with
    ever_left: float  # the same, of people who live through it
    left_once: float  # of the same people, after the first one
    heard: float  # share of the broken promises that the desk hears of
    said: dict[str, Said]  # by what the desk does
    each_time: float  # share of the broken promises over which a customer leaves
    by_customer: float  # share of the customers let down who left over it, ever
    again: Difference  # bought again: those who complained, against those who did not
    kept: Difference  # bought again: after a kept promise, against a broken one
    kept_silent: Difference  # the same, where nobody complained
    say_go: float
    returned: tuple[float, float]  # of those who left, by whether they said they would come back: no, yes
    by_words: Difference  # left: those who said no, against those who said yes
    lost: tuple[float, float]  # of all let down, who left and did not come back, by the same words
    back_soon: tuple[float, float]  # of those who left, who bought again within three months, by the same words
    bought_away: int  # purchases, after they left, of those who have not come back
    never_came: Difference  # left: parcels that never came, against late ones
    words: dict[str, numbers.Words]
    plan: numbers.Plan
    fit: float  # the same with the share from the records, times what was lost
    promises_each: float  # broken ones, of a customer let down
    expected: numbers.Aftermath  # what those let down say, at the share of complaints of this world


def surprises(case: Case) -> Surprises:
    company, block = case.company.assumptions, Block(case.seed, "surprises", 0, PEOPLE)
    broken, happened, due = lesson.let_down(case), case.reveal().experiences, lesson.promises(case)
    gone, often = happened[happened.left], numbers.often(case)
    away = gone[~gone.returned].merge(case.purchases, on="customer_id", suffixes=("", "_bought"))
    first = Panel(company, block, times=often).run(leaving=numbers.chance(case), unvoiced=0.9).first_left()
    many = Panel(company, Block(case.seed, "surprises", 0, 40_000))
    usual, major = many.run(unvoiced=0.9), happened.severity == "major"
    return Surprises(
        often=often,
        ever_by_formula=float(ever(numbers.chance(case), often)),
        ever_left=(first <= often).mean(),
        left_once=(first <= 1).mean(),
        heard=len(lesson.complaints(case)) / len(broken),
        said={
            "as it is": _said(usual),
            "resolved": _said(many.run(unvoiced=0.9, resolved=1.0)),
            "a few more": _said(many.run(unvoiced=1 - A_FEW_MORE)),
        },
        each_time=happened.left.mean(),
        by_customer=happened.groupby("customer_id").left.any().mean(),
        again=difference(broken.bought_again[broken.complained], broken.bought_again[~broken.complained]),
        kept=difference(due.bought_again[due.kept], due.bought_again[~due.kept]),
        kept_silent=difference(due.bought_again[due.kept], broken.bought_again[~broken.complained]),
        say_go=1 - happened.intends_return.mean(),
        returned=tuple(gone.returned[gone.intends_return == yes].mean() for yes in (False, True)),
        by_words=difference(happened.left[~happened.intends_return], happened.left[happened.intends_return]),
        lost=tuple(
            (happened.left & ~happened.returned)[happened.intends_return == yes].mean() for yes in (False, True)
        ),
        back_soon=_back_soon(broken, happened),
        bought_away=int((away.at_bought > away["at"]).sum()),
        never_came=difference(happened.left[major], happened.left[~major]),
        words={"as it is": numbers.words(case, 0.1, 0), "as many": numbers.words(case, 0.6, 0)},
        plan=numbers.plan(case, NOTE),
        fit=numbers.plan(case, numbers.against_kept(case).difference).times,
        promises_each=len(happened) / happened.customer_id.nunique(),
        expected=numbers.as_it_is(case),
    )


def _said(lived) -> Said:
    return Said(lived.intends_return[lived.complained].mean(), lived.intends_return.mean(), lived.resolved.mean())


def _help_as_many_and_move_everybody_alike(one: Surprises) -> bool:
    before, resolved, more = (one.said[what] for what in ("as it is", "resolved", "a few more"))
    gained = [way.everybody - before.everybody for way in (resolved, more)]
    return abs(resolved.helped - more.helped) < 0.01 < more.helped - before.helped and all(
        0.005 < gain < 0.015 for gain in gained
    )


def _only_resolving_moves_the_report(one: Surprises) -> bool:
    before, resolved, more = (one.said[what].desk for what in ("as it is", "resolved", "a few more"))
    return resolved > before + 0.08 and abs(more - before) < 0.02


def _back_soon(broken: pd.DataFrame, happened: pd.DataFrame) -> tuple[float, float]:
    """Of those who left, the share who bought again within three months: of who said no, and of who said yes."""
    records, truth = (
        one.sort_values(["customer_id", at], kind="stable").reset_index(drop=True)
        for one, at in ((broken, "promised_on"), (numbers.same_months(happened), "at"))
    )
    assert records.customer_id.equals(truth.customer_id)  # so a row is the same promise in both
    no, yes = (records.bought_again[truth.left & (truth.intends_return == says)].mean() for says in (False, True))
    return no, yes


def _by_help(one: Surprises) -> float:
    """By how much help adds to the share of those who complained who bought again: more say yes, and some return."""
    silent = one.expected.everybody.said - one.expected.complained.size * one.expected.complained.said
    silent /= 1 - one.expected.complained.size
    return one.each_time * (one.expected.complained.said - silent) * (one.back_soon[1] - one.back_soon[0])


def two_errors_from(one: Surprises, by_help: float) -> float:
    """How many times two standard errors the difference lies from what help would make it."""
    return abs(one.again.difference - by_help) / (2 * one.again.standard_error)


PROSE = {
    "A small chance, met often, gives the note's figure": lambda one: round(100 * one.ever_by_formula) == 86,
    "For *one* broken promise it is more than seven times the truth": lambda one: NOTE > 7 * one.each_time,
    "The two shares are close": lambda one: abs(one.again.difference) < 0.05 < 0.8 < one.again.control,
    "within three months, between one and two of a hundred who complain": lambda one: 0.01 < _by_help(one) < 0.02,
    "Chance makes it larger or smaller, or even turns its sign": lambda one: (
        abs(one.again.difference - _by_help(one)) < 3.5 * one.again.standard_error
    ),
    "Two standard errors around *your* difference usually hold these one to two points": (
        lambda one: two_errors_from(one, 0.015) < 1.5  # that it is usual is tested over all worlds together
    ),
    "some who said yes, nobody who said no": lambda one: one.returned[0] == 0 < 0.2 < one.returned[1] < 0.8,
    "Words say nothing about who *leaves*": lambda one: abs(one.by_words.difference) < 4 * one.by_words.standard_error,
    "So of those who said no, more stay away": lambda one: one.lost[0] > 1.4 * one.lost[1],
    "The left side started at the note's seven in ten. But it counts all who complained": lambda one: (
        round(100 * one.expected.complained.said) == 70
        and one.expected.resolved.size < 0.8 * one.expected.complained.size
    ),
    "After help more customers say yes": lambda one: one.said["resolved"].desk > one.said["as it is"].desk,
    "Both ways help about as many customers, and both move the right side by about a point": (
        _help_as_many_and_move_everybody_alike
    ),
    "Only the first moves what the desk hears": _only_resolving_moves_the_report,
    "Yet few complain": lambda one: one.heard < 0.15,
    "We chose that six in ten say no": lambda one: (
        round(100 * one.expected.everybody.said) == 40 and abs(one.say_go - 0.6) < 0.03
    ),
    "But fewer than half say that they will": lambda one: one.say_go > 0.5,
    "Most of those let down bought again, as you have seen": lambda one: (
        min(one.again.treated, one.again.control) > 0.75
    ),
    "the words can still be wrong about nearly half of the customers": lambda one: (
        40 <= one.words["as many"].wrong <= 50 and abs(one.words["as many"].say_go - one.words["as many"].go) <= 2
    ),
    "whether the parcel was late or never came make no difference": lambda one: (
        abs(one.never_came.difference) < 4 * one.never_came.standard_error
    ),
    "The records alone count most of those who leave, but not all": lambda one: (
        0.65 * one.each_time < one.kept.difference < one.each_time
    ),
    "More have *ever* left than leave *each time*": lambda one: one.by_customer > 1.3 * one.each_time,
    "on average they met fewer than two broken promises each": lambda one: 1 < one.promises_each < 2,
    "who is away orders nothing": lambda one: one.bought_away == 0,
    "so the formula for *ever* holds only roughly here": lambda one: (
        0 < one.by_customer - ever(one.each_time, one.promises_each) < 0.01
    ),
    "It comes much nearer": lambda one: 0.8 < one.fit < 1.25,
    "your number misses some who left, and some who left came back": lambda one: (
        one.kept.difference < one.each_time and one.plan.back > 0
    ),
    "apart from chance, the number is a lower bound": lambda one: (
        one.kept.difference < one.each_time and CONFIDENT * one.kept.standard_error < 0.25 * one.kept.difference
    ),
}
