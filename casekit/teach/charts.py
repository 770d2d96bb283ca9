"""The charts that lessons have in common: words beside lines, bars with their names, dumbbells, lines with labels.

Each draws on axes that `figures.panels` has made, in the colours that `figures` names.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from casekit.teach import figures

Look = dict[str, Any]  # settings of matplotlib's texts and lines

PAPER: Look = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}  # under words that may lie on a line
MARK: Look = {"color": figures.GREY, "lw": 1.2, "ls": (0, (4, 3)), "zorder": 0}  # where a knob stands, or a goal


def words(
    axes: Axes,
    lines: Mapping[str, str],
    x: float = 0.97,
    y: float = 0.95,
    *,
    step: float = -0.095,
    align: str = "right",
    **look: Any,
) -> None:
    """Words in their colours, one below the other, on paper; x and y are shares of the axes."""
    settings = {"ha": align, "va": "top", "bbox": PAPER, **look}
    for row, (word, colour) in enumerate(lines.items()):
        axes.text(x, y + step * row, word, transform=axes.transAxes, color=colour, **settings)


def bare(axes: Axes, *sides: str) -> None:
    """Take these sides of the frame away, or both of them, with their ticks."""
    axes.spines[list(sides or ("left", "bottom"))].set_visible(False)


def lines(axes: Axes, x: Sequence[float], rows: Sequence[tuple[np.ndarray, str, str]], **settings: Any) -> None:
    """A line for each (values, colour, label), labelled at its end; `settings` are those of `Axes.set`, limits too."""
    for values, colour, _ in rows:
        axes.plot(x, values, color=colour)
    axes.set(**settings)
    figures.label_ends(axes, [(float(values[-1]), label, colour) for values, colour, label in rows])


def named_bars(
    axes: Axes,
    rows: Sequence[tuple[str, float, str]],
    write: Callable[[float], str],
    *,
    places: Sequence[float] | None = None,
    height: float = 0.4,
    above: float = 0.25,
    name_at: float = 0.0,
    gap: float = 7,
    names: Look | None = None,
    numbers: Look | None = None,
) -> None:
    """A bar for each (name, value, colour) from the top: its name above it, and behind it the value, written out.

    A missing value has no bar, but its words. `places` are heights, 0, -1, ... by default; `names` and `numbers` are
    the look of the two texts. The scale is the caller's.
    """
    at = places if places is not None else [-float(place) for place in range(len(rows))]
    for place, (name, value, colour) in zip(at, rows, strict=True):
        length = 0.0 if math.isnan(value) else value
        axes.barh(place, length, height=height, color=colour)
        axes.text(name_at, place + above, name, **{"va": "bottom", "fontsize": 12.5, **(names or {})})
        look = {"color": colour, "fontweight": "bold", "va": "center", **(numbers or {})}
        axes.annotate(write(value), (max(length, 0.0), place), (gap, 0), textcoords="offset points", **look)


def unknown(axes: Axes) -> None:
    """A panel for what nobody has yet."""
    axes.set(xticks=[], yticks=[], facecolor=figures.LIGHT_GREY)
    bare(axes)
    look: Look = {"ha": "center", "va": "center", "fontsize": 60, "fontweight": "bold"}
    axes.text(0.5, 0.5, "?", transform=axes.transAxes, color="white", **look)


def dumbbell(
    axes: Axes,
    place: float,
    said: float,
    true: float,
    write: Callable[[float], str] | None = None,
    *,
    lw: float = 7,
    gap: float = 9,
    cap: str = "butt",
    dots: Look | None = None,
    numbers: Look | None = None,
) -> None:
    """What was said and what is true, as two dots at one height with a band between, and the numbers outside."""
    axes.plot([true, said], [place, place], color=figures.LIGHT_GREY, lw=lw, solid_capstyle=cap, zorder=1)
    for value, other, colour in ((true, said, figures.TRUTH), (said, true, figures.REPORTED)):
        axes.plot(value, place, "o", color=colour, **(dots or {}))
        if write is not None:
            right = value > other or (value == other and colour == figures.REPORTED)
            axes.annotate(write(value), (value, place), (gap if right else -gap, 0), textcoords="offset points",
                          ha="left" if right else "right", va="center", color=colour, **(numbers or {}))  # fmt: skip
