"""Whatever stands on the command line and wherever it points: one sentence and exit code 1, never a traceback."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import numpy as np
import psutil
import pytest
from thoroughness import is_thorough, sample
from trust.awkward import assert_sentence
from trust.process import COMMAND, SMALL, contents, refused, refused_here, run

import casekit
from casekit import CaseError
from casekit.datasets import generate, manifest
from casekit.datasets.verify import verify
from casekit.files import write_atomically

NOBODY = 65_534
posix = pytest.mark.skipif(os.name == "nt", reason="Windows has other paths, rights and signals")
RECIPE = manifest.Recipe("starbucks", customers=30, months=3)


@posix
def test_bytes_that_are_no_text(tmp_path):
    place = tmp_path / "caf\udce9"  # as a disk of the nineties has it
    done = run("generate", "starbucks", *SMALL, "--to", place)
    assert (done.returncode, done.stderr) == (0, "") and done.stdout.startswith(f"{tmp_path}/caf\\udce9 has 10 tables")
    strictly = os.environ | {"PYTHONIOENCODING": "ascii:strict"}
    assert run("verify", place, env=strictly).stdout == f"{tmp_path}/caf\\udce9 is just as casekit makes it.\n"
    said = refused("generate", "starbucks", *SMALL, "--to", tmp_path / "new", "--student", "Zo\udceb")
    assert said.startswith("student must be ") and "'Zo\\udceb'" in said
    refused_here("generate", "starbucks", *SMALL, "--to", tmp_path / "new", "--student", "ada", "--course", "\udcff")
    assert os.listdir(tmp_path) == ["caf\udce9"]


@posix
@pytest.mark.parametrize("name", ["x" * 245, "x" * 255, "é" * 127])
def test_a_name_as_long_as_a_disk_takes(name, tmp_path):
    """What casekit makes beside the folder in the meantime needs no longer one."""
    for _ in range(2):
        generate.generate(RECIPE, tmp_path / name)
    assert verify(tmp_path / name) == [] and os.listdir(tmp_path) == [name]


@posix
def test_a_name_that_is_too_long(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("x" * 256, "é" * 128, "x/" * 5_000):
        for command in (["generate", "starbucks", *SMALL, "--to"], ["verify"]):
            assert refused_here(*command, name).endswith(f"{name.rstrip('/')[-20:]}: that name is too long.")
    said = refused_here("refresh", "x" * 10_000)
    assert said.startswith("There is no lesson 'xxx") and "xxx...; there are: " in said


@posix
def test_a_folder_that_is_none(tmp_path):
    (tmp_path / "file").touch()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    for place, what in [
        (tmp_path / "file", "is a file; choose a folder"),
        (tmp_path / "pipe", "is a device or a pipe; choose a folder"),
        (Path("/dev/null"), "is a device or a pipe; choose a folder"),
        (tmp_path / "circle", "is a link that leads in a circle; choose another folder"),
    ]:
        assert refused_here("generate", "starbucks", *SMALL, "--to", place) == f"{place} {what}."
        assert refused_here("verify", place) == f"There is no folder {place}."
    assert sorted(os.listdir(tmp_path)) == ["circle", "file", "pipe"]


@pytest.fixture
def shelf():
    """A folder that anybody may enter, which pytest's own are not; and everybody's rights instead of root's."""
    folder = Path(tempfile.mkdtemp())
    generate.generate(RECIPE, folder / "warmed up")  # what is imported late may be root's alone
    assert verify(folder / "warmed up") == []
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    yield folder
    if is_root:
        os.seteuid(0)
    for path in (folder, *folder.rglob("*")):
        if path.is_dir():
            path.chmod(0o700)
    shutil.rmtree(folder)


def why_not(deed, *arguments):
    with pytest.raises(CaseError) as caught:
        deed(*arguments)
    assert_sentence(str(caught.value))
    return str(caught.value)


