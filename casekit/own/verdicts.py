"""Which records are refused, and why: a record may have several reasons, and all are kept."""

from __future__ import annotations

import numpy as np


class Verdicts:
    """The reasons against each of a file's records, which grow as more is known of it.

    >>> verdicts = Verdicts(3)
    >>> verdicts.refuse("no customer", np.array([True, False, True]))
    >>> verdicts.refuse("no amount", np.array([False, False, True]))
    >>> verdicts.refused.tolist(), verdicts.sentences(np.array([0, 2])).tolist()
    ([True, False, True], ['no customer', 'no customer; no amount'])
    """

    def __init__(self, records: int) -> None:
        self._bits = np.zeros(records, dtype=np.int64)
        self._reasons: list[str] = []
        self._details: dict[str, np.ndarray] = {}

    @property
    def refused(self) -> np.ndarray:
        """Shape (records,): those with a reason against them."""
        return self._bits != 0

    @property
    def counts(self) -> dict[str, int]:
        """How many records have each reason against them, the most frequent first."""
        bit = enumerate(self._reasons)
        found = {reason: int(np.count_nonzero(self._bits & (1 << place))) for place, reason in bit}
        return dict(sorted(((reason, count) for reason, count in found.items() if count), key=lambda one: -one[1]))

    def refuse(self, reason: str, where: np.ndarray, details: np.ndarray | None = None) -> None:
        """The records of a mask, shape (records,), have this against them, too; `details` has a text for each of them.

        A reason with details comes last: it is given for records that had none before.
        """
        if not where.any():
            return
        if reason not in self._reasons:
            self._reasons.append(reason)
        self._bits[where] |= 1 << self._reasons.index(reason)
        if details is not None:
            texts = self._details.setdefault(reason, np.full(len(self._bits), "", dtype=object))
            texts[where] = details

    def sentences(self, rows: np.ndarray) -> np.ndarray:
        """The reasons against each of these records, in the order in which they were found."""
        different, which = np.unique(self._bits[rows], return_inverse=True)
        texts = ["; ".join(self._of(bits)) for bits in different.tolist()]
        found = np.array([*texts, ""], dtype=object)[which]
        for details in self._details.values():
            found += details[rows]
        return found

    def _of(self, bits: int) -> list[str]:
        return [reason for place, reason in enumerate(self._reasons) if bits >> place & 1]
