"""What lesson 02 exists for, in the terms of one world."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from casekit.case import Case
from casekit.cases import groups
from casekit.cases.starbucks import STARBUCKS
from casekit.lessons import retaining as lesson
from casekit.lessons.opening import fresh
from casekit.lessons.retaining import money, numbers
from casekit.lessons.retaining.explorers import ALL_GROW, MARGIN, STEP
from casekit.lessons.retaining.money import LEAVERS, PLAN
from casekit.measure.effect import Difference, difference
from casekit.measure.retention import fit_sbg

YEARS, MONTHS = 5, range(0, 61, 3)
LIFE = np.array(STARBUCKS[groups.Satisfaction].life_years)  # by kind
PRICE = int(money.BUDGET.newcomer)
FASTEST = 30  # per cent a year, on the knob


class Forecast(NamedTuple):
    """Of 100 newcomers, who is there after five years."""

    card: float
    model: float  # fitted to the first two years
    one_rate: float  # of the same two years


class Surprises(NamedTuple):
    lost: np.ndarray  # in each year, in per cent of who was there: as the card has it
    there: np.ndarray  # how many were there after 0, 1, ... years: as the card has it
    changed: float  # by how much the own chance of any newcomer changes from the first year to any other, at most
    usual: numbers.Lives
    alike: numbers.Lives
    loyal: numbers.Lives  # all alike, all grow loyal
    level: int  # per cent a year: the fastest by which all grow less loyal where the cohort loses no more at the end
    at_level: numbers.Lives
    visits: Difference  # of those who stayed: in the twentieth quarter, and in the first
    apart: Difference  # first quarter: those who stayed, and those who left in the second year
    formula: money.Formula
    truth: float  # dollars that a customer is worth on either side
    saved: float  # newcomers
    older: float  # dollars that an average customer of the second to the fifth year is worth
    best: dict[int, tuple[float, float]]  # by years that count: share on keeping, by the formula and in truth
    even: tuple[float, float]  # the same if nothing gets dearer
    any_split: dict[int, bool]  # by price, if nothing gets dearer: whether any share brings as much in truth
    next_costs: dict[int, tuple[float, float]]  # by price: the next newcomer, the next one kept; half the budget each
    next_brings: tuple[float, float]  # by the formula, margin for the next dollar: on winning, and on keeping
    needs: tuple[float, float, float]  # customers a store: by revenue, by margin, unsatisfied ones by margin
    share: float  # of a dollar of revenue, what is margin
    forecast: Forecast
    where_loyal: Forecast
    moved: float  # share of the case's customers whose satisfaction changed in 2025


def surprises(case: Case) -> Surprises:
    case = fresh(case)
    card, found = lesson.card(case), numbers.newcomers(case)
    stayed, second = card[card.months >= 60], card[(card.months >= 12) & (card.months < 24)]
    states, share = case.reveal().states, money.margin_share(case)
    level = _level(case)
    bought, told = money.split(0.5, PRICE, 1), money.formula(case)
    unsatisfied, satisfied, _ = lesson.exhibit(case).dollars_a_year
    loyal = numbers.newcomers(case, 0.0, ALL_GROW / 100)
    return Surprises(
        lost=numbers.shares_lost(numbers.there(case))[0],
        there=numbers.there(case),
        changed=max(float(np.abs(found.chance(year) - found.chance(1)).max()) for year in range(2, YEARS + 1)),
        usual=numbers.lives(case),
        alike=numbers.lives(case, 0.0),
        loyal=numbers.lives(case, 0.0, ALL_GROW / 100),
        level=level,
        at_level=numbers.lives(case, 1.0, level / 100),
        visits=_paired(stayed.twentieth_quarter, stayed.first_quarter),
        apart=difference(stayed.first_quarter, second.first_quarter),
        formula=told,
        truth=money.true_worth(case, LEAVERS),
        saved=money.in_truth(case).ratio,
        older=_older(case),
        best={years: money.gain(case, PRICE, 1, years).best for years in (2, 5, 10)},
        even=money.gain(case, PRICE, 0, YEARS).best,
        any_split={price: money.gain(case, price, 0, YEARS).any_split for price in (65, 70, 75)},
        next_costs={price: tuple(float(side.next_costs) for side in money.split(0.5, price, 1)) for price in
                    (PRICE, 115, 125, 135, 200)},
        next_brings=(
            told.new.worth(YEARS) / float(bought.won.next_costs), told.old.worth(YEARS) / float(bought.kept.next_costs)
        ),
        needs=(
            money.needs(1), money.needs(share), money.A_STORE / ((satisfied - unsatisfied) * share)
        ),
        share=share,
        forecast=_forecast([100 * (card.months >= month).mean() for month in MONTHS]),
        where_loyal=_forecast([100 * (loyal.stays >= month).mean() for month in MONTHS]),
        moved=states.customer_id[states.customer_id.duplicated()].nunique() / states.customer_id.nunique(),
    )  # fmt: skip


def _level(case: Case) -> int:
    def lost(wear: int) -> np.ndarray:
        return numbers.lives(case, 1.0, wear / 100).lost.round()

    return max(wear for wear in range(0, FASTEST + 1, STEP) if lost(wear)[-1] <= lost(wear)[0])


def _older(case: Case) -> float:
    found = numbers.lives(case)
    there = found.left[1:YEARS, None] * found.kinds[1:YEARS]
    return money.true_worth(case, there.sum(axis=0) / there.sum())


def _paired(after, before) -> Difference:
    gap = (after - before).astype(float)
    return Difference(gap.mean(), gap.std() / np.sqrt(len(gap)), after.mean(), before.mean())


def _forecast(curve: list[float]) -> Forecast:
    return Forecast(curve[20], float(fit_sbg(curve[:9]).survival(20)), 100 * (curve[8] / 100) ** (20 / 8))


def leavers_worth(growth: float) -> float:
    """How many newcomers a leaver is worth in a chain that grows by so much a year; each kind's margin is the same."""
    leaving = 1 / LIFE
    base = LEAVERS / (leaving + growth)  # newcomers come in the same mix, more of them every year
    shares = base * leaving / (base * leaving).sum()
    left = np.exp(-leaving) / 1.1
    each = left / (1 - left)
    return float((shares * each).sum() / (LEAVERS * each).sum())


