"""What one seat costs: the memory of a kernel after a lesson, when its cells are run again, and when knobs are moved.

    python benchmarks/memory.py [lesson ...]

Printed are megabytes of proportional set size (memory that several processes share is counted in parts), as Linux has
it: after the lesson's cells have run once, after each further run of all of them, and after moves of its Explorers.
"""

from __future__ import annotations

import sys

import nbformat
import psutil
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import start_new_kernel

from casekit import workbook

AGAIN, MOVES = 5, 200
GOAL = 200  # MB
MOVE = """
import random
from casekit.teach import Explorer, cells
_shown = [getattr(close, "__self__", None) for closes in cells._shown.values() for close in closes]
_found = [one for one in _shown if isinstance(one, Explorer)]
_lot = random.Random(1)
for _ in range({moves}):
    _one = _lot.choice(_found)
    _control = _lot.choice([control for control in _one.controls.values() if hasattr(control, "step")])
    _control.value = _control.min + _control.step * _lot.randrange(round((_control.max - _control.min) / _control.step))
len(_found)
"""


def run(client: BlockingKernelClient, code: str, cell: str) -> None:
    """Run a cell as JupyterLab does, which says which one it is."""
    message = client.session.msg("execute_request", {
        "code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False,
        "stop_on_error": True,
    }, metadata={"cellId": cell})  # fmt: skip
    client.shell_channel.send(message)
    while True:
        reply = client.get_shell_msg(timeout=300)
        if reply["parent_header"].get("msg_id") == message["header"]["msg_id"]:
            if reply["content"]["status"] != "ok":
                raise RuntimeError(f"{code}\n{reply['content'].get('evalue')}")
            return


def seat(number: str) -> None:
    """Print what one learner's kernel takes in this lesson."""
    notebook = nbformat.read(workbook.notebook(number), as_version=4)
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(workbook.HOME / "notebooks"))
    try:
        process = psutil.Process(manager.provisioner.pid)

        def megabytes() -> float:
            return process.memory_full_info().pss / 1e6

        def run_all() -> float:
            for cell in notebook.cells:
                if cell.cell_type == "code":
                    run(client, cell.source, cell.id)
            return megabytes()

        print(f"{number}: {run_all():.0f} after the lesson", end="", flush=True)
        print(f"; run again: {', '.join(f'{run_all():.0f}' for _ in range(AGAIN))}", end="", flush=True)
        for moves in (20, MOVES):
            run(client, MOVE.format(moves=moves), "moves")
            print(f"; after {moves} moves more: {megabytes():.0f}", end="", flush=True)
        print()
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


if __name__ == "__main__":
    print(f"Megabytes of one kernel; the goal is at most {GOAL} after a lesson, and no growth.")
    for lesson in sys.argv[1:] or workbook.notebooks():
        seat(lesson)
