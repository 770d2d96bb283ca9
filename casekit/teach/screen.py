"""What a front end shows of ours: a picture, the line under it, their style, and the twins that a saved notebook keeps.

Pictures and lines are ipywidgets' own Image and HTML, which every front end has at hand. One small script of ours
makes them pleasant for keyboards and screen readers; where it fails to load in time, all is there all the same.
"""

from __future__ import annotations

import base64
import functools

import anywidget
import ipywidgets
import traitlets
from IPython.display import DisplayHandle, display

from casekit.teach.markup import as_html

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
LIVE_HINT = "Run this cell to turn its knobs."

# A page for a classroom enlarges everything by setting --casekit-zoom; the pictures have pixels to spare up to 1.5.
# A read-out beside a slider shows the value and is not typed into: what ipywidgets makes of a typed "30 %" or "0,5" is
# not what was meant. In a narrow cell a label stands above its control, so that the control keeps its length.
CSS = """
.casekit {
  --jp-widgets-font-size: calc(15px * var(--casekit-zoom, 1));
  --jp-widgets-inline-height: calc(32px * var(--casekit-zoom, 1));
  align-items: flex-start; container-type: inline-size; width: 100%;
}
.casekit .widget-label { text-align: left; }
.casekit .widget-readout { pointer-events: none; -webkit-user-modify: read-only !important; }
@container (max-width: 560px) {
  .casekit .widget-inline-hbox { flex-flow: row wrap; height: auto; }
  .casekit .widget-inline-hbox > .widget-label { flex: 1 0 100%; width: 100% !important; max-width: none; }
}
.casekit-picture { height: auto; border-radius: 3px; }
.casekit .casekit-pad { align-items: flex-start; position: relative; }
.casekit .casekit-pad > * { margin: 0; }
.casekit-pad .jupyter-widgets-error-widget { display: none; }
.casekit-caption {
  color: var(--jp-content-font-color1, inherit);
  font-family: var(--jp-content-font-family, inherit);
  font-size: calc(16px * var(--casekit-zoom, 1)); line-height: 1.5; margin: 2px 0 6px; max-width: 54em;
}
.casekit-caption:empty { display: none; }
.casekit-goal { border-left: 4px solid #009E73; padding-left: 10px; }
.casekit :is(button, select, input, .noUi-handle):focus-visible {
  outline: 3px solid #0072B2; outline-offset: 2px;
}
"""

# ipywidgets leaves slider handles without a name for screen readers: their visible label is the name. It gives a
# picture a title, which would pop up under the mouse, and no alternative text. It replaces the words of a line, and a
# screen reader listens to what stays: the box around them. And JupyterLab's own keys must not work while a control has
# the focus: an arrow would leave the menu it was meant for, and "d d" would delete the cell.
SETTLE_JS = """
function settle(area) {
  area.querySelectorAll(".casekit :is(select, input, button, [tabindex])").forEach((control) => {
    control.setAttribute("data-lm-suppress-shortcuts", "true");
  });
  area.querySelectorAll(".casekit .widget-slider").forEach((slider) => {
    const name = slider.querySelector(".widget-label")?.textContent ?? "";
    slider.querySelectorAll(".noUi-handle").forEach((handle) => handle.setAttribute("aria-label", name));
  });
  area.querySelectorAll(".casekit .widget-readout[contenteditable]").forEach((readout) => {
    readout.removeAttribute("contenteditable");
    readout.removeAttribute("tabindex");
  });
  area.querySelectorAll("img.casekit-picture[title]").forEach((picture) => {
    picture.decoding = "sync";  // decoded together with the frame that shows it
    picture.alt = picture.title;
    picture.removeAttribute("title");
  });
  area.querySelectorAll(".casekit-says > .widget-html-content").forEach((line) => {
    line.setAttribute("role", "status");
    line.setAttribute("aria-live", "polite");
    line.querySelectorAll("[role=status]").forEach((inner) => inner.removeAttribute("role"));
  });
}
function render({ el }) {
  let watch;
  const begin = () => {
    const area = el.closest(".jp-OutputArea, body");
    if (!area) return requestAnimationFrame(begin);  // it has not got its place on the page yet
    watch = new MutationObserver(() => settle(area));
    watch.observe(area, { childList: true, subtree: true, attributes: true, attributeFilter: ["title"] });
    settle(area);
  };
  begin();
  return () => watch?.disconnect();
}
export default { render };
"""


