"""A goal is reached by the learner's own setting, which is kept; and what is to be found is read in every form."""

import pytest

from casekit.errors import CaseError
from casekit.teach import Explorer, Goal, Knob

ORDER = "Make survey and truth agree, while service slips."


def drawn(figure, silence=0.5, slip=0.0):
    axes = figure.subplots()
    axes.bar(["said", "true"], [6 + silence, 6 - slip])
    return f"The survey says {6 + silence:.1f}."


@pytest.fixture
def explorer():
    goal = Goal(ORDER, lambda silence, slip: silence == 0.3 and slip > 0)
    presets = {"All answer": {"silence": 0.0}}
    knobs = {"silence": Knob("unhappy keep quiet", 0, 1, 0.1), "slip": Knob("service slips", 0, 1, 0.1)}
    return Explorer(drawn, presets, goal=goal, **knobs)


def test_it_is_not_reached_before_the_learner_has_found_it(explorer):
    assert explorer.goal == f"Your goal: {ORDER} Not reached yet."
    explorer.set(**explorer.presets["All answer"])
    explorer.set(silence=0.3)
    assert explorer.goal.endswith("Not reached yet.")


def test_the_last_setting_that_reached_it_is_said_and_stays(explorer):
    reached = f"Your goal: {ORDER} ✓ Reached, with unhappy keep quiet = 30%, service slips = 20%."
    explorer.controls["slip"].value = 0.2
    explorer.controls["silence"].value = 0.1 + 0.2  # as a slider counts
    assert explorer.goal == reached
    assert explorer.goal == reached
    before = reached.replace("Reached, with", "Reached before, with")
    for elsewhere in ({"silence": 0.9}, {"silence": 0.0}):
        explorer.set(**elsewhere)
        assert explorer.goal == explorer._search.line.text == before
    explorer.set(silence=0.3)
    assert explorer.goal == reached
    explorer.set(slip=0.9)  # which reaches it, too
    assert explorer.goal == reached.replace("slips = 20%", "slips = 90%")


def test_its_line_is_live_and_kept(explorer):
    assert explorer._search.line in explorer._box.children
    explorer._kept = explorer.sentence
    explorer.set(silence=0.3, slip=0.2)
    kept = explorer._below()
    assert kept["text/plain"] == f"The survey says 6.5.\n{explorer.goal}"
    assert "✓ Reached, with unhappy keep quiet" in kept["text/html"]
    assert "✓ Reached, with unhappy keep quiet" in explorer._search.line.value


def test_without_a_goal_there_is_no_line():
    explorer = Explorer(drawn, silence=(0, 1, 0.1), slip=(0, 1, 0.1))
    explorer._kept = explorer.sentence
    assert explorer.goal == "" and explorer._below()["text/plain"] == explorer.sentence


def test_a_goal_that_cannot_be_judged_is_a_sentence_for_the_learner():
    explorer = Explorer(
        drawn, goal=Goal(ORDER, lambda silence, slip: 1 / slip > 3), silence=(0, 1, 0.1), slip=(0, 1, 0.1)
    )
    assert "cannot be drawn" in explorer.sentence
    explorer.set(slip=0.1)
    assert "✓ Reached" in explorer.goal


def test_what_is_no_goal_is_refused():
    with pytest.raises(CaseError, match="goal must be a Goal; 'find it' was given."):
        Explorer(drawn, goal="find it", silence=(0, 1, 0.1), slip=(0, 1, 0.1))
