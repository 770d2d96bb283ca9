"""Guess first: nothing opens by itself before a commit, and every odd entry gets a sentence."""

import math

import pytest

from casekit.errors import CaseError
from casekit.teach import guess, reveal


@pytest.fixture
def first():
    return guess("How satisfied are all customers?", 0, 10, "points", step=0.5)


def commit_by_hand(first, text):
    first._field.value = text
    first._button.click()
    return first._caption.text


def test_a_commit_locks_and_says_so(first):
    assert commit_by_hand(first, "6 points") == "Your guess is committed: 6.0 points."
    assert first.value == 6.0
    assert first._slider.disabled and first._field.disabled and first._button.disabled
    with pytest.raises(CaseError, match="committed: 6.0 points"):
        first.commit(7)
    assert first.value == 6.0


def test_the_slider_fills_the_field(first):
    first._slider.value = 7.5
    assert first._field.value == "7.5"
    first._button.click()
    assert first.value == 7.5


def test_a_move_that_comes_after_the_commit_changes_nothing(first):
    first.commit(6)
    first._slider.value = 7.5
    assert first.value == 6.0 and first._field.value == "6.0"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Move the slider or type a number first"),
        ("11", "A guess from 0.0 points to 10.0 points is wanted"),
        ("-1", "A guess from 0.0 points to 10.0 points is wanted"),
        ("nan", "'nan' was given"),
        ("1e999", "infinity was given"),
        ("six", "'six' was given"),
        ("6,5", "6.5 rather than '6,5'"),
        ("60 %", "'60 %' was given"),
    ],
)
def test_an_odd_entry_gets_a_sentence_and_commits_nothing(first, text, words):
    assert words in commit_by_hand(first, text)
    assert first.value is None and not first._button.disabled


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0.35", "One whole number of 100 is wanted; '0.35' was given. For that share, write 35 of 100."),
        ("many", "One number of 100 is wanted; 'many' was given."),
    ],
)
def test_a_fraction_where_a_number_of_100_is_wanted_is_asked_about(text, words):
    first = guess("How many of 100 are gone?", 0, 100, "of 100", step=1)
    assert commit_by_hand(first, text) == words and first.value is None
    assert [commit_by_hand(first, "1"), first.value] == ["Your guess is committed: 1 of 100.", 1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((10, 0), "high must be greater than low"),
        ((5, 5), "high must be greater than low"),
        ((0, math.nan), "high must be a number"),
        (("0", 10), "low must be a number"),
        ((0, 10, "", 0), "step must be above 0"),
        ((0, 10, "", 11), "step must be above 0"),
        ((0, 10, "", 5e-324), "step must be at least a millionth"),
    ],
)
def test_bad_ranges_are_refused(arguments, words):
    with pytest.raises(CaseError, match=words):
        guess("?", *arguments)


def test_the_reveal_stays_closed_until_the_commit(first):
    answer = reveal(first, reported=8.2, truth=6.4, reported_label="the survey")
    assert not answer.is_open and answer.sentence == "" and answer._screen.png == b""
    first.commit(6)
    assert answer.is_open
    assert answer.sentence == (
        "You guessed 6.0 points; the survey says 8.2 points; the truth is 6.4 points. Your guess was nearer."
    )
    assert answer._screen.alt == answer.sentence


def test_show_me_opens_without_a_guess_and_a_later_guess_is_added(first):
    answer = reveal(first, reported=8.2, truth=6.4)
    without = answer._box.children[1].click() or answer._screen.png
    assert answer.sentence == "The report says 8.2 points; the truth is 6.4 points."
    first.commit(9)
    assert answer.sentence.endswith("The report was nearer.")
    assert answer._screen.png != without


def test_a_reveal_run_after_the_commit_is_open_and_one_of_a_new_guess_closed(first):
    first.commit(6)
    assert reveal(first, reported=8.2, truth=6.4).is_open
    again = guess("How satisfied are all customers?", 0, 10, "points")
    assert not reveal(again, reported=8.2, truth=6.4).is_open


def test_the_scale_has_its_title_in_full(first):
    answer = reveal(first, reported=8, truth=7, axis="points on a scale of ten")
    figure, _ = answer._drawn()
    (axes,) = figure.axes
    figure.agg.draw()
    label = axes.xaxis.label.get_window_extent()
    assert axes.get_xlabel() == "points on a scale of ten" and label.y0 > 0
    assert all(label.y1 < tick.get_window_extent().y0 for tick in axes.get_xticklabels())


def test_equal_distance_is_said_to_be_equal(first):
    answer = reveal(first, reported=8, truth=7)
    first.commit(6)
    assert answer.sentence.endswith("You and the report are equally far off.")


def test_values_that_differ_never_read_the_same(first):
    answer = reveal(first, reported=6.44, truth=6.41)
    answer.open()
    assert "6.44 points" in answer.sentence and "6.41 points" in answer.sentence


