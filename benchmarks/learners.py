"""How long learners wait for a picture when many move knobs at once: each has a Python process of their own.

    python benchmarks/learners.py [lesson [learners]]

Every learner moves a knob of the lesson's Explorers to a new place every two seconds. Printed are median, 95th
percentile and worst of the milliseconds until the new picture is there, and the memory of a learner's process.
"""

from __future__ import annotations

import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import psutil
from jupyter_client.manager import start_new_kernel

from casekit import workbook

MOVES, PAUSE = 20, 2.0  # seconds
OPEN = """
import sys
sys.path.insert(0, "tests")
from lessons.catalogue import LESSONS
lesson = LESSONS["{number}"]
explorers = [lesson.explorer(name, "learner{learner}@example.org") for name in lesson.explorers]
controls = [control for one in explorers for control in one.controls.values() if hasattr(control, "step")]
"""
MOVE = """
control = controls[{which} % len(controls)]
control.value = control.min + control.step * ({place} % round((control.max - control.min) / control.step + 1))
"""


def learn(number: str, learner: int) -> tuple[list[float], float]:
    """Milliseconds of each move, and megabytes in the end."""
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(workbook.HOME))
    try:
        client.execute_interactive(OPEN.format(number=number, learner=learner), timeout=300)
        lot, waits = random.Random(learner), []
        time.sleep(PAUSE * lot.random())
        for _ in range(MOVES):
            began = time.monotonic()
            code = MOVE.format(which=lot.randrange(10_000), place=lot.randrange(10_000))
            reply = client.execute_interactive(code, timeout=300)
            if reply["content"]["status"] != "ok":
                raise RuntimeError(reply["content"]["evalue"])
            waits.append(1_000 * (time.monotonic() - began))
            time.sleep(max(0.0, PAUSE - (time.monotonic() - began)))
        return waits, psutil.Process(manager.provisioner.pid).memory_full_info().pss / 1e6
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def main() -> None:
    number, learners = (sys.argv[1:] + ["06", "10"][len(sys.argv) - 1 :])[:2]
    with ThreadPoolExecutor(int(learners)) as room:
        found = list(room.map(lambda learner: learn(number, learner), range(int(learners))))
    waits = np.concatenate([waits for waits, _ in found])
    median, late, worst = np.percentile(waits, (50, 95, 100))
    print(f"{number}, {learners} learners, {len(waits)} moves: median {median:.0f} ms, 95th percentile {late:.0f} ms, "
          f"worst {worst:.0f} ms; {np.mean([memory for _, memory in found]):.0f} MB each")  # fmt: skip


if __name__ == "__main__":
    main()
