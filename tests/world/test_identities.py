"""Identities: the words and chances of Faker, and nobody real."""

import datetime
import random
import subprocess
import sys

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from faker import Faker
from faker.providers.person.en_US import Provider as Persons
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, chisquare
from thoroughness import sample

from casekit.errors import CaseError
from casekit.world.common.identities import Place, identities, word_pool_hash
from casekit.world.engine.alias import AliasTable
from casekit.world.engine.streams import BLOCK_SIZE, Block, blocks

PLACES = [Place("Seattle", "WA", "206"), Place("Portland", "OR", "503"), Place("Boise", "ID", "208")]
TODAY = datetime.date(2026, 1, 1)


@pytest.fixture(scope="module")
def people():
    """200,000 people, from four blocks."""
    return pd.concat([identities(block, PLACES, TODAY) for block in blocks(3, "any", 200_000)], ignore_index=True)


# --- the distribution of names ---------------------------------------------------------------------------------------


def first_name_chances():
    chances = {}
    for pool in (Persons.first_names_female, Persons.first_names_male):
        for name, weight in pool.items():
            chances[name] = chances.get(name, 0) + weight / sum(pool.values()) / 2
    return pd.Series(chances)


def last_name_chances():
    weights = pd.Series(Persons.last_names)
    return weights / weights.sum()


@pytest.mark.parametrize("position, chances", [(0, first_name_chances()), (1, last_name_chances())])
def test_names_have_the_chances_of_faker(people, position, chances):
    seen = people.name.str.split(" ").str[position].value_counts()
    assert set(seen.index) <= set(chances.index)
    expected = chances * len(people)
    assert expected.min() > 5  # the usual condition of the chi-square test: no names need to be put together
    # One false alarm in a thousand runs.
    assert chisquare(seen.reindex(expected.index, fill_value=0), expected).pvalue > 0.001


def test_faker_itself_draws_first_names_alike(people):
    faker = Faker("en_US")
    faker.seed_instance(3)
    theirs = pd.Series([faker.name() for _ in range(sample(20_000, usually=6_000))])
    theirs = theirs.str.replace(r"^(Mr|Mrs|Ms|Miss|Dr)\.? ", "", regex=True).str.split(" ").str[0].value_counts()
    common = theirs.index[theirs >= 20]
    ours = people.name.str.split(" ").str[0].value_counts()
    table = [[*counts.reindex(common), counts.sum() - counts.reindex(common).sum()] for counts in (ours, theirs)]
    assert len(common) > sample(200, usually=50) and chi2_contingency(table).pvalue > 0.001


def test_first_and_last_names_are_independent(people):
    names = people.name.str.split(" ", expand=True)
    first, last = (part.where(part.isin(part.value_counts().index[:20]), "other") for part in (names[0], names[1]))
    assert chi2_contingency(pd.crosstab(first, last)).pvalue > 0.001


@given(st.lists(st.floats(0, 100), min_size=1, max_size=50).filter(lambda weights: sum(weights) > 1e-3))
@settings(deadline=None)
def test_an_alias_table_keeps_every_weight(weights):
    table = AliasTable.of(weights)
    assert ((table.kept >= 0) & (table.kept <= 1)).all()
    share = table.kept + np.bincount(table.alias, 1 - table.kept, minlength=len(weights))
    np.testing.assert_allclose(share / len(weights), np.array(weights) / sum(weights), atol=1e-12)


# --- nobody real -----------------------------------------------------------------------------------------------------


def test_mail_and_telephone_reach_nobody(people):
    assert people.email.str.fullmatch(r"[a-z]+\.[a-z]+[1-9]\d?@example\.(com|net|org)").all()
    assert people.phone.str.fullmatch(r"\((206|503|208)\) 555-01\d\d").all()


def test_the_area_code_is_that_of_the_place(people):
    lived = people.groupby("city").agg(region=("region", "unique"), area_code=("phone", lambda p: p.str[1:4].unique()))
    assert {(city, *row.region, *row.area_code) for city, row in lived.iterrows()} == {
        (place.city, place.region, place.area_code) for place in PLACES
    }


def test_the_caller_may_say_who_lives_where():
    place = np.array([2, 0, 0, 1])
    people = identities(Block(1, "any", 0, 4), PLACES, TODAY, place)
    assert people.city.tolist() == ["Boise", "Seattle", "Seattle", "Portland"]
    drawn = identities(Block(1, "any", 0, 4), PLACES, TODAY)
    pd.testing.assert_frame_equal(people[["name", "email", "address"]], drawn[["name", "email", "address"]])


def test_an_e_mail_address_is_made_of_the_name(people):
    local = people.email.str.replace(r"\d+@.*", "", regex=True)
    assert (local == people.name.str.lower().str.replace(" ", ".")).all()


def test_everybody_is_from_18_to_85(people):
    born = people.birth_date.dt
    birthday_to_come = (born.month > TODAY.month) | ((born.month == TODAY.month) & (born.day > TODAY.day))
    age = TODAY.year - born.year - birthday_to_come
    assert (age.min(), age.max()) == (18, 85)
    # The assumption that the module states: 18 + 68 x Beta(1.6, 2.4), mean 45.2; 4 standard errors.
    years = (pd.Timestamp(TODAY) - people.birth_date) / pd.Timedelta(days=365.25)
    assert years.mean() == pytest.approx(18 + 68 * 1.6 / 4, abs=4 * years.std() / len(years) ** 0.5)


