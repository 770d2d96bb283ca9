"""The start: three customers worth meeting, and a rule that is right and useless, for every student."""

from __future__ import annotations

import re

import numpy as np
import pytest
from lessons.catalogue import LESSONS, against, each_world
from lessons.catalogue import surprises as surprises_of
from lessons.sweep import cut, drawn_texts, overlapping, pixels, states

from casekit import CaseError
from casekit.lessons import start as lesson
from casekit.lessons.start import numbers
from casekit.teach import figures


@pytest.fixture(scope="module")
def surprises():
    return surprises_of("00")


# --- the surprises ---------------------------------------------------------------------------------------------------


def test_at_amazon_the_number_is_right_and_names_are_wrong(surprises):
    def surprised(one):
        rule = one.rules["amazon"]
        return abs(rule.counted - rule.gone) < 0.05 * rule.gone and rule.written_off + rule.kept > 300

    assert against(surprises, surprised) == {}
    mean = np.mean([one.rules["amazon"].counted / one.rules["amazon"].gone for one in surprises.values()])
    assert abs(mean - 1) < 0.02


def test_the_same_rule_writes_off_riders_and_hardly_any_coffee_drinkers(surprises):
    assert against(surprises, lambda one: one.rules["harley"].written_off > 300) == {}
    assert against(surprises, lambda one: one.rules["starbucks"].written_off < 60) == {}


def test_the_quiet_customer_was_unhappy_and_said_nothing(surprises):
    assert against(surprises, lambda one: one.quiet[0] <= 4 and one.quiet[1:] == (0, 0)) == {}


def test_the_account_has_two_users_with_tastes_of_their_own(surprises):
    assert against(surprises, lambda one: 0.3 < one.account[0] < 0.7 and not one.account[1]) == {}


def test_the_middling_rider_spends_most_elsewhere(surprises):
    assert against(surprises, lambda one: one.rider[1] > 2 * one.rider[0] > 0) == {}


def test_the_walls_three_numbers(surprises):
    assert against(surprises, lambda one: one.on_time > 0.9) == {}
    assert against(surprises, lambda one: abs(one.kept[0] - one.kept[1]) < 0.05) == {}
    assert against(surprises, lambda one: one.share_of_wallet < 0.8) == {}


# --- the pictures ----------------------------------------------------------------------------------------------------


@each_world
def test_every_still_picture_can_be_read_and_has_a_sentence(student, monkeypatch):
    said = []
    monkeypatch.setattr("casekit.teach.figures.show", lambda figure, sentence: said.append(
        (figures.png(figure), sentence)))  # fmt: skip
    amazon, starbucks, harley = LESSONS["00"].cases(student)
    pictures = [lambda case=case, truth=truth: lesson.meet(case, truth=truth)
                for case in (amazon, starbucks, harley) for truth in (False, True)]  # fmt: skip
    for picture in [*pictures, lambda: lesson.wall(amazon, starbucks, harley)]:
        with drawn_texts() as texts:
            picture()
        assert (cut(texts), overlapping(texts)) == ([], []), said[-1][1]
        assert re.fullmatch(r"[A-Z].*\d.*\.", said[-1][1])
    assert len({pixels(png) for png, _ in said}) == len(said) == 7


@each_world
def test_the_knob_s_title_and_sentence_are_true_everywhere(student):
    worlds = LESSONS["00"].cases(student)
    by_title = {case.company.title: case for case in worlds}
    for state in states("00", "who_is_gone", student):
        case, days = by_title[state.values["company"]], state.values["days"]
        by_rule, gone = numbers.silent_days(case) > days, numbers.gone(case)
        written_off, kept = int((by_rule & ~gone).sum()), int((~by_rule & gone).sum())
        assert f"wrong about {written_off + kept:,}: {written_off:,} are still" in state.sentence
        title = state.titles[1]
        if "number is right" in title:
            assert abs(int(by_rule.sum()) - int(gone.sum())) <= 0.03 * gone.sum()
            assert f"{written_off + kept:,} names" in title
        elif "writes off" in title:
            assert written_off > kept and f"{written_off:,} who" in title
        else:
            assert kept > written_off and f"keeps {kept:,} who" in title


def test_meet_takes_a_case_and_says_so():
    companies = "Amazon or Starbucks or Harley-Davidson, as casekit.open_case gives"
    with pytest.raises(CaseError, match=f"meet needs a case of {companies}; 'amazon' was given."):
        lesson.meet("amazon")
