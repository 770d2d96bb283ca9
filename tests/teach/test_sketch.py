"""Sketch first: nothing opens by itself before a commit, and no sentence praises a line that went the wrong way."""

import io
import threading

import ipywidgets
import matplotlib.text
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from teach.test_figures import assert_readable
from thoroughness import is_thorough, sample

from casekit.errors import CaseError
from casekit.teach import figures, sketch, unveil
from casekit.teach.paper import Paper
from casekit.teach.shape import both, shape

MONTHS = ("months since joining", range(5))
RIDERS = ("of 100 riders left", 0, 100, "riders")
TRUTH = [100, 60, 40, 30, 25]
CLOSED = "This opens when you have committed your line."


@pytest.fixture(autouse=True)
def looked_at(request):
    """Painting and packing is half the time of a picture; it is done for the tests that look at one."""
    if "painted" not in request.fixturenames:
        request.getfixturevalue("unseen")


@pytest.fixture
def painted():
    """For a test that looks at what is painted."""


@pytest.fixture
def left():
    return sketch("How many are left?", across=MONTHS, up=RIDERS)


def of(line, **curves):
    """What is said of a line, beside this truth."""
    drawn = sketch("?", across=MONTHS, up=RIDERS)
    drawn.commit(line)
    return unveil(drawn, **{"truth": TRUTH, **curves}).sentence


def by_hand(left, *points):
    """Set each (place, height) with the sliders, then press the button."""
    for place, height in points:
        left._place.value = place
        left._height.value = height
    left._button.click()
    return left._caption.text


def on_picture(left, *points):
    """Points on the axes as shares of the picture, from its upper left corner, as the pen tells them."""
    x0, y0, width, height = left._frame
    return [(x0 + x * width, 1 - y0 - y * height) for x, y in points]


def pixels(png, colour):
    """How many pixels have this colour, or what packing has made of it."""
    seen = np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).reshape(-1, 3).astype(int)
    wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return int((np.abs(seen - wanted).max(axis=1) <= 4).sum())


# Committing.


def test_a_commit_locks_and_says_so(left, painted):
    left.commit([100, 90, 80, 70, 60])
    assert left.value == (100, 90, 80, 70, 60)
    assert left._caption.text == "Your line is committed."
    assert all(part.disabled for part in (left._place, left._height, left._button, left._pen))
    before = left._screen.png
    with pytest.raises(CaseError, match="Your line is committed. Run the cell again for a new one."):
        left.commit([0, 0, 0, 0, 0])
    left._pen._heard(None, {"trace": on_picture(left, (0, 0), (1, 0))}, [])
    assert left.value == (100, 90, 80, 70, 60) and left._screen.png == before


