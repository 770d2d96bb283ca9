"""What a notebook's text is made of, and which figures in it have no business there."""

from __future__ import annotations

import re

CLAIM_ID = re.compile(r"\b(?:[NMABHDF]\d{1,2})\b")
# A source in brackets: its title, in italics or in quotes, and its year.
CITATION = re.compile(r'\((?=[^()]*(?:\*[^*()]+\*|"[^"()]+"))[^()]*\b(?:19|20)\d\d\b[^()]*\)')
SOURCE_ID = re.compile(r"\((?:EVIDENCE \d\.\d|[NMABHDF]\d{1,2})(?:, (?:EVIDENCE \d\.\d|[NMABHDF]\d{1,2}))*\)")
YEAR = re.compile(r"(?<![\d.,])(?:19\d\d|20[0-2]\d)(?!\d|[.,]\d|\s*%| per ?cent)")
MINUTES = re.compile(r"^#+ .*\(\d+ minutes?\)$|^\*\*Time:\*\* \d+ minutes?\.", re.MULTILINE)
# A number that stands alone, not one within a name such as M1: decimals, thousands, and a percentage after it.
NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?:\s*%| per ?cent\b| of 100\b)?")
LARGEST_PLAIN = 10


def headings(markdown: str) -> list[tuple[int, str]]:
    """Level and words of each heading, code left aside."""
    text = re.sub(r"^```.*?^```", "", markdown, flags=re.MULTILINE | re.DOTALL)
    return [(len(level), words.strip()) for level, words in re.findall(r"^(#{1,6}) +(.+)$", text, re.MULTILINE)]


def false_headings(markdown: str) -> list[str]:
    """Paragraphs that are nothing but bold letters, or HTML headings: they look like a heading and are none."""
    whole = r"^(?:\*\*[^*\n]+\*\*:?|__[^_\n]+__:?|<h[1-6].*)$"
    return [paragraph for paragraph in paragraphs(markdown) if re.match(whole, paragraph.strip())]


def paragraphs(markdown: str) -> list[str]:
    """Paragraphs and list items, each without its bullet or number."""
    items = re.split(r"\n\s*\n|\n(?=\s*(?:[-*+]|\d+\.) )", markdown)
    return [re.sub(r"^\s*(?:[-*+]|\d+\.) ", "", item) for item in items]


def links(markdown: str) -> list[str]:
    """Where the text's links lead."""
    return re.findall(r"\]\(([^)\s]+)\)", markdown)


def anchor(heading: str) -> str:
    """The address of a heading within its page, as JupyterLab and code hosts make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def figures_without_source(markdown: str, lesson: str) -> list[str]:
    """Figures in prose that may be different in another learner's world.

    Left alone are minutes, years, whole numbers to ten, the number of the lesson and of its exercises, where links
    lead, and paragraphs that name a claim or a source with its year.
    """
    found = []
    for paragraph in paragraphs(MINUTES.sub("", markdown)):
        if SOURCE_ID.search(paragraph) or CITATION.search(paragraph):
            continue
        text = re.sub(r"\]\([^)]*\)", "]", paragraph)
        text = re.sub(rf"(?<![\w.,]){lesson}(?:\.\d)?(?!\d|[.,]\d|\s*%)", "", text)
        for match in NUMBER.findall(YEAR.sub("", text)):
            plain = match.rstrip(",")
            if not plain.isdigit() or int(plain) > LARGEST_PLAIN:
                found.append(plain)
    return found
