"""The visitors of a class page: a slow computer gets every picture, too; who has left keeps no Python process.

A class takes minutes to come and go: with `--thorough`.
"""

from __future__ import annotations

import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from commands import free_port, kernels, running, wait_for_words, wait_until
from thoroughness import is_thorough

sys.path.insert(0, str(Path(__file__).parent))
from test_classroom import is_complete, slow_down

from casekit import workbook

pytestmark = pytest.mark.browser
a_class = pytest.mark.skipif(not is_thorough(), reason="a class takes minutes to come and go: with --thorough")

VISITORS = 10


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """`casekit demo 06` with few seats: its process and its address."""
    home, port = tmp_path_factory.mktemp("class"), free_port()
    home.joinpath("casekit").symlink_to(workbook.HOME / "casekit")
    home.joinpath("notebooks").symlink_to(workbook.HOME / "notebooks")
    arguments = ("demo", "06", "--no-browser", "--port", str(port), "--visitors", str(VISITORS))
    with running(home, *arguments) as (process, log):
        wait_for_words(rf"is at http://127\.0\.0\.1:{port}/ .* with room for {VISITORS} at a time", process, log)
        # What it says is true in this moment.
        yield process, f"http://127.0.0.1:{port}/"


def visit(chromium, url, slower=1):
    page = chromium.new_page()
    slow_down(page, slower)
    page.goto(url, timeout=90_000)
    return page


@a_class
@pytest.mark.parametrize("slower", [6, 10])
def test_a_slower_visitor_gets_every_picture_and_line_too(chromium, server, slower):
    page = visit(chromium, server[1], slower)
    wait_until(lambda: is_complete(page), "all pictures and lines", seconds=180)
    page.close()


@a_class
def test_visitors_come_reload_and_go_and_a_minute_later_no_process_is_left(chromium, server):
    process, url = server
    wait_until(lambda: kernels(process) == [], "an empty room")
    pages = [visit(chromium, url) for _ in range(VISITORS)]
    for page in pages:
        wait_until(lambda page=page: is_complete(page), "all pictures and lines", seconds=240)
    assert len(kernels(process)) == VISITORS
    with pytest.raises(urllib.error.HTTPError) as full:
        urllib.request.urlopen(url)
    assert full.value.code == 503
    assert f"{VISITORS} visitors are here, and there is room for no more" in full.value.read().decode()
    pages[0].reload(timeout=90_000)
    wait_until(lambda: is_complete(pages[0]), "all of it again", seconds=240)
    assert len(kernels(process)) == VISITORS
    for page in pages:
        page.close()
    wait_until(lambda: kernels(process) == [], "no process left", seconds=60)


@a_class
def test_a_page_says_goodbye_and_one_that_comes_back_too_late_says_so(chromium, server):
    process, url = server
    wait_until(lambda: kernels(process) == [], "an empty room")
    page = visit(chromium, url)
    wait_until(lambda: is_complete(page), "all pictures and lines", seconds=240)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    with page.expect_response("**/voila/api/shutdown/*") as goodbye:
        page.evaluate("window.dispatchEvent(new Event('beforeunload'))")  # as when a tab is closed; this one stays
    assert goodbye.value.status == 204
    wait_until(lambda: kernels(process) == [], "no process left")
    assert page.get_by_role("alert").count() == 0  # none of the earlier looks found it gone
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.get_by_role("alert").filter(has_text="no longer answers; load it anew").wait_for()
    page.reload(timeout=90_000)
    wait_until(lambda: is_complete(page), "all of it again", seconds=240)
    assert len(kernels(process)) == 1 and page.get_by_role("alert").count() == 0
    page.goto("about:blank")
    wait_until(lambda: kernels(process) == [], "no process left", seconds=60)
    page.close()


@a_class
def test_what_asks_for_the_page_and_is_no_browser_keeps_no_process(server):
    process, url = server
    for _ in range(VISITORS):
        urllib.request.urlopen(url).close()
    wait_until(lambda: kernels(process) == [], "no process left", seconds=90)
