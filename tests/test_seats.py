"""Seats are given, kept and given up as they should, with real kernels; only the clock is set forward."""

import asyncio
import time
from tempfile import TemporaryDirectory

import psutil
import pytest
from jupyter_client.kernelspec import NoSuchKernel
from tornado.web import HTTPError

from casekit import memory, seats


@pytest.fixture
def clock(monkeypatch):
    """A clock to set forward: clock[0] seconds more than it is."""
    forward, now = [0.0], time.monotonic
    monkeypatch.setattr(seats.time, "monotonic", lambda: now() + forward[0])
    return forward


def with_seats(most, story):
    """Run `story(visitors)`, a coroutine, with room for `most`; every kernel ends."""

    async def run(folder):
        visitors = seats.Seats(most=most, connection_dir=folder)
        try:
            await story(visitors)
        finally:
            for kernel_id in visitors.list_kernel_ids():
                await visitors.shutdown_kernel(kernel_id)
            # Not left to the garbage collector: it forgets the sockets first, and then waits for them for ever.
            visitors.context.destroy(linger=0)

    with TemporaryDirectory() as folder:
        asyncio.run(run(folder))


def process_of(visitors, kernel_id):
    return psutil.Process(visitors.get_kernel(kernel_id).provisioner.pid)


def test_who_thinks_for_an_hour_keeps_the_kernel_and_who_is_gone_loses_it(clock):
    async def story(visitors):
        kernel_id = await visitors.start_kernel(kernel_name="python3")
        process = process_of(visitors, kernel_id)
        visitors.notify_connect(kernel_id)
        clock[0] += 3_600
        await visitors.cull_kernels()
        assert kernel_id in visitors
        visitors.notify_disconnect(kernel_id)  # a network that fails after this hour ends nothing at once
        clock[0] += seats.LEAVING_SECONDS - 5
        await visitors.cull_kernels()
        assert kernel_id in visitors
        visitors.notify_connect(kernel_id)  # it is back
        clock[0] += 3_600
        await visitors.cull_kernels()
        assert kernel_id in visitors
        visitors.notify_disconnect(kernel_id)
        clock[0] += seats.LEAVING_SECONDS + 1
        await visitors.cull_kernels()
        assert kernel_id not in visitors and not process.is_running()

    with_seats(1, story)


def test_who_never_comes_to_life_loses_the_kernel_after_a_longer_while(clock):
    async def story(visitors):
        kernel_id = await visitors.start_kernel(kernel_name="python3")
        clock[0] += seats.LEAVING_SECONDS + 1
        await visitors.cull_kernels()
        assert kernel_id in visitors
        clock[0] += seats.ARRIVING_SECONDS
        await visitors.cull_kernels()
        assert kernel_id not in visitors

    with_seats(1, story)


def test_a_busy_kernel_that_nobody_sees_ends_too(clock):
    async def story(visitors):
        kernel_id = await visitors.start_kernel(kernel_name="python3")
        client = visitors.get_kernel(kernel_id).client()
        client.start_channels()
        await client.wait_for_ready(timeout=60)
        client.execute("while True: print('on and on')")
        while visitors.get_kernel(kernel_id).execution_state != "busy":
            await asyncio.sleep(0.05)
        client.stop_channels()
        clock[0] += seats.ARRIVING_SECONDS + 1
        await visitors.cull_kernels()
        assert kernel_id not in visitors

    with_seats(1, story)


def test_of_two_who_come_at_once_one_gets_the_last_seat():
    async def story(visitors):
        came = [visitors.start_kernel(kernel_name="python3") for _ in range(2)]
        first, second = await asyncio.gather(*came, return_exceptions=True)
        assert first in visitors
        assert isinstance(second, HTTPError) and second.status_code == 503
        assert (
            second.log_message == "One visitor is here, and there is room for no more; this page tries again by itself."
        )
        await visitors.shutdown_kernel(first)
        assert await visitors.start_kernel(kernel_name="python3") in visitors

    with_seats(1, story)


def test_a_page_that_is_loaded_anew_gets_the_seat_that_it_gives_up():
    async def story(visitors):
        kernel_id = await visitors.start_kernel(kernel_name="python3")
        goodbye = asyncio.create_task(visitors.shutdown_kernel(kernel_id))
        await asyncio.sleep(0)
        assert await visitors.start_kernel(kernel_name="python3") in visitors  # while the old one is still ending
        await goodbye
        assert len(visitors) == 1

    with_seats(1, story)


def test_a_kernel_that_does_not_start_or_that_dies_takes_no_seat():
    async def story(visitors):
        with pytest.raises(NoSuchKernel):
            await visitors.start_kernel(kernel_name="no such language")
        kernel_id = await visitors.start_kernel(kernel_name="python3")
        process_of(visitors, kernel_id).kill()
        visitors._handle_kernel_died(kernel_id)  # as Jupyter does when it has given up starting it again
        assert await visitors.start_kernel(kernel_name="python3") in visitors

    with_seats(1, story)


def test_without_memory_for_another_nobody_is_let_in_beside_the_first(monkeypatch):
    monkeypatch.setattr(memory, "free", lambda: memory.VISITOR_BYTES - 1)

    async def story(visitors):
        assert await visitors.start_kernel(kernel_name="python3") in visitors
        with pytest.raises(HTTPError, match="503"):
            await visitors.start_kernel(kernel_name="python3")

    with_seats(5, story)
