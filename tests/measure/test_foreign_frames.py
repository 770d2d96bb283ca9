"""A column may come in any dtype: each measure finds the same number, or says one sentence."""

import datetime as dt
import math

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from foreign import (
    BOOLEANS,
    DURATIONS,
    GROUPS,
    MAYBE,
    MOMENTS,
    NULLABLE,
    NUMBERS,
    WHOLE,
    alone,
    bought,
    forms,
    log,
    of,
    sentence,
)

from casekit.measure.effect import before_after, difference, difference_in_differences, each_time, ever, share
from casekit.measure.linkage import compare, cut, link, pair_scores
from casekit.measure.recommend import bestsellers, hits, item_to_item
from casekit.measure.retention import ShiftedBetaGeometric, cohorts, fit_sbg, revenue_parts
from casekit.measure.segments import concentration, lorenz, rfm
from casekit.measure.service import first_contact_resolution, handle_time, repeat_contacts, service_level
from casekit.measure.survey import double_sampling, nonresponse_bias, nps, simpson, weighted_mean
from casekit.measure.uplift import ranked_groups, uplift, uplift_curve
from casekit.measure.value import fit_bg_nbd, fit_gamma_gamma, summarise
from casekit.measure.wallet import (
    correlation_by_construction,
    double_jeopardy,
    rank_brands,
    share_of_wallet,
    wallet_allocation,
)

SCORES, WEIGHTS, LATER = [9, 10, 3, 7, 8, 2], [1, 2, 3, 1, 2, 3], [False, True, False, True, True, False]
STRATA, SHARES = ["a", "a", "b", "a", "b", "b"], {"a": 0.3, "b": 0.7}
CURVE = [100, 63, 47, 38, 33, 29]
BASKETS = pd.DataFrame({"customer_id": [1, 1, 2, 2, 3, 4], "product_id": [1, 2, 2, 3, 1, 3], "rank": range(6)})
BRANDS = pd.DataFrame({"customer_id": [1, 1, 2, 2], "brand": list("abab"), "satisfaction": [9, 7, 4, 4]})


READS_NUMBERS = {
    "nps": lambda x: nps(x),
    "weighted_mean": lambda x: weighted_mean(x),
    "weights": lambda x: weighted_mean(WEIGHTS, weights=x),
    "stratified": lambda x: weighted_mean(x, strata=STRATA, population=SHARES),
    "double_sampling": lambda x: double_sampling(x, called=[3, 5], asked=40),
    "called": lambda x: double_sampling([3, 5], called=x, asked=40),
    "everybody": lambda x: nonresponse_bias(x, LATER),
    "simpson": lambda x: simpson(x, STRATA, LATER)[:3],
    "treated": lambda x: difference(x, WEIGHTS),
    "control": lambda x: difference(WEIGHTS, x),
    "before": lambda x: before_after(x, WEIGHTS),
    "after": lambda x: np.hstack(difference_in_differences(WEIGHTS, x, LATER)),
    "outcome": lambda x: uplift(x, LATER, ["a"] * 6).to_numpy(),
    "score": lambda x: uplift_curve(np.arange(12), LATER * 2, pd.concat([alone(x)] * 2), parts=2).points.to_numpy(),
    "ranked": lambda x: ranked_groups(x, 3).tolist(),
    "times": lambda x: ever(0.2, x).tolist(),
    "each_time": lambda x: each_time(0.2, x).tolist(),
    "concentration": lambda x: concentration(x, 0.3),
    "lorenz": lambda x: lorenz(x).gini,
    "rank": lambda x: wallet_allocation(x, 12).tolist(),
    "brands": lambda x: wallet_allocation(1.5, x).tolist(),
    "own": lambda x: share_of_wallet(x, 20).tolist(),
    "total": lambda x: share_of_wallet(1, x).tolist(),
    "weight": lambda x: item_to_item(BASKETS.assign(weight=alone(x))).similarity.toarray(),
    "periods": lambda x: ShiftedBetaGeometric(1, 2, 0).survival(x).ravel().tolist(),
}


