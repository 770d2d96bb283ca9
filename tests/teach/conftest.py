"""What the tests of the machinery share."""

import pytest


@pytest.fixture
def displayed(monkeypatch):
    """A list of (data, metadata) of whatever the machinery displays, in order."""
    shown = []

    def display(data, *, metadata=None, raw):
        assert raw
        shown.append((data, metadata or {}))

    monkeypatch.setattr("casekit.teach.screen.display", display)
    return shown
