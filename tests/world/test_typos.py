"""A typo is one error, where it may be, and every kind of it happens."""

import numpy as np
import pytest

from casekit.world.common.typos import DOUBLED, LEFT_OUT, OTHER, SWAPPED, with_typos


def spoilt(texts, spans, seed=1):
    return with_typos(texts, spans, np.random.default_rng(seed).random((len(texts), 3)))


def kind(before, after):
    """What happened to a text, seen from outside; None for something else, or nothing."""
    places = range(len(before))
    if len(after) < len(before):
        return LEFT_OUT if any(before[:at] + before[at + 1 :] == after for at in places) else None
    if len(after) > len(before):
        return DOUBLED if any(before[: at + 1] + before[at:] == after for at in places) else None
    differ = [at for at in places if before[at] != after[at]]
    if len(differ) == 1:
        return OTHER
    turned = len(differ) == 2 and differ[1] == differ[0] + 1 and before[differ[0]] == after[differ[1]]
    return SWAPPED if turned and before[differ[1]] == after[differ[0]] else None


@pytest.mark.parametrize("text", ["Ada Lovelace", "1980-12-31", "aa", "x", "9", "Zoë"])
def test_each_text_has_one_typo_and_each_kind_happens(text):
    texts = np.full(2_000, text)
    found = spoilt(texts, np.tile([0, len(text)], (len(texts), 1)))
    kinds = {kind(text, one) for one in found.tolist()}
    possible = {OTHER, LEFT_OUT, DOUBLED, SWAPPED} if len(set(text)) > 1 else {OTHER, LEFT_OUT, DOUBLED}
    assert kinds == possible


def test_a_digit_stays_a_digit_and_every_place_and_character_is_as_likely():
    texts, digits = np.full(40_000, "0000"), set("123456789")
    same_length = [one for one in spoilt(texts, np.tile([0, 4], (len(texts), 1))).tolist() if len(one) == 4]
    counts = np.array([[one[place] == digit for one in same_length] for place in range(4) for digit in digits]).sum(1)
    expected = len(same_length) / 36
    assert len(same_length) > 8_000
    assert ((counts - expected) ** 2 / expected).sum() < 35 + 4 * np.sqrt(2 * 35)  # chi-square


def test_only_what_is_within_the_span_changes():
    texts = np.full(3_000, "ada.l7@example.org")
    for one in spoilt(texts, np.tile([4, 6], (len(texts), 1))).tolist():
        assert one.startswith("ada.") and one.endswith("@example.org") and one != "ada.l7@example.org"


def test_without_a_character_there_is_no_typo():
    texts = np.array(["", "abc", "abc"])
    found = spoilt(texts, np.array([[0, 0], [1, 1], [0, 3]]))
    assert found[:2].tolist() == ["", "abc"] and found[2] != "abc"
    assert len(with_typos(np.array([], dtype="U3"), np.zeros((0, 2), dtype=int), np.zeros((0, 3)))) == 0
