"""start.py on a small workbook: what it installs and when, what it keeps, and what it says if it cannot."""

import ast
import json
import os
import runpy
import shutil
import subprocess
import sys
from contextlib import contextmanager

import pytest
from small import HOME, make_workbook, python_of, sentence, stamp_of, start

POSIX = pytest.mark.skipif(os.name == "nt", reason="the stand-in for pip is a shell script")


@pytest.fixture(scope="module")
def installed(tmp_path_factory, shelf, empty):
    """A workbook that has been started once, in a folder with a space in its name."""
    home = tmp_path_factory.mktemp("a workbook") / "my copy"
    make_workbook(home)
    result = start(home, "--port", "8899", index=shelf, empty=empty, folder=home.parent)
    assert result.returncode == 0, result
    assert result.stdout.splitlines()[0].startswith("Setting up the workbook in ")
    assert result.stdout.splitlines()[-1] == "casekit ['lab', '--port', '8899']"
    return home


def test_a_second_start_installs_nothing_and_passes_arguments_on(installed):
    before = stamp_of(installed).stat().st_mtime_ns
    assert (
        start(installed, "--no-browser", "--fresh", "06").stdout == "casekit ['lab', '--no-browser', '--fresh', '06']\n"
    )
    assert start(installed, "test", "-k", "copies").stdout == "pytest ['-k', 'copies']\n"
    assert stamp_of(installed).stat().st_mtime_ns == before


def test_a_changed_lock_is_installed_step_by_step_and_what_left_it_is_removed(installed, shelf):
    """Each step is said, and the fonts are looked for before it is ready."""
    lock = installed / "requirements.lock"
    present = installed / ".venv"
    lock.write_text("pytest==1.0\nmatplotlib==1.0\n")
    said = start(installed, index=shelf).stdout.splitlines()
    assert "bringing its packages up to date" in said[0]
    assert list(present.rglob("matplotlib-1.0.dist-info")) and list(present.rglob("matplotlib/fonts"))
    assert said[1] == "  fetching packages: 1 of about 2: matplotlib-1.0-py3-none-any.whl"
    assert said[2].startswith("  installing packages: ") and said[2].endswith(" of 1")
    assert said[-4:] == [
        "  installing casekit",
        "  trying the packages, and looking for the fonts of this computer",
        "Ready.",
        "casekit ['lab']",
    ]
    lock.write_text("pytest==1.0\n")
    assert start(installed, index=shelf).returncode == 0
    assert not list(present.rglob("matplotlib-1.0.dist-info"))


def test_what_could_not_be_fetched_has_changed_nothing(installed):
    lock = installed / "requirements.lock"
    lock.write_text("pytest==2.0\n")
    assert "no package index could be reached" in sentence(start(installed))
    lock.write_text("pytest==1.0\n")
    assert start(installed).stdout == "casekit ['lab']\n"


def test_a_half_finished_update_is_finished_by_the_next_start(installed, shelf, empty):
    lock = installed / "requirements.lock"
    lock.write_text("pytest==1.0\nbent==1.0\n")
    said = sentence(start(installed, index=shelf, empty=empty))
    assert said.endswith("bent was installed and cannot be used (ImportError: its library is missing).")
    assert not stamp_of(installed).exists()
    lock.write_text("pytest==1.0\n")
    result = start(installed, index=shelf, empty=empty)
    assert result.stdout.splitlines()[0].startswith("Setting up the workbook in ")
    assert result.stdout.splitlines()[-1] == "casekit ['lab']"


def test_no_time_is_promised():
    texts = [path.read_text(encoding="utf-8") for path in (HOME / "start.py", *(HOME / "installer").glob("*.py"))]
    assert "fetching packages" in "".join(texts)
    assert "minute" not in "".join(texts)


def tried(home, lock):
    command = [python_of(home), "-I", home / "installer" / "trial.py", lock]
    return subprocess.run(command, capture_output=True, text=True).stderr


