"""Plain words as HTML."""

from __future__ import annotations

import html


def as_html(text: str) -> str:
    """`text` with nothing in it taken for a tag, nor for mathematics.

    Between two dollar signs MathJax, in notebooks and on code hosts, sees a formula: "spent $5 of $20". Each in an
    element of its own, they are no pair.

    >>> as_html("$5 < $20")
    '<span>$</span>5 &lt; <span>$</span>20'
    """
    return html.escape(text, quote=False).replace("$", "<span>$</span>")