@forms(WHOLE | NUMBERS)
@pytest.mark.parametrize("measure", READS_NUMBERS.values(), ids=READS_NUMBERS)
def test_numbers(measure, form):
    assert np.ravel(measure(form(SCORES))) == pytest.approx(np.ravel(measure(np.array(SCORES))), rel=1e-12)


@forms(NUMBERS)
def test_shares_and_curves(form):
    chances = [0.25, 0.5, 0.125]
    assert np.ravel(ever(form(chances), 3)) == pytest.approx(ever(chances, 3))
    assert fit_sbg(form(CURVE)) == pytest.approx(fit_sbg(CURVE))


@forms(NULLABLE)
def test_missing_numbers_are_left_out_or_a_sentence(form):
    gaps = form([9, None, 3, 7, 8, None])
    there = [0, 2, 3, 4]
    kept, strata = [9, 3, 7, 8], [STRATA[row] for row in there]
    assert nps(gaps) == nps(kept)
    assert weighted_mean(gaps) == weighted_mean(kept)
    assert weighted_mean(gaps, WEIGHTS) == pytest.approx(weighted_mean(kept, [WEIGHTS[row] for row in there]))
    assert weighted_mean(gaps, strata=STRATA, population=SHARES) == weighted_mean(kept, None, strata, SHARES)
    assert double_sampling(gaps, gaps, 40) == double_sampling(kept, kept, 40)
    assert difference(gaps, gaps) == difference(kept, kept)
    assert before_after(gaps, SCORES[::-1]) == before_after(kept, [2, 7, 3, 10])
    lot = [True, False, False, True, False, True]
    assert difference_in_differences(SCORES, gaps, lot) == difference_in_differences([9, 3, 7, 8], kept, [1, 0, 1, 0])
    assert uplift(gaps, lot, ["a"] * 6).equals(uplift(kept, [1, 0, 1, 0], ["a"] * 4))
    assert sentence(lambda: ranked_groups(gaps)) == "score must be known for each customer; 2 are missing."
    assert simpson(form([6, None, 9, 5, 8, 8]), list("onnono"), [0, 0, 0, 0, 1, 1])[:3] == pytest.approx(
        simpson([6, 9, 5, 8, 8], list("onono"), [0, 0, 0, 1, 1])[:3]
    )
    assert sentence(lambda: nonresponse_bias(gaps, LATER)).startswith("everybody must be known")
    assert sentence(lambda: weighted_mean(SCORES, gaps)) == "weights must be known for each score; 2 are missing."
    assert sentence(lambda: fit_sbg(form([100, None, 80, 70]))).startswith("survival must have no missing")
    assert "chance must be from 0 to 1" in sentence(lambda: ever(form([0.5, None, 0.2]), 2))


@forms(BOOLEANS)
def test_booleans(form):
    yes = [True, False, True, True, True, False]
    assert share(form(yes)) == share(yes)
    assert nonresponse_bias(SCORES, form(yes)) == nonresponse_bias(SCORES, yes)
    assert simpson(SCORES, STRATA, form(LATER))[:3] == simpson(SCORES, STRATA, LATER)[:3]
    assert difference_in_differences(SCORES, WEIGHTS, form(yes)) == difference_in_differences(SCORES, WEIGHTS, yes)
    assert uplift(SCORES, form(yes), ["a"] * 6).equals(uplift(SCORES, yes, ["a"] * 6))
    assert first_contact_resolution(log(resolved=alone(form([True, False, False])))).share == 0
    assert first_contact_resolution(log(resolved=alone(form([True, False, True])))).share == 0.5


@forms(MAYBE)
def test_missing_booleans_are_left_out_or_a_sentence(form):
    maybe = form([True, None, False, True, None, False])
    assert share(maybe) == share([1, 0, 1, 0])
    later = form([False, False, True, True, True, None])  # the example of the docstring, with a row that says nothing
    left_out = simpson([6, 9, 5, 8, 8, 0], ["old", "new", "old", "new", "new", "old"], later)
    assert left_out[:3] == pytest.approx((-0.5, -1.0, 0.5))
    assert sentence(lambda: nonresponse_bias(SCORES, maybe)) == "answered must be known for each score; 2 are missing."
    assert sentence(lambda: uplift(SCORES, maybe, STRATA)) == "treated must be known for each customer; 2 are missing."
    unknown = log(resolved=alone(form([True, None, False])))
    assert (
        sentence(lambda: first_contact_resolution(unknown)) == "resolved must be known for each contact; 1 is missing."
    )


