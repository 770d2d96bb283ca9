"""The learner's copies: notebooks without outputs, theirs to change, and never overwritten once they have."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from casekit.errors import CaseError
from casekit.files import plain_errors, write_atomically
from casekit.workbook import HOME, notebook, notebooks

MANIFEST = ".casekit.json"


@dataclass
class Report:
    """What handing out the copies came to: the folder, and a sentence for each thing a learner should know."""

    work: Path
    sentences: list[str] = field(default_factory=list)


def hand_out(home: Path = HOME, fresh: str | None = None) -> Report:
    """Bring `work/` up to date with the workbook's notebooks, losing nothing a learner has written.

    - A missing copy is made, also one that the learner deleted.
    - A copy exactly as handed out follows its original.
    - A copy the learner has changed stays; when its original changes, the new one is put beside it, once.
    - `fresh="06"` starts lesson 06 over, and keeps the old copy under another name.
    """
    work = home / "work"
    with plain_errors("make", work):
        work.mkdir(exist_ok=True)
    desk = _Desk(work, _read_manifest(work / MANIFEST), Report(work))
    start_over = notebook(fresh, home).name if fresh is not None else None
    is_first_time = not any(work.iterdir())
    for original in [*notebooks(home).values(), home / "notebooks" / "glossary.md"]:
        if original.is_file():
            desk.lay_out(original.name, _content_of(original), start_over=original.name == start_over)
    if is_first_time and desk.handed_out:
        desk.report.sentences = [f"Your copies of the notebooks are in {work}; write in them as you like."]
    manifest = json.dumps({"handed_out": desk.handed_out}, indent=1, sort_keys=True) + "\n"
    write_atomically(work / MANIFEST, manifest)
    return desk.report


@dataclass
class _Desk:
    """The folder `work/` with the hash of each file as it was last handed out."""

    work: Path
    handed_out: dict[str, str]
    report: Report

    def lay_out(self, name: str, content: bytes, *, start_over: bool) -> None:
        copy, new = self.work / name, _hash(content)
        there = self._hash_there(name)
        if start_over and there not in (None, new):
            kept = self._name_like(name, "kept", free=lambda other: self._hash_there(other) is None)
            with plain_errors("rename", copy):
                copy.rename(self.work / kept)
            self._say(f"{name} starts over; what you had is in {kept}.")
        elif there not in (None, new, self.handed_out.get(name)):
            self._put_beside(name, content)
            return
        elif start_over and there == new:
            self._say(f"{name} is as new already.")
        elif there is None and name in self.handed_out:
            self._say(f"{name} was missing and is back.")
        elif there not in (None, new):
            self._say(f"{name} was updated; you had not changed it.")
        if there != new:
            write_atomically(copy, content)
        self.handed_out[name] = new

    def _put_beside(self, name: str, content: bytes) -> None:
        """Offer a new original next to a changed copy, unless that very original was offered before."""
        new = _hash(content)
        if self.handed_out.get(name) == new:
            return
        # An earlier offer may be replaced as long as nobody has written in it.
        beside = self._name_like(
            name, "updated", free=lambda other: self._hash_there(other) in (None, new, self.handed_out.get(other))
        )
        if self._hash_there(beside) != new:
            write_atomically(self.work / beside, content)
        self.handed_out[name] = self.handed_out[beside] = new
        self._say(f"{name} has a new original; your copy stays as you left it, the new one is beside it: {beside}.")

    def _hash_there(self, name: str) -> str | None:
        copy = self.work / name
        with plain_errors("read", copy):
            return _hash(copy.read_bytes()) if copy.exists() else None

    def _name_like(self, name: str, word: str, *, free: Callable[[str], bool]) -> str:
        """06-surveys.ipynb -> 06-surveys-kept.ipynb, or -kept-2, -kept-3, ... whichever is free."""
        stem, suffix = Path(name).stem, Path(name).suffix
        candidate, count = f"{stem}-{word}{suffix}", 1
        while not free(candidate):
            count += 1
            candidate = f"{stem}-{word}-{count}{suffix}"
        return candidate

    def _say(self, sentence: str) -> None:
        self.report.sentences.append(sentence)


def without_outputs(content: dict) -> dict:
    """The same notebook as nobody has run it: no outputs, no counts, no widget state.

    >>> cell = {"cell_type": "code", "execution_count": 3, "outputs": ["41"], "source": "6 * 7"}
    >>> without_outputs({"cells": [cell], "metadata": {"widgets": {}}})["cells"]
    [{'cell_type': 'code', 'execution_count': None, 'outputs': [], 'source': '6 * 7'}]
    """
    cells = [
        {**cell, "execution_count": None, "outputs": []} if cell["cell_type"] == "code" else cell
        for cell in content["cells"]
    ]
    metadata = {key: value for key, value in content["metadata"].items() if key != "widgets"}
    return {**content, "cells": cells, "metadata": metadata}


def language_info() -> dict[str, object]:
    """What the kernel will say of itself. JupyterLab writes it into a notebook that lacks it, which then counts as
    unsaved the moment it is opened, and asks to be saved when it is closed."""
    return {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
        "version": platform.python_version(),
    }


def _content_of(original: Path) -> bytes:
    """What a learner gets of an original: a notebook without outputs, anything else as it is."""
    with plain_errors("read", original):
        content = original.read_bytes()
    if original.suffix != ".ipynb":
        return content
    try:
        cleared = without_outputs(json.loads(content))
        cleared["metadata"]["language_info"] = language_info()
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CaseError(f"{original} is not a whole notebook; fetch the workbook again.") from None
    return (json.dumps(cleared, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _read_manifest(path: Path) -> dict[str, str]:
    """The hashes of what was handed out; none if the manifest is damaged, so that every copy counts as changed."""
    with plain_errors("read", path):
        text = path.read_bytes() if path.exists() else b"{}"
    try:
        return {str(name): str(value) for name, value in json.loads(text).get("handed_out", {}).items()}
    except (ValueError, AttributeError):
        return {}


def _hash(content: bytes) -> str:
    """What a file says. Of a notebook only the cells count, as JupyterLab changes metadata on merely opening it."""
    try:
        cells = [{**cell, "source": "".join(cell["source"])} for cell in json.loads(content)["cells"]]
    except (ValueError, KeyError, TypeError):
        return sha256(content).hexdigest()
    return sha256(json.dumps(cells, sort_keys=True).encode()).hexdigest()
