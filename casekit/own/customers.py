"""Who bought: what stands in a column of customers, as one text for each customer, and where nobody does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from casekit.own.column import Column, np_mask, numbered, rounded

NOBODY, GUEST, TEST, LOST = "no customer", "guest", "test order", "customer lost in a spreadsheet"
_GUESTS = frozenset(
    {"guest", "guest user", "guest checkout", "gast", "gastkunde", "gastbestellung", "invite", "invité", "invitado",
     "ospite", "anonymous", "anonym", "anonyme", "anonimo", "unknown", "walk-in", "walk in", "walkin", "laufkunde",
     "walk-in customer", "cash customer", "barverkauf", "client comptoir", "no customer", "kein kunde", "deleted user"}
)  # fmt: skip
_TESTS = r"(?i)^(test|tester|testkunde|test[ _-]?(customer|user|kunde|client|order)|test\d*@.*|.*@test\.[a-z.]+)$"
_FEW = 10  # ids


@dataclass(frozen=True)
class Customers:
    """Of each row the customer's place in `names`, -1 for nobody; and, where it is nobody, the reason.

    `reasons` has a mask, shape (rows,), for each reason.
    """

    codes: np.ndarray
    names: pa.Array
    reasons: dict[str, np.ndarray]

    @property
    def known(self) -> np.ndarray:
        return self.codes >= 0


def customers(column: Column) -> Customers:
    """Each customer as written, trimmed; "17001.0" is "17001", and "00123" is not "123".

    Nobody is an empty cell, a mark such as NULL, a guest, a test, an id that a spreadsheet has rounded, and 0, unless
    the ids run 0, 1, 2, ... without a gap: then somebody is called 0.

    >>> found = customers(Column.of("who", pa.chunked_array([["a ", "7.0", "7", "0", "1.2E+11"]])))
    >>> found.names.take(pa.array(found.codes[:3])).to_pylist()
    ['a', '7', '7']
    >>> [reason for reason, rows in found.reasons.items() if rows.any()]
    ['guest (who 0)', 'customer lost in a spreadsheet (1.2E+11)']
    """
    codes, names = numbered(column)
    lower = pc.utf8_lower(names)
    lost = rounded(names)
    example = f" ({names[int(np.argmax(lost))]})" if lost.any() else ""
    by_name = {
        f"{GUEST} ({column.name} 0)": _matches(names, r"^0$") & (not _counts_from_zero(names)),
        GUEST: np_mask(pc.is_in(lower, pa.array(sorted(_GUESTS), lower.type))),
        TEST: _matches(names, _TESTS),
        f"{LOST}{example}": lost,
    }
    nobody = np.append(np.logical_or.reduce(list(by_name.values())), True)  # the last one is that of code -1
    reasons = {reason: np.append(mask, False)[codes] for reason, mask in by_name.items()}
    return Customers(np.where(nobody[codes], -1, codes), names, {NOBODY: codes < 0} | reasons)


def twins(names: pa.Array) -> list[str]:
    """Sentences on customers whose ids differ in zeros before them, or in capitals only; they are kept apart."""
    says = []
    folded = {
        "zeros before it": pc.replace_substring_regex(
            names.filter(pc.match_substring_regex(names, r"^\d+$")), "^0+", ""
        ),
        "capitals": pc.utf8_lower(names),
    }
    for what, texts in folded.items():
        count = len(texts) - len(texts.unique())
        if count:
            says.append(f"ids that differ from another in {what} only: {count:,}; they are customers of their own")
    return says


def _matches(names: pa.Array, pattern: str) -> np.ndarray:
    return np_mask(pc.match_substring_regex(names, pattern))


def _counts_from_zero(texts: pa.Array) -> bool:
    """Whether the ids are 0, 1, 2, ... n, and so many that it is no accident of a few customers and a guest."""
    numbers = texts.filter(pc.match_substring_regex(texts, r"^(0|[1-9]\d{0,8})$")).cast(pa.int64()).unique()
    return len(numbers) > _FEW and pc.max(numbers).as_py() == len(numbers) - 1
