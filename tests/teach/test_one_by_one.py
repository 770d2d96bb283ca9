"""One by one: each press shows one more, and what a saved page keeps is what was met."""

import pytest

from casekit.errors import CaseError
from casekit.teach import cells, one_by_one

LINES = ["Ada, <Pike Street>: 3", "Ben: 9", "Cleo: 7"]


@pytest.fixture
def calls():
    return one_by_one("Three did not answer.", LINES, lambda met: f"{met} called.", button="Call the next one")


def test_nothing_is_shown_before_the_first_press(calls):
    assert (calls.met, calls._list.value, calls.sentence) == (0, "", "Three did not answer.")
    assert calls._button.description == "Call the next one"


def test_each_press_shows_one_more_and_the_last_one_ends_it(calls):
    for met in (1, 2, 3):
        assert not calls._button.disabled
        calls._button.click()
        assert (calls.met, calls.sentence) == (met, f"{met} called.")
        assert calls._list.value.count("<li>") == met
    assert calls._button.disabled
    with pytest.raises(CaseError, match="all 3 of them"):
        calls.next()
    assert "&lt;Pike Street&gt;" in calls._list.value


def test_the_twin_has_those_that_were_met(calls, monkeypatch):
    monkeypatch.setattr(cells, "current", lambda: "a cell")
    assert calls._repr_mimebundle_()["text/plain"] == "Three did not answer."
    calls.next()
    twin = calls._repr_mimebundle_()
    assert twin["text/plain"] == f"{LINES[0]}\n1 called."
    assert twin["text/html"].count("<li>") == 1


def test_on_a_page_that_is_only_read_all_are_there(calls):
    assert calls._repr_mimebundle_()["text/plain"] == "\n".join([*LINES, "3 called."])


def test_a_list_of_nobody_is_refused():
    with pytest.raises(CaseError, match="at least one line"):
        one_by_one("Nobody.", [], str)
