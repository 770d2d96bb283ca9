"""`casekit generate`: the files are the frames in memory, whole or not at all, and nothing else is lost for them."""

import errno
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

import casekit
from casekit import CaseError, case, open_case
from casekit.cli import app
from casekit.datasets import csv_format, folder, generate, stream
from casekit.datasets.manifest import Recipe, read
from casekit.datasets.verify import verify
from casekit.versions import DATA_VERSION
from casekit.world.common.identities import word_pool_hash
from casekit.world.engine import streams

COMPANIES = case.companies()
needs_links = pytest.mark.skipif(os.name == "nt", reason="Windows lets only some people make links")
SMALL = Recipe("starbucks", customers=30, months=4)


def frames(opened):
    truth = opened.reveal()
    yield from ((table.name, getattr(opened, table.name)) for table in opened.company.records)
    yield from ((f"truth/{table.name}", getattr(truth, table.name)) for table in opened.company.truth)


def contents(place):
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}


def from_csv(path, like):
    """A CSV file as the frame that it was written from, given that one's types."""
    times = [name for name, column in like.items() if column.dtype.kind == "M"]
    dtypes = {name: column.dtype for name, column in like.items() if name not in times}
    read = pd.read_csv(path, dtype=dtypes, parse_dates=times)
    return read.astype({name: like[name].dtype for name in times})


@pytest.mark.parametrize("company", COMPANIES)
@pytest.mark.parametrize("block_size", [streams.BLOCK_SIZE, 16])
def test_the_files_are_the_frames_in_memory(company, block_size, tmp_path, monkeypatch):
    """Both formats, in one block and in several: block by block is the whole."""
    monkeypatch.setattr(streams, "BLOCK_SIZE", block_size)
    monkeypatch.setattr(stream, "ROWS", 500)
    recipe = Recipe(company, customers=50, months=9, seed=4)
    whole = dict(frames(open_case(company, customers=50, months=9, seed=4)))
    for format in generate.FORMATS:
        made = generate.generate(recipe, tmp_path / format, format)
        assert [file.path for file in made.files] == [f"{name}.{format}" for name in whole]
        assert [file.rows for file in made.files] == [len(frame) for frame in whole.values()]
    for name, frame in whole.items():
        pd.testing.assert_frame_equal(from_csv(tmp_path / "csv" / f"{name}.csv", frame), frame, obj=name)
        stored = pq.read_table(tmp_path / "parquet" / f"{name}.parquet")
        assert stored.schema.equals(stream.arrow(frame).schema)
        dates = {column: frame[column].dtype for column in frame if frame[column].dtype == "datetime64[s]"}
        pd.testing.assert_frame_equal(stored.to_pandas(date_as_object=False).astype(dates), frame, obj=name)


def test_a_world_of_more_than_one_block(tmp_path):
    """65,536 customers and a few: what is written of the second block is that block, and the first is unmoved."""
    few = streams.BLOCK_SIZE + 40
    made = generate.generate(Recipe("starbucks", customers=few, months=1), tmp_path / "many", "parquet")
    whole = open_case("starbucks", customers=few, months=1)
    for name in ("customers", "products", "purchases", "surveys"):
        assert pq.read_table(tmp_path / "many" / f"{name}.parquet").equals(stream.arrow(getattr(whole, name)))
    states = pq.read_table(tmp_path / "many" / "truth" / "states.parquet")
    assert states.equals(stream.arrow(whole.reveal().states))
    assert made.files[0].rows == few


def test_a_smaller_world_is_the_beginning_of_a_larger_one(tmp_path, monkeypatch):
    monkeypatch.setattr(streams, "BLOCK_SIZE", 20)
    for customers in (30, 55):
        generate.generate(Recipe("starbucks", customers=customers, months=4), tmp_path / str(customers))
    small, large = contents(tmp_path / "30"), contents(tmp_path / "55")
    for path in small.keys() - {"manifest.json"}:
        assert large[path].startswith(small[path]), path


@pytest.mark.parametrize("format", generate.FORMATS)
def test_the_same_arguments_give_the_same_bytes(format, tmp_path):
    made = [generate.generate(SMALL, tmp_path / name, format) for name in ("one", "two")]
    assert made[0] == made[1] == read(tmp_path / "one")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_the_manifest_says_how_and_what(tmp_path):
    recipe = Recipe("starbucks", 30, 4, student="Ada@example.org", course="crm", dials={"silence": 0.25})
    generate.generate(recipe, tmp_path / "ada")
    told = json.loads((tmp_path / "ada" / "manifest.json").read_bytes())
    assert (told["casekit"], told["data_version"], told["format"]) == (casekit.__version__, DATA_VERSION, "csv")
    assert told["word_pools"] == word_pool_hash()
    assert told["recipe"]["student"] == "Ada@example.org" and told["recipe"]["dials"]["silence"] == 0.25
    assert set(told["recipe"]["dials"]) == set(open_case("starbucks", customers=1).dials)
    for file in told["files"]:
        content = (tmp_path / "ada" / file["path"]).read_bytes()
        assert file["sha256"] == hashlib.sha256(content).hexdigest() and file["bytes"] == len(content)
    own = open_case("starbucks", customers=30, months=4, student="ada@example.org", course="crm")
    pd.testing.assert_frame_equal(from_csv(tmp_path / "ada" / "customers.csv", own.customers), own.customers)


