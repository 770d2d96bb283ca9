"""The Dirichlet model of brand choice: how each customer divides purchases among the brands that they use."""

from __future__ import annotations

import numpy as np


def brand_shares(
    generator: np.random.Generator, popularity: np.ndarray, switching: float, used: np.ndarray
) -> np.ndarray:
    """Each customer's own share of each brand: float64, shape (customers, brands); 0 where none is used.

    Over all brands a customer's shares follow a Dirichlet distribution with the mean `popularity` (only the proportions
    count, shape (brands,)) and the strength `switching`, the model's S: near 0 everybody is loyal to one brand of their
    own, and if it is large all customers divide their purchases alike. Of those who use some of the brands only (`used`
    is bool, shape (customers, brands)) it is the same distribution, given that nothing goes to the others.

    Source: Goodhardt, Ehrenberg & Chatfield (1984), The Dirichlet: a comprehensive model of buying behaviour, Journal
    of the Royal Statistical Society A 147(5), 621-655. Its other half, how often each customer buys (a gamma
    distribution with the mean M and the shape K), is the caller's.

    >>> used = np.array([[True, True, True], [False, True, False]])
    >>> shares = brand_shares(np.random.default_rng(1), np.array([5, 3, 2]), 10.0, used)
    >>> shares.round(2).tolist()
    [[0.46, 0.27, 0.26], [0.0, 1.0, 0.0]]
    """
    strength = switching * popularity / np.sum(popularity)
    parts = np.maximum(generator.standard_gamma(strength, used.shape), np.finfo(float).tiny) * used
    return parts / np.maximum(parts.sum(axis=1, keepdims=True), np.finfo(float).tiny)
