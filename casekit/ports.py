"""Asking for a port before a server does, so that a taken one is a sentence and not a page of log."""

from __future__ import annotations

import errno
import socket

from casekit.errors import CaseError, whole_number

THIS_COMPUTER = "127.0.0.1"

# For JupyterLab and Voila alike: no page of log, and no other user of this computer can listen in on a kernel.
QUIET_AND_PRIVATE = ["--Application.log_level=ERROR", "--KernelManager.transport_encryption=auto"]


def ensure_free(port: int, ip: str = THIS_COMPUTER) -> None:
    """Raise CaseError unless a server could listen on `port`.

    >>> ensure_free(70_000)
    Traceback (most recent call last):
    casekit.errors.CaseError: port must be a whole number from 1 to 65,535; 70,000 was given.
    """
    whole_number("port", port, 1, 65_535)
    try:
        with socket.create_server((ip, port)):
            pass
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CaseError(f"Port {port} is taken by another program; choose another one with --port.") from None
        if error.errno in (errno.EACCES, errno.EPERM):
            raise CaseError(f"Port {port} needs an administrator's rights; choose one above 1023.") from None
        raise CaseError(f"Port {port} cannot be opened at {ip}: {error.strerror or error}.") from None


def first_free(port: int, ip: str = THIS_COMPUTER) -> int:
    """`port`, or the next one above it that is free."""
    for candidate in range(port, port + 50):
        try:
            ensure_free(candidate, ip)
        except CaseError:
            continue
        return candidate
    raise CaseError(f"No port from {port} to {port + 49} is free; choose one with --port.")
