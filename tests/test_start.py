"""start.py on a small workbook of its own: what it installs, when it does so again, and what it says if it cannot."""

import ast
import json
import os
import shutil
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[1]
POSIX = pytest.mark.skipif(os.name == "nt", reason="the stand-in for pip is a shell script")

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
ECHO = "import sys; print(__spec__.name.partition('.')[0], sys.argv[1:])"


def make_wheel(folder, name, version, **files):
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        for module, text in files.items():
            wheel.writestr(f"{module}.py", text)
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


def make_workbook(home):
    (home / "casekit").mkdir(parents=True)
    (home / "casekit" / "__init__.py").touch()
    (home / "casekit" / "__main__.py").write_text(ECHO)
    (home / "pyproject.toml").write_text(textwrap.dedent(PROJECT))
    (home / "backend.py").write_text(textwrap.dedent(BACKEND))
    (home / "requirements.lock").write_text("pytest==1.0\n")
    shutil.copy(HOME / "start.py", home)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """The only package index these tests know: a folder of wheels."""
    folder = tmp_path_factory.mktemp("shelf")
    make_wheel(folder, "pytest", "1.0", pytest=ECHO)
    make_wheel(folder, "extra", "1.0", extra="")
    return folder


def start(home, *arguments, index=None, before="", folder=None):
    """Run start.py; `before` is Python that doctors the interpreter first."""
    code = f"import runpy, sys\n{before}\nsys.argv = sys.argv[1:]\nrunpy.run_path(sys.argv[0], run_name='__main__')"
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
    variables |= {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": str(index or home / "no-index")}
    return subprocess.run(
        [sys.executable, "-c", code, str(home / "start.py"), *arguments],
        capture_output=True, text=True, env=variables, cwd=folder or home,
    )  # fmt: skip


def sentence(result):
    """The one sentence of a start that failed."""
    assert result.returncode == 1, result
    assert "Traceback" not in result.stdout + result.stderr
    (line,) = result.stderr.splitlines()
    return line


@pytest.fixture(scope="module")
def installed(tmp_path_factory, shelf):
    """A workbook that has been started once, in a folder with a space in its name."""
    home = tmp_path_factory.mktemp("a workbook") / "my copy"
    make_workbook(home)
    result = start(home, "--port", "8899", index=shelf, folder=home.parent)
    assert result.returncode == 0, result
    assert result.stdout.splitlines()[0].startswith("Setting up the workbook in ")
    assert result.stdout.splitlines()[-1] == "casekit ['lab', '--port', '8899']"
    return home


def stamp_of(home):
    return home / ".venv" / "casekit.json"


def test_a_second_start_installs_nothing_and_passes_arguments_on(installed):
    before = stamp_of(installed).stat().st_mtime_ns
    assert (
        start(installed, "--no-browser", "--fresh", "06").stdout == "casekit ['lab', '--no-browser', '--fresh', '06']\n"
    )
    assert start(installed, "test", "-k", "copies").stdout == "pytest ['-k', 'copies']\n"
    assert stamp_of(installed).stat().st_mtime_ns == before


def test_a_changed_lock_is_installed_and_what_left_it_is_removed(installed, shelf):
    lock = installed / "requirements.lock"
    present = installed / ".venv"
    lock.write_text("pytest==1.0\nextra==1.0\n")
    assert "bringing its packages up to date" in start(installed, index=shelf).stdout
    assert list(present.rglob("extra-1.0.dist-info"))
    lock.write_text("pytest==1.0\n")
    assert start(installed, index=shelf).returncode == 0
    assert not list(present.rglob("extra-1.0.dist-info"))


def test_a_half_finished_update_is_finished_by_the_next_start(installed, shelf):
    lock = installed / "requirements.lock"
    lock.write_text("pytest==2.0\n")
    assert "no package index could be reached" in sentence(start(installed))
    assert not stamp_of(installed).exists()
    lock.write_text("pytest==1.0\n")
    result = start(installed, index=shelf)
    assert result.stdout.splitlines()[0].startswith("Setting up the workbook in ")
    assert result.stdout.splitlines()[-1] == "casekit ['lab']"


@POSIX
@pytest.mark.parametrize(
    ("complaint", "said"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "The disk is full"),
        ("OSError: [Errno 13] Permission denied: '/srv/x'", "You may not write in "),
        ("WARNING: NewConnectionError: failed to resolve", "The packages could not be fetched: no package index"),
        ("SSLError(CERTIFICATE_VERIFY_FAILED)", "The package index could not be trusted"),
        ("ERROR: No matching distribution found for duckdb==1.0", "There is no ready-made duckdb==1.0 for Python "),
        ("well\nERROR: the frob is bent\nbye", "Setting up failed: ERROR: the frob is bent"),
        ("", "Setting up failed: no reason was given."),
    ],
)
def test_what_pip_complains_of_is_one_sentence(tmp_path, complaint, said):
    make_workbook(tmp_path)
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    (tmp_path / "complaint").write_text(complaint)
    python.write_text("#!/bin/sh\ncase $2 in -c) echo 3.11.0;; *) cat complaint; exit 1;; esac\n")
    python.chmod(0o755)
    stamp_of(tmp_path).write_text(json.dumps({"python": "3.11.0", "folder": str(tmp_path)}))
    assert sentence(start(tmp_path)).startswith(said)
    assert not stamp_of(tmp_path).exists()


