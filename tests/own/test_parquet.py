"""Parquet: each column of its type, whichever program wrote it."""

import datetime as dt
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from own.written import purchases, refused, says

from casekit import CaseError, read_transactions

AT = [dt.datetime(2025, 1, 31, 10, 30), dt.datetime(2025, 2, 1, 0, 0, 0, 125_000), None]
PLAIN = {"customer_id": ["a", "b", "a"], "at": AT, "amount": [9.5, 12.0, 3.0]}


def read(folder, columns, **said):
    path = folder / "log.parquet"
    pq.write_table(pa.table(columns), path)
    found = read_transactions(path, **said)
    assert found.usable + len(found.refused) == found.records
    return found


def test_a_log_of_its_own_types(tmp_path):
    found = read(tmp_path, PLAIN)
    assert purchases(found) == [("a", "2025-01-31T10:30:00", 9.5), ("b", "2025-02-01T00:00:00.125000", 12.0)]
    assert refused(found) == {3: "no date"} and found.refused["line"].isna().all()
    assert found.refused["text"].tolist() == ["a,,3"] and says(found, "Parquet")
    assert str(found.purchases["at"].dtype) == "datetime64[ms]"


@pytest.mark.parametrize(
    ("values", "names"),
    [(pa.array([17, 18, None]), ["17", "18"]), (pa.array([17.0, 18.0, None]), ["17", "18"]),
     (pa.array(["017", "18", ""]), ["017", "18"]), (pa.array(["x", "y", None]).dictionary_encode(), ["x", "y"]),
     (pa.array(["x", "y", None], pa.large_string()), ["x", "y"]), (pa.array([b"x", b"y", None]), ["x", "y"]),
     (pa.array([123456789012, 2**62, None]), ["123456789012", str(2**62)]),
     (pa.array([123456789012.0, 4.0, float("nan")]), ["123456789012", "4"]),
     (pa.array([Decimal("17"), Decimal("18"), None]), ["17", "18"])],
)  # fmt: skip
def test_customers_of_any_type(tmp_path, values, names):
    found = read(tmp_path, PLAIN | {"customer_id": values, "at": [AT[0]] * 3})
    assert found.purchases["customer_id"].tolist() == names and refused(found) == {3: "no customer"}


def test_a_float_that_has_lost_its_digits_is_nobody(tmp_path):
    found = read(tmp_path, PLAIN | {"customer_id": [1.0, 2.0**60, 3.0], "at": [AT[0]] * 3})
    assert refused(found)[2].startswith("customer lost in a spreadsheet")


@pytest.mark.parametrize(
    "amount",
    [pa.array([9.5, 1234.0, 1.234]), pa.array([9.5, 1234.0, 1.234], pa.float32()),
     pa.array(["9.5", "1,234", "1.234"]), pa.array([Decimal("9.500"), Decimal("1234.000"), Decimal("1.234")])],
)  # fmt: skip
def test_amounts_of_any_type(tmp_path, amount):
    found = read(tmp_path, PLAIN | {"amount": amount, "at": [AT[0]] * 3})
    assert found.purchases["amount"].tolist() == pytest.approx([9.5, 1234.0, 1.234], rel=1e-6)


def test_numbers_need_no_decimal_sign(tmp_path):
    """Where text such as 1.234 would be asked about."""
    found = read(tmp_path, PLAIN | {"amount": [1.234, 2.345, 1e-7], "at": [AT[0]] * 3})
    assert found.purchases["amount"].tolist() == [1.234, 2.345, 0.0]
    found = read(tmp_path, PLAIN | {"amount": [5, -3, None], "at": [AT[0]] * 3})
    assert refused(found) == {2: "negative amount", 3: "no amount"}
    found = read(tmp_path, PLAIN | {"amount": [5.0, float("inf"), float("nan")], "at": [AT[0]] * 3})
    assert refused(found) == {2: "no amount that can be read", 3: "no amount"}


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_moments_of_any_unit(tmp_path, unit):
    found = read(tmp_path, PLAIN | {"at": pa.array([AT[0], AT[0], None], pa.timestamp("us")).cast(pa.timestamp(unit))})
    assert purchases(found)[0][1] == "2025-01-31T10:30:00"
    zoned = (
        pa.array([AT[0], AT[0], None], pa.timestamp("us"))
        .cast(pa.timestamp(unit, "UTC"))
        .cast(pa.timestamp(unit, "Europe/Vienna"))
    )
    found = read(tmp_path, PLAIN | {"at": zoned})
    assert purchases(found)[0][1] == "2025-01-31T10:30:00+00:00"
    assert (
        purchases(read(tmp_path, PLAIN | {"at": zoned}, time_zone="Europe/Vienna"))[0][1] == "2025-01-31T11:30:00+01:00"
    )


def test_days_numbers_and_texts_as_moments(tmp_path):
    assert purchases(read(tmp_path, PLAIN | {"at": [dt.date(2025, 1, 31)] * 3}))[0][1] == "2025-01-31"
    assert purchases(read(tmp_path, PLAIN | {"at": [1738319400] * 3}))[0][1] == "2025-01-31T10:30:00+00:00"
    assert purchases(read(tmp_path, PLAIN | {"at": ["31.01.2025 10:30"] * 3}))[0][1] == "2025-01-31T10:30:00"
    day_and_time = PLAIN | {"date": [dt.date(2025, 1, 31)] * 3, "time": [dt.time(10, 30)] * 3}
    del day_and_time["at"]
    assert purchases(read(tmp_path, day_and_time))[0][1] == "2025-01-31T10:30:00"


def test_columns_of_yes_and_no_and_columns_of_lists(tmp_path):
    more = {"is_cancelled": [False, True, None], "tags": [["x"], [], None], "at": [AT[0]] * 3}
    assert refused(read(tmp_path, PLAIN | more)) == {2: "cancelled"}


def test_lines_of_an_order(tmp_path):
    rows = {
        "order_id": [1, 1, 2],
        "customer_id": [7, 7, 8],
        "at": [AT[0]] * 3,
        "sku": ["x", "y", "x"],
        "quantity": [1, 2, 1],
    }
    found = read(tmp_path, rows | {"unit_price": [2.5, 1.25, 3.0]})
    assert purchases(found) == [("7", "2025-01-31T10:30:00", 5.0), ("8", "2025-01-31T10:30:00", 3.0)]


def test_what_pandas_writes(tmp_path):
    frame = pd.DataFrame(PLAIN).astype({"customer_id": "category"})
    frame["at"] = frame["at"].fillna(pd.Timestamp("2025-03-01")).dt.tz_localize("Europe/Vienna")
    frame.to_parquet(tmp_path / "log.parquet")
    found = read_transactions(tmp_path / "log.parquet")
    assert len(found.purchases) == 3 and str(found.purchases["at"].dt.tz) == "UTC"


def test_a_damaged_file_is_one_sentence(tmp_path):
    path = tmp_path / "log.parquet"
    pq.write_table(pa.table(PLAIN), path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CaseError, match="log.parquet is damaged: it begins as Parquet, and cannot be read as such."):
        read_transactions(path)
    pq.write_table(pa.table(PLAIN).slice(0, 0), path)
    with pytest.raises(CaseError, match="log.parquet has headings, and no record under them."):
        read_transactions(path)
