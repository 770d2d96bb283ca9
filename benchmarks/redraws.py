"""How long each Explorer takes to redraw: at its start, at both ends of each control, its presets, and anywhere.

    python benchmarks/redraws.py [lesson ...]

Every setting is visited once in a fresh world, as a learner meets it: nothing has been drawn there before. Time runs
until the new picture leaves for the page. Printed are the median and the worst, in milliseconds, where the worst was,
and the median until the kernel is free again.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

import numpy as np

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "tests")]

from lessons.catalogue import LESSONS  # noqa: E402

from casekit.teach import Explorer  # noqa: E402

GOAL = 150  # ms, at any setting
RANDOM_SETTINGS = 12


def settings(explorer: Explorer) -> list[dict[str, object]]:
    """The settings to visit, in order."""
    start, generator = explorer.values, np.random.default_rng(1)
    found = [start]
    for name, control in explorer.controls.items():
        found += [start | {name: end} for end in (_values(control)[0], _values(control)[-1])]
    found += [dict(preset) for preset in explorer.presets.values()]
    for _ in range(RANDOM_SETTINGS):
        found.append({name: generator.choice(_values(one)).item() for name, one in explorer.controls.items()})
    return found


def _values(control: object) -> list[object]:
    if hasattr(control, "options"):
        return list(control.options)
    steps = round((control.max - control.min) / control.step)
    return [min(control.min + step * control.step, control.max) for step in range(steps + 1)]


def main() -> None:
    """Print a line for each Explorer."""
    slow = []
    for number in sys.argv[1:] or LESSONS:
        for name, make in LESSONS[number].explorers.items():
            explorer = make(*LESSONS[number].open("a learner"))
            took, free, sent = [], [], []
            explorer._screen.observe(lambda _, sent=sent: sent.append(time.perf_counter()), "value")
            for values in settings(explorer):
                sent.clear()
                begin = time.perf_counter()
                explorer.set(**values)
                free.append(1000 * (time.perf_counter() - begin))
                if sent:  # else the very same picture
                    took.append((1000 * (sent[0] - begin), str(values)))
            worst, where = max(took)
            median, until_free = statistics.median(ms for ms, _ in took), statistics.median(free)
            print(
                f"{number} {name:12} median {median:4.0f} ms, worst {worst:4.0f} ms at {where}; "
                f"free after {until_free:.0f} ms"
            )
            slow += [name] if worst > GOAL else []
    print(f"Beyond {GOAL} ms: {', '.join(slow) or 'none'}.")


if __name__ == "__main__":
    main()
