"""The cells of lesson 04 that take a reader's own purchases, on files as shops write them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from lessons.sweep import cut, drawn_texts, overlapping

import casekit
from casekit.lessons import worth as lesson

TOO_SHORT = "purchases must go back more than a year before their last day"


@pytest.fixture(scope="module")
def shop():
    """Two years of purchases, from 1 December 2009 on."""
    bought = casekit.open_case("amazon", customers=300, months=24).purchases[["customer_id", "at", "amount"]]
    at = bought["at"].dt.tz_localize(None)
    return bought.assign(
        at=at - (at.min().normalize() - pd.Timestamp("2009-12-01")), customer_id=bought.customer_id + 1000
    )


def read(folder, rows: pd.DataFrame, how: str = "%Y-%m-%d %H:%M", **said) -> pd.DataFrame:
    file = folder / "shop.csv"
    rows.set_axis(["customer", "date", "amount"], axis=1).to_csv(file, index=False, date_format=how)
    return casekit.read_transactions(file, **said).purchases


def test_a_file_of_other_years_goes_through_all_cells(shop, tmp_path, capsys):
    own = read(tmp_path, shop)
    evening = shop["at"].max().normalize() - pd.Timedelta(days=365)
    table, now = lesson.worth(own), shop["at"] < evening + pd.Timedelta(days=1)
    sums = shop[now].groupby(shop.customer_id.astype(str)).amount.sum()
    assert table.index.tolist() == sums.index.tolist() and np.allclose(table.so_far, sums, atol=0.006)
    later = shop[~now].groupby(shop.customer_id.astype(str)).amount.sum().reindex(table.index, fill_value=0)
    assert np.allclose(table.next_year, later, atol=0.006)
    brings = lesson.rules(own)
    assert brings.between(0, 100).all() and brings.idxmax() == "spent most in the next year itself"
    for truth in (False, True):
        with drawn_texts() as texts:
            lesson.ten(own, truth=truth)
        assert cut(texts) == [] and overlapping(texts) == []
        assert f"{evening.day} {evening:%B %Y}" in capsys.readouterr().out


def test_a_time_zone_and_free_purchases_change_no_row(shop, tmp_path):
    free = shop.assign(amount=shop.amount.where(np.arange(len(shop)) % 7 > 0, 0.0))
    zoned = free.assign(at=free["at"].dt.tz_localize("Europe/Vienna", nonexistent="shift_forward", ambiguous=True))
    own = read(tmp_path, zoned, "%Y-%m-%dT%H:%M:%S%z", time_zone="Europe/Vienna")
    assert own["at"].dt.tz is not None and (own.amount == 0).any()
    paid = free[free.amount > 0].assign(customer_id=free.customer_id.astype(str))
    pd.testing.assert_frame_equal(lesson.worth(own), lesson.worth(paid), check_index_type=False, rtol=1e-4, atol=1e-4)
    lesson.ten(own, truth=True)


def test_a_handful_of_customers_is_enough(shop, tmp_path):
    own = read(tmp_path, shop[shop.customer_id <= shop.customer_id.min() + 24])
    table = lesson.worth(own)
    assert 1 <= table.on_list.sum() < 10 and table.chance.between(0, 1).all()
    with drawn_texts() as texts:
        lesson.ten(own, truth=True)
    names = [text.get_text() for text in texts if text.get_text().startswith("no. ")]
    assert len(names) == len(set(names)) == table.on_list.sum()
    assert len(lesson.rules(own)) == 7


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("one month", TOO_SHORT),
        ("one day", TOO_SHORT),
        ("a year to the day", TOO_SHORT),
        ("one customer", "at least two customers"),
        ("two customers", "three customers or more"),
        ("nobody again", "nobody has bought again"),
        ("others later", "bought both up to the day of the list and after it"),
    ],
)
def test_a_file_of_which_no_list_can_be_made_gets_one_sentence(shop, tmp_path, rows, sentence):
    at, first, end = shop["at"], shop["at"].min(), shop["at"].max()
    busiest = shop.customer_id[at < first + pd.Timedelta(days=365)].value_counts().index
    before = at < end.normalize() - pd.Timedelta(days=364)
    chosen = {
        "one month": at < first + pd.Timedelta(days=30),
        "one day": at.dt.normalize() == end.normalize(),
        "a year to the day": at > end.normalize() - pd.Timedelta(days=364),
        "one customer": shop.customer_id == busiest[0],
        "two customers": shop.customer_id.isin(busiest[:2]),
        "nobody again": ~shop.duplicated("customer_id"),
        "others later": before | ~shop.customer_id.isin(shop.customer_id[before]),
    }
    own = read(tmp_path, shop[chosen[rows]])
    with pytest.raises(ValueError, match=sentence) as told:
        for cell in (lesson.worth, lesson.ten, lesson.rules):
            cell(own)
    assert "\n" not in str(told.value)
