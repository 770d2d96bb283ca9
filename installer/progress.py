"""What is being done, and how far it is; never how long it takes."""

from __future__ import annotations

import re
import shutil
import sys
import threading
from collections.abc import Callable

from installer.places import installed, locked_names

# What pip says of one from an index, and of one from a folder.
PACKAGE = re.compile(r"(?:Collecting|Processing) (?:(?:(?! \(from ).)*[\\/])?(.+?)(?: \(from .*)?$")


def step(doing: str) -> None:
    """Say what is done next."""
    print(f"  {doing}", flush=True)


class Progress:
    """Reads along with `pip install`, and counts: on one line of a terminal, elsewhere a line every 25 packages.

    `on_change` is called when everything is fetched, before the first package is changed.
    """

    def __init__(self, on_change: Callable[[], None]):
        self._on_change = on_change
        self._total = len(locked_names())
        self._fetched = self._shown = 0
        self._doing = ""
        self._ended = threading.Event()
        self._watcher: threading.Thread | None = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        if self._watcher:
            self._watcher.join()
        if self._doing and sys.stdout.isatty():
            print()

    def __call__(self, line: str) -> None:
        if package := PACKAGE.match(line):
            self._fetched += 1
            self._show("fetching packages", self._fetched, f"of about {self._total}: {package[1]}")
        elif line.startswith("Installing collected packages: "):
            self._on_change()
            before, total = set(installed("*.dist-info")), line.count(",") + 1
            self._watcher = threading.Thread(target=self._watch, args=(before, total), daemon=True)
            self._watcher.start()

    def _watch(self, before: set[object], total: int) -> None:
        """pip says nothing while it installs, so look at what has arrived."""
        while True:
            self._show("installing packages", len(set(installed("*.dist-info")) - before), f"of {total}")
            if self._ended.wait(1):
                break

    def _show(self, doing: str, count: int, further: str) -> None:
        is_next = doing != self._doing
        text = f"{doing}: {count} {further}"
        if sys.stdout.isatty():
            width = shutil.get_terminal_size().columns - 1
            print(("\n" if is_next and self._doing else "\r") + f"  {text}"[:width].ljust(width), end="", flush=True)
        elif is_next or count // 25 > self._shown // 25:
            step(text)
        self._doing, self._shown = doing, count
