"""The habits of the house are kept: ruff, its formatter and mypy find nothing, and mypy finds misspelt names."""

import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[1]
MISSPELT = {
    "a dial": ('case.with_dials(silense=0.5)', 'Unexpected keyword argument "silense" for "with_dials"', "silence"),
    "a dial in a world": ('world.dials["silense"]', 'TypedDict "DialValues" has no key "silense"', "silence"),
    "a table": ("case.survey", '"Case" has no attribute "survey"', "surveys"),
    "a true table": ("case.reveal().wallet", '"Truth" has no attribute "wallet"', "wallets"),
    "a group": ("case.company[groups.Membrship]", "has no attribute \"Membrship\"", "Membership"),
    "a field of a group": ("case.company[groups.Membership].place", '"Membership" has no attribute "place"', "places"),
}  # fmt: skip


def run(module, *arguments, folder=HOME):
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8")


@pytest.mark.parametrize("command", [("check",), ("format", "--check", "--diff")], ids=lambda words: words[0])
def test_ruff_finds_nothing(command):
    result = run("ruff", *command)
    assert result.returncode == 0, result.stdout + result.stderr


def test_mypy_finds_nothing_and_every_misspelt_name(tmp_path):
    """Both in one run, which takes its time: casekit itself, and a file of slips beside it."""
    slips = tmp_path / "slips.py"
    head = (
        "import casekit\nfrom casekit.cases import groups\nfrom casekit.world.engine.world import World\n"
        'case = casekit.open_case("amazon")\n\n\ndef slips(world: World) -> None:\n'
    )
    slips.write_text(head + "".join(f"    {code}\n" for code, _, _ in MISSPELT.values()))
    result = run("mypy", "--cache-dir", str(HOME / ".mypy_cache"), "casekit", str(slips))
    said = result.stdout.splitlines()
    found = [line for line in said if "error:" in line]
    assert [line for line in found if "slips.py" not in line] == []
    assert len(found) == len(MISSPELT), result.stdout
    for number, (what, (_, message, nearest)) in enumerate(MISSPELT.items(), start=head.count("\n") + 1):
        here = "\n".join(line for line in said if f"slips.py:{number}:" in line)  # the error, and maybe a note
        assert message in here and nearest in here, (what, here)
