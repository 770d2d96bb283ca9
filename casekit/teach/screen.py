"""Screen and Caption: the two small widgets behind every live picture, and the twins a saved notebook keeps.

ipywidgets' own Image has no alternative text, and replacing HTML drops what a screen reader listens to.
So both widgets keep one element for their whole life and change what is in it.
"""

from __future__ import annotations

import base64

import anywidget
import ipywidgets
import traitlets
from IPython.display import display

from casekit.teach.markup import as_html

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"

# What every box of ours needs from the page, done as soon as the widget has its place there. ipywidgets leaves slider
# handles without a name for screen readers: their visible label is the name. And JupyterLab's own keys must not work
# while a control has the focus: an arrow would leave the menu it was meant for, and "d d" would delete the cell.
SETTLE_JS = """
function settle(el) {
  new ResizeObserver(() => {
    const box = el.closest(".casekit");
    box?.querySelectorAll("select, input, button, [tabindex], [contenteditable]").forEach((control) => {
      control.setAttribute("data-lm-suppress-shortcuts", "true");
    });
    box?.querySelectorAll(".widget-slider").forEach((slider) => {
      const name = slider.querySelector(".widget-label")?.textContent ?? "";
      slider.querySelectorAll(".noUi-handle").forEach((handle) => handle.setAttribute("aria-label", name));
    });
  }).observe(el);
}
"""

# The new picture is loaded before it is put in, and decoded together with the frame that shows it (decoding = sync),
# so that no frame is ever painted without one; waiting for decode() instead costs a frame. A picture that was
# overtaken while it was loaded is dropped: the latest wins.
SCREEN_JS = (
    SETTLE_JS
    + """
function render({ model, el }) {
  const image = document.createElement("img");
  image.className = "casekit-picture";
  image.decoding = "sync";
  el.append(image);
  settle(el);
  let latest = 0;
  async function refresh() {
    const turn = ++latest;
    const next = new Image();
    next.src = URL.createObjectURL(new Blob([model.get("png")], { type: "image/png" }));
    const alt = model.get("alt");
    await new Promise((loaded) => { next.onload = next.onerror = loaded; });
    if (turn !== latest || !next.naturalWidth) return URL.revokeObjectURL(next.src);
    const old = image.src;
    image.style.width = `calc(${model.get("width")}px * var(--casekit-zoom, 1))`;
    image.src = next.src;
    image.alt = alt;
    if (old) URL.revokeObjectURL(old);
  }
  model.on("change", refresh);
  refresh();
  return () => URL.revokeObjectURL(image.src);
}
export default { render };
"""
)

CAPTION_JS = (
    SETTLE_JS
    + """
function render({ model, el }) {
  const line = document.createElement("p");
  line.className = "casekit-caption";
  line.setAttribute("role", "status");
  line.setAttribute("aria-live", "polite");
  const refresh = () => { line.textContent = model.get("text"); };
  el.append(line);
  settle(el);
  model.on("change:text", refresh);
  refresh();
}
export default { render };
"""
)

# A page for a classroom enlarges everything by setting --casekit-zoom; the pictures have pixels to spare up to 1.5.
CSS = """
.casekit {
  --jp-widgets-font-size: calc(15px * var(--casekit-zoom, 1));
  --jp-widgets-inline-height: calc(32px * var(--casekit-zoom, 1));
  align-items: flex-start;
}
.casekit .widget-label { text-align: left; }
.casekit-picture { display: block; max-width: 100%; height: auto; border-radius: 3px; margin-top: 4px; }
.casekit-caption {
  color: var(--jp-content-font-color1, inherit);
  font-family: var(--jp-content-font-family, inherit);
  font-size: calc(16px * var(--casekit-zoom, 1)); line-height: 1.5; margin: 2px 0 6px; max-width: 54em;
}
.casekit-caption:empty { display: none; }
.casekit :is(button, select, input, .noUi-handle):focus-visible {
  outline: 3px solid #0072B2; outline-offset: 2px;
}
"""


class Screen(anywidget.AnyWidget):
    """A picture with its alternative text; a new one replaces the old without a flicker."""

    _esm = SCREEN_JS
    _css = CSS
    png = traitlets.Bytes(b"").tag(sync=True)
    alt = traitlets.Unicode("").tag(sync=True)
    width = traitlets.Int(864).tag(sync=True)

    def show(self, png: bytes, alt: str) -> None:
        """Replace picture and alternative text together, in one message."""
        with self.hold_sync():
            self.png = png
            self.alt = alt


class Caption(anywidget.AnyWidget):
    """One line of text that a screen reader announces when it changes."""

    _esm = CAPTION_JS
    _css = CSS
    text = traitlets.Unicode("").tag(sync=True)


Bundle = tuple[dict[str, object], dict[str, object]]  # data by mime type, and metadata


def view(widget: ipywidgets.Widget) -> dict[str, object]:
    """The part of a mime bundle that makes a front end show `widget` live."""
    return {WIDGET_VIEW: {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}}


def picture_twin(png: bytes, sentence: str, width: int) -> Bundle:
    """Data and metadata of a still picture, as notebooks keep it and code hosts show it."""
    data: dict[str, object] = {"image/png": base64.b64encode(png).decode("ascii"), "text/plain": sentence}
    return data, {"image/png": {"alt": sentence, "width": width}}


def caption_twin(sentence: str) -> dict[str, object]:
    """Data of the line under a still picture."""
    return {"text/html": f'<p class="casekit-caption">{as_html(sentence)}</p>', "text/plain": sentence}


def publish(picture: dict[str, object], metadata: dict[str, object], caption: dict[str, object]) -> None:
    """Display a picture and the line under it, as two outputs: code hosts show one form of each output only."""
    display(picture, metadata=metadata, raw=True)
    display(caption, raw=True)
