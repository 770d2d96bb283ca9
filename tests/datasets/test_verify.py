"""`casekit verify`: what is whole is said to be, and whatever is not is one clear sentence."""

import errno
import json
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thoroughness import sample
from typer.testing import CliRunner

from casekit import CaseError, case
from casekit.cli import app
from casekit.datasets import generate, manifest, stream
from casekit.datasets.verify import verify
from casekit.versions import DATA_VERSION
from casekit.world.engine import streams

SMALL = manifest.Recipe("starbucks", customers=25, months=4, dials={"silence": 0.5})


@pytest.fixture(params=generate.FORMATS)
def both(request, tmp_path):
    generate.generate(SMALL, tmp_path / "small", request.param)
    return tmp_path / "small"


@pytest.fixture
def small(tmp_path):
    generate.generate(SMALL, tmp_path / "small")
    return tmp_path / "small"


def told(place, change):
    """Change the manifest."""
    content = json.loads((place / "manifest.json").read_text())
    change(content)
    (place / "manifest.json").write_text(json.dumps(content))


def edit(path, change):
    path.write_bytes(change(path.read_bytes()))


def sentence_of(place):
    with pytest.raises(CaseError) as caught:
        verify(place)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("company", case.companies())
def test_what_was_written_is_the_same(company, tmp_path, monkeypatch):
    monkeypatch.setattr(streams, "BLOCK_SIZE", 16)
    monkeypatch.setattr(stream, "ROWS", 200)
    for format in generate.FORMATS:
        generate.generate(manifest.Recipe(company, customers=40, months=8), tmp_path / format, format)
        assert verify(tmp_path / format) == []


def test_after_the_first_difference_of_a_table_in_pieces_no_more_is_looked_at(tmp_path, monkeypatch):
    monkeypatch.setattr(streams, "BLOCK_SIZE", 16)
    generate.generate(manifest.Recipe("starbucks", customers=40, months=3), tmp_path / "small")
    for row in (b"\n1,", b"\n40,"):
        edit(tmp_path / "small" / "customers.csv", lambda content, row=row: content.replace(row, row + b"X", 1))
    (sentence,) = verify(tmp_path / "small")
    assert sentence.startswith("customers.csv: row 1, ")


def test_what_a_student_was_given_is_the_same(tmp_path):
    generate.generate(manifest.Recipe("starbucks", 20, 3, student="Zoë", course="crm"), tmp_path / "zoe")
    assert verify(tmp_path / "zoe") == []
    told(tmp_path / "zoe", lambda content: content["recipe"].update(student="Bob"))
    assert not any(sentence.startswith("products.csv") for sentence in verify(tmp_path / "zoe"))
    assert verify(tmp_path / "zoe")[0].startswith("customers.csv: row 1, column joined_at: it has '20")


def test_each_file_that_differs_is_named_with_its_first_difference(small):
    edit(small / "products.csv", lambda content: content.replace(b"2.95", b"2.59"))
    edit(small / "truth" / "surveys.csv", lambda content: content + b"1,1,2025-01-01 00:00:00.000,3\n")
    edit(small / "truth" / "states.csv", lambda content: content[: content.rindex(b"\n", 0, -1) + 1])
    edit(small / "customers.csv", lambda content: content.replace(b"\n", b"\r\n"))
    found = verify(small)
    assert found[0] == "customers.csv: all values are right, but its bytes are not those that manifest.json lists."
    assert found[1] == "products.csv: row 1, column price: it has '2.59', it should have '2.95'."
    assert found[2].startswith("truth/states.csv: it ends after row ")
    assert found[3].startswith("truth/surveys.csv: it goes on after row ")
    assert len(found) == 4


def test_a_parquet_file_that_differs_is_named_with_its_first_difference(tmp_path):
    place = tmp_path / "small"
    generate.generate(SMALL, place, "parquet")
    products = pq.read_table(place / "products.parquet")
    prices = products["price"].to_pylist()
    other = products.set_column(3, "price", pa.array([*prices[:4], 9.99, *prices[5:]]))
    pq.write_table(other, place / "products.parquet")
    pq.write_table(pq.read_table(place / "customers.parquet"), place / "customers.parquet", compression="gzip")
    edit(place / "purchases.parquet", lambda content: content[:-100])
    edit(place / "truth" / "states.parquet", lambda content: b"binary garbage " * 100)
    assert verify(place) == [
        "customers.parquet: all values are right, but its bytes are not those that manifest.json lists.",
        "products.parquet: row 5, column price: it has '9.99', it should have '5.25'.",
        "purchases.parquet: after row 0 it cannot be read as Parquet.",
        "truth/states.parquet: after row 0 it cannot be read as Parquet.",
    ]


