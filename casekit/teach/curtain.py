"""Curtain: a picture that stays closed until a learner has committed an answer."""

from __future__ import annotations

import ipywidgets

from casekit.teach import cells, figures, screen
from casekit.teach.question import Question


class Curtain:
    """Picture and sentence behind a line of words and a button "Show me"; a commit opens it too.

    What is behind it comes from `_drawn`. Once all is set, a maker calls `_open_if_committed`.
    """

    def __init__(self, question: Question, size: tuple[float, float]):
        self.is_open = False
        self._closed = f"This opens when you have committed your {question.name}."
        self._question = question
        self._screen = screen.Screen(width=round(size[0] * figures.CSS_PIXELS_PER_INCH))
        self._caption = screen.Caption()
        button = ipywidgets.Button(description="Show me", layout={"width": "auto"})
        button.on_click(lambda _: self.open())
        self._box = screen.box(ipywidgets.HTML(f'<p class="casekit-caption">{self._closed}</p>'), button)
        self._outputs = screen.Output(), screen.Output()
        question.when_committed(self.open)

    def _open_if_committed(self) -> None:
        if self._question.is_committed:
            self.open()

    @property
    def sentence(self) -> str:
        """What stands under the picture; empty while closed."""
        return self._caption.text

    def open(self) -> None:
        """Show what is true and what was reported, with the learner's answer if it is committed."""
        figure, sentence = self._drawn()
        self._screen.show(figures.png(figure), sentence)
        screen.refill(self._box, self._screen)
        self._caption.text = sentence
        self.is_open = True
        for output, bundle in zip(self._outputs, self._bundles(), strict=True):
            output.update(*bundle)

    def _drawn(self) -> tuple[figures.Sheet, str]:
        """The finished figure and its sentence."""
        raise NotImplementedError

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> screen.Bundle:
        """Live view, and its twin."""
        return self._bundles()[0]

    def _bundles(self) -> tuple[screen.Bundle, screen.Bundle]:
        """Picture and line, live and as a saved notebook keeps them: closed until the learner has opened it.

        Where nobody sits before it, on a page that is only read, it is open and without an answer.
        """
        live, line = screen.view(self._box), screen.view(self._caption)
        if not self.is_open and cells.current() is not None:
            return ({**live, **screen.caption_twin(self._closed)}, {}), ({**line, **screen.caption_twin("")}, {})
        figure, sentence = self._drawn()
        data, metadata = screen.picture_twin(figures.png(figure, small=True), sentence, figures.css_width(figure))
        return ({**live, **data}, metadata), ({**line, **screen.caption_twin(sentence)}, {})

    def _ipython_display_(self) -> None:
        for output, bundle in zip(self._outputs, self._bundles(), strict=True):
            output.show(*bundle)
        cells.before_it_runs_again(self._close)

    def _close(self) -> None:
        for widget in (self._box, self._caption, self._screen):
            screen.close(widget)
