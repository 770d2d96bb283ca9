"""pyproject.toml, requirements.lock, environment.yml and the environment in use say the same."""

import json
import os
import re
import subprocess
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
from wheels import MACHINES, PYTHONS, TABLE, lock, locked, without_wheel

HOME = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((HOME / "pyproject.toml").read_text())["project"]
LINES = (HOME / "requirements.lock").read_text().splitlines()
LOCK = lock()
WHEELS = json.loads(TABLE.read_text())
DIRECT = [Requirement(text) for text in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"]]
EVERYWHERE = pytest.mark.parametrize("machine", MACHINES, ids=str)


def test_the_lock_names_exact_versions_and_no_addresses():
    for line in LINES:
        assert re.fullmatch(r"[a-z0-9-]+==[^\s;=<>@]+( ; .+)?", line), line
        assert "/" not in line, line


@pytest.mark.parametrize("python", PYTHONS)
@EVERYWHERE
def test_every_direct_dependency_is_locked_within_its_range(machine, python):
    versions = locked(LOCK, machine.markers(python))
    for requirement in DIRECT:
        assert requirement.specifier.contains(versions[canonicalize_name(requirement.name)]), requirement


@pytest.mark.parametrize("python", PYTHONS)
@EVERYWHERE
def test_every_locked_package_has_a_ready_made_wheel(machine, python):
    assert without_wheel(LOCK, WHEELS, machine, python) == []


def test_the_table_of_wheels_is_of_this_lock():
    assert list(WHEELS) == [f"{pin.name}{pin.specifier}" for pin in LOCK], "run: python tests/wheels.py"


def test_a_missing_wheel_is_found():
    """As it once was: a release without a wheel for Macs with Intel's processor."""
    pin = "argon2-cffi-bindings==26.2.0"
    table = {pin: ["cp310-abi3-macosx_11_0_arm64", "cp310-abi3-manylinux_2_26_x86_64", "cp310-abi3-win_amd64"]}
    missing = {str(machine) for machine in MACHINES if without_wheel(lock(pin), table, machine, "3.13")}
    assert missing == {"darwin-x86_64", "linux-aarch64"}
    assert without_wheel(lock(pin), table, MACHINES[0], "3.9") == [pin]  # abi3 of 3.10 is for 3.10 and newer
    assert without_wheel(lock("new==1.0"), table, MACHINES[0], "3.13") == ["new==1.0"]


def test_the_lock_is_for_all_three_systems():
    only_there = {machine.sys_platform: set(locked(LOCK, machine.markers("3.12"))) for machine in MACHINES}
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
    assert installed == locked(LOCK, default_environment())


def test_any_jupyter_server_of_this_environment_keeps_the_pictures_of_a_saved_notebook(tmp_path):
    """Not `casekit lab` alone: the conda and Binder routes start `jupyter lab`."""
    without = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    code = (
        "from jupyter_core.paths import jupyter_config_path\n"
        "from jupyter_server.extension.manager import ExtensionPackage, ExtensionConfigManager\n"
        "config = ExtensionConfigManager(read_config_path=jupyter_config_path())\n"
        "print(config.get_jpserver_extensions()['casekit.saving'], ExtensionPackage(name='casekit.saving').validate())"
    )  # as the server itself looks for extensions, and loads this one alone
    listed = subprocess.run(
        [sys.executable, "-c", code], env={**without, "JUPYTER_CONFIG_DIR": str(tmp_path)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert listed.stdout == "True True\n"
