"""Records are linked well, the same way each time, whatever they hold; pairs are counted as the textbook does."""

import logging
import math

import duckdb
import numpy as np
import pandas as pd
import pytest
from foreign import IDS, forms, sentence
from linkable import records
from splink.internals import em_training_session
from splink.internals.expectation_maximisation import expectation_maximisation

from casekit.measure import linkage
from casekit.measure.linkage import compare, cut, link, pair_scores
from casekit.measure.matching import FIELDS, scores

TWO = pd.DataFrame({"record_id": [1, 2], "name": ["Ada Lovelace"] * 2, "birth_date": ["1815-12-10"] * 2})
CLUSTERS = pd.DataFrame({"record_id": [7, 8, 9], "cluster_id": [7, 7, 9]})


@pytest.fixture
def pairs(monkeypatch):
    """The pairs that are scored, without a database: rows 0 and 2 by record_id at 0.8, 1 and 2 at 0.3."""
    found = pd.DataFrame({"one": [0, 1], "other": [2, 2], "probability": [0.8, 0.3]})
    monkeypatch.setattr(linkage, "scores", lambda given: found)


# --- link ------------------------------------------------------------------------------------------------------------


def test_spoilt_copies_are_found_and_the_order_of_rows_changes_nothing():
    """A third of the fields of copies wrong, a tenth missing, no e-mail: as in the benchmarks of record linkage."""
    table, labels = records(150, 150, seed=3, wrong=1 / 3, fields=("name", "birth_date", "address", "city", "phone"))
    loose, strict = link(table, 0.5), link(table.sample(frac=1, random_state=1), 0.9)
    for found in (loose, strict):
        score = pair_scores(found, labels)
        assert score.precision - 2 * score.precision_standard_error > 0.9 < score.recall
    assert loose.index.equals(table.index) and loose["record_id"].tolist() == table["record_id"].tolist()
    probability = strict.set_index("record_id")["match_probability"].loc[loose["record_id"]]
    assert probability.tolist() == loose["match_probability"].tolist()
    for found, threshold in ((loose, 0.5), (strict, 0.9)):
        size = found.groupby("cluster_id")["record_id"].transform("size")
        assert ((size > 1) == (found["match_probability"] >= threshold)).all()


def test_a_round_that_is_given_up_takes_no_field_from_the_model(monkeypatch):
    """Splink gives up where the m of an outcome becomes too small for a number."""
    table, _ = records(150, 150, seed=3, wrong=1 / 3)
    whole, rounds = scores(_plain(table)), []

    def counted(**named):
        rounds.append(named)
        if len(rounds) == 2:
            raise ValueError("m_probability value 0.0 is below the minimum allowed value of 1e-300.")
        return expectation_maximisation(**named)

    monkeypatch.setattr(em_training_session, "expectation_maximisation", counted)
    found = scores(_plain(table))
    assert len(rounds) > 2 and found[["one", "other"]].equals(whole[["one", "other"]])
    assert not found["probability"].equals(whole["probability"])
    decided = (found["probability"] > 0.5) == (whole["probability"] > 0.5)
    assert decided.mean() > 0.99 and (found["probability"] - whole["probability"]).abs().mean() < 0.01


def _plain(table):
    """As the model reads it."""
    fields = {name: table[name].where(table[name].notna(), None) for name in FIELDS}
    fields["birth_date"] = table["birth_date"].str.replace("-", "").where(table["birth_date"].notna(), None)
    return pd.DataFrame(fields, dtype=object)


def test_strangers_are_not_linked():
    table, _ = records(45, 0, seed=4)
    assert link(table, 0.5)["cluster_id"].is_unique


def test_families_are_not_one_person():
    """Two with one surname, address, city and telephone."""
    one, _ = records(20, 0, seed=6, missing=0)
    later = (pd.to_datetime(one["birth_date"]) + pd.Timedelta(days=5_555)).dt.strftime("%Y-%m-%d")
    other = one.assign(record_id=one["record_id"] + "b", email=None, birth_date=later)
    other["name"] = "Bo " + one["name"].str.split().str[-1]
    assert link(pd.concat([one, other]), 0.5)["cluster_id"].is_unique


