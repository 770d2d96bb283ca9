"""Imports run one way, measures cannot peek, and the contracts that say so can fail."""

import ast
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


def test_no_module_is_named_in_a_string():
    """Every edge is an import that a tool can see."""
    for path in (HOME / "casekit").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {"importlib", "pkgutil"} & {name.partition(".")[0] for name in names}, path
            assert not (isinstance(node, ast.Name) and node.id == "__import__"), path


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
        ("own/__init__.py", "import casekit.world", "Imports run one way"),
        ("records/__init__.py", "import casekit.companies", "Imports run one way"),
        ("store/__init__.py", "import casekit.world", "Imports run one way"),
        ("forgotten.py", "", "Imports run one way"),
        ("world/engine/draw.py", "import casekit.world.theory.intention", "The rooms of a world"),
        ("world/amazon/drift.py", "import casekit.world.harley.ages", "The rooms of a world"),
        ("world/systems/panel.py", "import casekit.world.common.people", "A system sees the engine"),
        ("records/common/products.py", "import casekit.truth.common.states", "What the company writes down"),
        ("records/amazon/customers.py", "import casekit.records.harley.customers", "Records and truth of one"),
        ("truth/amazon/products.py", "import casekit.world.harley.ages", "Amazon's rooms"),
        ("truth/harley/brands.py", "import casekit.world.amazon.tastes", "Harley-Davidson's rooms"),
        ("records/starbucks/customers.py", "import casekit.world.harley.ages", "Starbucks' rooms"),
        ("lessons/surveys/numbers.py", "import casekit.lessons.busy.numbers", "Lessons are independent"),
    ],
)
def test_each_contract_can_fail(copy, module, line, broken):
    with (copy / "casekit" / module).open("a") as file:
        file.write(f"\n{line}\n")
    result = lint(copy)
    assert result.returncode != 0
    assert broken in result.stdout.replace("\n", " ")
