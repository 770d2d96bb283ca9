"""What a class page's server does for its visitors, and what it does for nobody, as seen from its sockets."""

import asyncio
import json
import os
import re
import signal
import socket
import urllib.error
import urllib.parse
import urllib.request

import nbformat
import psutil
import pytest
from commands import free_port, kernels, running, small_workbook, wait_for_words, wait_until
from thoroughness import sample
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from casekit import CaseError, demo

# The same seats, for visitors with less time.
HURRIED = """
from casekit import seats
seats.ARRIVING_SECONDS, seats.LEAVING_SECONDS, seats.CULLING_SECONDS = 30, 2, 1
seats.Channel.ping_interval, seats.Channel.ping_timeout = 1_000, 4_000
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """`casekit demo 06` with room for three: its process, its address and the file with its words."""
    home, port = small_workbook(tmp_path_factory.mktemp("a class")), free_port()
    arguments = ("demo", "06", "--no-browser", "--port", str(port), "--visitors", "3")
    with running(home, *arguments, prelude=HURRIED) as (process, log):
        wait_for_words(r"is at http", process, log)
        yield process, f"http://127.0.0.1:{port}/", log


class Visitor:
    """What a browser gets: the page, its cookie, and the name of its kernel."""

    def __init__(self, url, query=""):
        with urllib.request.urlopen(url + query) as answer:
            self.page = answer.read().decode()
            cookies = answer.headers.get_all("Set-Cookie")
        self.url = url
        self.cookie = next((one.split(";")[0] for one in cookies if one.startswith("_xsrf=")), "")
        self.kernel = re.search(r'"kernelId": "([\w-]+)"', self.page)[1]

    def goodbye(self):
        """What the page sends when it goes; the answer's number."""
        data = urllib.parse.urlencode({"_xsrf": self.cookie.removeprefix("_xsrf=")}).encode()
        address = f"{self.url}voila/api/shutdown/{self.kernel}"
        return status(urllib.request.Request(address, data, {"Cookie": self.cookie}))

    def channel(self, path="api/kernels/{}/channels?session_id=one"):
        """An awaitable socket to the kernel, as the page has it."""
        return websocket_connect(HTTPRequest(self.url.replace("http", "ws") + path.format(self.kernel)))


def status(request):
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


@pytest.fixture
def empty(server):
    """No visitor is left from the test before."""
    wait_until(lambda: kernels(server[0]) == [], "an empty room")


def test_a_page_s_goodbye_is_accepted_and_nobody_else_s(server, empty):
    process, url, _ = server
    visitor = Visitor(url)
    assert len(kernels(process)) == 1
    assert status(urllib.request.Request(f"{url}voila/api/shutdown/{visitor.kernel}", b"")) == 403
    assert len(kernels(process)) == 1
    assert visitor.goodbye() == 204
    assert kernels(process) == []


def test_whoever_asks_without_a_browser_gets_no_more_than_the_seats_and_leaves_none_taken(server, empty):
    process, url, log = server
    for _ in range(3):
        urllib.request.urlopen(url).close()
    with pytest.raises(urllib.error.HTTPError) as full:
        urllib.request.urlopen(url)
    words = re.sub(r"<[^>]+>", "", full.value.read().decode().partition("<body>")[2]).strip()
    assert full.value.code == 503
    assert words == "3 visitors are here, and there is room for no more; this page tries again by itself."
    assert len(kernels(process)) == 3
    wait_until(lambda: kernels(process) == [], "no process left")
    assert Visitor(url).goodbye() == 204
    assert "Traceback" not in log.read_text()


def test_who_hangs_up_or_falls_silent_is_gone_and_who_answers_stays(server, empty):
    process, url, _ = server

    async def visits():
        stays, leaves = Visitor(url), Visitor(url)
        open_page = await stays.channel()
        left = await leaves.channel()
        silent = Visitor(url)
        lost = handshake(silent)  # a network that is lost says nothing, not even to a ping
        assert len(kernels(process)) == 3
        left.close()
        reads = asyncio.create_task(read_on(open_page))  # answers pings meanwhile
        await asyncio.to_thread(wait_until, lambda: len(kernels(process)) == 1, "those who are gone to be forgotten")
        assert status(f"{url}api/kernels/{stays.kernel}") == 200
        reads.cancel()
        lost.close()
        assert await asyncio.to_thread(stays.goodbye) == 204

    asyncio.run(visits())


async def read_on(channel):
    while await channel.read_message() is not None:
        pass