@posix
def test_each_right_that_is_wanting_is_named(shelf):
    """Reading is what could not be done where reading was wanted, and writing where writing was."""
    below, may_not = shelf / "below", "or another program holds it open."
    for name in ("whole", "closed", "file"):
        generate.generate(RECIPE, below / name)
    (below / "closed").chmod(0)
    (below / "file" / "products.csv").chmod(0)
    for place, at in [(below / "closed", below / "closed"), (below / "file", below / "file" / "products.csv")]:
        for said in (why_not(verify, place), why_not(generate.generate, RECIPE, place)):
            assert said == f"Could not read {at}: you may not read there, {may_not}"
    below.chmod(0o555)
    for place in (below / "whole", below / "new", below / "new" / "er"):
        assert (
            why_not(generate.generate, RECIPE, place) == f"Could not make {place}: you may not write there, {may_not}"
        )
    assert why_not(write_atomically, below / "note.md", "new") == (
        f"Could not write {below / 'note.md'}: you may not write there, {may_not}"
    )
    below.chmod(0)
    for said in (why_not(verify, below / "whole"), why_not(generate.generate, RECIPE, below / "whole")):
        assert said == f"Could not read {below / 'whole'}: you may not read there, {may_not}"
    below.chmod(0o755)
    (below / "closed").chmod(0o755)
    assert verify(below / "whole") == verify(below / "closed") == []


@posix
@pytest.mark.parametrize("cwd", ["gone", "here"])
def test_the_folder_one_is_in_may_be_gone(cwd, tmp_path):
    (tmp_path / cwd).mkdir()
    code = (
        "import os, sys; os.chdir(sys.argv[1]); sys.argv[1] == 'gone' and os.rmdir('../gone')\n"
        "sys.argv[:2] = ['casekit']; from casekit.__main__ import main; main()"
    )
    command = [sys.executable, "-c", code, cwd, "generate", "starbucks", *SMALL, "--to", "new"]
    how = {"cwd": tmp_path, "env": os.environ | {"PYTHONPATH": str(Path(casekit.__file__).parents[1])}}
    done = subprocess.run(command, capture_output=True, text=True, **how)
    assert (done.returncode, done.stderr) == (
        (0, "") if cwd == "here" else (1, "Could not read new: there is no such folder or file.\n")
    )


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--customers", "9" * 400, "customers must be a whole number from 1 to "),
        ("--seed", str(2**63), "seed must be a whole number from 0 to 9,223,372,036,854,775,807; 9,223,372,036,854"),
        ("--dial", "silence=" + "9" * 400, "dial 'silence' must be a number from 0 to 1; inf was given."),
        ("--dial", "silence=" + "x" * 400, "--dial takes a name and a number, such as silence=0.6; 'silence=xxx"),
        ("--dial", "\x1b[31m\nsilence", "--dial takes a name and a number, such as silence=0.6; '\\x1b[31m\\nsilence'"),
        ("--format", "\u202e" + "x" * 400, "There is no format '\\u202exxx"),
    ],
)  # fmt: skip
def test_numbers_and_texts_beyond_all_bounds(option, value, words, tmp_path):
    assert refused_here("generate", "starbucks", "--to", tmp_path / "new", option, value).startswith(words)
    assert not any(tmp_path.iterdir())


def test_a_dial_is_given_once(tmp_path):
    twice = ["--dial", "silence=0.1", "--dial", "silence=0.9"]
    said = refused_here("generate", "starbucks", *SMALL, "--to", tmp_path / "new", *twice)
    assert said == "--dial takes each name once; 'silence' was given twice."


