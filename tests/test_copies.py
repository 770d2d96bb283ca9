"""The learner's copies: up to date with the workbook, and never at the cost of what a learner wrote."""

import errno
import itertools
import json
import os
import shutil
import sys

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


def workbook(home):
    """A small workbook in the folder `home`."""
    (home / "notebooks" / "instructor").mkdir(parents=True)
    (home / "notebooks" / "instructor" / "06.md").write_text("For teachers.")
    (home / "notebooks" / "glossary.md").write_text("Churn: leaving.")
    publish(home, "first")
    (home / "notebooks" / "00-start.ipynb").write_text(json.dumps(notebook("1 + 1")))
    return home


@pytest.fixture
def home(tmp_path):
    return workbook(tmp_path)


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


# --- at the same time -------------------------------------------------------------------------------------------------


class Learner:
    """Saves a notebook right before the program's `moment`-th look at the disk, counted from 0."""

    EVENTS = {"open", "os.rename", "os.link", "os.remove", "os.listdir", "os.scandir"}
    sitting = None  # whoever is at work: what listens to the program can never be taken away again

    def __init__(self, moment, save):
        self.moment, self.save, self.looks = moment, save, 0

    def __enter__(self):
        Learner.sitting = self
        return self

    def __exit__(self, *_):
        Learner.sitting = None

    @classmethod
    def notice(cls, event, _):
        learner = cls.sitting
        if learner and event in cls.EVENTS:
            if learner.looks == learner.moment:
                cls.sitting = None  # this is what the learner does, not the program
                learner.save()
                cls.sitting = learner
            learner.looks += 1


sys.addaudithook(Learner.notice)


def in_place(path):
    path.write_text(json.dumps(notebook("mine")))


def by_renaming(path):
    path.with_name("half-saved").write_text(json.dumps(notebook("mine")))
    path.with_name("half-saved").replace(path)


def changed_and_offered(home):
    """A changed copy, and beside it an earlier offer that nobody has written in."""
    write(home, "mine as well")
    publish(home, "between")
    hand_out(home)


CASES = {
    "a copy that is updated": (lambda home: None, None, SURVEYS),
    "a copy that was missing": (lambda home: (home / "work" / SURVEYS).unlink(), None, SURVEYS),
    "a copy that starts over": (lambda home: write(home, "mine as well"), "06", SURVEYS),
    "an offer that a later one replaces": (changed_and_offered, None, "06-surveys-updated.ipynb"),
}


@pytest.mark.parametrize("save", [in_place, by_renaming])
@pytest.mark.parametrize("case", CASES)
def test_whenever_a_learner_saves_it_is_not_lost(case, save, tmp_path):
    before, fresh, name = CASES[case]
    for moment in itertools.count():
        home = workbook(tmp_path / f"at {moment}")
        hand_out(home)
        before(home)
        publish(home, "second")
        with Learner(moment, lambda home=home: save(home / "work" / name)) as learner:
            hand_out(home, fresh=fresh)
        hand_out(home)
        kept = [source(home, one) for one in names(home) if one.startswith("06")]
        if learner.looks <= moment:  # all was done before
            break
        assert "mine" in kept, (moment, names(home))
        assert not any(one.endswith(".part") for one in names(home))
    assert moment > 10


def test_on_a_disk_where_a_file_has_but_one_name_copies_are_handed_out_too(home, monkeypatch):
    def refuse(*_, **__):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    hand_out(home)
    publish(home, "second")
    assert hand_out(home).sentences == [f"{SURVEYS} was updated; you had not changed it."]
    write(home, "mine")
    publish(home, "third")
    hand_out(home)
    assert (source(home), source(home, "06-surveys-updated.ipynb")) == ("mine", "third")


def test_of_what_a_learner_may_not_read_the_others_know_nothing(home, monkeypatch):
    """One copy that cannot be moved is named; the rest is handed out, and the next start tries again."""
    hand_out(home)
    publish(home, "second")
    (home / "notebooks" / "00-start.ipynb").write_text(json.dumps(notebook("2 + 2")))
    move = os.replace

    def refuse(old, new):
        if os.path.basename(old) == SURVEYS:
            raise PermissionError(errno.EACCES, "Permission denied")
        move(old, new)

    monkeypatch.setattr(os, "replace", refuse)
    update, trouble = hand_out(home).sentences
    assert update == "00-start.ipynb was updated; you had not changed it."
    assert trouble.startswith("Could not rename ") and SURVEYS in trouble
    assert names(home) == [MANIFEST, "00-start.ipynb", SURVEYS, "glossary.md"]
    monkeypatch.undo()
    hand_out(home)
    assert source(home) == "second"


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: "<<<<<<< HEAD\n" + whole + "\n=======\n{}\n>>>>>>> theirs\n",
        lambda whole: whole[:-40],
        lambda whole: whole.replace('"cell_type": "code"', '"cell_type": "sheet"'),
        lambda whole: whole.replace('"source": ["first"]', '"source": 7'),
        lambda whole: whole.replace('"nbformat": 4', '"nbformat": 3'),
        lambda whole: whole.replace('"nbformat_minor": 5', '"nbformat_minor": "x"'),
        lambda whole: whole.replace('"metadata": {}, "outputs"', '"outputs"'),
        lambda whole: '{"cells": {}, "metadata": {}}',
        lambda whole: "[" * 100_000,
        lambda whole: "null",
    ],
)
def test_an_original_that_is_no_notebook_is_named_and_its_copy_stays(home, damage):
    original = home / "notebooks" / SURVEYS
    hand_out(home)
    before = original.read_text()
    original.write_text(damage(before))
    assert original.read_text() != before
    (home / "notebooks" / "00-start.ipynb").write_text(json.dumps(notebook("2 + 2")))
    update, trouble = hand_out(home).sentences
    assert update == "00-start.ipynb was updated; you had not changed it."
    assert trouble.startswith(str(original)) and trouble.endswith("fetch the workbook again.") and "\n" not in trouble
    write(home, "mine")
    assert trouble in hand_out(home, fresh="06").sentences
    assert source(home) == "mine"


def test_a_glossary_with_a_merge_conflict_is_named_too(home):
    (home / "notebooks" / "glossary.md").write_text("Churn:\n<<<<<<< HEAD\nleaving\n=======\ngoing\n>>>>>>> theirs\n")
    assert "glossary.md has an undecided merge conflict in it" in hand_out(home).sentences[-1]
    assert "glossary.md" not in names(home)
