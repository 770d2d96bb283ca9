"""Weighted choice in constant time: Vose's alias tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class AliasTable:
    """A lottery over n codes that costs one uniform number a draw, however many codes and however unequal.

    Every code owns one of n equal cells; a code with less than its share gives the rest of its cell to one richer
    code, its alias. A uniform number picks a cell, and its fraction decides between owner and alias.

    Source: Vose (1991), A linear algorithm for generating random numbers with a given distribution, IEEE Transactions
    on Software Engineering 17(9), 972-975.
    """

    kept: np.ndarray
    """The part of its cell that each code keeps; float64 from 0 to 1, shape (n,)."""
    alias: np.ndarray
    """The code that has the rest of the cell; int64, shape (n,)."""

    @classmethod
    def of(cls, weights: Sequence[float]) -> AliasTable:
        """The table for `weights`, shape (n,): zero or more, in any unit, not all zero."""
        share = np.asarray(weights, dtype=np.float64)
        share = (share * (len(share) / share.sum())).tolist()
        alias = list(range(len(share)))
        poor = [code for code, part in enumerate(share) if part < 1]
        rich = [code for code, part in enumerate(share) if part >= 1]
        while poor and rich:
            giver, taker = rich[-1], poor.pop()
            alias[taker] = giver
            share[giver] -= 1 - share[taker]
            if share[giver] < 1:
                poor.append(rich.pop())
        for code in poor + rich:  # what rounding has left over
            share[code] = 1.0
        return cls(np.array(share), np.array(alias, dtype=np.int64))

    def draw(self, generator: np.random.Generator, size: int) -> np.ndarray:
        """`size` codes, int64, shape (size,), in the order of the generator's uniform numbers.

        >>> table = AliasTable.of([3, 1, 0])
        >>> codes = table.draw(np.random.default_rng(1), 100_000)
        >>> (np.bincount(codes, minlength=3) / 100_000).round(2).tolist()
        [0.75, 0.25, 0.0]
        """
        place = generator.random(size)
        place *= len(self.kept)
        cell = place.astype(np.int64)
        place -= cell
        return np.where(place < self.kept[cell], cell, self.alias[cell])
