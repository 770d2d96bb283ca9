"""Numbers that tell nothing: ids in an order that says neither who is behind them nor how many there are."""

from __future__ import annotations

import numpy as np

from casekit.world.engine.streams import Block


def shuffled_ids(block: Block, codes: np.ndarray, bits: int) -> np.ndarray:
    """Ids (int64) for codes from 0 to 2 ** bits - 1: within a block, a fixed shuffle of the codes.

    Multiplying by odd numbers and folding the upper bits down can be undone step by step, so no two codes share one.

    >>> ids = shuffled_ids(Block(1, "amazon", 0, 3), np.arange(2**10), bits=10)
    >>> len(np.unique(ids)), int(ids.min()), int(ids.max())
    (1024, 1, 1024)
    """
    mixed, mask = codes.astype(np.int64), (1 << bits) - 1
    for factor in (0x2C1B3C6D, 0x297A2D39):
        mixed = (mixed * factor + 0x9E37) & mask
        mixed ^= mixed >> (bits // 2)
    return (block.index << bits) + mixed + 1
