"""Question: what a learner commits an answer to, before anything is shown."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets

from casekit.errors import CaseError, shortened, shown
from casekit.teach import screen
from casekit.teach.markup import as_html
from casekit.teach.scale import Scale


class Question:
    """Words, a scale to answer on, a field for the reason, a button to commit and a line that says what came of it.

    `name` is what the answer is called: "guess", "line". Once there is a `value`, it is locked.
    """

    value: object = None
    reason = ""

    def __init__(self, question: str, scale: Scale, name: str):
        self.question, self.scale, self.name = str(question), scale, name
        self._listeners: list[Callable[[], None]] = []
        self._words = ipywidgets.HTML(f'<p class="casekit-caption"><b>{as_html(self.question)}</b></p>')
        self._because = ipywidgets.Text(
            placeholder="your reason, in one line, if you like", description="because", tooltip="because",
            continuous_update=False, style={"description_width": "initial"},
            layout={"width": "calc(420px * var(--casekit-zoom, 1))", "max_width": "100%"},
        )  # fmt: skip
        self._button = ipywidgets.Button(
            description=f"Commit my {name}", button_style="primary", layout={"width": "auto"}
        )
        self._button.on_click(lambda _: self._pressed())
        self._caption = screen.Caption()

    @property
    def is_committed(self) -> bool:
        """Whether there is an answer."""
        return self.value is not None

    def when_committed(self, listener: Callable[[], None]) -> None:
        """Call `listener` upon commit."""
        self._listeners.append(listener)

    def _commit_shown(self) -> None:
        """Commit what the controls show, or raise CaseError."""
        raise NotImplementedError

    def _pressed(self) -> None:
        try:
            self._commit_shown()
        except CaseError as error:
            self._caption.text = str(error)

    @property
    def _with_reason(self) -> str:
        """Why, to the end of a sentence."""
        return f', because: "{self.reason}".' if self.reason else "."

    def _over(self, committed: str = "") -> CaseError:
        """What is said to somebody who would commit once more."""
        return CaseError(f"Your {self.name} is committed{committed}. Run the cell again for a new one.")

    def _lock(self, sentence: str, *controls: ipywidgets.Widget) -> None:
        """From now on nothing moves."""
        self._because.value = self.reason
        for control in (*controls, self._because, self._button):
            control.disabled = True
        self._button.description = "✓ Committed"
        self._caption.text = sentence

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()


def row(*parts: ipywidgets.Widget) -> ipywidgets.Box:
    """Controls beside each other, as far as there is room."""
    return ipywidgets.Box(parts, layout={"flex_flow": "row wrap", "grid_gap": "8px"})


def one_line(reason: object) -> str:
    """A reason as it is kept, or CaseError if it is no text."""
    if not isinstance(reason, str):
        raise CaseError(f"A reason is a line of text; {shown(reason)} was given.")
    return shortened(" ".join(reason.split()).rstrip("."), 300)
