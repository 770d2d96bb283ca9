"""Tables as Parquet: what comes back, how it is stored, and where two files part."""

import gc
import io

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from frames import FRAME

from casekit.datasets import parquet_format
from casekit.datasets.differences import Difference
from casekit.datasets.stream import arrow

TABLE = arrow(FRAME)


def written(*tables):
    file = io.BytesIO()
    writer = parquet_format.Writer(file, tables[0].schema)
    for table in tables:
        writer.write(table)
    writer.end()
    return file.getvalue()


def compare(content, *tables):
    comparison = parquet_format.Comparison(io.BytesIO(content), tables[0].schema)
    for table in tables:
        comparison.compare(table)
    comparison.end()
    return comparison.rows


@pytest.mark.filterwarnings("error")  # such as of exceptions that are ignored
def test_a_writer_that_is_abandoned_goes_without_a_word(tmp_path):
    """Though its file is closed, or the disk is full: else Arrow would still end the file when the writer goes."""
    with open(tmp_path / "half.parquet", "wb") as file:
        writer = parquet_format.Writer(file, TABLE.schema)
        writer.write(TABLE)
        writer.abandon()
    size = (tmp_path / "half.parquet").stat().st_size
    del writer
    gc.collect()
    assert (tmp_path / "half.parquet").stat().st_size == size


def changed(column, values):
    place = TABLE.schema.get_field_index(column)
    return TABLE.set_column(place, TABLE.schema.field(column), pa.array(values, TABLE.schema.field(column).type))


def test_pandas_reads_it_back():
    read = pd.read_parquet(io.BytesIO(written(TABLE, TABLE)))
    expected = pd.concat([FRAME, FRAME], ignore_index=True)
    assert read.day.tolist()[0].isoformat() == "1969-02-28"  # a date, which pandas keeps as an object
    read["day"] = pd.to_datetime(read.day).astype("datetime64[s]")
    pd.testing.assert_frame_equal(read, expected)


def test_it_is_stored_as_promised():
    file = pq.ParquetFile(io.BytesIO(written(TABLE, TABLE)))
    assert file.metadata.num_row_groups == 2
    assert set(file.metadata.metadata) == {b"ARROW:schema", b"pandas"}
    assert b"version" not in file.metadata.metadata[b"pandas"]
    stored = {(column := file.metadata.row_group(1).column(place)).path_in_schema: column for place in range(9)}
    assert {column.compression for column in stored.values()} == {"ZSTD"}
    for name in ("id", "at", "count", "day"):
        assert "DELTA_BINARY_PACKED" in stored[name].encodings and not stored[name].has_dictionary_page
    assert not stored["amount"].has_dictionary_page
    assert stored["kind"].has_dictionary_page and stored["note"].has_dictionary_page


def test_the_same_rows_are_the_same_bytes():
    assert written(TABLE, TABLE) == written(TABLE, TABLE)
    assert compare(written(TABLE, TABLE), TABLE, TABLE) == 6


def test_row_groups_may_be_cut_in_another_way():
    whole = pa.concat_tables([TABLE, TABLE])
    assert compare(written(whole), TABLE, TABLE) == 6
    assert compare(written(TABLE.slice(0, 2), TABLE.slice(2), TABLE), whole) == 6


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (written(TABLE, changed("amount", [5.97, None, 2.0])), "row 6, column amount: it has '2', it should have '1e"),
        (written(changed("note", ["", "", None]), TABLE), "row 1, column note: it has nothing, it should have 'say"),
        (written(changed("kind", ["c", "c", "a, b"]), TABLE), "row 2, column kind: it has 'c', it should have nothing"),
        (written(TABLE), "it ends after row 3, where it should go on"),
        (written(TABLE, TABLE, TABLE), "it goes on after row 6, where it should end"),
        (written(TABLE.drop_columns("note")), "column 8 is called 'amount', it should be called 'note'"),
        (written(TABLE.cast(TABLE.schema.set(0, pa.field("id", pa.int64())))), "column id has the type int64, not"),
        (written(TABLE, TABLE)[:-9], "after row 0 it cannot be read as Parquet"),
        (b"", "after row 0 it cannot be read as Parquet"),
        (b"PAR1" + bytes(range(256)) + b"PAR1", "after row 0 it cannot be read as Parquet"),
        (written(TABLE, TABLE).replace(b"\x28\xb5\x2f\xfd", b"zstd"), "after row 0 it cannot be read as Parquet"),
    ],
)  # fmt: skip
def test_the_first_difference_is_named(content, sentence):
    with pytest.raises(Difference) as caught:
        compare(content, TABLE, TABLE)
    assert str(caught.value).startswith(sentence)


def test_of_two_differences_the_upper_left_one_is_named():
    other = changed("note", ["x", "x", "x"]).set_column(0, TABLE.schema.field("id"), pa.array([1, 2, 9], pa.int32()))
    with pytest.raises(Difference, match="row 1, column note"):
        compare(written(other), TABLE)


def test_a_flipped_byte_is_a_difference_or_none_at_all():
    """Whatever Arrow makes of it: never another error."""
    for place in range(4, len(written(TABLE)), 37):
        content = bytearray(written(TABLE))
        content[place] ^= 0xFF
        try:
            assert compare(bytes(content), TABLE) == 3, place
        except Difference as difference:
            assert "\n" not in str(difference), place
