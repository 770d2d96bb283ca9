"""The checker, itself checked: wrong answers of every kind get their own plain sentence."""

import json
import math
from dataclasses import FrozenInstanceError, dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import partial
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit.errors import CaseError
from casekit.measure.service import Share, erlang_c
from casekit.measure.survey import nps, simpson, weighted_mean
from casekit.teach import Exercise, Exercises
from casekit.teach.check import CHECK_DATA
from casekit.teach.exercise import NOT_TRIED, RIGHT, WRONG

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
        ("06.1", -41, "a share cannot be below zero"),
        ("06.1", 41.6, "41.6 % is too high. check.hint"),
        ("06.1", 12, "12.0 % is too low. check.hint"),
        ("06.2", 0.8, "the sign is turned round"),
        ("06.2", -3, "−3.00 points is too low. Look again"),
        ("06.3", 25, "a percentage, and a fraction from 0 to 1 was asked"),
        ("06.4", "$1300", "$1,300 is too high"),
        ("06.4", "1,300.00", "$1,300 is too high"),
    ],
)
def test_a_wrong_answer_gets_its_own_sentence(check, id, answer, words):
    result = check(id, answer)
    assert result.state == WRONG
    assert words in result.message


def test_a_slip_told_in_the_exercises_own_words_is_not_told_again_for_another_right_answer():
    rounded = replace(SHARE, id="06.5", right={"the mean rounded": lambda case: 41.2})
    for answer in (59, 58.9, 58.8):
        assert Exercises([rounded], CASE)("06.5", answer).message == (
            "Wrong, because you counted those who are not satisfied."
        )


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


def wrong_by(*ways, unit="", tolerance=1, **further):
    """A check of one exercise whose answer is 0, with misconceptions and numbers that are wrong without a sentence."""
    named = {name: lambda case, value=value: value for name, value in ways if name}
    unnamed = {f"{value}": lambda case, value=value: value for name, value in ways if not name}
    exercise = Exercise("1", "?", lambda case: 0, tolerance, unit, named, wrong=unnamed, **further)
    return Exercises([exercise], None)


def test_of_two_misconceptions_the_nearer_is_named_and_both_if_they_are_side_by_side():
    check = wrong_by(("far", 10), ("near", 11.5))
    assert check("1", 11.4).message == "Wrong, because near."
    check = wrong_by(("this", 10), ("that", 10.08))
    for number in (9.96, 10, 10.04, 10.12):
        assert check("1", number).message == "Wrong, because this, or because that.", number


def test_of_two_misconceptions_side_by_side_only_the_one_is_named_whose_very_number_it_is():
    check = wrong_by(("this", 10.001), ("that", 10.08))
    for number in (10.001, 10.08, 10.1):
        assert check("1", number).message == f"Wrong, because {'this' if number < 10.01 else 'that'}.", number


def ways(**further):
    """A check of one exercise whose answer is 41.26, give or take 0.05."""
    return Exercises([Exercise("1", "?", lambda case: 41.26, 0.05, "km", **further)], None)


def test_a_number_speaks_for_a_misconception_as_finely_as_it_is_written():
    check = ways(misconceptions={"this": lambda case: 40.926, "that": lambda case: 40.94})
    assert check("1", 40.9).message == "Wrong, because this, or because that."  # either, rounded
    assert check("1", 40.926001).message == "Wrong, because this."
    assert check("1", 40.904321).message.startswith("Wrong: 40.90 km is too low.")


def test_a_misconception_within_the_tolerance_is_told_where_it_is_given_in_full():
    check = ways(misconceptions={"you left a day out": lambda case: 41.2949}, right={"another": lambda case: 41.3})
    assert check("1", 41.2949).message == "Wrong, because you left a day out."
    for right in (41.26, 41.3, "41.30", 41.29, 41.2939):
        assert check("1", right).state == RIGHT, right


def test_a_number_of_few_decimals_is_the_answer_s_and_no_other_way_s():
    mean = Exercise("1", "?", lambda case: 78.2, 1, "seconds", acceptable={"you took the median": lambda case: 79.16})
    said = [str(Exercises([mean], None)("1", given)) for given in (79, 79.2, 80)]  # asked anew each time
    assert said[0].endswith("Right.") and said[1].endswith("Right, though you took the median.")
    assert "too high" in said[2]


