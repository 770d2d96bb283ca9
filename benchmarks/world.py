"""How near to the limit a world is made: against NumPy drawing the same random numbers and nothing else.

python benchmarks/world.py
"""

from __future__ import annotations

import statistics
import time
from typing import Any

import casekit
from casekit.case import companies
from casekit.lessons.surveys import CUSTOMERS, MONTHS
from casekit.lessons.surveys.numbers import asked
from casekit.world.engine.streams import Block

ROUNDS = 7


class Recorder:
    """A generator that notes down what it is asked for."""

    def __init__(self, block: Block, names: tuple[str, str], log: list[Any]) -> None:
        self._generator = DRAW(block, *names)
        self._note = lambda *call: log.append((block, names, *call))

    def __getattr__(self, method: str) -> Any:
        def draw(*args: Any, **kwargs: Any) -> Any:
            self._note(method, args, kwargs)
            return getattr(self._generator, method)(*args, **kwargs)

        return draw


DRAW = Block.generator


def every_table(company: str) -> None:
    """5,000 customers, 36 months, every record and every true table"""
    case = casekit.open_case(company, customers=5_000, months=36)
    truth = case.reveal()
    for table in case.company.records:
        getattr(case, table.name)
    for table in case.company.truth:
        getattr(truth, table.name)


def lesson(company: str) -> None:
    """What lesson 06 touches of its own world"""
    case = casekit.open_case(company, customers=CUSTOMERS, months=MONTHS)
    case.customers.head()
    asked(case)


def recorded(make: Any, company: str) -> list[Any]:
    """The draws that making a world takes, each to be repeated alone."""
    log: list[Any] = []
    Block.generator = lambda block, table, variate: Recorder(block, (table, variate), log)
    try:
        make(company)
    finally:
        Block.generator = DRAW
    return log


def replay(log: list[Any]) -> None:
    """NumPy's part alone."""
    for block, names, method, args, kwargs in log:
        getattr(DRAW(block, *names), method)(*args, **kwargs)


def seconds(run: Any, *args: Any) -> float:
    """How long one run takes."""
    start = time.perf_counter()
    run(*args)
    return time.perf_counter() - start


def main() -> None:
    """Print for each world: seconds, the draws alone, and the ratio, medians of runs in turns."""
    for make, company in [*((every_table, company) for company in companies()), (lesson, "starbucks")]:
        make(company)  # imports and word pools
        log = recorded(make, company)
        pairs = [(seconds(make, company), seconds(replay, log)) for _ in range(ROUNDS)]
        whole, draws = (statistics.median(side) for side in zip(*pairs, strict=True))
        print(f"{company}: {make.__doc__}: {whole:.3f} s; NumPy's draws {draws:.3f} s; ratio {whole / draws:.1f}")


if __name__ == "__main__":
    main()
