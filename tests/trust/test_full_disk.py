"""A disk that is full says so once: nothing is left on it, and no writer complains when it goes."""

import builtins
import errno
import os
import subprocess
import sys
import textwrap

import pytest
from trust.process import contents, refused, refused_here, run

from casekit.datasets import generate, manifest
from casekit.datasets.verify import verify

ARGUMENTS = ("generate", "starbucks", "--customers", "500", "--months", "24")
FULL = "the disk is full; free some space and try again."


@pytest.fixture
def tiny_disk(tmp_path):
    """A real one, where one may be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(place)]
    try:
        subprocess.run(mounting, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no disk may be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("format", generate.FORMATS)
@pytest.mark.parametrize("there", [False, True])
def test_a_disk_that_is_full(format, there, tiny_disk):
    place = tiny_disk / "small"
    if there:
        generate.generate(manifest.Recipe("starbucks", customers=5, months=1), place, format)
    before = contents(tiny_disk)
    said = refused(*ARGUMENTS, "--to", place, "--format", format)
    assert said == f"Could not write {place}: {FULL}"
    assert contents(tiny_disk) == before and os.listdir(tiny_disk) == ["small"] * there
    (tiny_disk / "ballast").write_bytes(bytes(os.statvfs(tiny_disk).f_bavail * os.statvfs(tiny_disk).f_frsize))
    assert refused_here(*ARGUMENTS, "--to", place, "--format", format).endswith(FULL)
    (tiny_disk / "ballast").unlink()
    assert contents(tiny_disk) == before


# Runs in one process, of which each says how it ended and what it has left.
RUNS = """
    import os, sys
    import trust.test_full_disk as t
    import casekit.datasets.generate as g
    from casekit.__main__ import main

    def run(what, format):
        sys.argv[1:] = [*t.ARGUMENTS, "--to", "small", "--format", format]
        try:
            main()
        except SystemExit as ended:
            print(what, format, ended.code, os.listdir())
"""
LIMITED = """
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
    for format in g.FORMATS:
        run("limited", format)
"""
ROOMS = (0, 3, 100, 5_000, 150_000)
FILLED = """
    for format in g.FORMATS:
        for room in t.ROOMS:
            g.open = t.disk(room)
            run(room, format)
"""


def ends(code, place):
    """What the runs say on their standard output and on standard error."""
    command = [sys.executable, "-c", textwrap.dedent(RUNS) + textwrap.dedent(code)]
    # Whoever measures what is reached would write a file too large as well.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, env=environment)
    return done.stdout.splitlines(), done.stderr.splitlines()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limits")
def test_a_disk_that_takes_no_large_files(tmp_path):
    said, complaints = ends(LIMITED, tmp_path)
    assert said == [f"limited {format} 1 []" for format in generate.FORMATS]
    assert complaints == ["Could not write small: that disk takes no file so large."] * len(said)


def disk(room):
    """`open` on a disk with room for so many bytes."""

    class File:
        """As much of a file as its writers need."""

        def __init__(self, path, mode):
            self.file = builtins.open(path, mode)

        def __getattr__(self, name):
            return getattr(self.file, name)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            self.file.close()

        def write(self, data):
            nonlocal room
            room -= len(memoryview(data).cast("B"))
            if room < 0:
                raise OSError(errno.ENOSPC, "No space left on device")
            return self.file.write(data)

    return File


def test_a_disk_that_gets_full_after_so_many_bytes(tmp_path):
    """In the first byte of a file, in its middle, and in the last lines, which Parquet writes at the end."""
    said, complaints = ends(FILLED, tmp_path)
    assert said == [f"{room} {format} 1 []" for format in generate.FORMATS for room in ROOMS]
    assert complaints == [f"Could not write small: {FULL}"] * len(said)


def test_with_enough_room_it_is_written(tmp_path):
    place = tmp_path / "small"
    assert run(*ARGUMENTS, "--to", place, "--format", "parquet").returncode == 0 and verify(place) == []
