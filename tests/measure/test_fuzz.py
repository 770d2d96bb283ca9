"""Thousands of calls with awkward values: each measure finds finite numbers (or nan), or says one sentence."""

import inspect
import warnings
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from awkward import COLUMNS, SINGLE
from thoroughness import sample

from casekit.measure import (
    bg_nbd,
    effect,
    gamma_gamma,
    linkage,
    recommend,
    retention,
    segments,
    service,
    summary,
    survey,
    uplift,
    value,
    wallet,
)

MEASURES = (
    bg_nbd, effect, gamma_gamma, linkage, recommend, retention, segments, service, summary, survey, uplift, value,
    wallet,
)  # fmt: skip
CALLS = sample(6_000, usually=300)  # of each measure
FEWER = {linkage.link: 20, linkage.compare: 20}  # times fewer: a call starts a database

PURCHASES = pd.DataFrame(
    {
        "customer_id": [1, 1, 2, 3, 3, 2],
        "at": pd.date_range("2024-01-15", periods=6, freq="50D"),
        "amount": [10.0, 30, 20, 0, 5, 7],
    }
)
LOG = pd.DataFrame(
    {
        "contact_id": range(1, 7),
        "at": pd.date_range("2025-01-01", periods=6),
        "wait_seconds": [0, 5, 20, 21, 300, 4],
        "handle_seconds": [100, 200, 300, 400, 500, 60],
        "resolved": [True, False] * 3,
        "repeat_of": [None, None, None, 2, 3, None],
    }
)
SUMMARY = pd.DataFrame(
    {
        "frequency": [0, 1, 2, 3, 9, 0],
        "recency": [0, 2.5, 30, 25, 35, 0],
        "T": [39, 38.5, 30, 31, 36, 0.5],
        "mean_amount": [None, 5.0, 20, 12, 35, None],
    }
)
TIMING, SPEND = bg_nbd.BgNbd(0.243, 4.414, 0.793, 2.426, -9582.4), gamma_gamma.GammaGamma(6.25, 3.74, 15.44, 0.0)
RECORDS = pd.DataFrame(
    {
        "record_id": range(1, 7),
        "name": ["Ada Lovelace", "Ada Lovelacce", None, "Grace Hopper", "G. Hopper", "Jean Bartik"],
        "birth_date": pd.to_datetime(["1815-12-10", "1815-10-12", None, "1906-12-09", "1906-12-09", "1924-12-27"]),
        "phone": ["555-0101", "555 0101", "555-0199", None, None, ""],
    }
)
PAIRS = pd.DataFrame({"one": [1, 4], "other": [2, 5], "probability": [0.9, 0.4]})
CLUSTERS = pd.DataFrame({"record_id": range(1, 7), "cluster_id": [1, 1, 3, 4, 4, 6]})
BASKETS = pd.DataFrame(
    {"customer_id": [1, 1, 2, 2, 3, 4], "product_id": [1, 2, 2, 3, 1, 3], "weight": [1, 0.5, 1, 1, 2, 1]}
)
LISTS = pd.DataFrame({"customer_id": [1, 1, 2, 4], "rank": [1, 2, 1, 1], "product_id": [3, 4, 1, 2]})
HELD_OUT = pd.DataFrame({"customer_id": [1, 2, 2, 4], "product_id": [4, 1, 4, 1]})
FEATURES = pd.DataFrame({"visits": [1, 2, 2, 9, 10, 5], "spent": [20.0, 25, 15, 80, 90, 50]})
BRANDS = pd.DataFrame(
    {
        "customer_id": [1, 1, 2, 2, 2, 3],
        "brand": list("ababca"),
        "satisfaction": [9, 7, 5, 5, 8, 6],
        "spend": [100.0, 50, 70, 20, 10, 80],
        "purchases": [3, 1, 2, 1, 1, 4],
    }
)
LIKENESS = recommend.item_to_item(BASKETS)
SCORES, YES, GROUPS = [9, 10, 3, 7, 8, 2], [False, True, False, True, True, False], list("aabbab")
SOUND = {
    effect.share: {"hits": YES},
    effect.difference: {"treated": SCORES, "control": YES},
    effect.before_after: {"before": SCORES, "after": YES},
    effect.difference_in_differences: {"before": SCORES, "after": SCORES[::-1], "treated": YES},
    effect.ever: {"chance": 0.2, "times": [1, 2, 3]},
    effect.each_time: {"ever": [0.2, 0.3], "times": 9},
    linkage.link: {"records": RECORDS, "threshold": 0.5},
    linkage.compare: {"records": RECORDS},
    linkage.cut: {"records": RECORDS, "pairs": PAIRS, "threshold": 0.5},
    linkage.pair_scores: {"clusters": CLUSTERS, "labels": GROUPS},
    recommend.item_to_item: {"baskets": BASKETS},
    LIKENESS.recommend: {"products": [1, 2], "n": 2, "among": [3, 1]},
    LIKENESS.for_customers: {"baskets": BASKETS, "n": 2, "among": None},
    recommend.bestsellers: {"baskets": BASKETS, "n": 2},
    recommend.hit_rate: {"recommendations": LISTS, "held_out": HELD_OUT, "n": 2, "has": BASKETS},
    recommend.hits: {"recommendations": LISTS, "held_out": HELD_OUT, "n": 2, "has": None},
    retention.cohorts: {"purchases": PURCHASES, "unit": "Q", "shares": False},
    retention.revenue_parts: {"purchases": PURCHASES, "unit": "M"},
    retention.fit_sbg: {"survival": [100, 80, 70, 65, 60, 60]},
    retention.ShiftedBetaGeometric(1.0, 3.0, 0.0).survival: {"periods": [0, 1, 5]},
    summary.summarise: {"purchases": PURCHASES, "until": "2025-01-31", "unit": "W"},
    bg_nbd.fit_bg_nbd: {"summary": SUMMARY},
    TIMING.expected_purchases: {"t": [0, 1, 52]},
    TIMING.purchase_probability: {"purchases": [0, 1, 5], "t": 52},
    TIMING.probability_alive: {"summary": SUMMARY},
    TIMING.conditional_expected_purchases: {"t": 52, "summary": SUMMARY},
    gamma_gamma.fit_gamma_gamma: {"summary": SUMMARY},
    SPEND.expected_spend: {"summary": SUMMARY},
    uplift.uplift: {"outcome": SCORES, "treated": YES, "groups": list("aaaaaa")},
    uplift.uplift_curve: {"outcome": SCORES, "treated": YES, "score": SCORES, "parts": 1},
    uplift.ranked_groups: {"score": SCORES, "parts": 5},
    value.lifetime_value: {
        "fit": TIMING,
        "spend": SPEND,
        "summary": SUMMARY,
        "periods": 52,
        "discount": 0.002,
        "margin": 0.3,
    },
    segments.rfm: {"purchases": PURCHASES, "until": "2024-12-31"},
    segments.concentration: {"values": SCORES, "top": 0.2},
    segments.lorenz: {"values": SCORES},
    segments.kmeans: {"features": FEATURES, "k": 2, "seed": 1},
    service.erlang_c: {
        "contacts": 100,
        "period_minutes": 30,
        "handle_seconds": 180,
        "agents": 14,
        "target_seconds": 20,
    },
    service.erlang_a: {
        "contacts": 100,
        "period_minutes": 30,
        "handle_seconds": 180,
        "patience_seconds": 300,
        "agents": 13,
    },
    service.erlang_a(100, 30, 180, 300, 13).service_level: {"target_seconds": 20},
    service.first_contact_resolution: {"contacts": LOG, "within_days": 2},
    service.repeat_contacts: {"contacts": LOG},
    service.handle_time: {"contacts": LOG},
    service.service_level: {"contacts": LOG, "target_seconds": 20},
    survey.nps: {"scores": SCORES},
    survey.weighted_mean: {"scores": SCORES, "weights": None, "strata": GROUPS, "population": {"a": 1, "b": 2}},
    survey.double_sampling: {"answers": SCORES, "called": YES, "asked": 60},
    survey.nonresponse_bias: {"everybody": SCORES, "answered": YES},
    survey.simpson: {"values": SCORES, "groups": GROUPS, "after": YES},
    wallet.wallet_allocation: {"rank": [1, 2, 3.5], "brands": [3, 3, 4]},
    wallet.rank_brands: {"ratings": BRANDS},
    wallet.share_of_wallet: {"own": [10.0, 0, 5], "total": [20.0, 0, 5]},
    wallet.correlation_by_construction: {"spending": BRANDS},
    wallet.double_jeopardy: {"purchases": BRANDS, "customers": 9},
}


