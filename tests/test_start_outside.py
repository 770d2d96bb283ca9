"""What lies around a workbook, settings and variables and odd names of folders, changes nothing about its set-up."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from small import HOME, make_workbook, python_of, sentence, start
from thoroughness import sample

KERNEL = '{"argv": ["elsewhere"], "display_name": "another", "language": "python"}'
PLAIN = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")


@pytest.fixture
def home(tmp_path):
    make_workbook(tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def elsewhere(tmp_path):
    """A folder with packages and a kernel of the same names."""
    for name in ("pip", "pytest", "casekit", "json5"):
        (tmp_path / "elsewhere" / name).mkdir(parents=True)
        (tmp_path / "elsewhere" / name / "__init__.py").write_text("raise ImportError('the wrong one')")
    (tmp_path / "elsewhere" / "kernels" / "python3").mkdir(parents=True)
    (tmp_path / "elsewhere" / "kernels" / "python3" / "kernel.json").write_text(KERNEL)
    return tmp_path / "elsewhere"


def is_set_up(home, result):
    assert result.stdout.splitlines()[-2:] == ["Ready.", "casekit ['lab']"], result
    assert list((home / ".venv").rglob("site-packages/pytest.py"))
    assert start(home, "test").stdout == "pytest []\n"


def test_variables_of_pip_do_not_say_what_is_installed_and_where(home, shelf, empty, elsewhere):
    switches = ("USER", "REQUIRE_HASHES", "DRY_RUN", "IGNORE_INSTALLED", "ISOLATED", "REQUIRE_VIRTUALENV", "VERBOSE")
    more = {f"PIP_{switch}": "1" for switch in switches} | {
        "PIP_TARGET": str(elsewhere / "target"), "PIP_PREFIX": str(elsewhere / "prefix"), "PIP_NO_BINARY": ":all:",
        "PIP_NO_DEPS": "0", "PIP_QUIET": "3", "PIP_FORMAT": "columns", "PIP_PYTHON": str(elsewhere / "python"),
        "PIP_CONSTRAINT": str(elsewhere / "none.txt"), "PYTHONPATH": str(elsewhere), "PYTHONOPTIMIZE": "2",
    }  # fmt: skip
    is_set_up(home, start(home, index=shelf, empty=empty, **more))
    assert not (elsewhere / "target").exists() and not (elsewhere / "prefix").exists()


def test_of_pips_configuration_only_the_way_to_the_packages_is_taken(home, shelf, empty, elsewhere, tmp_path):
    settings = f"[global]\nuser = true\nno-index = true\ntarget = {elsewhere / 'target'}\n"
    settings += f"[install]\nfind_links = {shelf}\nrequire-hashes = true\n[list]\nformat = freeze\n"
    (tmp_path / "pip.conf").write_text(settings)
    result = start(home, empty=empty, drop=("PIP_NO_INDEX",), PIP_CONFIG_FILE=str(tmp_path / "pip.conf"))
    assert "no package index could be reached" in sentence(result)  # a variable goes before a file
    reachable = {"drop": ("PIP_FIND_LINKS", "PIP_NO_INDEX"), "PIP_CONFIG_FILE": str(tmp_path / "pip.conf")}
    is_set_up(home, start(home, empty=empty, **reachable))
    assert not (elsewhere / "target").exists()


def test_a_configuration_that_pip_cannot_read_is_a_sentence(home, empty, tmp_path):
    (tmp_path / "pip.conf").write_text("user = true\n")
    said = sentence(start(home, empty=empty, PIP_CONFIG_FILE=str(tmp_path / "pip.conf")))
    assert said.startswith("pip cannot be set up: Configuration file could not be loaded.")
    assert str(tmp_path / "pip.conf") in said


NAME_OF_THE_KERNEL = """
from jupyter_client.kernelspec import KernelSpecManager
print(KernelSpecManager().get_kernel_spec("python3").display_name)
"""


@pytest.mark.parametrize(
    "door",
    [
        "from installer.calm import variables\nfound = variables()\nos.environ.clear()\nos.environ.update(found)",
        "import casekit.cli, casekit.__main__\ncasekit.cli.app = lambda: None\ncasekit.__main__.main()",
    ],
    ids=["start.py", "casekit"],
)
def test_a_kernel_of_the_same_name_elsewhere_is_not_taken(elsewhere, door):
    code = f"import os, sys\nsys.path[:0] = [{str(HOME)!r}]\n{door}\n{NAME_OF_THE_KERNEL}"
    for variable in ("JUPYTER_PATH", "JUPYTER_DATA_DIR"):
        variables = os.environ | {variable: str(elsewhere), "JUPYTER_PREFER_ENV_PATH": "0"}
        for text, name in ((NAME_OF_THE_KERNEL, "another"), (code, "Python 3 (ipykernel)")):
            result = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, env=variables)
            assert result.stdout == f"{name}\n", result.stderr


# -- names of folders --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("more", [PLAIN, {}][: sample(2, usually=1)], ids=lambda more: "plain" if more else "usual")
def test_a_folder_may_have_any_name(tmp_path, shelf, more):
    home = tmp_path / "größe ж; 100 %20 #1 [2025]"
    make_workbook(home)
    is_set_up(home, start(home, index=shelf, **more))
    (tmp_path / "notebooks").mkdir()
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    found = subprocess.run(
        [python_of(home), "-c", "import casekit, os; print(os.fsencode(casekit.__file__))"],
        capture_output=True, text=True, cwd=tmp_path / "notebooks", env=variables | more,
    )  # fmt: skip
    assert repr(os.fsencode(home))[2:-1] in found.stdout, found.stderr


@POSIX
def test_a_folder_that_no_environment_can_lie_in(tmp_path):
    make_workbook(tmp_path / "24:25")
    assert sentence(start(tmp_path / "24:25")).startswith(f"Rename the folder {tmp_path / '24:25'}: ")


def test_letters_that_the_terminal_has_not_are_spelt_out(tmp_path):
    command = [sys.executable, "-m", "casekit", "generate", "amazon", "--customers=10", "--months=1", "--to", "ж"]
    variables = os.environ | {"PYTHONPATH": str(HOME), "PYTHONIOENCODING": "latin-1"}
    result = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=variables)
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("\\u0436 has ")


def test_a_home_that_cannot_be_written_is_replaced(home, shelf, empty, tmp_path):
    (tmp_path / "file").touch()
    nowhere = {name: str(tmp_path / "file" / "home") for name in ("HOME", "USERPROFILE", "APPDATA")}
    is_set_up(home, start(home, index=shelf, empty=empty, **nowhere))
    writes = "from pathlib import Path\nPath.home().joinpath('settings').write_text('mine')\n"
    (home / "casekit" / "__main__.py").write_text(writes)
    assert start(home, **nowhere).returncode == 0
    assert (Path(home) / ".venv" / "home" / "settings").read_text() == "mine"
