"""The command line as it is used: started as a process, on a workbook of its own, and ended by its process id."""

import io
import json
import subprocess
import sys
import types
import webbrowser

import nbformat
import pytest
import typer
from commands import casekit, fetch, free_port, running, small_workbook, wait_for_words

from casekit import cli


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return small_workbook(tmp_path_factory.mktemp("a workbook"))


@pytest.fixture
def port():
    return free_port()


def test_lab_fills_work_and_answers_on_this_computer_only(home, port):
    with running(home, "lab", "--no-browser", "--port", str(port)) as (process, log):
        found = wait_for_words(rf"(http://127\.0\.0\.1:{port})/lab/tree/00-start\.ipynb(\?token=\w+)", process, log)
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


def no_browser():
    raise webbrowser.Error("could not locate runnable browser")


@pytest.mark.parametrize(("get", "is_opened"), [(object, True), (no_browser, False)])
def test_a_demo_looks_for_a_free_port_and_opens_the_browser_that_there_is(get, is_opened, monkeypatch, capsys):
    served, opened = {}, []

    def serve(notebook, ready, **how):
        served.update(how, notebook=notebook.name)
        ready()

    monkeypatch.setattr("casekit.demo.serve", serve)
    monkeypatch.setattr("casekit.ports.first_free", lambda port, ip: port + 3)
    monkeypatch.setattr(webbrowser, "get", get)
    monkeypatch.setattr(webbrowser, "open", opened.append)
    monkeypatch.setattr(cli.threading, "Thread", Now)
    cli.app(["demo", "06", "--visitors", "7"], standalone_mode=False)
    assert served == {"notebook": "06-surveys-hide-customers.ipynb", "port": 8869, "ip": "127.0.0.1", "visitors": 7}
    assert "http://127.0.0.1:8869/ (Ctrl-C ends it), with room for 7 at a time." in capsys.readouterr().out
    assert opened == (["http://127.0.0.1:8869/"] if is_opened else [])


class Now:
    """A thread that has run when it is started."""

    def __init__(self, target, args=(), daemon=False):
        self.start = lambda: target(*args)


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