def handshake(visitor):
    """A page's socket that will never say another word."""
    host, port = urllib.parse.urlsplit(visitor.url).netloc.split(":")
    lost = socket.create_connection((host, int(port)))
    lost.sendall(
        f"GET /api/kernels/{visitor.kernel}/channels?session_id=lost HTTP/1.1\r\nHost: {host}:{port}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
    )
    assert lost.recv(12) == b"HTTP/1.1 101"
    return lost


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What a page is told of a lesson whose first cell takes long and whose others put out two things each.

    Each is a cell's number, what is put out, and whether the page closes the line then.
    """
    home, port = small_workbook(tmp_path_factory.mktemp("a slow class")), free_port()
    slow = "import time\ntime.sleep(8)\n'at last'"
    pairs = [f"display({first}, {first + 1})\nNone" for first in (1, 3)]
    cells = [nbformat.v4.new_code_cell(source) for source in (slow, *pairs)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), home / "notebooks" / "06-surveys.ipynb")

    async def visit(url):
        visitor = Visitor(url)
        channel, lesson = await visitor.channel(), await visitor.channel("voila/execution/{}")
        reads = asyncio.create_task(read_on(channel))
        assert json.loads(await lesson.read_message())["action"] == "initialized"
        await lesson.write_message(json.dumps({"action": "execute", "payload": {"kernel_id": visitor.kernel}}))
        told = []
        while (not told or not told[-1][2]) and (said := await lesson.read_message()) is not None:
            payload = json.loads(said)["payload"]
            (output,) = payload["output_cell"]["outputs"]
            is_last = payload["cell_index"] + 1 == payload["total_cell"]
            told.append((payload["cell_index"], output["data"]["text/plain"], is_last))
        assert not reads.done()  # the page is there, and its kernel is too
        channel.close()
        lesson.close()
        await asyncio.to_thread(visitor.goodbye)
        return told

    with running(home, "demo", "06", "--no-browser", "--port", str(port), prelude=HURRIED) as (process, log):
        wait_for_words(r"is at http", process, log)
        return asyncio.run(visit(f"http://127.0.0.1:{port}/"))


def test_a_lesson_that_takes_longer_than_a_page_s_silence_may_is_told_to_its_end(told):
    assert told[0] == (0, "'at last'", False) and told[-1][2]


def test_each_output_of_a_cell_is_told_by_itself_and_the_last_of_all_ends_the_page_s_line(told):
    """As Voila's page forgets what follows an output whose widget has not arrived yet."""
    assert told[1:] == [(1, "1", False), (1, "2", False), (2, "3", False), (2, "4", True)]


def test_visitors_leave_no_open_files_behind(server, empty):
    process, url, _ = server

    async def visit():
        visitor = Visitor(url)
        channel = await visitor.channel()
        assert await asyncio.to_thread(visitor.goodbye) == 204
        channel.close()
        await read_on(channel)

    def open_files():
        return psutil.Process(process.pid).num_fds()

    asyncio.run(visit())
    wait_until(lambda: kernels(process) == [], "no process left")
    before = open_files()
    for _ in range(sample(4, usually=2)):
        asyncio.run(visit())
    wait_until(lambda: kernels(process) == [] and open_files() <= before, "no more open files than before")


REQUESTS = [
    ("shell", "execute_request", {"code": "open({path!r}, 'w')", "silent": False, "store_history": False,
                                  "user_expressions": {}, "allow_stdin": False, "stop_on_error": True}),
    ("shell", "execute_request", {"code": "", "silent": True, "user_expressions": {"x": "open({path!r}, 'w')"}}),
    ("control", "execute_request", {"code": "open({path!r}, 'w')", "silent": False}),
    ("control", "debug_request", {"type": "request", "seq": 1, "command": "evaluate",
                                  "arguments": {"expression": "open({path!r}, 'w')"}}),
    ("shell", "inspect_request", {"code": "casekit", "cursor_pos": 3, "detail_level": 1}),
    ("shell", "complete_request", {"code": "casekit.", "cursor_pos": 8}),
    ("shell", "history_request", {"hist_access_type": "tail", "n": 9, "output": True, "raw": True}),
    ("stdin", "input_reply", {"value": "open({path!r}, 'w')"}),
    ("shell", "comm_open", {"comm_id": "1", "target_name": "os", "target_module": "antigravity", "data": {}}),
]  # fmt: skip


