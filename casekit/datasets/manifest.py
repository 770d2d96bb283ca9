"""What a data folder says of itself: how it was made, and which files with which bytes it consists of."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

import casekit
from casekit.case import Case, open_case
from casekit.errors import CaseError
from casekit.files import plain_errors, shown_path
from casekit.versions import DATA_VERSION
from casekit.world.common.identities import word_pool_hash

NAME = "manifest.json"
_LARGEST = 1_000_000  # bytes; casekit's own are a few thousand
# Only what casekit itself would call a file: whatever a manifest says, its paths stay within the folder.
_PATH = re.compile(r"(truth/)?[a-z][a-z0-9_]*\.(csv|parquet)")


@dataclass(frozen=True)
class Recipe:
    """The arguments of `open_case` that make a world; the same ones always make the same."""

    case: str
    customers: int = 5_000
    months: int = 36
    seed: int = 1
    student: str = ""
    course: str = ""
    dials: Mapping[str, float] | None = None

    def open(self) -> Case:
        """The world, to be taken block by block. Raises CaseError as `open_case` does."""
        return open_case(
            self.case,
            customers=self.customers,
            months=self.months,
            seed=self.seed,
            student=self.student,
            course=self.course,
            dials=self.dials,
            in_blocks=True,
        )


@dataclass(frozen=True)
class File:
    """One file of a data folder."""

    path: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """A data folder's manifest."""

    casekit: str
    data_version: str
    word_pools: str
    format: str
    recipe: Recipe
    files: tuple[File, ...]

    @classmethod
    def of(cls, recipe: Recipe, format: str, files: tuple[File, ...]) -> Manifest:
        """The manifest of a folder that this casekit has made."""
        return cls(casekit.__version__, DATA_VERSION, word_pool_hash(), format, recipe, files)

    def text(self) -> str:
        """The manifest as the JSON that `read` understands."""
        return json.dumps(asdict(self), indent=1) + "\n"


def read(folder: Path) -> Manifest:
    """The manifest of a data folder. Raises CaseError if there is none, or none that casekit could have written."""
    path = folder / NAME
    with plain_errors("read", folder):
        if not folder.is_dir():
            raise CaseError(f"There is no folder {shown_path(folder)}.")
        if not path.is_file() or path.is_symlink():
            where = shown_path(folder)
            raise CaseError(f"There is no {NAME} in {where}, so casekit cannot tell how its files were made.")
    with plain_errors("read", path), open(path, "rb") as file:
        content = file.read(_LARGEST + 1)
    try:
        if len(content) > _LARGEST:
            raise _Damage("it is too large")
        return _manifest(json.loads(content.decode()))
    except _Damage as damage:
        reason = str(damage)
    except (ValueError, RecursionError):
        reason = "it is not JSON"
    raise CaseError(f"{shown_path(path)} is damaged ({reason}); generate the folder anew, under another name.")


class _Damage(Exception):
    pass


_CALLED: dict[type, str] = {dict: "an object", list: "a list", str: "a text", int: "a whole number"}
Kind = TypeVar("Kind", dict[str, Any], list[Any], str, int)


def _manifest(data: object) -> Manifest:
    top = _fields("it", data, Manifest.__annotations__)
    recipe = _fields("recipe", top["recipe"], Recipe.__annotations__)
    files = tuple(_file(f"file {number}", file) for number, file in enumerate(_kind("files", top["files"], list), 1))
    if len({file.path for file in files}) < len(files):
        raise _Damage("it lists a file twice")
    texts = {name: _kind(name, top[name], str) for name in ("casekit", "data_version", "word_pools", "format")}
    return Manifest(**texts, recipe=Recipe(**recipe), files=files)


def _file(name: str, data: object) -> File:
    file = File(**_fields(name, data, File.__annotations__))
    if not _PATH.fullmatch(_kind(f"{name}'s path", file.path, str)):
        raise _Damage(f"{name}'s path is none that casekit writes to")
    if not re.fullmatch("[0-9a-f]{64}", _kind(f"{name}'s sha256", file.sha256, str)):
        raise _Damage(f"{name}'s sha256 is none")
    _kind(f"{name}'s rows", file.rows, int)
    _kind(f"{name}'s bytes", file.bytes, int)
    return file


def _fields(name: str, data: object, names: Mapping[str, object]) -> dict[str, Any]:
    found = _kind(name, data, dict)
    if missing := [field for field in names if field not in found]:
        raise _Damage(f"{name} has no {missing[0]!r}")
    return {field: found[field] for field in names}


def _kind(name: str, value: object, kind: type[Kind]) -> Kind:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise _Damage(f"{name} is not {_CALLED[kind]}")
    return value
