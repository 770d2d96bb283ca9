"""Whatever is handed to casekit: it does what it says, or says in one sentence why not."""

import contextlib
import functools
import numbers
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import nbformat
import numpy as np
import pytest
from thoroughness import sample
from trust.awkward import VALUES, assert_sentence, drawn, limit, named, text
from typer.testing import CliRunner

from casekit import CaseError, cli, contents, copies, demo, errors, open_case, refresh, workbook
from casekit.cases.dials import STARBUCKS_DIALS
from casekit.companies import COMPANIES
from casekit.datasets import frozen, generate, manifest, package, verify
from casekit.teach import cite
from casekit.teach.claims import CLAIMS

DIALS = {dial.name for dial in STARBUCKS_DIALS}
SMALL = {"customers": 3, "months": 1}
MANY = 5_000  # customers that fit into any memory; none of the values lies between this and what fits into none

NO_NUMBERS = (bool, np.timedelta64)  # though they call themselves whole numbers


def is_whole(value, low, high):
    return isinstance(value, numbers.Integral) and not isinstance(value, NO_NUMBERS) and low <= value <= high


def is_share(value):
    return isinstance(value, numbers.Real) and not isinstance(value, NO_NUMBERS) and 0 <= value <= 1


def is_words(value):
    return isinstance(value, str) and not any("\ud800" <= one <= "\udfff" for one in value)


def is_one_of(names):
    return lambda value: isinstance(value, str) and str(value) in names


def is_dials(value):
    return value is None or (
        isinstance(value, Mapping) and all(name in DIALS and is_share(share) for name, share in value.items())
    )


def is_place(value):
    """Not if no disk could know it; else that depends on the disk."""
    try:
        return None if isinstance(value, (str, os.PathLike)) and b"\0" not in os.fsencode(value) else False
    except UnicodeEncodeError:
        return False


def is_name(value):
    """Of a student or a course; None where a name is so odd that it may be refused."""
    if value is None or not is_words(value):
        return value is None
    return True if len(value) < 100 and value.strip() and value.isprintable() else None


# For each argument of `open_case`, what it takes.
ARGUMENTS = {
    "name": is_one_of(COMPANIES),
    "customers": lambda value: is_whole(value, 1, MANY),
    "seed": lambda value: is_whole(value, 0, 2**63 - 1),
    "student": is_name,
    "course": is_name,
    "months": lambda value: is_whole(value, 1, 120),
    "dials": is_dials,
    "in_blocks": lambda value: isinstance(value, bool),
}


def opens(argument, value):
    case = open_case(**{"name": "starbucks", **SMALL, argument: value})
    assert "\x1b" not in repr(case) and len(repr(case)) < 1_000


def generates(argument, value):
    argument = {"name": "case"}.get(argument, argument)
    made = generate.generate(manifest.Recipe(**{"case": "starbucks", **SMALL, argument: value}), Path("made").resolve())
    assert manifest.read(Path("made")) == made


def writes_to(value):
    generate.generate(manifest.Recipe("starbucks", **SMALL), value)


@pytest.fixture(scope="module")
def case():
    return open_case("starbucks", **SMALL)


