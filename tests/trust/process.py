"""The command line as a process of its own, as bytes go in and come out."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from trust.awkward import assert_sentence
from typer.testing import CliRunner

from casekit.cli import app

COMMAND = [sys.executable, "-m", "casekit"]
SMALL = ("--customers", "30", "--months", "3")


def run(*arguments: object, start: Sequence[str] = COMMAND, **how: object) -> subprocess.CompletedProcess[str]:
    """Run the command line to its end; arguments and what it says are text, bytes that are none as surrogates."""
    command = [*start, *(os.fsencode(str(one)) for one in arguments)]
    how = {"capture_output": True, "timeout": 300} | how
    return subprocess.run(command, text=True, encoding="utf-8", errors="surrogateescape", **how)


def refused(*arguments: object, **how: object) -> str:
    """The one sentence with which it ends, and nothing else."""
    done = run(*arguments, **how)
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    assert done.stderr.endswith("\n") and done.stderr.count("\n") == 1, done.stderr
    assert_sentence(done.stderr.removesuffix("\n"))
    return done.stderr.removesuffix("\n")


def refused_here(*arguments: object) -> str:
    """The same, without a process of its own."""
    done = CliRunner().invoke(app, [str(one) for one in arguments])
    assert (done.exit_code, done.stdout) == (1, ""), done.stderr
    assert done.stderr.endswith("\n") and done.stderr.count("\n") == 1, done.stderr
    assert_sentence(done.stderr.removesuffix("\n"))
    return done.stderr.removesuffix("\n")


def contents(place: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path."""
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}