def test_what_is_let_pass_is_only_the_number_that_it_leads_to():
    check = partial(ways, acceptable={"you rounded the means": lambda case: 41.2345})
    assert check()("1", 41.2345).message == "Right, though you rounded the means."
    for near in (41.2479, 41.26, 41.28):
        assert check()("1", near).message == "Right."


def test_an_acceptable_way_whose_number_lies_outside_the_tolerance_is_wrong_and_told():
    check = partial(ways, acceptable={"you rounded the means": lambda case: 41.4})
    assert check()("1", 41.4).message == "Wrong, because you rounded the means."
    for near in (41.38765, 41.4321):
        assert check()("1", near).message.startswith("Wrong: ")


@pytest.mark.parametrize(("answer", "given"), [(41.26, 41), (41.26, 41.0), (0.8316, 0.8)])
def test_what_is_rounded_further_than_was_asked_is_said_to_be(answer, given):
    tolerance = 0.05 if answer > 1 else 0.005
    message = Exercises([Exercise("1", "?", lambda case: answer, tolerance, "km")], None)("1", given).message
    assert "or rounded too far; give " in message and "decimal" in message


@pytest.mark.parametrize("kind", ["acceptable", "misconceptions"])
def test_the_answer_rounded_too_far_is_no_other_way(kind):
    near = Exercise("1", "?", lambda case: 24.07, 0.05, "km", **{kind: {"the last day is missing": lambda case: 24.01}})
    check = Exercises([near], None)
    assert check("1", 24).message.startswith("Wrong: 24 km is too low, or rounded too far; give one decimal.")
    assert "the last day is missing" in check("1", 24.01).message


def test_where_a_wrong_way_ends_on_a_nought_both_it_and_the_rounding_are_named():
    ways = {"you divided": lambda case: 9.01, "you doubled": lambda case: 17.16}
    check = Exercises([Exercise("1", "?", lambda case: 8.58, 0.1, "points", misconceptions=ways)], None)
    assert check("1", 9.0).message.startswith(
        "Wrong: 9 points is too high, or rounded too far; give one decimal. "
        "Or, if that is with one decimal: you divided."
    )
    assert check("1", 9.01).message == "Wrong, because you divided."


def test_a_way_that_rounds_to_what_the_answer_rounds_to_is_named_beside_it():
    ways = {"these are medians": lambda case: 1.0, "you divided": lambda case: 9.0}
    for answer, number, named in ((1.28, 1, "these are medians"), (8.4975, 9, "you divided"), (8.4975, 8, "")):
        digits = 2 if answer < 2 else 1
        asked = Exercise("1", "?", lambda case, answer=answer: answer, 0.5 * 10.0**-digits, misconceptions=ways)
        message = Exercises([asked], None)("1", number).message
        assert "or rounded too far" in message and message.count("Or, if that is with") == bool(named)
        assert named in message


def test_what_is_off_by_little_may_have_been_rounded_on_the_way():
    check = Exercises([Exercise("1", "?", lambda case: 6.42147, 0.00005)], None)
    assert check("1", 6.4216).message.startswith("Wrong: 6.42160 is a little too high. Was a number rounded on the ")
    assert check("1", 6.4213).message.startswith("Wrong: 6.42130 is a little too low. Was a number")
    assert check("1", 6.4318).message.startswith("Wrong: 6.43180 is too high. ")
    assert "rounded" not in ways()("1", 43).message
    count = Exercises([Exercise("1", "?", lambda case: 2580, 0.5, "customers", is_count=True)], None)
    assert "rounded" not in count("1", 2581).message


def test_times_are_counted():
    selected = pd.Series(pd.to_datetime(["2025-01-01", "2025-02-01"]))
    assert ways()("1", selected).message.endswith("These are times, one for each row; `len(...)` counts them.")


def test_two_misconceptions_with_the_same_number_are_both_named():
    assert wrong_by(("this", 10), ("that", 10))("1", 10).message == "Wrong, because this, or because that."


def test_no_reason_is_claimed_where_another_one_without_a_sentence_is_as_near():
    check = wrong_by(("this", 10), ("", 10.08), ("that", 20))
    assert check("1", 10.04).message.startswith("Wrong: 10 is too high.")
    assert check("1", 10.08).message.startswith("Wrong: 10 is too high.")
    assert check("1", 20).message == "Wrong, because that."


