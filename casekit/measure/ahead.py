"""What customers who have not left yet will buy, where each leaves after any purchase with a chance of their own."""

from __future__ import annotations

import numpy as np
from scipy.special import betaln, expit

POINTS, WEIGHTS = np.polynomial.legendre.leggauss(192)
NEGLIGIBLE = 40.0  # a density that has fallen by a factor of exp(40) adds nothing to a float
FAR = 23.0  # exp(-23) = 1e-10: what changes by so little is constant
STEPS = 12  # of Newton's way to the ends; fewer would do no harm, as all of them lie on the safe side
ROWS = 2_048  # at a time, so that the memory stays small


def purchases_ahead(leaves: float, stays: np.ndarray, shape: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Expected purchases, shape (n, k), within each of k times ahead; rows are customers who are active now.

    A customer's chance p to leave after a purchase is Beta(`leaves`, `stays`), and the rate of purchases
    Gamma(`shape`); `stays` and `shape` have shape (n,). `times`, shape (n, k), are in units of one over the gamma's
    second parameter. Then the expectation is that of (1 - (1 + p times) ** -shape) / p over p.

    In closed form it is a hypergeometric function that loses its digits or overflows for many purchases, for long
    times, and for `leaves` near 1. Here it is an integral of positive numbers over log(p / (1 - p)), by Gauss and
    Legendre's rule between two ends; what lies beyond the ends is added, as the function is constant there.

    >>> round(purchases_ahead(0.793, np.array([2.426]), np.array([0.243]), np.array([[39 / 4.414]])).item(), 4)
    1.1967
    """
    found = np.empty(times.shape)
    for row in range(0, len(times), ROWS):
        rows = slice(row, row + ROWS)
        found[rows] = _some(leaves, stays[rows], shape[rows], times[rows])
    return found


def _some(a: float, b: np.ndarray, shape: np.ndarray, times: np.ndarray) -> np.ndarray:
    beta, furthest = betaln(a, b), times.max(axis=1)
    low, high = _ends(a, b, shape * furthest)
    left = -FAR - np.log(np.maximum.reduce([shape * furthest, furthest, b, np.ones_like(b)]))
    right = np.full_like(b, FAR + np.log(max(a, 1.0)))
    low, high = np.maximum(low, left), np.minimum(high, right)
    half = (high - low)[:, None] / 2
    logit = (low + high)[:, None] / 2 + half * POINTS
    p = expit(logit)
    mass = half * WEIGHTS * np.exp(a * logit - (a + b)[:, None] * np.logaddexp(0, logit) - beta[:, None])
    found = np.empty(times.shape)
    # What lies below low and above high, if they were moved; otherwise it is negligible.
    never = np.exp(np.where(low == left, a * low - beta, -np.inf)) / a
    always = np.exp(np.where(high == right, -b * high - beta, -np.inf)) / b
    for column, time in enumerate(times.T):
        bought = -np.expm1(-shape[:, None] * np.log1p(p * time[:, None])) / p
        found[:, column] = (mass * bought).sum(axis=1) + never * shape * time
        found[:, column] -= always * np.expm1(-shape * np.log1p(time))
    # The density adds up to 1, but for the digits that the beta function loses where its arguments are large.
    return found / (mass.sum(axis=1) + never + always)[:, None]


def _ends(a: float, b: np.ndarray, most: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where log(p / (1 - p)) has a negligible density, on both sides, also if it is multiplied by `most`.

    The logarithm of the density is concave. So Newton's steps from a point outside stay outside; and its two
    asymptotes give such points.
    """
    peak = np.log(a) - np.log(b)
    top = a * peak - (a + b) * np.logaddexp(0, peak)
    floor = top - NEGLIGIBLE - np.log1p(np.maximum(most, (a + b) / a))
    low, high = floor / a, -floor / b
    for _ in range(STEPS):
        for end in (low, high):
            slope = a - (a + b) * np.exp(-np.logaddexp(0, -end))
            end -= (a * end - (a + b) * np.logaddexp(0, end) - floor) / slope
    return low, high
