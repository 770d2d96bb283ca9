"""When customers buy and when they stop: BG/NBD purchase histories."""

from __future__ import annotations

import math
import numbers
from dataclasses import dataclass, fields

import numpy as np

from casekit.errors import CaseError, shown
from casekit.world.engine.streams import Block

MILLISECONDS_A_WEEK = 7 * 24 * 60 * 60 * 1000

# Waiting times become whole numbers of 2**-36 of a mean wait, because whole numbers add up exactly: a running sum over
# the block then gives each customer the same times whoever stands before them. It is also several times faster.
_TICKS = 2.0**36

_MOST_PURCHASES = 10_000  # a customer, on average; beyond it a block does not fit in memory


@dataclass(frozen=True)
class BgNbd:
    """The four parameters of the BG/NBD model, all positive; the unit of time is the week.

    While active, a customer buys at random moments at a rate of their own, Gamma(`r`, rate `alpha`) among customers: on
    average r / alpha purchases a week. After each repeat purchase the customer leaves for good with a probability of
    their own, Beta(`a`, `b`) among customers: on average a / (a + b).

    Source: Fader, Hardie & Lee (2005), "Counting your customers" the easy way, Marketing Science 24(2), 275-284.

    >>> BgNbd(r=0.243, alpha=4.414, a=0.793, b=0)
    Traceback (most recent call last):
    casekit.errors.CaseError: b must be a positive number; 0 was given.
    """

    r: float
    alpha: float
    a: float
    b: float

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not isinstance(value, numbers.Real) or isinstance(value, bool) or not 0 < float(value) < math.inf:
                raise CaseError(f"{field.name} must be a positive number; {shown(value)} was given.")


CDNOW = BgNbd(r=0.243, alpha=4.414, a=0.793, b=2.426)
"""The paper's own estimates for 2,357 buyers at an on-line music store in 1997."""


@dataclass(frozen=True, eq=False)
class Histories:
    """The purchase histories of one block of customers; time counts from each customer's first purchase.

    Adding `joined_at` (datetime64[ms]) gives calendar time: `np.repeat(joined_at, counts) + at`, `joined_at + left`.
    """

    purchase_rate: np.ndarray
    """Purchases a week while active; float64, shape (size,)."""
    dropout_probability: np.ndarray
    """Chance of leaving after each repeat purchase; float64, shape (size,)."""
    counts: np.ndarray
    """Repeat purchases seen; int64, shape (size,). The first purchase, at time 0, is not among them."""
    offsets: np.ndarray
    """Customer i's purchases are `at[offsets[i]:offsets[i + 1]]`; int64, shape (size + 1,)."""
    at: np.ndarray
    """Repeat purchases, by customer, then by time; timedelta64[ms], shape (counts.sum(),)."""
    left: np.ndarray
    """The purchase after which the customer left; NaT for those not seen leaving; timedelta64[ms], shape (size,)."""


def bg_nbd(block: Block, parameters: BgNbd, exposure_weeks: float | np.ndarray) -> Histories:
    """Draw each customer's purchases in (0, exposure], where exposure is the time watched since the first purchase.

    `exposure_weeks` is one number for all or one a customer, shape (block.size,); zero or more, rounded to a whole
    millisecond. Raises CaseError for anything else, and for more than 10,000 purchases a customer on average.

    No purchase is drawn and thrown away, and nothing is sorted. Had nobody left, a customer would arrive n times, a
    Poisson number, and the n moments would divide the exposure as n + 1 exponential waits divide their sum. Leaving
    after the D-th, D geometric, hides all but k = min(n, D) of them: so k waits are drawn one by one, and the other
    n + 1 - k at once, as the Gamma variate that is their sum.

    Source: Fader, Hardie & Lee (2005); the waits, Devroye (1986), Non-Uniform Random Variate Generation, chapter V.

    >>> histories = bg_nbd(Block(1, "example", 0, size=1000), CDNOW, exposure_weeks=39)
    >>> bool(histories.counts.sum() == len(histories.at) == histories.offsets[-1])
    True
    >>> bool(histories.at.max() <= np.timedelta64(39, "W"))
    True
    """
    exposure = _milliseconds(exposure_weeks, block.size)
    expected = parameters.r / parameters.alpha * np.max(exposure, initial=0) / MILLISECONDS_A_WEEK
    if not expected <= _MOST_PURCHASES:
        raise CaseError(
            f"r / alpha times exposure_weeks must be at most {_MOST_PURCHASES:,} purchases a customer; "
            f"{expected:,.0f} was given."
        )

    def stream(variate: str) -> np.random.Generator:
        return block.generator("purchases", variate)

    rate = stream("purchase_rate").gamma(parameters.r, 1 / parameters.alpha, block.size)
    dropout = stream("dropout_probability").beta(parameters.a, parameters.b, block.size)
    np.maximum(dropout, np.finfo(float).tiny, out=dropout)  # a tiny `a` underflows to 0, which `geometric` refuses
    arrivals = stream("arrivals").poisson(rate * (exposure / MILLISECONDS_A_WEEK))
    leaves_after = stream("leaves_after").geometric(dropout)
    counts = np.minimum(arrivals, leaves_after)

    offsets = np.zeros(block.size + 1, np.int64)
    np.cumsum(counts, out=offsets[1:])
    buyers = np.flatnonzero(counts)
    bought = counts[buyers]
    waits = _ticks(stream("waits").standard_exponential(offsets[-1]))
    other_waits = _ticks(stream("other_waits").standard_gamma(arrivals[buyers] + 1 - bought))

    # A sum past 2**63 wraps round, and so do the differences taken below: they stay exact.
    elapsed = np.zeros(len(waits) + 1, np.int64)
    np.cumsum(waits, out=elapsed[1:])
    before = elapsed[offsets[buyers]]
    seen = elapsed[offsets[buyers + 1]] - before
    milliseconds_a_tick = np.broadcast_to(exposure, block.size)[buyers] / (seen + other_waits)
    at = ((elapsed[1:] - np.repeat(before, bought)) * np.repeat(milliseconds_a_tick, bought)).astype(np.int64)
    at += 1  # rounded up, so that no repeat purchase falls on the first one

    left = np.full(block.size, np.timedelta64("NaT", "ms"))
    leavers = np.flatnonzero(counts == leaves_after)
    at = at.view("timedelta64[ms]")
    left[leavers] = at[offsets[leavers + 1] - 1]
    return Histories(rate, dropout, counts, offsets, at, left)


def _ticks(waits: np.ndarray) -> np.ndarray:
    """Waits as whole ticks; at least one, so that two purchases keep their order."""
    waits *= _TICKS
    ticks = waits.astype(np.int64)
    ticks += 1
    return ticks


def _milliseconds(exposure_weeks: object, size: int) -> np.ndarray:
    """Exposure in whole milliseconds, as float64, since it is only multiplied and divided."""
    try:
        weeks = np.asarray(exposure_weeks, dtype=np.float64)
    except (TypeError, ValueError):
        given, weeks = exposure_weeks, np.array(math.nan)
    else:
        given = weeks.tolist()  # its repr fits in one line, that of an array may not
    if weeks.shape not in ((), (size,)) or not np.all((weeks >= 0) & np.isfinite(weeks)):
        raise CaseError(
            f"exposure_weeks must be one number of weeks, zero or more, or one for each of {size:,} customers; "
            f"{shown(given)} was given."
        )
    return np.rint(weeks * MILLISECONDS_A_WEEK)