@pytest.mark.parametrize(
    "line", [(100, 90.5, 80, 70, 60), np.array([1, 2, 3, 4, 5]), pd.Series([1, 2, 3, 4, 5]), range(5), ["1 riders"] * 5]
)
def test_every_kind_of_list_is_taken(left, line):
    left.commit(line)
    assert len(left.value) == 5 and all(type(height) is float for height in left.value)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ([1, 2, 3], "A line must be 5 numbers, one for each position; a list of 3 values was given."),
        ([1] * 6, "A line must be 5 numbers, one for each position; a list of 6 values was given."),
        (
            range(10**12),
            "A line must be 5 numbers, one for each position; a range of 1,000,000,000,000 values was given.",
        ),
        ([], "A line must be 5 numbers, one for each position; an empty list was given."),
        (50, "A line must be 5 numbers, one for each position; 50 was given."),
        (None, "A line must be 5 numbers, one for each position; None was given."),
        ("12345", "A line must be 5 numbers, one for each position; '12345' was given."),
        ({1, 2, 3, 4, 5}, "A line must be 5 numbers, one for each position; {1, 2, 3, 4, 5} was given."),
        (
            np.ones((5, 1)),
            "A line must be 5 numbers, one for each position; a ndarray of 5 rows and 1 columns was given.",
        ),
        ([1, 2, 101, 4, 5], "At 2: A height from 0 riders to 100 riders is wanted; 101 was given."),
        ([1, 2, 3, 4, -1], "At 4: A height from 0 riders to 100 riders is wanted; -1 was given."),
        ([1, 2, "many", 4, 5], "At 2: One number in riders is wanted; 'many' was given."),
        ([1, 2, None, 4, 5], "At 2: One number in riders is wanted; None was given."),
        ([float("nan"), 2, 3, 4, 5], "At 0: One number in riders is wanted; an empty value (NaN) was given."),
        ([True, 2, 3, 4, 5], "At 0: One number in riders is wanted; True is a yes or a no."),
    ],
)
def test_a_line_that_is_none_gets_a_sentence_and_commits_nothing(left, line, sentence):
    with pytest.raises(CaseError) as told:
        left.commit(line)
    assert str(told.value) == sentence
    assert left.value is None and not left._button.disabled and left._line.points == {}


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"across": range(13)}, "across must be words and positions"),
        ({"across": ("months", [1])}, "from 2 to 24 positions"),
        ({"across": ("months", range(25))}, "from 2 to 24 positions"),
        ({"across": ("months", {1, 2, 3})}, "from 2 to 24 positions"),
        ({"across": ("months", [0, 2, 1])}, "positions must increase"),
        ({"across": ("months", [0, 1, 1])}, "positions must increase"),
        ({"across": ("months", ["Jan", "Feb"])}, "each position must be a number; 'Jan'"),
        ({"across": ("months", [0, 1e-9, 1])}, "must lie further apart"),
        ({"across": ("months", [1e300, 2e300])}, "positions must suit an axis"),
        ({"across": ("", range(3))}, "from 1 to 60 characters"),
        ({"across": ("m" * 61, range(3))}, "from 1 to 60 characters"),
        ({"up": ("riders", 0)}, "up must be words, the lowest and the highest value"),
        ({"up": (0, 100, "riders")}, "up must be words, the lowest and the highest value"),
        ({"up": ("riders", 100, 0)}, "high must be greater than low"),
        ({"up": ("riders", 0, "100")}, "high must be a number; '100'"),
        ({"up": ("riders", 0, 100, 5)}, "up must be words, the lowest and the highest value"),
        ({"up": ("riders", 0, 1e-300)}, "low and high must suit an axis"),
        ({"step": 0}, "step must be above 0"),
        ({"step": 101}, "step must be above 0"),
    ],
)
def test_bad_axes_are_refused(settings, words):
    with pytest.raises(CaseError, match=words):
        sketch("?", **{"across": MONTHS, "up": RIDERS, **settings})


def test_a_reason_is_kept_in_one_line_and_shown_with_the_line(left, displayed):
    left._ipython_display_()
    left._because.value = "  most of them\ncome back.  "
    assert by_hand(left, (0, 100), (4, 20)) == 'Your line is committed, because: "most of them come back".'
    assert left.reason == "most of them come back" and left._because.disabled
    (words, _), _ = displayed
    assert words["text/plain"].endswith(' Your line is committed, because: "most of them come back".')


def test_a_reason_is_text_and_not_too_long(left):
    with pytest.raises(CaseError, match="A reason is a line of text; 3 was given."):
        left.commit(TRUTH, because=3)
    assert left.value is None and left._line.points == {}
    left.commit(TRUTH, because="<b>so</b> " * 100)
    assert len(left.reason) <= 300
    assert "<b>" not in left._bundles()[0][0]["text/html"]


# Drawing.


def test_by_keyboard_ends_are_enough_and_what_lies_between_is_straight(left):
    assert by_hand(left, (0, 100), (2, 40), (4, 20)) == "Your line is committed."
    assert left.value == (100, 70, 40, 30, 20)


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ((), "Your line still needs a height at 0 and 4."),
        (((2, 40),), "Your line still needs a height at 0 and 4."),
        (((0, 40), (3, 30)), "Your line still needs a height at 4."),
        (((4, 40),), "Your line still needs a height at 0."),
    ],
)
def test_without_its_ends_a_line_is_not_committed(left, points, words):
    assert by_hand(left, *points) == words
    assert left.value is None and not left._button.disabled


