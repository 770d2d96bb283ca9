"""The visitors of a class page: a Python process each, no more than there is room for, and none for who has left."""

from __future__ import annotations

import time
from collections.abc import Awaitable
from typing import Any

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.web import HTTPError
from traitlets import Integer, default
from voila.app import Voila
from voila.tornado.execution_request_handler import ExecutionRequestHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from casekit import memory

# A page that is gone says goodbye, and its kernel ends at once. One that cannot, as its computer was switched off or
# lost its network, stops answering pings; one that never came to life was no browser's. A page that is open keeps its
# seat for as long as it is, also if nobody touches it.
ARRIVING_SECONDS = 60  # from the visit to the page's first word to its kernel: a slow computer, a full classroom
LEAVING_SECONDS = 15  # a network that was lost for so long may come back to the same kernel
CULLING_SECONDS = 3


class Channel(VoilaKernelWebsocketHandler):
    """A page's line to its kernel, as long as the page answers pings."""

    ping_interval = 4_000  # milliseconds
    ping_timeout = 12_000  # longer than the interval, or the first ping would be too late

    is_open = False

    async def open(self, kernel_id: str) -> None:
        """Open the line. Until then no answer is read, and a busy kernel may take its time: no ping is due."""
        await super().open(kernel_id)
        self.on_pong(b"")
        self.is_open = True

    def send_ping(self) -> None:
        """Ask whether the page is there, and hang up if it has not answered for too long."""
        if self.is_open:
            super().send_ping()


class Lesson(ExecutionRequestHandler):
    """The line on which a page is told a lesson's outputs. No answer is read before the last: it has no pings."""

    ping_interval = 0

    def write_message(self, message: Any, binary: bool = False) -> Awaitable[None]:
        """Tell each output of a cell by itself.

        Voila's page waits with an output whose widget has not arrived, and forgets those that come after it in the
        same message: on a slow computer the line under a picture was lost.
        """
        *before, last = _by_output(message)
        for part in before:
            super().write_message(part, binary)
        return super().write_message(last, binary)


def _by_output(message: Any) -> list[Any]:
    """The message about a cell as one for each of its outputs; any other message as it is."""
    payload = message.get("payload", {}) if isinstance(message, dict) else {}
    outputs = payload.get("output_cell", {}).get("outputs", ())
    if len(outputs) < 2:
        return [message]
    # The page hangs up after the last of all cells, so that has to be the last part.
    ends = [payload["total_cell"] + 1] * (len(outputs) - 1) + [payload["total_cell"]]
    return [
        {**message, "payload": {**payload, "output_cell": {**payload["output_cell"], "outputs": [output]},
                                "total_cell": end}}
        for output, end in zip(outputs, ends, strict=True)
    ]  # fmt: skip


class ClassPage(Voila):
    """Voila with lines of our own."""

    def init_handlers(self) -> list[tuple]:
        """What answers which address."""
        ours = {VoilaKernelWebsocketHandler: Channel, ExecutionRequestHandler: Lesson}
        return [(path, ours.get(handler, handler), *more) for path, handler, *more in super().init_handlers()]


class Seats(AsyncMappingKernelManager):
    """Jupyter's kernels, where each is a visitor's seat."""

    most = Integer(1, config=True, help="How many visitors there may be at a time.")

    def __init__(self, **how: Any):
        super().__init__(**how)
        self._until: dict[str, float] = {}  # by kernel: when an empty seat is given up

    @default("cull_idle_timeout")
    def _default_cull_idle_timeout(self) -> int:
        return LEAVING_SECONDS  # Jupyter looks for empty seats only if this is set

    @default("cull_interval")
    def _default_cull_interval(self) -> int:
        return CULLING_SECONDS

    # The parent has both as coroutines too; its own parent does not.
    async def start_kernel(self, **how: Any) -> str:  # type: ignore[override]
        """Give a visitor a kernel, and return its id; HTTPError 503 if no seat is free, or no memory for another."""
        if len(self._until) >= self.most or (self._until and memory.free() < memory.VISITOR_BYTES):
            there = "One visitor is" if len(self._until) == 1 else f"{len(self._until)} visitors are"
            raise HTTPError(503, f"{there} here, and there is room for no more; this page tries again by itself.")
        kernel_id = self.new_kernel_id()
        self._until[kernel_id] = time.monotonic() + ARRIVING_SECONDS
        try:
            return await super().start_kernel(kernel_id=kernel_id, **how)
        except BaseException:
            self._until.pop(kernel_id, None)
            self._pending_kernels.pop(kernel_id, None)  # or Jupyter would look for it when all are to end
            raise

    async def shutdown_kernel(  # type: ignore[override]
        self, kernel_id: str, now: bool = True, restart: bool = False
    ) -> None:
        """End a kernel; its seat is free from now on, so that a page that is loaded anew finds one.

        It is never asked to end by itself: it has nothing to save, and may be busy or complain on its way out.
        """
        self._until.pop(kernel_id, None)
        try:
            await super().shutdown_kernel(kernel_id, now=True, restart=restart)
        finally:
            if kernel_id in self:  # it would not end; to be tried again
                self._until[kernel_id] = time.monotonic()

    def remove_kernel(self, kernel_id: str) -> Any:
        """Forget a kernel that has ended, and the messages that were kept for its page."""
        if kernel_id in self:
            self.stop_buffering(kernel_id)
        self._until.pop(kernel_id, None)
        return super().remove_kernel(kernel_id)

    def notify_disconnect(self, kernel_id: str) -> None:
        """A page is gone, or its network is: its time runs from now, however long nobody had touched it."""
        super().notify_disconnect(kernel_id)
        if kernel_id in self._until:
            self._until[kernel_id] = time.monotonic() + LEAVING_SECONDS

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """End a kernel that nobody is connected to and that nobody has come back to, busy or not."""
        is_empty = not self._kernel_connections.get(kernel_id)
        if is_empty and time.monotonic() > self._until.get(kernel_id, float("inf")):
            await self.shutdown_kernel(kernel_id)
