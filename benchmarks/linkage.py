"""Linking 10,000 records with typos and gaps against linking 2,500: how time grows, and how well it is done."""

import statistics
import sys
import time
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
from linkable import records

from casekit.measure.linkage import PairScores, link, pair_scores

FEW, MANY, REPETITIONS, THRESHOLDS = 2_500, 10_000, 3, (0.5, 0.9)


def linked(count: int, threshold: float) -> tuple[float, PairScores]:
    """Seconds, and the scores."""
    table, labels = records(count // 2, count // 2, seed=1, wrong=0.4, fields=("name", "birth_date", "address", "city"))
    start = time.perf_counter()
    found = link(table, threshold)
    return time.perf_counter() - start, pair_scores(found, labels)


def main() -> None:
    linked(FEW, 0.5)  # imports
    rounds = [(linked(FEW, 0.5)[0], linked(MANY, 0.5)[0]) for _ in range(REPETITIONS)]  # in turns
    print(f"{MANY:,} records: {statistics.median(many for _, many in rounds):.1f} s, "
          f"{statistics.median(many / few for few, many in rounds):.1f} times as long as {FEW:,}")  # fmt: skip
    for threshold in THRESHOLDS:
        print(f"At {threshold}: {linked(MANY, threshold)[1]}")


if __name__ == "__main__":
    main()