def test_going_to_a_place_shows_its_height_and_places_nothing(left):
    left._height.value = 80
    left._place.value = 4
    left._height.value = 40
    left._place.value = 2
    assert left._height.value == 60 and sorted(left._line.points) == [0, 4]
    assert left._caption.text == "At 2 (months since joining): 60 riders."
    left._height.value = 30
    assert left._line.points == {0: 80, 2: 30, 4: 40}


def test_a_move_whose_picture_takes_its_time_neither_holds_up_a_commit_nor_overtakes_it(left, painted, monkeypatch):
    left._height.value = 100
    begun, goes_on, draw = threading.Event(), threading.Event(), figures.png

    def slow(figure, small=False):
        begun.set()
        assert goes_on.wait(20)
        return draw(figure, small)

    monkeypatch.setattr(figures, "png", slow)
    moves = threading.Thread(target=lambda: setattr(left._place, "value", 4))
    moves.start()
    assert begun.wait(20)
    ends = [threading.Thread(target=call) for call in (lambda: setattr(left._height, "value", 20), left._button.click)]
    for number, end in enumerate(ends):
        end.start()
        for _ in range(400):
            if (left._line.points.get(4) == 20) if number == 0 else left.is_committed:
                break
            end.join(0.05)
    assert left.value == (100, 80, 60, 40, 20)
    goes_on.set()
    for thread in (moves, *ends):
        thread.join(20)
    assert left._caption.text == "Your line is committed."
    assert left._screen.alt.endswith("20 riders at 4 (months since joining).") and "40 riders at 3" in left._screen.alt


def test_what_is_still_missing_is_said(left):
    left._height.value = 80
    assert left._caption.text == "At 0 (months since joining): 80 riders. Still without a height: 4."
    left._place.value = 3
    assert left._caption.text == "At 3 (months since joining): no height yet. Still without a height: 4."


def test_a_stroke_places_what_it_passes(left):
    left._pen._heard(None, {"trace": on_picture(left, (0.03, 0.9), (0.5, 0.5), (0.97, 0.1))}, [])
    assert left._line.points == {0: 90, 1: 70, 2: 50, 3: 30, 4: 10}
    assert left._height.value == 90
    left._pen._heard(None, {"trace": on_picture(left, (0.52, 0.2))}, [])
    assert left._line.points[2] == 20 and left._line.points[1] == 70
    left._button.click()
    assert left.value == (90, 70, 20, 30, 10)


def test_a_stroke_back_and_forth_leaves_its_last_heights_and_none_outside(left):
    left._pen._heard(None, {"trace": on_picture(left, (-0.2, 5), (1.2, 5), (0.5, -3))}, [])
    assert left._line.points[0] == left._line.points[1] == 100 and left._line.points[2] == 0
    assert all(0 <= height <= 100 for height in left._line.points.values())


@pytest.mark.parametrize("message", [{}, {"trace": []}, {"trace": [[0.5, float("nan")]]}])
def test_a_stroke_of_nothing_is_nothing(left, message):
    before = left._screen.png
    left._pen._heard(None, message, [])
    assert left._line.points == {} and left._screen.png == before


def test_heights_stand_on_the_steps(left):
    half = sketch("?", across=MONTHS, up=("mean score", 0, 10, "points"), step=0.5)
    half._pen._heard(None, {"trace": on_picture(half, (0.0, 0.512), (1, 0.512))}, [])
    assert set(half._line.points.values()) == {5.0}


def test_every_point_is_in_the_picture_and_in_its_words(left, painted):
    empty = left._screen.png
    assert pixels(empty, figures.GUESS) == 0
    assert left._screen.alt == "Empty axes: from 0 riders to 100 riders, at 0, 1, 2, 3, 4 (months since joining)."
    left._height.value = 80
    one = left._screen.png
    assert pixels(one, figures.GUESS) > 50
    assert left._screen.alt == "Your line: 80 riders at 0 (months since joining)."
    left._place.value = 4
    left._height.value = 20
    assert pixels(left._screen.png, figures.GUESS) > 3 * pixels(one, figures.GUESS)


