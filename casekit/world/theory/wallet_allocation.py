"""The Wallet Allocation Rule: from a brand's rank to its share of a customer's spending."""

from __future__ import annotations

import numpy as np


def wallet_allocation(rank: np.ndarray, brands: np.ndarray) -> np.ndarray:
    """Share of wallet of a brand with this rank among so many brands used; the shares of a rider's brands add up to 1.

    Source: the Wallet Allocation Rule; Keiningham, Aksoy, Buoye & Cooil (2011), Customer loyalty isn't enough: grow
    your share of wallet, Harvard Business Review, October.

    >>> wallet_allocation(np.array([1, 2, 3]), np.array(3)).round(3).tolist()
    [0.5, 0.333, 0.167]
    """
    return (1 - rank / (brands + 1)) * 2 / brands
