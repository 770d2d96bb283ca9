"""The summary of a log of purchases, against counting by hand, and in whatever form the log comes."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from foreign import IDS, MOMENTS, NUMBERS, bought, forms, sentence
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit.measure.value import summarise

BUYING = st.lists(st.tuples(st.integers(1, 5), st.integers(0, 400), st.integers(0, 9_999)), min_size=1, max_size=40)


def table(rows):
    """Purchases from (customer, hours since the first day of 2024, cents)."""
    customer, hours, cents = zip(*rows, strict=True)
    at = pd.Timestamp("2024-01-01") + pd.to_timedelta(hours, unit="h")
    return pd.DataFrame({"customer_id": customer, "at": at, "amount": np.array(cents) / 100})


@settings(max_examples=40)
@given(BUYING, st.integers(0, 20), st.sampled_from("DWMY"))
def test_the_summary_against_a_plain_count(rows, until, unit):
    purchases, last = table(rows), pd.Timestamp("2024-01-01") + pd.Timedelta(days=until)
    if purchases["at"].min() >= last + pd.Timedelta(days=1):
        assert "the first is of " in sentence(lambda: summarise(purchases, last, unit))
        return
    days = {"D": 1, "W": 7, "M": 365.25 / 12, "Y": 365.25}[unit]
    found = summarise(purchases, last, unit)
    seen = purchases[purchases["at"].dt.normalize() <= last]
    assert found.index.tolist() == sorted(seen.customer_id.unique())
    for customer, lines in seen.groupby("customer_id"):
        spent = lines.groupby(lines["at"].dt.normalize()).amount.sum()
        first, latest, repeats = spent.index[0], spent.index[-1], spent.iloc[1:]
        expected = [len(repeats), (latest - first).days / days, (last - first).days / days, repeats.mean()]
        assert found.loc[customer].tolist() == pytest.approx(expected, nan_ok=True)


def test_the_unit_only_scales():
    purchases = table([(1, 0, 5), (1, 700, 5), (2, 30, 5)])
    days, weeks = (summarise(purchases, "2024-03-01", unit) for unit in "DW")
    np.testing.assert_allclose(days[["recency", "T"]], 7 * weeks[["recency", "T"]])
    pd.testing.assert_frame_equal(days[["frequency", "mean_amount"]], weeks[["frequency", "mean_amount"]])


def test_t_of_the_published_example():
    """CDNOW: who first bought on the first day of 1997 was watched for 38.86 weeks, up to September 30."""
    bought_once = pd.DataFrame({"customer_id": [1], "at": [pd.Timestamp("1997-01-01 23:59")], "amount": [9.0]})
    assert summarise(bought_once, "1997-09-30")["T"].round(2).item() == 38.86


def test_lines_of_an_order_are_one_purchase_and_zero_is_an_amount():
    found = summarise(table([(1, 0, 100), (1, 1, 200), (1, 50, 0), (1, 51, 300), (1, 100, 0)]), "2024-02-01", "D")
    assert found.iloc[0].tolist() == [2, 4, 31, 1.5]
    assert summarise(table([(1, 0, 100), (1, 1, 200)]), "2024-01-01").iloc[0].tolist()[:3] == [0, 0, 0]


def test_a_log_without_amounts():
    found = summarise(table([(1, 0, 100), (1, 50, 200)]).drop(columns="amount"), "2024-02-01", "D")
    assert found.frequency.item() == 1 and found.mean_amount.isna().all()


def test_the_day_is_that_of_the_clock_on_the_wall():
    at = pd.to_datetime(["2025-01-01 22:30", "2025-01-01 23:30"]).tz_localize("UTC").tz_convert("Europe/Vienna")
    purchases = pd.DataFrame({"customer_id": [1, 1], "at": at, "amount": 1.0})
    assert summarise(purchases, "2025-01-02").frequency.item() == 1
    assert summarise(purchases, "2025-01-01").frequency.item() == 0
    assert summarise(purchases, pd.Timestamp("2025-01-02", tz="America/New_York")).frequency.item() == 1


@pytest.mark.parametrize(
    "until",
    ["2024-07-31", dt.date(2024, 7, 31), dt.datetime(2024, 7, 31, 5), pd.Timestamp("2024-07-31 23:59:59.999"),
     pd.Timestamp("2024-07-31", tz="CET"), np.datetime64("2024-07-31"), np.datetime64("2024-07-31T10", "ns"),
     np.str_("2024-07-31")]
)  # fmt: skip
def test_until_is_a_day_in_many_forms(until):
    pd.testing.assert_frame_equal(summarise(bought(), until), summarise(bought(), "2024-07-31"))


@pytest.mark.parametrize(
    "until",
    [None, 20240731, "31.07.2024", "2024-07", "today", "20240731", "2024-W31-3", "2024-02-30", "", pd.NaT, pd.NA, 1.5,
     True, np.datetime64("NaT"), np.datetime64(2**62, "s"), pd.Period("2024-07-31"), pd.Timedelta("1D"), ["2024-07-31"]]
)  # fmt: skip
def test_until_that_is_no_day_is_a_sentence(until):
    says = "until must be a day, such as '2025-12-31' or a datetime; "
    assert sentence(lambda: summarise(bought(), until)).startswith(says)


@pytest.mark.parametrize(
    ("purchases", "says"),
    [
        (bought().iloc[:0], "at least one row; the table is empty"),
        (bought().drop(columns="at"), "must have the columns customer_id, at; at is not there"),
        ([1, 2], "must be a table with customer_id, at; [1, 2] was given"),
        (None, "must be a table"),
        (bought().astype({"at": str}), "at must be datetimes"),
        (bought(at=pd.Timestamp("2025-01-01")), "a row up to until, 2024-12-31; the first is of 2025-01-01"),
        (bought(at=pd.Timestamp("1900-01-01")), "within a hundred years before until; 1900-01-01 is there"),
        (bought(amount=[1, 2, -5, 3]), "amount must be zero or more; -5 was given: a refund is none"),
        (bought(amount=[1, 2, np.nan, 3]), "amount must be known for each purchase; 1 is missing"),
        (bought(amount=[1, 2, np.inf, 3]), "amount must be at most 1e+50"),
        (bought(amount="five"), "amount must be numbers; 'five'"),
        (bought(customer_id=[1, None, None, 2]), "customer_id must be known for each purchase; 2 are missing"),
        (bought(at=[pd.NaT, *bought()["at"][1:]]), "at must be known for each purchase; 1 is missing"),
    ],
)
def test_a_log_that_is_none_gets_a_sentence(purchases, says):
    assert says in sentence(lambda: summarise(purchases, "2024-12-31"))


@pytest.mark.parametrize("unit", ["Q", "w", None, 7, ["W"], b"W", pd.NA])
def test_unit_is_one_of_four(unit):
    assert "unit must be one of 'D', 'W', 'M', 'Y'; " in sentence(lambda: summarise(bought(), "2024-12-31", unit))


def test_the_log_is_not_changed_and_its_order_does_not_matter():
    purchases = table([(2, 50, 5), (1, 100, 7), (1, 10, 9), (2, 0, 1)])
    before = purchases.copy()
    found = summarise(purchases, "2024-02-01")
    pd.testing.assert_frame_equal(purchases, before)
    pd.testing.assert_frame_equal(summarise(purchases.iloc[::-1], "2024-02-01"), found)


@forms(MOMENTS)
def test_times_in_any_form(form):
    moved = bought().assign(at=form(bought()["at"].tolist()))
    pd.testing.assert_frame_equal(summarise(moved, "2024-08-01"), summarise(bought(), "2024-08-01"))


@forms({name: form for name, form in NUMBERS.items() if isinstance(form([1, 2]), pd.Series)})
def test_amounts_in_any_form(form):
    found = summarise(bought(amount=form([10, 30, 20, 45])), "2024-08-01")
    pd.testing.assert_frame_equal(found, summarise(bought(), "2024-08-01"))


@forms(IDS)
def test_customers_in_any_form(form):
    found = summarise(bought().assign(customer_id=form([1, 1, 2, 2])), "2024-08-01")
    assert [str(one) for one in found.index] == ["1", "2"]
    np.testing.assert_allclose(found, summarise(bought(), "2024-08-01"))


def test_customers_may_have_names():
    named = bought(customer_id=["Zoë", "Zoë", "Ada", "Ada"])
    assert summarise(named, "2024-08-01").index.tolist() == ["Ada", "Zoë"]
