"""The figure language: readable at every place a label can fall, small as a file, and without a trace outside."""

import io
import itertools

import matplotlib
import matplotlib.pyplot
import matplotlib.style
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from thoroughness import sample

from casekit.teach import figures


def boxes(figure):
    """The visible texts of a drawn figure with the pixels each covers."""
    renderer = figure.canvas.get_renderer()
    unseen = set()  # matplotlib keeps labels for ticks beyond the ends of an axis, and does not draw them
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            seen = {tick.label1 for tick in axis.get_major_ticks() if low - 1e-9 <= tick.get_loc() <= high + 1e-9}
            unseen |= {tick.label1 for tick in axis.majorTicks} - seen
    texts = [
        text
        for text in figure.findobj(matplotlib.text.Text)
        if text.get_visible() and text.get_text().strip() and text not in unseen
    ]
    return [(text.get_text(), matplotlib.text.Text.get_window_extent(text, renderer)) for text in texts]


def assert_readable(figure, overlaps_allowed=()):
    """No text is cut off by the figure's edge, no two texts overlap."""
    with figures.styled():
        figure.agg.draw()
    edge = figure.bbox
    for text, box in boxes(figure):
        assert box.x0 >= edge.x0 and box.x1 <= edge.x1 and box.y0 >= edge.y0 and box.y1 <= edge.y1, f"{text!r} is cut"
    for (one, a), (other, b) in itertools.combinations(boxes(figure), 2):
        assert not a.overlaps(b) or {one, other} & set(overlaps_allowed), f"{one!r} overlaps {other!r}"


def drawn(ends, heading="The score rises while customers suffer"):
    figure = figures.new_figure()
    with figures.styled():
        _, axes = figures.panels(figure, 2, room=(0.35, 1.5))
        axes.set(xlim=(1, 24), ylim=(0, 10))
        figures.label_ends(axes, ends)
        figures.title(axes, heading)
    return figure


@pytest.mark.parametrize("ends", [(5, 5, 5), (0, 0, 0), (10, 10, 10), (5, 5.1, 9.9), (0, 5, 10)])
def test_end_labels_never_overlap_and_are_never_cut(ends):
    names = ("reported 7.4", "true 5.1", "your guess 6.2")
    assert_readable(drawn([(y, name, "black") for y, name in zip(ends, names, strict=True)]))


def test_no_end_labels_are_no_labels():
    drawn([])


@pytest.mark.parametrize("words", [3, 7, 9])
def test_a_long_title_is_wrapped_not_cut(words):
    assert_readable(drawn([], heading=" ".join(["customers"] * words)))


@settings(max_examples=sample(100, usually=25), deadline=None)  # drawing takes its time on a busy machine
@given(st.lists(st.floats(-20, 120), min_size=1, max_size=4))
def test_number_line_is_readable_wherever_the_values_fall(values):
    figure = figures.new_figure(9, 1.9)
    with figures.styled():
        axes = figure.add_axes((0.06, 0.27, 0.88, 0.62))
        items = [(value, f"the survey {n}", "black", "o") for n, value in enumerate(values)]
        figures.number_line(axes, 0, 100, items, "%", 1)
        ticks = [label.get_text() for label in axes.get_xticklabels()]
    assert_readable(figure, overlaps_allowed=ticks)


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0.1, 20)), max_size=6).map(sorted))
def test_spread_keeps_order_and_distance(things):
    wanted, sizes = [place for place, _ in things], [size for _, size in things]
    places = figures.spread(wanted, sizes, 0, 200)
    assert len(places) == len(things)
    for (a, size_a), (b, size_b) in itertools.pairwise(zip(places, sizes, strict=True)):
        assert b - a >= (size_a + size_b) / 2 - 1e-6
    for place, size in zip(places, sizes, strict=True):
        assert place - size / 2 >= -1e-6 and place + size / 2 <= 200 + 1e-6


def test_spread_leaves_what_fits_where_it_is():
    assert figures.spread([10, 50], [4, 4], 0, 100) == [10, 50]


def example():
    figure = figures.new_figure()
    with figures.styled():
        axes = figures.panel(figure)
        axes.plot(np.arange(24), np.linspace(7, 7.4, 24), color=figures.REPORTED)
        figures.title(axes, "The score rises")
    return figure


def test_pictures_are_small_and_the_same_each_time():
    kept = figures.png(example(), small=True)
    assert kept == figures.png(example(), small=True)
    assert len(kept) < 60_000
    assert Image.open(io.BytesIO(kept)).size == (1296, 547)


def test_the_colours_of_the_language_survive_packing():
    for small in (False, True):
        pixels = np.asarray(Image.open(io.BytesIO(figures.png(example(), small))).convert("RGB")).reshape(-1, 3)
        assert (pixels == (0xD5, 0x5E, 0x00)).all(axis=1).sum() > 500
        assert (pixels[0] == 255).all(), "paper is white"


def test_drawing_leaves_matplotlib_as_it_was():
    before = matplotlib.rcParams.copy()
    example()
    assert matplotlib.rcParams.copy() == before


@pytest.mark.parametrize(
    "own",
    [
        {"text.usetex": True},
        {"font.size": 30, "figure.dpi": 50, "axes.grid": True, "savefig.bbox": "tight"},
        {"axes.prop_cycle": matplotlib.cycler(color=["#ff0000"]), "lines.dashed_pattern": [9, 9]},
        "fivethirtyeight",
        "dark_background",
        "xkcd",
    ],
    ids=str,
)
def test_what_somebody_has_set_for_their_own_figures_changes_none_of_ours(own):
    plain = picture()
    with matplotlib.rc_context(own if isinstance(own, dict) else None):
        if own == "xkcd":
            matplotlib.pyplot.xkcd()
        elif isinstance(own, str):
            matplotlib.style.use(own)
        assert picture() == plain


def picture() -> bytes:
    figure = figures.new_figure(4, 3)
    with figures.styled():
        axes = figures.panel(figure)
        axes.plot([1, 2, 3], [1, 3, 2])
        axes.hist([1, 1, 2])
        figures.title(axes, "A title of some length")
        return figures.png(figure)


def test_dollars_are_no_formula():
    figure = drawn([(5, "from $4 to $5", "black")])
    figures.png(figure)
    assert "from $4 to $5" in {text.replace("\n", " ") for text, _ in boxes(figure)}


def test_show_gives_picture_alternative_text_caption_and_plain_text(displayed):
    figures.show(example(), "The score rises to 7.4 <of 10>.")
    (picture, metadata), (caption, _) = displayed
    assert picture["text/plain"] == caption["text/plain"] == "The score rises to 7.4 <of 10>."
    assert metadata["image/png"]["alt"] == "The score rises to 7.4 <of 10>."
    assert "&lt;of 10&gt;" in caption["text/html"]
    assert picture["image/png"].startswith("iVBOR")