def test_memory_is_no_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(case, "_most_customers", lambda months: 10)
    with pytest.raises(CaseError, match="fits in the memory"):
        open_case("starbucks", customers=30, months=4)
    assert generate.generate(SMALL, tmp_path / "small").files[0].rows == 30


def test_a_table_is_dropped_once_it_is_written(monkeypatch):
    opened = SMALL.open()
    blocks = []
    real = type(opened).blocks
    monkeypatch.setattr(type(opened), "blocks", lambda self: (blocks.append(one) or one for one in real(self)))
    for piece in stream.stream(opened, "csv"):
        list(piece.tables)
    assert blocks and not any(block._made for block in blocks) and not opened._made


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"case": "starbuck"}, "There is no company 'starbuck'; did you mean 'starbucks'?"),
        (
            {"customers": 0},
            "customers must be a whole number from 1 to 2,147,483,647 (as many ids as there are); 0 was",
        ),
        ({"months": 500}, "months must be a whole number from 1 to 120; 500 was given."),
        ({"seed": 2, "student": "ada"}, "Give student or seed, not both"),
        ({"dials": {"silense": 0.5}}, "There is no dial 'silense'; did you mean 'silence'?"),
    ],
)
def test_bad_arguments_are_one_sentence_and_make_no_folder(change, sentence, tmp_path):
    with pytest.raises(CaseError) as caught:
        generate.generate(Recipe(**{"case": "starbucks", **change}), tmp_path / "new")
    assert str(caught.value).startswith(sentence)
    assert not any(tmp_path.iterdir())


def foreign(place):
    (place / "notes.txt").write_text("mine")


def foreign_below(place):
    (place / "truth" / "deeper").mkdir()
    (place / "truth" / "deeper" / "notes.txt").write_text("mine")


def changed(place):
    with open(place / "products.csv", "a") as file:
        file.write("14,Tea,tea,1,1\n")


def missing(place):
    (place / "truth" / "states.csv").unlink()


def unlisted(place):
    (place / "manifest.json").unlink()


def damaged(place):
    (place / "manifest.json").write_text("{")


def linked(place):
    (place / "products.csv").unlink()
    (place / "products.csv").symlink_to(place / "customers.csv")


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (foreign, "holds what casekit did not write there: notes.txt."),
        (foreign_below, "holds what casekit did not write there: truth/deeper/notes.txt."),
        (changed, "was changed since casekit wrote it: products.csv; choose another folder."),
        (missing, "lacks what its manifest.json lists: truth/states.csv."),
        (unlisted, "holds what casekit did not write there: contacts.csv, customers.csv, products.csv and 4 more;"),
        (damaged, "manifest.json is damaged (it is not JSON)"),
        pytest.param(linked, "did not write there: products.csv (not a plain file).", marks=needs_links),
    ],
)  # fmt: skip
def test_a_folder_with_anything_else_in_it_is_left_alone(spoil, sentence, tmp_path):
    generate.generate(SMALL, tmp_path / "small")
    spoil(tmp_path / "small")
    before = contents(tmp_path / "small")
    with pytest.raises(CaseError) as caught:
        generate.generate(SMALL, tmp_path / "small")
    assert sentence in str(caught.value)
    assert contents(tmp_path / "small") == before and os.listdir(tmp_path) == ["small"]


