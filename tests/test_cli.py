"""The command line as it is used: started as a process, on a workbook of its own, and ended by its process id."""

import contextlib
import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import types
import urllib.request
import webbrowser
from pathlib import Path

import nbformat
import pytest
import typer

from casekit import cli

HOME = Path(__file__).resolve().parents[1]
LESSON = [
    nbformat.v4.new_markdown_cell("# 06 Surveys"),
    nbformat.v4.new_code_cell("import casekit\n1 + 1"),
    nbformat.v4.new_markdown_cell("## Your turn\nTry it."),
    nbformat.v4.new_code_cell("'a secret'"),
    nbformat.v4.new_markdown_cell("## Remember"),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A small workbook, so that nobody's own work/ is touched."""
    home = tmp_path_factory.mktemp("a workbook")
    shutil.copytree(HOME / "casekit", home / "casekit", ignore=shutil.ignore_patterns("__pycache__"))
    (home / "README.md").write_text("| 06 Surveys | whom does it speak for? | 30 |\n")
    (home / "notebooks").mkdir()
    for name in ("00-start.ipynb", "06-surveys.ipynb"):
        nbformat.write(nbformat.v4.new_notebook(cells=LESSON), home / "notebooks" / name)
    return home


def environment(home):
    places = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    return os.environ | {place: str(home / place.lower()) for place in places} | {"PYTHONPATH": str(home)}


def casekit(home, *arguments):
    command = [sys.executable, "-m", "casekit", *arguments]
    return subprocess.run(command, cwd=home, env=environment(home), capture_output=True, text=True, encoding="utf-8")


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(home, *arguments):
    """A server of ours; yields the file it writes its words to, and ends it."""
    log = home / f"{arguments[0]}.log"
    command = [sys.executable, "-m", "casekit", *arguments]
    with log.open("wb") as file:
        process = subprocess.Popen(command, cwd=home, env=environment(home), stdout=file, stderr=file)
    try:
        yield process, log
    finally:
        process.terminate()
        process.wait(30)


def fetch(url, process, log):
    """What is at `url`, as soon as the server is up."""
    while process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=60) as answer:
                return answer.read().decode()
        except ConnectionError:
            time.sleep(0.1)
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionError):
                raise
            time.sleep(0.1)
    raise AssertionError(log.read_text())


def wait_for(pattern, process, log):
    """The first match of `pattern` in what a server says."""
    while process.poll() is None:
        if found := re.search(pattern, log.read_text()):
            return found
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def test_lab_fills_work_and_answers_on_this_computer_only(home, port):
    with running(home, "lab", "--no-browser", "--port", str(port)) as (process, log):
        found = wait_for(rf"(http://127\.0\.0\.1:{port})/lab/tree/00-start\.ipynb(\?token=\w+)", process, log)
        address, token = found.groups()
        page = fetch(f"{address}/lab{token}", process, log)
        notification = "@jupyterlab/apputils-extension:notification"
        settings = json.loads(fetch(f"{address}/lab/api/settings/{notification}{token}", process, log))
        kernels = json.loads(fetch(f"{address}/api/kernelspecs{token}", process, log))
        taken = casekit(home, "lab", "--no-browser", "--port", str(port))
    assert "<title>JupyterLab" in page
    properties = settings["schema"]["properties"]
    assert (properties["fetchNews"]["default"], properties["checkForUpdates"]["default"]) == ("false", False)
    assert kernels["default"] == "python3"
    assert sorted(path.name for path in (home / "work").glob("*.ipynb")) == ["00-start.ipynb", "06-surveys.ipynb"]
    assert taken.returncode == 1
    assert taken.stderr == f"Port {port} is taken by another program; choose another one with --port.\n"


def test_demo_serves_the_lesson_without_code_and_exercises(home, port):
    with running(home, "demo", "06", "--no-browser", "--port", str(port)) as (process, log):
        page = fetch(f"http://127.0.0.1:{port}/", process, log)
        words = log.read_text()
    assert "06 Surveys" in page and "Remember" in page
    assert "Your turn" not in page and "import casekit" not in page
    assert "--jp-content-font-size1: 1.35rem" in page
    assert '<link rel="stylesheet" href="http' not in page
    assert words.startswith(f"06 Surveys hide customers is at http://127.0.0.1:{port}/")


