"""Ids are the same as numbers and as text, and what repeats a contact is a later one."""

import math

import pandas as pd
import pytest
from foreign import IDS, bought, forms, log, sentence

from casekit.measure.retention import cohorts, revenue_parts
from casekit.measure.service import first_contact_resolution, repeat_contacts


@pytest.mark.parametrize("repeats", IDS.values(), ids=IDS)
@pytest.mark.parametrize("contacts", IDS.values(), ids=IDS)
def test_ids(contacts, repeats):
    contacts = log(contact_id=contacts([7, 8, 9]), repeat_of=repeats([None, 7, None]))
    assert first_contact_resolution(contacts).share == 0.5
    assert repeat_contacts(contacts).share == pytest.approx(1 / 3)


@forms(IDS)
def test_customers(form):
    table = bought()
    pd.testing.assert_frame_equal(cohorts(table.assign(customer_id=form([1, 1, 2, 2]))), cohorts(table))
    missing = table.assign(customer_id=form([1, 1, 2, None]))
    assert "customer_id must be known for each purchase" in sentence(lambda: revenue_parts(missing))


def test_the_same_customer_as_a_number_and_as_text():
    table = bought(customer_id=pd.Series([1, "1", 2.0, "2"], dtype=object))
    pd.testing.assert_frame_equal(cohorts(table), cohorts(bought()))


@pytest.mark.parametrize("filler", [0, -1, "", " ", "0", "None", "nan", "no", "first", b"1", True, 1.5, math.inf, [1]])
@pytest.mark.parametrize("ids", [[1, 2, 3], ["1", "2", "3"], ["C-1", "C-2", "C-3"]])
def test_what_stands_for_no_repeat_must_be_missing(ids, filler):
    contacts = log(contact_id=ids, repeat_of=pd.Series([None, ids[0], filler], dtype=object))
    assert sentence(lambda: repeat_contacts(contacts)).startswith("repeat_of must be ")
    assert sentence(lambda: first_contact_resolution(contacts)).startswith("repeat_of must be ")


@pytest.mark.parametrize("filler", [0, -1, "", False])
def test_a_column_of_fillers_is_a_sentence(filler):
    assert sentence(lambda: repeat_contacts(log(repeat_of=filler))).startswith("repeat_of must be ")


@pytest.mark.parametrize("before", [99, 99.0, "99"])
def test_a_contact_from_before_the_log_may_be_repeated(before):
    ids = ["1", "2", "3"] if isinstance(before, str) else [1, 2, 3]
    assert first_contact_resolution(log(contact_id=ids, repeat_of=[None, before, None])) == (1, 0)
    mixed = log(contact_id=[1, 2, 3], repeat_of=[None, "099", None])  # it looks like none of these
    assert sentence(lambda: repeat_contacts(mixed)).startswith("repeat_of must be ids as contact_id has them")


def test_no_contact_comes_round_to_itself():
    assert sentence(lambda: repeat_contacts(log(repeat_of=[1, 2, 3]))).endswith("comes round to itself.")
    assert sentence(lambda: repeat_contacts(log(repeat_of=[None, 2, None]))).endswith("; 2 comes round to itself.")
    assert sentence(lambda: repeat_contacts(log(repeat_of=[3, 1, 2]))).endswith("comes round to itself.")
    chain = log(contact_id=range(1, 4), repeat_of=[None, 1, 2])
    assert repeat_contacts(chain).share == pytest.approx(2 / 3)


def test_a_repeat_comes_after_what_it_repeats():
    at = pd.to_datetime(["2025-12-20", "2025-12-01", "2025-12-31"])
    says = "repeat_of must be an earlier contact; 2 repeats 1, which comes later."
    for call in (
        lambda: repeat_contacts(log(at=at)),
        lambda: first_contact_resolution(log(at=at)),
        lambda: first_contact_resolution(log(at=at), 2),
    ):
        assert sentence(call) == says


def test_long_ids_are_told_apart_or_refused():
    long = 2**53
    exact = pd.array([None, long + 1, None], dtype="Int64")
    assert (
        first_contact_resolution(
            log(contact_id=[long, long + 1, long + 2], repeat_of=pd.array([None, long, None], dtype="Int64"))
        ).share
        == 0.5
    )
    assert first_contact_resolution(log(contact_id=[long + 1, long, long + 2], repeat_of=exact)).share == 0.5
    rounded = log(contact_id=[long, long + 1, long + 2], repeat_of=[None, float(long), None])
    assert "has lost its last digits" in sentence(lambda: repeat_contacts(rounded))
    huge = log(contact_id=[10**30, 10**30 + 1, 10**30 + 2], repeat_of=[None, 10**30, None])
    assert first_contact_resolution(huge).share == 0.5
