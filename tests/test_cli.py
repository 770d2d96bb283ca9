"""The command line as it is used: started as a process, on a workbook of its own, and ended by its process id."""

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest

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


def test_refresh_runs_the_lessons_named(home):
    before = (home / "notebooks" / "00-start.ipynb").read_bytes()
    result = casekit(home, "refresh", "6")
    assert (result.returncode, result.stdout) == (0, "06-surveys.ipynb: 2 code cells run and stored.\n"), result.stderr
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
