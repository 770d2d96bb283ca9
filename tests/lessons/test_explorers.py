"""The Explorers of every lesson: everywhere a picture that can be read, and a sentence with its numbers."""

from __future__ import annotations

import re

import pytest
from lessons.catalogue import LESSONS, each_world
from lessons.sweep import explorer_of, pixels, states

from casekit.teach import figures

EXPLORERS = [(number, name) for number, lesson in LESSONS.items() for name in lesson.explorers]
each_explorer = pytest.mark.parametrize(("number", "name"), EXPLORERS)


@each_world
@each_explorer
def test_every_setting_has_a_picture_and_a_sentence(number, name, student):
    explorer = explorer_of(number, name, student)
    blank = pixels(figures.png(figures.new_figure(*explorer.figure.get_size_inches())))
    for state in states(number, name, student):
        assert state.error is None, (state.name, state.error)
        assert state.pixels != blank, state.name
        assert re.fullmatch(r"[A-Z\d].*\d.*\.", state.sentence), (state.name, state.sentence)


@each_world
@each_explorer
def test_no_figure_is_missing_or_less_than_nothing(number, name, student):
    for state in states(number, name, student):
        for text in (state.sentence, *state.texts):
            assert not re.search(r"\bnan\b|\binf\b|[-\u2212]0(?:\.0+)?(?![.\d])", text), (state.name, text)


@each_world
@each_explorer
def test_each_control_moves_picture_and_sentence(number, name, student):
    found = {state.name: state for state in states(number, name, student)}
    for control in found["start"].values:
        low, high = found[f"{control} min"], found[f"{control} max"]
        assert low.pixels != high.pixels, control
        assert low.sentence != high.sentence, control


@each_explorer
def test_presets_differ_from_each_other(number, name):
    presets = [state for state in states(number, name, "") if state.name.startswith("preset")]
    assert len(presets) >= 3
    assert len({state.sentence for state in presets}) == len(presets)
    assert len({state.pixels for state in presets}) == len(presets)


@each_world
@each_explorer
def test_no_text_is_cut_or_lies_on_another(number, name, student):
    found = {state.name: (state.cut, state.overlapping) for state in states(number, name, student)}
    assert {setting: faults for setting, faults in found.items() if any(faults)} == {}
