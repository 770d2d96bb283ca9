"""What cannot be read is one sentence, and a file is only read: nothing in it is run, changed or sent."""

import builtins
import os
import socket

import numpy as np
import pytest
from own.written import read, write

import casekit
from casekit import CaseError, memory, read_transactions

GOOD = "customer,date,amount\na,2025-01-01,1\n"


def sentence(call):
    with pytest.raises(CaseError) as caught:
        call()
    says = str(caught.value)
    assert says.splitlines() == [says] and says.endswith(".") and len(says) < 600, says
    return says


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "is empty."), (b"\n \n\n", "nothing but empty lines."),
     (b"customer,date,amount\n", "has headings, and no record under them"),
     (b"PK\x03\x04rest", "a workbook of a spreadsheet"),
     (b"\xd0\xcf\x11\xe0\xa1", "a workbook of an older spreadsheet"),
     (b"\x1f\x8b\x08", "packed with gzip; unpack it" ), (b"%PDF-1.4", "is a PDF"), (b'{"a": 1}', "is JSON"),
     (b"<html>", "HTML"), (b"SQLite format 3\0", "a database"), (b"a,b\0\0\0c\n1,2,3\xff\n", "is no text"),
     (b"one\ntwo\nthree\n", "must have several columns"), (b"PAR1broken", "is damaged")],
)  # fmt: skip
def test_files_of_other_kinds(tmp_path, content, words):
    path = write(tmp_path, "")
    path.write_bytes(content)
    assert words.replace("gzip;", "gzip, and CSV or Parquet is needed;") in sentence(lambda: read_transactions(path))


def test_paths(tmp_path):
    assert "no such folder or file" in sentence(lambda: read_transactions(tmp_path / "none.csv"))
    assert "Could not read" in sentence(lambda: read_transactions(tmp_path))
    for wrong in (None, 7, b"x\0", object(), [GOOD]):
        assert sentence(lambda wrong=wrong: read_transactions(wrong)).startswith("path must be a path")


def test_nothing_of_use_says_why(tmp_path):
    rows = "customer,date,amount\n,2025-01-01,1\nNULL,2025-01-01,1\na,soon,1\nb,2025-01-01,-1\n"
    says = sentence(lambda: read(tmp_path, rows))
    assert says == (
        "No record of shop.csv is a purchase, of 4: 2 no customer, 1 no date that can be read, 1 negative amount."
    )


@pytest.mark.parametrize(
    ("said", "words"),
    [({"dates": 3}, "There is no dates 3."), ({"decimal": ""}, "There is no decimal ''."),
     ({"currency": 3}, "There is no currency 3"), ({"time_zone": "Vienna"}, "time_zone must be a name such as"),
     ({"time_zone": 1}, "time_zone must be a name such as"),
     ({"encoding": "base64"}, "There is no encoding 'base64'."), ({"encoding": 8}, "encoding must be text"),
     ({"delimiter": ";;"}, "delimiter must be one character"),
     ({"delimiter": '"'}, "delimiter must be one character"), ({"delimiter": ";"}, "must have several columns"),
     ({"purchase": True}, "There is no purchase True."), ({"paid": []}, "paid must be"),
     ({"at": "custommer"}, "at must be a column of the file; 'custommer' is none; did you mean 'customer'")],
)  # fmt: skip
def test_arguments(tmp_path, said, words):
    path = write(tmp_path, GOOD.replace("1\n", "1 €\n"))
    assert words in sentence(lambda: read_transactions(path, **said))


def test_a_file_too_large_for_the_memory(tmp_path, monkeypatch):
    path = write(tmp_path, GOOD)
    monkeypatch.setattr(memory, "free", lambda: 100)
    assert "is too large: to read it takes some" in sentence(lambda: read_transactions(path))
    monkeypatch.setattr(memory, "free", lambda: 500)  # enough for the text, not for what is made of its rows
    assert "is too large" in sentence(lambda: read_transactions(path))


HOSTILE = ['=HYPERLINK("http://example.com")', "+1+cmd|' /C calc'!A0", "@SUM(A1)", "<script>alert(1)</script>",
           "$(reboot)",
           "__import__('os').remove('x')", "{{7*7}}", "\x1b[31m", "../../x", "%s%n",
           "a" * 5_000, "\u202ecba"]  # fmt: skip


def test_what_stands_in_a_file_does_nothing(tmp_path, monkeypatch):
    """No socket is opened, no file written, none but this one read from its folder; and it stays as it is."""
    rows = "".join(
        f"{number},'{text.replace(',', ' ')},2025-01-0{1 + number % 9},1.00\n" for number, text in enumerate(HOSTILE)
    )
    path = write(tmp_path, "id,customer,date,amount\n" + rows)
    before, age = path.read_bytes(), path.stat().st_mtime_ns
    read_transactions(path)  # what is imported on the first call

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("not in reading a file")

    opened, true_open = [], builtins.open
    monkeypatch.setattr(socket.socket, "connect", forbidden)
    monkeypatch.setattr(os, "system", forbidden)
    monkeypatch.setattr(builtins, "eval", forbidden)
    monkeypatch.setattr(
        builtins,
        "open",
        lambda name, mode="r", *rest, **named: (opened.append(mode), true_open(name, mode, *rest, **named))[1],
    )
    found = read_transactions(path)
    assert len(found.purchases) == len(HOSTILE) and not [mode for mode in opened if set(mode) & set("wax+")]
    assert path.read_bytes() == before and path.stat().st_mtime_ns == age and os.listdir(tmp_path) == ["shop.csv"]
    assert all(line.isprintable() for line in repr(found).splitlines())


def test_nothing_global_changes(tmp_path):
    np.random.seed(7)
    before = np.random.get_state()[1].copy()
    read(tmp_path, GOOD)
    assert (np.random.get_state()[1] == before).all()


def test_it_is_public_and_comes_when_it_is_asked_for():
    assert "read_transactions" in casekit.__all__ and "read_transactions" in dir(casekit)
    assert casekit.read_transactions is read_transactions


def test_what_a_result_prints(tmp_path):
    found = read(tmp_path, "customer,date,amount\na,2025-01-01,1.50\nb,2025-01-02,\n")
    assert repr(found).splitlines() == [
        "1 purchase of 1 customer, 1.50 in all, from 2 records of shop.csv.",
        "- text in utf-8; commas between cells; headings on line 1.",
        "- a row is a purchase.",
        "- customer_id is 'customer'.",
        "- at is 'date', by the shop's own clock, as no time zone is given.",
        "- amount is 'amount'.",
        "- the decimal sign is a point, as '1.50' shows.",
        "Refused: 1 record; .refused shows each.",
        "- 1: no amount",
    ]
    assert found.reasons == {"no amount": 1}