def test_a_visitor_s_code_is_run_by_nobody_and_none_of_the_lesson_s_is_told(server, empty, tmp_path):
    """All that a page may say to its kernel is what widgets say: no code, and no question about code.

    Of the lesson's own code the page is told nothing. (Who speaks Jupyter's old protocol can listen to it while it
    runs; it has no exercises and no answers in it.)
    """
    process, url, _ = server
    written = tmp_path / "written"

    async def conversation():
        visitor = Visitor(url)
        channel, heard = await visitor.channel(), []
        for number, (place, kind, content) in enumerate(REQUESTS):
            text = json.dumps(content).replace("{path!r}", f"'{written}'")
            await channel.write_message(message(place, kind, json.loads(text), number))
        await channel.write_message(message("shell", "kernel_info_request", {}, 99))  # answered after all before it
        await channel.write_message(message("control", "kernel_info_request", {}, 100))
        while sum(one["msg_type"] == "kernel_info_reply" for one in heard) < 2:
            heard.append(json.loads(await channel.read_message()))
        lesson = await visitor.channel("voila/execution/{}")
        request = {"kernel_id": visitor.kernel, "code": f"open('{written}', 'w')", "nb": {"cells": []}}
        await lesson.write_message(json.dumps({"action": "execute", "payload": request}))
        while "cell_index" not in (told := json.loads(await lesson.read_message()))["payload"] or (
            told["payload"]["cell_index"] < told["payload"]["total_cell"] - 1
        ):
            heard.append(told)
        channel.close()
        lesson.close()
        await asyncio.to_thread(visitor.goodbye)
        return visitor.page, heard

    page, heard = asyncio.run(conversation())
    assert not written.exists()
    replies = {one["msg_type"] for one in heard if one.get("msg_type", "").endswith("_reply")}
    assert replies == {"kernel_info_reply"}
    everything = page + json.dumps(heard)
    assert "'text/plain': '2'" in str(heard)  # the lesson itself has run
    assert [code for code in ("import casekit", "1 + 1", "a secret") if code in everything] == []


def message(channel, kind, content, number):
    header = {"msg_id": str(number), "msg_type": kind, "username": "", "session": "one", "date": "", "version": "5.3"}
    whole = {"channel": channel, "header": header, "parent_header": {}, "metadata": {}, "content": content}
    return json.dumps(whole | {"buffers": []})


def test_the_server_hands_out_the_page_and_neither_files_nor_other_templates(server, empty):
    _, url, _ = server
    visitor = Visitor(url, "?template=base&theme=dark")
    assert "--jp-content-font-size1: 1.35rem" in visitor.page and "theme-light" in visitor.page
    for path in ("06-surveys.ipynb", "../README.md", ".", "%2e%2e/notebooks/06-surveys.ipynb"):
        assert status(f"{url}voila/files/{path}") in (403, 404), path
    for path in ("api/contents", "api/kernels", "api/sessions", "api/terminals", "api/kernelspecs"):
        assert status(f"{url}{path}") in (403, 404), path
    assert visitor.goodbye() == 204


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows closes a terminal in another way")
def test_a_closed_terminal_ends_the_server_its_kernels_and_its_temporary_files(tmp_path, monkeypatch):
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    home, port = small_workbook(tmp_path), free_port()
    with running(home, "demo", "06", "--no-browser", "--port", str(port)) as (process, log):
        wait_for_words(r"is at http", process, log)
        Visitor(f"http://127.0.0.1:{port}/")
        (kernel,) = kernels(process)
        assert os.listdir(tmp_path / "temporary") != []
        process.send_signal(signal.SIGHUP)
        assert process.wait(180) == 0
    assert not psutil.pid_exists(kernel)
    assert os.listdir(tmp_path / "temporary") == []


def test_a_server_on_an_address_of_version_6_is_found_where_it_says(tmp_path):
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this computer has no addresses of version 6")
    home, port = small_workbook(tmp_path), free_port()
    with running(home, "demo", "06", "--no-browser", "--ip", "::1", "--port", str(port)) as (process, log):
        url = wait_for_words(r"is at (http://\[::1\]:\d+/)", process, log)[1]
        assert Visitor(url).goodbye() == 204


# --- in this process --------------------------------------------------------------------------------------------------


def test_why_the_page_cannot_be_served_is_one_sentence(tmp_path, monkeypatch):
    notebook = small_workbook(tmp_path) / "notebooks" / "06-surveys.ipynb"
    how = {"port": free_port(), "ip": "127.0.0.1", "visitors": 1, "ready": pytest.fail}
    with socket.create_server(("127.0.0.1", how["port"])):  # taken while Voila was on its way
        with pytest.raises(CaseError, match=rf"^Port {how['port']} is taken by another program; choose another one"):
            demo.serve(notebook, **how)
    notebook.write_text("<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> theirs\n")
    with pytest.raises(CaseError, match="06-surveys.ipynb has an undecided merge conflict in it"):
        demo.serve(notebook, **how)
    notebook.unlink()
    with pytest.raises(CaseError, match="^Could not read .*06-surveys.ipynb: there is no such folder or file.$"):
        demo.serve(notebook, **how)
