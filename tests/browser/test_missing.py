"""Where there is no browser, a browser test is skipped at home and fails in continuous integration."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(("ci", "outcome"), [("", "1 skipped"), ("true", "1 error")])
def test_a_missing_browser(ci, outcome, tmp_path):
    (tmp_path / "conftest.py").write_text((Path(__file__).parents[1] / "conftest.py").read_text(encoding="utf-8"))
    (tmp_path / "test_page.py").write_text("def test_page(chromium):\n    pass\n")
    environment = {**os.environ, "CI": ci, "PATH": str(tmp_path), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert outcome in run.stdout.splitlines()[-1]
    assert "no browser found" in run.stdout or not ci
