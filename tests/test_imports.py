"""Imports run one way, measures cannot peek, and the contracts that say so can fail."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[1]
LINT = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"


def lint(folder):
    """Check the contracts on the copy of casekit in `folder`."""
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"], cwd=folder, capture_output=True, text=True, encoding="utf-8"
    )


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(HOME / "casekit", tmp_path / "casekit", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(HOME / "pyproject.toml", tmp_path)
    return tmp_path


def test_all_contracts_hold(copy):
    result = lint(copy)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("world/__init__.py", "import casekit.case", "Imports run one way"),
        ("cases/__init__.py", "from casekit import cli", "Imports run one way"),
        ("measure/__init__.py", "from casekit import open_case", "A measure takes plain tables"),
        ("measure/__init__.py", "import casekit.errors", "A measure takes plain tables"),
        ("teach/__init__.py", "import casekit.cases", "The teaching machinery knows no case"),
        ("forgotten.py", "", "Imports run one way"),
    ],
)
def test_each_contract_can_fail(copy, module, line, broken):
    with (copy / "casekit" / module).open("a") as file:
        file.write(f"\n{line}\n")
    result = lint(copy)
    assert result.returncode != 0
    assert broken in result.stdout.replace("\n", " ")