@pytest.mark.parametrize(
    ("unit", "high", "sentence"),
    [
        ("%", 100, "The report says 82 %; the truth is 64 %."),
        ("dollars", 1000, "The report says $82; the truth is $64."),
        ("", 100, "The report says 82; the truth is 64."),
    ],
)
def test_units_stand_where_they_belong(unit, high, sentence):
    answer = reveal(guess("?", 0, high, unit), reported=82, truth=64)
    answer.open()
    assert answer.sentence == sentence


def test_functions_are_called_when_first_needed_and_once(first):
    calls = []
    answer = reveal(first, reported=lambda: calls.append("reported") or 8.2, truth=lambda: calls.append("truth") or 6.4)
    assert calls == []
    first.commit(6)
    answer.open()
    assert calls == ["reported", "truth"]


def test_on_a_page_that_is_only_read_the_twin_is_open_and_without_a_guess(first, displayed):
    answer = reveal(first, reported=8.2, truth=6.4)
    answer._ipython_display_()
    (picture, metadata), (caption, _) = displayed
    assert picture["text/plain"] == caption["text/plain"] == "The report says 8.2 points; the truth is 6.4 points."
    assert metadata["image/png"]["alt"] == picture["text/plain"]
    assert not answer.is_open


def test_a_learners_twin_is_closed_until_the_commit_and_then_has_the_guess(first, displayed, notebook):
    notebook.run("the reveal")
    answer = reveal(first, reported=8.2, truth=6.4)
    answer._ipython_display_()
    assert "6.4" not in str(displayed) and "image/png" not in displayed[0][0]
    assert "This opens when you have committed your guess." in displayed[0][0]["text/html"]
    first.commit(6)
    (picture, _), (caption, _) = displayed
    assert "image/png" in picture
    assert picture["text/plain"] == caption["text/plain"] == answer.sentence
    assert answer.sentence.startswith("You guessed 6.0 points; ")


def test_the_twin_of_a_guess_is_its_question_and_then_has_the_guess(first, displayed):
    first._ipython_display_()
    ((data, _),) = displayed
    assert data["text/plain"] == "How satisfied are all customers? (from 0.0 points to 10.0 points)"
    assert "application/vnd.jupyter.widget-view+json" in data
    first.commit(6)
    ((data, _),) = displayed
    assert data["text/plain"].endswith("(from 0.0 points to 10.0 points) Your guess was 6.0 points.")


def test_only_a_guess_can_be_revealed():
    with pytest.raises(CaseError, match="what guess"):
        reveal(6, reported=8.2, truth=6.4)


def test_a_reason_is_kept_in_one_line_and_shown_with_the_guess(first):
    first._because.value = "  most of them\ncome back.  "
    assert commit_by_hand(first, "6") == 'Your guess is committed: 6.0 points, because: "most of them come back".'
    assert first.reason == "most of them come back" and first._because.disabled
    assert 'Your guess was 6.0 points, because: "most of them come back".' in first._repr_mimebundle_()["text/plain"]


def test_a_reason_is_text_and_not_too_long(first):
    with pytest.raises(CaseError, match="A reason is a line of text; 3 was given."):
        first.commit(6, because=3)
    assert first.value is None
    first.commit(6, because="<b>so</b> " * 100)
    assert len(first.reason) <= 300
    assert "<b>" not in first._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize(
    ("guessed", "verdict"),
    [
        (
            40,
            "You expected the wait to fall from 55 s; in truth it rises.",
        ),  # and near
        (55, "You expected the wait to stay at 55 s; in truth it rises."),
        (60, "Your guess was nearer."),
        (200, "The forecast was nearer."),
    ],
)
def test_a_guess_in_the_wrong_direction_is_never_praised(guessed, verdict):
    first = guess("How long will callers wait?", 0, 300, "s", step=1, since=("the wait", 55))
    answer = reveal(first, reported=5, truth=70, reported_label="the forecast")
    first.commit(guessed)
    assert answer.sentence.endswith(verdict)


@pytest.mark.parametrize(("label", "told"), [("", "70 s. "), ("today", "70 s, instead of 55 s today. ")])
def test_what_it_begins_from_is_told_if_it_has_a_label(label, told):
    first = guess("How long will callers wait?", 0, 300, "s", step=1, since=("the wait", 55))
    answer = reveal(first, reported=5, truth=70, since_label=label)
    first.commit(60)
    assert f"the truth is {told}Your guess was nearer." in answer.sentence


@pytest.mark.parametrize("since", [("the wait", "55 s"), ("the wait", math.nan)])
def test_what_it_begins_from_is_a_number(since):
    with pytest.raises(CaseError, match="since must be a number"):
        guess("How long will callers wait?", 0, 300, "s", since=since)


def test_a_change_begins_from_nothing():
    first = guess("How has the mean moved?", -2, 2, "points", since=("the mean", 0))
    answer = reveal(first, reported=0.3, truth=-0.4)
    first.commit(0.1)
    assert answer.sentence.endswith("You expected the mean to rise; in truth it falls.")
