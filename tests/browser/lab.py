"""A notebook in JupyterLab, worked as a learner works it: Run All, Tab, arrow keys, and what then is to be seen."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat

from casekit.copies import without_outputs

RUN_ALL = "window.jupyterapp.commands.execute('notebook:run-all-cells')"
# A page that `casekit demo` serves shows no kernel's state.
IDLE = """() => !window.jupyterapp ||
  window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === 'idle'"""
GO_TO = """async index => {
  const content = window.jupyterapp.shell.currentWidget.content;
  content.activeCellIndex = index;
  await content.scrollToItem(index, "center");
}"""
# Neither gives anything back: what JupyterLab's commands return is the whole panel, which takes seconds to tell.
OPEN = "async path => { await window.jupyterapp.commands.execute('docmanager:open', {path}); }"
LEAVE = """async () => {
  const panel = window.jupyterapp.shell.currentWidget;
  await panel.sessionContext.shutdown();
  panel.dispose();
}"""
OUTPUTS = """() => window.jupyterapp.shell.currentWidget.content.model.toJSON().cells
  .filter(cell => cell.cell_type === "code").map(cell => cell.outputs)"""
# Every frame is looked at while a test moves controls: was there ever no picture, or more than one?
WATCH = """
(root) => {
  const seen = { frames: 0, bad: [], pictures: new Set() };
  window.casekitWatch = seen;
  const look = () => {
    if (window.casekitWatch !== seen) return;
    seen.frames += 1;
    const pictures = root.querySelectorAll("img.casekit-picture");
    pictures.forEach((picture) => seen.pictures.add(picture));
    // While its next one loads, a picture stays on the page and is not complete; were it gone, it had no height.
    const sound = (p) => !(p.complete && p.naturalWidth === 0) && p.getBoundingClientRect().height > 50;
    if (pictures.length !== 1 || !sound(pictures[0])) seen.bad.push(seen.frames);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
"""


def write_notebook(path: Path, *cells: str) -> Path:
    """A notebook of code cells, for the kernel of this environment."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
    nbformat.write(notebook, path)
    return path


def wait_for(condition: Callable[[], object], what: str, seconds: float = 20) -> object:
    """What `condition` returns as soon as it is true; an AssertionError naming `what` if it never is."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.03)
    raise AssertionError(f"waited {seconds} s in vain: {what}")


class Lab:
    """One page of a running JupyterLab: one that another test has left, as most tests ask nothing of how it begins."""

    def __init__(self, browser: object, server: object, width: int = 1400, height: int = 1000, new: bool = False):
        context = browser.contexts[0] if browser.contexts else browser.new_context()
        self._left = [] if new else server.left
        self._is_new = new
        self.page = self._left.pop() if self._left else context.new_page()
        self.page.set_viewport_size({"width": width, "height": height})
        self._server = server
        self.root = server.root

    def open(self, path: str) -> None:
        """Open the notebook at `path`, as seen from the server's folder, with a fresh kernel."""
        if self.page.url.startswith(self._server.url):
            self.page.evaluate(OPEN, path)
        else:
            self.page.goto(f"{self._server.url}/lab/tree/{path}?reset&token={self._server.token}")
        self.page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell", timeout=60_000)
        self.page.wait_for_function("window.jupyterapp && window.jupyterapp.shell.currentWidget?.sessionContext")
        self.page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.ready")
        self.wait_until_idle()

    def run_all(self, seconds: float = 120) -> None:
        """Run every cell and wait for the last."""
        self.page.set_default_timeout(seconds * 1000)
        self.page.evaluate(RUN_ALL)
        self.page.set_default_timeout(30_000)
        self.wait_until_idle()

    def wait_until_idle(self) -> None:
        """Wait until the kernel does nothing."""
        self.page.wait_for_function(
            "window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === 'idle'", timeout=60_000
        )

    def cell(self, number: int) -> object:
        """The code cell with this number, from 0."""
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell").nth(number)

    def explorer(self, number: int) -> Explorer:
        """The Explorer with this number on the page, from 0."""
        with_picture = self.page.locator(".jp-CodeCell", has=self.page.locator(".casekit-picture"))
        with_controls = with_picture.filter(has=self.page.locator(".widget-inline-hbox"))
        with_controls.nth(number).wait_for()
        return Explorer(self.page, with_controls.nth(number))

    def dark(self, on: bool = True) -> None:
        """Switch JupyterLab's theme."""
        theme = "JupyterLab Dark" if on else "JupyterLab Light"
        self.page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", theme)
        time.sleep(0.5)

    def close(self) -> None:
        """Close the page if it is a new one; else end the kernel, close the notebook and leave the page to others."""
        if self._is_new:
            self.page.close()
            return
        self.page.evaluate(LEAVE)
        self._left.append(self.page)


class Learner:
    """A learner's copy of a lesson's notebook, without outputs, in JupyterLab."""

    def __init__(self, lab: Lab, notebook: Path):
        cells = json.loads(notebook.read_text(encoding="utf-8"))
        self.sources = ["".join(cell["source"]) for cell in cells["cells"]]
        self.lab, self.page = lab, lab.page
        copy = lab.root / notebook.name
        copy.write_text(json.dumps(without_outputs(cells)), encoding="utf-8")
        lab.open(notebook.name)

    def cell(self, code: str) -> object:
        """The cell with this code in it, brought into sight: JupyterLab keeps only what is near it on the page."""
        (index,) = (index for index, source in enumerate(self.sources) if code in source)
        self.page.evaluate(GO_TO, index)
        cell = self.page.locator(f".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell[data-windowed-list-index='{index}']")
        cell.wait_for()
        return cell

    def explorer(self, name: str, controls: int) -> Explorer:
        """One Explorer, at its start."""
        explorer = Explorer(self.page, self.cell(f"lesson.{name}("))
        wait_for(lambda: len(explorer.controls) == controls, f"the controls of {name}")
        explorer.presets[-1].focus()
        self.page.keyboard.press("Enter")
        wait_for(lambda: explorer.name() == explorer.sentence() != "", f"{name} at its start")
        return explorer

    def outputs(self) -> list[dict]:
        """What each code cell has put out, in one list."""
        return [output for outputs in self.page.evaluate(OUTPUTS) for output in outputs]


class Explorer:
    """One Explorer as a learner meets it."""

    def __init__(self, page: object, cell: object):
        self.page, self._cell = page, cell

    @property
    def controls(self) -> list[object]:
        """What takes the keyboard for each control, in order: slider handles, menus, tick boxes."""
        kinds = ".noUi-handle, .widget-dropdown select, .widget-checkbox input"
        return self._cell.locator(kinds).all()

    @property
    def presets(self) -> list[object]:
        """The buttons above the controls, Reset last."""
        return self._cell.locator("button.jupyter-button").all()

    @property
    def pictures(self) -> list[object]:
        """The pictures; there should be one."""
        return self._cell.locator("img.casekit-picture").all()

    @property
    def captions(self) -> list[object]:
        """The visible lines under the picture; there should be one."""
        return [line for line in self._cell.locator(".casekit-caption:not(.casekit-goal *)").all() if line.is_visible()]

    def picture_src(self) -> str:
        """The address of the present picture: a new one for each new picture."""
        return self.pictures[0].evaluate("picture => picture.src")

    def pixels(self) -> str:
        """A fingerprint of what the picture shows, whatever its address."""
        return self.pictures[0].evaluate(
            """async picture => {
                 const bytes = await (await fetch(picture.src)).arrayBuffer();
                 const hash = await crypto.subtle.digest("SHA-256", bytes);
                 return Array.from(new Uint8Array(hash), b => b.toString(16)).join("");
               }"""
        )

    def sentence(self) -> str:
        """The line under the picture."""
        return self.captions[-1].inner_text()

    def name(self) -> str:
        """The accessible name of the picture; a title is one for as long as there is no alternative text."""
        return self.pictures[0].evaluate("picture => picture.alt || picture.title")

    def wait_until_named(self) -> None:
        """Wait until the picture's accessible name is the line under it."""
        wait_for(lambda: self.name() == self.sentence(), "a picture that is named as the line under it")

    def press(self, control: int, key: str, times: int = 1) -> None:
        """Press a key on a control that has the focus, without waiting for what follows."""
        self.controls[control].focus()
        for _ in range(times):
            self.page.keyboard.press(key)

    def press_and_wait(self, control: int, key: str) -> None:
        """Press a key and wait for the new picture."""
        before = self.picture_src()
        self.press(control, key)
        wait_for(lambda: self.picture_src() != before, f"a new picture after {key} on control {control}")

    def settle(self) -> None:
        """Wait until no further picture is on its way: the kernel idle, and the same picture for a while."""
        steady = 0
        last = None

        def is_still() -> bool:
            nonlocal steady, last
            source, idle = self.picture_src(), self.page.evaluate(IDLE)
            steady = steady + 1 if idle and source == last else 0
            last = source
            return steady >= 8  # looks, some 40 ms apart

        wait_for(is_still, "a picture that stays")

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """Assert that in every frame painted inside this block one and the same sound picture was there."""
        self._cell.evaluate(WATCH)
        yield
        time.sleep(0.3)
        seen = self.page.evaluate(
            """() => { const s = window.casekitWatch; window.casekitWatch = null;
                       return { frames: s.frames, bad: s.bad, elements: s.pictures.size }; }"""
        )
        assert seen["frames"] > 5, seen
        assert not seen["bad"], f"no sound picture in frames {seen['bad'][:5]} of {seen['frames']}"
        assert seen["elements"] == 1, seen

    def screenshot(self, path: Path) -> None:
        """The whole cell as a PNG."""
        self._cell.screenshot(path=path)