@pytest.mark.parametrize(
    "wrong", ["maybe", "", "nan", "2", 2, -1, 0.5, 1j, b"1", math.inf, [1], pd.Timestamp(0), pd.Timedelta(1)]
)
def test_what_is_neither_true_nor_false_is_a_sentence(wrong):
    column = pd.Series([True, False, True, wrong, True, False], dtype=object)
    for name, call in {
        "hits": lambda: share(column),
        "answered": lambda: nonresponse_bias(SCORES, column),
        "after": lambda: simpson(SCORES, STRATA, column),
        "resolved": lambda: first_contact_resolution(log(resolved=column[1:4].array)),
        "treated": lambda: uplift(SCORES, column, STRATA),
    }.items():
        assert sentence(call).startswith(f"{name} must be True or False, 1 or 0, for each ")


@forms(DURATIONS)
def test_durations(form):
    waits = pd.to_timedelta([0, 0, 15, 90], unit="s")
    assert service_level(pd.DataFrame({"wait_seconds": form(waits)}), 20) == 0.75
    assert service_level(pd.DataFrame({"wait_seconds": form(waits)}), 14.999) == 0.5
    talks = pd.to_timedelta(["00:03:20", "00:05:00", "00:06:40"])
    assert handle_time(pd.DataFrame({"handle_seconds": form(talks)})) == pytest.approx((300, 100 / math.sqrt(3)))


@pytest.mark.parametrize("dtype", ["timedelta64[s]", "duration[ns][pyarrow]", "object"])
def test_missing_and_negative_durations_are_a_sentence(dtype):
    missing = pd.DataFrame({"handle_seconds": pd.Series([pd.Timedelta("5s"), None], dtype=dtype)})
    assert sentence(lambda: handle_time(missing)) == "handle_seconds must be known for each contact; 1 is missing."
    negative = pd.DataFrame({"wait_seconds": pd.Series([pd.Timedelta("5s"), pd.Timedelta("-5s")], dtype=dtype)})
    assert sentence(lambda: service_level(negative, 20)) == "wait_seconds must be zero or more; -5 was given."


@pytest.mark.parametrize(
    "wrong", ["00:03:20", dt.time(0, 3, 20), pd.Timestamp("2025-01-01"), True, pd.Period("2025"), "5 s", 1j, math.inf,
              10**60, int]
)  # fmt: skip
def test_what_is_no_duration_is_a_sentence(wrong):
    assert sentence(lambda: handle_time(pd.DataFrame({"handle_seconds": [wrong, wrong]}))).startswith("handle_seconds ")


@pytest.mark.parametrize("sign", [1, -1])
def test_a_number_of_400_digits_is_a_sentence(sign):
    huge = sign * 10**400
    assert sentence(lambda: nps([5, huge])).startswith("scores must be from 0 to 10; ")
    assert sentence(lambda: weighted_mean([5, huge])).startswith("scores must be at most 1e+50, either way; ")
    assert sentence(lambda: ever(huge, 3)).startswith("chance must be from 0 to 1; ")
    assert sentence(lambda: cohorts(bought(amount=[1, 2, 3, huge]))).startswith("amount must be at most 1e+50")
    assert sentence(lambda: service_level(log(wait_seconds=1), huge)).startswith(
        "target_seconds must be a number from 0"
    )


@forms(MOMENTS)
def test_moments(form):
    table = bought()
    moved = table.assign(at=form(table["at"].tolist()))
    pd.testing.assert_frame_equal(cohorts(moved), cohorts(table))
    pd.testing.assert_frame_equal(revenue_parts(moved, "M"), revenue_parts(table, "M"))
    days = pd.to_datetime(["2025-12-01", "2025-12-03", "2025-12-20"]).tolist()
    contacts = log(at=form(days), repeat_of=[None, 1, 2])
    assert first_contact_resolution(contacts, within_days=1).share == 1
    assert first_contact_resolution(contacts, within_days=2).share == 0