def test_two_records_by_hand():
    """Fellegi and Sunter: the odds before, times m / u for each field; before any data both are as believed."""
    likely = (1 / 0.8 + 10) / (1 + 10 * 202)  # one pair, equal in two fields
    odds = likely / (1 - likely)
    for field in ("name", "birth_date"):
        odds *= FIELDS[field][0].m / max(FIELDS[field][0].u, FIELDS[field][0].rarest)
    assert link(TWO, 0.5)["match_probability"].tolist() == pytest.approx([odds / (1 + odds)] * 2)


FORGIVEN = {
    "name": ["Zoë Ann O'Neill", "ZOE ANN O NEILL", "O'Neill Zoe Ann", "Zoe Ann ONeil"],
    "birth_date": ["1980-03-12", "12/03/1980", "1980-03-13", "19800312"],
    "address": ["12 Long Street Apt. 4", "12 LONG STREET, APT 4", "12 Long Stret Apt 4", "12 Long Street"],
    "email": ["zoe@example.com", " Zoe@Example.COM ", "zoee@example.com", "zoe@example.org"],
    "phone": ["(206) 555-0171", "+1 206.555.0171 x12", "555-0171", "206-555-0117"],
}


@pytest.mark.parametrize("place", range(1, 4))
def test_what_is_forgiven(place):
    """Notations, and one error a field; compared with somebody else altogether."""
    table = pd.DataFrame({field: [values[0], values[place], "1 x"] for field, values in FORGIVEN.items()})
    table.loc[2, "birth_date"] = "1950-01-01"
    found = link(table.assign(record_id=["a", "b", "c"]), 0.99)
    assert found["cluster_id"].tolist() == ["a", "a", "c"]


HOSTILE = [
    "'; drop table records; --", "\"; select * from given", "{name} {0} %s $1 ?", "a" * 10_000, "\ud800x", "a\0b", "\\",
    "Zoë 🤖 عدا", "李小龍", "👩‍👩‍👧", "\u202ereversed", "=1+1", "c\nd", "-- comment", "/*", "{", "[1, 2]", "null", "",
    " ",
]  # fmt: skip


def test_hostile_text_is_text(capfd, monkeypatch, tmp_path):
    """And a notebook, its folder, its loggers and its own database see nothing of it."""
    monkeypatch.chdir(tmp_path)
    logger, numbers = logging.getLogger("splink"), list(range(len(HOSTILE)))
    before = (logger.level, logger.handlers[:], logger.propagate, logger.disabled, logging.root.handlers[:])
    texts = {field: pd.Series(HOSTILE, dtype=object) for field in FIELDS if field != "birth_date"}
    named = pd.Series([f"{text}#{number}" for number, text in enumerate(HOSTILE)], dtype=object)
    found = link(pd.DataFrame({"record_id": named, **texts}), 0.9)
    assert sorted(found["cluster_id"].factorize()[0]) == numbers  # all different
    assert before == (logger.level, logger.handlers, logger.propagate, logger.disabled, logging.root.handlers)
    assert list(tmp_path.iterdir()) == [] and capfd.readouterr() == ("", "")
    assert duckdb.sql("show all tables").fetchall() == []


def test_records_that_say_nothing_are_clusters_of_their_own():
    silent = pd.DataFrame({"record_id": [3, 1, 2]}, index=[5, 6, 7])
    for table in (silent, silent.assign(name="", phone=np.nan, birth_date=pd.NaT), silent[:1], silent[:0]):
        found = link(table, 0)
        assert found["cluster_id"].tolist() == table["record_id"].tolist()
        assert (found["match_probability"] == 0).all() and found.index.equals(table.index)
        assert list(found) == ["record_id", "cluster_id", "match_probability"]


def test_a_thousand_with_one_value_take_no_longer_and_are_not_linked():
    crowd = pd.DataFrame(dict.fromkeys(FIELDS, "same"), index=range(1_000), dtype=object).assign(birth_date=None)
    assert len(scores(crowd)) < 1_000


@forms(IDS)
def test_ids_come_back_as_they_were_given(form, pairs):
    given = form([10, 9, 11])
    found = link(pd.DataFrame({"record_id": given}), 0.5)
    assert found["record_id"].dtype == found["cluster_id"].dtype == given.dtype
    assert found["record_id"].tolist() == given.tolist()
    assert found["cluster_id"].tolist() == [given[0], given[1], given[1]]  # 9 and 11, also as text
    assert found["match_probability"].tolist() == [0.3, 0.8, 0.8]
    assert link(pd.DataFrame({"record_id": given}), 0.3)["cluster_id"].nunique() == 1