EXAMPLES = [
    *SOUND.items(),
    (survey.weighted_mean, {"scores": SCORES, "weights": SCORES}),
    (uplift.uplift, {"outcome": SCORES * 3, "treated": YES * 3, "groups": GROUPS * 3}),
    (uplift.uplift_curve, {"outcome": SCORES * 3, "treated": YES * 3, "score": [*range(18)], "parts": 3}),
]


def spoilt(sound: dict, generator: np.random.Generator) -> dict:
    """The arguments with one or two of them replaced: whole, or in one column or one cell."""

    def anything():
        pool = (SINGLE, COLUMNS)[generator.integers(2)]
        return pool[generator.integers(len(pool))]

    arguments = dict(sound)
    for name in generator.choice(list(arguments), size=min(len(arguments), generator.integers(1, 3)), replace=False):
        value, how = arguments[name], generator.random()
        if isinstance(value, pd.DataFrame) and how < 0.9:
            column, new = generator.choice(value.columns), anything()
            changed = value[column].astype(object)
            changed.iloc[generator.integers(len(value))] = None
            try:
                if how < 0.4:
                    changed[changed.isna()] = new
                else:
                    changed = pd.Series(new if how < 0.7 else [new] * len(value), index=value.index)
            except Exception:
                continue  # pandas itself lets nobody make such a column
            arguments[name] = value.assign(**{column: changed})
        elif isinstance(value, list) and how < 0.5:
            place = generator.integers(len(value))
            arguments[name] = [*value[:place], anything(), *value[place + 1 :]]
        else:
            arguments[name] = anything()
    return arguments