def calls(case):
    """Functions of one value, each with what it takes: True or False, or None where it may be either."""
    tables = {table.name for table in case.company.records}
    columns = {column.name for column in case.about("surveys").columns}
    recipe = manifest.Recipe("starbucks", **SMALL)
    yield from ((f"open_case {name}", functools.partial(opens, name), legal) for name, legal in ARGUMENTS.items())
    many = ARGUMENTS | {"customers": lambda value: is_whole(value, 1, 2**31 - 1)}
    del many["in_blocks"]
    yield from ((f"Recipe {name}", functools.partial(generates, name), legal) for name, legal in many.items())
    yield "with_dials", lambda value: case.with_dials(silence=value), is_share
    yield "about", case.about, is_one_of(tables)
    yield "fresh", case.fresh, is_one_of(tables)
    yield "fresh of columns", lambda value: case.fresh("surveys", value), is_one_of(columns)
    yield "truth", case.reveal().about, is_one_of({table.name for table in case.company.truth})
    yield "dials", case.dials.__getitem__, is_one_of(DIALS)
    yield "dials.get", lambda value: case.dials.get(value, 0), lambda value: True
    yield "in dials", lambda value: value in case.dials, lambda value: True
    yield "dials |=", case.dials.__ior__, lambda value: False
    yield "generate recipe", lambda value: generate.generate(value, "made"), lambda value: False
    yield "generate to", writes_to, is_place
    yield "generate format", lambda value: generate.generate(recipe, "made", value), is_one_of(generate.FORMATS)
    yield "verify", verify.verify, is_place
    yield "package", package.package, lambda value: isinstance(value, list) and not value
    yield "rebuild only", lambda value: frozen.rebuild(Path("frozen"), value), lambda value: value is None or (
        isinstance(value, list) and all(map(is_one_of(COMPANIES), value))
    )  # fmt: skip
    yield "cite", cite, lambda value: isinstance(value, str) and value.strip().upper() in CLAIMS
    yield "notebook", workbook.notebook, lambda value: None if isinstance(value, str) else False
    yield "whole_number", lambda value: errors.whole_number("months", value, 1, 120), ARGUMENTS["months"]
    yield "fraction", lambda value: errors.fraction("share", value), is_share
    yield "choice", lambda value: errors.choice("company", value, COMPANIES), ARGUMENTS["name"]
    yield "words", lambda value: errors.words("student", value), is_words
    yield "shown", lambda value: assert_sentence(f"{errors.shown(value)}."), lambda value: True


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder to work in, with something in it that is to stay as it is."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr(frozen, "SIZES", dict.fromkeys(COMPANIES, (3, 1)))
    root = set(os.listdir("/"))
    yield tmp_path
    assert set(os.listdir("/")) == root
    assert (tmp_path / "mine" / "notes.txt").read_text() == "mine"
    assert not [left for left in tmp_path.rglob("*") if left.name.startswith(".casekit-")]


def outcome(call, legal, value):
    """Whether a call took a value, or said why not; whatever else it does fails."""
    try:
        with limit():
            call(value)
    except CaseError as error:
        assert_sentence(str(error))
        assert not legal(value), f"refused what it takes: {error}"
        return "a sentence"
    assert legal(value) is not False, "took what it does not take"
    return "taken"


def tried_with(name, chance):
    """All values, or some of them for what writes whole folders."""
    if name == "rebuild only":  # of all companies, even
        return []
    writes = name.startswith(("Recipe", "generate to", "generate format"))
    return chance.sample(VALUES, sample(len(VALUES), usually=16)) if writes else VALUES


def test_every_function_with_every_value(case, place):
    """One after the other, and then drawn ones, also two in one: thousands of them."""
    every = list(calls(case))
    chance = random.Random(2026)
    tried = [(one, value) for one in every for value in tried_with(one[0], chance)]
    tried += [(chance.choice(every), drawn(chance)) for _ in range(sample(20_000, usually=400))]
    found, faults = Counter(), []
    for (name, call, legal), value in tried:
        try:
            found[outcome(call, legal, value)] += 1
        except Exception as error:
            faults.append(f"{name}({named(value)}): {type(error).__name__}: {str(error)[:300]}")
    print(f"\n{len(tried):,} values tried: {found['a sentence']:,} sentences, {found['taken']:,} taken.")
    assert not faults, f"{len(faults)} of {len(tried)}:\n" + "\n".join(faults[:40])
    assert found["a sentence"] >= 1_000 and found["taken"] >= 100


@pytest.mark.parametrize("value", [value for value in VALUES if isinstance(value, str)], ids=ascii)
def test_a_table_or_an_argument_of_any_name(case, value):
    for thing in (case, case.reveal()):
        if not hasattr(type(thing), value) and value not in dir(thing):
            with pytest.raises(AttributeError) as caught:
                getattr(thing, value)
            if not value.startswith("_"):
                assert_sentence(str(caught.value))
        for deed in (lambda thing=thing: setattr(thing, value, 1), lambda thing=thing: delattr(thing, value)):
            with pytest.raises(CaseError) as refused:
                deed()
            assert_sentence(str(refused.value))
    if value not in DIALS:
        with pytest.raises(CaseError) as caught:
            case.with_dials(**{value: 0.5})
        assert_sentence(str(caught.value))