def _nearer(found: Forecast, times: float) -> bool:
    return times * abs(found.model - found.card) < abs(found.one_rate - found.card)


def _fits_another_path(usual: numbers.Lives) -> bool:
    """Whether a common chance that falls every year, but for chance, leaves the same curve of customers all alike."""
    falls = (np.diff(usual.lost) < 2 * np.hypot(usual.margin[1:], usual.margin[:-1])).all()
    there = 100 * np.cumprod(1 - usual.lost / 100)
    return bool(falls and np.allclose(there, usual.left[1:]))


def _smaller_error_is_left(one: Surprises) -> bool:
    """Whether the formula is nearer to the truth of one who is kept than either of its two errors is large."""
    told = one.formula.old.worth()
    return abs(told - one.truth) < 0.75 * min(one.older - told, one.older - one.truth)


def _right_if_alike(one: Surprises) -> bool:
    """Whether the first year's retention and that of the later years are the same, but for chance."""
    left = one.alike.left
    first, later = 1 - left[1] / left[0], 1 - left[2:].sum() / left[1:-1].sum()
    errors = np.sqrt(first * (1 - first) / 8_000 + later * (1 - later) / (80 * left[1:-1].sum()))
    return abs(first - later) < 5 * errors


PROSE = {
    "Far fewer leave in the fifth year than in the first": lambda one: one.lost[-1] < 0.6 * one.lost[0],
    "The blue line is level": lambda one: np.ptp(one.usual.own) < 1e-9,
    "Those who stayed were as unlikely to leave in their first year as in their fifth": lambda one: (
        abs(one.usual.own[0] - one.usual.own[-1]) < 1e-9
    ),
    "each kept the same own chance for as long as they came": lambda one: one.changed < 1e-12,
    "the share lost fell by about half": lambda one: 0.4 < one.lost[-1] / one.lost[0] < 0.6,
    "Of those who are left, more and more are of the other kinds": lambda one: (
        np.diff(one.usual.kinds[:, 0]) < 0
    ).all(),
    "These customers come about as often as at the start": lambda one: (
        abs(one.visits.difference) < min(5 * one.visits.standard_error, 0.05 * one.visits.control)
    ),
    "at zero all have the same chance, and about as many leave in the first year": lambda one: (
        abs(one.alike.lost[0] - one.usual.lost[0]) < 3 and np.ptp(one.alike.own) < 1e-9
    ),
    "If all are alike and nobody changes, the share lost stays level, give or take chance": lambda one: (
        abs(one.alike.lost[-1] - one.alike.lost[0]) * 1.96 < 5 * np.hypot(one.alike.margin[0], one.alike.margin[-1])
    ),
    "is that of your newcomers as they are, and stays": lambda one: (np.abs(one.usual.lost - one.lost) < 1).all(),
    "With *All alike, all grow loyal* the orange line falls, too": lambda one: (
        one.loyal.lost[-1] < 0.6 * one.loyal.lost[0]
    ),
    "another path of growing loyalty would fit any falling line": lambda one: _fits_another_path(one.usual),
    "At your goal everybody grows *less* loyal every year": lambda one: (
        one.level >= 20 and (np.diff(one.at_level.own) > 0).all()
    ),
    "still the share lost, in whole per cent, is no larger in the fifth year than in the first": lambda one: (
        one.at_level.lost.round()[-1] <= one.at_level.lost.round()[0]
    ),
    "One, give or take chance": lambda one: abs(one.saved - 1) < 0.06,
    "Those who leave, all together, are therefore of the same kinds as newcomers": lambda one: (
        np.abs(one.usual.kinds[0] - 100 * LEAVERS) < 500 * np.sqrt(LEAVERS * (1 - LEAVERS) / 8_000)
    ).all(),
    "so values them far too low": lambda one: one.formula.new.worth() < 0.75 * one.truth,
    "It values older customers too low as well": lambda one: one.formula.old.worth() < 0.85 * one.older,
    "takes for one of them somebody who is worth less": lambda one: one.truth < 0.75 * one.older,
    "a smaller one is left": _smaller_error_is_left,
    "Were customers all alike, it would be right": _right_if_alike,
    "Where both sides get something, the best split is where both cost the same": lambda one: (
        0 < one.best[5][1] < 1 and abs(float(np.subtract(*_next_at(one.best[5][1])))) < 3
    ),
    "The years do not move it": lambda one: len({best[1] for best in one.best.values()}) == 1,
    "the next dollar belongs to new customers below that price, and to keeping above it": lambda one: (
        one.next_costs[115][0] < one.next_costs[115][1] and one.next_costs[135][0] > one.next_costs[135][1]
    ),
    "At the prices of the start the formula spends too much on keeping": lambda one: (
        one.best[5][0] > one.best[5][1] + 0.2
    ),
    "With *dearer* at zero one side gets all, unless both cost the same": lambda one: (
        {*one.even} <= {0.0, 1.0} and one.any_split == {65: False, 70: True, 75: False}
    ),
    "With the same sixty customers, revenue says yes and margin says no": lambda one: (
        one.needs[0] < PLAN.won == 60 < min(one.needs[1], money.needs(MARGIN)) and round(one.share, 2) == MARGIN
    ),
    "With fifteen more, margin says yes, too": lambda one: max(one.needs[1], money.needs(MARGIN)) < PLAN.won + 15,
    "In a growing chain a customer who is kept is worth less than a newcomer, in a shrinking one more": lambda one: (
        leavers_worth(0.1) < 0.95 < 1.05 < leavers_worth(-0.05) and abs(leavers_worth(0.0) - 1) < 1e-9
    ),
    "There satisfaction moves": lambda one: one.moved > 0.25,
    "They came more often in their very first quarter": lambda one: one.apart.difference > 5 * one.apart.standard_error,
    "That is more than six times as many as for the plan": lambda one: 6 < one.needs[2] / one.needs[1] < 7,
    "four times the life of an unsatisfied one": lambda one: np.isclose(LIFE[1] / LIFE[0], 4),
    "One rate finds between half and two thirds of those who stayed": lambda one: (
        0.5 < one.forecast.one_rate / one.forecast.card < 2 / 3
    ),
    "The model comes much nearer": lambda one: _nearer(one.forecast, 2),
    "It comes nearer than one rate also where all grow loyal": lambda one: _nearer(one.where_loyal, 1.2),
}


def _next_at(share: float) -> tuple[float, float]:
    """What the next newcomer costs, and the next one kept, at the start's prices with so much on keeping."""
    won, kept = money.split(share, PRICE, 1)
    return float(won.next_costs), float(kept.next_costs)
