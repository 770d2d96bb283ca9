"""What lesson 08 exists for, in the terms of one world."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from casekit.case import Case
from casekit.cases import groups
from casekit.cases.harley import HARLEY
from casekit.lessons.bucket import alarms, numbers
from casekit.measure.effect import CONFIDENT, Difference, difference
from casekit.measure.retention import fit_sbg

RULES = HARLEY[groups.Bucket]
GOOD, QUARTERS = RULES.good, RULES.quarters
COST = RULES.promotion
AT_FIRST = 100.0  # dollars that a promotion rider costs when the Explorer opens


class Surprises(NamedTuple):
    differ: int  # cents, the most in any of the eight quarters
    growth: float  # of both, from the first quarter to the eighth
    next_year: tuple[float, float]  # revenue of 2026 against 2025: one that keeps, one that leaks
    kept: tuple[float, float]  # of 100 riders of the start, in the eighth quarter
    customers: float  # at the one that leaks against the other, the furthest apart in the good quarters
    ticket: float  # the same
    came_again: tuple[np.ndarray, np.ndarray]  # newcomers who bought in the quarter after, by cohort, and all of it
    lost_at_once: tuple[tuple[float, float], tuple[float, float]]  # first and last cohort where it leaks: share, margin
    unfilled: float  # share of the revenue missing in the fourth quarter, with none but the usual newcomers
    forever: tuple[int, int, int]  # equal quarters if the promotion lasts; whom it fetches in 2025, and in 2026
    paid_no_more: tuple[float, float]  # profit after promotion where it leaks: in the eighth quarter, and in the ninth
    lost_ever: float  # share of all riders lost a quarter where they are kept, in the good quarters
    lost_before: float  # the same where it leaks, in the eighth quarter
    lost_later: np.ndarray  # and in each quarter of 2026
    first_newcomers: int  # where it leaks, in the first quarter
    worth: tuple[float, float]  # dollars that a promotion rider brings in the first year: as it is, and if fickle
    bill: float  # dollars, the most by which the gap in profit and the promotion's bill differ in a good quarter
    paid_later: int  # promotion riders in 2026
    promotion_adds: float  # dollars of profit in the good quarters, the least: at both prices, also if fickle
    behind: int  # good quarters with a profit after promotion 5 % behind the other's
    rings: dict[str, alarms.Rings]  # of the calm trade
    noisy: dict[str, alarms.Rings]  # of the noisy trade
    nervous: dict[str, alarms.Rings]  # of the nervous alarm
    skipped: int  # quarters in which a rider who stays buys nothing, at both dealers
    newcomers: tuple[int, int]  # where it leaks: in 2024, and in 2025
    files: tuple[tuple[float, float], tuple[float, float]]  # 2026 from the files, and in truth: one that keeps, leaks
    alike: tuple[float, float]  # kept after eight quarters, without decay
    lost: tuple[np.ndarray, np.ndarray]  # of the old riders where it leaks, quarter by quarter: share, margin
    modelled: np.ndarray  # the same shares, as the model has them
    projected: tuple[float, float]  # riders of 100 too many, a year after the eighth quarter, from all that was seen
    third: tuple[float, float]  # the third dealer's 2026 from the files, and in truth
    still: Difference  # who still buys in the third quarter of 2025: old riders of the two dealers
    driven: float  # share of the old riders whom the leak alone drives away by then


def surprises(case: Case) -> Surprises:
    pair, even, ever = numbers.twins(case), numbers.twins(case, decay=0.0), numbers.twins(case, lasts=QUARTERS)
    none, easily = numbers.twins(case, newcomers=1), numbers.twins(case, fickle=5)
    keeps, leaks = pair
    cents = [np.bincount(signs.dealer.quarter, signs.dealer.cents)[:GOOD].astype(np.int64) for signs in pair]
    tickets = [signs.revenue[:GOOD] / np.bincount(signs.dealer.quarter)[:GOOD] for signs in pair]
    triangles = [numbers.newcomers_triangle(signs) for signs in pair]
    old = [(leaks.dealer.left[leaks.dealer.joined < 0] > quarter).sum() for quarter in range(GOOD)]
    fitted = [fit_sbg(signs.kept[:GOOD]).survival(np.arange(QUARTERS)) for signs in pair]
    rows, third = numbers.still_buying(case), numbers.signs_of(case, numbers.THIRD)
    return Surprises(
        differ=int(np.abs(cents[0] - cents[1]).max()),
        growth=cents[0][-1] / cents[0][0] - 1,
        next_year=tuple(numbers.year(signs, GOOD) / numbers.year(signs, 4) - 1 for signs in pair),
        kept=tuple(signs.kept[GOOD - 1] for signs in pair),
        customers=furthest(leaks.riders[:GOOD], keeps.riders[:GOOD]),
        ticket=furthest(tickets[1], tickets[0]),
        came_again=(triangles[0].there[: GOOD - 1, 1], triangles[0].came[: GOOD - 1]),
        lost_at_once=tuple(
            share(triangles[1].came[at] - triangles[1].there[at, 1], triangles[1].came[at]) for at in (0, GOOD - 2)
        ),
        unfilled=none.apart[3] / 100,
        forever=(ever.equal, ever.leaks.fetched[4:GOOD].sum(), ever.leaks.fetched[GOOD:].sum()),
        paid_no_more=tuple(leaks.profit(COST)[GOOD - 1 : GOOD + 1]),
        lost_ever=keeps.lost[1:GOOD].mean(),
        lost_before=leaks.lost[GOOD - 1],
        lost_later=leaks.lost[GOOD:],
        first_newcomers=leaks.newcomers[0],
        worth=(leaks.worth, easily.leaks.worth),
        bill=float(np.abs(keeps.profit(COST) - leaks.profit(COST) - COST * leaks.fetched)[:GOOD].max()),
        paid_later=leaks.fetched[GOOD:].sum(),
        promotion_adds=min(
            profit(one, cost) - profit(none, cost) for one in (pair, easily) for cost in (AT_FIRST, COST)
        ),
        behind=(leaks.profit(COST) < 0.95 * keeps.profit(COST))[:GOOD].sum(),
        rings=alarms.rings(case, numbers.DECAY, 3.0, 0.02),
        noisy=alarms.rings(case, numbers.DECAY, 3.0, 0.08),
        nervous=alarms.rings(case, numbers.DECAY, 1.0, 0.08),
        skipped=sum(skipped(signs) for signs in pair),
        newcomers=(leaks.newcomers[:4].sum(), leaks.newcomers[4:GOOD].sum()),
        files=tuple((numbers.forecast(case, signs.dealer.name).revenue, numbers.year(signs, GOOD)) for signs in pair),
        alike=tuple(signs.kept[GOOD - 1] for signs in even),
        lost=tuple(map(np.array, zip(*[share(a - b, a) for a, b in zip(old, old[1:], strict=False)], strict=True))),
        modelled=1 - fitted[1][1:GOOD] / fitted[1][: GOOD - 1],
        projected=tuple(fit[-1] - signs.kept[-1] for fit, signs in zip(fitted, pair, strict=True)),
        third=(numbers.forecast(case, numbers.THIRD).revenue, numbers.year(third, GOOD)),
        still=difference(*(rows.still_buys[rows.dealer == name] for name in numbers.DEALERS)),
        driven=driven(0, 6),
    )


def share(hits: float, of: float) -> tuple[float, float]:
    """A share, and half its 95 % interval."""
    found = hits / of
    return found, CONFIDENT * np.sqrt(found * (1 - found) / of)


def profit(pair: numbers.Twins, cost: float) -> float:
    """After promotion, in dollars, of the good quarters where it leaks."""
    return float(pair.leaks.profit(cost)[:GOOD].sum())


def skipped(signs: numbers.Signs) -> int:
    """Quarters in which a rider is there and buys nothing."""
    dealer = signs.dealer
    bought = np.unique(dealer.rider.astype(np.int64) * QUARTERS + dealer.quarter)
    return int(signs.riders.sum()) - len(bought)


def furthest(one: np.ndarray, other: np.ndarray) -> float:
    ratios = one / other - 1
    return float(ratios[np.abs(ratios).argmax()])


def driven(since: int, until: int) -> float:
    """Share that the added hazard alone drives away from one quarter to another, both counted from 0."""
    added = numbers.DECAY * RULES.worse * np.minimum(np.arange(QUARTERS) / GOOD, 1)
    return float(1 - np.exp(-added[since:until].sum()))


def away(decay: float) -> float:
    """Share of the riders whom a leak of that size drives away in a quarter in the end."""
    return float(1 - np.exp(-decay * RULES.worse))


def falsely(rings: dict[str, alarms.Rings]) -> float:
    return float(np.mean([one.false_alarms for one in rings.values()]))


def ring(one: Surprises, name: str) -> int:
    return one.rings[name].middle


PROSE = {
    "Quarter by quarter both dealers took the same": lambda one: one.differ == 0,
    "At the end of 2025 more than half of Stone Bridge's old riders were already gone": lambda one: one.kept[1] < 50,
    "the promotion brought others, who paid as much. When it ended, the loss showed": lambda one: (
        abs(one.ticket) < 0.05 and one.next_year[0] > 0 > one.next_year[1]
    ),
    "The number of customers does not tell them apart, nor does the **ticket**": lambda one: (
        abs(one.customers) < 0.08 and abs(one.ticket) < 0.05
    ),
    "the newest cohorts are lost far faster than the first: the intervals do not meet": lambda one: (
        one.lost_at_once[1][0] - one.lost_at_once[1][1] > sum(one.lost_at_once[0])
    ),
    "With *Nothing to fill it with*, revenue falls behind Elk River's before the first year is over": lambda one: (
        one.unfilled > 0.04
    ),
    "If the promotion never ends and finds all the newcomers it needs, Stone Bridge never falls. But in 2026": (
        lambda one: one.forever[0] == QUARTERS and one.forever[2] > one.forever[1]
    ),
    "old riders, too, left faster in 2025": lambda one: one.lost[0][GOOD - 5 :].min() > one.lost[0][: GOOD - 5].max(),
    "in 2025 far more had to come than in 2024": lambda one: one.newcomers[1] > 1.5 * one.newcomers[0],
    "Its errors are small beside those of last year's revenue": lambda one: all(
        abs(said - true) < 0.3 * one.files[1][1] * abs(1 / (1 + one.next_year[1]) - 1)
        for said, true in (*one.files, one.third)
    ),
    "Where riders leak it is still too high": lambda one: all(said > true for said, true in (one.files[1], one.third)),
    "At their price a promotion rider brings more than he or she costs, even one who leaves easily": (
        lambda one: one.worth[0] > one.worth[1] > 1.2 * COST
    ),
    "And still Stone Bridge's profit is behind before its revenue is": lambda one: one.behind >= 3 and one.differ == 0,
    "Until 2026 the gap is the promotion's bill, to the dollar: we made the revenue equal": lambda one: (
        one.bill < 0.01 and one.differ == 0
    ),
    "Without the promotion, profit over the two years would be lower still": lambda one: one.promotion_adds > 0,
    "In 2026 nobody does: at their price profit hardly falls in the first quarter, or even rises, while": lambda one: (
        one.paid_later == 0 and one.paid_no_more[1] > 0.95 * one.paid_no_more[0] and one.lost_later[0] > 0.1
    ),
    "the leak reaches its full size only in 2026": lambda one: min(one.lost_later) > one.lost_before,
    "At its worst it then drives away about two riders in five a quarter; at half, more than one in five": lambda one: (
        0.2 < away(0.5) < 0.25 and abs(away(1.0) - 0.4) < 0.03
    ),
    "takes in just as many newcomers as the equal revenue needs": (
        lambda one: one.differ == 0 and one.first_newcomers < 1.5 * RULES.newcomers
    ),
    "As long as riders stay, they buy every quarter": lambda one: one.skipped == 0,
    "the leak makes that share several times as large": lambda one: one.lost_before > 3 * one.lost_ever,
    "No number can ring in its first two quarters. One": lambda one: all(
        int(number.true.min()) >= number.earliest >= 2
        for rings in (one.rings, one.noisy, one.nervous)
        for number in rings.values()
    ),
    "One that has grown since then, as revenue has, must fall further before it rings": lambda one: one.growth > 0.05,
    "So with each button they ring as soon as they can": lambda one: all(
        rings["riders lost"].middle == rings["riders lost"].earliest for rings in (one.rings, one.noisy, one.nervous)
    ),
    "worse than the mean of its first two quarters. (Say it began": lambda one: alarms.BASE == 2,
    "In the middle draw riders lost ring more than a year before the fall": lambda one: (
        3 * (GOOD - ring(one, "riders lost")) > 12
    ),
    "and revenue rings with the fall or after it": lambda one: all(
        rings["revenue"].middle >= GOOD for rings in (one.rings, one.noisy)
    ),
    "Newcomers lost ring no earlier: neither number can": lambda one: all(
        rings["newcomers lost"].middle >= rings["newcomers lost"].earliest == rings["riders lost"].middle
        for rings in (one.rings, one.noisy, one.nervous)
    ),
    "And as they are few, chance moves their share more": lambda one: all(
        rings["newcomers lost"].swing > rings["riders lost"].swing for rings in (one.rings, one.noisy, one.nervous)
    ),
    "riders lost ring no earlier (they cannot ring before the end of 2024), and there are many more": lambda one: (
        one.noisy["riders lost"].middle == one.nervous["riders lost"].middle == one.noisy["riders lost"].earliest == 3
        and falsely(one.nervous) > 0.1 + falsely(one.noisy)
    ),
    "the share lost rises, far beyond chance": lambda one: (
        (np.diff(one.lost[0]) > -one.lost[1][1:]).all()
        and one.lost[0][-1] - one.lost[0][0] > 3 * (one.lost[1][0] + one.lost[1][-1])
    ),
    "In the model the share lost can only fall, or stay level": lambda one: (np.diff(one.modelled) < 1e-9).all(),
    "The quarters that were seen already refute the model": lambda one: (
        one.lost[0][-1] - one.lost[1][-1] > one.modelled[-1]
    ),
    "your number is a **lower bound**, give or take two points for chance": lambda one: (
        abs(CONFIDENT * one.still.standard_error - 0.02) < 0.002
        and CONFIDENT * one.still.standard_error
        < one.still.difference
        < one.driven + CONFIDENT * one.still.standard_error
    ),
}