@pytest.mark.parametrize(
    ("table", "threshold", "says"),
    [
        (TWO, 1.1, "threshold must be a number from 0, and at most 1; 1.1 was given."),
        (TWO, -0.1, "threshold must be a number from 0; -0.1 was given."),
        (TWO, math.nan, "threshold must be a number from 0; nan was given."),
        (TWO, "0.5", "threshold must be a number from 0; '0.5' was given."),
        ([1, 2], 0.5, "records must be a table with record_id; [1, 2] was given."),
        (TWO.drop(columns="record_id"), 0.5, "records must have the columns record_id; record_id is not there."),
        (TWO.assign(record_id=1), 0.5, "record_id must be different for each record; 1 comes twice."),
        (TWO.assign(record_id=[1, "1.0"]), 0.5, "record_id must be different for each record; '1' comes twice."),
        (TWO.assign(record_id=[1, None]), 0.5, "record_id must be known for each record; 1 is missing."),
        (TWO.assign(name=True), 0.5, "name must be text; True was given."),
        (TWO.assign(city=[b"a", "b"]), 0.5, "city must be text; b'a' was given."),
        (TWO.assign(phone=math.inf), 0.5, "phone must be text; inf was given."),
        (TWO.assign(birth_date="unknown"), 0.5,
         "birth_date must be dates, or text such as '1980-12-31'; 'unknown' was given."),
    ],
)  # fmt: skip
def test_what_cannot_be_linked_is_a_sentence(table, threshold, says):
    assert sentence(lambda: link(table, threshold)) == says


# --- compare and cut -------------------------------------------------------------------------------------------------

PAIRS = pd.DataFrame({"one": [7, 8], "other": [9, 9], "probability": [0.8, 0.3]})


@forms(IDS)
def test_pairs_are_named_by_their_ids_and_cut_at_any_threshold_they_are_what_link_gives(form, pairs):
    given = form([10, 9, 11])
    records, found = pd.DataFrame({"record_id": given}), compare(pd.DataFrame({"record_id": given}))
    assert [found[side].tolist() for side in ("one", "other")] == [[given[1], given[0]], [given[2], given[2]]]
    assert found["one"].dtype == found["other"].dtype == given.dtype
    for threshold in (0, 0.3, 0.5, 0.8, 1):
        pd.testing.assert_frame_equal(cut(records, found, threshold), link(records, threshold))
        pd.testing.assert_frame_equal(cut(records, found[::-1], threshold), link(records, threshold))


def test_pairs_may_have_their_ids_as_numbers_or_text_and_records_any_other_columns():
    records = CLUSTERS.assign(name="Ada")
    for pairs in (PAIRS, PAIRS.astype({"one": str}), PAIRS.assign(other=9.0)):
        assert cut(records, pairs, 0.5)["cluster_id"].tolist() == [7, 8, 7]
    assert cut(records, PAIRS[:0], 0.5)["cluster_id"].tolist() == [7, 8, 9]


@pytest.mark.parametrize(
    ("records", "pairs", "threshold", "says"),
    [
        (CLUSTERS, PAIRS.assign(one=[7, 5]), 0.5, "one must be a record_id of records; 5 is none."),
        (CLUSTERS, PAIRS.assign(other=[None, 9]), 0.5, "other must be known for each pair; 1 is missing."),
        (CLUSTERS, PAIRS.assign(probability=[0.5, 1.5]), 0.5,
         "probability must be from 0 to 1; 1.5 was given."),
        (CLUSTERS, PAIRS.assign(probability=[0.5, None]), 0.5,
         "probability must be known for each pair; 1 is missing."),
        (CLUSTERS, PAIRS.drop(columns="other"), 0.5,
         "pairs must have the columns one, other, probability; other is not there."),
        (CLUSTERS, [1], 0.5, "pairs must be a table with one, other, probability; [1] was given."),
        (CLUSTERS, PAIRS, 2, "threshold must be a number from 0, and at most 1; 2 was given."),
        (CLUSTERS.assign(record_id=7), PAIRS, 0.5, "record_id must be different for each record; 7 comes twice."),
    ],
)  # fmt: skip
def test_what_cannot_be_cut_is_a_sentence(records, pairs, threshold, says):
    assert sentence(lambda: cut(records, pairs, threshold)) == says


# --- pair_scores -----------------------------------------------------------------------------------------------------