def test_packages_are_tried_with_the_environments_own_python(installed, tmp_path):
    lock = installed / "trial.lock"
    lock.write_text("pytest==1.0\nabsent==1.0 ; sys_platform == 'nowhere'\n")
    assert tried(installed, lock) == ""
    lock.write_text("pytest==1.1\n")
    assert "pytest was installed and cannot be used (ImportError: it is 1.0 and not 1.1)." in tried(installed, lock)
    lock.write_text("absent==1.0\n")
    assert "absent was installed and cannot be used (PackageNotFoundError: " in tried(installed, lock)
    (tmp_path / "casekit").mkdir()
    assert "casekit was installed and cannot be used (" in tried(installed, shutil.copy(lock, tmp_path))


def test_of_a_package_that_has_a_driver_for_another_one_only_its_own_module_is_tried():
    of_its_own = runpy.run_path(str(HOME / "installer" / "trial.py"))["of_its_own"]
    assert of_its_own("duckdb", ["adbc_driver_duckdb", "duckdb"]) == ["duckdb"]
    assert of_its_own("scikit-learn", ["sklearn"]) == ["sklearn"]
    assert of_its_own("import-linter", ["importlinter", "import_linter"]) == ["import_linter"]


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
        (
            "  Downloading a.whl\nERROR: (from versions: none)\nERROR: No matching distribution found for b==1",
            "There is no ready-made b==1 for Python ",
        ),
        ("Error: it contains the PATH separator :.", "Rename the folder "),
        ("", "Setting up failed: no reason was given."),
    ],
)
def test_what_pip_complains_of_is_one_sentence(tmp_path, complaint, said):
    make_workbook(tmp_path)
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    (tmp_path / "complaint").write_text(complaint)
    python.write_text("#!/bin/sh\ncase $*-$2 in *-c) echo 3.11.0;; *config*) ;; *) cat complaint; exit 1;; esac\n")
    python.chmod(0o755)
    stamp_of(tmp_path).write_text(json.dumps({"python": "3.11.0", "folder": str(tmp_path)}))
    assert sentence(start(tmp_path)).startswith(said)


# -- what is kept ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [{"python": "3.2.1"}, {"folder": "another"}], ids=str)
def test_another_python_or_a_moved_folder_means_a_new_environment(tmp_path, change):
    make_workbook(tmp_path)
    (tmp_path / ".venv").mkdir()
    stamp = {"python": "3.2.1", "folder": str(tmp_path)} | change
    stamp_of(tmp_path).write_text(json.dumps(stamp))
    result = start(tmp_path, before="sys.modules['ensurepip'] = None")
    assert result.stdout.startswith("Setting up the workbook in ")
    assert json.loads(stamp_of(tmp_path).read_text()) == stamp


def test_the_old_environment_is_kept_until_there_is_a_new_one(installed, shelf, empty):
    stamp = json.loads(stamp_of(installed).read_text()) | {"python": "3.2.1"}
    stamp_of(installed).write_text(json.dumps(stamp))
    left_over = installed / ".venv" / "left-over"
    left_over.touch()
    result = start(installed, empty=empty)
    assert "no package index could be reached" in sentence(result)
    assert result.stdout.startswith("Setting up the workbook in ")
    assert json.loads(stamp_of(installed).read_text()) == stamp
    assert left_over.exists() and not (installed / ".venv.old").exists()
    assert start(installed, index=shelf, empty=empty).stdout.splitlines()[-2:] == ["Ready.", "casekit ['lab']"]
    assert not left_over.exists() and not (installed / ".venv.old").exists()


def test_a_bug_fix_of_the_same_python_needs_no_new_environment(installed):
    stamp = json.loads(stamp_of(installed).read_text())
    stamp_of(installed).write_text(json.dumps(stamp | {"python": "{}.{}.99".format(*sys.version_info)}))
    assert start(installed).stdout == "casekit ['lab']\n"


@POSIX
def test_through_a_symbolic_link_it_is_the_same_workbook(installed, tmp_path):
    (tmp_path / "link").symlink_to(installed)
    (tmp_path / "start").symlink_to(installed / "start.py")
    for script in (tmp_path / "link" / "start.py", tmp_path / "start"):
        assert start(installed, script=script, folder=tmp_path).stdout == "casekit ['lab']\n"