def test_refresh_writes_the_list_of_lessons_and_runs_those_named(home):
    before = (home / "notebooks" / "00-start.ipynb").read_bytes()
    result = casekit(home, "refresh", "6")
    assert (result.returncode, result.stdout.splitlines()) == (
        0, ["README.md: the list of lessons is written anew.", "06-surveys.ipynb: 2 code cells run and stored."],
    ), result.stderr  # fmt: skip
    assert (home / "README.md").read_text() == (
        "| [06 Surveys hide customers](notebooks/06-surveys.ipynb) | whom does a satisfaction score speak for? | 40 |\n"
    )
    assert nbformat.read(home / "notebooks" / "06-surveys.ipynb", 4).cells[1].outputs[0].data == {"text/plain": "2"}
    assert (home / "notebooks" / "00-start.ipynb").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["demo", "77"], "There is no lesson '77'; there are: 00, 06."),
        (["demo", "14"], "Lesson 14, Run the programme, is still to come; there are: 00, 06."),
        (["refresh", "06", "surveys"], "There is no lesson 'surveys'; there are: 00, 06."),
        (["lab", "--fresh", "6a"], "There is no lesson '6a'; there are: 00, 06."),
        (["lab", "--port", "70000"], "port must be a whole number from 1 to 65,535; 70,000 was given."),
    ],
)
def test_bad_input_is_one_sentence(home, arguments, sentence):
    result = casekit(home, *arguments)
    assert (result.returncode, result.stdout, result.stderr) == (1, "", f"{sentence}\n")


def test_help_names_the_commands(home):
    result = casekit(home, "--help")
    assert result.returncode == 0
    assert all(command in result.stdout for command in ("lab", "demo", "refresh"))


# --- in this process: what a start on this machine does not come by --------------------------------------------------


def test_a_demo_looks_for_a_free_port_and_opens_no_browser_where_there_is_none(monkeypatch, capsys):
    served = {}
    monkeypatch.setattr("casekit.demo.serve", lambda notebook, **how: served.update(how, notebook=notebook.name))
    monkeypatch.setattr("casekit.ports.first_free", lambda port, ip: port + 3)
    monkeypatch.setattr(webbrowser, "get", no_browser)
    cli.app(["demo", "06"], standalone_mode=False)
    assert served == {
        "notebook": "06-surveys-hide-customers.ipynb", "port": 8869, "ip": "127.0.0.1", "open_browser": False,
    }  # fmt: skip
    assert "http://127.0.0.1:8869/" in capsys.readouterr().out


def no_browser():
    raise webbrowser.Error("could not locate runnable browser")


def test_a_demo_opens_the_browser_that_there_is(monkeypatch):
    served = {}
    monkeypatch.setattr("casekit.demo.serve", lambda notebook, **how: served.update(how))
    monkeypatch.setattr(webbrowser, "get", object)
    cli.app(["demo", "06"], standalone_mode=False)
    assert served["open_browser"]


def test_on_windows_lab_waits_for_jupyterlab_and_ends_as_it_does(monkeypatch, tmp_path):
    windows = types.SimpleNamespace(name="nt", environ={}, pathsep=";")
    monkeypatch.setattr(cli, "os", windows)
    monkeypatch.setattr(webbrowser, "get", no_browser)
    commands = []
    monkeypatch.setattr(subprocess, "call", lambda command: commands.append(command) or 3)
    with pytest.raises(typer.Exit) as ended:
        cli._run_lab(tmp_path, "", "127.0.0.1", None, ["--debug"])
    assert ended.value.exit_code == 3
    ((_, _, program, *arguments),) = commands
    assert (program, arguments[-2:]) == ("jupyterlab", ["--no-browser", "--debug"])
    assert windows.environ["JUPYTER_CONFIG_PATH"].endswith("jupyter")


def test_progress_is_shown_to_whoever_watches(monkeypatch):
    watched = io.StringIO()
    watched.isatty = lambda: True
    monkeypatch.setattr(sys, "stderr", watched)
    with cli._progress("starbucks, 20 customers") as progress:
        for share in (0.5, 0.5, 1.0):
            progress(share)
    assert "starbucks, 20 customers" in watched.getvalue() and "100%" in watched.getvalue()