@pytest.mark.parametrize("field", ["python", "folder"])
def test_another_python_or_a_moved_folder_means_a_new_environment(tmp_path, field):
    make_workbook(tmp_path)
    stamp = {"python": ".".join(map(str, sys.version_info[:3])), "folder": str(tmp_path), field: "another"}
    (tmp_path / ".venv").mkdir()
    stamp_of(tmp_path).write_text(json.dumps(stamp))
    (tmp_path / ".venv" / "left-over").touch()
    result = start(tmp_path, before="sys.modules['ensurepip'] = None")
    assert result.stdout.startswith("Setting up the workbook in ")


def test_a_python_that_is_too_old(tmp_path):
    make_workbook(tmp_path)
    result = start(tmp_path, before="sys.version_info = (3, 9, 2, 'final', 0)")
    assert sentence(result) == "The workbook needs Python 3.11 or newer; this is Python 3.9."
    assert not (tmp_path / ".venv").exists()


def test_an_old_python_can_read_as_far_as_that_sentence():
    ast.parse((HOME / "start.py").read_text(), feature_version=(3, 6))


def test_a_python_without_its_venv_module(tmp_path):
    make_workbook(tmp_path)
    said = sentence(start(tmp_path, before="sys.modules['ensurepip'] = None"))
    assert f"`sudo apt install python3.{sys.version_info[1]}-venv`" in said


def test_a_folder_that_cannot_be_written(tmp_path):
    make_workbook(tmp_path)
    refuse = "import subprocess\ndef refuse(*_, **__): raise PermissionError(13, 'Permission denied')\n"
    said = sentence(start(tmp_path, before=refuse + "subprocess.Popen = refuse"))
    assert said == f"You may not write in {tmp_path}; copy the workbook to a folder of your own and start it there."


def test_ctrl_c_is_no_traceback(tmp_path):
    make_workbook(tmp_path)
    interrupt = "import subprocess\ndef interrupt(*_, **__): raise KeyboardInterrupt\nsubprocess.Popen = interrupt"
    result = start(tmp_path, before=interrupt)
    assert result.returncode == 130
    assert result.stderr.strip() == "Stopped; the same command goes on from here."


def test_help_needs_no_environment(tmp_path):
    make_workbook(tmp_path)
    assert "python3 start.py test" in start(tmp_path, "--help").stdout
    assert not (tmp_path / ".venv").exists()