def test_a_set_up_that_was_killed_gives_the_old_environment_back(installed):
    (installed / ".venv").rename(installed / ".venv.old")
    (installed / ".venv").mkdir()
    (installed / ".venv" / "half-made").touch()
    assert start(installed).stdout == "casekit ['lab']\n"
    assert not (installed / ".venv" / "half-made").exists()


def test_what_a_set_up_could_not_delete_is_deleted_by_the_next_start(installed):
    shutil.copytree(installed / ".venv", installed / ".venv.old", symlinks=True)
    assert start(installed).stdout == "casekit ['lab']\n"
    assert not (installed / ".venv.old").exists()


@POSIX
def test_what_a_link_leads_to_is_let_alone(tmp_path, shelf, empty):
    make_workbook(tmp_path / "home")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "treasure").touch()
    (tmp_path / "home" / ".venv").symlink_to(tmp_path / "mine")
    assert start(tmp_path / "home", index=shelf, empty=empty).returncode == 0
    assert os.listdir(tmp_path / "mine") == ["treasure"]


@contextmanager
def another_start(home):
    """A process that holds what only one start can hold."""
    code = "from installer.environment import _alone\nwith _alone(): print(flush=True); input()"
    holder = subprocess.Popen([sys.executable, "-c", code], cwd=home, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    holder.stdout.readline()
    yield
    holder.communicate(b"\n")


def test_two_cannot_set_up_at_once(installed, shelf, empty):
    lock = installed / "requirements.lock"
    with another_start(installed):
        assert start(installed).stdout == "casekit ['lab']\n"
        lock.write_text("pytest==1.0\nextra==1.0\n")
        assert sentence(start(installed, index=shelf)).startswith("Another start is setting up the workbook in ")
        lock.write_text("pytest==1.0\n")
    stamp_of(installed).unlink()
    assert start(installed, index=shelf, empty=empty).stdout.splitlines()[-2] == "Ready."


# -- what stands in the way --------------------------------------------------------------------------------------


def test_a_python_that_is_too_old(tmp_path):
    make_workbook(tmp_path)
    result = start(tmp_path, before="sys.version_info = (3, 9, 2, 'final', 0)")
    assert sentence(result) == "The workbook needs Python 3.11 or newer; this is Python 3.9."
    assert not (tmp_path / ".venv").exists()


def test_an_old_python_can_read_as_far_as_that_sentence():
    ast.parse((HOME / "start.py").read_text(encoding="ascii"), feature_version=(3, 6))


def test_old_pythons_say_so_themselves():
    names = ["python2.7", *(f"python3.{minor}" for minor in range(4, 11))]
    there = [
        name
        for name in names
        if shutil.which(name) and not subprocess.call([name, "-c", ""], stderr=subprocess.DEVNULL)
    ]
    if not there:
        pytest.skip("there is no old Python here")
    for name in there:
        said = sentence(subprocess.run([name, HOME / "start.py"], capture_output=True, text=True))
        assert said == f"The workbook needs Python 3.11 or newer; this is Python {name.removeprefix('python')}."


def test_a_python_without_its_venv_module(tmp_path):
    make_workbook(tmp_path)
    said = sentence(start(tmp_path, before="sys.modules['ensurepip'] = None"))
    assert f"`sudo apt install python3.{sys.version_info[1]}-venv`" in said


def test_a_folder_that_cannot_be_written(tmp_path):
    make_workbook(tmp_path)
    refuse = "import subprocess\ndef refuse(*_, **__): raise PermissionError(13, 'Permission denied')\n"
    said = sentence(start(tmp_path, before=refuse + "subprocess.Popen = refuse"))
    assert said == f"You may not write in {tmp_path}; copy the workbook to a folder of your own and start it there."
    no_file = (
        "import builtins\ndef refuse(*_, **__): raise PermissionError(13, 'Permission denied')\nbuiltins.open = refuse"
    )
    assert sentence(start(tmp_path, before=f"{no_file}", script=tmp_path / "start.py")) == said


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