def share(unit="%", answer=41.0, tolerance=0.5, **further):
    return Exercises([Exercise("1", "?", lambda case: answer, tolerance, unit, **further)], None)


@pytest.mark.parametrize(
    ("check", "given", "words"),
    [
        (share(), 0.41, "this is a fraction, and a percentage was asked: multiply it by 100."),
        (share(), 59, "this is the share of all the others: take it from 100."),
        (share(), 0.59, "multiply it by 100; also, this is the share of all the others"),
        (share(), -41, "Wrong, because a share cannot be below zero."),
        (share(), -0.41, "multiply it by 100; also, a share cannot be below zero"),
        (share("riders", 64.0, whole=100), -64, "a share cannot be below zero"),
        (share("riders", 640.0, is_count=True), -640, "a count cannot be below zero"),
        (share("points"), 0.41, "this is a fraction, and points were asked: multiply it by 100."),
        (share("points"), -0.41, "multiply it by 100; also, the sign is turned round"),
        (share("probability", 0.25, 0.01), 25, "a percentage, and a fraction from 0 to 1 was asked: divide it by 100."),
        (share("fraction", 0.25, 0.01), 0.75, "this is the share of all the others: take it from 1."),
        (share("fraction", 0.25, 0.01), 75, "divide it by 100; also, this is the share of all the others"),
        (share("", 11.3, 0.2), 1130, "this is in per cent, and the plain number was asked: divide it by 100."),
        (share("riders", 64.0, whole=100), 36, "this is the share of all the others: take it from 100."),
        (share("riders", 64.0, whole=100), 0.64, "this is a fraction, and a number of 100 was asked"),
        (share(answer=-34.0, is_change=True), 66, "what the new is of the old, not the change: take 100 off."),
        (share(answer=-34.0, is_change=True), 0.66, "multiply it by 100; also, this is what the new is of the old"),
        (share(answer=-34.0, is_change=True), 34, "the sign is turned round"),
        (share("dollars"), -41, "the sign is turned round"),
        (share("points of score", -0.8, 0.05), 0.8, "the sign is turned round"),
    ],
)  # fmt: skip
def test_a_slip_is_recognised_in_every_unit_in_which_it_makes_sense(check, given, words):
    result = check("1", given)
    assert result.state == WRONG and result.message.startswith("Wrong, because ") and words in result.message


@pytest.mark.parametrize(
    ("check", "given"),
    [
        (share("dollars"), 59), (share("dollars"), 0.41), (share("points"), 59), (share("customers"), 59),
        (share(answer=34.0, is_change=True), 66), (share(answer=120.0), -20),
    ],
)  # fmt: skip
def test_no_slip_is_claimed_where_it_makes_no_sense(check, given):
    assert "because" not in check("1", given).message


def test_a_slip_gives_way_to_what_is_as_near():
    fraction, misled, unsaid = "this is a fraction", "you are misled", "too low"

    def check(misconception=None, wrong=None):
        own = {"you are misled": lambda case: misconception} if misconception is not None else {}
        unnamed = {"some way": lambda case: wrong} if wrong is not None else {}
        return share(misconceptions=own, wrong=unnamed)

    assert fraction in check()("1", 0.41).message
    assert fraction in check(misconception=0.3)("1", 0.41).message, "a fraction has a narrow place of its own"
    assert misled not in check(misconception=0.3)("1", 0.41).message
    both = check(misconception=0.412)("1", 0.411).message
    assert fraction in both and misled in both
    assert unsaid in check(wrong=0.412)("1", 0.411).message
    assert check(misconception=59.0)("1", 59).message == "Wrong, because you are misled.", "its own words go first"
    assert check(misconception=59.3)("1", 59).message.count("because") == 2
    assert "because" not in check(wrong=59.3)("1", 59).message


WAYS = Exercise(
    "1", "?", lambda case: 10.0, 0.5, "points of score",
    right={"by a longer way": lambda case: 11.0},
    acceptable={
        "you left the last day out": lambda case: 13.0, "you took the median": lambda case: 11.48,
        "you began on a Monday": lambda case: 10.6,
    },
    misconceptions={"you took the wrong shop": lambda case: 20.0},
    wrong={"the other shop": lambda case: 30.0},
)  # fmt: skip


