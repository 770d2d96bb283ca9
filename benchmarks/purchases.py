"""A million BG/NBD purchase histories, against drawing the same random variates and doing nothing with them."""

import statistics
import time

import numpy as np

from casekit.world.engine.streams import blocks
from casekit.world.theory.bg_nbd import CDNOW, bg_nbd

CUSTOMERS, WEEKS, REPETITIONS = 1_000_000, 39, 9


def histories() -> None:
    for block in blocks(1, "benchmark", CUSTOMERS):
        bg_nbd(block, CDNOW, WEEKS)


def variates(shapes: list[tuple]) -> None:
    """The six draws of `bg_nbd`, from generators of the same kind; what the later ones need is known beforehand."""
    for block, mean_arrivals, dropout, waits, other_waits in shapes:
        block.generator("purchases", "purchase_rate").gamma(CDNOW.r, 1 / CDNOW.alpha, block.size)
        block.generator("purchases", "dropout_probability").beta(CDNOW.a, CDNOW.b, block.size)
        block.generator("purchases", "arrivals").poisson(mean_arrivals)
        block.generator("purchases", "leaves_after").geometric(dropout)
        block.generator("purchases", "waits").standard_exponential(waits)
        block.generator("purchases", "other_waits").standard_gamma(other_waits)


def shapes() -> list[tuple]:
    known = []
    for block in blocks(1, "benchmark", CUSTOMERS):
        drawn = bg_nbd(block, CDNOW, WEEKS)
        mean_arrivals = drawn.purchase_rate * WEEKS
        arrivals = block.generator("purchases", "arrivals").poisson(mean_arrivals)
        other_waits = (arrivals + 1 - drawn.counts)[drawn.counts > 0]
        known.append((block, mean_arrivals, drawn.dropout_probability, len(drawn.at), other_waits))
    return known


def seconds(work, *arguments) -> float:
    start = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - start


def main() -> None:
    known = shapes()
    ratios, ours, purchases = [], [], sum(waits for *_, waits, _ in known)
    for _ in range(REPETITIONS):  # taking turns, so that whatever slows the computer slows both
        ours.append(seconds(histories))
        ratios.append(ours[-1] / seconds(variates, known))
    took = statistics.median(ours)
    print(f"NumPy {np.__version__}; {CUSTOMERS:,} customers, {WEEKS} weeks, {purchases:,} repeat purchases")
    print(f"histories: {took:.3f} s, {CUSTOMERS / took / 1e6:.1f} million customers a second")
    print(
        f"histories / bare variates: {statistics.median(ratios):.2f} "
        f"(median of {REPETITIONS}, from {min(ratios):.2f} to {max(ratios):.2f}; at most 2)"
    )


if __name__ == "__main__":
    main()
