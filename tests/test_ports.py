"""An address or a port that a server cannot have is a sentence before the server starts."""

import errno
import getpass
import socket
from types import SimpleNamespace as Namespace

import psutil
import pytest

from casekit import CaseError, ports

OPENS = "--ip 127.0.0.1 is this computer only, --ip 0.0.0.0 opens it to the network."


def test_the_first_free_port_is_the_next_one_that_nobody_has():
    with socket.create_server((ports.THIS_COMPUTER, 0)) as server:
        taken = server.getsockname()[1]
        assert ports.first_free(taken) > taken
        with pytest.raises(CaseError, match=rf"^Port {taken} is taken by another program; choose another one"):
            ports.ensure_free(taken)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.EACCES, "Port 80 needs an administrator's rights; choose one above 1023."),
        (errno.ENOBUFS, "Port 80 cannot be opened at 192.0.2.1: no such address."),
    ],
)
def test_what_the_system_refuses_is_said(number, sentence, monkeypatch):
    def refuse(*_, **__):
        raise OSError(number, "no such address")

    monkeypatch.setattr(socket, "create_server", refuse)
    with pytest.raises(CaseError) as caught:
        ports.ensure_free(80, "192.0.2.1")
    assert str(caught.value) == sentence


def test_an_address_of_another_computer_is_told_from_a_port_that_is_taken():
    for ip in ("203.0.113.9", "2001:db8::9"):
        with pytest.raises(CaseError, match=f"^This computer does not have the address {ip}; it has 127.0.0.1"):
            ports.first_free(8866, ip)


@pytest.mark.parametrize("ip", ["", " ", "*", "0", "127.1", "0x7f.1", "300.1.2.3", "[::1]", "no such name", "\udcff"])
def test_what_is_no_address_opens_nothing(ip):
    for ask in (ports.first_free, ports.ensure_free):
        with pytest.raises(CaseError) as caught:
            ask(8866, ip)
        assert str(caught.value) == f"There is no address {ip!r}; {OPENS}"


def test_a_name_of_250_characters_is_a_short_sentence():
    with pytest.raises(CaseError) as caught:
        ports.first_free(8866, "a" * 250)
    assert str(caught.value).endswith(OPENS) and len(str(caught.value)) < 200


def test_where_no_port_is_free_another_one_is_to_be_chosen(monkeypatch):
    def refuse(*_, **__):
        raise OSError(errno.EADDRINUSE, "Address already in use")

    monkeypatch.setattr(socket, "create_server", refuse)
    with pytest.raises(CaseError, match="^No port from 8866 to 8915 is free; choose one with --port.$"):
        ports.first_free(8866)


def test_a_name_that_stands_for_two_addresses_needs_one_of_them(monkeypatch):
    """As localhost does on a computer that has given up version 6."""
    both = [(socket.AF_INET6, 1, 6, "", ("::1", 0, 0, 0)), (socket.AF_INET, 1, 6, "", ("127.0.0.1", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, flags=0, **__: fail() if flags else both)
    monkeypatch.setattr(socket, "create_server", version_4_only(socket.create_server))
    assert ports.first_free(8866, "localhost") >= 8866


def fail():
    raise OSError


def version_4_only(create):
    def created(address, family):
        if family == socket.AF_INET6:
            raise OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address")
        return create(address, family=family)

    return created


# --- where it is found ------------------------------------------------------------------------------------------------


@pytest.fixture
def networks(monkeypatch):
    """A computer in one network, with another card that is not plugged in."""
    family = {"lo": ["127.0.0.1", "::1"], "eth0": ["192.168.7.20", "fe80::1%eth0", "fd00::2"], "eth1": ["10.0.0.9"]}
    kind = {True: socket.AF_INET6, False: socket.AF_INET}
    made = {name: [Namespace(family=kind[":" in ip], address=ip) for ip in ips] for name, ips in family.items()}
    up = {name: Namespace(isup=name != "eth1") for name in family}
    monkeypatch.setattr(psutil, "net_if_addrs", lambda: made)
    monkeypatch.setattr(psutil, "net_if_stats", lambda: up)


def test_a_server_open_to_the_network_says_where_others_find_it(networks):
    assert ports.in_the_network() == ["192.168.7.20", "fd00::2"]
    assert ports.urls_elsewhere(8866, "0.0.0.0") == ["http://192.168.7.20:8866/"]
    assert ports.urls_elsewhere(8866, "::") == ["http://[fd00::2]:8866/"]
    assert ports.urls_elsewhere(8866, "127.0.0.1") == ports.urls_elsewhere(8866, "localhost") == []


@pytest.fixture
def from_afar(monkeypatch):
    """A shell on a computer without a screen, reached over the network."""
    monkeypatch.setenv("SSH_CONNECTION", "198.51.100.4 50022 192.0.2.7 22")
    for screen in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(screen, raising=False)
    monkeypatch.setattr(getpass, "getuser", lambda: "ada")


def test_from_afar_a_tunnel_leads_to_what_only_this_computer_reaches(from_afar, monkeypatch):
    assert ports.tunnel(8866) == "ssh -L 8866:127.0.0.1:8866 ada@192.0.2.7"
    assert ports.tunnel(8866, "::1") == "ssh -L 8866:[::1]:8866 ada@192.0.2.7"
    assert ports.tunnel(8866, "0.0.0.0") is None
    monkeypatch.setenv("SSH_CONNECTION", "198.51.100.4 50022 192.0.2.7 2222")
    assert ports.tunnel(9000) == "ssh -p 2222 -L 9000:127.0.0.1:9000 ada@192.0.2.7"


def test_a_user_without_a_name_is_you(from_afar, monkeypatch):
    def nobody():
        raise KeyError("getpwuid(): uid not found: 4711")

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert ports.tunnel(8866) == "ssh -L 8866:127.0.0.1:8866 you@192.0.2.7"


@pytest.mark.parametrize(
    ("name", "value"), [("DISPLAY", ":0"), ("WAYLAND_DISPLAY", "wayland-0"), ("SSH_CONNECTION", "")]
)
def test_who_sits_here_needs_no_tunnel(from_afar, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    assert ports.tunnel(8866) is None
