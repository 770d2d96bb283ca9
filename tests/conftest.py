"""What tests share, each made once: a Chromium and a JupyterLab, ended by their process ids, and what set-ups need."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import casekit

# The first has no window that nobody sees, and takes a third less of the processor.
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# As root in a container there is no sandbox; the rest keeps Chromium from calling home.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-software-rasterizer", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip


@dataclass(frozen=True)
class Server:
    """A running Jupyter server: where it listens, the folder whose notebooks it opens, and pages nobody uses now."""

    url: str
    token: str
    root: Path
    left: list[object] = field(default_factory=list)


def find_chromium() -> str | None:
    """Where the browser of this machine is, if it has one."""
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Playwright leaves its event loop running in this thread; for all but its own tests, none is.

    Around the whole test, as fixtures of a module are made before any of a function.
    """
    loop = None if item.get_closest_marker("browser") else asyncio._get_running_loop()
    if loop is not None:
        asyncio._set_running_loop(None)
    try:
        return (yield)
    finally:
        if loop is not None:
            asyncio._set_running_loop(loop)


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package index of small workbooks."""
    from small import make_shelf

    return make_shelf(tmp_path_factory.mktemp("shelf"))


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """An environment with nothing in it, for those tests of the set-up that ask nothing of how one is made."""
    from small import make_empty

    return make_empty(tmp_path_factory.mktemp("empty") / ".venv")


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """A headless Chromium, driven by Playwright."""
    executable = find_chromium()
    if executable is None:
        message = f"no browser found: install one of {', '.join(CHROMIUM_NAMES)}"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def jupyterlab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A JupyterLab of the environment that runs the tests, with settings of its own."""
    yield from _served(tmp_path_factory.mktemp("jupyterlab"))


@pytest.fixture(scope="session")
def next_day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Another one, that has no Python process and knows no widget of the first."""
    yield from _served(tmp_path_factory.mktemp("next day"))


def _served(home: Path) -> Iterator[Server]:
    root = home / "notebooks"
    root.mkdir()
    with running_server(home, root, "casekit.startup", ["--LabApp.expose_app_in_browser=True"]) as server:
        yield server


class running_server:
    """`python -m <module>` on a free port of this computer, as a context that ends it."""

    def __init__(self, home: Path, root: Path, module: str, arguments: list[str]):
        from commands import free_port

        port = free_port()
        self.server = Server(f"http://127.0.0.1:{port}", secrets.token_hex(16), root)
        self._log = home / "server.log"
        self._command = [
            sys.executable, "-m", module, "--no-browser", "--allow-root", f"--ServerApp.root_dir={root}",
            "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0",
            f"--IdentityProvider.token={self.server.token}", *arguments,
        ]  # fmt: skip
        places = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR")
        self._environment = os.environ | {place: str(home / place.lower()) for place in places}
        self._environment["JUPYTERLAB_WORKSPACES_DIR"] = str(home / "workspaces")
        self._environment["IPYTHONDIR"] = str(home / "ipython")
        self._environment["JUPYTER_CONFIG_PATH"] = str(Path(casekit.__file__).with_name("jupyter"))  # as `casekit lab`
        # No question about news may stand in the way.
        settings = home / "jupyterlab_settings_dir" / "@jupyterlab" / "apputils-extension"
        settings.mkdir(parents=True, exist_ok=True)
        news = '{"fetchNews": "false", "checkForUpdates": false}'
        (settings / "notification.jupyterlab-settings").write_text(news)

    def __enter__(self) -> Server:
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                self._command, stdout=log, stderr=log, env=self._environment, cwd=self.server.root
            )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.server.url}/api?token={self.server.token}", timeout=2).close()
                return self.server
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        self.__exit__()
        raise RuntimeError(f"{self._command[2]} did not start:\n{self._log.read_text()[-2000:]}")

    def __exit__(self, *_: object) -> None:
        self._process.terminate()  # by its own process id; the server ends its kernels
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
