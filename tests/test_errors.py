"""Bad input in a notebook: a learner reads one sentence, and none of the package's own code."""

import pytest
from IPython.core.interactiveshell import InteractiveShell


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ('import casekit\ncasekit.open_case("amazn")', "CaseError: There is no company 'amazn'"),
        ('from casekit.errors import CaseError\nraise CaseError("One sentence.")', "CaseError: One sentence."),
    ],
)
def test_a_cell_shows_the_sentence_alone(cell, sentence, capsys):
    shell = InteractiveShell()
    shell.run_cell(cell)
    shown = capsys.readouterr().out.strip()
    assert shown.startswith(sentence) and "\n" not in shown