def test_blocks_are_cases(case):
    for block in case.blocks():
        assert outcome(block.about, lambda value: False, None) == "a sentence"


# --- the command line -------------------------------------------------------------------------------------------------


@pytest.fixture
def commands(place, monkeypatch):
    """The command line on a small workbook, with servers that do not serve and notebooks that do not run."""
    home = place / "workbook"
    (home / "notebooks").mkdir(parents=True)
    for name in ("00-start.ipynb", "06-surveys.ipynb"):
        nbformat.write(nbformat.v4.new_notebook(), home / "notebooks" / name)
    monkeypatch.setattr(copies, "hand_out", functools.partial(copies.hand_out, home))
    monkeypatch.setattr(cli, "_run_lab", lambda *_: None)
    monkeypatch.setattr(demo, "serve", lambda *_, **__: None)
    monkeypatch.setattr(contents, "update", lambda: [])
    monkeypatch.setattr(refresh, "refresh", lambda path: 0)


def command_line(chance):
    """A command with arguments of which at least one is awkward."""
    word = functools.partial(text, chance)
    small = ["--customers", "3", "--months", "1"]
    options = ["--to", "--customers", "--months", "--seed", "--student", "--course", "--dial", "--format"]
    return chance.choice(
        [
            lambda: ["generate", "starbucks", "--to", "made", *small, chance.choice(options), word()],
            lambda: ["generate", "starbucks", *small, "--to", word(), "--dial", f"silence={word()}"],
            lambda: ["generate", word(), "--to", "made", *small],
            lambda: ["verify", word()],
            lambda: ["verify", word(), word()],
            lambda: ["refresh", word(), word()],
            lambda: ["demo", word(), "--no-browser"],
            lambda: ["demo", "06", "--no-browser", "--port", word()],
            lambda: ["lab", chance.choice(["--port", "--fresh"]), word()],
            lambda: [word(), word()],
            lambda: [word()],
        ]
    )()


def assert_plain_end(arguments, code, out, err):
    """It has worked, or one sentence says why not; or typer says what is wrong with the arguments themselves."""
    said = f"{named(arguments)} ended with {code}: {out[-500:]} {err[-500:]}"
    assert code in (0, 1, 2), said
    assert "Traceback" not in out + err and "Exception ignored" not in err and "\x1b" not in out + err, said
    if code == 1:
        assert err.count("\n") == 1 and err.endswith("\n") and not out, said
        assert_sentence(err.removesuffix("\n"))


def test_every_command_with_arguments_of_any_kind(commands):
    chance, found, faults = random.Random(2027), Counter(), []
    tried = [command_line(chance) for _ in range(sample(8_000, usually=600))]
    for arguments in tried:
        try:
            with limit():
                result = CliRunner().invoke(cli.app, arguments)
            assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)[:300]
            assert_plain_end(arguments, result.exit_code, result.stdout, result.stderr)
            found[result.exit_code] += 1
        except Exception as error:
            faults.append(f"{named(arguments)}: {type(error).__name__}: {str(error)[:400]}")
    print(
        f"\n{len(tried):,} command lines tried: {found[1]:,} sentences, {found[2]:,} usage errors, {found[0]:,} taken."
    )
    assert not faults, f"{len(faults)} of {len(tried)}:\n" + "\n".join(faults[:40])
    assert found[1] >= 100 and found[0] >= 20


@pytest.mark.skipif(os.name == "nt", reason="a command line of Windows is text and never bytes")
def test_a_process_with_arguments_that_are_no_text(place):
    """A few of them as they really come, as bytes."""
    chance = random.Random(2028)
    commands = [command_line(chance) for _ in range(400)]
    commands = [one for one in commands if one[0] in ("generate", "verify")][: sample(60, usually=2)]
    commands.append(["generate", "starbucks", "--to", "made", "--student", "Zo\udceb"])
    for arguments in commands:
        with contextlib.suppress(OSError):  # an argument may be too long for the system itself
            command = [sys.executable, "-m", "casekit", *map(os.fsencode, arguments)]
            run = subprocess.run(command, capture_output=True, timeout=120, env=os.environ | {"COLUMNS": "500"})
            assert_plain_end(arguments, run.returncode, run.stdout.decode(), run.stderr.decode())
