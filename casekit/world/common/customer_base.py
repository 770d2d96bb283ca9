"""The base of a company that was there before the window: how long its customers have been there, and where."""

from __future__ import annotations

import numpy as np

from casekit.cases.groups import Membership, Tenure


def tenure(rules: Tenure) -> np.ndarray:
    """Weight of each tenure in whole months among today's customers, shape (120,)."""
    edges = (12 * np.array(rules.years)).astype(int)
    return np.repeat(np.array(rules.shares) / np.diff(edges), np.diff(edges))


def group_shares(membership: Membership) -> np.ndarray:
    """Share of each group, shape (groups,): places are alike, and so are the channels used at each."""
    share = np.repeat(1 / len(membership.places), len(membership.places))
    return np.multiply.outer(share, np.array(membership.channel_shares)).ravel()
