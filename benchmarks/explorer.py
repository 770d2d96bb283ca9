"""From key press to new pixels in a real Chromium: an Explorer beside `ipywidgets.interact`, drawing the same figure.

    python benchmarks/explorer.py [presses]

Both stand in one notebook in JupyterLab and are pressed in turn. Time runs from the key event's own timestamp to the
animation frame after the new picture was decoded, both taken in the page. `interact` draws through pyplot and the
inline backend: once at the Explorer's resolution, once at matplotlib's coarser default.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "tests"), str(HERE.parent / "tests" / "browser")]

from lab import Lab, write_notebook  # noqa: E402

from conftest import CHROMIUM_ARGUMENTS, find_chromium, running_server  # noqa: E402

GOAL = 0.7
DRAW = """
import numpy as np
from casekit.teach import Explorer, figures

def draw(figure, silence=0.5):
    left, right = figures.panels(figure, 2, room=(0.35, 1.5))
    scale, months = np.arange(11), np.arange(1, 25)
    everybody = np.exp(-(((scale - 6.3) / 2.2) ** 2) / 2)
    answered = everybody * (1 - silence * (scale < 6))
    everybody, answered = 100 * everybody / everybody.sum(), 100 * answered / answered.sum()
    left.bar(scale, everybody, color=figures.TRUTH_TINT)
    left.step(scale, answered, where="mid", color=figures.REPORTED)
    left.set(xlabel="satisfaction, 0 to 10", ylabel="share of customers, %", ylim=(0, 40))
    figures.title(left, "Those who answer are not those you serve")
    true, reported = 6.1 - 0.04 * months, 6.1 - 0.04 * months + silence * (1 + 0.07 * months)
    right.plot(months, true, color=figures.TRUTH)
    right.plot(months, reported, color=figures.REPORTED)
    right.set(xlabel="month", ylabel="mean satisfaction", ylim=(4, 9))
    end = (true[-1], f"true {true[-1]:.1f}", figures.TRUTH)
    figures.label_ends(right, [end, (reported[-1], f"reported {reported[-1]:.1f}", figures.REPORTED)])
    figures.title(right, "The score rises while customers suffer")
    return f"The survey reports {reported[-1]:.1f}; the truth is {true[-1]:.1f}."
"""
CLASSIC = """
%matplotlib inline
import ipywidgets
import matplotlib
import matplotlib.pyplot as plt

def classic(dpi):
    def show(silence=0.5):
        with matplotlib.rc_context({**figures.STYLE, "figure.dpi": dpi}):
            draw(plt.figure(figsize=(9, 3.8)), silence)
            plt.show()
    return ipywidgets.interactive(show, silence=(0, 1, 0.01))
"""
CELLS = {
    "Explorer": "Explorer(draw, silence=(0, 1, 0.01))",
    "interact": "classic(figures.STYLE['figure.dpi'])",
    "interact, 100 dpi": "classic(100)",
}
STOPWATCH = """
(root) => {
  const old = root.querySelector("img").src;
  let pressed;
  root.addEventListener("keydown", (event) => { pressed = event.timeStamp; }, { capture: true, once: true });
  window.newPixels = new Promise((resolve) => {
    const observer = new MutationObserver(async () => {
      const image = root.querySelector("img");
      if (!image || image.src === old) return;
      observer.disconnect();
      await image.decode();
      requestAnimationFrame(() => resolve(performance.now() - pressed));
    });
    observer.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ["src"] });
  });
}
"""


def measure(presses: int) -> dict[str, list[float]]:
    """Milliseconds of each press, by the name of what was pressed."""
    with tempfile.TemporaryDirectory(prefix="casekit-") as folder, sync_playwright() as playwright:
        home = Path(folder)
        root = home / "notebooks"
        root.mkdir()
        write_notebook(root / "race.ipynb", DRAW, CLASSIC, *CELLS.values())
        arguments = ["--LabApp.expose_app_in_browser=True"]
        with running_server(home, root, "jupyterlab", arguments) as server:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_ARGUMENTS)
            lab = Lab(browser, server, height=2200)
            lab.open("race.ipynb")
            lab.run_all()
            times: dict[str, list[float]] = {name: [] for name in CELLS}
            warm_up = 5
            for press in range(warm_up + presses):
                for number, name in enumerate(CELLS):
                    took = _press(lab, lab.cell(2 + number), "ArrowRight" if press % 4 < 2 else "ArrowLeft")
                    if press >= warm_up:
                        times[name].append(took)
            browser.close()
    return times


def _press(lab: Lab, cell: object, key: str) -> float:
    handle = cell.locator(".noUi-handle")
    handle.focus()
    time.sleep(0.1)  # let the kernel and the page come to rest, so that each press pays only for itself
    cell.evaluate(STOPWATCH)
    lab.page.keyboard.press(key)
    return lab.page.evaluate("window.newPixels")


def main() -> None:
    times = measure(presses=int(sys.argv[1]) if len(sys.argv) > 1 else 40)
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, values in times.items():
        print(f"{name:18} {medians[name]:6.1f} ms (median of {len(values)}; worst {max(values):.0f} ms)")
    for name in ("interact", "interact, 100 dpi"):
        ratio = medians["Explorer"] / medians[name]
        print(f"Explorer / {name}: {ratio:.2f} (goal: at most {GOAL})")


if __name__ == "__main__":
    main()
