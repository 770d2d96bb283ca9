"""The checker, itself checked: wrong answers of every kind get their own plain sentence."""

import json
import math
from dataclasses import FrozenInstanceError
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit.errors import CaseError
from casekit.teach import Exercise, Exercises
from casekit.teach.exercise import CHECK_DATA, NOT_TRIED, RIGHT, WRONG

SHARE = Exercise(
    "06.1",
    lambda case: f"What share of {case.store}'s customers is satisfied?",
    answer=lambda case: case.share,
    tolerance=0.5,
    unit="%",
    misconceptions={
        "you averaged only those who answered": lambda case: 73.0,
        "you counted those who are not satisfied": lambda case: 100 - case.share,
    },
    hints=("Who is missing?", "Ask the truth: case.reveal()."),
    working="(case.reveal().customers.score >= 7).mean() * 100",
)
CHANGE = Exercise("06.2", "By how much did the mean change?", lambda case: -0.8, tolerance=0.05, unit="points")
PROBABILITY = Exercise("06.3", "How likely is an answer?", lambda case: 0.25, tolerance=0.01, unit="probability")
MONEY = Exercise("06.4", "What is a year worth?", lambda case: 1250.0, tolerance=1, unit="dollars")
CASE = SimpleNamespace(store="Pike Place", share=41.0, student="ada@example.org")


@pytest.fixture
def check():
    return Exercises([SHARE, CHANGE, PROBABILITY, MONEY], CASE)


@pytest.mark.parametrize("nothing", [(), (None,), (...,)])
def test_an_untouched_exercise_is_not_tried_yet(check, nothing):
    result = check("06.1", *nothing)
    assert (result.state, repr(result)) == (NOT_TRIED, "06.1: Not tried yet.")


@pytest.mark.parametrize(
    "right",
    [41, 41.0, 41.5, 40.5, "41", "41 %", "41%", " 41 percent", np.int64(41), np.float32(41), np.array(41.0),
     np.array([41.0]), [41], pd.Series([41.0], index=["x"]), pd.DataFrame({"x": [41.0]}), Decimal("41"),
     Fraction(82, 2)],
    ids=repr,
)  # fmt: skip
def test_the_right_answer_in_any_form_is_right(check, right):
    assert (check("06.1", right).state, check("06.1", right).message) == (RIGHT, "Right.")


@pytest.mark.parametrize(
    ("id", "answer", "words"),
    [
        ("06.1", 73, "Wrong, because you averaged only those who answered."),
        ("06.1", 59, "Wrong, because you counted those who are not satisfied."),
        ("06.1", 0.41, "a fraction, and a percentage was asked"),
        ("06.1", -41, "the sign is turned round"),
        ("06.1", 41.6, "41.6 % is too high. check.hint"),
        ("06.1", 12, "12.0 % is too low. check.hint"),
        ("06.2", 0.8, "the sign is turned round"),
        ("06.2", -3, "-3.00 points is too low. Look again"),
        ("06.3", 25, "a percentage, and a fraction from 0 to 1 was asked"),
        ("06.4", "$1300", "$1,300 is too high"),
        ("06.4", "1,300.00", "$1,300 is too high"),
    ],
)
def test_a_wrong_answer_gets_its_own_sentence(check, id, answer, words):
    result = check(id, answer)
    assert result.state == WRONG
    assert words in result.message


class Hostile:
    def __repr__(self):
        raise RuntimeError("no")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("", "One number in % is wanted; an empty text was given."),
        ("forty", "'forty' was given"),
        ("41,5", "written with a point: 41.5 rather than '41,5'"),
        ("0,125", "written with a point: 0.125 rather than '0,125'"),
        (",5", "written with a point: .5 rather than ',5'"),
        ("41,250", "without a comma: 41250 or 41.250? '41,250' can be read as either."),
        ("-1,250 %", "without a comma: -1250 or -1.250? '-1,250 %' can be read as either."),
        ("1,25,000", "'1,25,000' was given"),
        ("$41", "'$41' was given"),
        (math.nan, "an empty value (NaN) was given"),
        (-math.inf, "infinity was given"),
        (True, "True is a yes or a no"),
        (np.True_, "True is a yes or a no"),
        (41j, "41j was given"),
        ([1, 2], "a list of 2 values was given"),
        ([], "an empty list was given"),
        (pd.Series(range(5)), "a Series of 5 values was given"),
        (np.zeros((2, 3)), "a ndarray of 2 rows and 3 columns was given"),
        (pd.DataFrame({"a": [1, 2], "b": [3, 4]}), "a DataFrame of 2 rows and 2 columns was given"),
        (pd.NaT, "NaT was given"),
        (pd.Timestamp("2026-01-01"), "Timestamp('2026-01-01 00:00:00') was given"),
        (np.datetime64("2026-01-01", "ns"), "2026-01-01"),
        (Decimal("sNaN"), "was given"),
        (10**400, "was given"),
        ({"a": 41}, "{'a': 41} was given"),
        (len, "<built-in function len> was given"),
        (Hostile(), "a Hostile was given"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_number_is_named_and_counts_as_not_tried(check, answer, words):
    result = check("06.1", answer)
    assert result.state == NOT_TRIED
    assert words in result.message
    assert "\n" not in result.message


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers() | st.text() | st.binary()
    | st.decimals() | st.fractions() | st.datetimes() | st.builds(Hostile) | st.builds(object),
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner)
    | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    | st.lists(inner, max_size=3).map(lambda values: pd.Series(values, dtype=object))
    | st.lists(inner, max_size=3).map(lambda values: np.array([*values, None], dtype=object)),
)  # fmt: skip