@pytest.mark.parametrize(
    "form", [of("datetime64[s]"), of("datetime64[ns, UTC]"), of("timestamp[s][pyarrow]"), of(object)]
)
def test_missing_moments_are_a_sentence(form):
    gap = form([pd.Timestamp("2025-01-01"), pd.NaT, pd.Timestamp("2025-01-03")])
    contacts = log(at=gap)
    assert sentence(lambda: first_contact_resolution(contacts, 1)) == "at must be known for each contact; 1 is missing."
    assert first_contact_resolution(contacts).share == 0.5
    purchases = pd.DataFrame({"customer_id": [1, 2, 3], "at": gap, "amount": 1})
    assert "must be known for each purchase" in sentence(lambda: cohorts(purchases))


@pytest.mark.parametrize(
    "wrong",
    [["2025-01-01"] * 4, [20250101] * 4, pd.period_range("2025", periods=4, freq="M"), [dt.time(1)] * 4, [True] * 4,
     [None] * 4, pd.to_timedelta([1, 2, 3, 4]), ["x", 1, None, 2.5],
     [pd.Timestamp("2025"), pd.Timestamp("2025", tz="UTC")] * 2]
)  # fmt: skip
def test_what_is_no_moment_is_a_sentence(wrong):
    says = "at must be datetimes, as pd.to_datetime makes them"
    assert sentence(lambda: cohorts(bought(at=wrong))).startswith(says)
    assert sentence(lambda: first_contact_resolution(log(at=list(wrong)[:3]), 2)).startswith("at must be datetimes")


def test_a_clock_put_back_is_a_day_of_25_hours():
    """From Saturday to Sunday noon at the end of summer time; the triangle goes by the clock on the wall."""
    at = pd.to_datetime(["2025-10-25 12:00", "2025-10-26 12:00", "2025-12-01 12:00"]).tz_localize("Europe/Vienna")
    assert first_contact_resolution(log(at=at), within_days=1).share == 1
    assert first_contact_resolution(log(at=at), within_days=25 / 24).share == 0
    new_year = pd.to_datetime(["2025-12-31 23:30"]).tz_localize("UTC").tz_convert("Europe/Vienna")
    assert str(cohorts(pd.DataFrame({"customer_id": [1], "at": new_year})).index[0]) == "2026Q1"


@forms(GROUPS)
def test_groups(form):
    assert weighted_mean(SCORES, strata=form(STRATA), population=SHARES) == weighted_mean(
        SCORES, strata=STRATA, population=SHARES
    )
    found = simpson(SCORES, form(STRATA), LATER)
    assert found[:3] == simpson(SCORES, STRATA, LATER)[:3]
    assert found.groups.loc["a"].tolist() == simpson(SCORES, STRATA, LATER).groups.loc["a"].tolist()
    lot = [True, False] * 6
    table = uplift(SCORES * 2, lot, form(STRATA * 2))
    assert table.to_numpy().tolist() == uplift(SCORES * 2, lot, STRATA * 2).to_numpy().tolist()
    assert list(table.index) == ["a", "b"]


@pytest.mark.parametrize(
    "dtype", ["int64", "Int64", "float64", "int64[pyarrow]", "category", "object", "bool", "boolean"]
)
def test_groups_may_be_numbers_or_true_and_false(dtype):
    numbered = [int(group == "a") for group in STRATA]
    strata = pd.Series(numbered).astype(dtype)
    expected = weighted_mean(SCORES, strata=STRATA, population=SHARES)
    assert weighted_mean(SCORES, strata=strata, population={1: 0.3, 0: 0.7}) == pytest.approx(expected)
    assert simpson(SCORES, strata, LATER)[:3] == pytest.approx(simpson(SCORES, STRATA, LATER)[:3])


