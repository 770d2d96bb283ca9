"""A column of a file: each different text once, cleaned, and which of them stands in which row."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

# What stands in a cell that says nothing.
MISSING = frozenset(
    {"null", "(null)", "na", "n/a", "#n/a", "#na", "n.a.", "nan", "none", "nil", "nat", "<na>", "\\n", "-", "--", "---",
     "–", "—", "?", "(blank)", "(empty)", "(leer)", "#ref!", "#value!", "#name?", "#null!", "#num!", "#div/0!",
     "undefined", "not available", "not set", "(not set)", "unbekannt", "inconnu", "desconocido", "k.a."}
)  # fmt: skip
_LONGEST_MARK = 16
_POINT_ZERO = r"^(\d+)[.,]0+$"  # a whole number that a program took for a float
_EXACT = 2**53  # from here on a float no longer tells whole numbers apart
_UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"  # of no width: nobody sees them


@dataclass(frozen=True)
class Column:
    """`texts`, shape (different,), trimmed and "" where nothing is said; `codes`, shape (rows,), into them.

    Two texts may have become the same one. `numbers`, shape (different,), are there where the file itself has numbers.
    """

    name: str
    codes: np.ndarray
    texts: pa.Array
    numbers: np.ndarray | None = None

    @classmethod
    def of(cls, name: str, cells: pa.ChunkedArray) -> Column:
        """From the cells of a file, of any type that is no list or record."""
        encoded = cells if pa.types.is_dictionary(cells.type) else cells.dictionary_encode(null_encoding="encode")
        if encoded.num_chunks != 1 or encoded.null_count:
            kind = cells.type.value_type if pa.types.is_dictionary(cells.type) else cells.type
            encoded = pa.chunked_array([cells.cast(kind).combine_chunks().dictionary_encode(null_encoding="encode")])
        codes, different = encoded.chunk(0).indices.to_numpy(), encoded.chunk(0).dictionary
        return cls(name, codes, cleaned(as_text(different)), _numbers(different))

    @cached_property
    def is_blank(self) -> np.ndarray:
        """Shape (rows,): where nothing is said."""
        return self.of_rows(np_mask(pc.equal(self.texts, "")))

    @cached_property
    def counts(self) -> np.ndarray:
        """Shape (different,): the rows of each text."""
        return np.bincount(self.codes, minlength=len(self.texts))

    def of_rows(self, values: np.ndarray) -> np.ndarray:
        """What belongs to each text, for each row."""
        return values[self.codes] if len(values) else np.zeros(0, dtype=values.dtype)

    def said(self) -> list[str]:
        """The texts in small letters; for columns that have few."""
        return [text.casefold() for text in self.texts.to_pylist()]


def numbered(column: Column) -> tuple[np.ndarray, pa.Array]:
    """A number for each row's id, -1 where there is none, and the ids: "17001.0" is "17001", and "00123" is not "123".

    >>> codes, names = numbered(Column.of("id", pa.chunked_array([["7.0", " 7", "07", "NULL"]])))
    >>> codes.tolist(), names.to_pylist()
    ([0, 0, 1, -1], ['7', '07'])
    """
    texts = pc.replace_substring_regex(column.texts, _POINT_ZERO, r"\1")
    once = pc.if_else(pc.equal(texts, ""), pa.scalar(None, texts.type), texts).dictionary_encode()
    return column.of_rows(pc.fill_null(once.indices, -1).to_numpy(zero_copy_only=False)), once.dictionary


def rounded(ids: pa.Array) -> np.ndarray:
    """Which ids a spreadsheet has rounded, so that their last digits are lost; in a code such as 12E3 there is no plus.

    >>> rounded(pa.array(["1.23457E+11", "12E3"])).tolist()
    [True, False]
    """
    return np_mask(pc.match_substring_regex(ids, r"^-?\d([.,]\d+)?[eE]\+\d{2,3}$"))


def _numbers(values: pa.Array) -> np.ndarray | None:
    """Floats and decimals as they are, nan where missing; whole numbers read well as text."""
    if pa.types.is_floating(values.type) or pa.types.is_decimal(values.type):
        return pc.fill_null(values.cast(pa.float64()), np.nan).to_numpy(zero_copy_only=False)
    return None


def as_text(values: pa.Array) -> pa.Array:
    """Values of any type as text: whole floats without a point, moments as ISO 8601 has them."""
    if pa.types.is_floating(values.type):
        values = values.cast(pa.float64())
        exact = pc.and_(pc.equal(values, pc.floor(values)), pc.less(pc.abs(values), _EXACT))
        whole = pc.if_else(exact, values, pa.scalar(None, values.type)).cast(pa.int64()).cast(pa.string())
        return pc.coalesce(whole, values.cast(pa.string()))
    if pa.types.is_binary(values.type) or pa.types.is_large_binary(values.type):
        return pa.array(
            [None if one is None else one.decode(errors="replace") for one in values.to_pylist()], pa.string()
        )
    return values.cast(pa.string())


def cleaned(texts: pa.Array) -> pa.Array:
    """Trimmed, without what spreadsheets put around a text to keep it one, and "" for marks that say nothing.

    >>> cleaned(pa.array([' 00123 ', '="00123"', "'00123", "N/A", None, "-5"])).to_pylist()
    ['00123', '00123', '00123', '', '', '-5']
    """
    found = pc.utf8_trim(pc.fill_null(texts, ""), _UNSEEN)
    found = pc.utf8_trim_whitespace(found)
    wrapped = pc.match_substring_regex(found, r"""^(="[^"]*"|'[0-9=+@-].*)$""")
    if pc.any(wrapped).as_py():
        found = pc.if_else(wrapped, pc.replace_substring_regex(found, r"""^(=")?'?|"$""", ""), found)
    short = np.flatnonzero(np_mask(pc.less_equal(pc.utf8_length(found), _LONGEST_MARK)))
    marks = pc.is_in(pc.utf8_lower(found.take(pa.array(short))), pa.array(sorted(MISSING), found.type))
    says_nothing = np.zeros(len(found), dtype=bool)
    says_nothing[short[np_mask(marks)]] = True
    return pc.if_else(pa.array(says_nothing), pa.scalar("", found.type), found) if says_nothing.any() else found


def np_mask(values: pa.Array | pa.ChunkedArray) -> np.ndarray:
    """Arrow's booleans as NumPy's; what is null is false."""
    return pc.fill_null(values, False).to_numpy(zero_copy_only=False)
