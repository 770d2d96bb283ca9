"""A run that is killed, wherever it was, leaves the old folder or the new one; and the next run clears up after it."""

import os
import random
import re
import shutil
import subprocess
import sys
import textwrap
import time

import pytest
from thoroughness import sample
from trust.process import COMMAND, SMALL, contents, refused, run

from casekit import CaseError, files
from casekit.datasets import folder, generate, manifest, workspace
from casekit.datasets.verify import verify
from casekit.files import write_atomically

RECIPE = manifest.Recipe("starbucks", customers=30, months=3)
OTHER = manifest.Recipe("starbucks", customers=9, months=2)

# As if the power went: at the first, second, ... rename, before it or after.
KILLED = """
    import os, sys
    from pathlib import Path
    from casekit.datasets.generate import Recipe, generate

    real, calls = Path.rename, []

    def rename(self, target):
        calls.append(1)
        if len(calls) > int(sys.argv[2]):
            os._exit(9)
        return real(self, target)

    Path.rename = rename
    generate(Recipe("starbucks", customers=9, months=2), sys.argv[1])
    os._exit(9)
"""


def killed_after(renames, place):
    """A run that was killed after so many renames: the old folder moved away, and the new one moved in."""
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(KILLED), str(place), str(renames)])
    assert done.returncode == 9


def beside(place):
    return sorted(set(os.listdir(place.parent)) - {place.name})


@pytest.fixture
def place(tmp_path):
    generate.generate(RECIPE, tmp_path / "small")
    return tmp_path / "small"


@pytest.mark.parametrize("renames", [0, 1])
def test_what_a_killed_run_has_left_is_cleared_away_by_the_next(renames, place):
    before = contents(place)
    killed_after(renames, place)
    assert place.exists() == (renames == 0)
    (left,) = beside(place)
    assert re.fullmatch(r"\.casekit-[0-9a-f]{16}", left)
    generate.generate(OTHER, place.parent / "another")  # not even into the same folder
    assert beside(place) == ["another"] and contents(place) == before


def test_a_folder_that_was_just_being_replaced_is_back_when_it_is_looked_at(place):
    before = contents(place)
    killed_after(1, place)
    assert not place.exists()
    assert run("verify", place).stdout == f"{place} is just as casekit makes it.\n"
    assert contents(place) == before and beside(place) == []


def test_a_folder_that_was_just_being_replaced_is_replaced(place):
    killed_after(1, place)
    generate.generate(OTHER, place)
    assert verify(place) == [] and manifest.read(place).recipe.customers == 9 and beside(place) == []


def test_what_is_put_in_the_place_of_a_folder_that_went_is_left_alone(place):
    killed_after(1, place)
    place.mkdir()
    (place / "notes.txt").write_text("mine")
    with pytest.raises(CaseError, match="holds what casekit did not write there: notes.txt"):
        generate.generate(OTHER, place)
    assert contents(place) == {"notes.txt": b"mine"}


def test_only_casekit_s_own_is_cleared_away(place):
    """Whatever else is hidden there stays, also under a name like that."""
    mine = {".small.12345678.part", ".small.part", ".casekit", ".casekit-0123", ".casekit-0123456789abcdef.part"}
    for name in mine:
        (place.parent / name).mkdir()
        (place.parent / name / "notes.txt").write_text("mine")
    named_so = place.parent / ".casekit-0123456789abcdef"
    named_so.mkdir()
    (named_so / "notes.txt").write_text("mine")
    killed_after(1, place)
    generate.generate(OTHER, place)
    assert set(beside(place)) == mine | {named_so.name}
    assert (named_so / "notes.txt").read_text() == "mine"


@pytest.mark.skipif(os.name == "nt", reason="Windows lets only some people make links")
def test_a_link_is_no_workspace(place, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "part").mkdir()
    (elsewhere / "part" / "notes.txt").write_text("mine")
    link = place.parent / f".casekit-{files.name_hash('small')}"
    link.symlink_to(elsewhere)
    with pytest.raises(CaseError, match="is in the way; move it elsewhere"):
        generate.generate(OTHER, place)
    assert (elsewhere / "part" / "notes.txt").read_text() == "mine" and verify(place) == []


def test_a_run_that_is_still_going_keeps_what_it_has(place):
    with folder.replacing(place) as part:
        (part / "half.csv").write_text("id\n")
        said = refused("generate", "starbucks", *SMALL, "--to", place)
        assert said == f"Another run of casekit is making {place}; wait until it has ended."
        assert run("generate", "starbucks", *SMALL, "--to", place.parent / "another").returncode == 0
        assert (part / "half.csv").exists()
        (part / "half.csv").unlink()
        (part / "manifest.json").write_bytes((place / "manifest.json").read_bytes())
    assert beside(place) == ["another"] and contents(place).keys() == {"manifest.json"}


def test_a_disk_without_locks(place, monkeypatch):
    """There nobody can tell a killed run from one that is going, so nothing is cleared away and nothing is lost."""
    monkeypatch.setattr("casekit.locks.taken", lambda file: None)
    generate.generate(OTHER, place)
    assert verify(place) == [] and beside(place) == []
    killed_after(0, place)
    (left,) = beside(place)
    with pytest.raises(CaseError, match=f"may be making, or has left .*{left} of, .*small; wait until it has ended"):
        generate.generate(RECIPE, place)
    assert verify(place) == [] and beside(place) == [left]