@pytest.mark.parametrize("years", [0, 1, 4, 10, 60])
def test_ages_are_those_on_joining(years):
    """The assumption for those who joined so long ago: 18 + (68 - years) x Beta(1.6, 2.4); 4 standard errors."""
    joined = np.full(BLOCK_SIZE, np.datetime64(TODAY, "D") - round(years * 365.25))
    born = identities(Block(4, "any", 0, BLOCK_SIZE), PLACES, TODAY, joined=joined).birth_date
    then = (pd.Timestamp(joined[0]) - born) / pd.Timedelta(days=365.25)
    today = (pd.Timestamp(TODAY) - born) / pd.Timedelta(days=365.25)
    room = 68 - years
    assert then.min() >= 18 and today.max() < 86
    error = 4 * then.std() / BLOCK_SIZE**0.5 + 0.05  # and a day or two for leap years
    assert then.mean() == pytest.approx(18 + room * 0.4, abs=error)
    assert then.std() == pytest.approx(room * (0.4 * 0.6 / 5) ** 0.5, abs=error)


def test_a_birth_date_is_a_matter_of_the_day_of_joining():
    """Who joined earlier was younger then, and is older today, and nothing else about them changes."""
    today = np.datetime64(TODAY, "D")
    here, there = (
        identities(Block(1, "any", 0, 500), PLACES, TODAY, joined=np.full(500, today - days)) for days in (0, 3_000)
    )
    pd.testing.assert_frame_equal(here.drop(columns="birth_date"), there.drop(columns="birth_date"))
    older = (here.birth_date - there.birth_date) / pd.Timedelta(days=1)
    assert older.between(0, 3_000).all() and older.nunique() > 400


def test_columns_are_text_kept_by_arrow_and_dates(people):
    assert [str(dtype) for dtype in people.dtypes] == ["str"] * 6 + ["datetime64[s]"]
    assert all(people[name].array.dtype.storage == "pyarrow" for name in people.columns[:6])
    assert people.notna().all(axis=None)


# --- properties ------------------------------------------------------------------------------------------------------


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 2**32))
@settings(max_examples=sample(30, usually=10), deadline=None)
def test_a_larger_block_begins_with_the_smaller_one(size, more, seed):
    small = identities(Block(seed, "any", 0, size), PLACES, TODAY)
    large = identities(Block(seed, "any", 0, size + more), PLACES, TODAY)
    pd.testing.assert_frame_equal(small, large.head(size))


def test_a_block_alone_is_the_block_within_its_world(people):
    alone = identities(Block(3, "any", 2, 1000), PLACES, TODAY)
    pd.testing.assert_frame_equal(alone, people.iloc[2 * BLOCK_SIZE :].head(1000).reset_index(drop=True))


def test_one_column_never_shifts_another():
    block = Block(1, "any", 0, 500)
    here, there = identities(block, PLACES, TODAY), identities(block, PLACES[:1], datetime.date(2020, 6, 1))
    same = ["name", "email", "address"]
    pd.testing.assert_frame_equal(here[same], there[same])
    assert (here.phone.str[-2:] == there.phone.str[-2:]).all()


def test_the_global_generators_are_left_alone():
    before, plain_before = np.random.get_state(), random.getstate()
    identities(Block(1, "any", 0, 100), PLACES, TODAY)
    for part, now in zip(before, np.random.get_state(), strict=True):
        np.testing.assert_array_equal(part, now)
    assert random.getstate() == plain_before


def test_the_pools_have_one_hash():
    code = "from casekit.world.common.identities import word_pool_hash; print(word_pool_hash())"
    elsewhere = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert word_pool_hash() == word_pool_hash() == elsewhere


def test_text_is_not_kept_where_freed_memory_stays():
    pool, before = pa.default_memory_pool(), pa.default_memory_pool().bytes_allocated()
    people = identities(Block(1, "example", 0, 5_000), PLACES, TODAY)
    text = people.select_dtypes("str").memory_usage(index=False).sum()
    assert text > 200_000
    assert pa.default_memory_pool().backend_name == pool.backend_name
    assert pool.bytes_allocated() - before < 0.2 * text


def test_faker_is_not_loaded_before_it_is_needed():
    code = "import sys, casekit.world.common.identities; assert 'faker' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


# --- bad input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["20", "2060", "106", "800", "888", "900", "700", "911", "abc", 206, None])
def test_an_area_code_is_that_of_a_place(code):
    with pytest.raises(CaseError, match="^area_code must be three digits .* was given.$"):
        Place("Seattle", "WA", code)


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        ([[], TODAY], "places must be a list of at least one Place"),
        ([["Seattle"], TODAY], "places must be a list of at least one Place"),
        ([3, TODAY], "places must be a list of at least one Place"),
        ([PLACES, "2026-01-01"], "on must be a date"),
        ([PLACES, TODAY, [0, 1]], "place must be a whole number from 0 to 2 for each of 3 customers"),
        ([PLACES, TODAY, [0, 1, 3]], "place must be a whole number from 0 to 2 for each of 3 customers"),
        ([PLACES, TODAY, [0.5, 1, 2]], "place must be a whole number from 0 to 2 for each of 3 customers"),
        ([PLACES, TODAY, None, np.array(["2025-01-01"] * 2, "M8[D]")], "joined must be a day from 1958-01-03 to 2026"),
        ([PLACES, TODAY, None, np.array(["2026-01-02"] * 3, "M8[D]")], "joined must be a day"),
        ([PLACES, TODAY, None, np.array(["1950-01-01"] * 3, "M8[D]")], "joined must be a day"),
        ([PLACES, TODAY, None, np.array(["NaT"] * 3, "M8[D]")], "joined must be a day"),
        ([PLACES, TODAY, None, [3, 4, 5]], "joined must be a day"),
    ],
)
def test_bad_arguments_get_one_sentence(arguments, sentence):
    with pytest.raises(CaseError, match=f"^{sentence}.* was given.$"):
        identities(Block(1, "any", 0, 3), *arguments)
