"""Opening a case: the tables, the dials, and one clear sentence for bad input."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thoroughness import sample
from worlds import COMPANIES, tables

import casekit
from casekit import CaseError, open_case, workbook
from casekit.world.engine.rows import row_ids

each_company = pytest.mark.parametrize("company", COMPANIES)


@pytest.fixture(scope="module")
def case():
    return open_case("starbucks", customers=300, months=12)


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
        getattr(case, "clicks")  # noqa: B009
    with pytest.raises(AttributeError, match="no true table 'wallets'"):
        getattr(case.reveal(), "wallets")  # noqa: B009


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


def test_lessons_begin_without_what_they_do_not_need():
    """No optimisers, no word lists, no pyplot, and nothing of the set-up, the tests or the linkage of records."""
    import subprocess
    import sys

    heavy = {"scipy.optimize", "scipy.stats", "scipy.sparse", "faker", "matplotlib.pyplot", "jinja2", "duckdb",
             "splink", "sklearn", "jupyter_server", "typer", "pytest"}  # fmt: skip
    code = (
        "import sys; from casekit.lessons import bucket, busy, leaving, start, surveys, worth; "
        "from casekit import open_case; "
        "open_case('starbucks', customers=10).surveys; from casekit.measure.retention import fit_sbg; "
        "from casekit.measure import recommend, segments, wallet; "
        f"fit_sbg([100, 86.9, 74.3, 65.3]); print(sorted({heavy} & set(sys.modules)))"
    )
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
        (".", ", ".join(casekit.case.companies()) + ".")
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


@settings(max_examples=sample(60, usually=15), deadline=None)
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
    frames = [getattr(case, table.name) for table in case.company.records]
    frames += [getattr(truth, table.name) for table in case.company.truth]
    held = sum(frame.memory_usage(deep=True).sum() for frame in frames)
    assert held < 2_000 * (casekit.case.BYTES_A_CUSTOMER + 24 * casekit.case.BYTES_A_CUSTOMER_MONTH)


@each_company
@pytest.mark.parametrize(("customers", "months"), [(1, 1), (1, 120), (40, 120), (40, 1)])
def test_the_smallest_and_the_longest_worlds(company, customers, months):
    for _, frame in tables(open_case(company, customers=customers, months=months)):
        assert isinstance(frame, pd.DataFrame)


def test_the_truth_says_which_tables_it_has():
    shown = repr(open_case("starbucks", customers=10, months=2).reveal())
    assert shown.startswith("The truth about Starbucks's customers: ") and "experiences" in shown


def test_a_lesson_to_come_is_named():
    with pytest.raises(CaseError, match=r"^Lesson 10, .+, is still to come; there are: 00, "):
        workbook.notebook("10")


def test_more_rows_of_a_customer_than_there_are_ids_are_refused():
    assert row_ids(np.full(10_000, 7))[-1] == 79_999
    with pytest.raises(OverflowError, match="more than 10,000 rows"):
        row_ids(np.full(10_001, 7))


def test_the_first_customers_are_a_case_of_their_own():
    case = open_case("amazon", customers=60, student="ada@example.org", dials={"bots": 1.0})
    few, small = case.first(20), open_case("amazon", customers=20, student="ada@example.org", dials={"bots": 1.0})
    assert (few.size, few.seed, few.student, dict(few.dials)) == (20, case.seed, case.student, dict(case.dials))
    for name in ("purchases", "clicks", "customers"):
        pd.testing.assert_frame_equal(getattr(few, name), getattr(small, name))
    assert few._worlds[0]._parts and not case._worlds[0]._parts
    assert case.first(60).purchases.equals(case.purchases)


@pytest.mark.parametrize("customers", [0, 61, 2.5, "all"])
def test_so_many_first_customers_there_are_not(customers):
    with pytest.raises(CaseError, match=r"^customers must be a whole number from 1 to 60.*was given\.$"):
        open_case("amazon", customers=60).first(customers)
