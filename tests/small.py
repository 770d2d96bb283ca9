"""A small workbook with the real start.py: it installs in seconds, from a folder of wheels instead of an index."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import textwrap
import zipfile
from collections.abc import Mapping, Sequence
from importlib.metadata import distribution
from pathlib import Path

from thoroughness import is_thorough

HOME = Path(__file__).resolve().parents[1]

# A casekit that prints what it was asked, and builds itself without any other package.
PROJECT = """
    [build-system]
    requires = []
    build-backend = "backend"
    backend-path = ["."]
    [project]
    name = "casekit"
    version = "0"
"""
BACKEND = """
    import pathlib, zipfile

    def build_editable(folder, settings=None, metadata=None):
        with zipfile.ZipFile(pathlib.Path(folder) / "casekit-0-py3-none-any.whl", "w") as wheel:
            wheel.writestr("casekit.pth", str(pathlib.Path(__file__).parent))
            wheel.writestr("casekit-0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: casekit\\nVersion: 0\\n")
            tag = "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
            wheel.writestr("casekit-0.dist-info/WHEEL", tag)
            wheel.writestr("casekit-0.dist-info/RECORD", "")
        return "casekit-0-py3-none-any.whl"
"""
ECHO = """
    import sys

    if __name__ == "__main__":
        print(__spec__.name.partition(".")[0], sys.argv[1:])
"""


def make_wheel(folder: Path, name: str, version: str, files: Mapping[str, str]) -> None:
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


def make_shelf(folder: Path) -> Path:
    """The only package index that a small workbook knows."""
    make_wheel(folder, "pytest", "1.0", {"pytest.py": textwrap.dedent(ECHO)})
    make_wheel(folder, "extra", "1.0", {"extra.py": ""})
    make_wheel(folder, "bent", "1.0", {"bent.py": "raise ImportError('its library is missing')"})
    fonts = "import pathlib; pathlib.Path(__file__).with_name('fonts').touch()"
    make_wheel(folder, "matplotlib", "1.0", {"matplotlib/__init__.py": "", "matplotlib/font_manager.py": fonts})
    return folder


# Making an environment takes most of a set-up's time; where it is not what is in question, a copy of one will do.
COPIES = """
import shutil, subprocess
process = subprocess.Popen
def copies(command, **how):
    if command[1:4] != ["-I", "-m", "venv"]:
        return process(command, **how)
    shutil.copytree({empty!r}, command[4], symlinks=True, dirs_exist_ok=True)
    return process([sys.executable, "-c", ""], **how)
subprocess.Popen = copies
"""


def make_empty(folder: Path) -> Path | None:
    """An environment with nothing in it, to be copied; none with `--thorough`, where each set-up makes its own.

    Its pip is a link to ours: to unpack and compile one is nearly all the work of making an environment.
    """
    if is_thorough():
        return None
    links = [] if os.name == "nt" else ["--without-pip"]  # on Windows not everybody may make links
    subprocess.run([sys.executable, "-I", "-m", "venv", *links, folder], check=True)
    if links:
        pip, packages = distribution("pip"), Path(sysconfig.get_path("purelib", "venv", {"base": str(folder)}))
        for name in {path.parts[0] for path in pip.files or () if ".." not in path.parts}:
            (packages / name).symlink_to(str(pip.locate_file(name)))
    return folder


def make_workbook(home: Path) -> None:
    (home / "casekit").mkdir(parents=True)
    (home / "casekit" / "__init__.py").touch()
    (home / "casekit" / "__main__.py").write_text(textwrap.dedent(ECHO))
    (home / "pyproject.toml").write_text(textwrap.dedent(PROJECT))
    (home / "backend.py").write_text(textwrap.dedent(BACKEND))
    (home / "requirements.lock").write_text("pytest==1.0\n")
    shutil.copy(HOME / "start.py", home)
    shutil.copytree(HOME / "installer", home / "installer", ignore=shutil.ignore_patterns("__pycache__"))


def start(
    home: Path,
    *arguments: str,
    index: Path | None = None,
    empty: Path | None = None,
    before: str = "",
    folder: Path | None = None,
    script: Path | None = None,
    drop: Sequence[str] = (),
    **more: str,
) -> subprocess.CompletedProcess[str]:
    """Run start.py; `before` is Python that doctors the interpreter first, `more` are environment variables.

    A new environment is a copy of `empty`, if that is given.
    """
    before += COPIES.format(empty=str(empty)) if empty else ""
    code = f"import runpy, sys\n{before}\nsys.argv = sys.argv[1:]\nrunpy.run_path(sys.argv[0], run_name='__main__')"
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
    variables |= {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": str(index or home / "no-index")}
    variables = {name: value for name, value in variables.items() if name not in drop}
    return subprocess.run(
        [sys.executable, "-c", code, str(script or home / "start.py"), *arguments],
        capture_output=True, text=True, env=variables | more, cwd=folder or home, errors="replace",
    )  # fmt: skip


def sentence(result: subprocess.CompletedProcess[str]) -> str:
    """The one sentence of a start that failed."""
    assert result.returncode == 1, result
    assert "Traceback" not in result.stdout + result.stderr
    (line,) = result.stderr.splitlines()
    return line


def stamp_of(home: Path) -> Path:
    return home / ".venv" / "casekit.json"


def python_of(home: Path) -> Path:
    return home / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
