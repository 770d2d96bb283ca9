"""The frozen worlds described as one Frictionless data package."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pyarrow as pa

from casekit.case import Case, Truth
from casekit.datasets.manifest import File, Manifest
from casekit.datasets.stream import arrow
from casekit.errors import CaseError, shown
from casekit.tables import Table
from casekit.versions import DATA_VERSION

_TYPES = (
    (pa.types.is_boolean, {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]}),
    (pa.types.is_integer, {"type": "integer"}),
    (pa.types.is_floating, {"type": "number"}),
    (pa.types.is_date, {"type": "date", "format": "%Y-%m-%d"}),
    (pa.types.is_timestamp, {"type": "datetime", "format": "%Y-%m-%d %H:%M:%S.%f"}),
)
_MOST_NAMED = 40  # categories; a longer list, such as campaigns, is not spelled out


def package(worlds: list[tuple[Case, Manifest]]) -> dict[str, Any]:
    """The descriptor: a resource for each file of each world, with its types, units, keys, size and hash."""
    for world in worlds if isinstance(worlds, list) else [worlds]:
        if not isinstance(world, tuple) or [type(part) for part in world] != [Case, Manifest]:
            raise CaseError(f"worlds must be a list of pairs, a case and its manifest; {shown(world)} was given.")
    return {
        "profile": "data-package",
        "name": "casekit",
        "title": "Customers whose truth is known",
        "description": (
            "Small synthetic worlds for teaching: what a company writes down of its customers, and in the folders "
            "named truth what really happened. All customers are invented, and the companies are not involved."
        ),
        "version": DATA_VERSION,
        "keywords": ["synthetic data", "customer relationship management", "teaching"],
        "resources": [resource for case, made in worlds for resource in _World(case).resources(made.files)],
    }


class _World:
    """One company's tables, and where each id is at home."""

    def __init__(self, case: Case) -> None:
        self.company, truth = case.company, case.reveal()
        name = case.company.name
        self.tables: list[tuple[Case | Truth, Table, str]] = [
            *((case, table, f"{name}-{table.name}") for table in case.company.records),
            *((truth, table, f"{name}-truth-{table.name}") for table in case.company.truth),
        ]
        self.homes: dict[str, str] = {}
        for _, table, resource in self.tables:
            if len(table.key) == 1:
                self.homes.setdefault(table.key[0], resource)  # records first

    def resources(self, files: tuple[File, ...]) -> list[dict[str, Any]]:
        return [
            {
                "name": resource,
                "title": f"{self.company.title}, {file.path.removesuffix('.csv').replace('/', ': ')}",
                "description": f"{table.row}, a row each.",
                "path": f"{self.company.name}/{file.path}",
                "profile": "tabular-data-resource",
                "scheme": "file",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": file.bytes,
                "hash": f"sha256:{file.sha256}",
                "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True},
                "schema": self._schema(source.fresh(table.name), table, resource),
            }
            for (source, table, resource), file in zip(self.tables, files, strict=True)
        ]

    def _schema(self, frame: pd.DataFrame, table: Table, resource: str) -> dict[str, Any]:
        fields, references = [], []
        for name, field in zip(frame.columns, arrow(frame.head(0)).schema, strict=True):
            column = table.column(name)
            fields.append({"name": name, **_type(field.type), "description": column.meaning})
            if column.unit:
                fields[-1]["unit"] = column.unit
            if isinstance(frame[name].dtype, pd.CategoricalDtype) and len(frame[name].cat.categories) <= _MOST_NAMED:
                fields[-1]["constraints"] = {"enum": list(frame[name].cat.categories)}
            key = column.points_to or name
            home = self.homes.get(key, resource)
            if home != resource or column.points_to:
                own = home == resource  # which the specification writes as nothing
                references.append({"fields": name, "reference": {"resource": "" if own else home, "fields": key}})
        key = table.key[0] if len(table.key) == 1 else list(table.key)
        return {"fields": fields, "missingValues": [""], "primaryKey": key, "foreignKeys": references}


def _type(kind: pa.DataType) -> dict[str, Any]:
    return next((named for is_kind, named in _TYPES if is_kind(kind)), {"type": "string"})
