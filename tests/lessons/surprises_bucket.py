"""What lesson 08 exists for, in the terms of one world."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from casekit.case import Case
from casekit.lessons.bucket import numbers
from casekit.measure.retention import fit_sbg

GOOD = 8


class Surprises(NamedTuple):
    differ: int  # cents, the most in any of the eight quarters
    growth: float  # of both, from the first quarter to the eighth
    kept: tuple[float, float]  # of 100 riders of the start, after eight quarters: one that keeps, one that leaks
    riders: float  # at the one that leaks, the eighth quarter against the first
    after: tuple[float, float]  # revenue of the twelfth quarter against the eighth
    rings: dict[str, int]  # quarter in which each metric rings at the one that leaks, from 0
    false: dict[str, int]  # and at the one that keeps
    alike: tuple[float, float]  # kept after eight quarters, without decay
    projected: tuple[float, float]  # riders of 100 too many, a year after the eighth quarter, from all that was seen
    brand: tuple[float, float]  # change of revenue and of riders of the greying brand


def surprises(case: Case) -> Surprises:
    pair, even = numbers.twins(case), numbers.twins(case, decay=0.0)
    cents = [np.bincount(signs.dealer.quarter, signs.dealer.cents)[:GOOD].astype(np.int64) for signs in pair]
    false, rings = numbers.rings(pair, threshold=4.0, noise=0.02)
    brand = numbers.brand(case)[["revenue", "riders"]]
    return Surprises(
        differ=int(np.abs(cents[0] - cents[1]).max()),
        growth=cents[0][-1] / cents[0][0] - 1,
        kept=tuple(signs.kept[GOOD - 1] for signs in pair),
        riders=pair.leaks.riders[GOOD - 1] / pair.leaks.riders[0],
        after=tuple(signs.revenue[-1] / signs.revenue[GOOD - 1] - 1 for signs in pair),
        rings=rings,
        false=false,
        alike=tuple(signs.kept[GOOD - 1] for signs in even),
        projected=tuple(fit_sbg(signs.kept[:GOOD]).survival(11) - signs.kept[11] for signs in pair),
        brand=tuple(brand.iloc[-1] / brand.iloc[0] - 1),
    )
