"""Other dealers where nothing is wrong, by the hundred: what false alarms are counted on."""

from __future__ import annotations

import numpy as np

from casekit.case import Case
from casekit.cases.harley import HARLEY
from casekit.lessons.bucket.numbers import QUARTERS, RULES
from casekit.memo import memo
from casekit.world.engine.streams import generator


@memo(keep=1)
def others(case: Case, count: int) -> dict[str, np.ndarray]:
    """So many dealers like the one that keeps its riders, with riders of their own.

    By name the metrics of the lesson, shape (count, quarters); shares as fractions and missing for the first quarter,
    amounts in dollars.

    Riders are counted, not drawn one by one: those who have been there for equally long leave with the same mean
    chance, each on their own, so that a binomial number of them leaves; rates of buying and tickets are gamma
    distributed, and so are their sums. That is exact, but for whole cents.
    """
    luck = generator(case.seed, HARLEY.name, "bucket others")
    age = np.arange(RULES.oldest + len(QUARTERS))  # quarters since a rider came
    chance = RULES.alpha / (RULES.alpha + RULES.beta + age)
    there = np.cumprod(1 - chance[: RULES.oldest])
    riders = np.zeros((count, len(age)), np.int64)
    riders[:, 1 : RULES.oldest + 1] = luck.multinomial(RULES.riders, there / there.sum(), count)
    rates = _sum_of_rates(luck, riders.sum(axis=1))
    lost, at_once, revenue = np.full((3, count, len(QUARTERS)), np.nan)
    for quarter in QUARTERS:
        if quarter:
            gone, before = luck.binomial(riders, chance), riders.sum(axis=1)
            lost[:, quarter] = gone.sum(axis=1) / before
            at_once[:, quarter] = gone[:, 0] / riders[:, 0]
            away, stay = (luck.standard_gamma(RULES.extra_shape * one.sum(axis=1)) for one in (gone, riders - gone))
            rates = rates * stay / (away + stay)
            riders[:, 1:] = (riders - gone)[:, :-1]
        riders[:, 0] = luck.poisson(RULES.newcomers, count)
        rates = rates + _sum_of_rates(luck, riders[:, 0])
        tickets = riders.sum(axis=1) + luck.poisson(rates)
        revenue[:, quarter] = luck.standard_gamma(RULES.ticket_shape * tickets) * RULES.ticket / RULES.ticket_shape
    return {
        "riders lost": lost,
        "newcomers lost": at_once,
        "profit after promotion": RULES.margin * revenue,
        "revenue": revenue,
    }


def _sum_of_rates(luck: np.random.Generator, riders: np.ndarray) -> np.ndarray:
    """Purchases a quarter beside the check, on average, of so many riders together."""
    return luck.standard_gamma(RULES.extra_shape * riders) * RULES.extra / RULES.extra_shape
