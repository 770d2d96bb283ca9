"""The figure language of the workbook: one style, one set of colours, labels beside the lines.

Nothing here touches pyplot, and the style holds only while a figure is drawn inside `styled()`.
"""

from __future__ import annotations

import functools
import io
import math
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure, SubFigure
from matplotlib.font_manager import FontProperties
from matplotlib.ticker import MaxNLocator
from PIL import Image

from casekit.teach import screen
from casekit.teach.quantity import write
from casekit.teach.sheet import Sheet

# Okabe and Ito's colours, told apart also by colour-blind readers. Each has one meaning in all lessons.
TRUTH, REPORTED, GUESS = "#0072B2", "#D55E00", "#009E73"
TRUTH_TINT, REPORTED_TINT, GUESS_TINT = "#C7DFEC", "#F6D9C6", "#C6E7DC"
INK, GREY, LIGHT_GREY = "#222222", "#6B7178", "#EBECEE"
# Shades of the same two meanings: a wide line beneath a thin one; letters on or beside either; the deep end of a scale.
TRUTH_PALE, TRUTH_LETTERS, TRUTH_DEEP = "#8FBFDD", "#5B97B8", "#6FADD3"
REPORTED_PALE, REPORTED_LETTERS = "#F0B48F", "#C98A63"
STYLE = {
    name: value  # matplotlib's own defaults, and ours over them: whatever somebody has set for themselves stays outside
    for name, value in matplotlib.rc_params_from_file(Path(__file__).with_name("casekit.mplstyle")).items()
    if not name.startswith(("backend", "interactive", "toolbar", "webagg"))  # these are no matter of looks
}
CSS_PIXELS_PER_INCH = 96
LINE_HEIGHT = 1.25

