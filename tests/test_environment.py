"""pyproject.toml, requirements.lock, environment.yml and the environment in use say the same."""

import re
import sys
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

HOME = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((HOME / "pyproject.toml").read_text())["project"]
LINES = (HOME / "requirements.lock").read_text().splitlines()
LOCK = [Requirement(line) for line in LINES]
DIRECT = [Requirement(text) for text in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"]]
# Where casekit is promised to run, in the terms of the lock's markers.
SYSTEMS = [
    {"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux"},
    {"sys_platform": "darwin", "os_name": "posix", "platform_system": "Darwin"},
    {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows"},
]


def locked(environment):
    """The versions that the lock gives one machine, by name."""
    applies = [pin for pin in LOCK if pin.marker is None or pin.marker.evaluate(environment)]
    versions = {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in applies}
    assert len(versions) == len(applies), "a package is locked twice for one machine"
    return versions


@pytest.mark.parametrize("line", LINES)
def test_the_lock_names_exact_versions_and_no_addresses(line):
    assert re.fullmatch(r"[a-z0-9-]+==[^\s;=<>@]+( ; .+)?", line)
    assert "/" not in line


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system["sys_platform"])
def test_every_direct_dependency_is_locked_within_its_range(system, python):
    versions = locked(
        {**default_environment(), **system, "python_version": python, "python_full_version": f"{python}.0"}
    )
    for requirement in DIRECT:
        assert requirement.specifier.contains(versions[canonicalize_name(requirement.name)]), requirement


def test_the_lock_is_for_all_three_systems():
    only_there = {system["sys_platform"]: set(locked({**default_environment(), **system})) for system in SYSTEMS}
    assert "appnope" in only_there["darwin"] - only_there["linux"]
    assert {"colorama", "pywinpty"} <= only_there["win32"] - only_there["linux"]


def test_the_conda_route_leads_to_the_same_versions():
    environment = yaml.safe_load((HOME / "environment.yml").read_text())
    *packages, pip = environment["dependencies"]
    assert environment["name"] == PROJECT["name"]
    assert pip == {"pip": ["-r requirements.lock", "-e ."]}
    python = next(package.removeprefix("python=") for package in packages if package.startswith("python="))
    assert SpecifierSet(PROJECT["requires-python"]).contains(python)
    assert sorted(packages) == ["pip", f"python={python}"]


def test_start_py_asks_for_the_python_that_the_project_needs():
    oldest = re.search(r"^OLDEST = \((\d+), (\d+)\)$", (HOME / "start.py").read_text(), re.MULTILINE)
    assert PROJECT["requires-python"] == f">={oldest[1]}.{oldest[2]}"
    assert SpecifierSet(PROJECT["requires-python"]).contains(".".join(map(str, sys.version_info[:2])))


def test_this_environment_is_the_lock_and_nothing_else():
    installed = {canonicalize_name(found.name): found.version for found in distributions()}
    for own in ("casekit", "pip", "setuptools", "wheel"):
        installed.pop(own, None)
    assert installed == locked(default_environment())
