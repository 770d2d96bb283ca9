"""The calls of lesson 06: who is called, what comes of it, and what is said where chance alone made it miss."""

from __future__ import annotations

import re
from functools import cache

import pytest
from lessons.catalogue import LESSONS, each_world, studied
from lessons.surprises_surveys import UNHAPPY, ends, everybody
from lessons.sweep import cut, drawn_texts, near, overlapping
from matplotlib.axes import Axes
from matplotlib.text import Text

from casekit.lessons import surveys as lesson
from casekit.lessons.surveys import calls, pictures
from casekit.measure.survey import double_sampling
from casekit.teach import figures


@cache
def world(student: str):
    return LESSONS["06"].cases(student)[0]


@each_world
def test_those_who_are_called_are_silent_customers_of_the_last_quarter_and_say_what_they_feel(student):
    sent, called = everybody(world(student)), lesson.called(world(student))
    assert len(called) == 100 and called.customer_id.is_unique
    found = called.merge(ends(sent, 3)[1], on=["customer_id", "sent_at"], suffixes=("", "_sent"))
    assert len(found) == len(called) and not found.answered.any()
    assert (found.said == found.felt).all() and (found.home_store == found.home_store_sent).all()
    names = world(student).customers.set_index("customer_id").name[called.customer_id]
    assert called.name.tolist() == names.tolist()


@each_world
def test_ten_are_called_one_at_a_time_and_counted(student):
    calls, said = lesson.call(world(student)), lesson.called(world(student)).said.head(10)
    for met in range(1, 11):
        calls.next()
        mean, unhappy = said.head(met).mean(), (said.head(met) <= UNHAPPY).sum()
        assert f"mean score {mean:.1f}, and {unhappy} of {met} unhappy" in calls.sentence
    assert [int(line.rpartition(" ")[2]) for line in calls.lines] == said.tolist()
    late = ends(everybody(world(student)), 3)[1]
    chance = 1.96 * late.felt[~late.answered].std() / 10**0.5
    assert f"mean of ten calls may be {chance:.0f} points too high or too low" in calls.sentence


def test_no_wrong_way_to_the_mean_of_all_counts_when_it_is_rounded_as_asked():
    for name, one in studied("06").items():
        marked = one.exercises["06.2"]
        off = {what: abs(round(way.number, 4) - marked.answer) for what, way in marked.misconceptions.items()}
        assert {what: by for what, by in off.items() if not by > marked.tolerance * (1 + 1e-9)} == {}, name


def test_what_was_rounded_on_the_way_is_told_so():
    for name, one in studied("06").items():
        told = {what: way for what, way in one.exercises["06.2"].misconceptions.items() if what in calls.PRINTED}
        assert len(told) == len(calls.PRINTED)
        assert {what: way.message for what, way in told.items() if what not in way.message} == {}, name
    exercise, check, case = LESSONS["06"].check().exercises["06.2"], LESSONS["06"].check(), world("")
    late, said = ends(everybody(case), 3)[1], lesson.called(case).said.mean()
    share, mean = late.answered.mean(), late.score.mean()
    by_share = round(share, 3) * mean + (1 - round(share, 3)) * said
    by_mean = share * round(mean, 1) + (1 - share) * said
    for given, what in ((by_share, "the share who answered was rounded"), (by_mean, "the mean of the answers was")):
        assert abs(given - exercise.answer(case)) > exercise.tolerance
        assert what in check("06.2", given).message
        assert what in check("06.2", round(given, 4)).message


@each_world
def test_the_miss_of_the_answers_is_the_same_wherever_it_is_named(student, monkeypatch):
    shown = []
    monkeypatch.setattr("casekit.teach.screen.display", lambda data, **_: shown.append(str(data)))
    lesson.contrast(world(student))
    said = r"give or take ([\d.]+)\. They miss the truth by ([\d.]+): about (\d+) times"
    margin, miss, times = re.search(said, " ".join(shown)).groups()
    late = ends(everybody(world(student)), 3)[1]
    off, reach = late.score.mean() - late.felt.mean(), 1.96 * late.score.sem()
    assert near(miss, off, 0.01) and near(margin, reach, 0.001) and near(times, float(miss) / float(margin), 1)
    assert f"+{miss} in the last." in lesson.of_a_hundred(world(student))
    assert f"a prize draw comes out +{miss} points" in lesson.money(world(student)).sentence


@pytest.mark.parametrize("student", ["", "student001@example.org", "student025@example.org"])
def test_where_the_calls_miss_the_truth_it_is_said_to_be_chance_and_nowhere_else(student, monkeypatch):
    shown = []
    monkeypatch.setattr("casekit.teach.screen.display", lambda data, **_: shown.append(str(data)))
    with drawn_texts() as texts:
        lesson.contrast(world(student))
    late, said = ends(everybody(world(student)), 3)[1], lesson.called(world(student)).said
    both, true = double_sampling(late.score, said, len(late)), late.felt.mean()
    misses = abs(both.mean - true) > 1.96 * both.standard_error
    assert misses == (student != "")  # so that both kinds are looked at
    titled = "Neither interval holds the truth" in {text.get_text() for text in texts}
    assert titled == ("one interval in twenty misses, and yours is that one" in " ".join(shown)) == misses
    if misses:
        times = re.search(r"come (\d+) times nearer than the answers", " ".join(shown))[1]
        assert near(times, (late.score.mean() - true) / abs(both.mean - true), 1) and int(times) > 1
    assert f"truth {true:.2f}" in {text.get_text() for text in texts}
    assert (cut(texts), overlapping(texts)) == ([], [])


def test_calls_that_miss_and_come_no_nearer_are_not_praised():
    assert pictures.missed_by_chance(1.5, 0.4, 0.5) == ""
    assert "3 times nearer" in pictures.missed_by_chance(1.5, -0.5, 0.4)
    assert "nearer" not in pictures.missed_by_chance(0.7, 0.6, 0.5)


@each_world
def test_a_number_of_a_mean_stands_beside_the_line_of_the_truth_and_not_on_it(student, monkeypatch):
    monkeypatch.setattr("casekit.teach.screen.display", lambda *_, **__: None)
    boxes = []
    annotate = Axes.annotate

    def noting(axes, text, *args, **named):
        found = annotate(axes, text, *args, **named)
        boxes.extend([(axes, found)] if named.get("fontweight") == "bold" else [])
        return found

    monkeypatch.setattr(Axes, "annotate", noting)
    lesson.contrast(world(student))
    for preset in lesson.money(world(student)).presets.values():
        lesson.money(world(student)).set(**preset)
    assert len(boxes) > 10
    true = ends(everybody(world(student)), 3)[1].felt.mean()
    for axes, text in boxes:
        with figures.styled():
            box = Text.get_window_extent(text, axes.figure.canvas.get_renderer())
        line = axes.transData.transform((true, 0))[0]
        assert not box.x0 - 1 <= line <= box.x1 + 1, text.get_text()


@each_world
def test_answers_and_calls_together_come_near_the_truth(student):
    late, said = ends(everybody(world(student)), 3)[1], lesson.called(world(student)).said
    both = double_sampling(late.score, said, len(late))
    assert abs(both.mean - late.felt.mean()) < 4 * both.standard_error