@pytest.mark.parametrize(
    ("given", "state", "message"),
    [
        (10.4, RIGHT, "Right."), (11.4, RIGHT, "Right."), (11.48, RIGHT, "Right, though you took the median."),
        (13.04, WRONG, "Wrong, because you left the last day out."),  # acceptable, and too far off
        (9.5, RIGHT, "Right."), (10.55, RIGHT, "Right."),  # within the other right one
        (10.6, RIGHT, "Right, though you began on a Monday."),  # within it, too, and this way's very number
        (11, RIGHT, "Right."),  # the number of two ways in so few decimals: the answer's goes first
        (20.04, WRONG, "Wrong, because you took the wrong shop."),
        (-11, WRONG, "Wrong, because the sign is turned round: up and down are exchanged."),
        (30, WRONG, "Wrong: 30.0 points of score is too high. Look again at what was asked."),
        (12, WRONG, "Wrong: 12.0 points of score is too high. Look again at what was asked."),
    ],
)  # fmt: skip
def test_other_right_ways_count_and_acceptable_ones_say_what_is_different(given, state, message):
    result = Exercises([WAYS], None)("1", given)
    assert (result.state, result.message) == (state, message)


def test_a_wrong_number_is_written_so_that_it_is_seen_to_be_wrong():
    assert "41.51 % is too high" in share()("1", 41.51).message
    assert "40.4996 % is too low" in share()("1", 40.4996).message
    assert "Wrong: 0.002 km is too low." in ways()("1", 0.0016).message
    seconds = Exercise("1", "?", lambda case: 78.2, 1, "seconds")
    assert "Wrong: 1 second is too low." in Exercises([seconds], None)("1", 1).message


class Read(NamedTuple):
    """As the measures give it."""

    score: float
    standard_error: float


@dataclass
class Found:
    name: str
    share: float
    _hidden: float = 41.0


class Computed:
    __slots__ = ("part",)

    def __init__(self):
        self.part = 12.0

    @property
    def whole(self):
        return 41.2

    @property
    def broken(self):
        raise RuntimeError("no")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (Read(41.1, 0.9), "a Read was given. The number is in its field: put `.score` behind it."),
        ([Read(41.1, 0.9)], "put `.score` behind it."),
        (Read(0.411, 0.009), "put `.score` behind it, and multiply by 100."),
        (Read(41.1, 41.2), "It has numbers in these fields: `.score`, `.standard_error`."),
        (Read(7.0, math.nan), "It has numbers in these fields: `.score`."),
        (weighted_mean([8, 9, 7]), "an Estimate was given. It has numbers in these fields: `.mean`, "),
        (Found("Pike", 41.0), "put `.share` behind it."),
        (Computed(), "put `.whole` behind it."),
        (SimpleNamespace(**dict.fromkeys("abcdefgh", 1.0)), "fields: `.a`, `.b`, `.c`, `.d`, `.e`, `.f` and others."),
        (pd.Series([40.0, 41.0]), "a Series of 2 values was given. Take one of its values, as `.iloc[-1]` does"),
        (pd.DataFrame({"a": [1, 41]}), 'Take one column, as `["name"]` does'),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_what_holds_the_number_is_answered_with_the_way_to_it(check, given, words):
    result = check("06.1", given)
    assert result.state == NOT_TRIED
    assert words in result.message and "\n" not in result.message


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (nps([9] * 141 + [6] * 100 + [8] * 0 + [7] * 0), ".score"),
        (erlang_c(100, 30, 180, agents=14, target_seconds=20), ".mean_wait"),
        (Share(0.41, 0.01), ".share"),
        (weighted_mean([8, 9, 7]), ".mean"),
        (simpson([6, 9, 5, 8, 8], list("abab") + ["b"], [False, False, True, True, True]), ".within"),
    ],
)
def test_a_result_of_each_measure_is_answered_with_its_field(given, field):
    number = getattr(given, field[1:])
    for answer in (number, 100 * number):
        result = Exercises([Exercise("1", "?", lambda case, answer=answer: answer, 1e-6, "%")], None)("1", given)
        assert result.state == NOT_TRIED and f"put `{field}` behind it" in result.message


def hostile(*names, **attributes):
    """An object with methods that fail."""

    def fail(*_):
        raise RuntimeError("no")

    return type("Hostile", (), dict.fromkeys(names, fail) | attributes)()


