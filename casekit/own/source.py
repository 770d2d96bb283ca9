"""What a file is, and a text file's bytes in one form: UTF-8, a line feed at the end of each line."""

from __future__ import annotations

import codecs
import os
import re
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from casekit import memory
from casekit.errors import CaseError, choice, shown
from casekit.files import plain_errors, shown_path

# Bytes of memory, as benchmarks/own.py shows: for a byte of text, the file and its cells; for a row, what it becomes.
TIMES_TEXT, A_ROW = 4, 600
_ENCODINGS = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp1250", "cp850", "latin-1", "mac-roman")
_MARKS = (  # the longer one first, as one begins like another
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_AS_CSV = "open it in its program and save it as CSV"
_OTHERS = (  # how the files of other programs begin
    (b"PK\x03\x04", "a workbook of a spreadsheet, or a zip archive", "save the sheet as CSV, or unpack the archive"),
    (b"\xd0\xcf\x11\xe0", "a workbook of an older spreadsheet", _AS_CSV),
    (b"\x1f\x8b", "packed with gzip", "unpack it"),
    (b"%PDF", "a PDF", "ask the shop or bank for CSV"),
    (b"SQLite format 3", "a database", "write its table to a CSV"),
    (b"{", "JSON", "write it as CSV"),
    (b"[{", "JSON", "write it as CSV"),
    (b"<", "a page of HTML or XML", _AS_CSV),
)
_NOT_IN_CP1252 = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")  # Latin-1 has a character for every byte
_STEP = 1 << 22  # bytes decoded at a time


class Text(NamedTuple):
    """A text file's content, its encoding, and why that was taken; "" where nothing else is likely."""

    content: bytes
    encoding: str
    because: str


def is_parquet(path: Path) -> bool:
    """Whether a file says in its first bytes that it is Parquet; CaseError where there is none to be read."""
    with plain_errors("read", path), path.open("rb") as file:
        if os.fstat(file.fileno()).st_size == 0:
            raise CaseError(f"{shown_path(path)} is empty.")
        return file.read(4) == b"PAR1"


def read_text(path: Path, encoding: str | None) -> Text:
    """The text of a file, whatever its encoding and its line ends.

    `encoding` is a name that Python knows; None finds it out: a byte order mark, every other byte empty (UTF-16), or
    valid UTF-8; else cp1252, which the spreadsheets of Western Europe and America write. CaseError for what is no text,
    and for a file that is too large for the memory.
    """
    asked = None if encoding is None else _known(encoding)
    with plain_errors("read", path), path.open("rb") as file:
        fits(path, TIMES_TEXT * os.fstat(file.fileno()).st_size)
        raw = file.read()
    found, because = (asked, "as you said") if asked else _found(path, raw)
    try:
        content = _recoded(raw, found)
    except UnicodeError:
        told = f"{shown_path(path)} is not written in {found}, {because}"
        raise CaseError(f"{told}; {'leave encoding out, or say another' if asked else 'say encoding='}.") from None
    content = content.removeprefix(codecs.BOM_UTF8).rstrip(b"\x1a")  # with which DOS ended its files
    if b"\r" in content:
        content = re.sub(rb"\r+\n", b"\n", content).replace(b"\r", b"\n")
    fits(path, A_ROW * content.count(b"\n"))
    if not content.strip():
        raise CaseError(f"{shown_path(path)} has nothing but empty lines.")
    return Text(content, found, because)


def fits(path: Path, needed: int) -> None:
    """Raise CaseError where reading a file would take more memory than there is."""
    free = memory.free()
    if needed > free:
        raise CaseError(
            f"{shown_path(path)} is too large: to read it takes some {needed / 1e9:.1f} GB of memory, and "
            f"{free / 1e9:.1f} GB are free; close other programs, or read a part of the file."
        )


def _found(path: Path, raw: bytes) -> tuple[str, str]:
    """The encoding, and why it was taken."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return encoding, "as its byte order mark says"
    start = raw[:4096]
    for sign, what, instead in _OTHERS:
        if start.lstrip().startswith(sign):
            raise CaseError(f"{shown_path(path)} is {what}, and CSV or Parquet is needed; {instead}.")
    even, odd = start[::2].count(0), start[1::2].count(0)
    if 4 * max(even, odd) > len(start) and not min(even, odd):
        return ("utf-16-le" if odd else "utf-16-be"), "as every other byte is empty"
    if even or odd:
        raise CaseError(
            f"{shown_path(path)} is no text, and CSV or Parquet is needed; bytes that are no text are in it."
        )
    return ("utf-8", "") if _is_utf8(raw) else ("cp1252", "as it is no UTF-8")


def _is_utf8(raw: bytes) -> bool:
    """Arrow checks it without a copy."""
    ends = pa.py_buffer(np.array([0, len(raw)], dtype=np.int64))
    try:
        pa.LargeStringArray.from_buffers(1, ends, pa.py_buffer(raw)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _recoded(raw: bytes, encoding: str) -> bytes:
    """As UTF-8, a part at a time, so that the whole text never stands in memory as Python's own."""
    if encoding == "utf-8":
        if not _is_utf8(raw):
            raise UnicodeError
        return raw
    if encoding == "cp1252" and any(unknown in raw for unknown in _NOT_IN_CP1252):
        encoding = "latin-1"
    if encoding.startswith("utf-16"):
        raw = raw[: len(raw) // 2 * 2]  # the file may break off within a character
    parts = (raw[start : start + _STEP] for start in range(0, len(raw), _STEP))
    return b"".join(part.encode() for part in codecs.iterdecode(parts, encoding))


def _known(encoding: object) -> str:
    if not isinstance(encoding, str):
        raise CaseError(f"encoding must be text, such as 'utf-8' or 'cp1252'; {shown(encoding)} was given.")
    try:
        name = codecs.lookup(encoding).name
        "".encode(encoding)  # codecs of bytes, such as base64, are none of text
    except (LookupError, ValueError):
        return choice("encoding", encoding, _ENCODINGS)
    return "utf-8" if name in ("utf-8", "utf-8-sig") else name