class Screen(ipywidgets.Image):
    """A picture with its alternative text; a new one replaces the old without a flicker."""

    # The front end gives a tooltip to what has an empty description, and to look for one that is not there is an error.
    description = traitlets.Unicode("").tag(sync=True)

    def __init__(self, png: bytes = b"", alt: str = "", width: int = 864) -> None:
        super().__init__(value=png, tooltip=alt, layout={"max_width": "100%"})
        self.add_class("casekit-picture")
        self.set_width(width)

    @property
    def png(self) -> bytes:
        """The picture shown now."""
        return bytes(self.value)

    @property
    def alt(self) -> str:
        """What is said of it to those who cannot see it."""
        return self.tooltip or ""

    def set_width(self, pixels: int) -> None:
        """How wide a page shows it; the picture itself is finer, for sharp screens."""
        self.layout.width = f"calc({pixels}px * var(--casekit-zoom, 1))"

    def show(self, png: bytes, alt: str) -> None:
        """Replace picture and alternative text together, in one message."""
        with self.hold_sync():
            self.value = png
            self.tooltip = alt


class Caption(ipywidgets.HTML):
    """One line of text that a screen reader announces when it changes."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.add_class("casekit-says")
        self.text = text

    @property
    def text(self) -> str:
        """The line as plain text."""
        return self._text

    @text.setter
    def text(self, text: str) -> None:
        self._text = text
        self.value = _paragraph(text).replace("<p ", '<p role="status" ', 1)


class _Settle(anywidget.AnyWidget):
    _esm = SETTLE_JS


@functools.cache
def _for_every_box() -> tuple[ipywidgets.Widget, ...]:
    """Style and script, the same two models in every box: each is sent once."""
    return ipywidgets.HTML(f"<style>{CSS}</style>", layout={"display": "none"}), _Settle(layout={"height": "0"})


def box(*children: ipywidgets.Widget) -> ipywidgets.VBox:
    """Our controls and pictures in a column."""
    column = ipywidgets.VBox([*children, *_for_every_box()])
    column.add_class("casekit")
    return column


def refill(column: ipywidgets.VBox, *children: ipywidgets.Widget) -> None:
    """Put other things in a box, and let go of those that were in it."""
    before = column.children
    column.children = [*children, *_for_every_box()]
    for child in set(before) - set(column.children):
        close(child)


def close(widget: ipywidgets.Widget) -> None:
    """Let go of a widget and of everything in it: its registry would keep them as long as Python runs."""
    if widget not in _for_every_box():
        for child in getattr(widget, "children", ()):
            close(child)
        for part in (getattr(widget, "layout", None), getattr(widget, "style", None)):
            if isinstance(part, ipywidgets.Widget):
                part.close()
        widget.close()


Bundle = tuple[dict[str, object], dict[str, object]]  # data by mime type, and metadata


def view(widget: ipywidgets.Widget) -> dict[str, object]:
    """The part of a mime bundle that makes a front end show `widget` live."""
    return {WIDGET_VIEW: {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}}


def picture_twin(png: bytes, sentence: str, width: int) -> Bundle:
    """Data and metadata of a still picture, as notebooks keep it and code hosts show it."""
    data: dict[str, object] = {"image/png": base64.b64encode(png).decode("ascii"), "text/plain": sentence}
    return data, {"image/png": {"alt": sentence, "width": width}}


def caption_twin(sentence: str, goal: str = "", hint: str = "") -> dict[str, object]:
    """Data of the line under a still picture, of what is to be found there, and how it becomes live."""
    more = f'<p class="casekit-caption"><em>{as_html(hint)}</em></p>' if hint else ""
    lines = [line for line in (sentence, goal) if line or line is sentence]
    return {"text/html": "".join(map(_paragraph, lines)) + more, "text/plain": "\n".join(lines)}


def publish(picture: dict[str, object], metadata: dict[str, object], caption: dict[str, object]) -> None:
    """Display a picture and the line under it, as two outputs: code hosts show one form of each output only."""
    display(picture, metadata=metadata, raw=True)
    display(caption, raw=True)


class Output:
    """One output of a cell, whose twin can be changed after it was shown: what the learner did is to be kept."""

    def __init__(self) -> None:
        self._shown: DisplayHandle | None = None

    def show(self, data: dict[str, object], metadata: dict[str, object] | None = None) -> None:
        """Display it where the present cell shows what it has."""
        self._shown = display(data, metadata=metadata, raw=True, display_id=True)

    def update(self, data: dict[str, object], metadata: dict[str, object] | None = None) -> None:
        """Change it, wherever it was shown; nothing, if it never was."""
        if self._shown is not None:
            self._shown.update(data, metadata=metadata, raw=True)


def _paragraph(text: str) -> str:
    return f'<p class="casekit-caption">{as_html(text)}</p>'