HOSTILE = {  # made in the test: pytest itself looks at what it is given
    "attributes": lambda: hostile("__getattr__", "__repr__"),
    "all attributes": lambda: hostile("__getattribute__"),
    "length": lambda: hostile("__len__", "__eq__", "__bool__", "__hash__"),
    "half a table": lambda: hostile("__float__", "__str__", "__repr__", ndim=1, iloc=2, size=5),
    "no dimensions": lambda: hostile(ndim=[], iloc=1),
    "class": lambda: hostile(__class__=property(lambda self: 1 / 0)),
    "fields that are none": lambda: hostile(_fields=7),
    "odd fields": lambda: hostile(_fields=[1, None, "a"], a=math.inf),
    "shape": lambda: hostile(shape="many", to_numpy=None),
    "array": lambda: hostile(shape=(1,), to_numpy=lambda self: 1 / 0),
    "in a list": lambda: [hostile("__getattribute__")],
    "deep": lambda: hostile(__getattr__=lambda self, name: getattr(self, name + "x")),
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_no_object_makes_the_check_fail(check, make):
    result = check("06.1", make())
    assert result.state == NOT_TRIED and result.message.startswith("One number in % is wanted")
    json.dumps(result._repr_mimebundle_(), allow_nan=False)


def test_a_diagnosis_stands_alone(check):
    for number in (73, 59, 0.41, -41):
        message = check("06.1", number).message
        assert message.startswith("Wrong, because ") and message.count(".") == 1 and "?" not in message


def test_each_exercise_counts_its_own_hints():
    check = Exercises([replace(SHARE, id=id) for id in ("1", "2")], CASE)
    assert 'check.hint("1") helps.' in check("1", 12).message
    for number in (1, 2):
        assert f"hint {number} of 2" in repr(check.hint("1"))
        assert 'check.hint("2") helps.' in check("2", 12).message, "the other one has hints left"
    assert 'check.working("1") shows the way.' in check("1", 12).message
    assert "hint 1 of 2" in repr(check.hint("2"))
    assert 'check.hint("2") helps.' in check("2", 12).message


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (73, "Wrong, because you averaged only those who answered. Your earlier answer, 41.2 %, stays right."),
        (0.41, "multiply it by 100. Your earlier answer, 41.2 %, stays right."),
        (12, 'Wrong: 12.0 % is too low. check.hint("06.1") helps. Your earlier answer, 41.2 %, stays right.'),
        ("forty", "One number in % is wanted; 'forty' was given. Your earlier answer, 41.2 %, stays right."),
        (None, "Your earlier answer, 41.2 %, stays right."),
        (..., "Your earlier answer, 41.2 %, stays right."),
    ],
)
def test_a_right_answer_stays_right_and_what_comes_later_is_told(check, given, words):
    assert check("06.1", 41.2).state == RIGHT
    check("06.2", 3)
    later = check("06.1", given)
    assert (later.state, later.answer) == (RIGHT, 41.2) and later.message.endswith(words)
    assert later._repr_mimebundle_()[CHECK_DATA]["state"] == RIGHT
    assert repr(check).splitlines()[:2] == ["06.1: right", "06.2: wrong"]
    assert [check.is_right(id) for id in ("06.1", "06.2", "06.3")] == [True, False, False]


def test_a_second_right_answer_does_not_take_the_place_of_the_first(check):
    assert check("06.1", 41.2).message == "Right."
    again = check("06.1", 40.9)
    assert (again.state, again.answer, again.message) == (RIGHT, 41.2, "Right.")
    assert check("06.1", 12).message.endswith("Your earlier answer, 41.2 %, stays right.")


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


@pytest.mark.parametrize("shares", [(0.8195, 0.5180), (0.8045, 0.5030), (0.7990, 0.4975)])
@pytest.mark.parametrize("given", [30.1, 30.2])
def test_an_answer_that_ends_on_a_half_decimal_counts_rounded_either_way_with_a_wrong_way_beside_it(shares, given):
    one, other = shares
    half = Exercise(
        "08.9", "How many points apart?", lambda case: 100 * (one - other), tolerance=0.05, unit="points",
        misconceptions={"that is another base": lambda case: given + 0.03},
    )  # fmt: skip
    assert half.answer(CASE) == pytest.approx(30.15)
    assert Exercises([half], CASE)("08.9", given).state == RIGHT
    assert Exercises([half], CASE)("08.9", given + 0.03).state == WRONG
