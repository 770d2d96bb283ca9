"""The gamma-gamma model: what a customer's purchases come to, from the few that were seen."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import betaln, psi

from casekit.measure.given import number, shown
from casekit.measure.search import described, most_likely
from casekit.measure.seen import SMALLEST, seen

WIDEST = [1e4, 1e4, 1e6]  # where the search ends: for p, q, and the level p gamma / q against the mean amount
STARTS = ([2.0, 3.0, 0.7], [10.0, 10.0, 1.0])
ALIKE = 1e-9  # amounts that differ by less, against their mean, are equal
TINIEST, HIGHEST = 1e-12, 1e12  # of p and q, whoever made them


class GammaGamma(NamedTuple):
    """Amounts that vary from purchase to purchase around a level of each customer's own.

    One purchase is Gamma(`p`, rate v), and v is Gamma(`q`, rate `gamma`) among customers; gamma is in the unit of the
    amounts. `log_likelihood` is that of all customers with repeat purchases together. Unless `converged`, the search
    found no maximum: then the parameters say little, one by one.
    """

    p: float
    q: float
    gamma: float
    log_likelihood: float
    converged: bool = True

    def expected_spend(self, summary: pd.DataFrame) -> pd.Series:
        """The mean amount of each customer's purchases in the long run, with the index of `summary`.

        `summary` has frequency, recency, T and mean_amount, as `summarise` makes it. The fewer purchases were seen, the
        nearer the expectation is to the mean of all customers, p gamma / (q - 1), which it is for those who bought
        once. Raises ValueError for a summary that is none, and if that mean is infinite for somebody.

        >>> summary = pd.DataFrame({"frequency": [0, 1, 9], "recency": [0, 5, 30], "T": 38,
        ...                         "mean_amount": [None, 70, 70]})
        >>> GammaGamma(p=6.25, q=3.74, gamma=15.44, log_likelihood=0.0).expected_spend(summary).round(1).tolist()
        [35.2, 59.4, 68.4]
        """
        p, q = (number(name, getattr(self, name), TINIEST, strictly=False, high=HIGHEST) for name in ("p", "q"))
        gamma = number("gamma", self.gamma, 0)
        frequency, _, _, amount = seen(summary, amounts=True)
        total = np.where(frequency > 0, frequency * amount, 0.0)
        weight = p * frequency + q - 1
        if (weight <= 0).any():
            who = f"customers with frequency {frequency[weight <= 0].max():g}"
            raise ValueError(f"q must be above 1 for {who} to have a mean; it is {q:.3g}: leave these customers out.")
        return pd.Series(p * (gamma + total) / weight, summary.index, name="expected_spend")

    def __repr__(self) -> str:
        return described("gamma-gamma", self.converged, p=self.p, q=self.q, gamma=self.gamma)


def fit_gamma_gamma(summary: pd.DataFrame) -> GammaGamma:
    """Fit the gamma-gamma model to what customers spend, by maximum likelihood.

    `summary` has the columns frequency, recency, T and mean_amount, as `summarise` makes it. Customers who bought once
    are left out, since mean_amount is of repeat purchases. The model takes amounts to have nothing to do with how often
    a customer buys. The search for p and q ends at 0.0001 and 10,000; whether it found a maximum before is in the
    result (`converged`), and in what it prints.

    Raises ValueError for a summary that is none, for fewer than two customers with repeat purchases, for a mean_amount
    of zero, to which the model gives no chance, and for amounts that are all equal.

    Sources: Fader, Hardie & Lee, "RFM and CLV", Journal of Marketing Research 42(4), 2005; Fader & Hardie, "The
    Gamma-Gamma Model of Monetary Value", 2013.

    >>> summary = pd.DataFrame({"frequency": [1, 1, 2, 2, 3, 4, 8, 9], "recency": 9, "T": 10,
    ...                         "mean_amount": [9, 70, 25, 18, 45, 30, 15, 50]})
    >>> fit_gamma_gamma(summary)
    gamma-gamma: p 2.541, q 6.100, gamma 66.130
    """
    frequency, _, _, amount = seen(summary, amounts=True)
    times, amount = frequency[frequency > 0], amount[frequency > 0]
    if len(times) < 2:
        had = "one has" if len(times) else "none has"
        raise ValueError(f"frequency must be above 0 for at least two customers; {had} bought again.")
    if (amount < SMALLEST).any():
        few, count = amount[amount < SMALLEST][0], np.count_nonzero(amount < SMALLEST)
        must = f"mean_amount must be {SMALLEST:g} or more where frequency is above 0"
        raise ValueError(f"{must}; {shown(few)} was given ({count:,} in all): leave such customers out.")
    if np.ptp(amount) <= ALIKE * amount.mean():
        raise ValueError(f"mean_amount must differ among customers; it is {amount[0]:g} for all, and no q fits best.")
    scale = amount.mean()
    (p, q, level), mean, converged = most_likely(_LogLikelihood(times, amount, scale), STARTS, WIDEST)
    return GammaGamma(float(p), float(q), float(level * q / p * scale), mean * len(times), converged)


class _LogLikelihood:
    """The note's log-likelihood, of one customer on average, as a function of the parameters' logarithms.

    The parameters are p, q, and p gamma / q as a multiple of `scale`, so that the unit of the amounts does not matter.
    """

    def __init__(self, times: np.ndarray, amount: np.ndarray, scale: float) -> None:
        self._times, self._total, self._scale = times, times * amount / scale, scale
        self._constant = -np.log(amount).mean()
        self._level, self._which = np.unique(times, return_inverse=True)  # for functions that take their time

    def __call__(self, logarithms: np.ndarray) -> tuple[float, np.ndarray]:
        p, q, level = np.exp(logarithms)
        gamma = level * q / p
        ratio = self._total / gamma
        below, above = np.log1p(1 / ratio), np.log1p(ratio)
        shape = p * self._level
        value = -betaln(shape, q)[self._which] - p * self._times * below - q * above
        both = psi(shape + q)
        by_p = self._times * ((both - psi(shape))[self._which] - below)
        by_q = (both - psi(q))[self._which] - above
        by_gamma = (q * ratio - p * self._times) / (gamma + self._total)
        slope = np.array([p * by_p - gamma * by_gamma, q * by_q + gamma * by_gamma, gamma * by_gamma])
        return float(value.mean() + self._constant), slope.mean(axis=1)
