"""The learner's copies: up to date with the workbook, and never at the cost of what a learner wrote."""

import json
import os
import shutil

import pytest

from casekit import CaseError
from casekit.copies import MANIFEST, hand_out, language_info

SURVEYS = "06-surveys.ipynb"


def notebook(source, output="41"):
    outputs = [
        {"output_type": "execute_result", "data": {"text/plain": [output]}, "execution_count": 1, "metadata": {}}
    ]
    cell = {
        "cell_type": "code",
        "execution_count": 1,
        "id": "a",
        "metadata": {},
        "outputs": outputs,
        "source": [source],
    }
    metadata = {"kernelspec": {"display_name": "Python 3", "name": "python3"}, "widgets": {"state": {}}}
    return {"cells": [cell], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


@pytest.fixture
def home(tmp_path):
    (tmp_path / "notebooks" / "instructor").mkdir(parents=True)
    (tmp_path / "notebooks" / "instructor" / "06.md").write_text("For teachers.")
    (tmp_path / "notebooks" / "glossary.md").write_text("Churn: leaving.")
    publish(tmp_path, "first")
    (tmp_path / "notebooks" / "00-start.ipynb").write_text(json.dumps(notebook("1 + 1")))
    return tmp_path


def publish(home, source):
    """A new edition of lesson 06."""
    (home / "notebooks" / SURVEYS).write_text(json.dumps(notebook(source)))


def write(home, source, name=SURVEYS):
    """What a learner does to a copy."""
    (home / "work" / name).write_text(json.dumps(notebook(source)))


def source(home, name=SURVEYS):
    return json.loads((home / "work" / name).read_text())["cells"][0]["source"][0]


def names(home):
    return sorted(os.listdir(home / "work"))


def test_copies_have_no_outputs_and_no_teaching_notes(home):
    report = hand_out(home)
    assert names(home) == [MANIFEST, "00-start.ipynb", SURVEYS, "glossary.md"]
    copy = json.loads((home / "work" / SURVEYS).read_text())
    assert copy["cells"][0]["outputs"] == [] and copy["cells"][0]["execution_count"] is None
    assert "widgets" not in copy["metadata"] and copy["cells"][0]["id"] == "a"
    assert report.sentences == [f"Your copies of the notebooks are in {home / 'work'}; write in them as you like."]
    assert hand_out(home).sentences == []


def test_an_unchanged_copy_follows_its_original(home):
    hand_out(home)
    publish(home, "second")
    (home / "notebooks" / "glossary.md").write_text("Churn: leaving, or seeming to.")
    assert len(hand_out(home).sentences) == 2
    assert source(home) == "second"
    assert "seeming" in (home / "work" / "glossary.md").read_text()


def test_opening_a_notebook_in_jupyterlab_is_not_changing_it(home):
    hand_out(home)
    opened = json.loads((home / "work" / SURVEYS).read_text())
    opened["metadata"]["language_info"] = {"name": "python", "version": "3.12.1"}
    (home / "work" / SURVEYS).write_text(json.dumps(opened, indent=2))
    publish(home, "second")
    hand_out(home)
    assert source(home) == "second"
    assert "06-surveys-updated.ipynb" not in names(home)


def test_a_changed_copy_stays_and_the_update_arrives_beside_it_once(home):
    hand_out(home)
    write(home, "mine")
    assert hand_out(home).sentences == []
    publish(home, "second")
    assert hand_out(home).sentences == [
        f"{SURVEYS} has a new original; your copy stays as you left it, the new one is beside it: "
        "06-surveys-updated.ipynb."
    ]
    assert (source(home), source(home, "06-surveys-updated.ipynb")) == ("mine", "second")
    assert hand_out(home).sentences == []


def test_a_later_update_replaces_an_untouched_earlier_one_and_spares_a_touched_one(home):
    hand_out(home)
    write(home, "mine")
    for edition in ("second", "third"):
        publish(home, edition)
        hand_out(home)
    assert source(home, "06-surveys-updated.ipynb") == "third"
    write(home, "mine too", "06-surveys-updated.ipynb")
    publish(home, "fourth")
    hand_out(home)
    assert source(home, "06-surveys-updated.ipynb") == "mine too"
    assert source(home, "06-surveys-updated-2.ipynb") == "fourth"


def test_an_update_the_learner_threw_away_stays_away(home):
    hand_out(home)
    write(home, "mine")
    publish(home, "second")
    hand_out(home)
    (home / "work" / "06-surveys-updated.ipynb").unlink()
    assert hand_out(home).sentences == []
    assert "06-surveys-updated.ipynb" not in names(home)


def test_a_deleted_copy_comes_back(home):
    hand_out(home)
    (home / "work" / SURVEYS).unlink()
    assert hand_out(home).sentences == [f"{SURVEYS} was missing and is back."]
    assert source(home) == "first"


def test_starting_over_keeps_every_earlier_copy(home):
    hand_out(home)
    for attempt in ("one", "two"):
        write(home, attempt)
        report = hand_out(home, fresh="6")
    assert report.sentences == [f"{SURVEYS} starts over; what you had is in 06-surveys-kept-2.ipynb."]
    kept = [source(home, name) for name in ("06-surveys-kept.ipynb", "06-surveys-kept-2.ipynb")]
    assert (source(home), kept) == ("first", ["one", "two"])
    assert hand_out(home, fresh="06").sentences == [f"{SURVEYS} is as new already."]


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"handed_out": 3}', '{"handed_out": {"06-surveys.ipynb": "0"}}'])
def test_with_a_damaged_manifest_nothing_is_lost(home, damage):
    hand_out(home)
    write(home, "mine")
    (home / "work" / MANIFEST).write_text(damage)
    publish(home, "second")
    hand_out(home)
    assert (source(home), source(home, "06-surveys-updated.ipynb")) == ("mine", "second")
    assert hand_out(home).sentences == []


