"""Numbers of visitors: one for each device, and nothing in the number says whose device it is."""

from __future__ import annotations

import numpy as np

from casekit.world.engine.shuffle import shuffled_ids
from casekit.world.engine.streams import BLOCK_SIZE, Block

DEVICES = (0, 0, 1, 2)  # whose each device is: the owner's computer and telephone, the other person's, a program's
OTHERS, BOT = 2, 3
_BITS = (BLOCK_SIZE * len(DEVICES) - 1).bit_length()


def visitor_ids(block: Block, codes: np.ndarray) -> np.ndarray:
    """Visitor numbers (int64) for codes customer index x 4 + device, shuffled within the block.

    >>> ids = visitor_ids(Block(1, "amazon", 0, 3), np.arange(2**18))
    >>> len(np.unique(ids)), int(ids.min()), int(ids.max())
    (262144, 1, 262144)
    """
    return shuffled_ids(block, codes, _BITS)
