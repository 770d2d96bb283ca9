"""What the tests of the machinery share."""

import gc
import itertools
from types import SimpleNamespace

import pytest
from IPython.core import events
from thoroughness import is_thorough

from casekit.teach import cells, figures


class Notebook:
    """A front end that tells which cell runs, as JupyterLab does."""

    def __init__(self):
        self._cell, self._number = "cell-1", 0
        self.events = events.EventManager(self, events.available_events)
        self.user_ns, self.user_ns_hidden = {"_oh": {}}, {}

    def get_parent(self):
        return {"metadata": {"cellId": self._cell}}

    def run(self, cell, value=None):
        """Run a cell up to its last line, which gives `value`."""
        self._cell, self._number = cell, self._number + 1
        info = SimpleNamespace(cell_id=cell)
        self.events.trigger("pre_run_cell", info)
        if value is not None:
            self.user_ns["_oh"][self._number] = value
            self.user_ns[f"_{self._number}"] = self.user_ns_hidden[f"_{self._number}"] = value
        self.events.trigger("post_run_cell", SimpleNamespace(info=info, execution_count=self._number))


@pytest.fixture
def notebook(monkeypatch):
    """Somebody's notebook, in which a cell is about to run."""
    shell = Notebook()
    monkeypatch.setattr(cells, "get_ipython", lambda: shell)
    monkeypatch.setattr(cells, "_shown", {})
    monkeypatch.setattr(cells, "_numbers", {})
    cells.watch()
    return shell


@pytest.fixture
def young(monkeypatch):
    """Garbage is looked for among what this test makes, and not among the thousands of tests beside it.

    What a cell has shown is let go by looking through all that there is: in a kernel a twentieth of a second, in a run
    of all tests ten times as long. With `--thorough` all is looked through here, too.
    """
    if not is_thorough():
        gc.collect()
        gc.freeze()
        alone = SimpleNamespace(collect=gc.collect, freeze=lambda: None, unfreeze=lambda: None)
        monkeypatch.setattr(cells, "gc", alone)


@pytest.fixture
def unseen(monkeypatch):
    """Pictures that nobody looks at: each is drawn up to its last line, and none is painted and packed."""
    numbers = itertools.count()
    monkeypatch.setattr(figures, "png", lambda figure, small=False: f"picture {next(numbers)}".encode())


@pytest.fixture
def displayed(monkeypatch):
    """A list of (data, metadata) of whatever the machinery displays, in order."""
    shown = []

    class Handle:
        """What `display` gives for an output that may change: its place in the list."""

        def __init__(self, place):
            self.place = place

        def update(self, data, *, metadata=None, raw):
            assert raw
            shown[self.place] = (data, metadata or {})

    def display(data, *, metadata=None, raw, display_id=None):
        assert raw
        shown.append((data, metadata or {}))
        return Handle(len(shown) - 1) if display_id else None

    monkeypatch.setattr("casekit.teach.screen.display", display)
    return shown