def test_a_file_and_the_folder_one_is_in_are_no_folders_to_make(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    with pytest.raises(CaseError, match="file is a file; choose a folder"):
        generate.generate(SMALL, tmp_path / "file")
    with pytest.raises(CaseError, match="part of that path is a file, not a folder"):
        generate.generate(SMALL, tmp_path / "file" / "small")
    monkeypatch.chdir(tmp_path)
    for place in (".", "", ".."):
        with pytest.raises(CaseError, match="is the folder you are in, or above it"):
            generate.generate(SMALL, place)


def test_an_empty_folder_and_a_data_folder_are_replaced(tmp_path):
    place = tmp_path / "not" / "yet" / "there"
    generate.generate(SMALL, place)
    (place / ".DS_Store").touch()  # as soon as somebody looks at it on a Mac
    generate.generate(Recipe("starbucks", customers=5, months=1), place, "parquet")
    assert verify(place) == [] and not (place / "customers.csv").exists()
    (tmp_path / "empty").mkdir()
    generate.generate(SMALL, tmp_path / "empty")
    assert verify(tmp_path / "empty") == []


@needs_links
def test_a_link_to_a_folder_stays_a_link(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "empty", target_is_directory=True)
    generate.generate(SMALL, tmp_path / "link")
    assert (tmp_path / "link").is_symlink() and verify(tmp_path / "empty") == []


def full_disk(*_):
    raise OSError(errno.ENOSPC, "No space left on device")


def interrupt(*_):
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("where", "name", "what", "error", "words"),
    [
        (csv_format.Writer, "write", full_disk, CaseError, "the disk is full; free some space and try again."),
        (os, "fsync", full_disk, CaseError, "the disk is full; free some space and try again."),
        (csv_format.Writer, "write", interrupt, KeyboardInterrupt, ""),
        (generate, "write_atomically", interrupt, KeyboardInterrupt, ""),
        (folder, "_ensure_replaceable", interrupt, KeyboardInterrupt, ""),
    ],
)
@pytest.mark.parametrize("there", [False, True])
def test_a_run_that_fails_leaves_what_was_there(where, name, what, error, words, there, tmp_path, monkeypatch):
    place = tmp_path / "small"
    if there:
        generate.generate(SMALL, place)
    before = contents(place)
    calls, real = [], getattr(where, name)

    def second_time(*arguments):
        calls.append(1)
        return real(*arguments) if len(calls) < 2 and name != "write_atomically" else what()

    monkeypatch.setattr(where, name, second_time)
    with pytest.raises(error) as caught:
        generate.generate(Recipe("starbucks", customers=9, months=2), place)
    assert words in str(caught.value)
    assert contents(place) == before and os.listdir(tmp_path) == ["small"] * there


@pytest.mark.parametrize("fails", [1, 2])
def test_a_swap_that_fails_is_taken_back(fails, tmp_path, monkeypatch):
    place = tmp_path / "small"
    generate.generate(SMALL, place)
    before, calls, real = contents(place), [], Path.rename

    def rename(self, target):
        calls.append(1)
        if len(calls) == fails:
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(CaseError, match="another program holds it open"):
        generate.generate(Recipe("starbucks", customers=9, months=2), place)
    assert contents(place) == before and os.listdir(tmp_path) == ["small"]


def test_a_killed_run_leaves_no_folder_that_looks_whole(tmp_path):
    code = (
        "import os, sys; from casekit.datasets.generate import Recipe, generate\n"
        "generate(Recipe('starbucks', customers=9, months=2), sys.argv[1], progress=lambda s: s > .5 and os._exit(9))"
    )
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path / "small")]).returncode == 9
    assert not (tmp_path / "small").exists() and not list(tmp_path.rglob("manifest.json"))
    generate.generate(SMALL, tmp_path / "small")
    assert verify(tmp_path / "small") == []


def test_progress_is_told_from_0_to_1(tmp_path):
    told = []
    generate.generate(SMALL, tmp_path / "small", progress=told.append)
    assert told == sorted(told) and told[0] == 0 and told[-1] == 1


def command(*arguments):
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, result.stdout, result.stderr


def test_help_names_both_commands():
    code, out, _ = command("--help")
    assert code == 0 and "generate" in out and "verify" in out


def test_the_command_writes_and_says_so_once(tmp_path):
    """Nothing else: a bar is for those who watch a terminal."""
    place = tmp_path / "small"
    arguments = ["generate", "starbucks", "--to", place, "--customers", 30, "--months", 4, "--format", "parquet"]
    dials = ["--dial", "silence=0.25", "--dial", " leaving = 1"]
    code, out, err = command(*arguments, *dials, "--student", "ada", "--course", "crm")
    assert (code, err) == (0, "") and out.startswith(f"{place} has 10 tables with ") and out.count("\n") == 1
    told = read(place).recipe
    assert (told.student, told.course, told.dials["silence"], told.dials["leaving"]) == ("ada", "crm", 0.25, 1.0)
    assert command("verify", place) == (0, f"{place} is just as casekit makes it.\n", "")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["starbuck"], "There is no company 'starbuck'; did you mean 'starbucks'? Allowed: "),
        (["starbucks", "--format", "xlsx"], "There is no format 'xlsx'. Allowed: csv, parquet."),
        (["starbucks", "--dial", "silence"], "--dial takes a name and a number, such as silence=0.6; 'silence' was"),
        (["starbucks", "--dial", "silence=loud"], "--dial takes a name and a number"),
        (["starbucks", "--dial", "silence=2"], "dial 'silence' must be a number from 0 to 1; 2.0 was given."),
    ],
)  # fmt: skip
def test_the_command_says_what_is_wrong(arguments, sentence, tmp_path):
    code, out, err = command("generate", *arguments, "--to", tmp_path / "new")
    assert (code, out, err.count("\n")) == (1, "", 1) and err.startswith(sentence)
    assert not (tmp_path / "new").exists()
