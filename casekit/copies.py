"""The learner's copies: notebooks without outputs, theirs to change, and never overwritten once they have."""

from __future__ import annotations

import itertools
import json
import os
import platform
import re
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from casekit.errors import CaseError
from casekit.files import plain_errors, write_atomically, write_new
from casekit.workbook import HOME, notebook, notebooks

MANIFEST = ".casekit.json"
_CONFLICT = re.compile(rb"^<<<<<<< ", re.MULTILINE)


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
    - What cannot be read or written is named in the report, and the others are handed out.
    """
    work = home / "work"
    with plain_errors("make", work):
        work.mkdir(exist_ok=True)
    desk = _Desk(work, _read_manifest(work / MANIFEST), Report(work))
    start_over = notebook(fresh, home).name if fresh is not None else None
    with plain_errors("read", work):
        is_first_time = not any(work.iterdir())
    troubles = []
    for original in [*notebooks(home).values(), home / "notebooks" / "glossary.md"]:
        try:
            if original.exists():
                desk.lay_out(original, start_over=original.name == start_over)
        except CaseError as trouble:  # this one's only
            troubles.append(str(trouble))
    if is_first_time and desk.handed_out:
        desk.report.sentences = [f"Your copies of the notebooks are in {work}; write in them as you like."]
    desk.report.sentences += troubles
    manifest = json.dumps({"handed_out": desk.handed_out}, indent=1, sort_keys=True) + "\n"
    write_atomically(work / MANIFEST, manifest)
    return desk.report


@dataclass
class _Desk:
    """The folder `work/` with the hash of each file as it was last handed out."""

    work: Path
    handed_out: dict[str, str]
    report: Report

    def lay_out(self, original: Path, *, start_over: bool) -> None:
        """Bring the copy of one original up to date.

        A learner may save it at any moment, so no file is overwritten: what is to go is moved aside first and looked
        at there, and what is to come takes its name only if that is free.
        """
        name, known = original.name, self.handed_out.get(original.name)
        content = _content_of(original, known)
        new, there = _hash(content), self._hash_there(name)
        if there == new:
            sentence = f"{name} is as new already." if start_over else ""
        elif there is None:
            sentence = f"{name} was missing and is back." if known else ""
        elif start_over:
            sentence = f"{name} starts over; what you had is in {self._move_aside(name)}."
        elif there == known and self._withdraw(name, known):
            sentence = f"{name} was updated; you had not changed it."
        else:
            self._put_beside(name, content)
            return
        if sentence:
            self._say(sentence)
        if there == new or write_new(self.work / name, content):
            self.handed_out[name] = new
        else:  # saved in this very moment
            self._put_beside(name, content)

    def _put_beside(self, name: str, content: bytes) -> None:
        """Offer a new original next to a changed copy, unless that very original was offered before."""
        new = _hash(content)
        if self.handed_out.get(name) == new:
            return
        for count in itertools.count(1):
            beside = _name_like(name, "updated", count)
            there, offered = self._hash_there(beside), self.handed_out.get(beside)
            # An earlier offer is replaced as long as nobody has written in it.
            is_free = there is None or (there == offered != new and self._withdraw(beside, there))
            if there == new or (is_free and write_new(self.work / beside, content)):
                break
        self.handed_out[name] = self.handed_out[beside] = new
        self._say(f"{name} has a new original; your copy stays as you left it, the new one is beside it: {beside}.")

    def _withdraw(self, name: str, expected: str) -> bool:
        """Take a file away if it says what is expected; it stays, and False is returned, if it was saved meanwhile."""
        aside = self.work / self._move_aside(name)
        with plain_errors("read", aside):
            content = aside.read_bytes()
        is_expected = _hash(content) == expected
        if is_expected or write_new(self.work / name, content):  # saved once more, both stay
            with plain_errors("remove", aside):
                aside.unlink()
        return is_expected

    def _move_aside(self, name: str) -> str:
        """Give a file another name, and return that."""
        for count in itertools.count(1):
            kept = _name_like(name, "kept", count)
            with plain_errors("rename", self.work / name):
                try:
                    open(self.work / kept, "xb").close()  # so the name is ours: to rename is to overwrite
                except FileExistsError:
                    continue
                try:
                    os.replace(self.work / name, self.work / kept)
                except OSError:
                    (self.work / kept).unlink()
                    raise
            break
        return kept

    def _hash_there(self, name: str) -> str | None:
        copy = self.work / name
        with plain_errors("read", copy):
            return _hash(copy.read_bytes()) if copy.exists() else None

    def _say(self, sentence: str) -> None:
        self.report.sentences.append(sentence)


def _name_like(name: str, word: str, count: int) -> str:
    """06-surveys.ipynb -> 06-surveys-kept.ipynb, 06-surveys-kept-2.ipynb, ..."""
    stem, suffix = Path(name).stem, Path(name).suffix
    return f"{stem}-{word}{suffix}" if count == 1 else f"{stem}-{word}-{count}{suffix}"


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


def whole_notebook(path: Path) -> dict:
    """The notebook at `path`; CaseError if it is none, such as one that a merge has left undecided."""
    content = _parsed(path, _bytes_of(path))
    _ensure_valid(path, content)
    return content


def _content_of(original: Path, handed_out: str | None) -> bytes:
    """What a learner gets of an original: a notebook without outputs, anything else as it is."""
    content = _bytes_of(original)
    if original.suffix != ".ipynb":
        return content
    notebook = _parsed(original, content)
    cleared = without_outputs(notebook)
    cleared["metadata"]["language_info"] = language_info()
    copy = (json.dumps(cleared, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode(errors="surrogatepass")
    if _hash(copy) != handed_out:
        _ensure_valid(original, notebook)
    return copy


def _bytes_of(original: Path) -> bytes:
    with plain_errors("read", original):
        content = original.read_bytes()
    if _CONFLICT.search(content):
        raise CaseError(f"{original} has an undecided merge conflict in it; decide it, or fetch the workbook again.")
    return content


def _parsed(path: Path, content: bytes) -> dict:
    """`content` as JSON, with what a notebook has at the least: a version, cells with a source, and metadata."""
    try:
        notebook = json.loads(content)
        if notebook["nbformat"] != 4 or not isinstance(notebook["nbformat_minor"], int):
            raise ValueError
        for cell in notebook["cells"]:
            "".join(cell["cell_type"]), "".join(cell["source"]), dict(cell["metadata"])
        dict(notebook["metadata"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _no_notebook(path) from None
    return notebook


def _ensure_valid(path: Path, notebook: dict) -> None:
    """Raise CaseError unless Jupyter will open the notebook."""
    from nbformat.validator import iter_validate  # takes a second, for which a start without news need not wait

    if next(iter(iter_validate(notebook)), None):
        raise _no_notebook(path)


def _no_notebook(path: Path) -> CaseError:
    return CaseError(f"{path} is not a whole notebook; fetch the workbook again.")


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
