"""Sheet: a figure that is drawn on again and again, with the axes of its next drawing made ahead of time."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure

Box = tuple[float, float, float, float]  # left, bottom, width, height, as shares of the figure
TICKS_AHEAD = 8


class Sheet(Figure):
    """A matplotlib Figure with an Agg canvas of its own, known to no pyplot.

    A third of the time of a drawing goes into making axes and their ticks, which are the same each time. After a
    drawing, `prepare` makes fresh ones, so that the next answer to a slider need not wait for them.
    """

    def __init__(self, width: float, height: float):
        self._boxes: list[Box] = []
        self._ready: list[tuple[Box, Axes]] = []
        super().__init__(figsize=(width, height))
        self.agg = FigureCanvasAgg(self)

    def add_panel(self, box: Box) -> Axes:
        """Blank axes at `box`."""
        self._boxes.append(box)
        if self._ready and self._ready[0][0] == box:
            return self.add_axes(self._ready.pop(0)[1])
        return self.add_axes(box)

    def empty(self) -> None:
        """Take everything off, for the next drawing."""
        for axes in self.axes:
            self.delaxes(axes)  # Figure.clear alone would first rebuild each of them, at some cost
        self.clear()
        self._boxes = []

    def let_go(self) -> None:
        """Keep neither a drawing nor its pixels."""
        self.empty()
        self._ready = []
        self.wipe()

    def wipe(self) -> None:
        """Keep the drawing, and not its pixels: some 3 MB, of no use once there is a picture of them."""
        # Each text holds the renderer that it was last drawn with, for its width. So that stays, with one pixel.
        if (renderer := getattr(self.agg, "renderer", None)) is not None:
            RendererAgg.__init__(renderer, 1, 1, self.dpi)
        self.agg = FigureCanvasAgg(self)

    def prepare(self) -> None:
        """Make, ahead of time, the panels that the last drawing asked for."""
        self._ready = [(box, Axes(self, box)) for box in self._boxes]
        for _, axes in self._ready:
            axes.xaxis.get_major_ticks(TICKS_AHEAD)
            axes.yaxis.get_major_ticks(TICKS_AHEAD)
