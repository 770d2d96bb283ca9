"""Why an answer may be wrong: the numbers that a slip leads to, and which of all reasons an answer speaks for."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

HUNDREDS = {"%": "a percentage was asked", "points": "points were asked"}  # for which a fraction is given by mistake
FRACTIONS = ("fraction", "share", "probability")


class Reason(NamedTuple):
    """A way to go wrong, the number it leads to, and how near to that an answer must lie to speak for it.

    `sentence` completes "Wrong, because"; it is empty for a way that nobody has put into words.
    """

    sentence: str
    value: float
    tolerance: float
    is_general: bool = False  # it can happen with any number


def slips(
    answer: float, tolerance: float, unit: str, *, whole: float = 0.0, is_change: bool = False, is_count: bool = False
) -> list[Reason]:
    """The slips that happen with any number, the surest first: a fraction for a percentage, the rest, the sign.

    `whole` is what the answer is a part of (0: what its unit says, 100 for %); a change is a part of nothing. A share
    and a count have no sign to be turned round: below zero there are none.

    >>> for slip in slips(41.0, 0.5, "%"):
    ...     print(f"{slip.value:.2f} give or take {slip.tolerance:g}: {slip.sentence}")  # doctest: +ELLIPSIS
    0.41 give or take 0.005: this is a fraction, and a percentage was asked: multiply it by 100
    59.00 give or take 0.5: this is the share of all the others: take it from 100
    0.59 give or take 0.005: this is a fraction, ... multiply it by 100; also, this is the share of all the others...
    -41.00 give or take 0.5: a share cannot be below zero
    -0.41 give or take 0.005: this is a fraction, ... multiply it by 100; also, a share cannot be below zero
    """
    found = []
    for sentence, value in _shifted(answer, unit, whole, is_change, is_count):
        found += [Reason(sentence, value, tolerance, True)] if sentence else []
        for in_other_unit, factor in _scaled(unit, whole):
            both = f"{in_other_unit}; also, {sentence}" if sentence else in_other_unit
            found.append(Reason(both, value * factor, tolerance * factor, True))
    return found


def likeliest(given: float, reasons: Sequence[Reason]) -> list[Reason]:
    """The reasons that an answer speaks for, the surest first: all that lie as near, or none if one has no sentence.

    What can happen with any number gives way to another reason for the very same one.

    >>> reasons = [Reason("half of them are missing", 10, 1), Reason("some count twice", 10.8, 1), Reason("", 20, 1)]
    >>> [reason.sentence for reason in likeliest(10.2, reasons)]
    ['half of them are missing', 'some count twice']
    >>> likeliest(20, [*reasons, Reason("the sign is turned round", 20.5, 1)])
    []
    """
    near = [reason for reason in reasons if abs(given - reason.value) <= reason.tolerance]
    if not near:
        return []
    nearest = min(near, key=lambda reason: abs(given - reason.value))
    finest = min(reason.tolerance for reason in near)

    def as_near(reason: Reason) -> bool:
        # A fraction has a narrow place of its own, where another reason with a wide one may lie by chance.
        away = abs(given - reason.value)
        beside = abs(reason.value - nearest.value) <= min(reason.tolerance, nearest.tolerance)
        return away <= min(finest, reason.tolerance) or (beside and away <= 2 * reason.tolerance)

    # With several right answers a slip has several values; who says it in other words, says it for all of them.
    own = [reason for reason in reasons if reason.sentence and not reason.is_general]
    words = {slip.sentence: one for slip in reasons if slip.is_general for one in own if _same(slip, one)}
    found: list[Reason] = []
    for near_by in filter(as_near, reasons):
        reason = words.get(near_by.sentence, near_by) if near_by.is_general else near_by
        same = [one for one in found if _same(reason, one)]
        if reason not in found and not any(one.is_general or reason.is_general for one in same):
            found.append(reason)
    return sorted(found, key=lambda reason: reason.tolerance) if all(reason.sentence for reason in found) else []


def _same(one: Reason, other: Reason) -> bool:
    return math.isclose(one.value, other.value, rel_tol=1e-9, abs_tol=1e-12)


def _shifted(answer: float, unit: str, whole: float, is_change: bool, is_count: bool) -> Iterator[tuple[str, float]]:
    """The answer, and the numbers of its unit that are taken for it."""
    yield "", answer
    turned = "a count cannot be below zero" if is_count else "the sign is turned round: up and down are exchanged"
    whole = whole or (100.0 if unit == "%" else 1.0 if unit in FRACTIONS else 0.0)
    if is_change and whole:
        yield f"this is what the new is of the old, not the change: take {whole:g} off", whole + answer
    elif 0 <= answer <= whole != 0:
        yield f"this is the share of all the others: take it from {whole:g}", whole - answer
        turned = "a share cannot be below zero"
    yield turned, -answer


def _scaled(unit: str, whole: float) -> Iterator[tuple[str, float]]:
    """What an answer in the wrong unit is, and by how much it is too large."""
    if unit in HUNDREDS or whole == 100:
        asked = HUNDREDS.get(unit, "a number of 100 was asked")
        yield f"this is a fraction, and {asked}: multiply it by 100", 0.01
    elif unit in FRACTIONS:
        yield "this is a percentage, and a fraction from 0 to 1 was asked: divide it by 100", 100.0
    elif not unit:
        yield "this is in per cent, and the plain number was asked: divide it by 100", 100.0
