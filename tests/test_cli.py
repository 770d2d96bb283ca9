"""The command line as it is used: started as a process, on a workbook of its own, and ended by its process id."""

import ctypes
import functools
import io
import json
import os
import re
import socket
import subprocess
import sys
import types
import webbrowser
from pathlib import Path

import nbformat
import pytest
import typer
from commands import casekit, fetch, free_port, running, small_workbook, wait_for_words, wait_until

from casekit import CaseError, cli, copies, workbook
from casekit.lessons.registry import LESSONS

OPENS = "--ip 127.0.0.1 is this computer only, --ip 0.0.0.0 opens it to the network."
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2  # of Linux


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
    assert words.startswith(f"06 Are customers happier? is at http://127.0.0.1:{port}/")


def test_refresh_writes_the_list_of_lessons_and_runs_those_named(home):
    before = (home / "notebooks" / "00-start.ipynb").read_bytes()
    result = casekit(home, "refresh", "6")
    assert (result.returncode, result.stdout.splitlines()) == (
        0, ["README.md: the list of lessons is written anew.", "06-surveys.ipynb: 2 code cells run and stored."],
    ), result.stderr  # fmt: skip
    lesson = LESSONS["06"]
    question = lesson.question[0].lower() + lesson.question[1:]
    row = f"| [06 {lesson.title}](notebooks/06-surveys.ipynb) | {question} | {lesson.minutes} |\n"
    assert (home / "README.md").read_text() == row
    assert nbformat.read(home / "notebooks" / "06-surveys.ipynb", 4).cells[1].outputs[0].data == {"text/plain": "2"}
    assert (home / "notebooks" / "00-start.ipynb").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["demo", "77"], "There is no lesson '77'; there are: 00, 06."),
        (["demo", "14"], "Lesson 14, Run the programme, is still to come; there are: 00, 06."),
        (["refresh", "06", "surveys"], "There is no lesson 'surveys'; there are: 00, 06."),
        (["lab", "--fresh", "6a"], "There is no lesson '6a'; there are: 00, 06."),
        (["lab", "--fresh", b"0\xff"], "There is no lesson '0\\udcff'; there are: 00, 06."),
        (["demo", "06 or so"], "There is no lesson '06 or so'; there are: 00, 06."),
        (["demo", "6" * 250], f"There is no lesson '{'6' * 56}...; there are: 00, 06."),
        (["lab", "--port", "70000"], "port must be a whole number from 1 to 65,535; 70,000 was given."),
        (["demo", "06", "--visitors", "0"], "visitors must be a whole number from 1 to 1,000; 0 was given."),
        (["lab", "--ip", ""], f"There is no address ''; {OPENS}"),
        (["demo", "06", "--ip", b"\xff"], f"There is no address '\\udcff'; {OPENS}"),
    ],
)
def test_bad_input_is_one_sentence(home, arguments, sentence):
    result = casekit(home, *arguments)
    assert (result.returncode, result.stdout, result.stderr) == (1, "", f"{sentence}\n")


@pytest.mark.parametrize("name", ["6", "06", "06-surveys", "06-surveys.ipynb", "notebooks/06-surveys.ipynb"])
def test_a_lesson_is_named_by_its_number_or_its_notebook(home, name):
    assert workbook.notebook(name, home).name == "06-surveys.ipynb"


def powerless():
    """Take from this process what lets an administrator read and write everywhere; others have it not anyway."""
    for power in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, power, 0, 0, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="an administrator's powers are given up in Linux's way")
@pytest.mark.parametrize(
    ("command", "place"),
    [
        ("demo 06 --no-browser", "notebooks"),
        ("demo 06 --no-browser", "notebooks/06-surveys.ipynb"),
        ("lab --no-browser", "notebooks"),
        ("lab --no-browser", "work"),
    ],
)
def test_what_may_not_be_read_is_one_sentence(tmp_path, command, place):
    home = small_workbook(tmp_path)
    (home / "work").mkdir()
    (home / place).chmod(0)
    result = casekit(home, *command.split(), preexec_fn=powerless)
    assert (result.returncode, result.stdout) == (1, "")
    assert re.fullmatch(rf"Could not read {home / place}\S*: you may not read there, or .+\.\n", result.stderr)