def test_folders_above_that_were_made_for_nothing_go_again(tmp_path, monkeypatch):
    monkeypatch.setattr(workspace.Workspace, "swap", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        generate.generate(OTHER, tmp_path / "not" / "yet" / "there")
    assert os.listdir(tmp_path) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no SIGKILL")
@pytest.mark.parametrize("format", generate.FORMATS)
def test_killed_at_random_moments_the_folder_is_whole_old_or_whole_new(format, tmp_path):
    place, chance, seen = tmp_path / "small", random.Random(9), set()
    generate.generate(RECIPE, place, format)
    for turn in range(sample(49, usually=3)):
        size = 400 + turn
        command = [*COMMAND, "generate", "starbucks", "--customers", str(size), "--months", "12", "--to", str(place)]
        process = subprocess.Popen([*command, "--format", format])
        time.sleep(chance.uniform(0.3, 1.8))
        process.kill()
        process.wait()
        folder.recover(place)
        assert verify(place) == [] and beside(place) == []
        seen.add(manifest.read(place).recipe.customers)
    assert seen


def test_three_at_once_make_one_whole_folder(tmp_path):
    place = tmp_path / "small"
    for turn in range(sample(20, usually=1)):
        sizes = [200 + 3 * turn + one for one in range(3)]
        command = [*COMMAND, "generate", "starbucks", "--months", "6", "--to", str(place), "--customers"]
        runs = [subprocess.Popen([*command, str(size)], stderr=subprocess.PIPE, text=True) for size in sizes]
        said = [process.communicate()[1] for process in runs]
        for process, sentence in zip(runs, said, strict=True):
            assert (process.returncode, sentence) in (
                (0, ""), (1, f"Another run of casekit is making {place}; wait until it has ended.\n"),
            )  # fmt: skip
        made = [size for size, process in zip(sizes, runs, strict=True) if not process.returncode]
        assert verify(place) == [] and manifest.read(place).recipe.customers in made and beside(place) == []


# --- single files -----------------------------------------------------------------------------------------------------


def test_a_file_s_remains_are_cleared_away_by_the_next_write(tmp_path):
    code = "import os, sys, casekit.files as f; os.replace = lambda *_: os._exit(9); f.write_atomically(*sys.argv[1:])"
    for name in ("note.md", "x" * 255):
        assert subprocess.run([sys.executable, "-c", code, str(tmp_path / name), "new"]).returncode == 9
        assert len(os.listdir(tmp_path)) == 1  # as the second clears away what the first has left
    going = f".casekit-{'0' * 16}-{os.getpid()}-{'0' * 8}.part"
    for mine in (going, ".note.md.part", ".casekit-0-1-0.part"):
        (tmp_path / mine).write_text("mine")
    write_atomically(tmp_path / "note.md", "newer")
    assert set(os.listdir(tmp_path)) == {"note.md", going, ".note.md.part", ".casekit-0-1-0.part"}


# --- litter -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [".DS_Store", "Thumbs.db", "desktop.ini"])
def test_litter_is_a_file_and_never_a_folder(name, tmp_path):
    for place in (tmp_path / "empty", tmp_path / "small"):
        place.mkdir()
        if place.name == "small":
            generate.generate(RECIPE, place)
        (place / name).mkdir()
        (place / name / "notes.txt").write_text("mine")
        with pytest.raises(CaseError, match=rf"holds what casekit did not write there: {re.escape(name)}"):
            generate.generate(OTHER, place)
        assert (place / name / "notes.txt").read_text() == "mine"
        (place / name / "notes.txt").unlink()
        with pytest.raises(CaseError, match=rf"casekit did not (write|make) there: {re.escape(name)}"):
            generate.generate(OTHER, place)
        (place / name).rmdir()
        (place / name).touch()
        generate.generate(OTHER, place)


def test_a_folder_with_nothing_in_it_is_somebody_s_too(place):
    (place / "truth" / "charts").mkdir()
    for deed in (verify, lambda place: generate.generate(OTHER, place)):
        with pytest.raises(CaseError, match="holds folders that casekit did not make there: truth/charts"):
            deed(place)
    assert (place / "truth" / "charts").is_dir()


def test_folders_nested_as_deep_as_a_disk_takes(place):
    deep = [place / "/".join("d" * depth) for depth in range(1, 1_700)]
    for each in deep:
        each.mkdir()
    with pytest.raises(CaseError, match="holds folders that casekit did not make there: d/d/"):
        verify(place)
    generate.generate(OTHER, deep[-1].parent / "small" / "er")
    assert verify(deep[-1].parent / "small" / "er") == []
    shutil.rmtree(deep[-1].parent / "small")
    for each in reversed(deep):
        each.rmdir()


def test_folders_to_be_made_as_deep_as_a_disk_takes(tmp_path):
    place = tmp_path / "/".join("d" * 1_700)
    generate.generate(OTHER, place)
    assert verify(place) == []
    shutil.rmtree(place)
    while place.parent != tmp_path:
        place = place.parent
        place.rmdir()