@pytest.mark.parametrize("gap", [None, math.nan, pd.NA, pd.NaT])
def test_a_missing_group_is_left_out_or_a_sentence(gap):
    strata = pd.Series(["a", gap, gap], dtype=object)
    says = sentence(lambda: weighted_mean([9, 1, 1], strata=strata, population={"a": 1}))
    assert says == "strata must be known for each score; 2 are missing."
    assert weighted_mean([9, None, None], strata=strata, population={"a": 1}).mean == 9  # no score, no group needed
    groups = pd.Series([*STRATA, gap], dtype=object)
    assert simpson([*SCORES, 5], groups, [*LATER, True])[:3] == simpson(SCORES, STRATA, LATER)[:3]


# --- tables ----------------------------------------------------------------------------------------------------------

SUMMARY = pd.DataFrame({"frequency": [1, 2, 0], "recency": [3, 4, 0], "T": 9, "mean_amount": [10, 20, None]})
TABLES = {
    "cohorts": (cohorts, "customer_id", bought()),
    "revenue_parts": (revenue_parts, "amount", bought()),
    "summarise": (lambda table: summarise(table, "2025-01-31"), "amount", bought()),
    "fit_bg_nbd": (fit_bg_nbd, "recency", SUMMARY),
    "fit_gamma_gamma": (fit_gamma_gamma, "mean_amount", SUMMARY),
    "first_contact_resolution": (first_contact_resolution, "repeat_of", log()),
    "repeat_contacts": (repeat_contacts, "contact_id", log()),
    "handle_time": (handle_time, "handle_seconds", log(handle_seconds=5)),
    "rfm": (lambda table: rfm(table, "2024-12-31"), "at", bought()),
    "item_to_item": (item_to_item, "product_id", BASKETS),
    "for_customers": (item_to_item(BASKETS).for_customers, "customer_id", BASKETS),
    "bestsellers": (bestsellers, "customer_id", BASKETS),
    "recommendations": (lambda table: hits(table, BASKETS), "rank", BASKETS),
    "held_out": (lambda table: hits(BASKETS, table), "product_id", BASKETS),
    "has": (lambda table: hits(BASKETS, BASKETS, has=table), "product_id", BASKETS[:3]),
    "rank_brands": (rank_brands, "satisfaction", BRANDS),
    "correlation_by_construction": (correlation_by_construction, "spend", BRANDS.assign(spend=[1, 2, 3, 4])),
    "double_jeopardy": (double_jeopardy, "brand", BRANDS),
    "service_level": (lambda table: service_level(table, 20), "wait_seconds", log(wait_seconds=5)),
    "link": (lambda table: link(table, 0.5), "email", pd.DataFrame({"record_id": [1], "email": ["a@example.com"]})),
    "compare": (compare, "email", pd.DataFrame({"record_id": [1], "email": ["a@example.com"]})),
    "cut": (
        lambda table: cut(pd.DataFrame({"record_id": [1, 2]}), table, 0.5),
        "probability",
        pd.DataFrame({"one": [1], "other": [2], "probability": [0.9]}),
    ),
    "pair_scores": (
        lambda table: pair_scores(table, [1, 1]),
        "cluster_id",
        pd.DataFrame({"record_id": [1, 2], "cluster_id": [1, 1]}),
    ),
}


@pytest.mark.parametrize(("measure", "column", "table"), TABLES.values(), ids=TABLES)
def test_a_column_that_comes_twice_is_a_sentence(measure, column, table):
    measure(table)
    twice = pd.concat([table, table[[column]]], axis=1)
    assert sentence(lambda: measure(twice)) == f"{column} must be one column; the table has 2 of that name."


@pytest.mark.parametrize(("measure", "column", "table"), TABLES.values(), ids=TABLES)
def test_a_table_of_another_library_is_told_what_to_do(measure, column, table):
    foreign = type("DataFrame", (), {"__module__": "polars.dataframe.frame", "to_pandas": lambda self: table})()
    says = "; a DataFrame of polars was given, and one of pandas is needed: to_pandas() makes it."
    assert sentence(lambda: measure(foreign)).endswith(says)
    assert sentence(lambda: measure(pa.table({"at": [1]}))).endswith(
        says.replace("DataFrame of polars", "Table of pyarrow")
    )
