"""The same bytes wherever casekit runs, and no harm in whatever somebody calls himself."""

import csv
import json
import os
import sys
from itertools import pairwise

import pyarrow.parquet as pq
import pytest
from thoroughness import sample
from trust.awkward import assert_sentence
from trust.process import SMALL, contents, run
from typer.testing import CliRunner

from casekit import open_case
from casekit.cli import app
from casekit.companies import COMPANIES
from casekit.datasets import generate, manifest
from casekit.datasets.verify import verify

HOSTILE = [
    "=HYPERLINK(\"http://example.com\",\"ada\")", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1:A9)", "\t=1+1", "'=1+1",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "]]></style>", "&lt;b&gt;", "{{7*7}}", "%s%n%x",
    "$(reboot)", "ada\x1b[31m\x1b]0;owned\x07", "ada\x9b2J", "ada\x00\x08\x7f", "ada\nroot", "ada\r\n\r\nroot",
    "ada\u2028root", "\u202egro.elpmaxe@ada", "a\u200bd\u200da", "\ufeffada", "../../ada", "C:\\ada",
    "a" * 190, "Zoë 🤖 عدا",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_whatever_somebody_is_called_is_harmless(text, tmp_path):
    """As a student and as a course, in every file and in every sentence."""
    recipe = manifest.Recipe("starbucks", customers=5, months=2, student=text, course=text)
    for format in generate.FORMATS:
        place = tmp_path / format
        arguments = ["--customers", "5", "--months", "2", f"--student={text}", f"--course={text}", "--format", format]
        done = CliRunner().invoke(app, ["generate", "starbucks", "--to", str(place), *arguments])
        assert (done.exit_code, done.stderr) == (0, "")
        assert_sentence(done.stdout.removesuffix("\n"))
        assert verify(place) == [] and manifest.read(place).recipe.student == text
        told = (place / "manifest.json").read_bytes()
        assert told.isascii() and json.loads(told)["recipe"]["course"] == text
        assert not any(byte < 32 and byte != 10 or byte == 127 for byte in told)
    assert sorted(contents(tmp_path / "csv")) == [
        path.replace("parquet", "csv") for path in sorted(contents(tmp_path / "parquet"))
    ]
    for path in (tmp_path / "csv").rglob("*.csv"):
        for row in csv.reader(path.read_text(encoding="utf-8").splitlines(), strict=True):
            assert not any(cell.startswith(("=", "+", "@", "\t", "\r")) or text in cell for cell in row)
    for path in (tmp_path / "parquet").rglob("*.parquet"):
        assert text.encode() not in path.read_bytes() and pq.ParquetFile(path).metadata.num_rows is not None
    case = recipe.open()
    assert all(line.isprintable() for line in repr(case).splitlines()) and len(repr(case).splitlines()) < 6
    assert len(open_case("starbucks", customers=5, months=2).customers) == len(case.customers)


ENVIRONMENTS = [
    {},
    {"LC_ALL": "C", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "0", "PYTHONIOENCODING": "ascii"},
    {"LC_ALL": "tr_TR.UTF-8", "TZ": "America/St_Johns", "PYTHONHASHSEED": "4294967295", "PYTHONUTF8": "0"},
    {"LC_ALL": "de_DE.ISO-8859-1", "TZ": "UTC", "PYTHONIOENCODING": "latin-1", "PYTHONCOERCECLOCALE": "0"},
    {"LANG": "ar_EG.UTF-8", "PYTHONOPTIMIZE": "2", "OMP_NUM_THREADS": "1", "ARROW_IO_THREADS": "1"},
    {"PYTHONDEVMODE": "1", "PYTHONWARNINGS": "ignore", "COLUMNS": "20", "TERM": "dumb", "NO_COLOR": "1"},
]
UMASKS = [0o022, 0o077, 0o000, 0o027]


# One process writes both formats.
BOTH = """
import sys
from casekit.__main__ import main
_, place, *arguments = sys.argv
for format in ("csv", "parquet"):
    sys.argv = ["casekit", *arguments, "--to", f"{place}/{format}", "--format", format]
    try:
        main()
    except SystemExit as ended:
        if ended.code:
            raise
"""


@pytest.mark.parametrize("company", list(COMPANIES)[: sample(len(COMPANIES), usually=1)])
def test_the_same_bytes_in_every_environment(company, tmp_path):
    """The settings of a computer, of its owner and of Python change none."""
    made = []
    for number, settings in enumerate(ENVIRONMENTS[: sample(len(ENVIRONMENTS), usually=4)]):
        place = tmp_path / f"Zoë {number}"
        how = {"env": os.environ | settings} | ({} if os.name == "nt" else {"umask": UMASKS[number % len(UMASKS)]})
        done = run(place, "generate", company, *SMALL, "--student", "Zoë", start=[sys.executable, "-c", BOTH], **how)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        made.append(contents(place))
    assert {path.partition("/")[0] for path in made[0]} == set(generate.FORMATS)
    assert all(one == other for one, other in pairwise(made))
