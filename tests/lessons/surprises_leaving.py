"""What lesson 09 exists for, in the terms of one world."""

from __future__ import annotations

from typing import NamedTuple

from casekit.case import Case
from casekit.lessons import leaving as lesson
from casekit.measure.effect import Difference, difference
from casekit.world.engine.streams import Block
from casekit.world.systems.panel import Panel

PEOPLE = 10_000
NOTE = 0.86


class Surprises(NamedTuple):
    ever_left: float  # of people with nine incidents, at a chance of .20 each time
    left_once: float  # of the same people, after the first one
    heard: float  # share of the broken promises that the desk hears of
    desk_says: float  # would come back, of those who complained
    everybody_says: float
    desk_returns: float  # of those who left and had complained
    everybody_returns: float
    each_time: float  # share of the broken promises over which a customer leaves
    by_customer: float  # share of the customers let down who left over it, ever
    again: Difference  # bought again: those who complained, against those who did not
    plan_times: float


def surprises(case: Case) -> Surprises:
    company = case.company.assumptions
    people = Panel(company, Block(case.seed, "surprises", 0, PEOPLE), times=9)
    first = people.run(leaving=0.2, unvoiced=0.9).first_left()
    after = Panel(company, Block(case.seed, "surprises", 0, 40_000)).run(leaving=0.1, unvoiced=0.9)
    gone, heard = after.left, after.complained
    broken, happened = lesson.let_down(case), case.reveal().experiences
    return Surprises(
        ever_left=(first <= 9).mean(),
        left_once=(first <= 1).mean(),
        heard=len(lesson.complaints(case)) / len(broken),
        desk_says=happened.intends_return[happened.complained].mean(),
        everybody_says=happened.intends_return.mean(),
        desk_returns=after.returned[gone & heard].mean(),
        everybody_returns=after.returned[gone].mean(),
        each_time=happened.left.mean(),
        by_customer=happened.groupby("customer_id").left.any().mean(),
        again=difference(broken.bought_again[broken.complained], broken.bought_again[~broken.complained]),
        plan_times=NOTE / (happened.left & ~happened.returned).mean(),
    )
