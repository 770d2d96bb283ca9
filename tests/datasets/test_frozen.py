"""The frozen worlds in `datasets/`: just as casekit makes them, small, described, and fit for a spreadsheet."""

import json
import re

import pandas as pd
import pytest
from frictionless import validate
from thoroughness import is_thorough

from casekit import case
from casekit.datasets import frozen, manifest
from casekit.datasets.verify import verify

README = (frozen.FOLDER / "README.md").read_text(encoding="utf-8")
PACKAGE = json.loads((frozen.FOLDER / "datapackage.json").read_text())
TABLES = [path for path in sorted(frozen.FOLDER.glob("*/**/*.csv"))]


def contents(place):
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}


def test_every_company_has_a_frozen_world():
    """If this fails, run `python -m casekit.datasets`."""
    assert sorted(path.parent.name for path in frozen.FOLDER.glob("*/manifest.json")) == case.companies()


def test_remade_they_are_the_same_bytes(tmp_path):
    """If this fails on purpose, run `python -m casekit.datasets` and add the new version to casekit/versions.json."""
    assert [sentence for company in case.companies() for sentence in verify(frozen.FOLDER / company)] == []
    frozen.rebuild(tmp_path)
    here = contents(frozen.FOLDER)
    here.pop("README.md")
    remade = contents(tmp_path)
    assert sorted(here) == sorted(remade)
    assert [path for path in here if here[path] != remade[path]] == []


def test_they_are_small():
    assert sum(len(content) for content in contents(frozen.FOLDER).values()) < 8_000_000


def test_they_are_a_valid_data_package():
    rows = None if is_thorough() else 500
    report = validate(str(frozen.FOLDER / "datapackage.json"), limit_rows=rows)
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "message"])[:5]
    assert len(report.tasks) == len(TABLES)


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    monkeypatch.setattr(frozen, "SIZES", {"starbucks": (12, 4)})
    frozen.rebuild(tmp_path, ["starbucks"])
    return tmp_path


@pytest.mark.parametrize(
    ("table", "old", "new", "error"),
    [
        ("purchases", b"\n10000,1,", b"\n10000,13,", "foreign-key"),
        ("purchases", b"\n10001,1,", b"\n10000,1,", "primary-key"),
        ("purchases", b"2025-", b"25-", "type-error"),
        ("surveys", b"false", b"no", "type-error"),
        ("customers", b",WA,", b",WA,,", "extra-cell"),
        ("contacts", b",", b" ,", "hash-count"),
        ("customers", b",walk-in,", b",walked in,", "constraint-error"),
    ],
)
def test_the_data_package_notices(table, old, new, error, tiny):
    path = tiny / "starbucks" / f"{table}.csv"
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new, 1))
    assert error in {found for [found] in validate(str(tiny / "datapackage.json")).flatten(["type"])}


def test_the_package_says_what_each_column_is_and_where_it_points():
    for resource in PACKAGE["resources"]:
        header = (frozen.FOLDER / resource["path"]).read_text().split("\n", 1)[0]
        assert header == ",".join(field["name"] for field in resource["schema"]["fields"])
        assert all(field["description"] and field["type"] for field in resource["schema"]["fields"])
    purchases = next(one for one in PACKAGE["resources"] if one["name"] == "starbucks-purchases")
    assert purchases["schema"]["primaryKey"] == "purchase_id"
    assert purchases["schema"]["fields"][-1]["unit"] == "USD"
    assert {key["fields"]: key["reference"]["resource"] for key in purchases["schema"]["foreignKeys"]} == {
        "customer_id": "starbucks-customers",
        "product_id": "starbucks-products",
    }
    contacts = next(one for one in PACKAGE["resources"] if one["name"] == "starbucks-contacts")
    itself = {"fields": "repeat_of", "reference": {"resource": "", "fields": "contact_id"}}
    assert itself in contacts["schema"]["foreignKeys"]


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.relative_to(frozen.FOLDER).as_posix())
def test_a_spreadsheet_can_take_them(path):
    """Excel takes plain ASCII for what it is, without a byte order mark, and a million rows at most."""
    content = path.read_bytes()
    assert content.isascii() and b"\r" not in content and content.count(b"\n") < 1_048_576
    for column in pd.read_csv(path, keep_default_na=False, dtype=str).to_numpy().T:
        starts = {text[:1] for text in set(column)}
        assert not starts & set("=+@\t'")


def test_the_readme_says_how_they_are_made():
    sizes = {name: (int(customers), int(months)) for name, customers, months in
             re.findall(r"^\| `(\w+)` \| (\d+) \| (\d+) \|$", README, re.MULTILINE)}  # fmt: skip
    assert set(sizes) >= set(case.companies())
    for company in case.companies():
        told = manifest.read(frozen.FOLDER / company).recipe
        assert sizes[company] == (told.customers, told.months) and told.seed == frozen.recipe(company).seed
    assert "python -m casekit.datasets" in README and "casekit verify datasets/starbucks" in README
    assert "they are not involved" in README and "synthetic" in README
    assert ("licenses" in PACKAGE) == ("has not chosen a licence" not in README)


def test_the_readme_s_python_runs(monkeypatch, capsys):
    monkeypatch.chdir(frozen.FOLDER)
    [code] = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(code, {})
    reported, true = map(float, re.findall(r"\d\.\d", capsys.readouterr().out))
    assert reported > true