# Matplotlib's settings belong to the whole process, and JupyterLab may run a slider's message beside a cell.
_one_at_a_time = threading.RLock()


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the workbook's style inside this block; outside it, matplotlib's settings are as they were."""
    with _one_at_a_time, matplotlib.rc_context(STYLE):
        yield


def new_figure(width: float = 9, height: float = 3.8) -> Sheet:
    """A blank figure, `width` by `height` inches, with a canvas of its own and known to no pyplot.

    >>> figure = new_figure()
    >>> with styled():
    ...     axes = panel(figure)
    ...     _ = axes.plot([1, 24], [7.1, 7.4], color=REPORTED)
    ...     title(axes, "The score rises")
    >>> png(figure)[:4]
    b'\\x89PNG'
    """
    with styled():
        return Sheet(width, height)


def png(figure: Sheet, small: bool = False) -> bytes:
    """Draw `figure` once and return it as PNG; `small` takes time to pack it well, for a file that is kept."""
    with styled():
        figure.agg.draw()
    picture = Image.fromarray(np.asarray(figure.agg.buffer_rgba())).convert("RGB")
    figure.wipe()
    # A chart has few colours: with a palette it is packed faster and to less than half the size, and no eye sees it.
    method = Image.Quantize.MEDIANCUT if small else Image.Quantize.FASTOCTREE
    picture = picture.quantize(256, method=method, dither=Image.Dither.NONE)
    palette = picture.getpalette() or []
    picture.putpalette([255 if level == 254 else level for level in palette])  # paper stays white
    packed = io.BytesIO()
    picture.save(packed, "PNG", compress_level=9 if small else 1)
    return packed.getvalue()


def css_width(figure: Figure) -> int:
    """How many pixels wide a page should show `figure`; the picture itself is finer, for sharp screens."""
    return round(figure.get_figwidth() * CSS_PIXELS_PER_INCH)


def show(figure: Sheet, sentence: str) -> None:
    """Display a finished figure, for good, with its sentence: as the line below, alternative text, and plain text."""
    picture, metadata = screen.picture_twin(png(figure, small=True), sentence, css_width(figure))
    screen.publish(picture, metadata, screen.caption_twin(sentence))


def still(draw: Callable[[Sheet], str], width: float = 9, height: float = 3.8) -> None:
    """Draw a still picture in the workbook's style, `width` by `height` inches, and display it with its sentence.

    `draw(figure)` draws on a blank figure and returns the sentence, as an Explorer's does.
    """
    figure = new_figure(width, height)
    with styled():
        sentence = draw(figure)
    show(figure, sentence)


def panel(figure: Figure, *, left: float = 0.82, room: float = 1.5) -> Axes:
    """One sober axes; `left` and `room` as in `panels`."""
    return panels(figure, 1, left=left, room=room)[0]


def panels(
    figure: Figure,
    count: int = 2,
    *,
    left: float = 0.82,
    room: float | Sequence[float] = 1.5,
    widths: Sequence[float] = (),
) -> list[Axes]:
    """Sober axes side by side, at fixed places: a panel that moved with its tick labels would make sliders jumpy.

    `left` and `room` are the space in inches kept free left of each panel for its scale and right of it for labels at
    line ends, `widths` the relative widths of the panels.
    """
    top, bottom = 0.66, 0.70
    rooms = [room] * count if isinstance(room, (int, float)) else list(room)
    widths = list(widths) or [1] * count
    free = figure.get_figwidth() - sum(rooms) - left * count
    made, at = [], left
    for share, right in zip(widths, rooms, strict=True):
        width = free * share / sum(widths)
        height = figure.get_figheight() - top - bottom
        box = (at / figure.get_figwidth(), bottom / figure.get_figheight(),
               width / figure.get_figwidth(), height / figure.get_figheight())  # fmt: skip
        axes = figure.add_panel(box) if isinstance(figure, Sheet) else figure.add_axes(box)
        axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        axes.yaxis.set_major_locator(MaxNLocator(5))
        made.append(axes)
        at += width + right + left
    return made


def title(axes: Axes, text: str) -> None:
    """The finding, bold, flush left above `axes`; wrapped, and in a smaller size if need be, so that it is never cut.

    Up to about ninety characters have room above the half of a figure.
    """
    room = _right_limit(axes, keep_free=0.3) - axes.bbox.x0
    for size, most_lines in (14, 2), (13, 2), (12, 2), (11, 2), (9.5, 3):
        lines = wrapped(axes.figure, text, room, size, "bold")
        if len(lines) <= most_lines:
            break
    # A given y spares matplotlib the search for a free place, a tenth of the whole drawing time.
    axes.set_title("\n".join(lines), loc="left", fontsize=size, fontweight="bold", linespacing=1.3, pad=8, y=1)


def label_ends(axes: Axes, items: Sequence[tuple[float, str, str]]) -> None:
    """Write labels at the right end of lines: `items` are (y, text, colour). Labels move apart, never overlap.

    Call it after the limits of the axes are final.
    """
    size = 12.5
    pixels = axes.figure.dpi / 72
    room = _right_limit(axes, keep_free=0.75) - axes.bbox.x1 - 10 * pixels
    items = sorted(items, key=lambda item: item[0])
    texts = ["\n".join(wrapped(axes.figure, text, room, size)) for _, text, _ in items]
    heights = [(text.count("\n") + 1) * size * LINE_HEIGHT * pixels for text in texts]
    wanted = [axes.transData.transform((0, y))[1] for y, _, _ in items]
    places = spread(wanted, heights, axes.bbox.y0 - heights[0] / 2, axes.bbox.y1) if items else []
    for (y, _, colour), text, place in zip(items, texts, places, strict=True):
        axes.annotate(
            text, xy=(1, y), xycoords=axes.get_yaxis_transform(), xytext=(axes.bbox.x1 + 10 * pixels, place),
            textcoords="figure pixels", color=colour, size=size, va="center", linespacing=1.1, annotation_clip=False,
        )  # fmt: skip


def number_line(
    axes: Axes, low: float, high: float, items: Sequence[tuple[float, str, str, str]], unit: str = "", digits: int = 1
) -> None:
    """Values on one line from `low` to `high`: `items` are (value, name, colour, marker), each labelled above its mark.

    The line grows if a value lies outside. Labels move apart, never overlap; a thin line leads each to its mark. A mark
    that would hide the one before is drawn inside it.
    """
    values = [value for value, *_ in items]
    low, high = min([low, *values]), max([high, *values])
    axes.set(xlim=(low, high), ylim=(0, 1), yticks=[])
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.tick_params(pad=9)  # marks stand on the line and must not hide its numbers
    size, pixels, floor = 13, axes.figure.dpi / 72, axes.bbox.y0 + 0.5 * axes.bbox.height
    items = sorted(items, key=lambda item: item[0])
    labels = [(write(value, unit, digits), name) for value, name, _, _ in items]
    widths = [max(_width(axes.figure, text, size, "bold") for text in pair) + 14 * pixels for pair in labels]
    wanted = [axes.transData.transform((value, 0))[0] for value, *_ in items]
    places = spread(wanted, widths, 0, axes.figure.bbox.width)
    width, before = 13.0, -math.inf
    for (value, _, colour, marker), (number, name), place, at in zip(items, labels, places, wanted, strict=True):
        width = 0.55 * width if at - before < width * pixels / 2 else 13.0
        before = at
        axes.plot([value], [0], marker, color=colour, markersize=width, clip_on=False, zorder=3)
        look: dict[str, Any] = {"color": colour, "size": size, "ha": "center", "va": "baseline"}
        axes.annotate(
            number, xy=(value, 0.1), xytext=(place, floor), textcoords="figure pixels", annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": colour, "lw": 1, "shrinkA": 3, "shrinkB": 0, "relpos": (0.5, 0)},
            fontweight="bold", **look,
        )  # fmt: skip
        axes.text(place, floor + 1.4 * size * pixels, name, transform=None, **look)


def spread(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Centres as near as can be to the sorted `wanted`, for things of these `sizes` that must not overlap.

    >>> spread([10, 11], [4, 4], 0, 100)
    [8.5, 12.5]
    """
    # With each place counted from where its predecessors end, "no overlap" becomes "never falling", and the nearest
    # never-falling sequence is found by pooling neighbours that fall into their mean.
    ends = np.cumsum(sizes)
    offsets = ends - np.asarray(sizes) / 2
    pools: list[tuple[float, int]] = []
    for target in np.asarray(wanted) - offsets:
        pools.append((float(target), 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (a, m), (b, n) = pools[-2:]
            pools[-2:] = [((a * m + b * n) / (m + n), m + n)]
    level = np.concatenate([[value] * count for value, count in pools]) if pools else np.array([])
    return (np.clip(level, low, max(low, high - (ends[-1] if len(ends) else 0))) + offsets).tolist()


def wrapped(figure: Figure | SubFigure, text: str, room: float, size: float, weight: str = "normal") -> list[str]:
    """`text` in lines no wider than `room` pixels (a single word may be)."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _width(figure, longer, size, weight) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _width(figure: Figure | SubFigure, text: str, size: float, weight: str = "normal") -> float:
    return _width_in_points(text, size, weight) * figure.dpi / 72


@functools.lru_cache(maxsize=4096)
def _width_in_points(text: str, size: float, weight: str) -> float:
    """Labels hardly change from one drawing to the next, so their widths are worth keeping."""
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    return RendererAgg(1, 1, 72).get_text_width_height_descent(text, font, ismath=False)[0]


def _right_limit(axes: Axes, keep_free: float) -> float:
    """The pixel up to which text beside `axes` may run: `keep_free` inches before the next panel, or the edge."""
    others = [other.bbox.x0 for other in axes.figure.axes if other.bbox.x0 > axes.bbox.x1]
    return min(others) - keep_free * axes.figure.dpi if others else axes.figure.bbox.width - 0.1 * axes.figure.dpi
