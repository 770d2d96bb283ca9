"""The BG/NBD model: how often customers will buy who leave without a word."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import betainc, betaln, expit, gammaln, psi, xlogy

from casekit.measure.ahead import purchases_ahead
from casekit.measure.given import number
from casekit.measure.kinds import numbers
from casekit.measure.search import described, most_likely
from casekit.measure.seen import LARGEST, Seen, seen

WIDEST = 1e4  # the search ends at this and at one over it: for r, a, b, and for the mean rate against the observed one
STARTS = ([1.0, 1.0, 1.0, 3.0], [0.2, 1.0, 0.5, 0.5])  # r, mean rate against the observed one, a, b
TINIEST, HIGHEST = 1e-12, 1e12  # of parameters, whoever made them


class BgNbd(NamedTuple):
    """Purchases at random moments, at a rate of each customer's own, until the customer leaves for good.

    The rate is Gamma(`r`, rate `alpha`) among customers, r / alpha on average, in purchases per unit of time of the
    summary. After each repeat purchase a customer leaves with a chance of their own, Beta(`a`, `b`), a / (a + b) on
    average. `log_likelihood` is that of all customers together. Unless `converged`, the search found no maximum, as
    where customers hardly differ, or hardly anybody leaves: then the parameters say little, one by one.
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    converged: bool = True

    def expected_purchases(self, t: ArrayLike) -> np.ndarray | float:
        """Repeat purchases of a new customer within time `t` of the first one; float64, in the shape of `t`.

        `t` is from 0 to 1e9, in the summary's unit of time. Raises ValueError for anything else.

        >>> BgNbd(0.243, 4.414, 0.793, 2.426, -9582.4).expected_purchases([1, 32, 78]).round(3).tolist()
        [0.053, 1.045, 1.861]
        """
        r, alpha, a, b = self._parameters()
        time = _times("t", t)
        each = np.ones(time.size)
        ahead = purchases_ahead(a, b * each, r * each, time.reshape(-1, 1) / alpha)
        return _plain(ahead.reshape(time.shape))

    def purchase_probability(self, purchases: ArrayLike, t: ArrayLike) -> np.ndarray | float:
        """The chance of exactly so many repeat purchases of a new customer within time `t` of the first one.

        `purchases` are whole numbers from 0; both are numbers, or arrays that go together. Times the number of
        customers, it is what a histogram of frequency should look like. Raises ValueError for anything else.

        >>> round(BgNbd(0.243, 4.414, 0.793, 2.426, -9582.4).purchase_probability(0, 39), 4)
        0.5738
        """
        r, alpha, a, b = self._parameters()
        count, time = _times("purchases", purchases, whole=True), _times("t", t)
        try:
            count, time = np.broadcast_arrays(count, time)
        except ValueError:
            shapes = f"{count.shape} and {time.shape}"
            raise ValueError(f"purchases and t must go together; arrays of shape {shapes} were given.") from None
        often, share = np.maximum(count, 1), time / (alpha + time)
        # x purchases: all of them while still a customer, or the last of them was the customer's last.
        stays = betaln(a, b + count) - betaln(a, b)
        while_active = -betaln(r, count + 1) - np.log(r + count) - r * np.log1p(time / alpha) + xlogy(count, share)
        active = np.exp(stays + while_active)
        leaves = np.exp(betaln(a + 1, b + often - 1) - betaln(a, b)) * betainc(often, r, share)
        return _plain(active + np.where(count > 0, leaves, 0.0))

    def probability_alive(self, summary: pd.DataFrame) -> pd.Series:
        """The chance that a customer has not left by the end of T, with the index of `summary`.

        `summary` has frequency, recency and T, as `summarise` makes it. The model has it that nobody leaves before the
        first repeat purchase: with frequency 0 the chance is 1. Raises ValueError for a summary that is none.

        >>> often = pd.DataFrame({"frequency": [26], "recency": [30.857], "T": [31.0]})
        >>> round(BgNbd(0.243, 4.414, 0.793, 2.426, -9582.4).probability_alive(often).item(), 4)
        0.9688
        """
        alive = self._alive(seen(summary))
        return pd.Series(alive, summary.index, name="probability_alive")

    def conditional_expected_purchases(self, t: float, summary: pd.DataFrame) -> pd.Series:
        """Purchases of each customer within time `t` after the end of T, with the index of `summary`.

        `t` is a number from 0 to 1e9, in the summary's unit of time. Raises ValueError for anything else, and for a
        summary that is none.

        >>> customer = pd.DataFrame({"frequency": [2], "recency": [30.43], "T": [38.86]})
        >>> round(BgNbd(0.243, 4.414, 0.793, 2.426, -9582.4).conditional_expected_purchases(39, customer).item(), 3)
        1.226
        """
        time = number("t", t, 0, strictly=False, high=LARGEST)
        ahead = self.ahead(seen(summary), np.array([time]), np.ones(1))
        return pd.Series(ahead, summary.index, name="expected_purchases")

    def ahead(self, customers: Seen, times: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """Expected purchases of each customer within each of k times after the end of T, times the weights: shape (n,).

        `times` and `weights` have shape (k,); all is checked already.
        """
        r, alpha, a, b = self._parameters()
        # Those who have not left differ in frequency and T alone, and many customers share a pair of them.
        pairs, which = np.unique(customers.frequency + 1j * customers.T, return_inverse=True)
        x, age = pairs.real, pairs.imag
        ahead = purchases_ahead(a, b + x, r + x, times / (alpha + age)[:, None]) @ weights
        return ahead[which] * self._alive(customers)

    def _alive(self, customers: Seen) -> np.ndarray:
        x, recency, age, _ = customers
        return np.where(x > 0, expit(-_log_odds_left(*self._parameters(), np.maximum(x, 1), recency, age)), 1.0)

    def _parameters(self) -> tuple[float, float, float, float]:
        given = {"r": self.r, "alpha": self.alpha, "a": self.a, "b": self.b}
        r, alpha, a, b = (number(name, value, TINIEST, strictly=False, high=HIGHEST) for name, value in given.items())
        return r, alpha, a, b

    def __repr__(self) -> str:
        return described("BG/NBD", self.converged, r=self.r, alpha=self.alpha, a=self.a, b=self.b)


def fit_bg_nbd(summary: pd.DataFrame) -> BgNbd:
    """Fit the BG/NBD model to customers' purchases, by maximum likelihood.

    `summary` has the columns frequency, recency and T, as `summarise` makes it; customers who bought once belong to it.
    alpha is in its unit of time, the others have none. The search for r, a and b ends at 0.0001 and 10,000; whether
    it found a maximum before is in the result (`converged`), and in what it prints.

    Raises ValueError for fewer than two customers, if nobody has bought again, and for a summary that is none (missing
    values, frequencies that are no whole numbers, recency beyond T or above 0 for those who bought once).

    Source: Fader, Hardie & Lee, "Counting Your Customers the Easy Way: An Alternative to the Pareto/NBD Model",
    Marketing Science 24(2), 2005.

    >>> summary = pd.DataFrame({"frequency": [0, 0, 0, 1, 1, 2, 6, 9], "recency": [0, 0, 0, 3, 30, 12, 30, 35],
    ...                         "T": [30, 36, 38, 31, 36, 37, 33, 38]})
    >>> fit_bg_nbd(summary)
    BG/NBD: r 0.579, alpha 7.121, a 0.061, b 0.297
    """
    customers = seen(summary)
    if len(customers.T) < 2:
        raise ValueError("summary must have at least two customers, as the model says how they differ; it has one.")
    if not customers.frequency.any():
        raise ValueError("frequency must be above 0 for somebody; nobody has bought again.")
    rate = customers.frequency.sum() / customers.T.sum()
    (r, against, a, b), mean, converged = most_likely(_LogLikelihood(customers, rate), STARTS, [WIDEST] * 4)
    return BgNbd(float(r), float(r / against / rate), float(a), float(b), mean * len(customers.T), converged)


class _LogLikelihood:
    """The paper's log-likelihood, of one customer on average, as a function of the parameters' logarithms.

    The parameters are r, the mean rate r / alpha as a multiple of `rate`, a, and b: the likelihood's peak is nearly
    round in them, whatever the unit of time.
    """

    def __init__(self, customers: Seen, rate: float) -> None:
        self._x, _, self._age, _ = customers
        again = self._x > 0
        self._again = self._x[again], customers.recency[again], self._age[again]
        self._level, self._count = np.unique(self._x, return_counts=True)  # for functions of x that take their time
        self._rate = rate

    def __call__(self, logarithms: np.ndarray) -> tuple[float, np.ndarray]:
        r, against, a, b = np.exp(logarithms)
        alpha = r / against / self._rate
        x, age, level, count = self._x, self._age, self._level, self._count
        often, recency, watched = self._again
        odds = _log_odds_left(r, alpha, a, b, *self._again)
        left = expit(odds)  # the chance to have left, of those who bought again
        unseen = np.log1p(age / alpha)
        silent = np.log1p((watched - recency) / (alpha + recency))

        buys = count @ (gammaln(r + level) - gammaln(r)) - r * unseen.sum() - (x * np.log(alpha + age)).sum()
        stays = count @ (betaln(a, b + level) - betaln(a, b))
        value = buys + stays + np.logaddexp(0, odds).sum()

        by_r = count @ (psi(r + level) - psi(r)) - unseen.sum() + (left * silent).sum()
        by_alpha = ((r * age / alpha - x) / (alpha + age)).sum()
        by_alpha -= (left * (r + often) * (watched - recency) / (alpha + watched) / (alpha + recency)).sum()
        both = psi(a + b) - psi(a + b + level)
        by_a = count @ both + left.sum() / a
        by_b = count @ (both + psi(b + level) - psi(b)) - (left / (b + (often - 1))).sum()
        slope = np.array([r * by_r + alpha * by_alpha, -alpha * by_alpha, a * by_a, b * by_b])
        return value / len(x), slope / len(x)


def _log_odds_left(
    r: float, alpha: float, a: float, b: float, x: np.ndarray, recency: np.ndarray, age: np.ndarray
) -> np.ndarray:
    """The logarithm of the odds to have left, after x purchases, at least one."""
    return np.log(a) - np.log(b + (x - 1)) + (r + x) * np.log1p((age - recency) / (alpha + recency))


def _times(name: str, values: ArrayLike, whole: bool = False) -> np.ndarray:
    must = f"{'whole ' if whole else ''}numbers from 0 to {LARGEST:g}"
    found = numbers(name, values, 0, LARGEST, flat=False, must=must)
    wrong = np.isnan(found) | (whole & (found != np.floor(found)))
    if wrong.any() or not found.size:
        raise ValueError(f"{name} must be {must}; {found[wrong][0] if wrong.any() else 'none'} was given.")
    return found


def _plain(values: np.ndarray) -> np.ndarray | float:
    return values if values.ndim else float(values)
