"""The start: a customer worth meeting, and a rule whose number is right and whose list is wrong, for every student."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from lessons.catalogue import LESSONS, against, each_world
from lessons.catalogue import surprises as surprises_of
from lessons.sweep import cut, drawn_texts, overlapping, states

from casekit import CaseError
from casekit.lessons import start as lesson
from casekit.lessons.start import numbers
from casekit.lessons.start.explorers import STOPS, USUAL, costs_least
from casekit.teach import figures


@pytest.fixture(scope="module")
def surprises():
    return surprises_of("00")


# --- the surprises ---------------------------------------------------------------------------------------------------


def test_at_amazon_the_number_is_right_and_names_are_wrong(surprises):
    def surprised(one):
        rule = one.rules["amazon"]
        return abs(rule.counted - rule.gone) < 0.05 * rule.gone and rule.written_off + rule.missed > 300

    assert against(surprises, surprised) == {}
    mean = np.mean([one.rules["amazon"].counted / one.rules["amazon"].gone for one in surprises.values()])
    assert abs(mean - 1) < 0.02


def test_the_same_rule_writes_off_riders_and_misses_coffee_drinkers(surprises):
    assert against(surprises, lambda one: one.rules["harley"].written_off > 300) == {}
    assert against(surprises, lambda one: one.rules["starbucks"].written_off < 60) == {}


def test_the_best_rule_moves_with_what_a_missed_leaver_costs(surprises):
    for company in ("amazon", "starbucks", "harley"):
        assert against(surprises, lambda one, company=company: one.best[company][1] > one.best[company][10]) == {}


def test_the_goal_is_reached_where_it_costs_least_and_not_at_the_usual_rule(surprises):
    names = [name for name in surprises][:4]
    for student in ("", *names):
        cases = LESSONS["00"].cases(student)
        reached = {stop for stop in STOPS if costs_least(*cases, "Amazon", stop, 5)}
        assert 1 <= len(reached) <= len(STOPS) / 6 and not reached & {USUAL, STOPS[0], STOPS[-1]}
        assert not any(costs_least(*cases, "Amazon", stop, 1) for stop in reached)


def test_the_quiet_customer_was_unhappy_and_said_nothing(surprises):
    assert against(surprises, lambda one: one.quiet[0] <= 4 and one.quiet[1:] == (0, 0)) == {}


# --- the pictures ----------------------------------------------------------------------------------------------------


@each_world
def test_the_still_picture_can_be_read_and_its_sentence_goes_on_where_the_file_ends(student, monkeypatch):
    said = []
    monkeypatch.setattr("casekit.teach.figures.show", lambda figure, sentence: said.append(sentence))
    _, starbucks, _ = LESSONS["00"].cases(student)
    with drawn_texts() as texts:
        lesson.in_truth(starbucks)
    assert (cut(texts), overlapping(texts)) == ([], [])
    filed = lesson.on_file(starbucks).message
    name = filed.partition(" of ")[0]
    assert re.fullmatch(r"[A-Z].*\d.*\.", filed) and f"the purchases of {name}." in said[0]


@each_world
def test_the_knob_s_title_and_sentence_are_true_everywhere(student):
    worlds = LESSONS["00"].cases(student)
    by_title = {case.company.title: case for case in worlds}
    for state in states("00", "who_is_gone", student):
        case, days, price = by_title[state.values["company"]], state.values["days"], state.values["price"]
        by_rule, gone = numbers.silent_days(case) > days, numbers.gone(case)
        written_off, missed = int((by_rule & ~gone).sum()), int((~by_rule & gone).sum())
        mistakes = f"Needless vouchers: {written_off:,}. Missed: {missed:,}."
        assert f"has {written_off + missed:,} names wrong. {mistakes}" in state.sentence
        assert f"Together they cost as much as {written_off + price * missed:,} vouchers" in state.sentence
        assert f"cost of both mistakes: {written_off + price * missed:,} vouchers" in state.texts
        title = state.titles[1]
        if "Number near" in title:
            assert abs(int(by_rule.sum()) - int(gone.sum())) <= 0.03 * gone.sum()
            assert f"{written_off + missed:,} names" in title
        elif "needless" in title:
            assert written_off > missed and f"{written_off:,} needless vouchers" in title
        else:
            assert missed > written_off and f"{missed:,} gone" in title


@each_world
def test_a_dot_stands_for_each_survey_and_all_before_the_customer_left(student, monkeypatch):
    drawn = []
    monkeypatch.setattr("casekit.teach.figures.show", lambda figure, sentence: drawn.append((figure, sentence)))
    starbucks = LESSONS["00"].cases(student)[1]
    lesson.in_truth(starbucks)
    ((figure, sentence),) = drawn
    dots, left = figure.axes[1].lines
    assert f"none of {len(dots.get_xdata())} surveys" in lesson.on_file(starbucks).message
    assert sentence.endswith("this customer left.")
    assert (dots.get_xdata() < left.get_xdata()[0]).all()
    assert len(numbers.felt(starbucks, numbers.a_quiet_one(starbucks))) == len(dots.get_xdata())


def test_on_file_takes_a_case_and_says_so():
    with pytest.raises(CaseError, match="on_file needs a case of Starbucks, as casekit.open_case gives; 'starbucks'"):
        lesson.on_file("starbucks")


@each_world
def test_both_numbers_are_told_before_the_guess_and_add_up_as_they_are_read(student):
    amazon, starbucks, _ = LESSONS["00"].cases(student)
    said = lesson.by_the_rule(amazon, starbucks).message
    assert "wrong" not in said and "side" not in said
    found = re.findall(r"100 names on (\w+)'s? file, ([\d.]+) are gone by the rule, and ([\d.]+) in truth: off by "
                       r"(\d+\.\d\d)\.", said)  # fmt: skip
    assert [company for company, *_ in found] == ["Amazon", "Starbucks"]
    for case, (_, counted, gone, off) in zip((amazon, starbucks), found, strict=True):
        rule = numbers.mistakes(case, USUAL)
        assert (counted, gone) == (f"{rule.counted / 50:.2f}", f"{rule.gone / 50:.2f}")
        assert off == f"{abs(float(counted) - float(gone)):.2f}"


@each_world
def test_the_reveal_holds_the_numbers_against_the_names_at_both_companies(student):
    amazon, starbucks, _ = LESSONS["00"].cases(student)
    rules = [numbers.mistakes(case, USUAL) for case in (amazon, starbucks)]
    guess = lesson.how_many_are_wrong(amazon)
    assert not re.search(r"\d", guess.question.replace("100", "")) and "Starbucks" not in guess.question
    opened = lesson.so_many_are_wrong(amazon, starbucks, guess)
    assert opened.sentence == ""
    guess.commit(1, because="the number is right")
    with drawn_texts() as texts:
        figures.png(opened._drawn()[0])
    assert (cut(texts), overlapping(texts)) == ([], [])
    told = [(f"{rule.off_of_100:.1f}", f"{rule.wrong / 50:.1f}") for rule in rules]
    drawn = [text.get_text() for text in texts]
    assert [number for pair in told for number in pair if number not in drawn] == []
    assert opened.sentence == " ".join([
        "You guessed 1 of 100.",
        *(
            f"At {company} the number is off by {off} of 100, and {wrong} of 100 names are wrong."
            for company, (off, wrong) in zip(("Amazon", "Starbucks"), told, strict=True)
        ),
    ])  # fmt: skip


@pytest.mark.parametrize("guessed", [None, 0, 9, 100])
def test_the_two_lists_can_be_read_whatever_was_guessed(guessed):
    amazon, starbucks, _ = LESSONS["00"].cases()
    guess = lesson.how_many_are_wrong(amazon)
    opened = lesson.so_many_are_wrong(amazon, starbucks, guess)
    if guessed is not None:
        guess.commit(guessed)
    with drawn_texts() as texts:
        figures.png(opened._drawn()[0])
    assert (cut(texts), overlapping(texts)) == ([], [])
    assert ("your guess: names wrong, of 100" in [text.get_text() for text in texts]) == (guessed is not None)


def test_two_lists_need_the_guess():
    amazon, starbucks, _ = LESSONS["00"].cases()
    with pytest.raises(CaseError, match=r"so_many_are_wrong needs what how_many_are_wrong\(...\) gave; 8 was given"):
        lesson.so_many_are_wrong(amazon, starbucks, 8)


@each_world
def test_the_quiet_customer_left_unhappy_and_for_good(student):
    starbucks = LESSONS["00"].cases(student)[1]
    one = numbers.fate(starbucks).loc[numbers.a_quiet_one(starbucks)]
    assert one.left_because == "dissatisfaction" and one.returned_at is pd.NaT


@each_world
def test_what_the_check_says_of_a_broken_number_and_of_a_day_too_many(student):
    amazon = LESSONS["00"].cases(student)[0]
    check, last = LESSONS["00"].check(student), amazon.purchases.groupby("customer_id")["at"].max()
    day = pd.Timestamp(re.search(r"1 \w+ \d{4}", str(check.ask("00.1")))[0])
    right = (last < day).sum()
    assert "is no whole number" in check("00.1", right + 0.4).message
    assert "last purchase was on the day itself" in check("00.1", (last.dt.normalize() <= day).sum()).message
    assert "the year counts, too" in check("00.1", (last.dt.month < day.month).sum()).message
    assert check("00.1", right).state == "right"


def test_where_the_number_is_further_off_fewer_names_are_wrong(surprises):
    def surprised(one):
        here, there = one.rules["amazon"], one.rules["starbucks"]
        return there.off > 2 * here.off and there.wrong < 0.7 * here.wrong

    assert against(surprises, surprised) == {}
