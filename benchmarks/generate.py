"""Whether writing a world takes more memory the more customers it has: six blocks of customers against one.

python benchmarks/generate.py
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from casekit.world.engine.streams import BLOCK_SIZE

MONTHS = 3
BLOCKS = 6


def peak(customers: int, format: str) -> float:
    """Peak memory, in MB, of a process of its own that writes a world."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, str(customers), format, str(Path(folder, "world"))]
        return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def write(customers: str, format: str, folder: str) -> None:
    """Write a world and print what it took."""
    from casekit.datasets.generate import generate
    from casekit.datasets.manifest import Recipe

    generate(Recipe("starbucks", customers=int(customers), months=MONTHS), folder, format)
    unit = 1e6 if sys.platform == "darwin" else 1e3  # bytes there, kilobytes elsewhere
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)


def main() -> None:
    """Print both formats: MB for one block and for six, and the ratio."""
    for format in ("csv", "parquet"):
        one, many = (peak(BLOCK_SIZE * blocks, format) for blocks in (1, BLOCKS))
        sizes = f"{BLOCK_SIZE:,} and {BLOCK_SIZE * BLOCKS:,} customers"
        print(f"{format}: {one:,.0f} MB and {many:,.0f} MB for {sizes}; ratio {many / one:.2f}")


if __name__ == "__main__":
    write(*sys.argv[1:]) if sys.argv[1:] else main()
