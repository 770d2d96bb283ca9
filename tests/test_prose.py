"""The checker of the notebooks' text catches what it is there for, and nothing else."""

import pytest
from prose import anchor, false_headings, figures_without_source, headings, paragraphs


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("the survey says 8.4", ["8.4"]),
        ("The survey says 8.4. The truth is 6.4.", ["8.4", "6.4"]),
        ("About 29 of 100 customers are unhappy.", ["29 of 100"]),
        ("Only 5 of 100 answered.", ["5 of 100"]),
        ("Some 5 % answered, or 7 per cent, or 9 percent.", ["5 %", "7 per cent", "9 percent"]),
        ("All 2,862 answers miss it.", ["2,862"]),
        ("It takes 40 minutes of waiting.", ["40"]),
        ("The margin is 2010 %.", ["2010 %"]),
        ("There were 1850 answers.", ["1850"]),
        ("Sent: 2,006 surveys.", ["2,006"]),
        ("- It fell.\n- It fell by 0.4.", ["0.4"]),
        ("See [the answer](06-surveys.ipynb): 16 points.", ["16"]),
        ("It moved by -0.40 in the `case` of 12.", ["0.40", "12"]),
        ("Claimed (M1).\n\nThe survey says 7.2.", ["7.2"]),
        ("In 06 it is 06.12 points.", ["06.12"]),
        ("06 % answered.", ["06 %"]),
        ("In the last quarter (October to December 2025) the score is 8.4.", ["8.4"]),
    ],
)
def test_figures_of_the_world_are_caught(text, figures):
    assert figures_without_source(text, "06") == figures


@pytest.mark.parametrize(
    "text",
    [
        "# 06 Are customers happier?\n\n**Time:** 50 minutes. **Case:** Starbucks.",
        "## Turn the knobs (12 minutes)\n\nFrom 0 (never again) to 10 (could not be better).",
        "In 2015 he wrote, after a paper of 1951, and it stands.",
        'Try `check.hint("06.1")` in lesson 06.',
        "Of customers with a bad experience, 86 % would stop buying (N1).",
        "Half the promoters make 33.3 points (EVIDENCE 5.5).",
        "It was 55 % (Robert Groves, *Public Opinion Quarterly*, 2006.)",
        "See [lesson](06-are-customers-happier.ipynb) and [more](https://example.org/12.5).",
        "11. Then the eleventh step.",
        "The ids M12 and S0, and nineteen of twenty surveys.",
    ],
)
def test_other_figures_are_left_alone(text):
    assert figures_without_source(text, "06") == []


def test_headings_are_told_from_code_and_from_bold_lines():
    text = "# One\n\n```\n# no\n```\n\n**Looks like one**\n\n## Two (3 minutes)\n\n**Bold.** And on."
    assert headings(text) == [(1, "One"), (2, "Two (3 minutes)")]
    assert false_headings(text) == ["**Looks like one**"]
    assert false_headings("<h2>Two</h2>") == ["<h2>Two</h2>"]


def test_paragraphs_are_taken_one_by_one():
    assert paragraphs("One\nline.\n\n- two\n- three\n1. four") == ["One\nline.", "two", "three", "four"]


def test_anchors_are_those_of_the_page():
    assert anchor("Simpson's paradox") == "simpsons-paradox"
