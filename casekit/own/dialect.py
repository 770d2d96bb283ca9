"""How a text file is laid out: what stands between cells, which line is the header, and where the data begin."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from typing import NamedTuple

from casekit.errors import CaseError, shown
from casekit.own import headings

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", " ": "blanks"}
FURTHEST = 60  # records within which a header is looked for
_SAMPLE = 1 << 18  # bytes
_DATUM = re.compile(r"[-+(]?\W{0,3}\d[\d.,:/ '-]*\W{0,3}|\d{4}-\d\d-\d\d.*|\S+@\S+")  # a number, a date, an address
_KNOWN = 2  # parts of a log that a header names, at least, where it may stand below other lines


class Dialect(NamedTuple):
    """`names` of the columns; `first`, the physical line, from 0 on, where the data begin; `header`, that of the names.

    Without a header, the columns are called by their numbers, and `header` is -1. Where a file is `spaced`, a blank
    follows each delimiter.
    """

    delimiter: str
    names: list[str]
    header: int
    first: int
    spaced: bool = False


class _Record(NamedTuple):
    cells: list[str]
    start: int  # the physical line, from 0 on
    end: int

    @property
    def filled(self) -> list[str]:
        return [cell.strip() for cell in self.cells if cell.strip()]


def sniff(content: bytes, delimiter: str | None, named: list[str]) -> Dialect:
    """The layout of a text file in UTF-8, by how it begins.

    `delimiter` says what stands between cells, None finds it out. `named` are columns that the reader has named: the
    header has them. Else it is the first record that names two parts of a log or, where none does, the first as wide
    as most records that has no number, date or e-mail address in it. CaseError where there is but one column.
    """
    lines = [line + "\n" for line in content[:_SAMPLE].decode(errors="ignore").split("\n")]
    lines = lines if len(content) <= _SAMPLE else lines[:-1] or lines  # the last one is cut
    told = re.fullmatch(r'"?sep=(.)"?\s*', lines[0], re.IGNORECASE)  # as spreadsheets have it
    start = 1 if told else 0
    if delimiter is None and told is not None:
        delimiter = told[1]
    if delimiter is not None:
        _, dialect = _laid_out(lines, start, _checked(delimiter), named)
    else:
        found = [_laid_out(lines, start, candidate, named) for candidate in DELIMITERS if candidate != " "]
        _, dialect = max(found, key=lambda one: one[0])
        if len(dialect.names) < 2 and len({len(line.split()) for line in lines if line.strip()}) == 1:
            _, dialect = _laid_out(lines, start, " ", named)
    if len(dialect.names) < 2:
        says = "The file must have several columns, with commas, semicolons, tabs or bars between cells"
        first = next(line for line in lines if line.strip())
        raise CaseError(f"{says}; a line is {shown(first.strip())}: delimiter= says what stands between.")
    return dialect


def _laid_out(lines: list[str], start: int, delimiter: str, named: list[str]) -> tuple[tuple[float, ...], Dialect]:
    """The layout with this delimiter, and how well it fits: parts named, share of equally wide records, width."""
    records = _records([squeezed(line) for line in lines] if delimiter == " " else lines, start, delimiter)
    widths = Counter(len(record.cells) for record in records if record.filled)
    usual = max(widths, key=lambda width: (widths[width], width), default=0)
    place, known = _header(records, usual, named)
    if place is None:
        names = [f"column {number + 1}" for number in range(usual)]
        header, first = -1, next((record.start for record in records if len(record.cells) == usual), start)
    else:
        cells = _completed(records[place].cells, [record.cells for record in records[place + 1 :] if record.filled])
        names = _names(cells)
        header, first = records[place].start, records[place].end
        usual = len(names)
    spaced = place is not None and len(names) > 1 and all(cell.startswith(" ") for cell in records[place].cells[1:])
    fitting = sum(count for width, count in widths.items() if width == usual) / max(1, widths.total())
    return (known, fitting if usual > 1 else 0.0, usual), Dialect(delimiter, names, header, first, spaced)


def _header(records: list[_Record], usual: int, named: list[str]) -> tuple[int | None, int]:
    """Which record is the header, and how many parts of a log it names."""
    wanted = {name.strip().casefold() for name in named}
    near = list(enumerate(records[:FURTHEST]))
    if wanted:
        for place, record in near:
            if len(record.filled) > 1 and wanted <= {cell.casefold() for cell in record.filled}:
                return place, len(headings.parts(record.filled)) + len(wanted)
    for place, record in near:
        known = len(headings.parts(record.filled)) if len(record.filled) > 1 else 0
        if known >= _KNOWN and not any(_DATUM.fullmatch(cell) for cell in record.filled):
            return place, known
    for place, record in near:
        if len(record.cells) == usual and len(record.filled) > 1:
            # The first that is as wide as the others is the header, or there is none.
            return (None if any(_DATUM.fullmatch(cell) for cell in record.filled) else place), 0
    return None, 0


def _completed(cells: list[str], below: list[list[str]]) -> list[str]:
    """The header's cells, and those that only the rows have: at the end, and always empty, or before, and numbered."""
    more = max((len(row) for row in below), default=0) - len(cells)
    if more > 0 and not any("".join(row[len(cells) :]).strip() for row in below):
        return cells + [""] * more
    numbered = [row[0] for row in below if len(row) == len(cells) + 1]
    if numbered == [str(number) for number in range(1, len(below) + 1)]:
        return ["", *cells]
    return cells


def _records(lines: list[str], start: int, delimiter: str) -> list[_Record]:
    reader, found, line = csv.reader(io.StringIO("".join(lines[start:]), newline=""), delimiter=delimiter), [], start
    try:
        for cells in reader:
            found.append(_Record(cells, line, start + reader.line_num))
            line = start + reader.line_num
    except csv.Error:  # a quotation mark that is not closed: what came before it will do
        pass
    return found


def squeezed(text: str) -> str:
    """Lines of columns that blanks keep apart, with one blank in each place."""
    return re.sub(r"(?m)^[ \t]+|[ \t]+$", "", re.sub(r"[ \t]+", " ", text))


def _names(cells: list[str]) -> list[str]:
    """A name for each column; those that come twice, or are empty, get a number."""
    names = [" ".join(cell.split()) or f"column {number}" for number, cell in enumerate(cells, start=1)]
    many, seen = Counter(names), Counter[str]()
    for place, name in enumerate(names):
        if many[name] > 1:
            seen[name] += 1
            names[place] = name if seen[name] == 1 else f"{name} ({seen[name]})"
    return names


def _checked(delimiter: object) -> str:
    if isinstance(delimiter, str) and len(delimiter) == 1 and delimiter.isascii() and delimiter not in '"\r\n':
        return delimiter
    raise CaseError(f"delimiter must be one character, such as ';' or '\\t'; {shown(delimiter)} was given.")
