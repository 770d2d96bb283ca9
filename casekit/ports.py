"""Asking for a port before a server does, so that a taken one is a sentence and not a page of log."""

from __future__ import annotations

import errno
import getpass
import ipaddress
import os
import re
import socket

import psutil

from casekit.errors import CaseError, shown, whole_number

THIS_COMPUTER = "127.0.0.1"

# For JupyterLab and Voila alike: no page of log, and no other user of this computer can listen in on a kernel.
QUIET_AND_PRIVATE = ["--Application.log_level=ERROR", "--KernelManager.transport_encryption=auto"]

_NAME = re.compile(r"\w([\w.-]*\w)?")
_REFUSED = (errno.EACCES, errno.EPERM)


def ensure_free(port: int, ip: str = THIS_COMPUTER) -> None:
    """Raise CaseError unless a server could listen on `port` at `ip`, an address or a name of this computer.

    >>> ensure_free(70_000)
    Traceback (most recent call last):
    casekit.errors.CaseError: port must be a whole number from 1 to 65,535; 70,000 was given.
    """
    whole_number("port", port, 1, 65_535)
    error = _obstacle(port, ip)
    if error is None:
        return
    if error.errno == errno.EADDRINUSE:
        raise CaseError(f"Port {port} is taken by another program; choose another one with --port.")
    if error.errno in _REFUSED:
        raise CaseError(f"Port {port} needs an administrator's rights; choose one above 1023.")
    if error.errno == errno.EADDRNOTAVAIL:
        own = ", ".join([THIS_COMPUTER, *in_the_network()])
        raise CaseError(f"This computer does not have the address {ip}; it has {own}.")
    raise CaseError(f"Port {port} cannot be opened at {ip}: {error.strerror or error}.")


def first_free(port: int, ip: str = THIS_COMPUTER) -> int:
    """`port`, or the next one above it that is free; CaseError if it is `ip` that is wrong."""
    for candidate in range(port, port + 50):
        error = _obstacle(candidate, ip)
        if error is None or error.errno not in (errno.EADDRINUSE, *_REFUSED):
            ensure_free(candidate, ip)
            return candidate
    raise CaseError(f"No port from {port} to {port + 49} is free; choose one with --port.")


def url(port: int, ip: str = THIS_COMPUTER) -> str:
    """Where a server that listens at `ip` is found from this computer.

    >>> url(8866), url(8866, "::1"), url(8866, "0.0.0.0")
    ('http://127.0.0.1:8866/', 'http://[::1]:8866/', 'http://127.0.0.1:8866/')
    """
    return f"http://{_in_brackets(_from_here(ip))}:{port}/"


def urls_elsewhere(port: int, ip: str) -> list[str]:
    """Where other computers find a server that listens on every address; none if it does not.

    >>> urls_elsewhere(8866, "127.0.0.1")
    []
    """
    if not (_is_literal(ip) and ipaddress.ip_address(ip).is_unspecified):
        return []
    version = ipaddress.ip_address(ip).version
    there = [other for other in in_the_network() if ipaddress.ip_address(other).version == version]
    return [url(port, other) for other in there]


def tunnel(port: int, ip: str = THIS_COMPUTER) -> str | None:
    """What to type on one's own computer to reach a server on this one, for whoever sits at another one's screen.

    None where it is not needed: without an SSH connection, with a screen of this computer's, or where the server
    listens to the network anyway.
    """
    session = os.environ.get("SSH_CONNECTION", "").split()  # the client's address and port, then the server's
    has_screen = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if len(session) != 4 or has_screen or not _is_private(ip):
        return None
    ssh = "ssh" if session[3] == "22" else f"ssh -p {session[3]}"
    return f"{ssh} -L {port}:{_in_brackets(ip)}:{port} {_user()}@{session[2]}"


def in_the_network() -> list[str]:
    """This computer's addresses in its networks, those of version 4 first."""
    up = {name for name, card in psutil.net_if_stats().items() if card.isup}
    found = {
        address.address
        for name, addresses in psutil.net_if_addrs().items()
        if name in up
        for address in addresses
        if address.family in (socket.AF_INET, socket.AF_INET6)
    }
    literal = [ipaddress.ip_address(one) for one in found if _is_literal(one)]
    known = [one for one in literal if not one.is_loopback and not one.is_link_local]
    return [str(one) for one in sorted(known, key=lambda one: (one.version, int(one)))]


def _obstacle(port: int, ip: str) -> OSError | None:
    """Why no server can listen there; None if one can, be it at one of the addresses that a name stands for."""
    addresses, errors = _addresses(port, ip), []
    for family, address in addresses:
        try:
            with socket.create_server(address, family=family):
                pass
        except OSError as error:
            errors.append(error)
    in_use = [error for error in errors if error.errno == errno.EADDRINUSE]
    return next(iter(in_use or errors), None) if in_use or len(errors) == len(addresses) else None


def _addresses(port: int, ip: str) -> list[tuple[int, tuple]]:
    """What to listen on for `ip`: an address, or a name that stands for one or more."""
    try:
        if not _is_literal(ip) and (_is_shorthand(ip) or not _NAME.fullmatch(ip)):
            raise OSError  # "*" is every address to some systems, a name like any other to others
        found = socket.getaddrinfo(ip, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError):  # ValueError: a name that is none, such as one with bytes that are no UTF-8
        raise CaseError(
            f"There is no address {shown(ip)}; --ip {THIS_COMPUTER} is this computer only, "
            "--ip 0.0.0.0 opens it to the network."
        ) from None
    return [(family, address) for family, _, _, _, address in found]


def _is_literal(ip: str) -> bool:
    try:
        ipaddress.ip_address(ip)
    except ValueError:
        return False
    return True


def _is_shorthand(ip: str) -> bool:
    """Whether `ip` is an address in a form of old, such as 0 for 0.0.0.0 or 127.1 for 127.0.0.1."""
    try:
        socket.getaddrinfo(ip, None, flags=socket.AI_NUMERICHOST)
    except (OSError, ValueError):
        return False
    return True


def _is_private(ip: str) -> bool:
    """Whether only this computer reaches what listens at `ip`."""
    return all(ipaddress.ip_address(address[0]).is_loopback for _, address in _addresses(0, ip))


def _from_here(ip: str) -> str:
    """The address under which this computer reaches what listens at `ip`."""
    return {"0.0.0.0": THIS_COMPUTER, "::": "::1"}.get(ip, ip)


def _in_brackets(ip: str) -> str:
    """`ip` as an address on the web has it: one of version 6 in brackets."""
    return f"[{ip}]" if ":" in ip else ip


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a user without a name, as in a container
        return "you"
