"""Numbers of visitors: one for each device, and nothing in the number says whose device it is."""

from __future__ import annotations

import numpy as np

from casekit.world.engine.streams import BLOCK_SIZE, Block

DEVICES = (0, 0, 1, 2)  # whose each device is: the owner's computer and telephone, the other person's, a program's
OTHERS, BOT = 2, 3
_BITS = (BLOCK_SIZE * len(DEVICES) - 1).bit_length()
_MASK = (1 << _BITS) - 1


def visitor_ids(block: Block, codes: np.ndarray) -> np.ndarray:
    """Visitor numbers (int64) for codes customer index x 4 + device: within a block, a fixed shuffle of the codes.

    Multiplying by odd numbers and folding the upper bits down can be undone step by step, so no two codes share one.

    >>> ids = visitor_ids(Block(1, "amazon", 0, 3), np.arange(2**18))
    >>> len(np.unique(ids)), int(ids.min()), int(ids.max())
    (262144, 1, 262144)
    """
    mixed = codes.astype(np.int64)
    for factor in (0x2C1B3C6D, 0x297A2D39):
        mixed = (mixed * factor + 0x9E37) & _MASK
        mixed ^= mixed >> (_BITS // 2)
    return (block.index << _BITS) + mixed + 1
