"""Tables as CSV: the bytes themselves, and what pandas and spreadsheets make of them."""

import csv
import io
import math
import re

import pandas as pd
import pyarrow as pa
import pytest
from frames import FRAME
from hypothesis import given
from hypothesis import strategies as st

from casekit.datasets import csv_format
from casekit.datasets.differences import Difference
from casekit.datasets.stream import arrow

LINES = (
    b'1,1969-02-28,2025-01-02 03:04:05.006,7,true,true,c,"say ""hi""",5.97\n'
    b'2,,2025-12-31 23:59:59.000,,false,,,"",\n'
    b'3,2025-12-31,,-7,true,false,"a, b",,1e-7\n'
)


def written(*tables):
    file = io.BytesIO()
    writer = csv_format.Writer(file, tables[0].schema)
    for table in tables:
        writer.write(table)
    writer.end()
    return file.getvalue()


def compare(content, *tables):
    comparison = csv_format.Comparison(io.BytesIO(content), tables[0].schema)
    for table in tables:
        comparison.compare(table)
    comparison.end()
    return comparison.rows


def test_every_kind_of_value():
    table = arrow(FRAME)
    assert written(table) == b"id,day,at,count,flag,maybe,kind,note,amount\n" + LINES
    assert written(table, table.slice(0, 0), table).endswith(LINES + LINES)
    assert written(table.slice(0, 0)) == b"id,day,at,count,flag,maybe,kind,note,amount\n"


def test_pandas_reads_it_back():
    table = arrow(FRAME)
    dtypes = {name: FRAME[name].dtype for name in ("id", "count", "flag", "maybe", "kind")}
    read = pd.read_csv(io.BytesIO(written(table)), dtype=dtypes, parse_dates=["day", "at"])
    expected = FRAME.assign(note=FRAME.note.mask(FRAME.note == ""))  # pandas takes an empty text for a missing one
    pd.testing.assert_frame_equal(read.astype({"day": "datetime64[s]", "at": "datetime64[ms]"}), expected)


def test_types_do_not_depend_on_values():
    """A block in which a column is all missing has the same types as the others."""
    assert arrow(FRAME).schema.equals(arrow(FRAME.iloc[1:2]).schema)
    empty = pd.DataFrame({"note": pd.Series([None, None], dtype=object)})
    assert arrow(empty).schema.field("note").type == pa.large_string()


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_come_back_to_the_last_bit(number):
    cell = bytes(csv_format.lines(pa.table({"x": [number]}))).decode().strip()
    assert math.copysign(1, float(cell)) == math.copysign(1, number) and float(cell) == number


TEXTS = st.text(st.sampled_from("=+-@\t\r\n'\", a1é") | st.characters(codec="utf-8"), max_size=8)


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_no_text_is_a_formula_and_each_comes_back(texts):
    content = b"note,id\n" + bytes(csv_format.lines(pa.table({"note": texts, "id": [1] * len(texts)})))
    cells = [row[0] for row in csv.reader(io.StringIO(content.decode(), newline=""))][1:]
    assert not any(cell.startswith(tuple("=+-@\t\r\n")) for cell in cells)
    assert [re.sub(r"^'('*[=+\-@\t\r\n])", r"\1", cell) for cell in cells] == texts


def test_numbers_and_dates_are_left_alone():
    assert bytes(csv_format.lines(pa.table({"x": [-5.0], "n": [-5]}))) == b"-5,-5\n"


def test_the_same_bytes_are_the_same():
    table = arrow(FRAME)
    assert compare(written(table, table), table, table) == 6


@pytest.mark.parametrize("rewritten", [
    lambda content: content.replace(b"\n", b"\r\n"),
    lambda content: b"\xef\xbb\xbf" + content,
    lambda content: content.replace(b"5.97", b'"5.97"'),
    lambda content: content.replace(b',"",', b",,"),
])  # fmt: skip
def test_the_same_values_in_other_bytes_are_the_same_values(rewritten):
    table = arrow(FRAME)
    assert compare(rewritten(written(table, table)), table, table) == 6


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda c: c.replace(b"5.97", b"5.98"), "row 1, column amount: it has '5.98', it should have '5.97'"),
        (lambda c: c[:-40] + c[-40:].replace(b"-7", b""), "row 6, column count: it has nothing, it should have '-7'"),
        (lambda c: c.replace(b"false,,,", b"false,true,,", 1), "row 2, column maybe: it has 'true', it should have no"),
        (lambda c: c.replace(b"\n1,", b"\n9,").replace(b"\n", b"\r\n"), "row 1, column id: it has '9', it should"),
        (lambda c: c[: c.index(b"\n3,") + 1], "it ends after row 2, where it should go on"),
        (lambda c: c + b"4\n", "it goes on after row 6, where it should end"),
        (lambda c: c[:-6], "row 6 has 8 cells, not 9"),
        (lambda c: c.replace(b"amount\n", b"price\n"), "column 9 is called 'price', it should be called 'amount'"),
        (lambda c: c.replace(b",amount\n", b"\n"), "column 9 is called nothing, it should be called 'amount'"),
        (lambda c: b"", "column 1 is called nothing, it should be called 'id'"),
        (lambda c: c.replace(b"\n2,", b"\n\xff\xfe,"), "after row 1 it cannot be read as CSV"),
        (lambda c: c.replace(b'"say ""hi""', b'"say "hi"'), "after row 0 it cannot be read as CSV"),
        (lambda c: c[:-9], "after row 5 it cannot be read as CSV"),
        (lambda c: bytes(range(256)), "column 1 is called '"),
        (lambda c: bytes(range(255, 0, -1)), "after row 0 it cannot be read as CSV"),
    ],
)
def test_the_first_difference_is_named(damage, sentence):
    table = arrow(FRAME)
    with pytest.raises(Difference) as caught:
        compare(damage(written(table, table)), table, table)
    assert str(caught.value).startswith(sentence)
    assert "\n" not in str(caught.value)