def test_a_file_as_it_was_written_of_another_world(small):
    told(small, lambda content: content["recipe"]["dials"].update(silence=0.0))
    [found] = verify(small)
    assert found.startswith("surveys.csv: row ") and found.endswith(", although the file is as it was written.")


def test_a_manifest_that_is_wrong_about_a_file(small):
    told(small, lambda content: content["files"][1].update(rows=14))
    told(small, lambda content: content["files"][2].update(sha256="0" * 64))
    size = (small / "contacts.csv").stat().st_size
    told(small, lambda content: content["files"][3].update(bytes=10**400))
    assert verify(small) == [
        "products.csv: it has 13 rows, but manifest.json says 14.",
        "purchases.csv: all values are right, but its bytes are not those that manifest.json lists.",
        f"contacts.csv: it has {size:,} bytes, but manifest.json says a number of some 401 digits.",
    ]


def test_a_manifest_that_asks_for_too_many_is_found_out_soon(small):
    told(small, lambda content: content["recipe"].update(customers=2**31 - 1))
    assert len(verify(small)) == 9  # all but products


def test_the_command_exits_with_1_on_any_difference(both):
    result = CliRunner().invoke(app, ["verify", str(both)])
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{both} is just as casekit makes it.\n", "")
    (both / "truth" / next(iter(os.listdir(both / "truth")))).write_bytes(b"")
    result = CliRunner().invoke(app, ["verify", str(both)])
    assert (result.exit_code, result.stdout.count("\n"), result.stderr) == (1, 1, "")
    (both / "manifest.json").unlink()
    result = CliRunner().invoke(app, ["verify", str(both)])
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)


def test_files_that_are_missing_foreign_or_no_files(both):
    (both / "notes.txt").write_text("mine")
    assert sentence_of(both) == f"{both} holds what casekit did not write there: notes.txt."
    (both / "notes.txt").unlink()
    name = next(both.glob("products.*"))
    name.unlink()
    assert sentence_of(both) == f"{both} lacks what its manifest.json lists: {name.name}."
    (both / name.name).mkdir()
    assert sentence_of(both) == f"{both} lacks what its manifest.json lists: {name.name}."


@pytest.mark.skipif(os.name == "nt", reason="Windows lets only some people make links, and nobody pipes")
def test_links_lead_nowhere_and_pipes_are_not_waited_for(both):
    name = next(both.glob("products.*"))
    sentence = f"{both} holds what casekit did not write there: {name.name} (not a plain file)."
    name.rename(both.parent / "elsewhere")
    name.symlink_to(both.parent / "elsewhere")
    assert sentence_of(both) == sentence
    name.unlink()
    os.mkfifo(name)
    assert sentence_of(both) == sentence


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read anything")
def test_a_file_that_may_not_be_read(small):
    (small / "products.csv").chmod(0)
    assert sentence_of(small).startswith(f"Could not read {small / 'products.csv'}: ")


def test_a_folder_within_that_may_not_be_read(small, monkeypatch):
    scandir = os.scandir

    def refuse(path):
        if Path(path).name == "truth":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    why = "you may not read there, or another program holds it open."
    assert sentence_of(small) == f"Could not read {small / 'truth'}: {why}"


def test_no_folder_and_no_manifest(tmp_path):
    assert sentence_of(tmp_path / "none") == f"There is no folder {tmp_path / 'none'}."
    (tmp_path / "file").touch()
    assert sentence_of(tmp_path / "file") == f"There is no folder {tmp_path / 'file'}."
    why = f"There is no manifest.json in {tmp_path}, so casekit cannot tell how its files were made."
    assert sentence_of(tmp_path) == why


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is not JSON"),
        (b"{", "it is not JSON"),
        (b"\xff\xfe\x00", "it is not JSON"),
        (b"[" * 100_000, "it is not JSON"),
        (b"1" * 10_000, "it is not JSON"),
        (b" " * 1_000_001, "it is too large"),
        (b"[]", "it is not an object"),
        (b"{}", "it has no 'casekit'"),
    ],
)
def test_a_manifest_that_is_none(content, reason, small):
    (small / "manifest.json").write_bytes(content)
    assert sentence_of(small) == (
        f"{small / 'manifest.json'} is damaged ({reason}); generate the folder anew, under another name."
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda m: m.pop("word_pools"), "it has no 'word_pools'"),
        (lambda m: m["recipe"].pop("seed"), "recipe has no 'seed'"),
        (lambda m: m["files"][3].pop("rows"), "file 4 has no 'rows'"),
        (lambda m: m.update(recipe=[]), "recipe is not an object"),
        (lambda m: m.update(files={}), "files is not a list"),
        (lambda m: m.update(files=[1]), "file 1 is not an object"),
        (lambda m: m.update(data_version=1), "data_version is not a text"),
        (lambda m: m["files"][0].update(rows="25"), "file 1's rows is not a whole number"),
        (lambda m: m["files"][0].update(bytes=True), "file 1's bytes is not a whole number"),
        (lambda m: m["files"][0].update(sha256="abc"), "file 1's sha256 is none"),
        (lambda m: m["files"][0].update(path="../../etc/passwd"), "file 1's path is none that casekit writes to"),
        (lambda m: m["files"][0].update(path="/etc/passwd"), "file 1's path is none that casekit writes to"),
        (lambda m: m["files"][0].update(path="truth/../../customers.csv"), "file 1's path is none that casekit writes"),
        (lambda m: m["files"][0].update(path="..\\customers.csv"), "file 1's path is none that casekit writes to"),
        (lambda m: m["files"][0].update(path="manifest.json"), "file 1's path is none that casekit writes to"),
        (lambda m: m["files"].append(m["files"][0]), "it lists a file twice"),
        (lambda m: m["files"].pop(), "it does not list this world's tables"),
        (lambda m: m.update(format="parquet"), "it does not list this world's tables"),
    ],
)
def test_a_manifest_that_is_damaged(change, reason, small):
    told(small, change)
    assert sentence_of(small).startswith(f"{small / 'manifest.json'} is damaged ({reason}")


