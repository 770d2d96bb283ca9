"""How the tests are spread over processes, and how many worlds the wide sweeps look at."""

from __future__ import annotations

import gc
import os
import signal
import sys

import pytest
import thoroughness


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--thorough", action="store_true", help="look at all students, worlds and settings, not at a sample of them"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: needs a real Chromium; skipped without one, except in CI")
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # as a shell does for what it starts in the background
        signal.signal(signal.SIGINT, signal.default_int_handler)
    # Hundreds of Pythons are started in a run: with modules that stay compiled it takes a third less.
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if config.getoption("--thorough"):
        os.environ[thoroughness.VARIABLE] = "1"  # the processes started from here on see it


def pytest_collection_finish() -> None:
    """Spare the garbage collector thousands of tests and the libraries, which stay to the end."""
    gc.collect()
    gc.freeze()


# The longest first, so that no process ends up alone with one of them.
LONGEST = (
    "tests/browser", "tests/test_demo.py", "tests/test_start", "lesson 05", "lesson 06", "lesson 03", "lesson 04",
    "lesson 01", "lesson 09", "lesson 08", "lesson 00", "lesson 07", "lesson 02", "tests/own", "tests/teach",
    "tests/trust", "notebooks", "tests/test_style.py", "tests/test_seats.py", "tests/test_cli.py",
    "tests/world/test_harley.py", "tests/test_determinism.py", "tests/test_dials.py", "tests/datasets",
)  # fmt: skip


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each test the group whose tests are run by one process, one after the other.

    A lesson's tests share its opened worlds and what its students find, a notebook's cells their kernel, tests in the
    browser that browser and its JupyterLab (but the lessons there, which take as long as all the others, have their
    own), tests of one file their fixtures, and those of one company its worlds.
    """
    groups = {item: _group(item) for item in items}
    for item, group in groups.items():
        item.add_marker(pytest.mark.xdist_group(group))
    rank = {group: place for place, group in enumerate(LONGEST)}

    def place(item: pytest.Item) -> int:
        return min((rank[start] for start in LONGEST if groups[item].startswith(start)), default=len(LONGEST))

    items.sort(key=place)


def _group(item: pytest.Item) -> str:
    path = item.path.relative_to(item.config.rootpath)
    asked = getattr(item, "callspec", None)
    named = asked.params if asked else {}
    if path.parts[:2] == ("tests", "lessons"):
        lesson = getattr(getattr(item.module, "lesson", None), "LESSON", None)  # of a file about one lesson
        return f"lesson {named.get('number') or (lesson.number if lesson else 'all')}"
    for shared in ("tests/browser/test_lessons.py", "tests/browser", "tests/test_start"):
        if path.as_posix().startswith(shared):
            return shared
    if "company" in named:
        return f"{path.as_posix()} {named['company']}"
    return path.as_posix()
