"""A file is written whole or not at all, and a folder that cannot be written is one sentence."""

import os
import subprocess
import sys
import textwrap

import pytest

from casekit import CaseError
from casekit.files import plain_errors, write_atomically

KILLED = """
    import os, sys
    import casekit.files

    def kill(*_):  # as if the power went between writing and renaming
        os._exit(9)

    os.replace = kill
    casekit.files.write_atomically(sys.argv[1], "new " * 10_000)
"""


def test_text_and_bytes_replace_what_was_there(tmp_path):
    path = tmp_path / "notebook.ipynb"
    write_atomically(path, "Zoë\n")
    assert path.read_bytes() == "Zoë\n".encode()
    write_atomically(path, b"\x00\xff")
    assert path.read_bytes() == b"\x00\xff"
    assert os.listdir(tmp_path) == [path.name]


def test_a_killed_write_leaves_the_old_file_whole(tmp_path):
    path = tmp_path / "notebook.ipynb"
    write_atomically(path, "old")
    killed = subprocess.run([sys.executable, "-c", textwrap.dedent(KILLED), str(path)])
    assert killed.returncode == 9
    assert path.read_text() == "old"
    write_atomically(path, "new")
    assert path.read_text() == "new"


def test_an_interrupted_write_leaves_the_old_file_and_no_litter(tmp_path, monkeypatch):
    path = tmp_path / "notebook.ipynb"
    write_atomically(path, "old")

    def interrupt(descriptor):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == [path.name]


def test_each_obstacle_is_a_sentence_with_the_path(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    for path, reason in [
        (tmp_path / "missing" / "note.md", "there is no such folder or file"),
        (tmp_path / "folder", "a folder of that name is in the way"),
        (tmp_path / "file" / "note.md", "part of that path is a file, not a folder"),
    ]:
        with pytest.raises(CaseError) as caught:
            write_atomically(path, "text")
        assert str(caught.value) == f"Could not write {path}: {reason}."


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs Linux's device that is always full")
def test_a_full_disk_is_said_plainly():
    with pytest.raises(CaseError, match="the disk is full"), plain_errors("write", "note.md"):
        with open("/dev/full", "w") as full:
            full.write("text")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(CaseError, match="you may not write there"):
        write_atomically(tmp_path / "note.md", "text")
    tmp_path.chmod(0o700)