def test_pairs_of_the_textbook():
    """Manning, Raghavan & Schuetze, Introduction to Information Retrieval (2008), figure 16.4 and section 16.3."""
    labels = list("xxxxxoxoooodxxddd")
    table = pd.DataFrame({"record_id": range(17), "cluster_id": np.repeat([1, 2, 3], [6, 6, 5])})
    score = pair_scores(table, labels)
    assert (score.both, score.found, score.true) == (20, 40, 44)
    assert (score.precision, score.recall) == (0.5, pytest.approx(20 / 44))


def test_standard_errors_are_the_spread_over_samples():
    """Persons of one to four records, of whom some fall apart and some are taken for their neighbour."""
    generator, samples, persons = np.random.default_rng(5), 250, 300
    found = []
    for _ in range(samples):
        person = np.repeat(np.arange(persons), generator.integers(1, 5, persons))
        merged = person // 2 * 2 + (generator.random(persons) < 0.7)[person // 2] * (person % 2)
        cluster = 2 * merged + (generator.random(len(person)) < 0.15)
        table = pd.DataFrame({"record_id": np.arange(len(person)), "cluster_id": cluster})
        found.append(pair_scores(table, person))
    tolerance = 4 / math.sqrt(2 * samples)  # a standard deviation has the quarter of that as relative error
    for value in ("precision", "recall"):
        stated = np.mean([getattr(one, f"{value}_standard_error") for one in found])
        assert abs(np.std([getattr(one, value) for one in found]) / stated - 1) < tolerance


@pytest.mark.parametrize(
    "labels",
    [
        {9: "b", 8: "a", 7: "a", 1: "c"},
        {"9": 2, "8": 1, "7": 1},
        pd.Series(["b", "a", "a"], index=pd.Index([9, 8, 7], name="record_id")),
        pd.DataFrame({"record_id": ["9", "8", "7"], "person": ["b", "a", "a"]}),
        ["a", "a", "b"],
        np.array([1, 1, 2]),
        pd.Series([1, 1, 2], dtype="category"),
        pd.DataFrame({"person": ["a", "a", "b"]}),
    ],
)
def test_labels_come_by_record_id_or_by_row(labels):
    assert pair_scores(CLUSTERS, labels)[:2] == (1, 1)


@forms(IDS)
def test_ids_and_labels_of_any_kind(form):
    table = pd.DataFrame({"record_id": form([7, 8, 9]), "cluster_id": form([7, 7, 9])})
    assert pair_scores(table, {7: 1, 8: 1, 9: 2})[4:] == pair_scores(table, form([1, 1, 2]))[4:] == (1, 1, 1)


def test_no_pairs_have_no_share():
    single = CLUSTERS.assign(cluster_id=[1, 2, 3])
    assert math.isnan(pair_scores(single, [1, 1, 2]).precision) and pair_scores(single, [1, 1, 2]).recall == 0
    assert pair_scores(CLUSTERS[:0], [])[4:] == (0, 0, 0)


@pytest.mark.parametrize(
    ("clusters", "labels", "says"),
    [
        (CLUSTERS, [1, 2], "labels must have a value for each record; there are 2 for 3."),
        (CLUSTERS, {7: 1, 8: 1}, "labels must be known for each record; 1 is missing."),
        (CLUSTERS, [1, None, 2], "labels must be known for each record; 1 is missing."),
        (CLUSTERS, pd.Series([1, 1, 2], index=[2, 1, 0]),
         "labels must have its rows in the order of record_id; by their index, they have not."),
        (CLUSTERS.set_axis([2, 0, 1]), pd.Series([1, 1, 2]),
         "labels must have its rows in the order of record_id; by their index, they have not."),
        (CLUSTERS, {7: 1, "7": 2, 8: 1, 9: 1}, "labels must have one label for each record; '7' has two."),
        (CLUSTERS.assign(cluster_id=[1, None, 1]), [1, 1, 1],
         "cluster_id must be known for each record; 1 is missing."),
        (CLUSTERS.drop(columns="cluster_id"), [1, 1, 1],
         "clusters must have the columns record_id, cluster_id; cluster_id is not there."),
        (CLUSTERS, pd.DataFrame({"a": [1, 2, 3], "b": 1}),
         "labels must be a table with record_id and one more column, or one label for each record."),
    ],
)  # fmt: skip
def test_what_cannot_be_scored_is_a_sentence(clusters, labels, says):
    assert sentence(lambda: pair_scores(clusters, labels)) == says