@posix
def test_a_folder_s_name_writes_no_line_of_its_own(tmp_path):
    """Nor does it colour the terminal, or turn it round."""
    place = tmp_path / "a\nb\x1b[31m\u202e"
    done = run("generate", "starbucks", *SMALL, "--to", place)
    assert (done.returncode, done.stdout.count("\n"), done.stderr) == (0, 1, "")
    assert done.stdout.startswith(f"{tmp_path}/a\\nb\\x1b[31m\\u202e has 10 tables")
    (place / "c\x1b[32m").touch()
    assert refused("verify", place).endswith(" holds what casekit did not write there: c\\x1b[32m.")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs Linux's device that is always full")
def test_an_answer_that_nobody_can_take(tmp_path):
    generate.generate(RECIPE, tmp_path / "small")
    with open("/dev/full", "w") as full:
        for arguments in (["verify", tmp_path / "small"], ["--help"]):
            done = run(*arguments, capture_output=False, stdout=full, stderr=subprocess.PIPE)
            assert (done.returncode, done.stderr) == (
                1,
                "Could not say all there is to say: No space left on device.\n",
            )
        assert run("verify", tmp_path / "none", capture_output=False, stdout=full, stderr=full).returncode == 1
    reading, writing = os.pipe()
    os.close(reading)
    done = run("verify", tmp_path / "small", capture_output=False, stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")  # whoever has read enough wants to hear no more


# --- Ctrl-C -----------------------------------------------------------------------------------------------------------


def interrupted(arguments, seconds, place):
    """What a command says that gets a Ctrl-C so many seconds after it has begun."""
    code = (
        "import casekit.__main__ as c; put_off = c.put_off\n"
        "def begun(): print('.', end='', flush=True); return put_off()\n"
        "c.put_off = begun; c.main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], cwd=place, text=True,
        env=os.environ | {"PYTHONPATH": str(Path(casekit.__file__).parents[1])},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    process.stdout.read(1)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=300)
    return process.returncode, out, err


@posix
@pytest.mark.parametrize("format", generate.FORMATS)
def test_ctrl_c_at_any_moment_is_one_sentence(format, tmp_path):
    """The folder is what it was, or what it was to be, and nothing is left beside it."""
    place, stopped = tmp_path / "small", 0
    arguments = ["generate", "starbucks", "--customers", "1500", "--to", place, "--format", format]
    moments = np.linspace(0, 2.4, sample(60, usually=6), endpoint=False)
    if not is_thorough():  # to one format every other moment, and those between to the other
        moments = moments[list(generate.FORMATS).index(format) :: len(generate.FORMATS)]
    for moment in moments:
        code, out, err = interrupted(arguments, moment, tmp_path)
        assert (code, err) in ((130, "Stopped by Ctrl-C.\n"), (0, "")), (out, err)
        stopped += code == 130
        assert set(os.listdir(tmp_path)) <= {"small"}
        assert not place.exists() or manifest.read(place).recipe.customers == 1_500
    assert stopped
    assert not place.exists() or verify(place) == []


@posix
def test_ctrl_c_while_notebooks_run_ends_them_too(tmp_path):
    home = tmp_path / "workbook"
    shutil.copytree(Path(casekit.__file__).parent, home / "casekit", ignore=shutil.ignore_patterns("__pycache__"))
    (home / "README.md").write_text("nothing\n")
    (home / "notebooks").mkdir()
    for name in ("00-start.ipynb", "06-surveys.ipynb"):
        cells = [nbformat.v4.new_code_cell("import pathlib, time; pathlib.Path('begun').touch(); time.sleep(600)")]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), home / "notebooks" / name)
    before = contents(home / "notebooks")
    process = subprocess.Popen(
        [*COMMAND, "refresh"], cwd=home, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(home), "IPYTHONDIR": str(tmp_path / "ipython")},
    )  # fmt: skip
    while process.poll() is None and not (home / "notebooks" / "begun").exists():
        time.sleep(0.05)
    kernels = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, "", "Stopped by Ctrl-C.\n")
    assert not any(kernel.is_running() for kernel in kernels)
    assert {name: content for name, content in contents(home / "notebooks").items() if name in before} == before
