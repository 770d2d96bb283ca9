"""Opening a case: the tables, the dials, and one clear sentence for bad input."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import COMPANIES, tables

import casekit
from casekit import CaseError, open_case

ON_FILE = "customer_id joined_at name email phone address city region birth_date acquired_through"
RECORDS = {
    "products": "product_id name category price margin",
    "purchases": "purchase_id customer_id at product_id channel amount",
    "contacts": "contact_id customer_id at channel reason wait_seconds handle_seconds agent_id resolved repeat_of",
    "surveys": "survey_id customer_id contact_id channel sent_at answered score",
    "touches": "touch_id customer_id at campaign channel opened responded opted_out",
}
RECORDS_OF = {
    "starbucks": {"customers": f"{ON_FILE} home_store"},
    "amazon": {
        "customers": f"{ON_FILE} prime consent",
        "clicks": "click_id visitor_id customer_id at product_id",
        "searches": "search_id visitor_id customer_id at query",
        "goals": "goal_id visitor_id customer_id at goal",
        "deliveries": "delivery_id purchase_id customer_id promised_on delivered_at",
        "reviews": "review_id purchase_id customer_id product_id at stars",
        "returns": "return_id purchase_id customer_id product_id at reason amount",
    },
    "harley": {
        "customers": f"{ON_FILE} dealer owner_group member_since",
        "invitations": "invitation_id customer_id drawn_at invited joined",
    },
}
FATE = "leniency left_at left_because returned_at left_again_at annoyance"
TRUTH = {
    "states": "customer_id from_at satisfaction",
    "experiences": "incident_id customer_id at severity noticed complained resolved hours_to_resolve intends_return "
    "left returned",
    "surveys": "survey_id customer_id sent_at felt",
}
TRUTH_OF = {
    "starbucks": {"customers": f"customer_id type purchase_rate {FATE}"},
    "amazon": {
        "customers": "customer_id type purchase_rate dropout_probability mean_amount shared taste_books taste_music "
        "taste_films taste_games taste_kitchen taste_garden taste_sport taste_tools taste_toys taste_beauty " + FATE,
        "products": "product_id quality share_of_category",
        "purchases": "purchase_id customer_id bought_by felt",
        "visitors": "visitor_id kind customer_id",
    },
    "harley": {
        "customers": "customer_id type enthusiasm wallet share spend_if_member spend_if_not " + FATE,
        "wallets": "customer_id year category brand spend",
        "brands": "customer_id brand satisfaction rank",
    },
}
each_company = pytest.mark.parametrize("company", COMPANIES)


@pytest.fixture(scope="module")
def case():
    return open_case("starbucks", customers=300, months=12)


@each_company
def test_tables_have_their_columns(company):
    case = open_case(company, customers=300, months=12)
    for layer, common, own in ((case, RECORDS, RECORDS_OF), (case.reveal(), TRUTH, TRUTH_OF)):
        expected = {name: columns.split() for name, columns in (common | own[company]).items()}
        named = case.company.records if layer is case else case.company.truth
        assert {name: list(getattr(layer, name).columns) for name in named} == expected
        assert set(expected) <= set(dir(layer))


@each_company
def test_types_and_units(company):
    case = open_case(company, customers=300, months=12)
    assert case.customers.customer_id.dtype == "int32"
    assert case.purchases.purchase_id.dtype == "int64"
    assert case.purchases.amount.dtype == "float64"
    assert case.purchases["at"].dtype == "datetime64[ms]"
    assert case.customers.email.str.fullmatch(r"[a-z0-9.]+@example\.(com|net|org)").all()
    assert case.customers.phone.str.contains("555-01").all()


def test_tables_are_kept_and_learners_cannot_spoil_the_checks(case):
    mine = open_case("starbucks", customers=50, months=3)
    mine.surveys["mine"] = 1
    assert "mine" in mine.surveys
    assert "mine" not in mine.with_dials().surveys


def test_an_unknown_table_is_named():
    case = open_case("starbucks", customers=5, months=1)
    with pytest.raises(AttributeError, match="no table 'clicks' at Starbucks; there are customers,"):
        case.clicks
    with pytest.raises(AttributeError, match="no true table 'wallets'"):
        case.reveal().wallets


def test_it_says_what_it_is(case):
    assert "300 customers of the common world (seed 1), 2025-01 to 2025-12" in repr(case)
    assert "The customers are invented; the company is not involved." in repr(case)
    assert "ada's own" in repr(open_case("starbucks", customers=5, student="Ada"))
    assert re.search(r"silence +0.90  how much unhappiness", repr(case.dials))


def test_importing_casekit_is_light():
    """pandas, matplotlib and the widgets come in when a lesson needs them."""
    import subprocess
    import sys

    heavy = {"pandas", "numpy", "matplotlib", "ipywidgets", "scipy"}
    code = f"import sys, casekit; print(sorted({heavy} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"name": "starbuck"}, "There is no company 'starbuck'; did you mean 'starbucks'? Allowed: "),
        ({"name": None}, "There is no company None"),
        ({"name": 3}, "There is no company 3"),
        ({"customers": 0}, "customers must be a whole number from 1 to "),
        ({"customers": -5}, "-5 was given."),
        ({"customers": 2.5}, "2.5 was given."),
        ({"customers": True}, "True was given."),
        ({"customers": "many"}, "'many' was given."),
        ({"customers": 10**12}, "fits in the memory that is free now"),
        ({"seed": 1.5}, "seed must be a whole number from 0 to "),
        ({"seed": -1}, "seed must be"),
        ({"seed": None}, "seed must be"),
        ({"months": 0}, "months must be a whole number from 1 to 120; 0 was given."),
        ({"months": 121}, "months must be a whole number from 1 to 120; 121 was given."),
        ({"dials": {"silence": 1.5}}, "dial 'silence' must be a number from 0 to 1; 1.5 was given."),
        ({"dials": {"silence": float("nan")}}, "nan was given."),
        ({"dials": {"silence": "loud"}}, "'loud' was given."),
        ({"dials": {"silense": 0.5}}, "There is no dial 'silense'; did you mean 'silence'?"),
        ({"dials": [0.5]}, "dials must be names with numbers"),
        ({"student": 42}, "student must be text, such as a name or an e-mail address; 42 was given."),
        ({"course": 7}, "course must be text"),
        ({"student": "ada", "seed": 5}, "Give student or seed, not both"),
    ],
)
def test_bad_input_is_one_sentence(arguments, sentence):
    with pytest.raises(CaseError) as caught:
        open_case(**{"name": "starbucks", **arguments})
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value) and str(caught.value).endswith(
        (".", ", ".join(casekit.case._companies()) + ".")
    )


def test_numpy_numbers_are_numbers():
    case = open_case(
        "starbucks", customers=np.int64(20), months=np.int8(2), seed=np.uint32(4), dials={"slide": np.float32(0.5)}
    )
    assert case.size == 20 and case.dials["slide"] == 0.5


def test_with_dials_takes_bad_dials_no_better(case):
    with pytest.raises(CaseError, match="did you mean 'silence'"):
        case.with_dials(silents=0.2)
    with pytest.raises(CaseError, match="from 0 to 1; -1 was given"):
        case.with_dials(slide=-1)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["customers", "seed", "months", "student", "course", "dials"]), st.one_of(
    st.none(), st.booleans(), st.floats(), st.text(), st.binary(), st.lists(st.integers()),
    st.dictionaries(st.text(max_size=4), st.floats()), st.integers(max_value=0), st.complex_numbers()))  # fmt: skip
def test_nothing_but_a_case_or_a_sentence(argument, value):
    try:
        opened = open_case("starbucks", **{"customers": 3, "months": 2, argument: value})
    except CaseError as error:
        assert argument.rstrip("s") in str(error)
    else:
        assert opened.customers.shape[0] == opened.size


@each_company
def test_the_memory_estimate_covers_what_a_world_takes(company):
    """The frames of a world with every table touched, held at once, are within the estimate."""
    case = open_case(company, customers=2_000, months=24)
    truth = case.reveal()
    frames = [getattr(case, name) for name in case.company.records] + [
        getattr(truth, name) for name in case.company.truth
    ]
    held = sum(frame.memory_usage(deep=True).sum() for frame in frames)
    assert held < 2_000 * (casekit.case.BYTES_A_CUSTOMER + 24 * casekit.case.BYTES_A_CUSTOMER_MONTH)


@each_company
@pytest.mark.parametrize(("customers", "months"), [(1, 1), (1, 120), (40, 120), (40, 1)])
def test_the_smallest_and_the_longest_worlds(company, customers, months):
    for _, frame in tables(open_case(company, customers=customers, months=months)):
        assert isinstance(frame, pd.DataFrame)


def test_a_company_is_a_file_in_cases(tmp_path, monkeypatch):
    """Another company needs its own file, and its own tables where it has some; nothing else learns its name."""
    (tmp_path / "corner.py").write_text(
        "from dataclasses import replace\n"
        "from casekit.cases.starbucks import STARBUCKS\n"
        "CORNER = replace(STARBUCKS, name='corner', title='A corner shop', records={'purchases': 'purchases'})\n"
    )
    monkeypatch.setattr(casekit.cases, "__path__", [*casekit.cases.__path__, str(tmp_path)])
    casekit.case._companies.cache_clear()
    try:
        corner = open_case("corner", customers=30, months=2)
        assert "purchases" in dir(corner) and "surveys" not in dir(corner) and len(corner.purchases) > 0
        assert not corner.purchases.amount.equals(open_case("starbucks", customers=30, months=2).purchases.amount)
    finally:
        casekit.case._companies.cache_clear()
