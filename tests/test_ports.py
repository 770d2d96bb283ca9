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
        (errno.EADDRNOTAVAIL, "Port 80 cannot be opened at 192.0.2.1: no such address."),
    ],
)
def test_what_the_system_refuses_is_said(number, sentence, monkeypatch):
    def refuse(_):
        raise OSError(number, "no such address")

    monkeypatch.setattr(socket, "create_server", refuse)
    with pytest.raises(CaseError) as caught:
        ports.ensure_free(80, "192.0.2.1")
    assert str(caught.value) == sentence


def test_where_no_port_is_free_another_one_is_to_be_chosen(monkeypatch):
    def refuse(_):
        raise OSError(errno.EADDRINUSE, "Address already in use")

    monkeypatch.setattr(socket, "create_server", refuse)
    with pytest.raises(CaseError, match="^No port from 8866 to 8915 is free; choose one with --port.$"):
        ports.first_free(8866)