@settings(deadline=None)
@given(anything, st.sampled_from(["06.1", "06.2", "06.3", "06.4"]))
def test_no_answer_whatever_raises(answer, id):
    result = Exercises([SHARE, CHANGE, PROBABILITY, MONEY], CASE)(id, answer)
    assert result.state in (NOT_TRIED, WRONG, RIGHT)
    data = result._repr_mimebundle_()
    json.dumps(data, allow_nan=False)


@given(st.floats(0, 100))
def test_only_what_is_within_tolerance_is_right(answer):
    result = Exercises([SHARE], CASE)("06.1", answer)
    assert (result.state == RIGHT) == (abs(answer - 41) <= 0.5 * (1 + 1e-9))


def test_the_nearest_misconception_is_named():
    exercise = Exercise("1", "?", lambda case: 0, 1, misconceptions={"far": lambda c: 10, "near": lambda c: 10.5})
    assert "because near" in Exercises([exercise], None)("1", 10.6).message


def test_prompt_hints_and_working_come_step_by_step(check):
    assert repr(check.ask("06.1")) == (
        "06.1: What share of Pike Place's customers is satisfied? One number in %, give or take 0.5."
    )
    assert "Try it first" in repr(check.working("06.1"))
    check("06.1")
    check("06.1", "forty")
    assert "Try it first" in repr(check.working("06.1")), "what is no number is no try"
    check("06.1", 12)
    assert SHARE.working in repr(check.working("06.1"))
    assert "&gt;= 7" in check.working("06.1")._repr_html_()
    hints = [repr(check.hint("06.1")) for _ in range(3)]
    assert hints[:2] == [f"06.1, hint {n} of 2: {text}" for n, text in enumerate(SHARE.hints, 1)]
    assert "no more hints" in hints[2]
    assert "There are no hints" in repr(check.hint("06.2"))


def test_an_unknown_exercise_names_the_nearest(check):
    for call in (check, check.ask, check.hint, check.working):
        with pytest.raises(CaseError, match="There is no exercise '06.11'; did you mean '06.1'"):
            call("06.11")
    with pytest.raises(CaseError, match="There is no exercise 6.1"):
        check(6.1, 41)


def test_the_answer_is_kept_as_data(check):
    data = check("06.1", 73)._repr_mimebundle_()
    assert data[CHECK_DATA] == {"exercise": "06.1", "student": "ada@example.org", "answer": 73.0, "state": WRONG}
    assert check("06.1")._repr_mimebundle_()[CHECK_DATA]["answer"] is None
    assert "✗" in data["text/html"] and data["text/plain"].startswith("06.1: Wrong")


def test_a_given_student_goes_before_the_one_of_the_case():
    assert Exercises([SHARE], CASE, student="bob@example.org").student == "bob@example.org"
    assert Exercises([SHARE], CASE, student=" BOB@example.org\u200b").student == "bob@example.org"
    assert Exercises([SHARE], None).student == ""


def test_learners_text_is_escaped(check):
    html = check("06.1", "<script>alert(1)</script>")._repr_mimebundle_()["text/html"]
    assert "<script>" not in html and "&lt;script&gt;" in html


def test_progress_at_a_glance(check):
    check("06.1", 41)
    check("06.2", 3)
    assert repr(check).splitlines()[:3] == ["06.1: right", "06.2: wrong", "06.3: not tried yet"]


def test_margin_is_the_distance_of_the_nearest_misconception_in_tolerances():
    assert SHARE.margin(CASE) == pytest.approx((59 - 41) / 0.5)
    assert CHANGE.margin(CASE) == math.inf


def test_exercises_do_not_change():
    with pytest.raises(FrozenInstanceError):
        SHARE.tolerance = 5


def test_code_between_backticks_is_set_as_code_and_all_else_is_escaped():
    hinted = Exercise("1.1", "How many <b>?", lambda case: 3, tolerance=0.1, hints=("`len(a < b)` & no more",))
    check = Exercises([hinted], case=None)
    hint = check.hint("1.1")
    assert "<code>len(a &lt; b)</code> &amp; no more" in hint._repr_html_()
    assert "`len(a < b)` & no more" in repr(hint)
    assert "How many &lt;b&gt;?" in check.ask("1.1")._repr_html_()