def nested(depth):
    """Lists in lists: as deep as JSON is read, and deeper than it can be copied."""
    lists = []
    for _ in range(depth):
        lists = [lists]
    return lists


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda m: m.update(format="xlsx"), "There is no format 'xlsx'. Allowed: csv, parquet."),
        (lambda m: m["recipe"].update(case="starbuck"), "There is no company 'starbuck'; did you mean 'starbucks'?"),
        (lambda m: m["recipe"].update(case=["starbucks"]), "There is no company ['starbucks']"),
        (lambda m: m["recipe"].update(customers="many"), "customers must be a whole number"),
        (lambda m: m["recipe"].update(months=10**6), "months must be a whole number from 1 to 120; 1,000,000 was"),
        (lambda m: m["recipe"].update(seed=None), "seed must be a whole number"),
        (lambda m: m["recipe"].update(student=7), "student must be text"),
        (lambda m: m["recipe"].update(dials=[1]), "dials must be names with numbers"),
        (lambda m: m["recipe"].update(dials=nested(900)), "dials must be names with numbers"),
        (lambda m: m["recipe"].update(student=nested(900)), "student must be text"),
        (lambda m: m["recipe"].update(student="a\udcff"), "student must be "),
        (lambda m: m["recipe"].update(customers=10**400), "customers must be a whole number"),
        (lambda m: m["recipe"].update(seed=2**63), "seed must be a whole number"),
        (lambda m: m["recipe"]["dials"].update(silence=10**400), "dial 'silence' must be a number from 0 to 1; a "),
        (lambda m: m["recipe"]["dials"].update(silence=float("inf")), "dial 'silence' must be a number from 0 to 1"),
        (lambda m: m["recipe"]["dials"].update(silence="loud"), "dial 'silence' must be a number from 0 to 1"),
        (lambda m: m["recipe"]["dials"].update(silense=1), "There is no dial 'silense'"),
    ],
)  # fmt: skip
def test_a_manifest_that_asks_for_what_is_not_made(change, sentence, small):
    told(small, change)
    asks = f"{small / 'manifest.json'} asks for what casekit does not make: {sentence}"
    assert sentence_of(small).startswith(asks)


def test_another_version_of_the_data(small):
    told(small, lambda content: content.update(data_version="0", casekit="0.0.9"))
    assert sentence_of(small) == (
        f"{small} has data of version '0', this casekit makes version {DATA_VERSION!r}, in which customers "
        "differ; verify it with casekit '0.0.9', or generate it anew."
    )


def test_another_release_of_faker(small):
    told(small, lambda content: content.update(word_pools="0" * 64))
    assert sentence_of(small) == (
        f"{small} was made with another release of Faker, from other names than those installed here; install the "
        "versions in requirements.lock, or generate it anew."
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=sample(60, usually=15), deadline=None)
@given(st.data())
def test_nothing_but_a_sentence_whatever_the_manifest_says(tmp_path_factory, data):
    place = tmp_path_factory.getbasetemp() / "any manifest"
    if not place.exists():
        generate.generate(SMALL, place)
    original = (place / "manifest.json").read_text()
    content = json.loads(original)
    part = data.draw(st.sampled_from([content, content["recipe"], content["files"][1]]))
    part[data.draw(st.sampled_from(sorted(part)))] = data.draw(JSON)
    (place / "manifest.json").write_text(json.dumps(content))
    try:
        assert all("\n" not in sentence for sentence in verify(place))
    except CaseError as error:
        assert "\n" not in str(error)
    finally:
        (place / "manifest.json").write_text(original)