# Unveiling.


def test_it_stays_closed_until_the_commit(left, painted):
    answer = unveil(left, truth=TRUTH, reported=[100, 99, 98, 97, 96], reported_label="the survey")
    assert not answer.is_open and answer.sentence == "" and answer._screen.png == b""
    left.commit([100, 90, 80, 70, 60])
    assert answer.is_open and answer._screen.alt == answer.sentence
    assert answer.sentence == (
        "You were farthest off at 2 (months since joining): you drew 80 riders, the survey says 98 riders, and the "
        "truth is 40 riders. The direction is right, the pace is not: your line falls evenly; the truth falls fast at "
        "first, then slowly."
    )
    assert all(pixels(answer._screen.png, one) > 200 for one in (figures.TRUTH, figures.REPORTED, figures.GUESS))


def test_show_me_opens_without_a_sketch_and_a_later_one_is_added(left, painted):
    answer = unveil(left, truth=TRUTH, reported=[100, 99, 98, 97, 96])
    answer._box.children[1].click()
    assert answer.sentence == (
        "From 0 to 4 (months since joining) the truth falls fast at first, then slowly, from 100 riders to 25 riders; "
        "the report stays level, from 100 riders to 96 riders."
    )
    assert pixels(answer._screen.png, figures.GUESS) == 0
    left.commit(TRUTH)
    assert pixels(answer._screen.png, figures.GUESS) > 200


def test_another_true_curve_lies_beside_and_title_and_sentence_may_be_given(left, painted):
    def told(heights):
        return "nobody drew" if heights is None else f"you drew {heights[2]:g}"

    answer = unveil(left, truth=TRUTH, beside=lambda: [100, 99, 98, 97, 96], beside_label="the other shop",
                    title="40 of 100 left", sentence=told, moment=(2, "the second month"))  # fmt: skip
    plain = unveil(left, truth=TRUTH)
    answer.open(), plain.open()
    assert answer.sentence == "nobody drew"
    pale = pixels(answer._screen.png, figures.TRUTH_PALE)
    assert pale > 200 > pixels(plain._screen.png, figures.TRUTH_PALE)
    left.commit([100, 90, 80, 70, 60])
    assert answer.sentence == "you drew 80"
    figure, _ = answer._drawn()
    texts = {text.get_text() for text in figure.findobj(matplotlib.text.Text)}
    assert {"40 of 100 left", "the second month"} <= texts
    assert_readable(figure)
    with pytest.raises(CaseError, match="beside must be 5 numbers"):
        unveil(left, truth=TRUTH, beside=[1, 2])


def test_after_the_commit_it_is_open_and_for_a_new_sketch_closed(left):
    left.commit(TRUTH)
    assert unveil(left, truth=TRUTH).is_open
    assert not unveil(sketch("?", across=MONTHS, up=RIDERS), truth=TRUTH).is_open