def numbers_in(result: object):
    if isinstance(result, tuple | list):
        for part in result:
            yield from numbers_in(part)
    elif isinstance(result, pd.DataFrame):
        yield from result.select_dtypes("number").to_numpy(dtype=float, na_value=np.nan).ravel()
    elif isinstance(result, recommend.ItemToItem):
        yield from result.similarity.data
    else:
        yield from np.ravel(np.asarray(result, dtype=float))


def test_every_public_measure_is_here():
    public = {
        function
        for module in MEASURES
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }
    assert public == {function for function in SOUND if inspect.isfunction(function)}
    for function, sound in SOUND.items():
        assert list(sound) == [name for name in inspect.signature(function).parameters]
        function(**sound)


@pytest.mark.parametrize(("measure", "sound"), EXAMPLES, ids=[measure.__name__ for measure, _ in EXAMPLES])
def test_awkward_values_find_a_number_or_a_sentence(measure, sound):
    generator, outcomes = np.random.default_rng(12), Counter()
    tables = (LOG, PURCHASES, SUMMARY, RECORDS, PAIRS, CLUSTERS, BASKETS, LISTS, BRANDS)
    names = {*SOUND[measure], *(column for table in tables for column in table), "alpha", "beta", "q"}
    calls = CALLS // FEWER.get(measure, 1)
    for _ in range(calls):
        arguments = spoilt(sound, generator)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                result = measure(**arguments)
        except (ValueError, TypeError) as error:
            says = str(error)
            assert says.splitlines() == [says] and says.endswith(".") and len(says) < 300, says
            assert any(name in says for name in names), says
            outcomes["sentences"] += 1
        else:
            assert not np.isinf([*numbers_in(result)]).any(), result
            outcomes["numbers"] += 1
    print(f"{measure.__name__}: {calls:,} calls, {outcomes['sentences']:,} sentences")
    assert outcomes["sentences"] > calls / 10
