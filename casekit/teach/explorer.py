"""Explorer: a picture with knobs, and one sentence computed from what it shows."""

from __future__ import annotations

import gc
import inspect
import math
import numbers
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

import ipywidgets
from traitlets import TraitError

from casekit.errors import CaseError, choice, shortened, shown
from casekit.teach import cells, figures, screen
from casekit.teach.goal import Goal, Search


class Knob:
    """A control with its words: `Knob("answers a month", 50, 1000, 50)`, or a list of options, a bool or a widget.

    A range is (low, high, step), as in `ipywidgets.interact`.

    >>> Knob("unhappy customers keep quiet", 0, 1, 0.05).spec, Knob("company", ["Amazon", "Starbucks"]).spec
    ((0, 1, 0.05), ['Amazon', 'Starbucks'])
    """

    def __init__(self, label: str, *spec: object) -> None:
        self.label = label
        self.spec = spec[0] if len(spec) == 1 else spec


class Explorer:
    """A live picture that is redrawn when a control moves, with its sentence below.

    `draw(figure, **values)` draws on an empty matplotlib Figure, in the workbook's style, and returns one sentence
    computed from the data. Each control is a Knob, or what `ipywidgets.interact` takes: `(low, high, step)`, a list of
    options, a bool, or a ready widget; it starts at the default that `draw` declares. `presets` names states that one
    click reaches: what a preset leaves out goes to its start. `goal` is a state to be found with the knobs: a line says
    when it is reached, and with which setting. `size` is in inches.

    >>> def draw(figure, silence=0.5):
    ...     figures.panel(figure).bar(["all", "answered"], [6.4, 6.4 + 2 * silence])
    ...     return f"Survey says {6.4 + 2 * silence:.1f}; the truth is 6.4."
    >>> keep_quiet = Knob("unhappy customers keep quiet", 0, 1, 0.05)
    >>> explorer = Explorer(draw, {"Only the happy answer": {"silence": 0.9}}, silence=keep_quiet)
    >>> explorer.sentence
    'Survey says 7.4; the truth is 6.4.'
    >>> explorer.set(silence=0.9)
    >>> explorer.sentence
    'Survey says 8.2; the truth is 6.4.'
    """

    def __init__(
        self,
        draw: Callable[..., str],
        presets: Mapping[str, Mapping[str, object]] | None = None,
        *,
        goal: Goal | None = None,
        size: tuple[float, float] = (9, 3.8),
        **controls: object,
    ):
        self.figure = figures.new_figure(*size)
        self.error: Exception | None = None  # what the last draw raised, for tests; a learner sees a sentence
        self.redraws = 0
        self._draw = draw
        self._held = False
        starts = _starts(draw, controls)
        knobs = {name: spec if isinstance(spec, Knob) else Knob(name, spec) for name, spec in controls.items()}
        width = f"{max((len(knob.label) for knob in knobs.values()), default=0) + 1}ch"
        self.controls: Mapping[str, ipywidgets.ValueWidget] = MappingProxyType(
            {name: _control(name, knob, starts[name], width) for name, knob in knobs.items()}
        )
        self._start = self.values
        self.presets: Mapping[str, Mapping[str, object]] = MappingProxyType(
            {name: self._start | self._checked(preset) for name, preset in (presets or {}).items()}
        )

        self._screen = screen.Screen(width=figures.css_width(self.figure))
        self._caption = screen.Caption()
        self._buttons = {name: ipywidgets.Button(layout={"width": "auto"}) for name in self.presets}
        for name, button in self._buttons.items():
            button.on_click(lambda _, name=name: self._move(self.presets[name]))
        for control in self.controls.values():
            control.observe(self._moved, "value")
        self._search = None if goal is None else Search(goal)
        to_find = [] if self._search is None else [self._search.line]
        self._box = screen.box(*to_find, self._row_of_presets(), *self.controls.values(), self._screen)
        self._line = screen.Output()  # below the picture
        self._kept = ""  # what it says there in a saved notebook, whose picture stays the one that was displayed
        self._screen.show(figures.png(self.figure), "")
        self._redraw()

    @property
    def values(self) -> dict[str, object]:
        """The present value of each control."""
        return {name: control.value for name, control in self.controls.items()}

    @property
    def sentence(self) -> str:
        """What stands under the picture now."""
        return self._caption.text

    @property
    def png(self) -> bytes:
        """The picture shown now."""
        return self._screen.png

    @property
    def goal(self) -> str:
        """What is to be found, and how it stands; empty without a goal."""
        return "" if self._search is None else self._search.sentence

    def set(self, **values: object) -> None:
        """Move some controls and redraw once, or raise CaseError if a control or its value is not allowed."""
        self._move(self.values | self._checked(values))

    def close(self) -> None:
        """Take it off the page and let go of what it holds. Done by itself when its cell is run again."""
        screen.close(self._box)
        screen.close(self._caption)
        self.figure.let_go()
        self._draw = _over  # the drawing holds a case, and the notebook's history holds this Explorer

    def _checked(self, values: Mapping[str, object]) -> dict[str, object]:
        """`values`, tried on the controls, which are then put back."""
        for name in values:
            choice("control", name, self.controls)
        before = self.values
        held, self._held = self._held, True
        try:
            for name, value in values.items():
                _put(name, self.controls[name], value)
        finally:
            for name, value in before.items():
                self.controls[name].value = value
            self._held = held
        return dict(values)

    def _move(self, values: Mapping[str, object]) -> None:
        self._held = True
        try:
            for name, value in values.items():
                self.controls[name].value = value
        finally:
            self._held = False
        self._redraw()

    def _moved(self, change: dict[str, Any]) -> None:
        # ipywidgets' front end keeps one message in flight for each control and then sends the latest value, so moves
        # made while a picture is drawn collapse into one redraw without any help from here.
        if self._held:
            return
        control, value = change["owner"], change["new"]
        if _is_scale(control) and not math.isclose(value, nearest := _on_its_step(control, value), abs_tol=1e-9):
            control.value = nearest  # and so here once more
            return
        self._redraw()

    def _redraw(self) -> None:
        values = self.values
        self._mark_preset(values)
        self.redraws += 1
        with figures.styled():
            with _undisturbed():
                self._show(values)
            if self.error is None:
                self.figure.prepare()  # after the picture has gone, while the learner looks at it
        cells.tidy_after_a_picture()

    def _show(self, values: Mapping[str, object]) -> None:
        try:
            self.figure.empty()
            sentence = self._draw(self.figure, **_all_plain(values))
            if not isinstance(sentence, str) or not sentence.strip():
                raise CaseError(f"draw must return one sentence; {shown(sentence)} was given.")
            picture = figures.png(self.figure)
            is_found = self._search is not None and self._search.look(_all_plain(values), self._settings())
        except Exception as error:  # whatever a lesson's drawing raises, the learner reads a sentence
            self.error = error
            self._caption.text = self._apology(error)
            if not self._screen.alt:  # no picture yet: the blank one says why it is blank
                self._screen.show(self._screen.png, self._caption.text)
            return
        self.error = None
        self._screen.show(picture, sentence)
        self._caption.text = sentence
        if is_found:
            self._line.update(self._below())

    def _settings(self) -> str:
        """Each control's own words and read-out, as the learner sees them."""
        return ", ".join(f"{control.description} = {_shown_value(control)}" for control in self.controls.values())

    def _apology(self, error: Exception) -> str:
        reason = str(error).strip().split("\n")[0].rstrip(".") or type(error).__name__
        return f"This setting cannot be drawn ({self._settings()}): {reason}. Move a control to go on."

    def _row_of_presets(self) -> ipywidgets.Box:
        row = ipywidgets.Box(list(self._buttons.values()), layout={"flex_flow": "row wrap", "margin": "0 0 4px"})
        if self._buttons:
            reset = ipywidgets.Button(description="Reset", layout={"width": "auto"})
            reset.on_click(lambda _: self._move(self._start))
            row.children = [*row.children, reset]
        return row

    def _mark_preset(self, values: Mapping[str, object]) -> None:
        for name, button in self._buttons.items():
            is_active = _same(values, self.presets[name])
            button.description = f"{'●' if is_active else '○'} {name}"  # not by colour alone
            button.button_style = "primary" if is_active else ""

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> screen.Bundle:
        """Live view, still picture and sentence in one; the line below is displayed on its own."""
        still = figures.png(self.figure, small=True) if self.error is None else self.png
        data, metadata = screen.picture_twin(still, self.sentence, figures.css_width(self.figure))
        return {**screen.view(self._box), **data}, metadata

    def _below(self) -> dict[str, object]:
        """The line under the picture, live and as a saved notebook keeps it, under the picture it was saved with."""
        return {**screen.view(self._caption), **screen.caption_twin(self._kept, self.goal, screen.LIVE_HINT)}

    def _ipython_display_(self) -> None:
        picture, metadata = self._repr_mimebundle_()
        self._kept = self.sentence
        screen.Output().show(picture, metadata)
        self._line.show(self._below())
        cells.before_it_runs_again(self.close)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Put off the collection of garbage, a tenth of a second now and then, until the picture has gone."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _over(figure: figures.Sheet, **values: object) -> str:
    raise CaseError("its cell has been run again, which shows a new one")


