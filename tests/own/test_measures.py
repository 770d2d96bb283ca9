"""Every measure that takes a log of purchases runs on a reader's own, and finds there what it finds in the world."""

import numpy as np
import pandas as pd
import pytest
from own.written import read

from casekit import open_case
from casekit.measure.retention import cohorts, fit_sbg, revenue_parts
from casekit.measure.segments import concentration, kmeans, lorenz, rfm
from casekit.measure.value import fit_bg_nbd, fit_gamma_gamma, lifetime_value, summarise


@pytest.fixture(scope="module")
def world():
    return open_case("amazon", customers=400, months=24).purchases.sort_values(["at", "purchase_id"], kind="stable")


@pytest.fixture(scope="module")
def own(world, tmp_path_factory):
    """The same purchases, as a German shop writes them, with some trouble among them."""
    amount = world["amount"].map("{:,.2f} €".format).str.translate(str.maketrans(",.", ".,"))
    at = world["at"].dt.tz_localize(None).dt.strftime("%d.%m.%Y %H:%M:%S.%f").str[:-3]
    rows = [
        f"{number};K{who:05};{when};{much}"
        for number, who, when, much in zip(world["purchase_id"], world["customer_id"], at, amount, strict=True)
    ]
    trouble = ["x1;;01.01.2024;1,00 €", "x2;K00001;01.01.2024;-1,00 €", "x3;K00001;;1,00 €", "", "Summe;;;999,00 €"]
    text = "Bestellnr;Kundennr;Datum;Betrag\n" + "\n".join([*rows[:50], *trouble, *rows[50:]]) + "\n"
    return read(tmp_path_factory.mktemp("own"), text, "cp1252")


def test_the_log_is_the_same(world, own):
    assert len(own.purchases) == len(world) and len(own.refused) == 4
    assert own.purchases["customer_id"].str[1:].astype(int).tolist() == world["customer_id"].tolist()
    assert own.purchases["amount"].tolist() == world["amount"].tolist()
    assert (
        own.purchases["at"].to_numpy() == world["at"].dt.tz_localize(None).to_numpy().astype("datetime64[ms]")
    ).all()


def renamed(frame):
    """By number, as the world has it."""
    return frame.set_axis(frame.index.str[1:].astype(np.int64), axis=0).rename_axis("customer_id").sort_index()


def test_every_measure_of_a_log(world, own):
    plain = world.assign(at=world["at"].dt.tz_localize(None))
    summary, expected = summarise(own.purchases, own.until), summarise(plain, own.until)
    pd.testing.assert_frame_equal(renamed(summary), expected.sort_index(), check_index_type=False)
    pd.testing.assert_frame_equal(cohorts(own.purchases), cohorts(plain))
    pd.testing.assert_frame_equal(revenue_parts(own.purchases, "M"), revenue_parts(plain, "M"))
    pd.testing.assert_frame_equal(
        renamed(rfm(own.purchases, own.until)), rfm(plain, own.until).sort_index(), check_index_type=False
    )
    spent = own.purchases.groupby("customer_id")["amount"].sum()
    assert concentration(spent) == concentration(plain.groupby("customer_id")["amount"].sum())
    assert 0 < lorenz(spent).gini < 1
    timing, spend = fit_bg_nbd(summary), fit_gamma_gamma(summary[summary["mean_amount"] != 0])
    assert timing.converged and timing[:4] == pytest.approx(fit_bg_nbd(expected)[:4], rel=1e-3)
    value = lifetime_value(timing, spend, summary, periods=52, discount=0.002, margin=0.3)
    assert value.index.equals(summary.index) and (value >= 0).all()
    assert timing.probability_alive(summary).between(0, 1).all()
    assert kmeans(summary[["frequency", "recency"]], k=2, seed=1).sizes.sum() == len(summary)
    first = cohorts(own.purchases, shares=True).iloc[0].dropna().to_numpy(dtype=float)
    assert fit_sbg(np.minimum.accumulate(first)).alpha > 0


def test_a_purchase_of_nothing_is_one(tmp_path):
    rows = "customer,date,amount\n" + "".join(f"{who},2025-0{month}-10,{much}\n" for who, month, much in [
        ("a", 1, 5), ("a", 2, 0), ("b", 1, 4), ("b", 3, 9), ("c", 2, 7), ("c", 3, 2)])  # fmt: skip
    found = read(tmp_path, rows)
    summary = summarise(found.purchases, found.until)
    assert summary.loc["a", "frequency"] == 1 and summary.loc["a", "mean_amount"] == 0
    assert cohorts(found.purchases, "M").loc["2025-01"].tolist()[:2] == [2, 1]
    assert revenue_parts(found.purchases, "M")["revenue"].tolist() == [9, 7, 11]
    assert len(rfm(found.purchases, found.until)) == 3
    with pytest.raises(
        ValueError, match="mean_amount must be .* where frequency is above 0; 0 was given .1 in all.: leave such"
    ):
        fit_gamma_gamma(summary)
    assert fit_gamma_gamma(summary[summary["mean_amount"] != 0]).p > 0


def test_with_a_time_zone_days_are_those_of_its_clock(tmp_path):
    rows = "customer,date,amount\na,2025-01-01T00:30:00+02:00,10\nb,2024-12-31T23:30:00-05:00,20\n"
    in_utc = revenue_parts(read(tmp_path, rows).purchases, "Y")["revenue"]
    assert in_utc.to_dict() == {pd.Period("2024"): 10, pd.Period("2025"): 20}
    in_new_york = read(tmp_path, rows, time_zone="America/New_York")
    assert revenue_parts(in_new_york.purchases, "Y")["revenue"].to_dict() == {pd.Period("2024"): 30}
    assert in_new_york.until.isoformat() == "2024-12-31"
