"""One by one: things that a learner meets singly, each at the press of a button, before they are counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import ipywidgets

from casekit.errors import CaseError
from casekit.teach import cells, screen
from casekit.teach.markup import as_html

SoFar = Callable[[int], str]  # a sentence about the first so many


class OneByOne:
    """A list that grows by one at each press of its button, and a sentence about those met. Made by `one_by_one`."""

    def __init__(self, invitation: str, lines: Sequence[str], so_far: SoFar, button: str):
        if not lines:
            raise CaseError("one_by_one needs at least one line; none was given.")
        self.invitation, self.lines, self.met = str(invitation), tuple(map(str, lines)), 0
        self._so_far = so_far
        self._list = ipywidgets.HTML()
        self._button = ipywidgets.Button(description=button, button_style="primary", layout={"width": "auto"})
        self._button.on_click(lambda _: self.next())
        self._caption = screen.Caption(self.invitation)
        self._box = screen.box(self._list, self._caption, self._button)
        self._output = screen.Output()

    @property
    def sentence(self) -> str:
        """What stands under the list: the one met last, and what they come to so far."""
        return self._caption.text

    def next(self) -> None:
        """Meet one more. Raises CaseError where all have been met."""
        if self.met == len(self.lines):
            raise CaseError(f"You have met all {len(self.lines)} of them. Run the cell again to begin anew.")
        self.met += 1
        self._list.value = _as_list(self.lines[: self.met])
        self._caption.text = self._so_far(self.met)
        if self.met == len(self.lines):
            self._button.disabled = True
        self._output.update(self._repr_mimebundle_())

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, object]:
        """Live view, and its twin: those met so far; on a page that is only read, where nobody can press, all."""
        met = self.met if cells.current() is not None or self.met else len(self.lines)
        shown, sentence = self.lines[:met], self._so_far(met) if met else self.invitation
        twin = screen.caption_twin(sentence)
        html = f"{_as_list(shown)}{twin['text/html']}"
        return {**screen.view(self._box), "text/html": html, "text/plain": "\n".join([*shown, sentence])}

    def _ipython_display_(self) -> None:
        self._output.show(self._repr_mimebundle_())
        cells.before_it_runs_again(lambda: screen.close(self._box))


def one_by_one(invitation: str, lines: Sequence[str], so_far: SoFar, *, button: str = "The next one") -> OneByOne:
    """Show `lines` singly, each at the press of `button`; `so_far` makes the sentence about the first so many.

    >>> calls = one_by_one("Two people did not answer.", ["Ada feels 3.", "Ben feels 9."], "{} called.".format)
    >>> calls.next()
    >>> calls.met, calls.sentence
    (1, '1 called.')
    """
    return OneByOne(invitation, lines, so_far, button)


def _as_list(lines: Sequence[str]) -> str:
    items = "".join(f"<li>{as_html(line)}</li>" for line in lines)
    return f'<ol class="casekit-caption">{items}</ol>' if items else ""
