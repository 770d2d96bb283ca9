"""What the tests of the machinery share."""

from types import SimpleNamespace

import pytest
from IPython.core import events

from casekit.teach import cells


class Notebook:
    """A front end that tells which cell runs, as JupyterLab does."""

    def __init__(self):
        self._cell = "cell-1"
        self.events = events.EventManager(self, events.available_events)

    def get_parent(self):
        return {"metadata": {"cellId": self._cell}}

    def run(self, cell):
        self._cell = cell
        self.events.trigger("pre_run_cell", SimpleNamespace(cell_id=cell))


@pytest.fixture
def notebook(monkeypatch):
    """Somebody's notebook, in which a cell is about to run."""
    shell = Notebook()
    monkeypatch.setattr(cells, "get_ipython", lambda: shell)
    monkeypatch.setattr(cells, "_shown", {})
    return shell


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
