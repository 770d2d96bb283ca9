"""The records of a text file: cells, the lines they stand on, and those that do not fit the header.

A record is more than a line where a cell in quotation marks has line ends in it. Each line that is not empty comes to
a record: what cannot be taken apart is one with empty cells, and with a fault that says why.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from casekit.errors import CaseError
from casekit.own.column import np_mask

WIDER = "more cells than the header has names"
UNCLOSED = "a quotation mark that is not closed"
CUT_OFF = "the file breaks off within this record"
_BLOCK = 1 << 24  # bytes that Arrow reads at a time
_LARGEST_BLOCK = 2**31 - 1
_MOST_REPAIRS = 1_000
_MOST_MORE = 100  # cells beyond the header's; a record with still more is nothing but broken
_FAULTS = ("", WIDER, UNCLOSED)


class Records(NamedTuple):
    """All records of a file, by line.

    `cells` has a column of text each; `line`, from 1 on, is where a record begins; `text` is what stands there;
    `faults` has a mask for each thing that is wrong; `short` are those with fewer cells than the header has names.
    """

    cells: pa.Table
    line: np.ndarray
    text: pa.LargeStringArray
    faults: dict[str, np.ndarray]
    short: np.ndarray


class _Piece(NamedTuple):
    """Records of a part of the file: cells, first line (from 0 on), lines, fault (0 for none), too few cells."""

    cells: pa.Table
    line: np.ndarray
    height: np.ndarray
    fault: np.ndarray
    short: np.ndarray


def read_records(content: bytes, first: int, width: int, delimiter: str) -> Records:
    """The records from the physical line `first` (from 0 on) to the end, each of `width` cells.

    A quotation mark that is not closed swallows all lines to the next one. Its own line is then at fault, and those
    after it are read again as if it were not there.
    """
    ends = np.flatnonzero(np.frombuffer(content, dtype=np.uint8) == ord("\n")) + 1
    last = [] if content.endswith(b"\n") else [len(content)]
    bounds = np.concatenate([[0], ends, last]).astype(np.int64)  # of the physical lines
    lines = len(bounds) - 1
    buffer, waiting, done = pa.py_buffer(content), [(min(first, lines), lines)], []
    for _ in range(_MOST_REPAIRS):
        if not waiting:
            break
        start, stop = waiting.pop()
        part = buffer.slice(bounds[start], bounds[stop] - bounds[start])
        piece = _parsed(part, start, stop - start, width, delimiter, quoted=b'"' in content)
        waiting += _broken(piece, buffer, bounds, delimiter)
        done.append(piece)
    else:
        raise CaseError(f"The file has more than {_MOST_REPAIRS:,} quotation marks that are not closed: it is no CSV.")
    whole = _joined(done)
    text = _between(buffer, bounds, whole.line, whole.height)
    there = ~np_mask(pc.match_substring_regex(text, r"^\s*$"))
    cells, line, _, fault, short = whole.cells.filter(pa.array(there)), *(part[there] for part in whole[1:])
    cut = np.zeros(len(line), dtype=bool)
    if len(cut) and not content.endswith(b"\n"):
        cut[-1] = short[-1]
    faults = {name: fault == number for number, name in enumerate(_FAULTS) if number} | {CUT_OFF: cut}
    return Records(cells, line + 1, text.filter(pa.array(there)), faults, short)


def _parsed(part: pa.Buffer, line: int, lines: int, width: int, delimiter: str, quoted: bool) -> _Piece:
    """So many lines of the file, from `line` on, as Arrow takes them apart."""
    odd: list[tuple[int, int, str]] = []  # number, cells, text

    def note(row: csv.InvalidRow) -> str:
        odd.append((row.number - 1, row.actual_columns, row.text))
        return "skip"

    cells = _arrow(part, width, delimiter, note)
    count = len(cells) + len(odd)
    height, fault, short = np.ones(count, dtype=np.int64), np.zeros(count, dtype=np.int8), np.zeros(count, dtype=bool)
    number = np.array([one[0] for one in odd], dtype=np.int64)
    regular = np.delete(np.arange(count), number)
    if quoted:
        height[regular] += sum(pc.count_substring(column, "\n").to_numpy() for column in cells.columns)
    if odd:
        found = np.array([one[1] for one in odd])
        text = pa.array([one[2] for one in odd], pa.large_string())
        fitted, fault[number] = _fitted(text, found, width, delimiter)
        height[number] += pc.count_substring(pc.utf8_rtrim(text, "\n"), "\n").to_numpy()
        short[number] = (found < width) & (fault[number] == 0)
        order = np.argsort(np.concatenate([regular, number]), kind="stable")
        cells = pa.concat_tables([cells, fitted]).take(pa.array(order))
    height[-1:] -= max(0, height.sum() - lines)  # the last line's end, where a quotation mark is left open
    return _Piece(cells, line + np.cumsum(height) - height, height, fault, short)


def _fitted(text: pa.Array, found: np.ndarray, width: int, delimiter: str) -> tuple[pa.Table, np.ndarray]:
    """Records with too few cells or too many, as `width` cells, and the fault of each: more that say something."""
    fault = np.where(np_mask(pc.match_substring_regex(text, _whole(delimiter))), 0, _FAULTS.index(UNCLOSED))
    fault[(fault == 0) & (found > width + _MOST_MORE)] = _FAULTS.index(WIDER)
    rows = np.flatnonzero(fault == 0)
    widest = max(width, found[rows].max(initial=0))
    lacking = pc.binary_repeat(_large(delimiter), pa.array(widest - found[rows]))
    ended = pc.binary_join_element_wise(
        pc.utf8_rtrim(text.take(pa.array(rows)), "\n"), lacking, _large("\n"), _large("")
    )
    joined = pc.binary_join(pa.ListArray.from_arrays([0, len(ended)], ended), _large(""))[0].as_buffer()
    cells = _arrow(joined or pa.py_buffer(b""), widest, delimiter, None)
    more = np.zeros(len(rows), dtype=bool)
    for column in cells.columns[width:]:
        more |= ~np_mask(pc.match_substring_regex(column, r"^\s*$"))
    fault[rows[more]] = _FAULTS.index(WIDER)
    place = np.full(len(text), len(rows), dtype=np.int64)  # where there is no record, an empty one
    place[rows[~more]] = np.flatnonzero(~more)
    empty = pa.table({name: pa.array([""]) for name in cells.column_names[:width]})
    return pa.concat_tables([cells.select(range(width)), empty]).take(pa.array(place)), fault


def _broken(piece: _Piece, buffer: pa.Buffer, bounds: np.ndarray, delimiter: str) -> list[tuple[int, int]]:
    """The lines that a quotation mark has swallowed, to be read again; its own line is marked in `piece`."""
    tall = np.flatnonzero(piece.height > 1)
    text = pc.utf8_rtrim(_between(buffer, bounds, piece.line[tall], piece.height[tall]), "\n")
    rows = tall[~np_mask(pc.match_substring_regex(text, _whole(delimiter)))]
    swallowed = [(piece.line[row] + 1, piece.line[row] + piece.height[row]) for row in rows]
    piece.fault[rows], piece.height[rows] = _FAULTS.index(UNCLOSED), 1
    return swallowed


def _large(text: str) -> pa.Scalar:
    return pa.scalar(text, pa.large_string())


def _whole(delimiter: str) -> str:
    """What a record looks like in which each quotation mark that opens a cell is closed at its end."""
    mark = r"\t" if delimiter == "\t" else re.escape(delimiter)
    cell = rf'(?:"(?:[^"]|"")*"|[^"{mark}\n][^{mark}\n]*)?'
    return rf"^{cell}(?:{mark}{cell})*$"


def _arrow(part: pa.Buffer, width: int, delimiter: str, note: Callable[[csv.InvalidRow], str] | None) -> pa.Table:
    """Cells as text, nothing guessed. Without `note`, a record of another width is an error."""
    names = [str(number) for number in range(width)]
    if not part.size:
        return pa.table({name: pa.array([], pa.string()) for name in names})
    parse = csv.ParseOptions(
        delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=note
    )
    convert = csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False)
    for block in (_BLOCK, part.size + 1):  # a record may be longer than a block
        try:
            read = csv.ReadOptions(use_threads=False, column_names=names, block_size=min(block, _LARGEST_BLOCK))
            return csv.read_csv(pa.BufferReader(part), read, parse, convert)
        except pa.ArrowInvalid as error:
            failed = error
    raise CaseError(f"The file cannot be taken apart as CSV: {failed}.") from failed


def _joined(pieces: list[_Piece]) -> _Piece:
    if len(pieces) == 1:
        return pieces[0]
    cells = pa.concat_tables([piece.cells for piece in pieces])
    line, height, fault, short = (np.concatenate(parts) for parts in zip(*(piece[1:] for piece in pieces), strict=True))
    order = np.argsort(line, kind="stable")
    return _Piece(cells.take(pa.array(order)), line[order], height[order], fault[order], short[order])


def _between(buffer: pa.Buffer, bounds: np.ndarray, line: np.ndarray, height: np.ndarray) -> pa.LargeStringArray:
    """What stands on these lines, which are in order, without a copy of the file."""
    if not len(line):
        return pa.array([], pa.large_string())
    offsets = np.empty(2 * len(line), dtype=np.int64)  # of each record, and of what lies between two
    offsets[::2], offsets[1::2] = bounds[line], bounds[line + height]
    texts = pa.LargeStringArray.from_buffers(2 * len(line) - 1, pa.py_buffer(offsets), buffer)
    return texts.take(pa.array(np.arange(0, 2 * len(line) - 1, 2)))
