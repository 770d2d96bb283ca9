"""The machines that the workbook is promised for, and the ready-made wheels that the lock finds on each of them.

`python tests/wheels.py` asks the package index that pip is set to, and writes wheels.json anew: for each line of the
lock, the tags of the wheels that the machines below would take. A recent pip does so without downloading them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging import tags
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

HOME = Path(__file__).resolve().parents[1]
TABLE = Path(__file__).with_name("wheels.json")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
OLDEST_GLIBC, OLDEST_MACOS = (2, 28), (13, 0)


@dataclass(frozen=True)
class Machine:
    """A system on a processor, in the terms of markers, and the platforms whose wheels it takes, the best first."""

    sys_platform: str
    platform_machine: str
    platforms: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.sys_platform}-{self.platform_machine}"

    def markers(self, python: str) -> dict[str, str]:
        """What markers in the lock see there."""
        return {
            **{key: str(value) for key, value in default_environment().items()},
            "sys_platform": self.sys_platform,
            "platform_system": {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}[self.sys_platform],
            "os_name": "nt" if self.sys_platform == "win32" else "posix",
            "platform_machine": self.platform_machine,
            "python_version": python,
            "python_full_version": f"{python}.0",
        }

    def tags(self, python: str) -> set[str]:
        """The tags of the wheels that Python takes there."""
        version = tuple(map(int, python.split(".")))
        interpreter = "cp" + "".join(map(str, version))
        own = tags.cpython_tags(version, platforms=self.platforms)
        return {str(tag) for tag in (*own, *tags.compatible_tags(version, interpreter, self.platforms))}


def _glibc(machine: str) -> tuple[str, ...]:
    """Every glibc up to the oldest one promised; the first three had other names."""
    new = tuple(f"manylinux_2_{minor}_{machine}" for minor in range(OLDEST_GLIBC[1], 4, -1))
    return (*new, *(f"{name}_{machine}" for name in ("manylinux2014", "manylinux2010", "manylinux1")))


MACHINES = (
    Machine("linux", "x86_64", _glibc("x86_64")),
    Machine("linux", "aarch64", _glibc("aarch64")),
    Machine("darwin", "x86_64", tuple(tags.mac_platforms(OLDEST_MACOS, "x86_64"))),
    Machine("darwin", "arm64", tuple(tags.mac_platforms(OLDEST_MACOS, "arm64"))),
    Machine("win32", "AMD64", ("win_amd64",)),
)


def lock(text: str | None = None) -> list[Requirement]:
    """The lines of the lock."""
    lines = (HOME / "requirements.lock").read_text(encoding="utf-8") if text is None else text
    return [Requirement(line) for line in lines.splitlines()]


def locked(pins: Iterable[Requirement], markers: Mapping[str, str]) -> dict[str, str]:
    """The versions that the lock gives one machine, by name."""
    applies = [pin for pin in pins if pin.marker is None or pin.marker.evaluate(dict(markers))]
    versions = {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in applies}
    assert len(versions) == len(applies), "a package is locked twice for one machine"
    return versions


def without_wheel(
    pins: Iterable[Requirement], table: Mapping[str, Iterable[str]], machine: Machine, python: str
) -> list[str]:
    """What the lock wants on a machine, and nobody has made for it."""
    taken = machine.tags(python)
    wanted = [f"{name}=={version}" for name, version in locked(pins, machine.markers(python)).items()]
    return [pin for pin in wanted if taken.isdisjoint(table.get(pin, ()))]


def _found(pins: list[str], machine: Machine, python: str) -> dict[str, set[str]]:
    """The tags of the wheels that pip would take on a machine; what has none is left out."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        command = [
            sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--no-deps", "--ignore-installed",
            "--only-binary=:all:", "--use-feature=fast-deps", f"--target={folder}", f"--report={report}",
            f"--python-version={python}", *(f"--platform={platform}" for platform in machine.platforms),
        ]  # fmt: skip
        if subprocess.run([*command, *pins], capture_output=True).returncode == 0:
            urls = [item["download_info"]["url"] for item in json.loads(report.read_text())["install"]]
            found = {}
            for url in urls:
                name, version, _, its_tags = parse_wheel_filename(url.rpartition("/")[2].replace("%2B", "+"))
                found[f"{name}=={version}"] = set(map(str, its_tags))
            return found
    if len(pins) == 1:
        return {}
    half = len(pins) // 2  # somewhere among them is one without a wheel
    return _found(pins[:half], machine, python) | _found(pins[half:], machine, python)


def main() -> None:
    table: dict[str, set[str]] = {f"{pin.name}{pin.specifier}": set() for pin in lock()}
    for machine in MACHINES:
        for python in PYTHONS:
            open_yet = without_wheel(lock(), table, machine, python)
            found = _found(open_yet, machine, python) if open_yet else {}
            for pin, its_tags in found.items():
                table[pin] |= its_tags
            for pin in sorted(set(open_yet) - set(found)):
                print(f"{pin} has no wheel for Python {python} on {machine}.")
    lines = [f"  {json.dumps(pin)}: {json.dumps(sorted(its_tags))}" for pin, its_tags in table.items()]
    TABLE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