def test_a_folder_whose_name_is_no_text_holds_a_class_page_and_is_none_for_jupyterlab(tmp_path, port, monkeypatch):
    monkeypatch.delenv("COVERAGE_PROCESS_START", raising=False)  # it cannot note what was reached in such a folder
    home = small_workbook(Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9")))
    lab = casekit(home, "lab", "--no-browser", "--port", str(port))
    assert (lab.returncode, lab.stdout) == (1, "")
    assert (
        lab.stderr.startswith("JupyterLab opens no folder whose name is not in UTF-8") and lab.stderr.count("\n") == 1
    )
    assert not (home / "work").exists()
    with running(home, "demo", "06", "--no-browser", "--port", str(port)) as (process, log):
        assert "Remember" in fetch(f"http://127.0.0.1:{port}/", process, log)


def test_jupyterlab_on_an_address_of_version_6_says_where_it_is(home, port):
    try:
        socket.create_server(("::1", port), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this computer has no addresses of version 6")
    with running(home, "lab", "--no-browser", "--ip", "::1", "--port", str(port)) as (process, log):
        url = wait_for_words(rf"http://\[::1\]:{port}/lab/tree/00-start\.ipynb\?token=\w+", process, log)[0]
        assert "<title>JupyterLab" in fetch(url, process, log)


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
    assert served == {"notebook": "06-are-customers-happier.ipynb", "port": 8869, "ip": "127.0.0.1", "visitors": 7}
    assert "http://127.0.0.1:8869/ (Ctrl-C ends it), with room for 7 at a time." in capsys.readouterr().out
    assert opened == (["http://127.0.0.1:8869/"] if is_opened else [])


@pytest.fixture
def page(monkeypatch, home):
    """A command line whose servers are ready at once and serve nothing."""
    monkeypatch.setattr("casekit.demo.serve", lambda notebook, ready, **how: ready())
    monkeypatch.setattr("casekit.copies.hand_out", functools.partial(copies.hand_out, home))
    monkeypatch.setattr(cli, "_run_lab", lambda work, start, ip, port, further: print(f"JupyterLab on {ip}, {port}"))
    monkeypatch.setattr(webbrowser, "get", no_browser)
    monkeypatch.delenv("SSH_CONNECTION", raising=False)

    def run(*arguments):
        cli.app(arguments, standalone_mode=False)

    return run


def test_from_afar_a_server_says_how_it_is_reached(page, monkeypatch, capsys, port):
    for screen in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(screen, raising=False)
    for command in (("demo", "06"), ("lab",)):
        page(*command, "--port", str(port))
        assert "ssh" not in capsys.readouterr().out
    monkeypatch.setenv("SSH_CONNECTION", "198.51.100.4 50022 192.0.2.7 22")
    page("demo", "06", "--port", str(port))
    said = capsys.readouterr().out
    assert re.search(rf"type `ssh -L {port}:127\.0\.0\.1:{port} \S+@192\.0\.2\.7`", said)
    assert f"open http://127.0.0.1:{port}/ there; --ip 0.0.0.0 would open it to the network.\n" in said
    page("lab")  # the port is chosen, as the tunnel needs to know it
    tunnel, started = re.search(
        r"ssh -L (\d+):(?s:.*)JupyterLab on 127\.0\.0\.1, (\d+)", capsys.readouterr().out
    ).groups()
    assert tunnel == started


def test_open_to_the_network_a_page_says_where_others_find_it(page, monkeypatch, capsys, port):
    monkeypatch.setattr("casekit.ports.in_the_network", lambda: ["192.168.7.20", "fd00::2"])
    page("demo", "06", "--ip", "0.0.0.0", "--port", str(port))
    here, there = capsys.readouterr().out.splitlines()
    assert f"is at http://127.0.0.1:{port}/" in here
    assert there == f"In the network it is at http://192.168.7.20:{port}/"


def test_a_notebook_of_one_s_own_is_shown_under_its_name(page, monkeypatch, capsys, port, tmp_path):
    monkeypatch.setattr("casekit.workbook.notebook", lambda number: tmp_path / "42-mine.ipynb")
    page("demo", "42", "--port", str(port))
    assert capsys.readouterr().out.startswith(f"42-mine is at http://127.0.0.1:{port}/")


@pytest.mark.parametrize("name", ["w3m", "/usr/bin/lynx", "www-browser", "links", "elinks"])
def test_a_browser_of_text_is_none(monkeypatch, name):
    monkeypatch.setattr(webbrowser, "get", lambda: webbrowser.GenericBrowser(name))
    assert not cli._has_browser()
    monkeypatch.setattr(webbrowser, "get", lambda: webbrowser.BackgroundBrowser("/usr/bin/firefox"))
    assert cli._has_browser()


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
    assert (program, arguments[-2:]) == ("casekit.startup", ["--no-browser", "--debug"])
    assert windows.environ["JUPYTER_CONFIG_PATH"].endswith("jupyter")


def test_progress_is_shown_to_whoever_watches(monkeypatch):
    watched = io.StringIO()
    watched.isatty = lambda: True
    monkeypatch.setattr(sys, "stderr", watched)
    with cli._progress("starbucks, 20 customers") as progress:
        for share in (0.5, 0.5, 1.0):
            progress(share)
    assert "starbucks, 20 customers" in watched.getvalue() and "100%" in watched.getvalue()


def test_dots_are_for_whoever_watches_and_end_once(monkeypatch):
    watched, unseen = io.StringIO(), io.StringIO()
    watched.isatty = lambda: True
    monkeypatch.setattr(sys, "stderr", watched)
    with cli._dots() as end:
        wait_until(lambda: ".." in watched.getvalue(), "two dots")
        end()
        said = watched.getvalue()
        assert re.fullmatch(r"\.+\n", said)
    assert watched.getvalue() == said
    monkeypatch.setattr(sys, "stderr", unseen)
    with cli._dots() as end:
        end()
    assert unseen.getvalue() == ""


def test_dots_end_before_a_sentence_says_why_there_is_no_page(monkeypatch):
    watched = io.StringIO()
    watched.isatty = lambda: True
    monkeypatch.setattr(sys, "stderr", watched)
    with pytest.raises(CaseError), cli._dots():
        raise CaseError("The page could not be served.")
    assert watched.getvalue() == "\n"