def _starts(draw: Callable[..., str], controls: Mapping[str, object]) -> dict[str, object]:
    """The start value of each control: the default that `draw` declares, or `inspect.Parameter.empty`."""
    parameters = list(inspect.signature(draw).parameters.values())[1:]
    takes_all = any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters)
    named = {one.name: one.default for one in parameters if one.kind is not one.VAR_KEYWORD}
    for name in controls:
        if not takes_all:
            choice("argument of draw", name, named)
    for name, default in named.items():
        if default is inspect.Parameter.empty and name not in controls:
            given = ", ".join(controls) or "none"
            raise CaseError(f"draw needs a control for {name!r}; controls were given for: {given}.")
    return {name: named.get(name, inspect.Parameter.empty) for name in controls}


def _control(name: str, knob: Knob, start: object, label_width: str) -> ipywidgets.ValueWidget:
    spec = knob.spec
    try:
        control = ipywidgets.interactive.widget_from_abbrev(spec, start)
    except Exception:  # a specification may be anything, and fail in whatever it is asked
        control = None
    if not isinstance(control, ipywidgets.ValueWidget):
        raise CaseError(f"{name} must be (low, high, step), options, a bool or a widget; {shown(spec)} was given.")
    if start is not inspect.Parameter.empty and control is not spec:
        _put(name, control, start)
    control.description = control.tooltip = knob.label
    control.style.description_width = label_width
    control.layout.width = "100%"
    control.layout.max_width = "calc(720px * var(--casekit-zoom, 1))"
    if isinstance(control, ipywidgets.FloatSlider) and 0 <= control.min < control.max <= 1:  # a share
        control.readout_format = ".0%" if math.isclose(control.step * 100, round(control.step * 100)) else ".1%"
    return control


