"""Drawing a category."""

from __future__ import annotations

import numpy as np


def pick(uniform: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Category codes (int16) for uniform numbers: one set of shares for all, or one row of shares for each number.

    >>> pick(np.array([0.1, 0.6, 0.99]), np.array([0.5, 0.3, 0.2])).tolist()
    [0, 1, 2]
    """
    bounds = np.cumsum(shares, axis=-1)[..., :-1] / np.sum(shares, axis=-1, keepdims=True)
    return (uniform[:, None] >= bounds).sum(axis=-1).astype(np.int16)