def test_an_unreadable_copy_counts_as_changed(home):
    hand_out(home)
    (home / "work" / SURVEYS).write_text("half a noteb")
    publish(home, "second")
    hand_out(home)
    assert (home / "work" / SURVEYS).read_text() == "half a noteb"


def only_trouble(report):
    """The one sentence of a report that is about what could not be handed out."""
    (sentence,) = (one for one in report.sentences if not one.startswith(("Your copies", "00-")))
    return sentence


def test_obstacles_are_sentences(home):
    with pytest.raises(CaseError, match="There is no lesson '77'; there are: 00, 06."):
        hand_out(home, fresh="77")
    (home / "work" / SURVEYS).unlink(missing_ok=True)
    (home / "work" / SURVEYS).mkdir()
    assert only_trouble(hand_out(home)).endswith(f"{SURVEYS}: a folder of that name is in the way.")
    shutil.rmtree(home / "work")
    (home / "work").touch()
    with pytest.raises(CaseError, match="Could not make .*work: a file of that name is in the way."):
        hand_out(home)
    (home / "work").unlink()
    (home / "notebooks" / SURVEYS).write_text("half a noteb")
    assert "is not a whole notebook; fetch the workbook again." in only_trouble(hand_out(home))
    assert (home / "work" / "00-start.ipynb").exists()  # the others are handed out all the same
    (home / "notebooks" / SURVEYS).write_text('<<<<<<< HEAD\n{"cells": []}\n=======\n{}\n>>>>>>> theirs\n')
    assert SURVEYS in only_trouble(hand_out(home))
    shutil.rmtree(home / "notebooks")
    with pytest.raises(CaseError, match="There are no notebooks at "):
        hand_out(home)


def test_a_copy_says_of_its_language_what_the_kernel_says():
    """Otherwise JupyterLab would call every copy unsaved as soon as it is opened."""
    from ipykernel.ipkernel import IPythonKernel

    assert language_info() == IPythonKernel.language_info
