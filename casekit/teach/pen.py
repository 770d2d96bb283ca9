"""Pen: mouse, finger or stylus over a picture. Where its script does not load, the picture and all else stay."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import anywidget
import ipywidgets
import traitlets

from casekit.teach import figures, screen

Point = tuple[float, float]  # shares of the picture, from its upper left corner

# It lies over the picture, as large as that is on the page. The line under the hand is drawn here, at once; the kernel
# gets each stroke when it ends, draws the picture anew, and says so.
PEN_JS = """
function render({ model, el }) {
  const make = (name, parent, settings) => {
    const made = parent.appendChild(document.createElementNS("http://www.w3.org/2000/svg", name));
    Object.entries(settings).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
  };
  el.style.position = "static";  // size and place of it are ipywidgets' own; the sheet lies over the box around it
  const style = "position: absolute; inset: 0; width: 100%; height: 100%";
  const sheet = make("svg", el, { viewBox: "0 0 1 1", preserveAspectRatio: "none", "aria-hidden": "true", style });
  const look = { fill: "none", "stroke-width": 4, "stroke-linecap": "round", "vector-effect": "non-scaling-stroke" };
  const line = make("polyline", sheet, { ...look, stroke: model.get("colour") });
  let pointer = null, trace = [];
  const settle = () => {
    const over = model.get("disabled");
    Object.assign(sheet.style, { touchAction: over ? "auto" : "none", cursor: over ? "auto" : "crosshair" });
  };
  const draw = () => line.setAttribute("points", trace.map((point) => point.join(",")).join(" "));
  const add = (event) => {
    const box = sheet.getBoundingClientRect();
    trace.push([(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height]);
  };
  const on = (name, act) => sheet.addEventListener(name, act);
  on("pointerdown", (event) => {
    if (model.get("disabled") || pointer !== null || event.button !== 0) return;
    sheet.setPointerCapture(event.pointerId);
    pointer = event.pointerId;
    trace = [];
    add(event);
    event.preventDefault();  // nothing is selected, no picture is dragged away
  });
  on("pointermove", (event) => {
    if (event.pointerId !== pointer) return;
    const passed = event.getCoalescedEvents?.() ?? [];
    (passed.length ? passed : [event]).forEach(add);
    draw();
  });
  on("pointerup", (event) => {
    if (event.pointerId !== pointer) return;
    pointer = null;
    model.send({ trace });
  });
  on("pointercancel", (event) => {
    if (event.pointerId !== pointer) return;
    pointer = null;
    trace = [];
    draw();
  });
  const drawn = () => {
    if (pointer !== null) return;  // the next stroke has begun
    trace = [];
    draw();
  };
  settle();
  model.on("change:disabled", settle);
  model.on("msg:custom", drawn);
  return () => {
    model.off("change:disabled", settle);
    model.off("msg:custom", drawn);
  };
}
export default { render };
"""


class Pen(anywidget.AnyWidget):
    """Calls `stroke(trace)` after each stroke, with the points that it passed."""

    _esm = PEN_JS
    disabled = traitlets.Bool(False).tag(sync=True)
    colour = traitlets.Unicode(figures.GUESS).tag(sync=True)

    def __init__(self, stroke: Callable[[list[Point]], None]) -> None:
        super().__init__()
        self._stroke = stroke
        self.on_msg(self._heard)

    def over(self, picture: screen.Screen) -> ipywidgets.Box:
        """The picture with the pen over it, in one box."""
        pad = ipywidgets.Box([picture, self])
        pad.add_class("casekit-pad")
        return pad

    def _heard(self, _: object, content: Any, buffers: object) -> None:
        trace = [(float(x), float(y)) for x, y in content.get("trace", ())]
        if trace and not self.disabled and all(math.isfinite(share) for point in trace for share in point):
            self._stroke(trace)
        self.send({"drawn": True})
