"""One line for several agents: who comes first is served first, by the agent who is free first."""

from __future__ import annotations

from heapq import heapreplace

import numpy as np


def offered_waits(at: np.ndarray, takes: np.ndarray, stays: np.ndarray | None, agents: int) -> np.ndarray:
    """How long each caller would have to wait for an agent: int64, shape (calls,).

    `at` is when each one comes, in order, `takes` how long the call takes, and `stays` how long the caller would wait
    (None: for ever), all int64 and in one unit of time; the agents are free at 0. Who is offered a longer wait than
    that hangs up, and takes no agent's time.

    >>> at, takes = np.array([0, 10, 20, 30]), np.array([100, 100, 100, 100])
    >>> offered_waits(at, takes, None, agents=1).tolist()
    [0, 90, 180, 270]
    >>> offered_waits(at, takes, np.array([60, 60, 500, 500]), agents=1).tolist()  # the second one hangs up
    [0, 90, 80, 170]
    """
    free = [0] * agents  # a heap: when each agent is free
    waits: list[int] = []
    if stays is None:
        for comes, needs in zip(at.tolist(), takes.tolist(), strict=True):
            start = free[0] if free[0] > comes else comes
            heapreplace(free, start + needs)
            waits.append(start - comes)
    else:
        for comes, needs, stay in zip(at.tolist(), takes.tolist(), stays.tolist(), strict=True):
            start = free[0] if free[0] > comes else comes
            if start - comes <= stay:
                heapreplace(free, start + needs)
            waits.append(start - comes)
    return np.array(waits, dtype=np.int64)
