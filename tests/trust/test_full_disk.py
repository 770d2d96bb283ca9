"""A disk that is full says so once: nothing is left on it, and no writer complains when it goes."""

import builtins
import errno
import os
import subprocess
import sys
import textwrap

import pytest
from trust.process import contents, refused, run

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
    assert refused(*ARGUMENTS, "--to", place, "--format", format).endswith(FULL)
    (tiny_disk / "ballast").unlink()
    assert contents(tiny_disk) == before


LIMITED = """
    import resource, sys
    from casekit.__main__ import main
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
    main()
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limits")
@pytest.mark.parametrize("format", generate.FORMATS)
def test_a_disk_that_takes_no_large_files(format, tmp_path):
    command = [sys.executable, "-c", textwrap.dedent(LIMITED), *ARGUMENTS, "--to", "small", "--format", format]
    # Whoever measures what is reached would write a file too large as well.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=environment)
    said = "Could not write small: that disk takes no file so large.\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", said) and os.listdir(tmp_path) == []


CODE = """
    import sys
    import trust.test_full_disk as t
    from casekit.__main__ import main
    import casekit.datasets.generate as g
    g.open = t.disk(int(sys.argv.pop(1)))
    main()
"""


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


@pytest.mark.parametrize("format", generate.FORMATS)
@pytest.mark.parametrize("room", [0, 3, 100, 5_000, 150_000])
def test_a_disk_that_gets_full_after_so_many_bytes(format, room, tmp_path):
    """In the first byte of a file, in its middle, and in the last lines, which Parquet writes at the end."""
    command = [sys.executable, "-c", textwrap.dedent(CODE), str(room), *ARGUMENTS, "--to", "small", "--format", format]
    paths = os.pathsep.join(sys.path)
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": paths})
    said = f"Could not write small: {FULL}\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", said) and os.listdir(tmp_path) == []


def test_with_enough_room_it_is_written(tmp_path):
    place = tmp_path / "small"
    assert run(*ARGUMENTS, "--to", place, "--format", "parquet").returncode == 0 and verify(place) == []
