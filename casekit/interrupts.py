"""Ctrl-C: put off to the end of what may not be left half done, and said in a sentence at the end of a program."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

ENDED_SO = 130  # what shells and typer return for a program that Ctrl-C has ended


@contextmanager
def put_off() -> Iterator[None]:
    """A Ctrl-C within the block counts at its end, where it raises KeyboardInterrupt as always.

    For what is short: a folder that takes another's place, a clean-up, the import of libraries, which do not expect it.

    >>> try:
    ...     with put_off():
    ...         signal.raise_signal(signal.SIGINT)
    ...         print("done")
    ... except KeyboardInterrupt:
    ...     print("and then stopped")
    done
    and then stopped
    """
    before = signal.getsignal(signal.SIGINT)
    if before is None or threading.current_thread() is not threading.main_thread():
        yield  # Python delivers signals to the main thread only, and lets nobody else say how
        return
    pressed = False

    def note(number: int, frame: object) -> None:
        nonlocal pressed
        pressed = True

    signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if pressed:
            signal.raise_signal(signal.SIGINT)


@contextmanager
def said_at_the_end() -> Iterator[None]:
    """End the program with a sentence if Ctrl-C ends the block, which is all of the program; a second one is too late.

    >>> with said_at_the_end():  # doctest: +SKIP
    ...     raise KeyboardInterrupt
    Stopped by Ctrl-C.
    """
    try:
        yield
    except (KeyboardInterrupt, SystemExit) as ended:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if isinstance(ended, SystemExit) and ended.code != ENDED_SO:
            raise
        print("Stopped by Ctrl-C.", file=sys.stderr)
        sys.exit(ENDED_SO)