WRONG = {
    "rises": ([20, 40, 60, 80, 100], "The direction is wrong: your line rises evenly; the truth falls"),
    "level": ([50, 51, 50, 49, 50], "The direction is wrong: your line stays level; the truth falls"),
    "up and down": ([50, 90, 70, 40, 25], "The direction is wrong: your line rises, then falls; the truth falls"),
    "down and up": ([100, 60, 40, 50, 60], "The direction is wrong: your line falls, then rises; the truth falls"),
    "near, but rising": ([30, 40, 40, 40, 45], "The direction is wrong: your line rises"),
    "zigzag": (
        [90, 50, 80, 40, 60],
        "The direction is wrong: your line first falls and turns 3 times; the truth falls",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_line_that_went_the_wrong_way_is_told_so(name):
    line, words = WRONG[name]
    said = of(line)
    assert words in said and "right" not in said


@settings(max_examples=sample(500, usually=100), deadline=None)
@given(st.lists(st.floats(0, 100), min_size=5, max_size=5), st.lists(st.floats(0, 100), min_size=5, max_size=5))
def test_right_is_said_only_of_lines_whose_ends_went_the_same_way(line, truth):
    mine, true = both(range(5), line, truth, 100)
    if mine.legs == true.legs and len(mine.legs) == 1:
        for values in (line, truth):
            moves = np.subtract.outer(values, values).T[np.triu_indices(5, 1)] * mine.legs[0]
            assert moves.max() >= 2.5 and moves.min() > -5
    if mine.legs == true.legs == ():
        assert max(np.ptp(line), np.ptp(truth)) < 5


@pytest.mark.parametrize(
    ("line", "truth", "words"),
    [
        ([100, 60, 40, 30, 25], TRUTH, "Your line lies on the truth everywhere. The direction is right"),
        (
            [90, 55, 40, 30, 20],
            TRUTH,
            "The direction is right: the truth falls fast at first, then slowly, and so does",
        ),
        ([100, 90, 75, 50, 10], TRUTH, "the pace is not: your line falls slowly at first, then fast; the truth falls"),
        ([50, 50, 50, 50, 50], [52, 50, 51, 49, 50], "The direction is right: the truth stays level, and so does"),
        # A little less and a little more than what counts: both fall.
        ([50, 49, 48, 47, 46], [50, 49, 47, 46, 44], "The direction is right: the truth falls evenly, and so does"),
        ([10, 50, 90, 50, 10], [20, 60, 90, 60, 20], "The direction is right: the truth rises, then falls, and so"),
        ([10, 90, 70, 50, 10], [10, 20, 40, 90, 50], "The turn is in another place: your line rises, then falls, and"),
    ],
)
def test_direction_pace_and_turn_are_told_apart(line, truth, words):
    assert words in of(line, truth=truth)


def test_noise_is_no_turn():
    lot = np.random.default_rng(1)
    noisy = np.linspace(90, 10, 24) + lot.uniform(-1, 1, 24)
    assert shape(range(24), noisy, 5).words == "falls evenly"
    assert shape(range(24), 50 + lot.uniform(-2, 2, 24), 5).words == "stays level"


def test_values_that_differ_never_read_the_same():
    sentence = of([100, 60, 40, 30, 25], truth=[100, 60, 40.004, 30, 25])
    assert "you drew 40.000 riders and the truth is 40.004 riders" in sentence


def test_a_truth_that_leaves_the_axis_is_drawn_whole(left):
    answer = unveil(left, truth=[100, 150, 250, 300, 320])
    left.commit([100, 100, 100, 100, 100])
    figure, _ = answer._drawn()
    (axes,) = figure.axes
    assert axes.get_ylim() == (0, 320)


def test_functions_are_called_when_first_needed_and_once(left):
    calls = []
    answer = unveil(
        left, truth=lambda: calls.append("truth") or TRUTH, reported=lambda: calls.append("reported") or TRUTH
    )
    assert calls == []
    left.commit(TRUTH)
    answer.open()
    assert sorted(calls) == ["reported", "truth"]


@pytest.mark.parametrize(
    ("curves", "words"),
    [
        ({"truth": [1, 2]}, "truth must be 5 numbers, one for each position; a list of 2 values was given."),
        ({"truth": lambda: None}, "truth must be 5 numbers, one for each position; None was given."),
        ({"truth": [1, 2, float("nan"), 4, 5]}, "truth at 2 must be a number; nan was given."),
        ({"truth": TRUTH, "reported": [1, "2", 3, 4, 5]}, "reported at 1 must be a number; '2' was given."),
    ],
)
def test_a_curve_that_is_none_is_refused(left, curves, words):
    answer = unveil(left, **curves)
    with pytest.raises(CaseError) as told:
        answer.open()
    assert str(told.value) == words and not answer.is_open


def test_only_a_sketch_can_be_unveiled():
    with pytest.raises(CaseError, match="what sketch"):
        unveil(6, truth=TRUTH)


# What a saved notebook keeps.


def test_on_a_page_that_is_only_read_it_is_open_and_without_a_sketch(left, painted, displayed):
    answer = unveil(left, truth=TRUTH)
    answer._ipython_display_()
    (picture, metadata), (caption, _) = displayed
    assert picture["text/plain"] == caption["text/plain"] == metadata["image/png"]["alt"]
    assert picture["text/plain"].startswith("From 0 to 4 (months since joining) the truth falls")
    assert not answer.is_open


def test_a_learners_twin_is_closed_until_the_commit_and_then_has_the_sketch(left, painted, displayed, notebook):
    notebook.run("the unveiling")
    answer = unveil(left, truth=TRUTH)
    answer._ipython_display_()
    assert "fast" not in str(displayed) and "image/png" not in displayed[0][0]
    assert CLOSED in displayed[0][0]["text/html"]
    left.commit([100, 90, 80, 70, 60])
    (picture, _), (caption, _) = displayed
    assert "image/png" in picture and picture["text/plain"] == caption["text/plain"] == answer.sentence
    assert answer.sentence.startswith("You were farthest off at 2")


def test_the_twin_of_a_sketch_is_its_question_and_empty_axes_and_then_has_the_line(left, painted, displayed):
    left._ipython_display_()
    (words, _), (picture, metadata) = displayed
    range_ = "(from 0 riders to 100 riders, at 0, 1, 2, 3, 4 (months since joining))"
    assert words["text/plain"] == f"How many are left? {range_}"
    assert "application/vnd.jupyter.widget-view+json" in words and "application/vnd.jupyter.widget-view+json" in picture
    assert picture["text/plain"].startswith("Empty axes: ") and metadata["image/png"]["width"] == 864
    empty = picture["image/png"]
    left.commit([100, 90, 80, 70, 60])
    (words, _), (picture, metadata) = displayed
    assert words["text/plain"].endswith(" Your line is committed.")
    line = "Your line: 100 riders at 0, 90 riders at 1, 80 riders at 2, 70 riders at 3, 60 riders at 4"
    assert picture["text/plain"] == metadata["image/png"]["alt"] == f"{line} (months since joining)."
    assert picture["image/png"] != empty


def test_the_controls_are_plain_widgets_and_the_pen_is_apart_from_the_picture(left):
    plain = [left._screen, left._place, left._height, left._button, left._caption]
    assert all(type(widget).__module__.startswith(("ipywidgets.", "casekit.teach.screen")) for widget in plain)
    assert isinstance(left._screen, ipywidgets.Image)


# Readable.

AXES = {
    "months": ((MONTHS[0], range(13)), RIDERS),
    "years": (("year", range(2001, 2025)), ("share of customers satisfied", 0, 1)),
    "uneven": (
        ("hours to settle a complaint, from the first call to the last", [0, 1, 2, 3, 6, 12, 24, 36, 48]),
        ("revenue from one customer a year, including the shop", 0, 2_000_000, "dollars"),
    ),
    "two": (("before and after", [0, 1]), ("net promoter score", -100, 100, "points")),
    "fractions": (("price", np.round(np.arange(24) * 0.05 + 0.1, 2)), ("sold", 0, 1_000_000_000)),
}


PLACES = [(0, 1), (1, 0), (0.5, 0.5), (1, 1)]
LOOKED_AT = [
    (name, place) for row, name in enumerate(AXES) for column, place in enumerate(PLACES)
    if is_thorough() or (row + column) % 2 == 0
]  # fmt: skip


@pytest.mark.parametrize(("name", "at"), LOOKED_AT)
def test_every_picture_is_readable(name, at):
    across, up = AXES[name]
    paper, span = Paper(across, up, None), up[2] - up[1]
    drawn = sketch("?", across=across, up=up)
    assert_readable(drawn._drawn())
    count = len(paper.positions)
    drawn.commit([up[1] + at[0] * span] * count)
    assert_readable(drawn._drawn())
    truth = np.linspace(up[1], up[1] + at[1] * span, count)
    figure, _ = unveil(drawn, truth=truth, reported=truth * 1.5, reported_label="what the survey says")._drawn()
    assert_readable(figure)
