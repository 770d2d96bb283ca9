"""The one error a reader of the workbook should ever meet, and the checks that raise it."""

from __future__ import annotations

import difflib
import math
import numbers
from collections.abc import Iterable
from typing import cast

_LONGEST = 60  # characters of a value within a sentence
_MOST_DIGITS = 40  # of a whole number that is spelled out
_NEAR = 100  # no name is so long; more than this is no slip of the pen


class CaseError(ValueError):
    """Bad input, in one sentence: which argument, what was given, what is allowed.

    Whatever was given, the sentence is one line, and nothing in it steers a terminal.

    >>> print(CaseError("There is no folder new\\nline."))
    There is no folder new\\nline.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(printable(sentence))

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows, which asks for it by this name: the sentence, without the package's own code."""
        return [f"{type(self).__name__}: {self}"]


def whole_number(name: str, value: object, low: int, high: int, *, because: str = "") -> int:
    """Return `value` as an int, or raise CaseError unless it is a whole number from `low` to `high`.

    >>> whole_number("months", 12, 1, 120)
    12
    >>> whole_number("months", 0, 1, 120)
    Traceback (most recent call last):
    casekit.errors.CaseError: months must be a whole number from 1 to 120; 0 was given.
    """
    if isinstance(value, numbers.Integral) and _is_number(value) and low <= int(value) <= high:
        return int(value)
    reason = f" ({because})" if because else ""
    raise CaseError(f"{name} must be a whole number from {low:,} to {high:,}{reason}; {shown(value)} was given.")


def fraction(name: str, value: object) -> float:
    """Return `value` as a float, or raise CaseError unless it is a number from 0 to 1.

    >>> fraction("silence", 0.6)
    0.6
    """
    if isinstance(value, numbers.Real) and _is_number(value):
        number = cast("float", value)  # not yet one: a whole number may be too large
        if 0 <= number <= 1:
            return float(number) + 0.0  # and so never -0.0, which is another text in a file
    raise CaseError(f"{name} must be a number from 0 to 1; {shown(value)} was given.")


def yes_or_no(name: str, value: object) -> bool:
    """Return `value`, or raise CaseError unless it is True or False.

    >>> yes_or_no("in_blocks", "no")
    Traceback (most recent call last):
    casekit.errors.CaseError: in_blocks must be True or False; 'no' was given.
    """
    if isinstance(value, bool):
        return value
    raise CaseError(f"{name} must be True or False; {shown(value)} was given.")


def words(name: str, value: object, *, such_as: str = "") -> str:
    """Return `value`, or raise CaseError unless it is text that a file can hold.

    >>> words("student", "Zo\\udceb")
    Traceback (most recent call last):
    casekit.errors.CaseError: student must be text in UTF-8; 'Zo\\udceb' was given.
    """
    if not isinstance(value, str):
        example = f", such as {such_as}" if such_as else ""
        raise CaseError(f"{name} must be text{example}; {shown(value)} was given.")
    try:
        value.encode()
    except UnicodeEncodeError:  # a part of a character, or bytes on the command line that are no characters
        raise CaseError(f"{name} must be text in UTF-8; {shown(value)} was given.") from None
    return value


def choice(name: str, value: object, allowed: Iterable[str], *, where: str = "") -> str:
    """Return `value`, or raise CaseError unless it is one of `allowed`; a near miss is named.

    >>> choice("company", "starbuck", ["amazon", "starbucks"])
    Traceback (most recent call last):
    casekit.errors.CaseError: There is no company 'starbuck'; did you mean 'starbucks'? Allowed: amazon, starbucks.
    """
    allowed = list(allowed)
    if isinstance(value, str) and value in allowed:
        return allowed[allowed.index(value)]  # plain text, also for a NumPy string
    hint = meant(value, allowed) or "."
    raise CaseError(f"There is no {name} {shown(value)}{where}{hint} Allowed: {', '.join(allowed) or 'none'}.")


def meant(value: object, allowed: Iterable[str]) -> str:
    """The words "; did you mean 'silence'?" where one of `allowed` comes near `value`; none where none does.

    >>> meant("silense", ["silence", "slide"]), meant("late", ["silence"])
    ("; did you mean 'silence'?", '')
    """
    if not isinstance(value, str) or len(value) > _NEAR:
        return ""
    by_lower = {name.lower(): name for name in allowed}
    near = difflib.get_close_matches(value.lower(), by_lower, n=1, cutoff=0.5)
    return f"; did you mean {by_lower[near[0]]!r}?" if near else ""


def shown(value: object) -> str:
    """`value` as a reader should see it in a sentence: short, on one line, and numbers with separators.

    >>> shown(70_000), shown("Seattle"), shown(10**400), len(shown("long " * 20))
    ('70,000', "'Seattle'", 'a number of some 401 digits', 60)
    """
    try:
        if isinstance(value, numbers.Integral) and _is_number(value):
            return _digits(int(value))
        text = " ".join(repr(value).split())  # an array or a frame prints on many lines
    except Exception:  # what is not ours may fail in any way when it is to show itself, or nest too deep
        text = f"a {type(value).__name__}"
    return shortened(text, _LONGEST)


def shortened(text: str, most: int) -> str:
    """`text` as one printable line of at most `most` characters.

    >>> shortened("division by zero", 11)
    'division...'
    """
    line = printable(text[: most + 1])
    return line if len(line) <= most else line[: most - 3] + "..."


def printable(text: str) -> str:
    """`text` with an escape for each character that is none to be seen: line ends, control and direction marks.

    >>> print(printable("red \\x1b[31m, Zoë"))
    red \\x1b[31m, Zoë
    """
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


def _is_number(value: numbers.Real) -> bool:
    """Not True or False, nor a NumPy span of time, which calls itself a whole number."""
    return not isinstance(value, bool) and (hasattr(value, "__index__") or not isinstance(value, numbers.Integral))


def _digits(number: int) -> str:
    digits = int(math.log10(abs(number))) + 1 if number else 1
    return f"{number:,}" if digits <= _MOST_DIGITS else f"a number of some {digits:,} digits"
