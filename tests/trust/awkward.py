"""Values that nobody expects, and what the tests of bad input share: a check of sentences and a limit of time."""

from __future__ import annotations

import contextlib
import datetime
import math
import random
import signal
import sys
from collections.abc import Iterator
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd

MOST_CHARACTERS = 420
SECONDS = 60  # for one call; what takes longer hangs


class Rude:
    """An object that fails in whatever it is asked."""

    def _fail(self, *_: object) -> bool:
        raise RuntimeError("nobody asks me")

    __repr__ = __str__ = __eq__ = __hash__ = __bool__ = __len__ = __iter__ = __getitem__ = __float__ = __int__ = _fail
    __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __call__ = __index__ = __format__ = _fail


class Loud:
    """An object that says more than one line, and in colour."""

    def __repr__(self) -> str:
        return "\x1b[31mred\x1b[0m\nand\r\nmore \u202eright to left" * 50


class Three(IntEnum):
    THREE = 3


def _nested(depth: int) -> list:
    nested: list = []
    for _ in range(depth):
        nested = [nested]
    return nested


TEXTS = [
    "", " ", "starbucks", "Starbucks", "starbuck", "starbucks\n", "customers", "surveys", "silence", "M1", "06", "6",
    "csv",
    "0", "0.5", "1e400", "nan", "-1", "١٢", "None", "__class__", "_worlds", "ada@example.org", "Zoë", "x" * 10_000,
    "é" * 250, "🤖" * 70, "👩‍👩‍👧", "\0", "a\0b", "a\nb", "\r", "\t", "\x1b[31mred", "\x07", "\x9b31m", "\u202eabc",
    "\u2028", "\ufeff",
    "\ud800", "a\udcff", "=1+1", "@SUM(A1)", "+1", "-1+1", "<script>alert(1)</script>", "'; drop table",
    "{0.__class__}",
    "%s%n", "../..", "..", ".", "~", "-", "--", "--help",
    "CON", "a" * 250, "a" * 300, "x/" * 3_000, "silence=0.5", "=", "silence=", "silence=1e999", "silence=nan", "=0.5",
]  # fmt: skip

# Where nothing can be made, and only here: no other text may begin with a slash, or it would be a place to write to.
_PLACES = ["/", "/dev/null", "/dev/full", "/dev/null/x", "/proc/x"] if sys.platform == "linux" else []

_NUMBERS = [
    0, 1, 3, -1, 7, 10**12, 2**31, 2**63 - 1, 2**63, -(2**63), 10**400, -(10**400), 10**5_000, 0.0, -0.0, 0.5, 1.0, 1.5,
    -1e-300, 5e-324, 1e308, math.inf, -math.inf, math.nan, 1j, complex("nan"), True, False, Decimal("0.5"),
    Decimal("NaN"), Decimal("sNaN"), Decimal("1e999999"), Fraction(1, 3), Fraction(10**400, 3), Fraction(10**30 + 1,
    10**30),
    Three.THREE,
]  # fmt: skip
_SCALARS = [
    kind(number)
    for kind in (
        np.int8, np.uint8, np.int16, np.int32, np.uint32, np.int64, np.uint64, np.float16, np.float32, np.float64,
        np.longdouble, np.complex64, np.complex128, np.bool_, np.str_, np.bytes_,
    )
    for number in (0, 1, 3)
]  # fmt: skip
_SCALARS += [np.float64("nan"), np.float32("inf"), np.datetime64("2025-12-31"), np.timedelta64(3, "D"), np.void(b"abc")]
_SCALARS += [np.str_("starbucks"), np.str_("silence")]
_DATES = [
    datetime.date(2025, 12, 31), datetime.datetime(2025, 12, 31, tzinfo=datetime.UTC), datetime.timedelta(1),
    pd.Timestamp("2025-12-31"), pd.NaT, pd.NA, pd.Timedelta(1), pd.Period("2025-12"), pd.Interval(0, 1),
]  # fmt: skip
_ARRAYS = [
    np.array(3), np.array(0.5), np.array([]), np.array([1, 2]), np.zeros((2, 3)), np.array(["starbucks"]),
    np.array([None, {}], dtype=object), np.arange(10**6), pd.Series([1, 2]), pd.Series(dtype=float), pd.Index([1]),
    pd.DataFrame({"a": range(100)}), pd.DataFrame(), pd.Categorical(["a"]),
]  # fmt: skip
_OBJECTS = [
    None, Ellipsis, NotImplemented, object(), Rude(), Loud(), Rude, type, int, len, print, lambda: None, math, b"",
    b"starbucks",
    b"\xff", bytearray(b"x"), memoryview(b"x"), range(3), slice(1), ValueError("x"), Path("some/where"), Path("\0"),
]  # fmt: skip
_CONTAINERS = [
    [], (), {}, set(), frozenset(), [None], ["starbucks"], ("customers",), {"silence"}, {"silence": 0.5},
    {"silence": 10**400},
    {"silence": Rude()}, {"silense": 0.5}, {None: 1}, {0.5: "silence"}, {"": 0}, {("a",): 1}, {"x" * 10_000: 1},
    {"a\nb": 1},
    _nested(50), _nested(100_000), [Rude()], [Loud()] * 3, list(range(10**5)),
]  # fmt: skip

VALUES = [*TEXTS, *_PLACES, *_NUMBERS, *_SCALARS, *_DATES, *_ARRAYS, *_OBJECTS, *_CONTAINERS]


def drawn(chance: random.Random) -> object:
    """A value: one of the list, or two of them in something."""
    value = chance.choice(VALUES)
    if chance.random() < 0.7:
        return value
    other = chance.choice(VALUES)
    if isinstance(value, str) and isinstance(other, str) and not {value, other} & set(_PLACES):
        return value + other
    return chance.choice(
        [lambda: [value, other], lambda: (value, other), lambda: {"silence": value}, lambda: iter([value])]
    )()


def text(chance: random.Random) -> str:
    """What may stand on a command line: any text but half a character, and none with a NUL."""
    words = [one for one in TEXTS if "\0" not in one and "\ud800" not in one]
    return chance.choice([*words, *_PLACES, *("".join(chance.choices(words, k=2)) for _ in words)])


def named(value: object) -> str:
    """A value in the report of a test that fails."""
    try:
        return repr(value)[:80]
    except Exception:
        return f"an object of type {type(value).__name__}"


def assert_sentence(sentence: str) -> None:
    """One line, with a full stop, not too long, and nothing in it that steers a terminal."""
    assert sentence.isprintable(), ascii(sentence)
    assert sentence.endswith("."), sentence
    assert len(sentence) <= MOST_CHARACTERS, sentence


@contextlib.contextmanager
def limit(seconds: float = SECONDS) -> Iterator[None]:
    """No call may take for ever."""
    if not hasattr(signal, "setitimer"):  # on Windows
        yield
        return

    def stop(*_: object) -> None:
        raise TimeoutError(f"it took more than {seconds} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