def _put(name: str, control: ipywidgets.ValueWidget, value: Any) -> None:
    """Set the control, or raise CaseError: ipywidgets alone would move a number outside its range without a word."""
    if _stops_at(control, value):
        try:
            control.value = value
            return
        except (TraitError, ValueError, TypeError, OverflowError):
            pass
    if _is_scale(control):
        allowed = f"a number from {shown(control.min)} to {shown(control.max)}, in steps of {shown(control.step)}"
    elif isinstance(control, ipywidgets.Checkbox):
        allowed = "True or False"
    else:
        options = ", ".join(getattr(control, "_options_labels", ()))
        allowed = f"one of: {shortened(options, 200) or 'what the control allows'}"
    raise CaseError(f"{name} must be {allowed}; {shown(value)} was given.")


def _is_scale(control: ipywidgets.ValueWidget) -> bool:
    return all(isinstance(getattr(control, name, None), int | float) for name in ("min", "max", "step"))


def _stops_at(control: ipywidgets.ValueWidget, value: Any) -> bool:
    """Whether the control has this value; a widget of somebody's own decides by itself."""
    if _is_scale(control):
        is_number = isinstance(value, numbers.Real) and not isinstance(value, bool) and math.isfinite(_as_float(value))
        return is_number and control.min <= value <= control.max and math.isclose(
            _on_its_step(control, value), value, abs_tol=1e-9
        )  # fmt: skip
    if isinstance(control, ipywidgets.Checkbox):
        return isinstance(value, bool)
    options = getattr(control, "_options_values", None)
    return options is None or any(type(option) is type(value) and option == value for option in options)


def _as_float(value: Any) -> float:
    try:
        return float(value)
    except (OverflowError, ValueError, TypeError):
        return math.inf


def _on_its_step(control: ipywidgets.ValueWidget, value: float) -> float:
    """The nearest value that the slider itself can stop at."""
    steps = round((value - control.min) / control.step)
    return min(control.min + steps * control.step, control.max)


def _plain(value: object) -> object:
    """Sliders count in floating point: 0.30000000000000004 is 0.3."""
    return round(value, 9) if isinstance(value, float) else value


def _all_plain(values: Mapping[str, object]) -> dict[str, object]:
    return {name: _plain(value) for name, value in values.items()}


def _same(values: Mapping[str, object], others: Mapping[str, object]) -> bool:
    return all(_plain(value) == _plain(others[name]) for name, value in values.items())


def _shown_value(control: ipywidgets.ValueWidget) -> str:
    if hasattr(control, "readout_format"):
        return format(control.value, control.readout_format)
    return str(getattr(control, "label", control.value))
