"""A port that a server cannot have is a sentence before the server starts."""

import errno
import socket

import pytest

from casekit import CaseError, ports


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
    with pytest.raises(CaseError, match="^This computer does not have the address 203.0.113.9; it has 127.0.0.1"):
        ports.first_free(8866, "203.0.113.9")


@pytest.mark.parametrize("ip", ["", " ", "300.1.2.3", "no such name"])
def test_what_is_no_address_is_a_sentence(ip):
    with pytest.raises(CaseError) as caught:
        ports.first_free(8866, ip)
    assert "No port" not in str(caught.value) and "\n" not in str(caught.value)


def test_where_no_port_is_free_another_one_is_to_be_chosen(monkeypatch):
    def refuse(*_, **__):
        raise OSError(errno.EADDRINUSE, "Address already in use")

    monkeypatch.setattr(socket, "create_server", refuse)
    with pytest.raises(CaseError, match="^No port from 8866 to 8915 is free; choose one with --port.$"):
        ports.first_free(8866)
