"""Names as people type them: one form for all the ways to type the same one.

The form becomes a seed, so whoever changes it gives students other customers: that is a new version of the data.
"""

from __future__ import annotations

import re
import unicodedata

from casekit.errors import CaseError, shown

LONGEST = 200  # characters, once in canonical form

# Seen by nobody though no format characters: the rest of Unicode's Default_Ignorable_Code_Point.
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")


def canonical(what: str, name: str) -> str:
    """The one form of a name, of a student or a course, that decides whose world it opens.

    A name is typed with composed letters or with accents of their own, pasted with characters that nobody sees,
    written in capitals or in full-width letters; it is the same name, and must open the same world. So compatible
    characters become one (Unicode's NFKC), capitals small (case folding), any space one space, and control, format
    and other invisible characters go; all of it again until nothing changes. What is empty stays empty.

    Raises CaseError, with `what` as the name of the argument, for what is no text, has half a character in it (a lone
    surrogate), has nothing left, or has more than 200 characters left.

    >>> canonical("student", " Jose\u0301  STRA\u00dfE\u200b"), canonical("student", "jos\u00e9 strasse")
    ('jos\u00e9 strasse', 'jos\u00e9 strasse')
    >>> canonical("student", "\u200b")
    Traceback (most recent call last):
    casekit.errors.CaseError: student must have a character that can be seen, or be empty; '\\u200b' was given.
    """
    if not isinstance(name, str):
        raise CaseError(f"{what} must be text, such as a name or an e-mail address; {shown(name)} was given.")
    if any(unicodedata.category(character) == "Cs" for character in name):
        raise CaseError(f"{what} must be whole characters, and half of one is in what was given: {shown(name)}.")
    form, before = _folded(name), name
    while form != before:
        form, before = _folded(form), form
    if name and not form:
        raise CaseError(f"{what} must have a character that can be seen, or be empty; {shown(name)} was given.")
    if len(form) > LONGEST:
        raise CaseError(f"{what} must have at most {LONGEST} characters; {len(form):,} were given.")
    return form


def _folded(name: str) -> str:
    """One round; a second one may still find something, such as an accent that an invisible character kept apart."""
    seen = (" " if character.isspace() else character for character in _UNSEEN.sub("", name) if _is_seen(character))
    return " ".join(unicodedata.normalize("NFKC", "".join(seen)).casefold().split())


def _is_seen(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in ("Cc", "Cf")
