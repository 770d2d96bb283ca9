"""An Explorer at many settings: what it shows and says there, and whether its text can be read."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from itertools import combinations, product
from typing import Any, NamedTuple
from unittest import mock

import numpy as np
from lessons.catalogue import LESSONS
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from PIL import Image
from thoroughness import sample

from casekit.lessons.opening import fresh
from casekit.teach import Explorer, figures

SEED = 6
ALLOWED_PIXELS = 1


class State(NamedTuple):
    """One setting and what came of it."""

    name: str
    values: dict[str, float]
    error: Exception | None
    pixels: str
    sentence: str
    titles: list[str]
    texts: list[str]
    lines: dict[str, np.ndarray]  # heights along the drawn line of each colour
    cut: list[str]
    overlapping: list[tuple[str, str]]


def visit(explorer: Explorer, random_settings: int) -> list[State]:
    """The start, both ends of each control, each preset, and random settings, in this order; no setting drawn twice."""
    drawn: dict[tuple[tuple[str, float], ...], State] = {}
    found = []
    for name, values in _settings(explorer, random_settings):
        key = tuple(sorted(values.items()))
        if key not in drawn:
            drawn[key] = _state(explorer, name, values)
        found.append(drawn[key]._replace(name=name))
    return found


@cache
def explorer_of(number: str, name: str, student: str = "") -> Explorer:
    """An Explorer of a lesson in a student's world, at its start; for all who only look at it."""
    return LESSONS[number].explorer(name, student)


@cache
def states(number: str, name: str, student: str = "") -> list[State]:
    """The same for an Explorer of a lesson in a student's world; fewer random settings but in the common one."""
    return visit(LESSONS[number].explorer(name, student), sample(3 if student else 6, usually=1))


def pixels(png: bytes) -> str:
    """A fingerprint of what a PNG shows, whatever way it is packed; raises if it is none."""
    with Image.open(io.BytesIO(png)) as picture:
        assert picture.format == "PNG"
        return hashlib.sha256(picture.convert("RGB").tobytes()).hexdigest()


@contextmanager
def drawn_texts() -> Iterator[list[Text]]:
    """The texts that are painted inside this block, each once."""
    painted: dict[int, Text] = {}
    draw = Text.draw

    def noting(text: Text, *arguments: object, **named: object) -> None:
        if text.get_visible() and text.get_text().strip():
            painted[id(text)] = text
        draw(text, *arguments, **named)

    texts: list[Text] = []
    with mock.patch.object(Text, "draw", noting):
        yield texts
    texts.extend(painted.values())


def cut(texts: list[Text]) -> list[str]:
    """Texts that do not lie wholly inside their figure."""
    found = []
    for text, box in _boxes(texts):
        page = text.figure.bbox
        inside = box.x0 >= page.x0 and box.y0 >= page.y0 and box.x1 <= page.x1 and box.y1 <= page.y1
        if not inside:
            found.append(text.get_text())
    return found


def overlapping(texts: list[Text]) -> list[tuple[str, str]]:
    """Pairs of texts that lie on one another."""
    boxes = [(text.get_text(), box) for text, box in _boxes(texts)]
    return [
        (one, other)
        for (one, a), (other, b) in combinations(boxes, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > ALLOWED_PIXELS and min(a.y1, b.y1) - max(a.y0, b.y0) > ALLOWED_PIXELS
    ]


def untrue(
    claims: Mapping[str, Callable[..., bool]], title: str, *about: object, read: Callable[[str], object] = str
) -> bool:
    """Whether this title claims what is not so.

    `claims` says by a title's pattern when it holds, given what it is `about` and what stands in the pattern's groups,
    as `read` has it.
    """
    for pattern, holds in claims.items():
        if match := re.fullmatch(pattern, title):
            return not holds(*about, *map(read, match.groups()))
    raise AssertionError(f"no test knows what this title claims: {title!r}")


def positions(control: Any) -> list[Any]:
    """Where a control can stand, each step of a slider."""
    if hasattr(control, "options"):
        return list(control.options)
    kind, values = type(control.value), np.arange(control.min, control.max + control.step / 2, control.step)
    return [kind(value) for value in values.round(6)]


def reached(number: str, name: str, student: str, **tried: Any) -> list[dict[str, Any]]:
    """The settings that reach the goal of an Explorer: of all its positions, or of those `tried` of a control.

    A single value stays as it is.
    """
    cases, goal = [fresh(case) for case in LESSONS[number].cases(student)], LESSONS[number].explorers[name].goal
    grid = {one: positions(control) for one, control in explorer_of(number, name, student).controls.items()}
    grid |= {one: values if isinstance(values, list) else [values] for one, values in tried.items()}
    settings = (dict(zip(grid, values, strict=True)) for values in product(*grid.values()))
    return [values for values in settings if goal.reached(*cases, **values)]


def near(written: str, value: float, last_place: float) -> bool:
    """Whether `written` is `value`, rounded to its last place."""
    return abs(float(written.replace("\u2212", "-")) - value) <= 0.5 * last_place + 1e-9


def _settings(explorer: Explorer, random_settings: int) -> list[tuple[str, dict[str, float]]]:
    start = explorer.values
    settings = [("start", start)]
    for name, control in explorer.controls.items():
        low, *_, high = control.options if hasattr(control, "options") else (control.min, control.max)
        settings += [(f"{name} min", start | {name: low}), (f"{name} max", start | {name: high})]
    settings += [(f"preset {name}", dict(values)) for name, values in explorer.presets.items()]
    generator = np.random.default_rng(SEED)
    for number in range(random_settings):
        drawn = {name: _anywhere(control, generator) for name, control in explorer.controls.items()}
        settings.append((f"random {number}", drawn))
    return settings


def _anywhere(control: object, generator: np.random.Generator) -> float | str:
    if hasattr(control, "options"):
        return control.options[int(generator.integers(len(control.options)))]
    steps = round((control.max - control.min) / control.step)
    value = control.min + int(generator.integers(0, steps, endpoint=True)) * control.step
    return min(value, control.max)


def _state(explorer: Explorer, name: str, values: dict[str, float]) -> State:
    with drawn_texts() as texts:
        explorer.set(**values)
    figure = explorer.figure
    return State(
        name, values, explorer.error, pixels(explorer.png), explorer.sentence, _titles(figure),
        [text.get_text() for text in texts], _lines(figure), cut(texts), overlapping(texts),
    )  # fmt: skip


def _titles(figure: Figure) -> list[str]:
    return [" ".join(axes.get_title(loc="left").split()) for axes in figure.axes]


def _lines(figure: Figure) -> dict[str, np.ndarray]:
    lines = [line for axes in figure.axes for line in axes.lines if line.get_linestyle() != "None"]
    return {line.get_color(): np.asarray(line.get_ydata(), dtype=float) for line in lines}


def _boxes(texts: list[Text]) -> list[tuple[Text, Bbox]]:
    # Without the arrow that leads from an annotation to its mark.
    with figures.styled():
        return [(text, Text.get_window_extent(text, text.figure.canvas.get_renderer())) for text in texts]
